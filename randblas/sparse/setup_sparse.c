#include "family_impl.h"
int randblas_setup_less(randblas_sketch *S, const randblas_dist *dist) { (void)S; (void)dist; return RANDBLAS_INTERNAL; }
int randblas_setup_row_sample(randblas_sketch *S, const randblas_dist *dist) { (void)S; (void)dist; return RANDBLAS_INTERNAL; }
