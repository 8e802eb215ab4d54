/*
 * min ||K(:, C) alpha - y||^2 + lambda alpha^T K(C, C) alpha by KRILL @cite diaz2023: conjugate gradients on
 *
 *     M alpha = K(:, C)^T y,    M = K(:, C)^T K(:, C) + lambda (K(C, C) + delta I)
 *
 * with the preconditioner R^T R, R the triangular factor of [Phi K(:, C); sqrt(lambda) T], Phi a sparse sketch of
 * d rows, T^T T = K(C, C) + delta I.  If Phi has distortion eta, the condition number is at most
 * ((1 + eta) / (1 - eta))^2.  R comes from Householder QR of the stacked matrix and not from the Cholesky factor of the
 * sketched M, whose condition number is the square.
 *
 * delta = 10 eps tr K(C, C), raised tenfold where T does not exist, is part of M, so that the solution is unique and
 * the preconditioner right even when centers repeat.
 */
#include "kernel_product_impl.h"
#include "lapack_impl.h"
#include "lowrank_precond_impl.h"
#include "options_impl.h"
#include "pcg_impl.h"
#include "progress_impl.h"

#include <math.h>
#include <string.h>

#define SHIFTS 5

typedef struct solver {
    const randlapack_xentries *K;
    double lambda;
    const int64_t *centers;
    int64_t n, k, d; /* points, centers, rows of the sketch */
    randlapack_kernel_ridge_options options;
    randlapack_kernel_ridge_report *report;
    randblas_arena arena;
    randlapack_xkernel_product K_rows;
    randblas_sketch *Phi;
    scalar_t *core, *T, *R; /* K(C, C) + delta I, its factor (k x k), the stacked matrix ((d + k) x k) */
    scalar_t *tau, *work, *values;
} solver;

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int open_workspace(solver *s, int64_t nrhs)
{
    const int64_t k = s->k, block = min_i64(nrhs, RANDLAPACK_PCG_BLOCK);
    randblas_arena *arena = &s->arena;
    s->core = randblas_arena_get(arena, randblas_size_product(k, k), sizeof *s->core);
    s->T = randblas_arena_get(arena, randblas_size_product(k, k), sizeof *s->T);
    s->R = randblas_arena_get(arena, randblas_size_product(s->d + k, k), sizeof *s->R);
    s->tau = randblas_arena_get(arena, k, sizeof *s->tau);
    s->work = randblas_arena_get(arena, RANDLAPACK_QR_WORK(k), sizeof *s->work);
    s->K_rows = (randlapack_xkernel_product){.K = s->K, .cols = s->centers, .m = s->n, .n = k};
    const int info = randlapack_xkernel_product_open(arena, &s->K_rows, s->options.stored_bytes);
    s->values = randblas_arena_get(arena, randblas_size_product(s->K_rows.block, block), sizeof *s->values);
    return info ? info : arena->info;
}

static bool all_finite(int64_t count, const scalar_t *x)
{
    bool finite = true;
    for (int64_t i = 0; i < count; i++) finite = finite && isfinite(x[i]);
    return finite;
}

/* The upper part of R = Phi K(:, C), or K(:, C) itself. */
static int sketch(solver *s)
{
    const int64_t ld = s->d + s->k;
    randblas_dist dist = randblas_sparse_sign(s->d, s->n, 0);
    int info = s->d < s->n ? randblas_sketch_create(&dist, &s->options.state, &s->Phi, NULL) : 0;
    memset(s->R, 0, (size_t)(ld * s->k) * sizeof *s->R);
    if (!info) info = randlapack_xkernel_product_fill(&s->K_rows);
    for (int64_t i = 0; i < s->n && !info; i += s->K_rows.block) {
        const int64_t b = min_i64(s->n - i, s->K_rows.block);
        const scalar_t *rows = NULL;
        int64_t ldrows = 0;
        info = randlapack_progress(&s->options.control, "sketch", (double)i / (double)s->n);
        if (!info) info = randlapack_xkernel_product_rows(&s->K_rows, i, b, &rows, &ldrows);
        if (!info && s->Phi)
            info = randblas_xskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, s->d, s->k,
                                  b, 1, s->Phi, 0, i, rows, ldrows, 1, s->R, ld);
        for (int64_t j = 0; j < s->k && !info && !s->Phi; j++)
            memcpy(s->R + i + j * ld, rows + j * ldrows, (size_t)b * sizeof *rows);
    }
    return info;
}

