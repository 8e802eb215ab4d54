/** Right-hand sides as the solvers see them: scaled by a power of two, zero where they are not finite. */
#ifndef RANDLAPACK_SCALED_RHS_IMPL_H
#define RANDLAPACK_SCALED_RHS_IMPL_H

#include "team_impl.h"

typedef struct randlapack_scaled_rhs {
    bool finite;
    int exponent; /* b / 2^exponent has entries of at most 1 */
    double norm;  /* ||b|| / 2^exponent */
} randlapack_scaled_rhs;

/* y = 2^e x; y may be x. */
void randlapack_xscale_copy(int64_t n, int e, const scalar_t *x, scalar_t *y);

randlapack_scaled_rhs randlapack_xscaled_rhs(int64_t m, const scalar_t *b);

/* The same for nrhs columns of B, of which this process has m rows; work: m x nrhs scalars.  Returns 0 or the team's
 * code. */
int randlapack_xteam_rhs(const randlapack_xteam *team, int64_t m, int64_t nrhs, const scalar_t *B, int64_t ldb,
                         randlapack_scaled_rhs *rhs, double *largest, scalar_t *work);

/* u = b / 2^exponent, or zero if b is not finite. */
void randlapack_xload_rhs(int64_t m, const randlapack_scaled_rhs *rhs, const scalar_t *b, scalar_t *u);

/* x = 2^exponent z, or NaN if b was not finite. */
void randlapack_xstore_solution(int64_t n, const randlapack_scaled_rhs *rhs, const scalar_t *z, scalar_t *x);

#endif
