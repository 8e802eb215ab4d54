/** Structured operators for tests, and their entries by the definition. */
#ifndef STRUCTURED_CASES_H
#define STRUCTURED_CASES_H

#include "testing.h"

#include "randblas.h"

#include <math.h>
#include <stdlib.h>

static inline randblas_sketch *make_factor(randblas_family family, int64_t d, int64_t m, uint64_t seed)
{
    randblas_dist dist = randblas_gaussian(d, m);
    const randblas_state state = randblas_seed(seed);
    randblas_sketch *S;
    dist.family = family;
    assert_int_equal(randblas_sketch_create(&dist, &state, &S, NULL), 0);
    return S;
}

/* A factor of a family that stores arrays, which the structured operator must copy. */
static inline randblas_sketch *make_weighted(randblas_dist dist, uint64_t seed)
{
    const double weights[] = {3, 1, 0, 2, 5, 1, 1, 4, 2, 1, 3, 1};
    const randblas_state state = randblas_seed(seed);
    randblas_sketch *S;
    dist.weights = weights;
    assert_int_equal(randblas_sketch_create(&dist, &state, &S, NULL), 0);
    return S;
}

/* The operator of nfactors factors, which are given up: it keeps copies. */
static inline randblas_sketch *make_structured(randblas_family family, int nfactors, randblas_sketch **factors)
{
    const randblas_sketch *list[8];
    const randblas_state state = randblas_seed(0);
    randblas_sketch *S;
    for (int t = 0; t < nfactors; t++) list[t] = factors[t];
    randblas_dist dist = randblas_kronecker(nfactors, list);
    dist.family = family;
    assert_int_equal(randblas_sketch_create(&dist, &state, &S, NULL), 0);
    for (int t = 0; t < nfactors; t++) randblas_sketch_destroy(factors[t]);
    return S;
}

typedef struct dense {
    int64_t rows, cols;
    double *p; /* column major */
} dense;

static inline dense dense_make(int64_t rows, int64_t cols)
{
    return (dense){rows, cols, calloc((size_t)(rows * cols + 1), sizeof(double))};
}

static inline dense dense_of(const randblas_sketch *S)
{
    dense A = dense_make(randblas_sketch_rows(S), randblas_sketch_cols(S));
    assert_int_equal(randblas_dfill(RANDBLAS_COL_MAJOR, A.rows, A.cols, S, 0, 0, A.p, A.rows > 0 ? A.rows : 1), 0);
    return A;
}

static inline dense dense_kronecker(dense A, dense B)
{
    dense C = dense_make(A.rows * B.rows, A.cols * B.cols);
    for (int64_t j = 0; j < C.cols; j++)
        for (int64_t i = 0; i < C.rows; i++)
            C.p[i + j * C.rows] = A.p[i / B.rows + j / B.cols * A.rows] * B.p[i % B.rows + j % B.cols * B.rows];
    return C;
}

static inline dense dense_khatri_rao(dense A, dense B)
{
    dense C = dense_make(A.rows, A.cols * B.cols);
    for (int64_t j = 0; j < C.cols; j++)
        for (int64_t i = 0; i < C.rows; i++)
            C.p[i + j * C.rows] = sqrt((double)A.rows) * A.p[i + j / B.cols * A.rows] * B.p[i + j % B.cols * A.rows];
    return C;
}

static inline dense dense_product(dense A, dense B)
{
    dense C = dense_make(A.rows, B.cols);
    for (int64_t j = 0; j < C.cols; j++)
        for (int64_t l = 0; l < A.cols; l++)
            for (int64_t i = 0; i < C.rows; i++) C.p[i + j * C.rows] += A.p[i + l * A.rows] * B.p[l + j * B.rows];
    return C;
}

/* The operator of the family over factors[0 .. n), from the definition; the factors' entries come from filling them. */
static inline dense dense_structured(randblas_family family, int n, randblas_sketch **factors)
{
    dense S = dense_of(factors[0]);
    for (int t = 1; t < n; t++) {
        dense F = dense_of(factors[t]);
        dense next = family == RANDBLAS_KRONECKER    ? dense_kronecker(S, F)
                     : family == RANDBLAS_KHATRI_RAO ? dense_khatri_rao(S, F)
                                                     : dense_product(S, F);
        free(S.p), free(F.p);
        S = next;
    }
    return S;
}

/* One operator of each kind and nesting, with factors of the given families, and its entries by the definition. */
#define NSTRUCTURED 10
static inline randblas_sketch *structured_case(int which, randblas_family a, randblas_family b, dense *entries)
{
    randblas_family family;
    randblas_sketch *f[3];
    int n = 3;
    switch (which) {
    case 0:
    case 1: /* 24 x 30 and, for the other order of modes, wide outputs */
        family = RANDBLAS_KRONECKER;
        f[0] = make_factor(a, which ? 5 : 2, 3, 1), f[1] = make_factor(b, 4, 5, 2), f[2] = make_factor(a, 3, 2, 3);
        break;
    case 2: /* 9 x 56 */
        family = RANDBLAS_KHATRI_RAO;
        f[0] = make_factor(a, 9, 4, 1), f[1] = make_factor(b, 9, 2, 2), f[2] = make_factor(a, 9, 7, 3);
        break;
    case 3: /* 8 x 40 */
        family = RANDBLAS_COMPOSITION;
        f[0] = make_factor(a, 8, 11, 1), f[1] = make_factor(b, 11, 6, 2), f[2] = make_factor(a, 6, 40, 3);
        break;
    case 4: /* 6 x 30: a composition with a Kronecker operator */
        family = RANDBLAS_COMPOSITION, n = 2;
        f[0] = make_factor(a, 6, 24, 4), f[1] = structured_case(0, a, b, NULL);
        break;
    case 5: /* 9 x 168: a Khatri-Rao operator of one and of a composition */
        family = RANDBLAS_KHATRI_RAO, n = 2;
        f[0] = structured_case(2, a, b, NULL);
        f[1] = make_structured(RANDBLAS_COMPOSITION, 2,
                               (randblas_sketch *[]){make_factor(b, 9, 5, 5), make_factor(a, 5, 3, 6)});
        break;
    case 6: /* 12 x 35 */
        family = RANDBLAS_KRONECKER, n = 2;
        f[0] = make_factor(RANDBLAS_SRHT, 3, 5, 7), f[1] = make_factor(RANDBLAS_SRFT, 4, 7, 8);
        break;
    case 7: /* 9 x 120 */
        family = RANDBLAS_KHATRI_RAO, n = 2;
        f[0] = make_weighted(randblas_less(9, 10, 3, NULL), 7);
        f[1] = make_weighted(randblas_row_sample_weighted(9, 12, NULL, 0), 8);
        break;
    case 8: /* 7 x 50 */
        family = RANDBLAS_COMPOSITION;
        f[0] = make_factor(RANDBLAS_SRHT, 7, 10, 1), f[1] = make_factor(RANDBLAS_SPARSE_STACK, 10, 20, 2);
        f[2] = make_factor(RANDBLAS_ROW_SAMPLE, 20, 50, 3);
        break;
    default: /* one factor only */
        family = RANDBLAS_KHATRI_RAO, n = 1;
        f[0] = make_factor(a, 13, 17, 9);
    }
    if (entries) *entries = dense_structured(family, n, f);
    return make_structured(family, n, f);
}

#endif
