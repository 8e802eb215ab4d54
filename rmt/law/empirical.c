/*
 * The empirical law of a sample: an atom of 1/n at each value, equal ones together.  Its density is that of the sample
 * smoothed by a Gaussian kernel; by Silverman's rule (1986) the bandwidth is 0.9 min(deviation, quartile range/1.34)
 * n^(-1/5).
 */
#include "arena_impl.h"
#include "law_discrete_impl.h"

#include <stdlib.h>
#include <string.h>

typedef struct sample {
    int64_t n, distinct;
    double *value;  /* ascending, distinct */
    int64_t *count; /* of the sample's values up to value[k] */
    double bandwidth;
} sample;

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void destroy(rmt_law *law)
{
    sample *s = law->data;
    free(s->value);
    free(s->count);
}

/* Values at or below x, as an index into the distinct ones. */
static int64_t position(const sample *s, double x)
{
    int64_t low = 0, high = s->distinct;
    while (low < high) {
        const int64_t middle = (low + high) / 2;
        if (s->value[middle] <= x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static double weight(const sample *s, int64_t k)
{
    return (double)(s->count[k] - (k ? s->count[k - 1] : 0)) / (double)s->n;
}

static void density(const rmt_law *law, int64_t n, const double *x, double *y)
{
    const sample *s = law->data;
    const double h = s->bandwidth, reach = 39 * h; /* beyond, the kernel underflows */
    for (int64_t i = 0; i < n; i++) {
        const double at = x[i];
        double sum = 0;
        for (int64_t k = position(s, at - reach); k < s->distinct && s->value[k] < at + reach; k++) {
            const double t = (at - s->value[k]) / h;
            sum += weight(s, k) * exp(-t * t / 2);
        }
        y[i] = isnan(at) ? at : sum / (h * sqrt(2 * RMT_PI));
    }
}

static void cdf(const rmt_law *law, int64_t n, const double *x, double *y)
{
    const sample *s = law->data;
    for (int64_t i = 0; i < n; i++) {
        const int64_t k = position(s, x[i]);
        y[i] = isnan(x[i]) ? x[i] : k ? (double)s->count[k - 1] / (double)s->n : 0;
    }
}

static void quantile(const rmt_law *law, int64_t n, const double *p, double *x)
{
    const sample *s = law->data;
    for (int64_t i = 0; i < n; i++) {
        const double q = p[i];
        int64_t low = 0, high = s->distinct - 1; /* the first with count/n >= q, in the division's rounding */
        while (low < high) {
            const int64_t middle = (low + high) / 2;
            if ((double)s->count[middle] / (double)s->n >= q)
                high = middle;
            else
                low = middle + 1;
        }
        x[i] = q >= 0 && q <= 1 ? s->value[low] : NAN;
    }
}

static void stieltjes(const rmt_law *law, int64_t n, const rmt_complex *z, rmt_complex *m)
{
    const sample *s = law->data;
    for (int64_t i = 0; i < n; i++) {
        const double re = creal(z[i]), im = cimag(z[i]);
        double real = 0, imaginary = 0;
        for (int64_t k = 0; k < s->distinct; k++) {
            const double t = s->value[k] - re, w = weight(s, k);
            if (fabs(t) >= fabs(im)) { /* 1/(t - i im) = (t + i im)/(t^2 + im^2) without its squares */
                const double ratio = im / t, d = t + im * ratio;
                real += w / d;
                imaginary += w * ratio / d;
            } else {
                const double ratio = t / im, d = im + t * ratio;
                real += w * ratio / d;
                imaginary += w / d;
            }
        }
        m[i] = CMPLX(real, imaginary);
    }
}

static void boundary(const rmt_law *law, int64_t n, const double *x, double *y)
{
    const sample *s = law->data;
    for (int64_t i = 0; i < n; i++) {
        double sum = 0;
        for (int64_t k = 0; k < s->distinct; k++) sum += weight(s, k) / (s->value[k] - x[i]);
        y[i] = sum;
    }
}

static int moments(const rmt_law *law, int64_t count, double *m)
{
    const sample *s = law->data;
    memset(m, 0, (size_t)count * sizeof *m);
    for (int64_t i = 0; i < s->distinct; i++) {
        double power = weight(s, i);
        for (int64_t k = 0; k < count; k++) m[k] += power *= s->value[i];
    }
    return 0;
}

static int jacobi(const rmt_law *law, int64_t count, double *alpha, double *beta2)
{
    const sample *s = law->data;
    const int64_t known = count < s->distinct ? count : s->distinct;
    randblas_arena arena = randblas_arena_open(NULL);
    double *w = randblas_arena_get(&arena, s->distinct, sizeof *w);
    double *mass = randblas_arena_get(&arena, known + 1, sizeof *mass);
    const int info = arena.info;
    for (int64_t k = 0; k < s->distinct && !info; k++) w[k] = weight(s, k);
    if (!info) rmt_discrete_jacobi(s->distinct, s->value, w, known, alpha, beta2, mass);
    /* the polynomial of degree distinct vanishes on the sample */
    if (!info && known == s->distinct) beta2[known - 1] = 0;
    for (int64_t k = known; k < count && !info; k++) alpha[k] = beta2[k] = NAN;
    randblas_arena_close(&arena);
    return info;
}

static void intervals(const rmt_law *law, int64_t capacity, double *edges, int64_t *count)
{
    (void)law, (void)capacity, (void)edges;
    *count = 0;
}

static void atoms(const rmt_law *law, int64_t capacity, double *places, double *weights, int64_t *count)
{
    const sample *s = law->data;
    *count = s->distinct;
    for (int64_t k = 0; k < s->distinct && k < capacity; k++) {
        places[k] = s->value[k];
        weights[k] = weight(s, k);
    }
}

static const rmt_law_class class = {.family = RMT_EMPIRICAL,
                                    .parameters = 1,
                                    .sheets = 1,
                                    .density = density,
                                    .cdf = cdf,
                                    .quantile = quantile,
                                    .boundary = boundary,
                                    .stieltjes = {stieltjes},
                                    .jacobi = jacobi,
                                    .moments = moments,
                                    .intervals = intervals,
                                    .atoms = atoms,
                                    .destroy = destroy};

static double silverman(const rmt_law *law, int64_t n, const double *x)
{
    const rmt_sample_summary s = rmt_summarise(n, x);
    double quartile[2] = {0.25, 0.75};
    quantile(law, 2, quartile, quartile);
    const double range = (quartile[1] - quartile[0]) / 1.34, deviation = sqrt(s.variance);
    const double spread = range > 0 ? fmin(range, deviation) : deviation;
    return spread > 0 ? 0.9 * spread * pow((double)n, -0.2) : 1;
}

int rmt_law_empirical(int64_t n, const double *x, double bandwidth, rmt_law **law)
{
    if (n < 1) return -1;
    if (!x) return -2;
    if (!(bandwidth >= 0 && isfinite(bandwidth))) return -3;
    if (!law) return -4;
    *law = NULL;
    for (int64_t i = 0; i < n; i++)
        if (!isfinite(x[i])) return RANDBLAS_NOT_FINITE;
    rmt_law *made = rmt_law_allocate(&class, sizeof(sample));
    if (!made) return RANDBLAS_OUT_OF_MEMORY;
    sample *s = made->data;
    s->n = n;
    s->value = malloc((size_t)n * sizeof *s->value);
    s->count = malloc((size_t)n * sizeof *s->count);
    if (!s->value || !s->count) {
        rmt_law_destroy(made);
        return RANDBLAS_OUT_OF_MEMORY;
    }
    memcpy(s->value, x, (size_t)n * sizeof *x);
    qsort(s->value, (size_t)n, sizeof *s->value, ascending);
    for (int64_t i = 0; i < n; i++) {
        if (s->distinct == 0 || s->value[i] > s->value[s->distinct - 1]) s->value[s->distinct++] = s->value[i];
        s->count[s->distinct - 1] = i + 1;
    }
    s->bandwidth = bandwidth > 0 ? bandwidth : silverman(made, n, x);
    made->parameters[0] = s->bandwidth;
    *law = made;
    return 0;
}

rmt_law *rmt_empirical_map(const rmt_law *law, double factor, double shift)
{
    const sample *from = law->data;
    rmt_law *made = NULL;
    double *x = malloc((size_t)from->n * sizeof *x);
    for (int64_t k = 0, i = 0; k < from->distinct && x; k++)
        for (; i < from->count[k]; i++) x[i] = factor * from->value[k] + shift;
    const double bandwidth = fabs(factor) * from->bandwidth;
    if (x && rmt_law_empirical(from->n, x, isfinite(bandwidth) ? bandwidth : 0, &made)) made = NULL;
    free(x);
    return made;
}
