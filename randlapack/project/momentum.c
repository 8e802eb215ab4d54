/*
 * Momentum for sketch-and-project.  With g_k the projection of y_k - x* on the rows of a random block, the accelerated
 * method in three sequences is
 *
 *     y = (x + rho v)/(1 + rho),   x' = y - g,   v' = (1 - rho) v + rho y - g/(rho nu)
 *
 * where rho = sqrt(mu/nu), mu the least eigenvalue of E P and nu >= 1 the largest of the second moment
 * E (P (E P)^+ P) in the metric of E P; the squared error falls as (1 - rho)^k.  Let d = v - x.  Then
 * d' = q d - (1/(rho nu) - 1) g with q = (1 - rho)/(1 + rho), and y' = y - g + rho/(1 + rho) d'.  Scaling d by q and by
 * the factor of g gives two sequences @cite derezinski2025,
 *
 *     m' = q (m - g),   y' = y - g + eta m',   eta = (1/nu - rho)/(1 - rho).
 *
 * At rho = 1/nu, its largest value, eta = 0: the plain method.
 *
 * nu is about the rank over the size of a block, known; mu is not.  Let rho0 be the best rho.  With rho above it the
 * slowest component of the error, squared, falls as exp(-2 rho0^2/rho k); with rho below it as exp(-2 rho k), and it
 * oscillates.  So the measured rate r of the squared residual lies below rho in the first case and above it in the
 * second, and rho = sqrt(rho r), the mean on the logarithmic scale, is drawn to sqrt(2) rho0 from both sides.  r is
 * measured over windows of at least 1/rho steps, for which oscillations average out, and trusted to a factor of 4.
 *
 * nu is larger than that when large singular values use up a part of each block.  A window over which the residual has
 * grown at all is taken as a sign of it, and nu is raised by half.
 *
 * A residual that has grown by more than GROWTH says that nu was much too small: it is doubled, within bounds, and all
 * starts again from the plain method.  (That one is let be: for least squares its gradient need not fall at each step.)
 */
#include "momentum_impl.h"

#include <math.h>

#define GROWTH 4
#define MOST_TRUST 4
#define MOST_NU 16 /* times the first */

static void derive(randlapack_momentum *m)
{
    m->rho = fmin(m->rho, 1 / m->nu);
    m->damping = (1 - m->rho) / (1 + m->rho);
    m->weight = m->rho < 1 ? (1 / m->nu - m->rho) / (1 - m->rho) : 0;
}

randlapack_momentum randlapack_momentum_start(double blocks, double residual)
{
    randlapack_momentum m = {.nu = fmax(1, blocks), .least_nu = fmax(1, blocks), .residual = residual};
    m.rho = 1 / m.nu;
    derive(&m);
    return m;
}

static void raise_nu(randlapack_momentum *m, double factor)
{
    m->nu = fmin(factor * m->nu, MOST_NU * m->least_nu);
}

bool randlapack_momentum_observe(randlapack_momentum *m, int64_t steps, double residual)
{
    const double elapsed = (double)(steps - m->steps), ratio = residual / m->residual;
    const bool stable = ratio <= GROWTH || (m->weight == 0 && isfinite(ratio)); /* false for NaN */
    if (stable && elapsed * m->rho < 1) return true;
    if (stable) {
        const double rate = 1 - pow(ratio, 2 / elapsed);
        m->rho = sqrt(m->rho * fmin(fmax(rate, m->rho / MOST_TRUST), m->rho * MOST_TRUST));
        if (ratio > 1 && m->weight > 0) raise_nu(m, 1.5);
        m->residual = residual;
    } else {
        raise_nu(m, 2);
        m->rho = 1 / m->nu;
    }
    m->steps = steps;
    derive(m);
    return stable;
}
