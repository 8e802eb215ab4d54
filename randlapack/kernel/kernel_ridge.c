/*
 * (K + lambda I) alpha = Y by conjugate gradients @cite diaz2023, preconditioned with P = F F^T + lambda I, F from
 * randomly pivoted Cholesky.  With F = U diag(s) V^T,
 *
 *     lambda P^-1 = I + U diag(lambda / (s^2 + lambda) - 1) U^T
 *
 * which, unlike the formula of Woodbury in F^T F, loses nothing when lambda is far below K.  Since F F^T <= K, the
 * eigenvalues of P^-1 (K + lambda I) lie between 1 and 1 + ||K - F F^T|| / lambda.
 */
#include "kernel_product_impl.h"
#include "lowrank_precond_impl.h"
#include "options_impl.h"
#include "pcg_impl.h"
#include "progress_impl.h"

#include <math.h>

typedef struct solver {
    const randlapack_xentries *K;
    double lambda;
    randlapack_kernel_ridge_options options;
    randlapack_kernel_ridge_report *report;
    randblas_arena arena;
    randlapack_xlowrank_precond P;
    randlapack_xkernel_product K_times;
} solver;

static int product(void *context, int64_t ncols, const scalar_t *X, scalar_t *Y)
{
    const solver *s = context;
    const scalar_t lambda = (scalar_t)s->lambda;
    const int info = randlapack_xkernel_product_run(&s->K_times, ncols, X, Y);
    for (int64_t k = 0; k < s->K->rows * ncols && !info; k++) Y[k] += lambda * X[k];
    return info;
}

/* What is left of the memory limit for a call with an arena of its own; false: nothing. */
static bool remaining_control(const solver *s, randblas_control *control)
{
    *control = s->options.control;
    if (control->memory_limit > 0) control->memory_limit -= s->arena.used;
    return s->options.control.memory_limit == 0 || control->memory_limit > 0;
}

static int factor(solver *s, int64_t rank, scalar_t *F)
{
    int64_t *pivots = randblas_arena_get(&s->arena, rank, sizeof *pivots);
    randlapack_rpcholesky_options options = {.state = s->options.state};
    randlapack_rpcholesky_report report = {0};
    if (s->arena.info) return s->arena.info;
    if (!remaining_control(s, &options.control)) return RANDBLAS_MEMORY_LIMIT;
    const int info = randlapack_xrpcholesky(s->K, rank, pivots, F, s->K->rows > 1 ? s->K->rows : 1, &options, &report);
    s->report->rank = s->P.k = report.rank;
    s->report->trace_error = report.trace_error;
    return info;
}

static int precondition(solver *s, int64_t nrhs)
{
    const int64_t n = s->K->rows, rank = s->options.rank;
    const int64_t block = nrhs < RANDLAPACK_PCG_BLOCK ? nrhs : RANDLAPACK_PCG_BLOCK;
    s->P.n = n;
    if (rank == 0) return 0;
    scalar_t *F = randblas_arena_get(&s->arena, randblas_size_product(n, rank), sizeof *F);
    scalar_t *U = randblas_arena_get(&s->arena, randblas_size_product(n, rank), sizeof *U);
    s->P.weights = randblas_arena_get(&s->arena, rank, sizeof *s->P.weights);
    s->P.work = randblas_arena_get(&s->arena, randblas_size_product(rank, block), sizeof *s->P.work);
    int info = factor(s, rank, F);
    if (!info) info = randlapack_xthin_svd(&s->arena, n, s->P.k, F, n > 1 ? n : 1, U, s->P.weights);
    if (info) return info;
    for (int64_t j = 0; j < s->P.k; j++) {
        const double value = (double)s->P.weights[j] * (double)s->P.weights[j];
        s->P.weights[j] = (scalar_t)(s->lambda / (value + s->lambda) - 1);
    }
    s->P.U = U;
    return 0;
}

