/* Limits of factorisations: the products that they are made of, or LAPACK's routine for the same shape. */
#include "bench.h"
#include "limits.h"
#include "sketching.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <randlapack.h>
#include <rmt.h>
#include <string.h>

typedef struct factoring {
    int64_t m, n, k;
    const double *A; /* m x n, column major */
    randblas_dlinop op;
    double *work, *R, *tau, *s;
    int64_t *rows, *columns;
    lapack_int *order;
} factoring;

/* Its singular values fall from 1 to 1e-10. */
static factoring make(int64_t m, int64_t n)
{
    double *A = bench_allocate(m * n * 8), *V = bench_allocate(n * n * 8), *tau = bench_allocate(m * 8);
    factoring f = {.m = m, .n = n, .A = A, .work = bench_allocate(m * n * 8), .R = bench_allocate(n * n * 8)};
    bench_random(m * n, f.work);
    bench_random(n * n, V);
    LAPACKE_dgeqrf(LAPACK_COL_MAJOR, (lapack_int)n, (lapack_int)n, V, (lapack_int)n, tau);
    LAPACKE_dorgqr(LAPACK_COL_MAJOR, (lapack_int)n, (lapack_int)n, (lapack_int)n, V, (lapack_int)n, tau);
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < n; i++) V[i + j * n] *= pow(1e10, -(double)i / (double)(n - 1));
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, (int)m, (int)n, (int)n, 1, f.work, (int)m, V, (int)n, 0, A,
                (int)m);
    f.op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, m, n, A, m);
    f.tau = tau;
    f.s = bench_allocate(m * 8);
    f.rows = bench_allocate(m * 8);
    f.columns = bench_allocate(n * 8);
    f.order = bench_allocate(m * 8);
    free(V);
    return f;
}

static void discard(factoring *f)
{
    free((void *)(uintptr_t)f->A), free(f->work), free(f->R), free(f->tau), free(f->s);
    free(f->rows), free(f->columns), free(f->order);
}

static void load(const factoring *f)
{
    memcpy(f->work, f->A, (size_t)(f->m * f->n) * 8);
}

/* ---------------------------------------------------------------- QR, LU, URV ------------------------------------- */

static void cqrrpt(void *context)
{
    const factoring *f = context;
    sketching_check(randlapack_dcqrrpt(&f->op, f->work, f->m, f->R, f->n, f->columns, NULL, NULL));
}

static void bqrrp(void *context)
{
    const factoring *f = context;
    load(f);
    sketching_check(randlapack_dbqrrp(f->m, f->n, f->work, f->m, f->columns, f->tau, NULL, NULL));
}

static void geqrf(void *context)
{
    const factoring *f = context;
    load(f);
    LAPACKE_dgeqrf(LAPACK_COL_MAJOR, (lapack_int)f->m, (lapack_int)f->n, f->work, (lapack_int)f->m, f->tau);
}

static void sketched_lu(void *context)
{
    const factoring *f = context;
    load(f);
    sketching_check(randlapack_dsketched_lu(f->m, f->n, f->work, f->m, f->rows, f->columns, NULL, NULL));
}

static void getrf(void *context)
{
    const factoring *f = context;
    load(f);
    LAPACKE_dgetrf(LAPACK_COL_MAJOR, (lapack_int)f->m, (lapack_int)f->n, f->work, (lapack_int)f->m, f->order);
}

static void square(int64_t n)
{
    if (!limits_wanted("bench_qr")) return;
    factoring f = make(n, n);
    limits_beside(bench_name("bench_qr: sketched LU, n = %d", (int)n), "dgetrf", (limits_job){sketched_lu, &f},
                  (limits_job){getrf, &f});
    limits_beside(bench_name("bench_qr: BQRRP, n = %d", (int)n), "dgeqrf", (limits_job){bqrrp, &f},
                  (limits_job){geqrf, &f});
    discard(&f);
}

