#include "apply_impl.h"
int randblas_xapply_sparse(const randblas_xproblem *p, randblas_xview A) { (void)p; (void)A; return RANDBLAS_INTERNAL; }
