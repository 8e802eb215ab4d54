/** One application of an operator, made and destroyed as a user would: what the benchmark programs time. */
#ifndef SKETCHING_H
#define SKETCHING_H

#include <randblas.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct sketching {
    randblas_dist dist; /* d x m */
    randblas_layout layout;
    int64_t n;
    const double *A; /* m x n, contiguous */
    double *B;       /* d x n, contiguous */
} sketching;

static inline void sketching_check(int info)
{
    if (!info) return;
    fprintf(stderr, "%s\n", randblas_strerror(info));
    exit(EXIT_FAILURE);
}

static inline randblas_sketch *sketching_make(const randblas_dist *dist)
{
    const randblas_state state = randblas_seed(42);
    randblas_sketch *S = NULL;
    sketching_check(randblas_sketch_create(dist, &state, &S, NULL));
    return S;
}

static inline void sketching_run(void *context)
{
    const sketching *s = context;
    const int64_t d = s->dist.rows, m = s->dist.cols;
    const int row_major = s->layout == RANDBLAS_ROW_MAJOR;
    randblas_sketch *S = sketching_make(&s->dist);
    sketching_check(randblas_dskge(s->layout, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, d, s->n, m, 1.0, S,
                                   0, 0, s->A, row_major ? s->n : m, 0.0, s->B, row_major ? s->n : d));
    randblas_sketch_destroy(S);
}

#endif
