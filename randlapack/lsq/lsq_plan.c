/*
 * The cost model of least squares.  Times are counted in flops of GEMM; doc/least_squares.md has the derivation, the
 * measurements behind the constants, and what the choice costs where they are off by a factor of two.
 *
 *     sketch     w_s e + 2 q c n^3 + 2 L / ln c  passes        d = c n rows, an error contracts by sqrt(n/d) a step
 *     Cholesky   w_s e + 2 q (5/4) n^3 + (3/2) m n^2 + n^3 + 6 passes
 *     none       2 q m n^2 + 9 passes                         six of them to factor tall panels
 *
 * with e the entries of A, L = -ln(tolerance), q the price of a flop of Householder QR, and a pass reading e entries
 * at w flops each.
 */
#include "lsq_plan_impl.h"

#include <math.h>

#define READ 40.0    /* w: an entry read from memory, against a flop of GEMM; 8 bytes at 15 GB/s, 75 Gflop/s */
#define SKETCH 160.0 /* w_s: applying a sparse sign, four reads */
#define HOUSEHOLDER 1.5
#define SPARSE 3.0          /* an entry of a sparse matrix against one of a dense matrix, in a pass */
#define CACHED_COLUMNS 1024 /* of a dense A: beyond, the tiles of a pass leave the cache, ... */
#define UNCACHED 2.5        /* ... and so much dearer is an entry */
#define LEAST_RATIO 3.0     /* c */
#define LARGEST_RATIO 16.0
#define CHOLESKY_RATIO 1.25
#define CHOLESKY_PASSES 6.0
#define CHOLESKY_FIXED 2e7 /* what several small products take, however small */
#define DIRECT_PASSES 9.0
#define SAFETY 2.0 /* of the mean excess of sketch-and-solve, for its spread and for families that are not Gaussian */
#define EXTRA_ROWS 32 /* what the asymptotics leave out when n is small */

static bool is_dense(const randblas_xlinop *A)
{
    return A->kind == RANDBLAS_DENSE;
}

static double entries(const randblas_xlinop *A)
{
    const bool sparse = A->kind == RANDBLAS_CSR || A->kind == RANDBLAS_CSC || A->kind == RANDBLAS_COO;
    return sparse ? (double)A->nnz : (double)A->rows * (double)A->cols;
}

static double pass_cost(const randblas_xlinop *A)
{
    const double each = !is_dense(A) ? SPARSE * READ : A->cols > CACHED_COLUMNS ? UNCACHED * READ : READ;
    return each * entries(A);
}

static double qr_cost(double rows, double n)
{
    return HOUSEHOLDER * (2 * rows - 2.0 / 3 * n) * n * n;
}

static double digits(const randlapack_lsq_options *options)
{
    return -log(fmax(options->tolerance, (double)REAL_EPS));
}

static double sketch_cost(const randblas_xlinop *A, double ratio, double digits)
{
    const double n = (double)A->cols;
    return SKETCH * entries(A) + qr_cost(ratio * n, n) + 2 * digits / log(ratio) * pass_cost(A);
}

static double cholesky_cost(const randblas_xlinop *A)
{
    const double m = (double)A->rows, n = (double)A->cols;
    return SKETCH * entries(A) + qr_cost(CHOLESKY_RATIO * n, n) + (1.5 * m + n) * n * n +
           CHOLESKY_PASSES * pass_cost(A) + CHOLESKY_FIXED;
}

static double direct_cost(const randblas_xlinop *A)
{
    return qr_cost((double)A->rows, (double)A->cols) + DIRECT_PASSES * pass_cost(A);
}

/* Where the time is least; it is flat there, so halves do. */
static double best_ratio(const randblas_xlinop *A, double digits)
{
    double best = LEAST_RATIO;
    for (double c = LEAST_RATIO; c <= LARGEST_RATIO; c += 0.5)
        if (sketch_cost(A, c, digits) < sketch_cost(A, best, digits)) best = c;
    return best;
}

/* Of a sketch that is worth making. */
static int64_t most_rows(const randblas_xlinop *A)
{
    return A->rows - A->rows / 4;
}

static int64_t rows_of(const randblas_xlinop *A, double ratio)
{
    return (int64_t)(ratio * (double)A->cols) + EXTRA_ROWS;
}

static randlapack_lsq_plan none_plan(const randblas_xlinop *A)
{
    return (randlapack_lsq_plan){RANDLAPACK_PRECOND_NONE, A->rows};
}

