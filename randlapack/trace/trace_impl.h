/** The state of a trace estimate and the methods that carry it on. */
#ifndef RANDLAPACK_TRACE_IMPL_H
#define RANDLAPACK_TRACE_IMPL_H

#include "probing_impl.h"

typedef struct randlapack_xtrace_run {
    randlapack_xprobing p;
    randlapack_estimate e; /* of tr(A) / 2^exponent */
} randlapack_xtrace_run;

/*
 * Each brings the run to k > run->p.k probes and sets run->e.  They return 0, -3 (probe), RANDBLAS_NOT_FINITE,
 * RANDBLAS_NOT_POSITIVE_DEFINITE (XNysTrace), RANDBLAS_CALLBACK_FAILED, memory codes, RANDBLAS_CANCELLED.
 */
typedef int randlapack_xtrace_method(randlapack_xtrace_run *run, int64_t k);
randlapack_xtrace_method randlapack_xtrace_hutchinson, randlapack_xtrace_hutchpp, randlapack_xtrace_xtrace,
    randlapack_xtrace_xnystrace;

/* The trace by n products with unit vectors: run->e is exact. */
int randlapack_xtrace_exact(randlapack_xtrace_run *run);

/* The inverse of [a b; b c], of which the determinant is not to fall below rounding: [xx xy; xy yy]. */
typedef struct randlapack_pair {
    double xx, xy, yy;
} randlapack_pair;

static inline randlapack_pair randlapack_pair_inverse(double a, double b, double c, double eps)
{
    const double full = a * c - b * b, least = 8 * eps * a * c, d = full > least ? full : least;
    return d > 0 ? (randlapack_pair){c / d, -b / d, a / d} : (randlapack_pair){0, 0, 0};
}

/* ---------------------------------------------------------------- Nystrom, one probe left out -------------------- */

/* A + nu I ~ F F^T from probes X and products Y = A X, and what it takes to leave a probe out. */
typedef struct randlapack_xnystrom_out {
    scalar_t *F;     /* n x k: (Y + nu X) C^-1, X^T Y + nu X^T X = C^T C */
    scalar_t *G;     /* k x k: column i is row i of C^-1, divided by its norm */
    scalar_t *XX;    /* k x k: X^T X */
    double *inverse; /* k: 1 / (H^-1)_ii, H = C^T C */
    double shift;    /* nu */
} randlapack_xnystrom_out;

/* Returns 0, RANDBLAS_NOT_POSITIVE_DEFINITE, memory codes. */
int randlapack_xnystrom_out_make(randblas_arena *arena, int64_t n, int64_t k, const scalar_t *X, const scalar_t *Y,
                                 randlapack_xnystrom_out *out);

#endif
