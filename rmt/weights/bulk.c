/*
 * Noise and spikes.  With k spikes taken out, N - k and M - k dimensions of noise are left, of which the sum of the
 * other eigenvalues is the trace, so that each test is that of a largest eigenvalue against its own trace: exact to the
 * order of noise_edge.c where there is no spike.  It is made only at a few k, from a guess on.
 */
#include "weights_impl.h"

#include "bulk_impl.h"

enum { LEAST = 8 };
#define EPS 0x1p-52

typedef struct spectrum {
    int64_t N, M; /* sizes, N >= M */
    const double *values;
    double *sums; /* of the first i values */
    const rmt_law *law;
} spectrum;

rmt_weights_bulk rmt_weights_no_bulk(void)
{
    return (rmt_weights_bulk){NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, 0};
}

static double variance(const spectrum *s, int64_t k)
{
    return s->sums[s->M - k] / ((double)(s->N - k) * (double)(s->M - k));
}

/* The chance of an eigenvalue as large as `value` among N - k by M - k noise that it belongs to. */
static double chance(const spectrum *s, double value, int64_t k, double *statistic)
{
    const rmt_noise_edge edge = rmt_noise_edge_of(s->law, s->N - k, s->M - k);
    const double sum = s->sums[s->M - k - 1] + value, noise = sum / ((double)(s->N - k) * (double)(s->M - k));
    *statistic = noise > 0 ? (value / noise - edge.centre) / edge.scale : 0;
    return rmt_noise_edge_exceeds(&edge, *statistic);
}

/* Whether the largest eigenvalue but k is one. */
static bool is_spike(const spectrum *s, int64_t k, double level)
{
    double statistic;
    return s->M - k > LEAST && chance(s, s->values[s->M - k - 1], k, &statistic) < level;
}

/* How many are beyond the edge that fits the median. */
static int guess(const spectrum *s, double level, int64_t *spikes)
{
    const double half = 0.5, top = 1 - level;
    rmt_law *bulk = NULL;
    double middle = 0, quantile = 0;
    const int info = rmt_law_marchenko_pastur((double)s->M / (double)s->N, (double)s->N, &bulk);
    if (info) return info;
    const rmt_noise_edge edge = rmt_noise_edge_of(s->law, s->N, s->M);
    rmt_law_quantile(bulk, 1, &half, &middle);
    rmt_law_quantile(s->law, 1, &top, &quantile);
    rmt_law_destroy(bulk);
    const double median = (s->values[s->M / 2] + s->values[(s->M - 1) / 2]) / 2;
    const double limit = median / middle * (edge.centre + quantile * edge.scale);
    for (*spikes = 0; *spikes < s->M - LEAST && s->values[s->M - 1 - *spikes] > limit;) ++*spikes;
    return 0;
}

static int64_t count(const spectrum *s, double level, int64_t spikes)
{
    while (spikes > 0 && !is_spike(s, spikes - 1, level)) spikes--;
    while (is_spike(s, spikes, level)) spikes++;
    return spikes;
}

static int distance(const spectrum *s, rmt_weights_bulk *bulk)
{
    const int64_t k = bulk->spikes, N = s->N - k, M = s->M - k;
    rmt_law *law = NULL;
    const double sigma2 = bulk->sigma * bulk->sigma * (double)N;
    if (!(sigma2 >= 1e-200 && sigma2 <= 1e200)) return 0;
    int info = rmt_law_marchenko_pastur((double)M / (double)N, sigma2, &law);
    if (!info) info = rmt_law_ks(law, M, s->values, &bulk->distance);
    rmt_law_destroy(law);
    return info;
}

static int fit(const spectrum *s, double level, rmt_weights_bulk *bulk)
{
    int64_t spikes = 0;
    const int info = guess(s, level, &spikes);
    if (info) return info;
    const int64_t k = bulk->spikes = count(s, level, spikes), N = s->N - k, M = s->M - k;
    const double noise = variance(s, k), wide = sqrt((double)N) + sqrt((double)M), total = s->sums[s->M];
    const double narrow = (double)(N - M) / wide, largest = s->values[s->M - 1];
    const rmt_noise_edge edge = rmt_noise_edge_of(s->law, N, M);
    bulk->sigma = sqrt(noise);
    bulk->lower = noise * narrow * narrow;
    bulk->upper = noise * wide * wide;
    bulk->margin = noise * (edge.centre + rmt_noise_edge_quantile(&edge, level) * edge.scale - wide * wide);
    bulk->share = (total - s->sums[s->M - k]) / total;
    bulk->softrank = bulk->upper / largest;
    bulk->p_value = chance(s, largest, k > 0 ? k - 1 : 0, &bulk->statistic);
    return distance(s, bulk);
}

int rmt_weights_bulk_fit(int64_t m, int64_t n, const double *values, double level, rmt_weights_bulk *bulk)
{
    if (m < 1) return -1;
    if (n < 1) return -2;
    if (!values) return -3;
    if (!(level >= 0 && level < 1)) return -4;
    if (!bulk) return -5;
    spectrum s = {.N = m > n ? m : n, .M = m > n ? n : m, .values = values};
    rmt_law *law = NULL;
    if (!rmt_weights_ascend(s.M, values)) return -3;
    *bulk = rmt_weights_no_bulk();
    if (!rmt_weights_are_finite(s.M, values)) return RANDBLAS_NOT_FINITE;
    if (s.M < LEAST || !(values[s.M / 2] > (double)s.N * EPS * values[s.M - 1])) return RANDBLAS_RANK_DEFICIENT;
    randblas_arena arena = randblas_arena_open(NULL);
    s.sums = randblas_arena_get(&arena, s.M + 1, sizeof *s.sums);
    int info = arena.info ? arena.info : rmt_law_tracy_widom(1, &law);
    if (!info) {
        s.law = law;
        s.sums[0] = 0;
        for (int64_t i = 0; i < s.M; i++) s.sums[i + 1] = s.sums[i] + values[i];
        info = fit(&s, level > 0 ? level : 0.01, bulk);
    }
    rmt_law_destroy(law);
    randblas_arena_close(&arena);
    return info;
}
