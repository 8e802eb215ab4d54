/*
 * Chebyshev moments over t.  The Jacobi matrix of t has -skew/(2 sqrt b) and then 0 on the diagonal, 1/(2 sqrt b) and
 * then 1/2 beside it, b = 1 + excess, so that the moments are the first entries of T_k(J) e_0.  Of those the atoms are
 * taken away, or, where that would cancel, the continuous part is summed at equidistant angles.
 *
 * The sum over quantiles of (i - 1/2)/n differs from n times the moment by what Euler and Maclaurin's formula has for a
 * density kappa sqrt(distance) at an edge: T_k' (3/(2 kappa))^(2/3) n^(-2/3) zeta(-2/3, 1/2), inwards.
 */
#include "decompress_impl.h"

#include <string.h>

enum { ANGLES = 1024 };

void rmt_chebyshev_sums(const rmt_block *block, const rmt_meixner *law, int count, double *sums)
{
    const double deviation = exp(law->log_deviation), reach = 2 * sqrt(1 + law->excess);
    const double factor = 1 / (deviation * reach), shift = law->mean + deviation * law->skew;
    enum { BUNCH = 64 };
    memset(sums, 0, (size_t)(count + 1) * sizeof *sums);
    for (int64_t start = 0; start < block->inner; start += BUNCH) {
        const int bunch = block->inner - start < BUNCH ? (int)(block->inner - start) : BUNCH;
        double t[BUNCH], last[BUNCH], now[BUNCH];
        for (int i = 0; i < bunch; i++) {
            t[i] = now[i] = (block->y[start + i] - shift) * factor;
            last[i] = 1;
        }
        sums[0] += bunch;
        for (int k = 1; k <= count; k++)
            for (int i = 0; i < bunch; i++) {
                const double next = 2 * t[i] * now[i] - last[i];
                sums[k] += last[i] = now[i];
                now[i] = next;
            }
    }
}

static void path_moments(double skew, double b, int count, double *moments)
{
    const double first = -skew / (2 * sqrt(b)), beside = 1 / (2 * sqrt(b));
    double space[3][RMT_MOST_MOMENTS + 2] = {{1}}, *last = space[0], *now = space[1], *next = space[2];
    now[0] = first;
    now[1] = beside;
    moments[0] = 1;
    for (int k = 1; k <= count; k++) {
        moments[k] = now[0];
        next[0] = 2 * (first * now[0] + beside * now[1]) - last[0];
        for (int i = 1; i <= count; i++) next[i] = (i == 1 ? 2 * beside : 1) * now[i - 1] + now[i + 1] - last[i];
        double *const free = last;
        last = now, now = next, next = free;
    }
}

/* sin^2 over the denominator, in angles. */
static void angle_moments(double skew, double excess, int count, double *moments)
{
    const double b = 1 + excess, reach = 2 * sqrt(b);
    memset(moments, 0, (size_t)(count + 1) * sizeof *moments);
    for (int i = 0; i < ANGLES; i++) {
        const double angle = (i + 0.5) * RMT_PI / ANGLES, t = cos(angle), sine = sin(angle), y = skew + reach * t;
        const double weight = 2 * b * sine * sine / (1 + skew * y + excess * y * y) / ANGLES;
        double last = 1, now = t;
        for (int k = 0; k <= count; k++) {
            const double next = 2 * t * now - last;
            moments[k] += weight * last;
            last = now;
            now = next;
        }
    }
}

/* Weight of the atom at a real zero r of the denominator, 0 if that is on the second sheet. */
static double atom(double skew, double excess, double r)
{
    const double P = -((1 + 2 * excess) * r + skew), reach = 2 * sqrt(1 + excess);
    const bool above = r >= skew + reach;
    if ((!above && r > skew - reach) || above != (P > 0)) return 0;
    return -P / (skew + 2 * excess * r);
}

void rmt_meixner_moments(double skew, double excess, int count, double *moments)
{
    rmt_complex wall[2];
    const int walls = rmt_free_meixner_walls(skew, excess, wall);
    double weight[2] = {0}, place[2] = {0};
    bool far = false;
    for (int i = 0; i < walls; i++) {
        if (cimag(wall[i]) != 0) continue;
        weight[i] = atom(skew, excess, creal(wall[i]));
        place[i] = (creal(wall[i]) - skew) / (2 * sqrt(1 + excess));
        far = far || (weight[i] > 0 && count * acosh(fmax(1, fabs(place[i]))) > 3);
    }
    if (far) {
        angle_moments(skew, excess, count, moments);
        return;
    }
    path_moments(skew, 1 + excess, count, moments);
    for (int i = 0; i < walls; i++) {
        double last = 1, now = place[i];
        for (int k = 0; k <= count && weight[i] > 0; k++) {
            const double next = 2 * place[i] * now - last;
            moments[k] -= weight[i] * last;
            last = now;
            now = next;
        }
    }
}

void rmt_meixner_midpoint(const rmt_meixner *law, int64_t n, int count, double *shift)
{
    const double hurwitz = 0.057428979419521; /* zeta(-2/3, 1/2) */
    const double b = 1 + law->excess, reach = 2 * sqrt(b);
    memset(shift, 0, (size_t)(count + 1) * sizeof *shift);
    for (int side = -1; side <= 1; side += 2) {
        const double y = law->skew + side * reach, Q = 1 + law->skew * y + law->excess * y * y;
        const double kappa = 2 * b * sqrt(2.0) / (RMT_PI * Q); /* over t */
        const double inwards = pow(1.5 / (kappa * (double)n), 2.0 / 3) * hurwitz;
        for (int k = 1; k <= count; k++) shift[k] -= (side > 0 || k % 2 ? 1 : -1) * side * (double)k * k * inwards;
    }
}
