/* LESS (Derezinski et al. 2021): an alias table for the scores p_j, and the value sqrt(1/(nnz p_j)) of each column. */
#include "family_impl.h"
#include "sparse_impl.h"

#include <math.h>

int randblas_setup_less(randblas_sketch *S, const randblas_dist *dist)
{
    const int64_t m = S->cols;
    randblas_arena arena = randblas_arena_open(NULL);
    double *weights = randblas_arena_get(&arena, m, sizeof *weights);
    int64_t *worklist = randblas_arena_get(&arena, m, sizeof *worklist);
    S->threshold = randblas_allocate(m, sizeof *S->threshold);
    S->alias = randblas_allocate(m, sizeof *S->alias);
    S->column_value = randblas_allocate(m, sizeof *S->column_value);
    int info = arena.info;
    if (!S->threshold || !S->alias || !S->column_value) info = RANDBLAS_OUT_OF_MEMORY;
    if (!info && randblas_scaled_weights(m, dist->weights, weights) < 0) info = -1;
    if (!info) {
        double sum = 0;
        for (int64_t j = 0; j < m; j++) sum += weights[j];
        for (int64_t j = 0; j < m; j++)
            S->column_value[j] = weights[j] > 0 ? sqrt(sum / (double)S->nnz) / sqrt(weights[j]) : 0;
        randblas_alias_table(m, weights, worklist, S->threshold, S->alias);
    }
    randblas_arena_close(&arena);
    return info;
}
