/* Claim: operators are sampled at memory-like speed, and two threads double it. */
#include "bench.h"
#include "peer.h"
#include "sketching.h"

typedef struct filling {
    const randblas_sketch *S;
    void *B;
    bool gaussian;
} filling;

static void fill_double(void *context)
{
    const filling *f = context;
    const int64_t d = randblas_sketch_rows(f->S), m = randblas_sketch_cols(f->S);
    sketching_check(randblas_dfill(RANDBLAS_COL_MAJOR, d, m, f->S, 0, 0, f->B, d));
}

static void fill_float(void *context)
{
    const filling *f = context;
    const int64_t d = randblas_sketch_rows(f->S), m = randblas_sketch_cols(f->S);
    sketching_check(randblas_sfill(RANDBLAS_COL_MAJOR, d, m, f->S, 0, 0, f->B, d));
}

static void fill_peer(void *context)
{
    const filling *f = context;
    peer_fill(f->gaussian, randblas_sketch_rows(f->S), randblas_sketch_cols(f->S), f->B);
}

static void measure(const char *name, randblas_dist dist, int runs, double *B, double rate64, double rate32,
                    double over_peer)
{
    filling f = {sketching_make(&dist), B, dist.family == RANDBLAS_GAUSSIAN};
    const double count = (double)dist.rows * (double)dist.cols * 1e-6;
    bench_set_threads(1);
    const double one = bench_best(runs, fill_double, &f), one_float = bench_best(runs, fill_float, &f);
    bench_at_least(bench_name("%s fill, f64, 1 thread", name), count / one, "M/s", rate64);
    bench_at_least(bench_name("%s fill, f32, 1 thread", name), count / one_float, "M/s", rate32);
    if (peer_name() && over_peer > 0)
        bench_at_least(bench_name("%s fill, f64, 1 thread, speed over %s", name, peer_name()),
                       bench_best(2, fill_peer, &f) / one, "x", over_peer);
    else if (over_peer > 0)
        bench_skip(bench_name("%s fill, f64, speed over RandBLAS", name), "RandBLAS is not installed");
    if (bench_max_threads() >= 2) {
        bench_set_threads(2);
        bench_at_least(bench_name("%s fill, f64, 2 threads over 1", name), one / bench_best(runs, fill_double, &f), "x",
                       1.8);
    } else {
        bench_skip(bench_name("%s fill, 2 threads", name), "one thread only");
    }
    randblas_sketch_destroy((randblas_sketch *)(uintptr_t)f.S);
}

int main(int argc, char **argv)
{
    const int64_t d = 2000, m = bench_quick(argc, argv) ? 5000 : 20000;
    const int runs = 7;
    bench_max_threads();
    double *B = bench_allocate(d * m * (int64_t)sizeof *B);
    measure("Gaussian", randblas_gaussian(d, m), runs, B, 500, 800, 6);
    measure("uniform", randblas_uniform(d, m), runs, B, 1200, 1200, 0);
    free(B);
    return 0;
}
