/* Deep copies of operators: a structured operator owns its factors, so that callers may destroy theirs. */
#include "family_impl.h"

#include <stdlib.h>
#include <string.h>

/* A copy of count elements; NULL for NULL.  Sets *failed when there is no memory. */
static void *duplicate(const void *source, int64_t count, size_t size, bool *failed)
{
    if (!source) return NULL;
    void *copy = randblas_allocate(count, size);
    if (copy)
        memcpy(copy, source, (size_t)count * size);
    else
        *failed = true;
    return copy;
}

static int clone_factors(const randblas_sketch *S, randblas_sketch *copy)
{
    int info = 0;
    copy->factors = calloc((size_t)S->nfactors, sizeof *copy->factors);
    if (!copy->factors) return RANDBLAS_OUT_OF_MEMORY;
    for (int64_t t = 0; !info && t < S->nfactors; t++) info = randblas_sketch_clone(S->factors[t], &copy->factors[t]);
    return info;
}

int randblas_sketch_clone(const randblas_sketch *S, randblas_sketch **out)
{
    int info = 0;
    bool failed = false;
    *out = NULL;
    randblas_sketch *copy = malloc(sizeof *copy);
    if (!copy) return RANDBLAS_OUT_OF_MEMORY;
    *copy = *S;
    copy->index = duplicate(S->index, S->rows, sizeof *S->index, &failed);
    copy->value = duplicate(S->value, S->rows, sizeof *S->value, &failed);
    copy->threshold = duplicate(S->threshold, S->cols, sizeof *S->threshold, &failed);
    copy->alias = duplicate(S->alias, S->cols, sizeof *S->alias, &failed);
    copy->column_value = duplicate(S->column_value, S->cols, sizeof *S->column_value, &failed);
    copy->factors = NULL;
    if (failed) info = RANDBLAS_OUT_OF_MEMORY;
    if (!info && S->factors) info = clone_factors(S, copy);
    if (info) {
        randblas_sketch_destroy(copy);
        return info;
    }
    *out = copy;
    return 0;
}
