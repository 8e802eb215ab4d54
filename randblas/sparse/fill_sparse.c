#include "apply_impl.h"
int randblas_xfill_sparse(const randblas_sketch *S, int64_t ro, int64_t co, int64_t r, int64_t c, randblas_xview out) { (void)S;(void)ro;(void)co;(void)r;(void)c;(void)out; return RANDBLAS_INTERNAL; }
