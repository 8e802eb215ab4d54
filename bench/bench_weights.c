/*
 * Claims about spectra of weights: power laws are found without bias and as a fit of each candidate finds them; the
 * edge test keeps its level; phases of synthetic weights are told; Gram matrices in double are as good as singular
 * values for float weights, and faster; the power law of a large layer follows from its largest eigenvalues alone.
 */
#include "bench.h"
#include "sketching.h"
#include "weights_cases.h"

#include <cblas.h>
#include <math.h>
#include <rmt.h>
#include <stdlib.h>

/* ---------------------------------------------------------------- power laws */

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void draw(int64_t n, double alpha, double *x, uint64_t *seed)
{
    for (int64_t i = 0; i < n; i++) x[i] = pow(weights_uniform(seed), -1 / (alpha - 1));
}

/* Each candidate from its definition, in ascending x. */
static double brute_force(int64_t n, const double *x, double *xmin)
{
    double best = INFINITY, alpha = NAN;
    for (int64_t i = 0; i + 1 < n; i++) {
        double sum = 0, most = 0;
        const double count = (double)(n - i);
        for (int64_t j = i; j < n; j++) sum += log(x[j] / x[i]);
        const double a = 1 + count / sum;
        for (int64_t j = i; j < n && most <= best; j++)
            most = fmax(most, fabs(1 - pow(x[j] / x[i], 1 - a) - (double)(j - i) / count));
        if (most >= best) continue;
        best = most, alpha = a, *xmin = x[i];
    }
    return alpha;
}

/* Mean of alpha over draws, less alpha, in standard errors; the estimate of n values is n/(n - 2) (alpha - 1) in the
 * mean where xmin, one of them, is the first. */
static double bias(int64_t n, double alpha, int draws, bool chosen, double *x, uint64_t *seed)
{
    double sum = 0, squares = 0;
    for (int d = 0; d < draws; d++) {
        rmt_power_law_report r;
        rmt_power_law_options o = {0};
        draw(n, alpha, x, seed);
        for (int64_t i = 0; i < n && !chosen; i++) o.xmin = i == 0 || x[i] < o.xmin ? x[i] : o.xmin;
        sketching_check(rmt_power_law_fit(n, x, &o, &r));
        const double count = (double)r.tail, e = (r.alpha - 1) * (count - 2) / count - (alpha - 1);
        sum += e, squares += e * e;
    }
    const double mean = sum / draws;
    return mean / sqrt((squares / draws - mean * mean) / draws);
}

static void power_laws(int draws, bool quick)
{
    const double alphas[] = {1.5, 2, 3, 4, 6};
    const int64_t sizes[] = {300, 1000, 10000};
    double *x = bench_allocate(10000 * 8), worst = 0, chosen = 0;
    uint64_t seed = 1;
    int different = 0;
    for (int k = 0; k < (quick ? 10 : 15); k++) {
        const double b = bias(sizes[k / 5], alphas[k % 5], draws, false, x, &seed);
        worst += b * b;
        chosen = fmax(chosen, fabs(bias(sizes[k / 5], alphas[k % 5], draws, true, x, &seed)));
    }
    const double count = quick ? 10 : 15;
    bench_at_most(
        bench_name("alpha from the least value on, root mean square of %d biases, %d draws each", (int)count, draws),
        sqrt(worst / count), "s.e.", 2);
    bench_note("likewise, xmin chosen, the largest bias", chosen, "s.e.", "the least distance selects");
    for (int k = 0; k < 25; k++) {
        const int64_t n = 300 + 40 * k;
        double xmin = 0;
        rmt_power_law_report r;
        draw(n, alphas[k % 5], x, &seed);
        for (int64_t i = 0; i < n / 3; i++) x[i] = 0.9 * weights_uniform(&seed);
        sketching_check(rmt_power_law_fit(n, x, NULL, &r));
        qsort(x, (size_t)n, sizeof *x, ascending);
        const double alpha = brute_force(n, x, &xmin);
        different += !(xmin == r.xmin && fabs(alpha - r.alpha) <= 1e-9 * alpha);
    }
    bench_at_most("power laws that differ from a fit of each candidate, 25 samples", different, "", 0);
    free(x);
}

/* ---------------------------------------------------------------- edge */

static void false_alarms(int64_t m, int64_t n, int draws)
{
    double *W = bench_allocate(m * n * 8), *values = bench_allocate(n * 8);
    uint64_t seed = (uint64_t)(m + n);
    int alarms = 0;
    for (int d = 0; d < draws; d++) {
        rmt_weights_bulk bulk;
        weights_gaussian(m * n, W, &seed);
        sketching_check(rmt_dweights_spectrum(RANDBLAS_COL_MAJOR, m, n, W, m, values, NULL, NULL));
        sketching_check(rmt_weights_bulk_fit(m, n, values, 0.01, &bulk));
        alarms += bulk.spikes > 0;
    }
    const double share = 100.0 * alarms / draws;
    bench_at_most(bench_name("edge test at 1 %%, false alarms of %d Gaussian matrices %d x %d", draws, (int)m, (int)n),
                  share, "%", 2);
    bench_at_least(bench_name("likewise %d x %d", (int)m, (int)n), share, "%", 0.5);
    free(W), free(values);
}

/* ---------------------------------------------------------------- phases */

