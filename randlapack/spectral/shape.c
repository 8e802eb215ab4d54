/*
 * Bounds of means of any order p.  By Minkowski's inequality u(tau), the mean of order p of numbers
 * lambda_i + tau >= 0, is concave in tau for p <= 1 and convex for p >= 1; delta = u - tau tends to tr A / n.  So
 * +-delta is concave and increases, which bounds it by the chord of its neighbours from below, and from above by the
 * next value and the neighbouring chords, extended.
 */
#include "interpolant_impl.h"

#define AT_ODDS 8.0 /* errors that a value may be out of its range */

static double sign_of(const randlapack_interpolant *s)
{
    return s->power > 1 ? -1 : 1;
}

/* Whether the values increase and are concave, errors considered. */
static bool consistent(const randlapack_interpolant *s)
{
    const double sign = sign_of(s);
    bool good = true;
    for (int64_t j = 0; j < s->count; j++) {
        const double noise = AT_ODDS * s->error[j];
        if (!isnan(s->limit)) good = good && sign * (s->limit - s->delta[j]) >= -noise - AT_ODDS * s->noise * s->limit;
        if (j > 0) good = good && sign * (s->delta[j] - s->delta[j - 1]) >= -noise - AT_ODDS * s->error[j - 1];
        if (j > 0 && j + 1 < s->count) {
            const double w = (s->tau[j] - s->tau[j - 1]) / (s->tau[j + 1] - s->tau[j - 1]);
            const double chord = s->delta[j - 1] + w * (s->delta[j + 1] - s->delta[j - 1]);
            good = good && sign * (s->delta[j] - chord) >= -noise - AT_ODDS * (s->error[j - 1] + s->error[j + 1]);
        }
    }
    return good;
}

int randlapack_shape_build(randlapack_interpolant *s)
{
    s->used = s->count;
    return consistent(s) ? 0 : RANDBLAS_NOT_POSITIVE_DEFINITE;
}

/* The line through two nodes. */
static randlapack_dual chord(const randlapack_interpolant *s, int64_t i, int64_t j, double tau)
{
    const double slope = (s->delta[j] - s->delta[i]) / (s->tau[j] - s->tau[i]);
    return (randlapack_dual){s->delta[i] + (tau - s->tau[i]) * slope, slope};
}

/* The smaller of two, when both are multiplied by the sign. */
static randlapack_dual least(double sign, randlapack_dual a, randlapack_dual b)
{
    return sign * a.v <= sign * b.v ? a : b;
}

/* Bounds of sign * delta between nodes k - 1 and k. */
static void enclose(const randlapack_interpolant *s, int64_t k, double tau, randlapack_dual *low, randlapack_dual *high)
{
    const int64_t m = s->count;
    const double sign = sign_of(s);
    const randlapack_dual before = {k > 0 ? s->delta[k - 1] : NAN, 0}, after = {k < m ? s->delta[k] : NAN, 0};
    *high = isnan(s->limit) ? (randlapack_dual){sign > 0 ? INFINITY : 0, 0} : (randlapack_dual){s->limit, 0};
    if (k < m) *high = least(sign, *high, after);
    if (k >= 2) *high = least(sign, *high, chord(s, k - 2, k - 1, tau));
    if (k + 1 < m) *high = least(sign, *high, chord(s, k, k + 1, tau));
    if (k > 0 && k < m)
        *low = chord(s, k - 1, k, tau);
    else if (k > 0)
        *low = before;
    else if (sign < 0) /* u increases */
        *low = (randlapack_dual){s->delta[0] + (s->tau[0] - tau), -1};
    else
        *low = (randlapack_dual){s->delta[0] * (tau / s->tau[0]), s->delta[0] / s->tau[0]};
    if (sign > 0 && k == m && s->tau[m - 1] > 0) { /* u is concave, and not negative at zero */
        const double slope = s->delta[m - 1] / s->tau[m - 1];
        *high = least(sign, *high, (randlapack_dual){slope * tau, slope});
    }
}

randlapack_enclosure randlapack_shape_at(const randlapack_interpolant *s, double tau)
{
    randlapack_dual low, high;
    int64_t k = 0;
    while (k < s->count && s->tau[k] < tau) k++;
    if (k < s->count && s->tau[k] == tau) {
        const randlapack_dual here = {s->delta[k], 0};
        return (randlapack_enclosure){here, here};
    }
    enclose(s, k, tau, &low, &high);
    return sign_of(s) > 0 ? (randlapack_enclosure){low, high} : (randlapack_enclosure){high, low};
}
