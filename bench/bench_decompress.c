/*
 * Claims: the spectrum of the normalised Laplacian of a graph of 22470 pages from a block of order 2048, Q^T L Q, Q of
 * random orthonormal columns, within 5 %; moments within 1 %; a principal block of L, nearly empty, is refused.  And
 * from the eigenvalues of one matrix of order 1000 the spectrum at order 32000, within 0.5 % (semicircle), 1 %
 * (Marchenko-Pastur), 5 % (Kesten-McKay, Wachter) and 3 % (Meixner) of total variation, the median of 20 seeds, nothing
 * said about the law; from exact quantiles within 0.1 %; exact laws to 1e-10, on time.
 *
 * What limits it is in the rows: the noise-free run is the continuation's own error, "expected" what
 * rmt_decompress_error() says of the sample's, and the worst seed what a wrong choice of model costs.
 */
#include "bench.h"
#include "decompress_laws.h"
#include "graph.h"
#include "sketching.h"

#include <lapacke.h>
#include <math.h>
#include <rmt.h>
#include <stdlib.h>

enum { ORDER = DECOMPRESS_ORDER, SEEDS = 20, GROWTH = 32 };

/* The greatest error of the density of the decompressed law, by that law in its own parameters, relative to its mean
 * level, over ratios that double. */
static double exactness(const decompress_source *l)
{
    rmt_law *block = decompress_law(l, 1);
    double worst = 0, limit = 0;
    sketching_check(rmt_decompress_limit(block, &limit));
    for (double ratio = 2; ratio <= 1024 && ratio < limit; ratio *= 2) {
        const double unit = l->family == RMT_KESTEN_MCKAY ? ratio : 1;
        rmt_law *truth = decompress_law(l, ratio), *found = NULL;
        double edge[2], x[200], y[200];
        int64_t count;
        sketching_check(rmt_decompress(block, ratio, &found));
        sketching_check(rmt_law_intervals(truth, 1, edge, &count));
        for (int i = 0; i < 200; i++) x[i] = unit * (edge[0] + (edge[1] - edge[0]) * (i + 0.5) / 200);
        sketching_check(rmt_law_density(found, 200, x, y));
        for (int i = 0; i < 200; i++) x[i] /= unit;
        sketching_check(rmt_law_density(truth, 200, x, x));
        for (int i = 0; i < 200; i++) worst = fmax(worst, fabs(unit * y[i] / x[i] - 1));
        rmt_law_destroy(truth);
        rmt_law_destroy(found);
    }
    rmt_law_destroy(block);
    return worst;
}

/* Total variation in per cent; 100 where the fitted law cannot be decompressed so far. */
static double per_cent(const decompress_source *l, const double *x, double *expected, double *seconds)
{
    rmt_law *block = NULL, *whole = NULL, *truth = decompress_law(l, GROWTH);
    rmt_decompress_report report;
    const double start = bench_clock();
    sketching_check(rmt_decompress_fit(ORDER, x, NULL, &block, &report));
    const int info = rmt_decompress(block, GROWTH, &whole);
    *seconds = fmax(*seconds, bench_clock() - start);
    if (rmt_decompress_error(&report, GROWTH, expected)) *expected = 1;
    *expected *= 100;
    const double unit = l->family == RMT_KESTEN_MCKAY ? GROWTH : 1;
    const double value = info ? 100 : 100 * decompress_variation(whole, truth, unit);
    rmt_law_destroy(block);
    rmt_law_destroy(whole);
    rmt_law_destroy(truth);
    return value;
}

/* The same by continuation. */
static double continued_per_cent(const decompress_source *l, const double *x, double *seconds)
{
    rmt_law *whole = NULL, *truth = decompress_law(l, GROWTH);
    const double start = bench_clock();
    const int info = rmt_decompress_continue(ORDER, x, GROWTH, NULL, &whole, NULL);
    *seconds = fmax(*seconds, bench_clock() - start);
    const double value =
        info ? 100 : 100 * decompress_variation(whole, truth, l->family == RMT_KESTEN_MCKAY ? GROWTH : 1);
    rmt_law_destroy(whole);
    rmt_law_destroy(truth);
    return value;
}