static int prepare(solver *s, int64_t nrhs, randlapack_xpcg *pcg)
{
    const int64_t n = s->K->rows;
    s->K_times = (randlapack_xkernel_product){.K = s->K, .symmetric = true, .m = n, .n = n};
    int info = precondition(s, nrhs);
    if (!info) info = randlapack_xkernel_product_open(&s->arena, &s->K_times, s->options.stored_bytes);
    if (!info) info = randlapack_xpcg_open(&s->arena, pcg, nrhs);
    if (!info) info = randlapack_progress(&s->options.control, "store", 0);
    if (!info) info = randlapack_xkernel_product_fill(&s->K_times);
    s->report->stored = s->K_times.stored != NULL;
    return info;
}

static int solve(solver *s, int64_t nrhs, const scalar_t *Y, int64_t ldy, scalar_t *alpha, int64_t ldalpha)
{
    randlapack_xpcg pcg = {.n = s->K->rows, .tolerance = s->options.tolerance, .control = &s->options.control};
    pcg.max_iterations = s->options.max_iterations;
    pcg.product = product;
    pcg.product_context = s;
    pcg.precondition = randlapack_xlowrank_precond_apply;
    pcg.precondition_context = &s->P;
    const double begin = randlapack_seconds();
    int info = prepare(s, nrhs, &pcg);
    const double middle = randlapack_seconds();
    s->report->seconds_factor = middle - begin;
    if (!info)
        info = randlapack_xpcg_solve(&pcg, nrhs, Y, ldy, alpha, ldalpha);
    else if (info > 0)
        for (int64_t r = 0; r < nrhs; r++)
            for (int64_t i = 0; i < s->K->rows; i++) alpha[i + r * ldalpha] = (scalar_t)NAN;
    s->report->iterations = pcg.iterations;
    s->report->condition = pcg.condition;
    s->report->residual = pcg.residual;
    s->report->seconds_iterate = randlapack_seconds() - middle;
    return info;
}

static bool read_options(solver *s, const randlapack_kernel_ridge_options *options)
{
    randlapack_kernel_ridge_options *o = &s->options;
    const int64_t n = s->K->rows;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->sketch_rows < 0 || o->max_iterations < 0 || !(o->tolerance >= 0 && o->tolerance < 1)) return false;
    const int64_t rank = o->rank ? o->rank : (int64_t)(4 * sqrt((double)n)) + 1;
    o->rank = rank < 0 ? 0 : rank > n ? n : rank;
    if (o->tolerance == 0) o->tolerance = sqrt((double)REAL_EPS);
    if (o->max_iterations == 0) o->max_iterations = RANDLAPACK_PCG_ITERATIONS;
    return true;
}

int randlapack_xkernel_ridge(const randlapack_xentries *K, scalar_t lambda, int64_t nrhs, const scalar_t *Y,
                             int64_t ldy, scalar_t *alpha, int64_t ldalpha,
                             const randlapack_kernel_ridge_options *options, randlapack_kernel_ridge_report *report)
{
    randlapack_kernel_ridge_report ignored;
    solver s = {.K = K, .lambda = (double)lambda, .report = report ? report : &ignored};
    *s.report = (randlapack_kernel_ridge_report){0};
    if (randlapack_xentries_check(K) || K->rows != K->cols) return -1;
    if (!(lambda > 0) || isinf(lambda)) return -2;
    if (nrhs < 0) return -3;
    if (!Y && K->rows > 0 && nrhs > 0) return -4;
    if (ldy < (K->rows > 1 ? K->rows : 1)) return -5;
    if (!alpha && K->rows > 0 && nrhs > 0) return -6;
    if (ldalpha < (K->rows > 1 ? K->rows : 1)) return -7;
    if (!read_options(&s, options)) return -8;

    s.arena = randblas_arena_open(&s.options.control);
    const int info = solve(&s, nrhs, Y, ldy, alpha, ldalpha);
    randblas_arena_close(&s.arena);
    return info;
}
