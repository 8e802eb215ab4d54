/* Limits of sampling and of sketches. */
#include "bench.h"
#include "limits.h"
#include "sketching.h"

#include <math.h>

/* ---------------------------------------------------------------- sampling ---------------------------------------- */

/* A vector of four counters takes so many instructions for an entry (doc/performance.md), of which a processor issues
 * four in a cycle, as it does two multiplications and additions of four doubles, 16 flops, in GEMM.  Wider vectors
 * halve both.  So the rate of GEMM says how many entries the same cycles would give, whoever shares the core. */
static void fills(void)
{
    enum { ORDER = 512 };
    const double flops_a_cycle = 16, issued = 4;
    const struct {
        const char *name;
        randblas_family family;
        double instructions;
    } cases[] = {{"bench_fill: Gaussian f64 into cache", RANDBLAS_GAUSSIAN, 10.7},
                 {"bench_fill: uniform f64 into cache", RANDBLAS_UNIFORM, 5.8}};
    if (!limits_wanted("bench_fill")) return;
    for (int k = 0; k < 2; k++) {
        char what[160];
        const double flops = 2.0 * ORDER * ORDER * ORDER / limits_gemm(ORDER, ORDER, ORDER);
        const double most = flops / flops_a_cycle * issued / cases[k].instructions;
        const double rate = limits_samples(cases[k].family);
        snprintf(what, sizeof what, "instructions: %.0f M/s, reached: %.0f M/s", most * 1e-6, rate * 1e-6);
        bench_note(cases[k].name, most / rate, "x", what);
    }
}

/* ---------------------------------------------------------------- sketches ---------------------------------------- */

static sketching make(randblas_dist dist, randblas_layout layout, int64_t n)
{
    double *A = bench_allocate(dist.cols * n * 8);
    bench_random(dist.cols * n, A);
    return (sketching){dist, layout, n, A, bench_allocate(dist.rows * n * 8)};
}

static void discard(sketching *s)
{
    free((void *)(uintptr_t)s->A), free(s->B);
}

static void dense(void)
{
    const int64_t d = 1000, m = 10000, n = 500;
    if (!limits_wanted("bench_dense")) return;
    sketching s = make(randblas_gaussian(d, m), RANDBLAS_COL_MAJOR, n);
    const double limit = limits_gemm(d, n, m) + (double)(d * m) / limits_samples(RANDBLAS_GAUSSIAN);
    limits_against("bench_dense: Gaussian (1000, 10000, 500)", "GEMM and samples", (limits_job){sketching_run, &s},
                   limit);
    discard(&s);
}

static void sparse(void)
{
    const int64_t d = 2000, m = 100000, n = 500;
    if (!limits_wanted("bench_sparse")) return;
    sketching s = make(randblas_sparse_sign(d, m, 8), RANDBLAS_ROW_MAJOR, n);
    const double read = limits_read(m * n);
    const double second_level = (double)(m * n) / bench_reread_rate(32768, s.A);
    for (int k = 0; k < 4; k++) {
        const int64_t nnz = k < 2 ? 8 : 1;
        s.layout = k % 2 ? RANDBLAS_COL_MAJOR : RANDBLAS_ROW_MAJOR;
        s.dist = nnz == 1 ? randblas_count_sketch(d, m) : randblas_sparse_sign(d, m, nnz);
        const double cache = (double)(nnz + 2) * second_level;
        limits_against(bench_name("bench_sparse: %s (2000, 100000, 500), %s",
                                  nnz == 1 ? "CountSketch" : "sparse sign 8", k % 2 ? "column-major" : "row-major"),
                       cache > read ? "bytes of the second level" : "bytes, a read of A",
                       (limits_job){sketching_run, &s}, fmax(read, cache));
    }
    discard(&s);
}

static void srht(void)
{
    const int64_t d = 2000, m = 100000, n = 500;
    if (!limits_wanted("bench_srht")) return;
    sketching s = make(randblas_srht(d, m), RANDBLAS_ROW_MAJOR, n);
    const double read = limits_read(m * n + 2 * d * n);
    for (int k = 0; k < 2; k++) {
        s.layout = k ? RANDBLAS_COL_MAJOR : RANDBLAS_ROW_MAJOR;
        limits_against(k ? "bench_srht: SRHT (2000, 100000, 500), column-major"
                         : "bench_srht: SRHT (2000, 100000, 500), row-major",
                       "bytes, a read of A and B twice", (limits_job){sketching_run, &s}, read);
    }
    discard(&s);
}

/* ---------------------------------------------------------------- sparse A ---------------------------------------- */

typedef struct sparse_product {
    int64_t d;
    randblas_dlinop A;
    double *B;
} sparse_product;

static void run_sparse_product(void *context)
{
    const sparse_product *p = context;
    const randblas_dist dist = randblas_gaussian(p->d, p->A.rows);
    randblas_sketch *S = sketching_make(&dist);
    sketching_check(randblas_dskop(RANDBLAS_ROW_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, p->d,
                                   p->A.cols, p->A.rows, 1.0, S, 0, 0, &p->A, 0.0, p->B, p->A.cols));
    randblas_sketch_destroy(S);
}

/* Ten entries a row, in columns that are far apart. */
static void spmm(void)
{
    const int64_t d = 200, m = 50000, n = 1000, per_row = 10, nnz = m * per_row;
    if (!limits_wanted("bench_spmm")) return;
    int64_t *ptr = bench_allocate((m + 1) * 8), *index = bench_allocate(nnz * 8);
    double *values = bench_allocate(nnz * 8);
    bench_random(nnz, values);
    for (int64_t i = 0; i <= m; i++) ptr[i] = i * per_row;
    for (int64_t k = 0; k < nnz; k++) index[k] = (k % per_row) * (n / per_row) + (int64_t)((values[k] + 1) / 2 * 99);
    sparse_product p = {d, randblas_dlinop_csr(m, n, ptr, index, values), bench_allocate(d * n * 8)};
    const double limit = limits_gemm(d, per_row, m) + (double)(d * m) / limits_samples(RANDBLAS_GAUSSIAN);
    limits_against("bench_spmm: Gaussian (200, 50000, 1000) times CSR, 10 a row", "samples, and a GEMM of the flops",
                   (limits_job){run_sparse_product, &p}, limit);
    free(ptr), free(index), free(values), free(p.B);
}

void limits_sketches(void)
{
    fills();
    dense();
    sparse();
    srht();
    spmm();
}
