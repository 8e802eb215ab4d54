/* Claim: sparse sketches run at a small multiple of the time that reading A once takes, in either layout. */
#include "bench.h"
#include "peer.h"
#include "sketching.h"

static void peer(void *context)
{
    const sketching *s = context;
    peer_sketch_sparse(s->layout == RANDBLAS_ROW_MAJOR, s->dist.rows, s->n, s->dist.cols, s->dist.nnz, s->A, s->B);
}

/*
 * What cache traffic allows (doc/performance.md): of a nonzero, 8 bytes come from the second-level cache for each
 * column of A, and packing writes and reads each entry of A there once more: (nnz + 2)/lambda reads of A, and at least
 * one.
 */
static double cache_limit(int64_t nnz, double lambda)
{
    const double reads = (double)(nnz + 2) / lambda;
    return reads > 1 ? reads : 1;
}

static void measure(sketching s, int runs, double read, double most, double over_peer, int threads)
{
    const char *family = s.dist.nnz == 1 ? "CountSketch" : "sparse sign 8",
               *layout = s.layout == RANDBLAS_ROW_MAJOR ? "row-major" : "column-major";
    const double ours = bench_best(runs, sketching_run, &s);
    bench_at_most(bench_name("%s, %s, over one read of A, %d thread(s)", family, layout, threads), ours / read, "x",
                  most);
    const char *name = bench_name("%s, %s, speed over RandBLAS, %d thread(s)", family, layout, threads);
    if (over_peer == 0) return;
    if (!peer_name())
        bench_skip(name, "RandBLAS is not installed");
    else
        bench_at_least(name, bench_best(2, peer, &s) / ours, "x", over_peer);
}

int main(int argc, char **argv)
{
    const int64_t d = 2000, m = 100000, n = 500;
    const int runs = bench_quick(argc, argv) ? 3 : 7;
    bench_max_threads();
    double *A = bench_allocate(m * n * 8), *B = bench_allocate(d * n * 8);
    bench_random(m * n, A);
    for (int threads = 1; threads <= bench_max_threads() && threads <= 2; threads++) {
        bench_set_threads(threads);
        const double read = bench_read_seconds(runs + 2, m * n, A);
        const double lambda = bench_reread_rate(64 * 1024, A) * threads * read / (double)(m * n);
        bench_note(bench_name("second-level cache over memory, %d thread(s)", threads), lambda, "x", "512 kB, reread");
        bench_note(bench_name("sparse sign 8, cache-traffic limit over one read of A, %d thread(s)", threads),
                   cache_limit(8, lambda), "x", "(8 + 2) / lambda");
        const randblas_dist sign = randblas_sparse_sign(d, m, 8), count = randblas_count_sketch(d, m);
        measure((sketching){sign, RANDBLAS_ROW_MAJOR, n, A, B}, runs, read, 4, 2, threads);
        measure((sketching){sign, RANDBLAS_COL_MAJOR, n, A, B}, runs, read, 6, 2, threads);
        measure((sketching){count, RANDBLAS_ROW_MAJOR, n, A, B}, runs, read, 2, 0, threads);
        measure((sketching){count, RANDBLAS_COL_MAJOR, n, A, B}, runs, read, 2, 0, threads);
    }
    free(A), free(B);
    return 0;
}
