#include "family_impl.h"
int randblas_setup_structured(randblas_sketch *S, const randblas_dist *dist) { (void)S; (void)dist; return RANDBLAS_INTERNAL; }
