/** Sums over atoms. */
#ifndef RMT_FREE_ATOMS_IMPL_H
#define RMT_FREE_ATOMS_IMPL_H

#include "isa_impl.h"

#include <stdint.h>

typedef struct rmt_free_atoms_kernels {
    /* Real and imaginary parts of sum p/(x - z), sum p x/(x - z), sum p/(x - z)^2, z = re + i im. */
    void (*sum)(int64_t n, const double *x, const double *p, double re, double im, double s[6]);
} rmt_free_atoms_kernels;

ISA_DECLARE(rmt_free_atoms_kernels, rmt_free_atoms);

#endif
