/** Kernels of arc-cosine type, a column at a time. */
#ifndef RMT_PHI_KERNEL_IMPL_H
#define RMT_PHI_KERNEL_IMPL_H

#include "isa_impl.h"

#include <stdint.h>

/* rho[i], clamped to [-1, 1], is overwritten by a function of it; u has n numbers too. */
typedef struct rmt_phi_kernels {
    /* c u (sqrt(1 - rho^2) + rho (pi - acos rho)) */
    void (*relu)(int64_t n, double c, const double *u, double *rho);
    /* c u (sqrt(1 - rho^2) + rho asin rho) */
    void (*absolute)(int64_t n, double c, const double *u, double *rho);
    /* scale asin(c u rho) + shift */
    void (*arcsine)(int64_t n, double c, const double *u, double scale, double shift, double *rho);
} rmt_phi_kernels;

ISA_DECLARE(rmt_phi_kernels, rmt_phi);

#endif