static void one_law(const decompress_source *l, int seeds, double *seconds)
{
    double x[ORDER], off[SEEDS], expected[SEEDS], continued[SEEDS], worst = 0, own = 0;
    bench_at_most(bench_name("%s, exact, density, ratios to 1024", l->name), exactness(l), "", 1e-10);
    rmt_law *block = decompress_law(l, 1);
    for (int i = 0; i < ORDER; i++) x[i] = (i + 0.5) / ORDER;
    sketching_check(rmt_law_quantile(block, ORDER, x, x));
    rmt_law_destroy(block);
    bench_at_most(bench_name("%s, quantiles, 1000 to 32000", l->name), per_cent(l, x, &own, seconds), "%", 0.1);
    bench_at_most(bench_name("%s, the same, continued", l->name), continued_per_cent(l, x, seconds), "%", 0.1);
    for (int seed = 0; seed < seeds; seed++) {
        decompress_sample(l, seed, x);
        off[seed] = per_cent(l, x, &expected[seed], seconds);
        continued[seed] = continued_per_cent(l, x, seconds);
        worst = fmax(worst, off[seed]);
    }
    bench_at_most(bench_name("%s, a matrix, median", l->name), bench_median(seeds, off), "%", l->target);
    bench_note(bench_name("%s, a matrix, expected", l->name), bench_median(seeds, expected), "%",
               "rmt_decompress_error()");
    bench_note(bench_name("%s, a matrix, continued, median", l->name), bench_median(seeds, continued), "%",
               "four parameters");
    bench_note(bench_name("%s, a matrix, worst seed", l->name), worst, "%", "");
}

/* Eigenvalues of a block of 1 - A. */
static void graph_block(const example_graph *A, int order, int rotated, double *w)
{
    const randblas_dlinop op = randblas_dlinop_csr(PAGES, PAGES, A->ptr, A->colind, A->values);
    const randblas_state state = randblas_seed(1);
    sketching_check(rmt_decompress_block(&op, order, rotated, &state, NULL, w, NULL));
    for (int i = 0; i < order; i++) w[i] = 1 - w[i];
}

/* Half the sum of differences over a hundred cells of [0, 2]. */
static double cells(const rmt_law *law, const double *spectrum)
{
    double edge[101], sum = 0, below = 0;
    int64_t at = 0;
    for (int i = 0; i <= 100; i++) edge[i] = 0.02 * i;
    double F[101];
    sketching_check(rmt_law_cdf(law, 101, edge, F));
    for (int i = 0; i < 100; i++) {
        while (at < PAGES && spectrum[at] < edge[i + 1]) at++;
        const double above = (double)at / PAGES;
        sum += fabs(F[i + 1] - F[i] - (above - below));
        below = above;
    }
    return sum / 2;
}

/* A law of two intervals, ones and minus ones with noise, from quantiles and from a sampled block. */
static void two_intervals(void)
{
    enum { WHOLE = 1300 };
    const double ratio = (double)WHOLE / ORDER;
    const randblas_state seeds[] = {randblas_seed(5), randblas_seed(77)};
    double *A = bench_allocate(2 * WHOLE * WHOLE * 8), *B = A + WHOLE * WHOLE, x[WHOLE], smooth = 0;
    rmt_law *signs = NULL, *noise = NULL, *truth = NULL, *block = NULL, *found = NULL;
    for (int i = 0; i < WHOLE; i++) x[i] = i % 2 ? 1 : -1;
    sketching_check(rmt_law_empirical(WHOLE, x, 0, &signs));
    sketching_check(rmt_law_marchenko_pastur(0.05, 1, &noise));
    sketching_check(rmt_free_add(signs, noise, &truth));
    sketching_check(rmt_free_compress(truth, 1 / ratio, &block));
    sketching_check(rmt_law_matrix(signs, WHOLE, &seeds[0], A, WHOLE, NULL));
    sketching_check(rmt_law_matrix(noise, WHOLE, &seeds[1], B, WHOLE, NULL));
    for (int i = 0; i < WHOLE * WHOLE; i++) A[i] += B[i];
    for (int sampled = 0; sampled < 2; sampled++) {
        for (int i = 0; i < ORDER; i++) x[i] = (i + 0.5) / ORDER;
        sketching_check(rmt_law_quantile(block, ORDER, x, x));
        if (sampled) sketching_check((int)LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'N', 'U', ORDER, A, WHOLE, x));
        const char *const what = sampled ? "a matrix" : "quantiles";
        const int info = rmt_decompress_continue(ORDER, x, ratio, NULL, &found, NULL);
        const double off = info ? 100 : 100 * decompress_variation(found, truth, 1);
        rmt_law_destroy(found);
        sketching_check(rmt_decompress_smooth(ORDER, x, ratio, NULL, &found, NULL));
        smooth = 100 * decompress_variation(found, truth, 1);
        rmt_law_destroy(found);
        bench_note(bench_name("two intervals, 1000 to 1300, %s, continued", what), off, "%", "100: refused");
        bench_note(bench_name("two intervals, 1000 to 1300, %s, smooth", what), smooth, "%", "");
    }
    rmt_law_destroy(signs);
    rmt_law_destroy(noise);
    rmt_law_destroy(truth);
    rmt_law_destroy(block);
    free(A);
}

