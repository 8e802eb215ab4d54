#include "xtransform_impl.h"

int randblas_xapply_transform(const randblas_xproblem *p, randblas_xview A)
{
    return p->S->family == RANDBLAS_SRHT ? randblas_xapply_srht(p, A) : randblas_xapply_srft(p, A);
}