static void tall(int64_t m, int64_t n)
{
    if (!limits_wanted("bench_qr")) return;
    factoring f = make(m, n);
    const double limit = limits_syrk(n, m) + limits_gemm(m, n, n); /* the flops of 3 m n^2 */
    limits_against(bench_name("bench_qr: CQRRPT, %d x %d", (int)m, (int)n), "SYRK and GEMM of 3 m n^2 flops",
                   (limits_job){cqrrpt, &f}, limit);
    discard(&f);
}

/* ---------------------------------------------------------------- low rank ---------------------------------------- */

static void rsvd(void *context)
{
    const factoring *f = context;
    sketching_check(randlapack_drsvd(&f->op, f->k, f->work, f->m, f->s, f->R, f->n, NULL, NULL));
}

static int64_t read_rows(void *context, int64_t room, double *A)
{
    factoring *f = context;
    const int64_t count = f->m - *f->rows < room ? f->m - *f->rows : room;
    memcpy(A, f->A + *f->rows * f->n, (size_t)(count * f->n) * 8);
    *f->rows += count;
    return count;
}

static randlapack_stream_report streamed;

static void stream(void *context)
{
    factoring *f = context;
    *f->rows = 0;
    sketching_check(
        randlapack_dsvd_stream(f->m, f->n, f->k, read_rows, f, f->work, f->m, f->s, f->R, f->n, NULL, &streamed));
}

static void low_rank(int64_t m, int64_t n, int64_t k)
{
    const int64_t l = (k + 19) / 16 * 16;
    if (!limits_wanted("bench_lowrank") && !limits_wanted("bench_stream")) return;
    factoring f = make(m, n);
    f.k = k;
    if (limits_wanted("bench_lowrank"))
        limits_against(bench_name("bench_lowrank: rsvd, %d x %d, k = %d", (int)m, (int)n, (int)k), "its four products",
                       (limits_job){rsvd, &f}, 2 * (limits_gemm(m, l, n) + limits_gemm(n, l, m)));
    if (limits_wanted("bench_stream")) {
        stream(&f);
        const int64_t columns = streamed.sketch_cols + streamed.corange_rows;
        limits_against(bench_name("bench_stream: svd_stream, %d x %d, k = %d, from memory", (int)m, (int)n, (int)k),
                       "GEMM with the columns of both sketches, copying A", (limits_job){stream, &f},
                       limits_gemm(m, columns, n) + 2 * limits_read(m * n));
    }
    discard(&f);
}

/* ---------------------------------------------------------------- kernels, samples -------------------------------- */

typedef struct pivoted {
    randlapack_dentries A;
    int64_t k, *S;
    double *F;
} pivoted;

static void rpcholesky(void *context)
{
    const pivoted *p = context;
    sketching_check(randlapack_drpcholesky(&p->A, p->k, p->S, p->F, p->A.rows, NULL, NULL));
}

static void kernel(int64_t n, int64_t k)
{
    if (!limits_wanted("bench_kernel")) return;
    double *points = bench_allocate(3 * n * 8), *column = bench_allocate(n * 8);
    bench_random(3 * n, points);
    const randlapack_dkernel K = {.family = RANDLAPACK_KERNEL_MATERN52,
                                  .layout = RANDBLAS_COL_MAJOR,
                                  .npoints = n,
                                  .dim = 3,
                                  .points = points,
                                  .ldpoints = n,
                                  .bandwidth = 0.5};
    pivoted p = {randlapack_dentries_kernel(&K), k, bench_allocate(k * 8), bench_allocate(n * k * 8)};
    limits_against(bench_name("bench_kernel: RPCholesky, n = %d, k = %d", (int)n, (int)k), "GEMM of n k^2 flops",
                   (limits_job){rpcholesky, &p}, limits_gemm(n, k / 2, k));
    free(points), free(column), free(p.S), free(p.F);
}

static void leverage(void *context)
{
    const factoring *f = context;
    sketching_check(randlapack_dleverage(&f->op, f->s, NULL, NULL));
}

