#include "apply_impl.h"
int randblas_xapply_callback(randblas_side side, randblas_op transs, randblas_op transa, int64_t m, int64_t n,
                             int64_t k, scalar_t alpha, const randblas_sketch *S, int64_t ro, int64_t co,
                             const randblas_xlinop *A, randblas_xview B)
{ (void)side;(void)transs;(void)transa;(void)m;(void)n;(void)k;(void)alpha;(void)S;(void)ro;(void)co;(void)A;(void)B; return RANDBLAS_INTERNAL; }
