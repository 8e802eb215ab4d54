/*
 * Mean and deviation by Welford's updates @cite welford1962, the deviation as a norm:
 *
 *     d = x - mean,   mean += d / k,   spread^2 += d^2 (k - 1) / k
 *
 * Quantiles of Student's t: P(|T| <= t) is a sum of (dof + 1) / 2 positive terms in the angle atan(t / sqrt(dof))
 * @cite abramowitz1964 26.7.3 and 26.7.4.  As a function of t > 0 it is concave, so Newton's method rises to the root
 * from the normal quantile, which lies below it, without safeguards.  From MANY degrees of freedom on, the expansion
 * 26.7.5 around the normal quantile is exact to double precision.
 */
#include "estimate_impl.h"

#include <math.h>

#define MANY 1000
#define STEPS 1000
#define PI 3.14159265358979323846

void randlapack_estimate_add(randlapack_estimate *e, double sample)
{
    const double d = sample - e->mean;
    const double k = (double)++e->count;
    e->mean += d / k;
    e->spread = hypot(e->spread, d * sqrt((k - 1) / k));
}

/* The squared error is (k - 1)/k times the sum of squared deviations of the replicas, on average no less than the
 * variance with k - 1 samples @cite efron1981 ; k (k - 1) times as large is what spread squared is to be. */
randlapack_estimate randlapack_estimate_jackknife(int64_t k, double value, const double *replicas)
{
    randlapack_estimate e = {0};
    for (int64_t j = 0; j < k; j++) randlapack_estimate_add(&e, replicas[j]);
    return (randlapack_estimate){k, value, (double)(k - 1) * e.spread};
}

double randlapack_estimate_error(const randlapack_estimate *e)
{
    if (e->count < 2) return INFINITY;
    return e->spread / sqrt((double)(e->count - 1)) / sqrt((double)e->count);
}

double randlapack_estimate_half_width(const randlapack_estimate *e, double confidence)
{
    if (e->count < 2) return INFINITY;
    return randlapack_student_quantile(confidence, e->count - 1) * randlapack_estimate_error(e);
}

bool randlapack_stop_accepts(const randlapack_stop *stop, double mean, double half_width, double scale)
{
    return half_width <= fmax(stop->absolute, stop->relative * fmax(fabs(mean), scale));
}

bool randlapack_estimate_met(const randlapack_estimate *e, const randlapack_stop *stop, double scale)
{
    if (e->count < 2 || e->count < stop->least) return false;
    return randlapack_stop_accepts(stop, e->mean, randlapack_estimate_half_width(e, stop->confidence), scale);
}

/* z with P(|Z| <= z) = confidence, by Newton's method from 0, on the tail so that it is exact there. */
static double normal_quantile(double confidence)
{
    double z = 0;
    for (int step = 0; step < STEPS; step++) {
        const double d = (erfc(z / sqrt(2)) - (1 - confidence)) / (2 * exp(-z * z / 2) / sqrt(2 * PI));
        z += d;
        if (!(d > 1e-15 * z)) break;
    }
    return z;
}

/* P(|T| <= t): the terms are powers of the cosine times ratios of double factorials. */
static double student_within(double t, int64_t dof)
{
    const double angle = atan(t / sqrt((double)dof)), c = cos(angle), s = sin(angle);
    const bool odd = dof % 2 == 1;
    double term = odd ? c : 1, sum = dof == 1 ? 0 : term;
    for (int64_t k = odd ? 3 : 2; k < dof; k += 2) {
        term *= c * c * (double)(k - 1) / (double)k;
        sum += term;
    }
    return odd ? 2 / PI * (angle + s * sum) : s * sum;
}

static double student_density(double t, int64_t dof)
{
    const double v = (double)dof;
    return exp(lgamma((v + 1) / 2) - lgamma(v / 2) - (v + 1) / 2 * log1p(t * t / v)) / sqrt(v * PI);
}

static double expanded(double z, double v)
{
    const double y = z * z;
    const double g1 = (y + 1) / 4, g2 = ((5 * y + 16) * y + 3) / 96, g3 = (((3 * y + 19) * y + 17) * y - 15) / 384;
    const double g4 = ((((79 * y + 776) * y + 1482) * y - 1920) * y - 945) / 92160;
    return z * (1 + (g1 + (g2 + (g3 + g4 / v) / v) / v) / v);
}

double randlapack_student_quantile(double confidence, int64_t dof)
{
    if (dof == 1) return confidence < 0.5 ? tan(PI / 2 * confidence) : 1 / tan(PI / 2 * (1 - confidence));
    if (dof == 2) return confidence * sqrt(2 / ((1 - confidence) * (1 + confidence)));
    double t = normal_quantile(confidence);
    if (dof > MANY) return expanded(t, (double)dof);
    for (int step = 0; step < STEPS; step++) {
        const double d = (confidence - student_within(t, dof)) / (2 * student_density(t, dof));
        t += d;
        if (!(d > 1e-14 * t)) break;
    }
    return t;
}