/* The core, its shift and factor. */
static int factor_core(solver *s)
{
    const int64_t k = s->k;
    const int got = randlapack_xentries_get(s->K, k, s->centers, k, s->centers, s->core, k);
    double trace = 0, shift = 0;
    if (got) return got;
    if (!all_finite(k * k, s->core)) return RANDBLAS_NOT_FINITE;
    for (int64_t j = 0; j < k; j++) trace += (double)s->core[j + j * k];
    int info = RANDBLAS_NOT_POSITIVE_DEFINITE;
    for (int t = 0; t < SHIFTS && info == RANDBLAS_NOT_POSITIVE_DEFINITE; t++) {
        const double next = t > 0 ? 10 * shift : trace > 0 ? 10 * (double)REAL_EPS * trace : (double)REAL_EPS;
        for (int64_t j = 0; j < k; j++) s->core[j + j * k] = (scalar_t)((double)s->core[j + j * k] + (next - shift));
        shift = next;
        memcpy(s->T, s->core, (size_t)(k * k) * sizeof *s->T);
        info = randlapack_xpotrf(k, s->T, k);
    }
    return info;
}

static int factor(solver *s)
{
    const int64_t k = s->k, ld = s->d + k;
    const scalar_t root = (scalar_t)sqrt(s->lambda);
    int info = randlapack_progress(&s->options.control, "factor", 0);
    if (!info) info = factor_core(s);
    if (info) return info;
    for (int64_t j = 0; j < k; j++)
        for (int64_t i = 0; i <= j; i++) s->R[s->d + i + j * ld] = root * s->T[i + j * k];
    if (!all_finite(ld * k, s->R)) return RANDBLAS_NOT_FINITE;
    return randlapack_xgeqrf(ld, k, s->R, ld, s->tau, s->work);
}

/* Y = R^-1 R^-T X. */
static int precondition(void *context, int64_t ncols, const scalar_t *X, scalar_t *Y)
{
    const solver *s = context;
    memcpy(Y, X, (size_t)(s->k * ncols) * sizeof *Y);
    const int info = randlapack_xtrsm(RANDBLAS_TRANS, s->k, ncols, s->R, s->d + s->k, Y, s->k);
    return info ? info : randlapack_xtrsm(RANDBLAS_NO_TRANS, s->k, ncols, s->R, s->d + s->k, Y, s->k);
}

/* Y = M X. */
static int product(void *context, int64_t ncols, const scalar_t *X, scalar_t *Y)
{
    const solver *s = context;
    const int64_t k = s->k;
    int info = 0;
    memset(Y, 0, (size_t)(k * ncols) * sizeof *Y);
    randlapack_xmultiply(k, k, ncols, (scalar_t)s->lambda, (randblas_xview){s->core, k, false}, X, k, Y, k);
    for (int64_t i = 0; i < s->n && !info; i += s->K_rows.block) {
        const int64_t b = min_i64(s->n - i, s->K_rows.block);
        const scalar_t *rows = NULL;
        int64_t ld = 0;
        info = randlapack_xkernel_product_rows(&s->K_rows, i, b, &rows, &ld);
        if (info) break;
        const randblas_xview view = view_make(rows, ld, RANDBLAS_COL_MAJOR);
        memset(s->values, 0, (size_t)(b * ncols) * sizeof *s->values);
        randlapack_xmultiply(b, k, ncols, 1, view, X, k, s->values, b);
        randlapack_xmultiply(k, b, ncols, 1, view_transposed(view), s->values, b, Y, k);
    }
    return info;
}

/* Z (k x nrhs) = K(:, C)^T Y. */
static int right_hand_sides(solver *s, int64_t nrhs, const scalar_t *Y, int64_t ldy, scalar_t *Z)
{
    int info = 0;
    memset(Z, 0, (size_t)(s->k * nrhs) * sizeof *Z);
    for (int64_t i = 0; i < s->n && !info; i += s->K_rows.block) {
        const int64_t b = min_i64(s->n - i, s->K_rows.block);
        const scalar_t *rows = NULL;
        int64_t ld = 0;
        info = randlapack_xkernel_product_rows(&s->K_rows, i, b, &rows, &ld);
        if (info) break;
        const randblas_xview view = view_make(rows, ld, RANDBLAS_COL_MAJOR);
        randlapack_xmultiply(s->k, b, nrhs, 1, view_transposed(view), Y + i, ldy, Z, s->k);
    }
    return info;
}