/* Both continuations of the block that smooth decompression is asked for. */
static void continued(int order, const double *w, double ratio, const double *spectrum)
{
    const char *const names[] = {"", "glue", "curve"};
    for (int method = RMT_CONTINUE_GLUE; method <= RMT_CONTINUE_CURVE; method++) {
        const rmt_continuation_options options = {.method = method};
        rmt_continuation_report report;
        rmt_law *law = NULL;
        const double start = bench_clock();
        rmt_decompress_continue(order, w, ratio, &options, &law, &report);
        const double seconds = bench_clock() - start;
        bench_note(bench_name("Facebook pages, %s of order %d", names[method], report.order),
                   law ? 100 * cells(law, spectrum) : NAN, "%", "no law if NaN: checks failed");
        bench_note("the same, misfit", report.misfit, "", "chi-square by degrees of freedom");
        bench_note("the same, mass", report.mass, "", "");
        bench_note("the same, seconds", seconds, "s", "");
        rmt_law_destroy(law);
    }
}

static void facebook(int order)
{
    static double spectrum[PAGES];
    double *w = bench_allocate(order * 8), m[2], sum = 0, square = 0;
    example_graph *A = example_read_graph(BENCH_DATA "/facebook-pages-er10-edges.npy");
    rmt_law *law = NULL;
    rmt_decompress_smooth_report report;
    example_npy(BENCH_DATA "/facebook-pages-er10-normlap-spectrum.npy", spectrum, sizeof spectrum);
    for (int i = 0; i < PAGES; i++) {
        sum += spectrum[i] / PAGES;
        square += spectrum[i] * spectrum[i] / PAGES;
    }
    graph_block(A, order, 1, w);
    const double ratio = (double)PAGES / order, start = bench_clock();
    sketching_check(rmt_decompress_smooth(order, w, ratio, NULL, &law, &report));
    const double seconds = bench_clock() - start;
    sketching_check(rmt_law_moments(law, 2, m));
    bench_at_most(bench_name("Facebook pages, rotated block of %d", order), 100 * cells(law, spectrum), "%", 5);
    bench_at_most("Facebook pages, first moment, relative error", 100 * fabs(m[0] / sum - 1), "%", 1);
    bench_at_most("Facebook pages, second moment, relative error", 100 * fabs(m[1] / square - 1), "%", 1);
    bench_note("Facebook pages, misfit", report.misfit, "", "chi-square by moments");
    bench_at_most("Facebook pages, after the eigenvalues", seconds, "s", 1);
    rmt_law_destroy(law);
    continued(order, w, ratio, spectrum);
    graph_block(A, order, 0, w);
    const int info = rmt_decompress_smooth(order, w, ratio, NULL, &law, &report);
    bench_at_least("Facebook pages, a principal block, misfit", report.misfit, "", 10);
    bench_at_most("the same, whether it is accepted", info == 0, "", 0);
    rmt_law_destroy(law);
    free(A), free(w);
}

/* Of a hundred matrices of order 256, how many blocks of order 64 are flagged: leading ones of block diagonal matrices
 * and of such whose rows are sorted by size, and random ones of the latter. */
static void flags(void)
{
    enum { WHOLE = 256, BLOCK = 64, TRIALS = 100 };
    double *A = bench_allocate(WHOLE * WHOLE * 8);
    rmt_law *goe = NULL;
    int count[3] = {0};
    sketching_check(rmt_law_semicircle(2, &goe));
    for (int trial = 0; trial < TRIALS; trial++)
        for (int kind = 0; kind < 3; kind++) {
            const randblas_state state = randblas_seed((uint64_t)trial);
            int64_t index[BLOCK];
            rmt_decompress_check_report report;
            sketching_check(rmt_law_matrix(goe, WHOLE, &state, A, WHOLE, NULL));
            for (int j = 0; j < WHOLE; j++)
                for (int i = 0; i < WHOLE; i++)
                    A[i + j * WHOLE] *= kind ? exp((double)(i + j) / WHOLE) : i / BLOCK == j / BLOCK;
            sketching_check(rmt_decompress_choose(WHOLE, BLOCK, &state, index, NULL));
            sketching_check(rmt_decompress_check(WHOLE, A, WHOLE, BLOCK, kind == 2 ? index : NULL, &report));
            count[kind] += report.p_value < 0.01;
        }
    bench_at_least("leading blocks of block diagonal matrices, flagged of 100", count[0], "", 95);
    bench_at_least("leading blocks of sorted matrices, flagged of 100", count[1], "", 95);
    bench_at_most("random blocks, flagged of 100", count[2], "", 5);
    rmt_law_destroy(goe);
    free(A);
}

int main(int argc, char **argv)
{
    const bool quick = bench_quick(argc, argv);
    const int seeds = quick ? 3 : SEEDS;
    double seconds = 0;
    bench_set_threads(1);
    bench_count_processor_time();
    for (int k = 0; k < 5; k++) one_law(&decompress_laws[k], seeds, &seconds);
    bench_at_most("fit and decompression, the slowest", seconds, "s", 1);
    facebook(quick ? 1024 : 2048);
    two_intervals();
    flags();
    return 0;
}
