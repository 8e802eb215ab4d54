/* Making and destroying operators; the state that follows one. */
#include "family_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void *randblas_allocate(int64_t count, size_t size)
{
    if ((uint64_t)count > INT64_MAX / size) return NULL;
    return malloc(count > 0 ? (size_t)count * size : 1);
}

static int64_t ceil_div(int64_t a, int64_t b)
{
    return a / b + (a % b != 0);
}

static int64_t min(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static bool is_structured(randblas_family family)
{
    return family == RANDBLAS_KHATRI_RAO || family == RANDBLAS_KRONECKER || family == RANDBLAS_COMPOSITION;
}

/* dist with defaults and the sizes of structured families filled in; 0, -1 or RANDBLAS_TOO_LARGE. */
static int resolve(const randblas_dist *dist, randblas_dist *out)
{
    if (!dist || (dist->size != 0 && dist->size != sizeof *dist)) return -1;
    *out = *dist;
    if (is_structured(dist->family)) return randblas_structured_sizes(dist, &out->rows, &out->cols);
    const int64_t d = dist->rows, m = dist->cols;
    if (d < 0 || m < 0 || d > RANDBLAS_MAX_SIZE || m > RANDBLAS_MAX_SIZE || dist->nnz < 0) return -1;
    switch (dist->family) {
    case RANDBLAS_GAUSSIAN:
    case RANDBLAS_UNIFORM:
    case RANDBLAS_RADEMACHER:
        return 0;
    case RANDBLAS_SPARSE_SIGN:
    case RANDBLAS_SPARSE_STACK:
        if (!out->nnz || d == 0) out->nnz = min(8, d);
        return out->nnz <= d ? 0 : -1;
    case RANDBLAS_LESS_UNIFORM:
        if (!out->nnz || m == 0) out->nnz = min(d, m);
        return out->nnz <= m ? 0 : -1;
    case RANDBLAS_LESS:
        if (!out->nnz || m == 0) out->nnz = min(d, m);
        return out->nnz <= RANDBLAS_MAX_SIZE && (dist->weights || m == 0) ? 0 : -1;
    case RANDBLAS_SRHT:
        return d <= randblas_hadamard_order(m) ? 0 : -1;
    case RANDBLAS_SRFT:
        return d <= m ? 0 : -1;
    case RANDBLAS_ROW_SAMPLE:
        return (dist->replace ? d == 0 || m > 0 : d <= m) ? 0 : -1;
    default:
        return -1;
    }
}

/*
 * How many counters an operator takes of the low half of the counter.  The high half holds the column (iid, sparse),
 * the row (LESS) or a purpose (sampling, transforms), and each family says in its own file what stands where.
 */
static uint64_t blocks_taken(const randblas_dist *dist)
{
    switch (dist->family) {
    case RANDBLAS_GAUSSIAN:
    case RANDBLAS_UNIFORM:
    case RANDBLAS_RADEMACHER:
        return 4 * (uint64_t)ceil_div(dist->rows, 16);
    case RANDBLAS_SPARSE_SIGN:
    case RANDBLAS_SPARSE_STACK:
    case RANDBLAS_LESS_UNIFORM:
        return (uint64_t)ceil_div(dist->nnz, 2);
    case RANDBLAS_LESS:
        return (uint64_t)dist->nnz;
    case RANDBLAS_SRHT:
    case RANDBLAS_SRFT:
    case RANDBLAS_ROW_SAMPLE:
        return (uint64_t)(dist->rows > dist->cols ? dist->rows : dist->cols);
    default:
        return 0;
    }
}

int randblas_state_next(const randblas_dist *dist, const randblas_state *state, randblas_state *next)
{
    randblas_dist full;
    const int info = resolve(dist, &full);
    if (info) return info;
    if (!state) return -2;
    if (!next) return -3;
    *next = *state;
    const uint64_t lo = stream_of(state).lo + blocks_taken(&full);
    next->counter[0] = (uint32_t)lo;
    next->counter[1] = (uint32_t)(lo >> 32);
    return 0;
}

/* The factor that makes E S^T S = I; the structured families compute theirs from their factors. */
static double natural_scale(const randblas_dist *dist)
{
    const double d = (double)dist->rows, m = (double)dist->cols, nnz = (double)dist->nnz;
    switch (dist->family) {
    case RANDBLAS_SPARSE_SIGN:
    case RANDBLAS_SPARSE_STACK:
        return 1 / sqrt(nnz);
    case RANDBLAS_LESS_UNIFORM:
        return sqrt(m / (nnz * d));
    case RANDBLAS_ROW_SAMPLE:
        if (!dist->weights) return sqrt(m / d);
        return dist->replace ? 1 / sqrt(d) : 1;
    default:
        return 1 / sqrt(d);
    }
}

static int setup(randblas_sketch *S, const randblas_dist *dist)
{
    switch (S->family) {
    case RANDBLAS_LESS:
        return randblas_setup_less(S, dist);
    case RANDBLAS_ROW_SAMPLE:
        return randblas_setup_row_sample(S, dist);
    case RANDBLAS_SRHT:
    case RANDBLAS_SRFT:
        return randblas_setup_transform(S, dist);
    case RANDBLAS_KHATRI_RAO:
    case RANDBLAS_KRONECKER:
    case RANDBLAS_COMPOSITION:
        return randblas_setup_structured(S, dist);
    default:
        return 0;
    }
}

int randblas_sketch_create(const randblas_dist *dist, const randblas_state *state, randblas_sketch **S,
                           randblas_state *next)
{
    randblas_state after;
    if (S) *S = NULL;
    int info = randblas_state_next(dist, state, &after);
    if (info) return info;
    if (!S) return -3;
    randblas_dist full;
    resolve(dist, &full);
    randblas_sketch *made = calloc(1, sizeof *made);
    if (!made) return RANDBLAS_OUT_OF_MEMORY;
    made->family = full.family;
    made->rows = full.rows;
    made->cols = full.cols;
    made->nnz = full.nnz;
    made->replace = full.replace != 0;
    made->scale = full.unscaled ? 1 : natural_scale(&full);
    made->stream = stream_of(state);
    info = setup(made, &full);
    if (info) {
        randblas_sketch_destroy(made);
        return info;
    }
    *S = made;
    if (next) *next = after;
    return 0;
}

void randblas_sketch_destroy(randblas_sketch *S)
{
    if (!S) return;
    for (int64_t t = 0; S->factors && t < S->nfactors; t++) randblas_sketch_destroy(S->factors[t]);
    free(S->factors);
    free(S->index);
    free(S->value);
    free(S->threshold);
    free(S->alias);
    free(S->column_value);
    free(S);
}

int64_t randblas_sketch_rows(const randblas_sketch *S)
{
    return S ? S->rows : 0;
}

int64_t randblas_sketch_cols(const randblas_sketch *S)
{
    return S ? S->cols : 0;
}

int randblas_sketch_family(const randblas_sketch *S)
{
    return S ? (int)S->family : 0;
}
