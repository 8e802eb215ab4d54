/* Claim: a Gaussian sketch whose operator is sampled on the fly costs little more than GEMM with a stored one. */
#include "bench.h"
#include "peer.h"
#include "sketching.h"

#include <cblas.h>

typedef struct product {
    int64_t d, m, n;
    const double *S, *A;
    double *B;
} product;

static void stored(void *context)
{
    const product *p = context;
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, (int)p->d, (int)p->n, (int)p->m, 1.0, p->S, (int)p->d, p->A,
                (int)p->m, 0.0, p->B, (int)p->d);
}

static void peer(void *context)
{
    const product *p = context;
    peer_sketch_gaussian(p->d, p->n, p->m, p->A, p->B);
}

static void measure(int64_t d, int64_t m, int64_t n, int runs, double most)
{
    double *S = bench_allocate(d * m * 8), *A = bench_allocate(m * n * 8), *B = bench_allocate(d * n * 8);
    bench_random(d * m, S);
    bench_random(m * n, A);
    product p = {d, m, n, S, A, B};
    sketching s = {randblas_gaussian(d, m), RANDBLAS_COL_MAJOR, n, A, B};
    for (int threads = 1; threads <= bench_max_threads() && threads <= 2; threads++) {
        bench_set_threads(threads);
        double gemm, sketch;
        bench_best_of_both(runs, stored, &p, sketching_run, &s, &gemm, &sketch);
        bench_at_most(
            bench_name("Gaussian sketch (%d,%d,%d) over stored GEMM, %d thread(s)", (int)d, (int)m, (int)n, threads),
            sketch / gemm, "x", most);
        if (!peer_name()) continue;
        const double theirs = bench_best(runs > 2 ? 2 : runs, peer, &p);
        bench_at_least(bench_name("Gaussian sketch (%d,%d,%d), speed over %s, %d thread(s)", (int)d, (int)m, (int)n,
                                  peer_name(), threads),
                       theirs / sketch, "x", 1);
    }
    free(S), free(A), free(B);
}

int main(int argc, char **argv)
{
    const int runs = bench_quick(argc, argv) ? 3 : 7;
    bench_max_threads();
    measure(1000, 20000, 500, runs, 1.15);
    measure(200, 100000, 100, runs, 1.5);
    return 0;
}
