/*
 * Claims: log-determinants of kernel matrices are extrapolated from leading submatrices of a tenth of the order to 0.5
 * %, in intervals of 95 % that hold the truth for at least 90 of 100 random orders of the points, with terms and
 * burn-in chosen by themselves: a Matern kernel with 10 outputs, not separable, and the tangent and conjugate kernels
 * of a ReLU network on MNIST.  Noted beside them: the plain method, one order and no baseline, and what noise leaves to
 * it.  The truth is Cholesky's.  Arguments: --points=N, of the Matern kernel; --matern, that kernel only.
 */
#include "bench.h"
#include "logdet_kernels.h"
#include "sketching.h"

#include <rmt.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { IMAGES = 3072, PIXELS = 784, OUTPUTS = 10 };

typedef struct setting {
    const char *name;
    int64_t points, d, orders, neighbours;
    int runs;
    bool target;
} setting;

/* All of K, the upper triangle's Cholesky factor in its place; the log-determinant. */
static double truth(int64_t m, double *K)
{
    const rmt_logdet_options in_place = {.overwrite = 1};
    rmt_logdet_report report;
    sketching_check(rmt_dlogdet(RMT_DEFINITE, RANDBLAS_COL_MAJOR, RANDBLAS_UPPER, m, K, m, &in_place, &report));
    return report.logabsdet;
}

/* Write the first run for gnuplot: bench/logdet.gp draws it. */
static void write_points(const char *name, const rmt_extrapolate_report *r, int64_t points)
{
    char path[128];
    snprintf(path, sizeof path, "out/logdet/%s.tsv", name);
    FILE *file = fopen(path, "w");
    if (!file) return;
    fprintf(file, "# points  rest  half_width\n");
    for (int i = 0; i <= 50; i++) {
        const int64_t n = r->points + (points - r->points) * i / 50;
        double value = 0, half = 0;
        sketching_check(rmt_flodance_predict(&r->model, n, &value, &half));
        fprintf(file, "%lld %.17g %.17g\n", (long long)n, value, half);
    }
    fclose(file);
}

typedef struct outcome {
    double worst, rms, mean, half;
    int covered, terms[RMT_FLODANCE_TERMS + 1];
    double flops, seconds;
} outcome;

static outcome run(const randlapack_dentries *K, const setting *s, double right, const char *file)
{
    outcome o = {0};
    for (int t = 0; t < s->runs; t++) {
        const rmt_extrapolate_options options = {
            .state = randblas_seed(1000 + (uint64_t)t), .orders = s->orders, .neighbours = s->neighbours};
        rmt_extrapolate_report r;
        const double begin = bench_now();
        sketching_check(rmt_dflodance(K, s->d, &options, &r));
        o.seconds += (bench_now() - begin) / s->runs;
        if (t == 0 && file) write_points(file, &r, s->points);
        const double error = 100 * (r.logdet - right) / fabs(right);
        o.worst = fmax(o.worst, fabs(error));
        o.rms = hypot(o.rms, error / sqrt((double)s->runs));
        o.mean += error / s->runs;
        o.half += 100 * r.half_width / fabs(right) / s->runs;
        o.covered += fabs(r.logdet - right) <= r.half_width;
        o.terms[r.model.terms]++;
        o.flops = r.flops;
    }
    return o;
}

static void tell(const setting *s, const outcome *o)
{
    const char *n = s->name;
    if (s->target) {
        bench_at_most(bench_name("%s: error, root mean square of %d orders", n, s->runs), o->rms, "%", 0.5);
        bench_at_least(bench_name("%s: intervals that hold the truth", n), 100.0 * o->covered / s->runs, "%", 90);
    } else {
        bench_note(bench_name("%s: error, root mean square of %d orders", n, s->runs), o->rms, "%", "no target");
        bench_note(bench_name("%s: intervals that hold the truth", n), 100.0 * o->covered / s->runs, "%", "no target");
    }
    bench_note(bench_name("%s: largest error", n), o->worst, "%", "of these orders");
    bench_note(bench_name("%s: mean error", n), o->mean, "%", "bias");
    bench_note(bench_name("%s: mean half width", n), o->half, "%", "of 95 % intervals");
    bench_note(bench_name("%s: q = 0", n), o->terms[2], "runs", "chosen");
    bench_note(bench_name("%s: q = 1", n), o->terms[3], "runs", "chosen");
    bench_note(bench_name("%s: q = 2", n), o->terms[4], "runs", "chosen");
    bench_note(bench_name("%s: flops of factorisations", n), 100 * o->flops, "%", "of Cholesky of K");
    bench_note(bench_name("%s: time", n), o->seconds, "s", "an estimate");
}

