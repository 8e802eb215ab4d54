/** One sketch S A and its inverse, (gamma A^T S^T S A + lambda I)^-1 = factor R^-1 R^-T. */
#ifndef RANDLAPACK_SKETCHED_INVERSE_IMPL_H
#define RANDLAPACK_SKETCHED_INVERSE_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"
#include "debias_impl.h"

/* Workspace for one sketch at a time. */
typedef struct randlapack_xsketched_inverse {
    scalar_t *W; /* max(d, 2 n with a ridge) x n */
    scalar_t *tau, *work, *values;
    double *ratio;
    int64_t *iwork, *exponents;
} randlapack_xsketched_inverse;

/* What became of a sketch. */
typedef struct randlapack_sketched_outcome {
    int info;
    double factor, dimension; /* gamma, effective dimension */
    double scale;             /* the inverse is scale R^-1 R^-T */
    double rcond;             /* reciprocal condition of R in the 1-norm */
} randlapack_sketched_outcome;

/* Look at arena->info. */
randlapack_xsketched_inverse randlapack_xsketched_inverse_open(randblas_arena *arena,
                                                               const randlapack_debias_rule *rule, double ridge);

/* W = S A.  Returns 0, -1 (the distribution cannot be made), RANDBLAS_NOT_FINITE, memory codes or
 * RANDBLAS_CALLBACK_FAILED. */
int randlapack_xsketched_inverse_sketch(const randblas_xlinop *A, const randblas_dist *dist,
                                        const randblas_state *state, randlapack_xsketched_inverse *w);

/* R (n x n), scale and the rest of the outcome from W.  info: 0, RANDBLAS_RANK_DEFICIENT, RANDBLAS_NOT_CONVERGED (no
 * factor: the sketch has too few rows), or a failure of LAPACK. */
randlapack_sketched_outcome randlapack_xsketched_inverse_factor(const randlapack_debias_rule *rule, double ridge,
                                                                randlapack_xsketched_inverse *w, scalar_t *R);

/* Y (n x count) = R^-1 R^-T Y. */
int randlapack_xsketched_inverse_solve(int64_t n, int64_t count, const scalar_t *R, scalar_t *Y);

/* forms[c] = y_c^T R^-1 R^-T y_c; Y is overwritten. */
int randlapack_xsketched_inverse_forms(int64_t n, int64_t count, const scalar_t *R, scalar_t *Y, double *forms);

#endif
