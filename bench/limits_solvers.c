/* Limits of solvers and of spectral sums: what A alone costs them. */
#include "bench.h"
#include "limits.h"
#include "sketching.h"

#include <cblas.h>
#include <math.h>
#include <randlapack.h>

/* ---------------------------------------------------------------- least squares ----------------------------------- */

typedef struct least_squares {
    randblas_dlinop A;
    double *b, *x;
    randlapack_lsq_report report;
    randlapack_glm_report glm;
} least_squares;

static least_squares make_least_squares(int64_t m, int64_t n)
{
    double *A = bench_allocate(m * n * 8);
    bench_random(m * n, A);
    least_squares p = {.A = randblas_dlinop_dense(RANDBLAS_ROW_MAJOR, m, n, A, n),
                       .b = bench_allocate(m * 8),
                       .x = bench_allocate(n * 8)};
    bench_random(m, p.b);
    return p;
}

static void discard_least_squares(const least_squares *p)
{
    free((void *)(uintptr_t)p->A.values), free(p->b), free(p->x);
}

static void lsq(void *context)
{
    least_squares *p = context;
    sketching_check(randlapack_dlsq(&p->A, NULL, 1, p->b, p->A.rows, p->x, p->A.cols, NULL, &p->report));
}

/* A Gram matrix, in double, and a read of A for each step; in single where it suffices, so that 1 can be undercut. */
static void dense_lsq(int64_t m, int64_t n)
{
    if (!limits_wanted("bench_lstsq")) return;
    least_squares p = make_least_squares(m, n);
    lsq(&p);
    const double limit = limits_syrk(n, m) + (double)(p.report.iterations + 1) * limits_read(m * n);
    limits_against(bench_name("bench_lstsq: %d x %d", (int)m, (int)n), "SYRK and a read of A a step",
                   (limits_job){lsq, &p}, limit);
    discard_least_squares(&p);
}

static void logistic(void *context)
{
    least_squares *p = context;
    sketching_check(randlapack_dglm(RANDLAPACK_LOGISTIC, &p->A, p->b, NULL, NULL, 1e-3, p->x, NULL, &p->glm));
}

static void glm(int64_t m, int64_t n)
{
    if (!limits_wanted("bench_glm")) return;
    least_squares p = make_least_squares(m, n);
    for (int64_t i = 0; i < m; i++) p.b[i] = p.b[i] + p.A.values[i * n] > 0;
    logistic(&p);
    const double sketched = (double)p.glm.factorisations * limits_syrk(n, p.glm.sketch_rows);
    const double limit = sketched + (double)(p.glm.passes + p.glm.factorisations) * limits_read(m * n);
    limits_against(bench_name("bench_glm: logistic %d x %d, %d passes", (int)m, (int)n, (int)p.glm.passes),
                   "reads of A, SYRK of sketches", (limits_job){logistic, &p}, limit);
    discard_least_squares(&p);
}

/* ---------------------------------------------------------------- sparse systems ---------------------------------- */

/* Five points a row: the Laplacian of a grid and wind, or, without it, with a shift. */
static randblas_dlinop grid(int64_t side, double wind, double shift)
{
    const int64_t n = side * side;
    int64_t *ptr = bench_allocate((n + 1) * 8), *index = bench_allocate(5 * n * 8), nnz = 0;
    double *values = bench_allocate(5 * n * 8);
    for (int64_t i = 0; i < n; i++) {
        const int64_t steps[] = {-side, -1, 0, 1, side}, column = i % side;
        ptr[i] = nnz;
        for (int k = 0; k < 5; k++) {
            const int64_t j = i + steps[k];
            if (j < 0 || j >= n || (k == 1 && column == 0) || (k == 3 && column == side - 1)) continue;
            index[nnz] = j;
            values[nnz++] = k == 2 ? 4 + shift : -1 + (k < 2 ? -wind : wind);
        }
    }
    ptr[n] = nnz;
    return randblas_dlinop_csr(n, n, ptr, index, values);
}

static void discard_grid(const randblas_dlinop *A)
{
    free((void *)(uintptr_t)A->ptr), free((void *)(uintptr_t)A->colind), free((void *)(uintptr_t)A->values);
}

typedef struct krylov {
    randblas_dlinop A;
    double *b, *x;
    randlapack_sgmres_options options;
    randlapack_sgmres_report report;
} krylov;

static void gmres(void *context)
{
    krylov *p = context;
    sketching_check(randlapack_dsgmres(&p->A, NULL, p->b, p->x, &p->options, &p->report));
}

/* A step reads the matrix, what a vector is made orthogonal to twice, and the vector, which it writes, and four times
 * what there is of the sketched basis. */