static void averages(void *context)
{
    const factoring *f = context;
    double t, e;
    const randlapack_inverse_options o = {.sketches = 5};
    sketching_check(randlapack_dinverse_trace(&f->op, NULL, &t, &e, &o, NULL));
}

static void samples(int64_t m, int64_t n)
{
    if (!limits_wanted("bench_sampling") && !limits_wanted("bench_inverse")) return;
    factoring f = make(m, n);
    bench_random(m * n, (double *)(uintptr_t)f.A);
    if (limits_wanted("bench_sampling"))
        limits_against(bench_name("bench_sampling: exact leverage scores, %d x %d", (int)m, (int)n),
                       "GEMM of 2 m n^2 flops", (limits_job){leverage, &f}, limits_gemm(m, n, n));
    if (limits_wanted("bench_inverse")) {
        const int64_t d = 3 * n + 16;
        const double sample = (double)(d * m) / limits_samples(RANDBLAS_GAUSSIAN);
        limits_against(bench_name("bench_inverse: trace, 5 Gaussian sketches of %d x %d", (int)m, (int)n),
                       "GEMM of the sketches and of the flops of QR, samples", (limits_job){averages, &f},
                       5 * (limits_gemm(d, n, m) + limits_gemm(d, n, n) + sample));
    }
    discard(&f);
}

/* ---------------------------------------------------------------- log-determinants, layers ------------------------ */

static int block(void *context, int64_t i0, int64_t i1, int64_t j0, int64_t j1, double *A, int64_t lda)
{
    const factoring *f = context;
    for (int64_t j = j0; j < j1; j++) memcpy(A + (j - j0) * lda, f->A + i0 + j * f->m, (size_t)(i1 - i0) * 8);
    return 0;
}

static void memdet(void *context)
{
    factoring *f = context;
    const rmt_dmemdet_input input = {.format = RMT_MEMDET_CALLBACK, .n = f->n, .block = block, .context = f};
    const rmt_memdet_options options = {.method = RMT_MEMDET_LU, .control = {.memory_limit = f->n * f->n * 8 / 4}};
    rmt_memdet_report report;
    sketching_check(rmt_dmemdet(&input, &options, &report));
}

static void log_determinant(int64_t n)
{
    if (!limits_wanted("bench_memdet")) return;
    factoring f = make(n, n);
    limits_beside(bench_name("bench_memdet: LU out of core, n = %d, a quarter of the memory", (int)n), "dgetrf",
                  (limits_job){memdet, &f}, (limits_job){getrf, &f});
    discard(&f);
}

static void spectrum(void *context)
{
    const factoring *f = context;
    sketching_check(rmt_dweights_spectrum(RANDBLAS_COL_MAJOR, f->m, f->n, f->A, f->m, f->s, NULL, NULL));
}

static void eigenvalues(void *context)
{
    const factoring *f = context;
    cblas_dsyrk(CblasColMajor, CblasUpper, CblasTrans, (int)f->n, (int)f->m, 1, f->A, (int)f->m, 0, f->R, (int)f->n);
    LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'N', 'U', (lapack_int)f->n, f->R, (lapack_int)f->n, f->s);
}

static void layer(int64_t m, int64_t n)
{
    if (!limits_wanted("bench_weights")) return;
    factoring f = make(m, n);
    bench_random(m * n, (double *)(uintptr_t)f.A);
    limits_beside(bench_name("bench_weights: spectrum of a layer, %d x %d", (int)m, (int)n), "dsyrk and dsyevd",
                  (limits_job){spectrum, &f}, (limits_job){eigenvalues, &f});
    discard(&f);
}

void limits_factors(void)
{
    square(2000);
    tall(20000, 300);
    low_rank(8000, 1000, 50);
    kernel(10000, 400);
    samples(20000, 200);
    log_determinant(2000);
    layer(1500, 1000);
}
