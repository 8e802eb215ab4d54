#include "family_impl.h"
int randblas_setup_transform(randblas_sketch *S, const randblas_dist *dist) { (void)S; (void)dist; return RANDBLAS_INTERNAL; }
int64_t randblas_hadamard_order(int64_t m) { int64_t p = 1; while (p < m) p *= 2; return p; }
