/** What kernels that are built a panel of columns at a time share; see feature_kernel.c. */
#ifndef RMT_KERNEL_PANELS_IMPL_H
#define RMT_KERNEL_PANELS_IMPL_H

#include "phi_points_impl.h"
#include "view_impl.h"

/* Rows and columns [i, i + rows) x [j, j + cols) of the lower triangle into the upper one. */
void rmt_phi_mirror(double *K, int64_t ldk, int64_t i, int64_t rows, int64_t j, int64_t cols);

/* Z = X with columns of unit length, p x n column major; their lengths. */
int rmt_phi_normalise(int64_t p, int64_t n, randblas_xview X, double *Z, double *norm);

bool rmt_phi_bad_ld(randblas_layout layout, int64_t rows, int64_t cols, int64_t ld);

#endif
