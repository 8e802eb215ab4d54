#include "apply_impl.h"
int randblas_xapply_linop(const randblas_xproblem *p, randblas_op op, const randblas_xlinop *A) { (void)p;(void)op;(void)A; return RANDBLAS_INTERNAL; }
