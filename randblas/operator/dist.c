/* Constructors of distributions: they only fill in the struct; randblas_sketch_create() checks it. */
#include "randblas.h"

static randblas_dist make(randblas_family family, int64_t d, int64_t m, int64_t nnz)
{
    return (randblas_dist){.size = sizeof(randblas_dist), .family = family, .rows = d, .cols = m, .nnz = nnz};
}

randblas_dist randblas_gaussian(int64_t d, int64_t m)
{
    return make(RANDBLAS_GAUSSIAN, d, m, 0);
}

randblas_dist randblas_uniform(int64_t d, int64_t m)
{
    return make(RANDBLAS_UNIFORM, d, m, 0);
}

randblas_dist randblas_rademacher(int64_t d, int64_t m)
{
    return make(RANDBLAS_RADEMACHER, d, m, 0);
}

randblas_dist randblas_sparse_sign(int64_t d, int64_t m, int64_t nnz)
{
    return make(RANDBLAS_SPARSE_SIGN, d, m, nnz);
}

randblas_dist randblas_count_sketch(int64_t d, int64_t m)
{
    return make(RANDBLAS_SPARSE_SIGN, d, m, 1);
}

randblas_dist randblas_sparse_stack(int64_t d, int64_t m, int64_t nnz)
{
    return make(RANDBLAS_SPARSE_STACK, d, m, nnz);
}

randblas_dist randblas_less_uniform(int64_t d, int64_t m, int64_t nnz)
{
    return make(RANDBLAS_LESS_UNIFORM, d, m, nnz);
}

randblas_dist randblas_less(int64_t d, int64_t m, int64_t nnz, const double *scores)
{
    randblas_dist dist = make(RANDBLAS_LESS, d, m, nnz);
    dist.weights = scores;
    return dist;
}

randblas_dist randblas_srht(int64_t d, int64_t m)
{
    return make(RANDBLAS_SRHT, d, m, 0);
}

randblas_dist randblas_srft(int64_t d, int64_t m)
{
    return make(RANDBLAS_SRFT, d, m, 0);
}

randblas_dist randblas_row_sample(int64_t d, int64_t m, int replace)
{
    randblas_dist dist = make(RANDBLAS_ROW_SAMPLE, d, m, 0);
    dist.replace = replace;
    return dist;
}

randblas_dist randblas_row_sample_weighted(int64_t d, int64_t m, const double *weights, int replace)
{
    randblas_dist dist = randblas_row_sample(d, m, replace);
    dist.weights = weights;
    return dist;
}

static randblas_dist make_structured(randblas_family family, int64_t nfactors, const randblas_sketch *const *factors)
{
    /* The sizes follow from the factors when the operator is made. */
    randblas_dist dist = make(family, 0, 0, 0);
    dist.nfactors = nfactors;
    dist.factors = factors;
    return dist;
}

randblas_dist randblas_khatri_rao(int64_t nfactors, const randblas_sketch *const *factors)
{
    return make_structured(RANDBLAS_KHATRI_RAO, nfactors, factors);
}

randblas_dist randblas_kronecker(int64_t nfactors, const randblas_sketch *const *factors)
{
    return make_structured(RANDBLAS_KRONECKER, nfactors, factors);
}

randblas_dist randblas_compose(int64_t nfactors, const randblas_sketch *const *factors)
{
    return make_structured(RANDBLAS_COMPOSITION, nfactors, factors);
}