static void sgmres(void)
{
    const int64_t n = 150 * 150, truncation = 4;
    if (!limits_wanted("bench_krylov")) return;
    krylov p = {.A = grid(150, 0.2, 0),
                .b = bench_allocate(n * 8),
                .x = bench_allocate(n * 8),
                .options = {.cycle = 600, .tolerance = 1e-6}};
    bench_random(n, p.b);
    gmres(&p);
    const int64_t steps = p.report.iterations,
                  numbers = 2 * p.A.nnz + n * (2 * truncation + 5) + 2 * p.report.sketch_rows * steps;
    limits_against(bench_name("bench_krylov: sketched GMRES, %d unknowns, %d steps", (int)n, (int)steps),
                   "bytes of a step, cached or not", (limits_job){gmres, &p}, (double)steps * limits_read(numbers));
    discard_grid(&p.A);
    free(p.b), free(p.x);
}

/* ---------------------------------------------------------------- spectral sums ----------------------------------- */

typedef struct spectral {
    randblas_dlinop A;
    randlapack_slq_options options;
    randlapack_trace_options trace;
    randlapack_spectral_value value;
} spectral;

static void slq(void *context)
{
    spectral *p = context;
    const randlapack_spectral_function f = {.kind = RANDLAPACK_FUNCTION_LOG};
    sketching_check(randlapack_dslq(&p->A, 1, &f, &p->value, &p->options, NULL));
}

/* 48 bytes a row and vector and the matrix once for eight vectors. */
static void sparse_slq(void)
{
    const int64_t side = 200, n = side * side, degree = 50, samples = 32;
    if (!limits_wanted("bench_slq")) return;
    spectral p = {.A = grid(side, 0, 1), .options = {.degree = degree, .samples = samples}}, none = p;
    const double step = limits_read(6 * n * 8 + 2 * p.A.nnz + n);
    limits_against("bench_slq: five points a row, n = 40 000, degree 50, 32 samples", "bytes of six sweeps",
                   (limits_job){slq, &p}, (double)degree * (double)samples / 8 * step);
    p.options.reorthogonalise = RANDLAPACK_REORTHOGONALISE_PARTIAL;
    limits_beside("bench_slq: the same, partial reorthogonalisation", "none", (limits_job){slq, &p},
                  (limits_job){slq, &none});
    p.options.reorthogonalise = RANDLAPACK_REORTHOGONALISE_WINDOW;
    limits_beside("bench_slq: the same, against a window of 5", "none", (limits_job){slq, &p},
                  (limits_job){slq, &none});
    const double vectors =
        (double)(degree * (degree + 1)) / 2 * (double)samples; /* each read for its product and to be subtracted */
    p.options.reorthogonalise = RANDLAPACK_REORTHOGONALISE_FULL;
    limits_against("bench_slq: the same, full reorthogonalisation", "bytes, the basis twice a step",
                   (limits_job){slq, &p}, 2 * vectors / (2 * (double)degree) * limits_read(2 * degree * n));
    discard_grid(&p.A);
}

static void dense_slq(void)
{
    const int64_t n = 1500, degree = 20, samples = 32;
    if (!limits_wanted("bench_slq")) return;
    double *A = bench_allocate(n * n * 8);
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < n; i++) A[i + j * n] = exp(-fabs((double)(i - j)) / 50) + (i == j ? 0.5 : 0);
    spectral p = {.A = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, n, n, A, n),
                  .options = {.degree = degree, .samples = samples}};
    limits_against("bench_slq: dense, n = 1500, degree 20, 32 samples", "GEMM", (limits_job){slq, &p},
                   (double)degree * limits_gemm(n, samples, n));
    free(A);
}

static void trace_of(void *context)
{
    const spectral *p = context;
    double found;
    sketching_check(randlapack_dtrace(&p->A, &found, &p->trace, NULL));
}

static void traces(void)
{
    const int64_t n = 3000, products = 96;
    if (!limits_wanted("bench_trace")) return;
    double *A = bench_allocate(n * n * 8);
    bench_random(n * n, A);
    spectral p = {.A = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, n, n, A, n),
                  .trace = {.method = RANDLAPACK_TRACE_HUTCHINSON, .products = products}};
    const double limit = limits_gemm(n, products, n);
    limits_against("bench_trace: Hutchinson, dense n = 3000, 96 products", "GEMM", (limits_job){trace_of, &p}, limit);
    p.trace.method = RANDLAPACK_TRACE_XTRACE;
    limits_against("bench_trace: XTrace, dense n = 3000, 96 products", "GEMM", (limits_job){trace_of, &p}, limit);
    free(A);
}

void limits_solvers(void)
{
    dense_lsq(50000, 300);
    glm(30000, 200);
    sgmres();
    sparse_slq();
    dense_slq();
    traces();
}
