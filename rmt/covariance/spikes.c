/*
 * Spikes in u: a population eigenvalue l far from the bulk is u = l itself, its outlier z(l), and the threshold is
 * where z' changes sign, the same roots that end the bands.
 */
#include "rmt_covariance.h"
#include "silverstein_impl.h"

int rmt_covariance_edge(const rmt_law *law, int64_t n, double *edge, double *scale)
{
    const rmt_silverstein *s = rmt_silverstein_of(law);
    if (!s) return -1;
    if (n < 1) return -2;
    if (!edge) return -3;
    if (!scale) return -4;
    *edge = *scale = NAN;
    if (s->bands == 0) return 0;
    /* z = edge + z'' (u - end)^2/2 and m = -1/u: Im m = (2 (edge - x)/z'')^(1/2)/u^2 */
    const double u = s->ends[2 * s->bands - 1], height = sqrt(2 / rmt_silverstein_curvature(s, u)) / (u * u);
    *edge = law->scale * s->edges[2 * s->bands - 1];
    *scale = law->scale * pow(height * (double)n, -2.0 / 3);
    return 0;
}

/* The end of a band nearest to u, which is in a band or at its end. */
static double end_near(const rmt_silverstein *s, double u)
{
    int64_t nearest = 0;
    for (int64_t k = 1; k < 2 * s->bands; k++)
        if (fabs(s->ends[k] - u) < fabs(s->ends[nearest] - u)) nearest = k;
    return s->edges[nearest];
}

static double overlap(const rmt_silverstein *s, double u)
{
    const rmt_silverstein_point p = rmt_silverstein_at(s, u, 0);
    return fmax(0, u * creal(p.slope) / creal(p.z));
}

int rmt_covariance_spikes(const rmt_law *law, int64_t count, const double *spikes, double *outliers, double *overlaps)
{
    const rmt_silverstein *s = rmt_silverstein_of(law);
    if (!s) return -1;
    if (count < 0) return -2;
    if (!spikes && count > 0) return -3;
    for (int64_t i = 0; i < count; i++)
        if (!(spikes[i] > 0 && isfinite(spikes[i]))) return -3;
    if (!outliers && count > 0) return -4;
    for (int64_t i = 0; i < count; i++) {
        const double u = spikes[i] / law->scale;
        const bool seen = rmt_silverstein_mass(s, u, 0) < 1;
        outliers[i] = law->scale * (seen ? creal(rmt_silverstein_at(s, u, 0).z) : end_near(s, u));
        if (overlaps) overlaps[i] = seen ? overlap(s, u) : 0;
    }
    return 0;
}

int rmt_covariance_unspike(const rmt_law *law, int64_t count, const double *outliers, double *spikes, double *overlaps)
{
    const rmt_silverstein *s = rmt_silverstein_of(law);
    if (!s) return -1;
    if (count < 0) return -2;
    if (!outliers && count > 0) return -3;
    if (!spikes && count > 0) return -4;
    for (int64_t i = 0; i < count; i++) {
        const double x = outliers[i] / law->scale;
        double u = NAN;
        if (x > 0 && isfinite(x) && rmt_silverstein_band(s, x) < 0) u = rmt_silverstein_real_root(s, x);
        const bool real = u > 0; /* in front of the support of a singular sample it is not */
        spikes[i] = real ? law->scale * u : NAN;
        if (overlaps) overlaps[i] = real ? overlap(s, u) : 0;
    }
    return 0;
}

int rmt_covariance_thresholds(const rmt_law *law, double *low, double *high)
{
    const rmt_silverstein *s = rmt_silverstein_of(law);
    if (!s) return -1;
    if (!low) return -2;
    if (!high) return -3;
    *low = s->bands > 0 ? law->scale * s->ends[0] : 0;
    *high = s->bands > 0 ? law->scale * s->ends[2 * s->bands - 1] : 0;
    return 0;
}

int rmt_covariance_detect(const rmt_law *law, int64_t n, int64_t count, const double *eigenvalues, double margin,
                          int64_t *found)
{
    if (!rmt_silverstein_of(law)) return -1;
    if (n < 1) return -2;
    if (count < 0) return -3;
    if (!eigenvalues && count > 0) return -4;
    if (!isfinite(margin)) return -5;
    if (!found) return -6;
    double edge = 0, scale = 0;
    rmt_covariance_edge(law, n, &edge, &scale);
    const double limit = isnan(edge) ? 0 : edge + margin * scale;
    *found = 0;
    for (int64_t i = 0; i < count; i++) *found += eigenvalues[i] > limit;
    return 0;
}
