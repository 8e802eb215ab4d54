/* Right-hand sides scaled by powers of two, so that the solvers meet neither overflow nor underflow. */
#include "scaled_rhs_impl.h"

#include "lapack_impl.h"

#include <math.h>

void randlapack_xscale_copy(int64_t n, int e, const scalar_t *x, scalar_t *y)
{
    const double half = ldexp(1, e / 2), rest = ldexp(1, e - e / 2); /* in two halves: 2^1074 is no double */
    for (int64_t i = 0; i < n; i++) y[i] = (scalar_t)((double)x[i] * half * rest);
}

/* max |b_i|, infinite if any is not finite. */
static double find_largest(int64_t m, const scalar_t *b)
{
    double largest = 0;
    bool finite = true;
    for (int64_t i = 0; i < m; i++) {
        largest = fmax(largest, fabs((double)b[i]));
        finite = finite && isfinite(b[i]);
    }
    return finite ? largest : INFINITY;
}

static randlapack_scaled_rhs scale_for(double largest)
{
    const bool finite = isfinite(largest);
    return (randlapack_scaled_rhs){.finite = finite, .exponent = finite && largest > 0 ? ilogb(largest) + 1 : 0};
}

randlapack_scaled_rhs randlapack_xscaled_rhs(int64_t m, const scalar_t *b)
{
    randlapack_scaled_rhs rhs = scale_for(find_largest(m, b));
    rhs.norm = rhs.finite ? ldexp(randlapack_xnorm(m, b), -rhs.exponent) : 0;
    return rhs;
}

int randlapack_xteam_rhs(const randlapack_xteam *team, int64_t m, int64_t nrhs, const scalar_t *B, int64_t ldb,
                         randlapack_scaled_rhs *rhs, double *largest, scalar_t *work)
{
    if (!team) {
        for (int64_t r = 0; r < nrhs; r++) rhs[r] = randlapack_xscaled_rhs(m, B + r * ldb);
        return 0;
    }
    for (int64_t r = 0; r < nrhs; r++) largest[r] = find_largest(m, B + r * ldb);
    int info = team->largest(team->context, nrhs, largest);
    for (int64_t r = 0; r < nrhs && !info; r++) {
        rhs[r] = scale_for(largest[r]);
        randlapack_xload_rhs(m, &rhs[r], B + r * ldb, work + r * m);
    }
    if (!info) info = team->norms(team->context, m, nrhs, work, largest);
    for (int64_t r = 0; r < nrhs && !info; r++) rhs[r].norm = largest[r];
    return info;
}

void randlapack_xload_rhs(int64_t m, const randlapack_scaled_rhs *rhs, const scalar_t *b, scalar_t *u)
{
    if (rhs->finite)
        randlapack_xscale_copy(m, -rhs->exponent, b, u);
    else
        for (int64_t i = 0; i < m; i++) u[i] = 0;
}

void randlapack_xstore_solution(int64_t n, const randlapack_scaled_rhs *rhs, const scalar_t *z, scalar_t *x)
{
    if (rhs->finite)
        randlapack_xscale_copy(n, rhs->exponent, z, x);
    else
        for (int64_t i = 0; i < n; i++) x[i] = (scalar_t)NAN;
}
