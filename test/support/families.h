/**
 * One table of all families of operators, for tests of what they have in common.  To add a family: a line in the table
 * and, if it needs more than sizes, a case in family_make().
 */
#ifndef FAMILIES_H
#define FAMILIES_H

#include "testing.h"

#include "randblas.h"

#include <stdlib.h>

typedef struct family_case {
    const char *name;
    randblas_family family;
    int64_t nnz;     /* 0: the default of the family; FAMILY_NNZ_COLS: as many as the subspace has dimensions */
    int32_t replace; /* row sampling */
    int uses_scores; /* leverage scores of the subspace are given as weights */
    int embeds;      /* which subspaces, see below */
    int sampling;    /* rows of S have one nonzero: Chernoff instead of Marchenko-Pastur */
} family_case;

#define FAMILY_NNZ_COLS (-1)

enum {
    EMBEDS_ALL,
    EMBEDS_INCOHERENT, /* whose leverage scores are about equal */
    EMBEDS_PRODUCTS    /* U_1 (x) U_2, as well as the factors embed U_1 and U_2: no law for general ones */
};

static const family_case families[] = {
    {"Gaussian", RANDBLAS_GAUSSIAN, 0, 0, 0, EMBEDS_ALL, 0},
    {"uniform", RANDBLAS_UNIFORM, 0, 0, 0, EMBEDS_ALL, 0},
    {"Rademacher", RANDBLAS_RADEMACHER, 0, 0, 0, EMBEDS_ALL, 0},
    {"sparse sign", RANDBLAS_SPARSE_SIGN, 8, 0, 0, EMBEDS_ALL, 0},
    {"SparseStack", RANDBLAS_SPARSE_STACK, 8, 0, 0, EMBEDS_ALL, 0},
    {"LESS-uniform", RANDBLAS_LESS_UNIFORM, FAMILY_NNZ_COLS, 0, 0, EMBEDS_INCOHERENT, 0},
    {"LESS", RANDBLAS_LESS, FAMILY_NNZ_COLS, 0, 1, EMBEDS_ALL, 0},
    {"SRHT", RANDBLAS_SRHT, 0, 0, 0, EMBEDS_ALL, 0},
    {"SRFT", RANDBLAS_SRFT, 0, 0, 0, EMBEDS_ALL, 0},
    {"uniform rows with replacement", RANDBLAS_ROW_SAMPLE, 0, 1, 0, EMBEDS_INCOHERENT, 1},
    {"uniform rows without replacement", RANDBLAS_ROW_SAMPLE, 0, 0, 0, EMBEDS_INCOHERENT, 1},
    {"leverage rows with replacement", RANDBLAS_ROW_SAMPLE, 0, 1, 1, EMBEDS_ALL, 1},
    {"leverage rows without replacement", RANDBLAS_ROW_SAMPLE, 0, 0, 1, EMBEDS_ALL, 1},
    {"Khatri-Rao", RANDBLAS_KHATRI_RAO, 0, 0, 0, EMBEDS_INCOHERENT, 0},
    {"Kronecker", RANDBLAS_KRONECKER, 0, 0, 0, EMBEDS_PRODUCTS, 0},
    {"composition", RANDBLAS_COMPOSITION, 0, 0, 0, EMBEDS_ALL, 0},
};
#define NFAMILIES ((int)(sizeof families / sizeof *families))

static inline int family_is_structured(const family_case *f)
{
    return f->family == RANDBLAS_KHATRI_RAO || f->family == RANDBLAS_KRONECKER || f->family == RANDBLAS_COMPOSITION;
}

/* The factors of a structured d x m operator; m and, for Kronecker, d are multiples of 4. */
static inline void family_factors(const family_case *f, int64_t d, int64_t m, randblas_dist out[2])
{
    switch (f->family) {
    case RANDBLAS_KHATRI_RAO:
        out[0] = randblas_gaussian(d, 4), out[1] = randblas_gaussian(d, m / 4);
        break;
    case RANDBLAS_KRONECKER:
        out[0] = randblas_gaussian(4, 4), out[1] = randblas_gaussian(d / 4, m / 4);
        break;
    default:
        out[0] = randblas_gaussian(d, 4 * d), out[1] = randblas_sparse_sign(4 * d, m, 8);
        break;
    }
}

static inline randblas_sketch *family_make_structured(const family_case *f, int64_t d, int64_t m, randblas_state *state)
{
    randblas_dist part[2];
    randblas_sketch *factor[2], *S;
    family_factors(f, d, m, part);
    for (int t = 0; t < 2; t++) assert_int_equal(randblas_sketch_create(&part[t], state, &factor[t], state), 0);
    const randblas_sketch *list[] = {factor[0], factor[1]};
    randblas_dist dist = randblas_compose(2, list);
    dist.family = f->family;
    assert_int_equal(randblas_sketch_create(&dist, state, &S, NULL), 0);
    for (int t = 0; t < 2; t++) randblas_sketch_destroy(factor[t]);
    return S;
}

/* A d x m operator for subspaces of dimension l with the given leverage scores; state goes on to the next one. */
static inline randblas_sketch *family_make(const family_case *f, int64_t d, int64_t m, int64_t l, const double *scores,
                                           randblas_state *state)
{
    randblas_sketch *S;
    if (family_is_structured(f)) return family_make_structured(f, d, m, state);
    randblas_dist dist = randblas_gaussian(d, m);
    dist.family = f->family;
    dist.nnz = f->nnz == FAMILY_NNZ_COLS ? l : f->nnz;
    dist.replace = f->replace;
    if (f->uses_scores) dist.weights = scores;
    assert_int_equal(randblas_sketch_create(&dist, state, &S, state), 0);
    return S;
}

#endif