static void phases(int64_t m, int64_t n, int each)
{
    double *W = bench_allocate(m * n * 8), least = INFINITY;
    for (int phase = RMT_PHASE_RANDOM_LIKE; phase <= RMT_PHASE_RANK_COLLAPSE; phase++) {
        uint64_t seed = (uint64_t)(1000 * phase + m);
        int right = 0;
        for (int k = 0; k < each; k++) {
            const rmt_weights_options o = {.skip = RMT_PART_COMPARISON};
            rmt_weights_report r;
            weights_of_phase((rmt_weights_phase)phase, m, n, 0.01, W, &seed);
            sketching_check(rmt_dweights_layer(RANDBLAS_COL_MAJOR, m, n, W, m, NULL, &o, &r));
            right += (int)r.phase == phase;
        }
        least = fmin(least, 100.0 * right / each);
    }
    bench_at_least(bench_name("phases, %d of each of 6, %d x %d, the least right", each, (int)m, (int)n), least, "%",
                   95);
    free(W);
}

/* ---------------------------------------------------------------- spectra */

typedef struct problem {
    int64_t m, n;
    float *W;
    double *values;
    rmt_esd_method method;
} problem;

static void spectrum(void *context)
{
    const problem *p = context;
    const rmt_weights_spectrum_options o = {.method = p->method};
    sketching_check(rmt_sweights_spectrum(RANDBLAS_COL_MAJOR, p->m, p->n, p->W, p->m, p->values, &o, NULL));
}

static void layer(void *context)
{
    const problem *p = context;
    rmt_weights_report r;
    sketching_check(rmt_sweights_layer(RANDBLAS_COL_MAJOR, p->m, p->n, p->W, p->m, p->values, NULL, &r));
}

static void spectra(int64_t m, int64_t n, int runs)
{
    problem gram = {m, n, bench_allocate(m * n * 4), bench_allocate(n * 8), RMT_ESD_GRAM}, svd = gram;
    double *x = bench_allocate(m * n * 8), one, other, worst = 0;
    uint64_t seed = 5;
    svd.values = bench_allocate(n * 8), svd.method = RMT_ESD_SVD;
    weights_of_phase(RMT_PHASE_BULK_SPIKES, m, n, 0.01, x, &seed);
    for (int64_t i = 0; i < m * n; i++) gram.W[i] = (float)x[i];
    bench_best_of_both(runs, spectrum, &gram, spectrum, &svd, &one, &other);
    for (int64_t i = 0; i < n; i++) worst = fmax(worst, fabs(gram.values[i] / svd.values[i] - 1));
    bench_at_least(bench_name("float %d x %d, singular values over Gram matrix", (int)m, (int)n), other / one, "x", 2);
    bench_at_most("likewise, largest relative difference of eigenvalues", worst, "", 1e-9);
    bench_note("likewise, whole report", bench_best(runs, layer, &gram), "s", "processor time");
    free(x), free(gram.W), free(gram.values), free(svd.values);
}

/* ---------------------------------------------------------------- tail only */

/* Noise and a tail of n/64 values of exponent 2.5 beyond its edge. */
static void fill_tail(int64_t n, float *W)
{
    const int64_t tail = n / 64;
    double *x = bench_allocate(n * 8);
    float *u = bench_allocate(n * tail * 4), *v = bench_allocate(n * tail * 4);
    uint64_t seed = 1;
    for (int64_t j = 0; j < n; j++) {
        weights_gaussian(n, x, &seed);
        for (int64_t i = 0; i < n; i++) W[i + j * n] = (float)x[i];
    }
    for (int64_t j = 0; j < tail; j++) {
        const double size = sqrt(4 * pow(weights_uniform(&seed), -1 / 1.5) / (double)n);
        weights_gaussian(n, x, &seed);
        for (int64_t i = 0; i < n; i++) u[i + j * n] = (float)(size * x[i]);
        weights_gaussian(n, x, &seed);
        for (int64_t i = 0; i < n; i++) v[i + j * n] = (float)x[i];
    }
    cblas_sgemm(CblasColMajor, CblasNoTrans, CblasTrans, (int)n, (int)n, (int)tail, 1, u, (int)n, v, (int)n, 1, W,
                (int)n);
    free(x), free(u), free(v);
}

static double tail_layer(int64_t n, const float *W, rmt_esd_method method, rmt_weights_report *r)
{
    const rmt_weights_options o = {.method = method, .skip = 62 & ~RMT_PART_POWER_LAW};
    const double start = bench_clock();
    sketching_check(rmt_sweights_layer(RANDBLAS_COL_MAJOR, n, n, W, n, NULL, &o, r));
    return bench_clock() - start;
}

static void tail_only(int64_t n, double target)
{
    float *W = bench_allocate(n * n * 4);
    rmt_weights_report all, few;
    fill_tail(n, W);
    const double one = tail_layer(n, W, RMT_ESD_KRYLOV, &few), other = tail_layer(n, W, RMT_ESD_GRAM, &all);
    bench_at_least(bench_name("float %d x %d, all eigenvalues over the tail alone, processor time", (int)n, (int)n),
                   other / one, "x", target);
    bench_note("likewise, tail alone", one, "s", "processor time");
    bench_note("likewise, eigenvalues found", (double)few.spectrum.count, "", "trusted to 2e-3");
    bench_at_most("likewise, difference of alpha", fabs(few.power_law.alpha - all.power_law.alpha), "", 0.02);
    free(W);
}

int main(int argc, char **argv)
{
    const bool quick = bench_quick(argc, argv);
    bench_set_threads(1);
    bench_count_processor_time();
    power_laws(quick ? 100 : 500, quick);
    false_alarms(50, 30, 2000);
    false_alarms(100, 100, quick ? 1000 : 2000);
    if (!quick) false_alarms(300, 80, 2000);
    phases(150, 100, quick ? 40 : 100);
    phases(300, 200, quick ? 20 : 100);
    if (!quick) phases(400, 400, 100);
    spectra(1024, 512, quick ? 2 : 5);
    bench_set_threads(bench_max_threads());
    if (quick)
        tail_only(3072, 1.5);
    else
        tail_only(8192, 10);
    return 0;
}
