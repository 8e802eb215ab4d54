/*
 * Claims: the spectrum of a kernel of 3072 and of 12000 images of MNIST, on a logarithmic scale, from a random 1024 of
 * them, within 5 % of total variation over fifty cells between the least eigenvalue and the largest, and the
 * log-determinant within 1 %, on time.
 *
 * The kernel is that of ReLU features of centred images at unit length, less its part of rank one.
 */
#include "bench.h"
#include "graph.h"
#include "sketching.h"

#include <lapacke.h>
#include <math.h>
#include <rmt.h>
#include <stdlib.h>

enum { IMAGES = 3072, PIXELS = 784, BLOCK = 1024, SEEDS = 5, MANY = 12000, CELLS = 50 };
static const double pi = 3.14159265358979323846;

/* Kernel of all images, column major; the caller's. */
static double *make_kernel(void)
{
    static unsigned char grey[IMAGES * PIXELS];
    double *X = bench_allocate((int64_t)IMAGES * PIXELS * 8), *K = bench_allocate((int64_t)IMAGES * IMAGES * 8);
    rmt_activation *relu = NULL;
    example_npy(BENCH_DATA "/mnist-1-2-images.npy", grey, sizeof grey);
    for (int j = 0; j < PIXELS; j++) {
        double mean = 0;
        for (int i = 0; i < IMAGES; i++) mean += (double)grey[i * PIXELS + j] / IMAGES;
        for (int i = 0; i < IMAGES; i++) X[i * PIXELS + j] = grey[i * PIXELS + j] - mean;
    }
    for (int i = 0; i < IMAGES; i++) {
        double square = 0;
        for (int j = 0; j < PIXELS; j++) square += X[i * PIXELS + j] * X[i * PIXELS + j];
        for (int j = 0; j < PIXELS; j++) X[i * PIXELS + j] /= sqrt(square);
    }
    sketching_check(rmt_activation_create(RMT_PHI_RELU, &relu));
    sketching_check(rmt_feature_kernel(relu, RANDBLAS_COL_MAJOR, PIXELS, IMAGES, X, PIXELS, K, IMAGES, NULL));
    for (int64_t k = 0; k < (int64_t)IMAGES * IMAGES; k++) K[k] -= 1 / (2 * pi);
    rmt_activation_destroy(relu);
    free(X);
    return K;
}

/* Half the sum of differences over cells of log x, in per cent. */
static double cells(const rmt_law *law, int n, const double *spectrum)
{
    double edge[CELLS + 1], F[CELLS + 1], sum = 0, below = 0;
    int at = 0;
    for (int i = 0; i <= CELLS; i++) edge[i] = spectrum[0] * pow(spectrum[n - 1] / spectrum[0], (double)i / CELLS);
    sketching_check(rmt_law_cdf(law, CELLS + 1, edge, F));
    for (int i = 0; i < CELLS; i++) {
        while (at < n && (spectrum[at] < edge[i + 1] || i + 1 == CELLS)) at++;
        const double above = (double)at / n;
        sum += fabs(F[i + 1] - F[i] - (above - below));
        below = above;
    }
    return 50 * (sum + F[0] + 1 - F[CELLS]);
}

typedef struct results {
    double variation[SEEDS], log_det[SEEDS], error[SEEDS], seconds;
} results;

static void one_block(const double *K, int seed, int n, const double *spectrum, results *r)
{
    int64_t index[BLOCK];
    double *A = bench_allocate((int64_t)BLOCK * BLOCK * 8), truth = 0;
    const randblas_state state = randblas_seed((uint64_t)seed);
    rmt_decompress_kernel_report report;
    rmt_law *law = NULL;
    sketching_check(rmt_decompress_choose(IMAGES, BLOCK, &state, index, NULL));
    for (int j = 0; j < BLOCK; j++)
        for (int i = 0; i < BLOCK; i++) A[i + j * BLOCK] = K[index[i] + index[j] * IMAGES];
    const double start = bench_clock();
    sketching_check(rmt_decompress_kernel(BLOCK, A, BLOCK, (double)n / BLOCK, NULL, NULL, NULL, &law, &report));
    r->seconds = fmax(r->seconds, bench_clock() - start);
    for (int i = 0; i < n; i++) truth += log(spectrum[i]);
    r->variation[seed] = cells(law, n, spectrum);
    r->log_det[seed] = 100 * fabs(report.log_det / truth - 1);
    r->error[seed] = 100 * report.log_det_error / fabs(truth);
    rmt_law_destroy(law);
    free(A);
}

static void one_order(const double *K, int n, const double *spectrum, int seeds)
{
    results r = {.seconds = 0};
    for (int seed = 0; seed < seeds; seed++) one_block(K, seed, n, spectrum, &r);
    bench_at_most(bench_name("MNIST kernel, %d to %d, median", BLOCK, n), bench_median(seeds, r.variation), "%", 5);
    bench_note("the same, worst seed", r.variation[seeds - 1], "%", "");
    bench_at_most("the same, log-determinant, median", bench_median(seeds, r.log_det), "%", 1);
    bench_note("the same, log-determinant, worst seed", r.log_det[seeds - 1], "%", "");
    bench_note("the same, log-determinant, its standard error", bench_median(seeds, r.error), "%", "of the report");
    bench_at_most("the same, with the eigenvalues of the block", r.seconds, "s", 1);
}

int main(int argc, char **argv)
{
    const int seeds = bench_quick(argc, argv) ? 1 : SEEDS;
    static double few[IMAGES], many[MANY];
    bench_set_threads(1);
    bench_count_processor_time();
    double *K = make_kernel(), *copy = bench_allocate((int64_t)IMAGES * IMAGES * 8);
    for (int64_t k = 0; k < (int64_t)IMAGES * IMAGES; k++) copy[k] = K[k];
    sketching_check((int)LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'N', 'U', IMAGES, copy, IMAGES, few));
    free(copy);
    example_npy(BENCH_DATA "/mnist-1-2-relu-kernel-spectrum.npy", many, sizeof many);
    one_order(K, IMAGES, few, seeds);
    one_order(K, MANY, many, seeds);
    free(K);
    return 0;
}