static randlapack_lsq_plan sketch_plan(const randblas_xlinop *A, const randlapack_lsq_options *options)
{
    const int64_t d = rows_of(A, best_ratio(A, digits(options))), most = most_rows(A);
    if (A->cols == 0 || rows_of(A, LEAST_RATIO) > most) return none_plan(A);
    return (randlapack_lsq_plan){RANDLAPACK_PRECOND_SKETCH, d < most ? d : most};
}

static randlapack_lsq_plan cholesky_plan(const randblas_xlinop *A)
{
    const int64_t d = rows_of(A, CHOLESKY_RATIO);
    if (A->cols == 0 || d > most_rows(A)) return none_plan(A);
    return (randlapack_lsq_plan){RANDLAPACK_PRECOND_CHOLESKY, d};
}

/* Bytes that Cholesky takes beyond the small sketch: three squares at most, and blocks of 24 MB or 256 rows. */
static double cholesky_memory(const randblas_xlinop *A)
{
    const double n = (double)A->cols;
    return (3 * n * n + 2 * 256 * n) * sizeof(scalar_t) + 24e6;
}

static randlapack_lsq_plan cheapest(const randblas_xlinop *A, const randlapack_lsq_options *options, int64_t memory)
{
    const randlapack_lsq_plan sketch = sketch_plan(A, options), cholesky = cholesky_plan(A);
    const bool possible = is_dense(A) && cholesky.sketch_rows < A->rows && cholesky_memory(A) < (double)memory;
    const double n = fmax(1, (double)A->cols);
    double least =
        sketch.sketch_rows < A->rows ? sketch_cost(A, (double)sketch.sketch_rows / n, digits(options)) : direct_cost(A);
    randlapack_lsq_plan best = sketch;
    if (is_dense(A) && direct_cost(A) < least) {
        best = none_plan(A);
        least = direct_cost(A);
    }
    return possible && cholesky_cost(A) < least ? cholesky : best;
}

randlapack_lsq_plan randlapack_xlsq_plan(const randblas_xlinop *A, const randlapack_lsq_options *options,
                                         int64_t memory)
{
    randlapack_precond how = options->preconditioner;
    randlapack_lsq_plan plan;
    if (how == RANDLAPACK_PRECOND_AUTO && options->sketch_rows) how = RANDLAPACK_PRECOND_SKETCH;
    if (how == RANDLAPACK_PRECOND_CHOLESKY && !is_dense(A)) how = RANDLAPACK_PRECOND_SKETCH;
    if (how == RANDLAPACK_PRECOND_AUTO)
        plan = cheapest(A, options, memory);
    else if (how == RANDLAPACK_PRECOND_CHOLESKY)
        plan = cholesky_plan(A);
    else
        plan = how == RANDLAPACK_PRECOND_NONE ? none_plan(A) : sketch_plan(A, options);
    if (options->sketch_rows && how != RANDLAPACK_PRECOND_NONE)
        plan = options->sketch_rows < A->rows ? (randlapack_lsq_plan){how, options->sketch_rows} : none_plan(A);
    if (how == RANDLAPACK_PRECOND_SVD) plan.preconditioner = how;
    return plan;
}

int64_t randlapack_xlsq_sketch_solve_rows(const randblas_xlinop *A, const randlapack_lsq_options *options)
{
    const double n = (double)A->cols, m = (double)A->rows, t = options->tolerance;
    if (!(t > 0) || A->cols == 0) return 0;
    const double d = ceil(n + 1 + SAFETY * n / (t * t)) + EXTRA_ROWS;
    if (!(d <= (double)most_rows(A))) return 0;
    const double once = SKETCH * entries(A) + qr_cost(d, n);
    const randlapack_lsq_plan plan = cheapest(A, options, INT64_MAX);
    double iterated = direct_cost(A);
    if (plan.preconditioner == RANDLAPACK_PRECOND_CHOLESKY) iterated = cholesky_cost(A);
    if (plan.preconditioner == RANDLAPACK_PRECOND_SKETCH)
        iterated = sketch_cost(A, (double)plan.sketch_rows / n, digits(options));
    return m > n && once < iterated ? (int64_t)d : 0;
}

randlapack_lsq_plan randlapack_xlsq_plan_again(const randblas_xlinop *A, const randlapack_lsq_options *options)
{
    return sketch_plan(A, options);
}