static int solve(solver *s, int64_t nrhs, const scalar_t *Y, int64_t ldy, scalar_t *alpha, int64_t ldalpha)
{
    randlapack_xpcg pcg = {.n = s->k, .tolerance = s->options.tolerance, .control = &s->options.control};
    pcg.max_iterations = s->options.max_iterations;
    pcg.product = product;
    pcg.precondition = precondition;
    pcg.product_context = pcg.precondition_context = s;
    const double begin = randlapack_seconds();
    scalar_t *Z = randblas_arena_get(&s->arena, randblas_size_product(s->k, nrhs), sizeof *Z);
    int info = open_workspace(s, nrhs);
    if (!info) info = randlapack_xpcg_open(&s->arena, &pcg, nrhs);
    if (!info) info = sketch(s);
    if (!info) info = factor(s);
    const double middle = randlapack_seconds();
    s->report->seconds_factor = middle - begin;
    s->report->stored = s->K_rows.stored != NULL;
    if (!info) info = right_hand_sides(s, nrhs, Y, ldy, Z);
    if (!info)
        info = randlapack_xpcg_solve(&pcg, nrhs, Z, s->k, alpha, ldalpha);
    else if (info > 0)
        for (int64_t r = 0; r < nrhs; r++)
            for (int64_t i = 0; i < s->k; i++) alpha[i + r * ldalpha] = (scalar_t)NAN;
    s->report->iterations = pcg.iterations;
    s->report->condition = pcg.condition;
    s->report->residual = pcg.residual;
    s->report->seconds_iterate = randlapack_seconds() - middle;
    return info;
}

static bool read_options(solver *s, const randlapack_kernel_ridge_options *options)
{
    randlapack_kernel_ridge_options *o = &s->options;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->sketch_rows < 0 || (o->sketch_rows > 0 && o->sketch_rows < s->k)) return false;
    if (o->max_iterations < 0 || !(o->tolerance >= 0 && o->tolerance < 1)) return false;
    s->d = min_i64(o->sketch_rows ? o->sketch_rows : 3 * s->k, s->n);
    if (o->tolerance == 0) o->tolerance = sqrt((double)REAL_EPS);
    if (o->max_iterations == 0) o->max_iterations = RANDLAPACK_PCG_ITERATIONS;
    return true;
}

int randlapack_xkernel_ridge_restricted(const randlapack_xentries *K, scalar_t lambda, int64_t k,
                                        const int64_t *centers, int64_t nrhs, const scalar_t *Y, int64_t ldy,
                                        scalar_t *alpha, int64_t ldalpha,
                                        const randlapack_kernel_ridge_options *options,
                                        randlapack_kernel_ridge_report *report)
{
    randlapack_kernel_ridge_report ignored;
    solver s = {.K = K, .lambda = (double)lambda, .k = k, .centers = centers, .report = report ? report : &ignored};
    *s.report = (randlapack_kernel_ridge_report){0};
    if (randlapack_xentries_check(K) || K->rows != K->cols) return -1;
    s.n = K->rows;
    if (!(lambda > 0) || isinf(lambda)) return -2;
    if (k < 0 || k > s.n) return -3;
    if ((!centers && k > 0) || !randlapack_xentries_in_range(k, centers, s.n)) return -4;
    if (nrhs < 0) return -5;
    if (!Y && s.n > 0 && nrhs > 0) return -6;
    if (ldy < (s.n > 1 ? s.n : 1)) return -7;
    if (!alpha && k > 0 && nrhs > 0) return -8;
    if (ldalpha < (k > 1 ? k : 1)) return -9;
    if (!read_options(&s, options)) return -10;

    s.report->rank = k;
    s.report->sketch_rows = s.d;
    s.arena = randblas_arena_open(&s.options.control);
    const int info = k > 0 ? solve(&s, nrhs, Y, ldy, alpha, ldalpha) : 0;
    randblas_sketch_destroy(s.Phi);
    randblas_arena_close(&s.arena);
    return info;
}
