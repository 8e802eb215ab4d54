/* Entries of any structured operator. */
#include "entries_impl.h"

static int unscaled_entries(const randblas_sketch *S, int64_t ro, int64_t co, int64_t r, int64_t c, double *out)
{
    switch (S->family) {
    case RANDBLAS_KHATRI_RAO:
        return randblas_khatri_rao_entries(S->factors, S->nfactors, ro, co, r, c, out);
    case RANDBLAS_KRONECKER:
        return randblas_kronecker_entries(S->factors, S->nfactors, ro, co, r, c, out);
    default:
        return randblas_composition_entries(S->factors, S->nfactors, ro, co, r, c, out);
    }
}

int randblas_structured_entries(const randblas_sketch *S, int64_t ro, int64_t co, int64_t r, int64_t c, double *out)
{
    const int info = unscaled_entries(S, ro, co, r, c, out);
    if (!info && S->scale != 1)
        for (int64_t i = 0; i < r * c; i++) out[i] *= S->scale;
    return info;
}
