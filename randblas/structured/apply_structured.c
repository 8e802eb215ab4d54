/* The engine of a structured family. */
#include "structured_impl.h"

int randblas_xapply_structured(const randblas_xproblem *p, randblas_xview A)
{
    switch (p->S->family) {
    case RANDBLAS_KHATRI_RAO:
        return randblas_xapply_khatri_rao(p, A);
    case RANDBLAS_KRONECKER:
        return randblas_xapply_kronecker(p, A);
    case RANDBLAS_COMPOSITION:
        return randblas_xapply_composition(p, A);
    default:
        return RANDBLAS_INTERNAL;
    }
}