static void matern(bool quick, int64_t points, int runs)
{
    matern_outputs k = matern_make(points, 2, OUTPUTS, 2, 3, 0.3, bench_random);
    const int64_t m = points * OUTPUTS;
    const randlapack_dentries K = randlapack_dentries_callback(m, m, matern_columns, &k);
    double *A = bench_allocate(m * m * 8);
    const double begin = bench_now();
    sketching_check(matern_columns(&k, m, NULL, m, NULL, A, m));
    const double right = truth(m, A);
    bench_note("Matern 3/2 in the plane, 10 outputs: Cholesky of K", bench_now() - begin, "s", "with its entries");
    bench_note("Matern 3/2 in the plane, 10 outputs: order", (double)m, "rows", "");
    bench_note("Matern 3/2 in the plane, 10 outputs: log-determinant", right, "nats", "");
    free(A);
    const setting s = {"Matern, 10 outputs", points, OUTPUTS, 4, 0, runs, true};
    outcome o = run(&K, &s, right, "matern");
    tell(&s, &o);
    const setting plain = {"Matern, 10 outputs, one order, no baseline", points, OUTPUTS, 1, -1, quick ? 5 : 20, false};
    o = run(&K, &plain, right, NULL);
    tell(&plain, &o);
    matern_free(&k);
}

static void network(const double *images, int depth, int tangent, const char *name, bool target, int runs)
{
    network_kernel k = {IMAGES, PIXELS, depth, tangent, images};
    double *A = bench_allocate((int64_t)IMAGES * IMAGES * 8), *F = bench_allocate((int64_t)IMAGES * IMAGES * 8);
    sketching_check(network_columns(&k, IMAGES, NULL, IMAGES, NULL, A, IMAGES));
    memcpy(F, A, (size_t)IMAGES * IMAGES * 8);
    const double right = truth(IMAGES, F);
    const randlapack_dentries K = randlapack_dentries_symmetric(RANDBLAS_COL_MAJOR, RANDBLAS_UPPER, IMAGES, A, IMAGES);
    bench_note(bench_name("%s: log-determinant", name), right, "nats", "");
    const setting s = {name, IMAGES, 1, 32, 0, runs, target};
    outcome o = run(&K, &s, right, tangent ? "tangent" : "conjugate");
    tell(&s, &o);
    char text[160];
    snprintf(text, sizeof text, "%s, one order, no baseline", name);
    const setting plain = {text, IMAGES, 1, 1, -1, runs, false};
    o = run(&K, &plain, right, NULL);
    tell(&plain, &o);
    free(A), free(F);
}

/* Grey levels of data/mnist-1-2-images.npy, whose header has 128 bytes. */
static double *read_images(void)
{
    unsigned char *bytes = bench_allocate((int64_t)IMAGES * PIXELS);
    double *x = bench_allocate((int64_t)IMAGES * PIXELS * 8);
    unsigned char head[10];
    FILE *file = fopen(BENCH_DATA "/mnist-1-2-images.npy", "rb");
    const bool read = file && fread(head, 1, sizeof head, file) == sizeof head &&
                      fseek(file, head[8] + 256 * head[9], SEEK_CUR) == 0 &&
                      fread(bytes, 1, (size_t)IMAGES * PIXELS, file) == (size_t)IMAGES * PIXELS;
    if (file) fclose(file);
    for (int64_t i = 0; i < (int64_t)IMAGES * PIXELS; i++) x[i] = bytes[i] / 255.0;
    free(bytes);
    if (read) return x;
    free(x);
    return NULL;
}

int main(int argc, char **argv)
{
    const bool quick = bench_quick(argc, argv);
    int64_t points = quick ? 1000 : 2000;
    bool images_too = true;
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--points=", 9) == 0) points = strtoll(argv[i] + 9, NULL, 10);
        if (strcmp(argv[i], "--matern") == 0) images_too = false;
    }
    const int runs = quick ? 10 : 100;
    double *images = images_too ? read_images() : NULL;
    if (images_too && !images) bench_skip("MNIST kernels", "examples/data is not there");
    if (images) network(images, 3, 1, "MNIST, tangent kernel of 3 layers", true, runs);
    if (images) network(images, 3, 0, "MNIST, conjugate kernel of 3 layers", true, runs);
    free(images);
    matern(quick, points, runs);
    return 0;
}
