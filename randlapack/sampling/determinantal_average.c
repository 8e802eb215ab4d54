/*
 * Determinantal averaging @cite derezinski2019: with H_t = sum_i (b_i/pi_i) a_i a_i^T + lambda I of independent coins,
 *
 *     x = sum_t det(H_t) H_t^-1 g / sum_t det(H_t),
 *
 * numerator and denominator unbiased for adj(H) g and det(H), H = A^T A + lambda I: both are affine in every coin,
 * since what it multiplies has rank one.  H_t is never formed: R of [sqrt(lambda) I; rows / sqrt(pi)] stands for it,
 * had by QR of a chunk of rows below the R so far, and local_solve.c makes of it the logarithm of the weight and the
 * solution.
 *
 * The weights are taken relative to the largest.  Standard error of the ratio, linearised: with e_t = num_t - den_t x,
 * var x = sum_t e_t^2 / (q (q - 1) mean(den)^2).
 */
#include "gather_rows_impl.h"
#include "lapack_impl.h"
#include "local_solve_impl.h"
#include "options_impl.h"
#include "progress_impl.h"
#include "row_coins_impl.h"
#include "uniforms_impl.h"

#include <math.h>

#define DEFAULT_SUBSAMPLES 100

typedef struct average {
    const randblas_xlinop *A;
    const scalar_t *g;
    randlapack_determinantal_options options;
    randlapack_determinantal_report *report;
    randblas_arena arena;
    int64_t q, chunk;              /* subsamples, rows at a time */
    int exponent;                  /* of g */
    double *pi;                    /* m */
    int64_t *index;                /* m */
    scalar_t *C;                   /* (n + chunk) x n: R above rows */
    scalar_t *tau, *work, *scaled; /* scaled: n, g / 2^exponent */
    scalar_t *V;                   /* n x q */
    double *y, *variance;          /* n */
    randlapack_local *locals;      /* q */
    randlapack_xgather gather;
    randlapack_xlocal_workspace local;
} average;

/* ---------------------------------------------------------------- one subsample ----------------------------------- */

/* The rows whose coins show heads. */
static int64_t toss(const average *a, int64_t t)
{
    const int64_t m = a->A->rows;
    const uint64_t blocks = ((uint64_t)m + 1) / 2;
    randlapack_uniforms coins = randlapack_uniforms_open(&a->options.state, (uint64_t)t * blocks, RANDLAPACK_COINS);
    int64_t count = 0;
    for (int64_t i = 0; i < m; i++)
        if (randlapack_uniforms_next(&coins) < a->pi[i]) a->index[count++] = i;
    return count;
}

/* The first n rows of C = R of those and `count` rows of A. */
static int add_rows(const average *a, int64_t count, const int64_t *index)
{
    const int64_t n = a->A->cols, ld = n + a->chunk;
    int info = randlapack_xgather_rows(&a->gather, count, index, a->C + n, ld);
    for (int64_t j = 0; j < n; j++)
        for (int64_t r = 0; r < count; r++)
            a->C[n + r + j * ld] = (scalar_t)((double)a->C[n + r + j * ld] / sqrt(a->pi[index[r]]));
    if (!info) info = randlapack_xgeqrf(n + count, n, a->C, ld, a->tau, a->work);
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = j + 1; i < n; i++) a->C[i + j * ld] = 0;
    return info;
}

static int subsample(average *a, int64_t t)
{
    const int64_t n = a->A->cols, ld = n + a->chunk, count = toss(a, t);
    int info = 0;
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < n; i++) a->C[i + j * ld] = i == j ? (scalar_t)sqrt(a->options.lambda) : 0;
    for (int64_t r = 0; r < count && !info; r += a->chunk)
        info = add_rows(a, count - r < a->chunk ? count - r : a->chunk, a->index + r);
    if (!info) info = randlapack_xlocal_solve(&a->local, n, a->C, ld, a->scaled, a->V + t * n, &a->locals[t]);
    a->report->mean_rows += (double)count / (double)a->q;
    if (!info) a->report->singular += a->locals[t].singular;
    return info;
}

/* ---------------------------------------------------------------- all --------------------------------------------- */

/* The subsample of the largest determinant; -1 if all are zero. */
static int64_t heaviest(const average *a)
{
    int64_t best = -1;
    for (int64_t t = 0; t < a->q; t++)
        if (!a->locals[t].singular && (best < 0 || a->locals[t].log_weight > a->locals[best].log_weight)) best = t;
    return best;
}

/* Weight of subsample t, and what its solution is to be multiplied with, relative to the heaviest. */
static double weight_of(const average *a, int64_t t, const randlapack_local *top, double *factor)
{
    const randlapack_local *l = &a->locals[t];
    const double weight = exp(l->log_weight - top->log_weight);
    *factor = weight > 0 ? ldexp(weight, 2 * (top->exponent - l->exponent)) : 0;
    return l->singular ? 0 : weight;
}

/* y = the average, in units of 2^(exponent of g - 2 exponent of the heaviest); returns the sum of weights. */
static double add_up(average *a, const randlapack_local *top)
{
    const int64_t n = a->A->cols;
    double sum = 0, squares = 0, factor = 0;
    for (int64_t j = 0; j < n; j++) a->y[j] = a->variance[j] = 0;
    for (int64_t t = 0; t < a->q; t++) {
        const double weight = weight_of(a, t, top, &factor);
        sum += weight;
        squares += weight * weight;
        for (int64_t j = 0; j < n && factor > 0; j++) a->y[j] += factor * (double)a->V[j + t * n];
    }
    for (int64_t j = 0; j < n; j++) a->y[j] /= sum;
    a->report->effective_subsamples = sum * sum / squares;
    a->report->log_determinant = top->log_weight + log(sum / (double)a->q);
    return sum;
}

static void estimate_variance(average *a, const randlapack_local *top, double sum)
{
    const int64_t n = a->A->cols;
    const double q = (double)a->q;
    double factor = 0;
    for (int64_t t = 0; t < a->q; t++) {
        const double weight = weight_of(a, t, top, &factor);
        for (int64_t j = 0; j < n; j++) {
            const double e = ((factor > 0 ? factor * (double)a->V[j + t * n] : 0) - weight * a->y[j]) / (sum / q);
            a->variance[j] += e * e / q;
        }
    }
    for (int64_t j = 0; j < n; j++) a->variance[j] = a->q > 1 ? a->variance[j] / (q - 1) : NAN;
}

/* 2^e a in two halves, because 2^1074 is no double. */
static scalar_t scaled(double a, int e)
{
    return (scalar_t)ldexp(ldexp(a, e / 2), e - e / 2);
}

static int combine(average *a, scalar_t *x, scalar_t *standard_error)
{
    const int64_t n = a->A->cols, best = heaviest(a);
    if (best < 0) return RANDBLAS_RANK_DEFICIENT;
    const randlapack_local *top = &a->locals[best];
    const int e = a->exponent - 2 * top->exponent;
    const double sum = add_up(a, top);
    estimate_variance(a, top, sum);
    bool finite = true;
    for (int64_t j = 0; j < n; j++) {
        x[j] = scaled(a->y[j], e);
        finite = finite && isfinite(x[j]);
        if (standard_error) standard_error[j] = scaled(sqrt(a->variance[j]), e);
    }
    return finite ? 0 : RANDBLAS_NOT_FINITE;
}

static int scale_right_hand_side(average *a)
{
    double largest = 0;
    for (int64_t j = 0; j < a->A->cols; j++) {
        if (!isfinite(a->g[j])) return RANDBLAS_NOT_FINITE;
        largest = fmax(largest, fabs((double)a->g[j]));
    }
    a->exponent = largest > 0 ? ilogb(largest) + 1 : 0;
    for (int64_t j = 0; j < a->A->cols; j++) a->scaled[j] = scaled((double)a->g[j], -a->exponent);
    return 0;
}

static int open_workspace(average *a)
{
    const int64_t m = a->A->rows, n = a->A->cols;
    randblas_arena *arena = &a->arena;
    a->locals = randblas_arena_get(arena, a->q, sizeof *a->locals);
    a->pi = randblas_arena_get(arena, m, sizeof *a->pi);
    a->index = randblas_arena_get(arena, m, sizeof *a->index);
    a->C = randblas_arena_get(arena, randblas_size_product(n + a->chunk, n), sizeof *a->C);
    a->tau = randblas_arena_get(arena, n, sizeof *a->tau);
    a->work = randblas_arena_get(arena, RANDLAPACK_QR_WORK(n), sizeof *a->work);
    a->scaled = randblas_arena_get(arena, n, sizeof *a->scaled);
    a->V = randblas_arena_get(arena, randblas_size_product(n, a->q), sizeof *a->V);
    a->y = randblas_arena_get(arena, n, sizeof *a->y);
    a->variance = randblas_arena_get(arena, n, sizeof *a->variance);
    a->gather = randlapack_xgather_open(arena, a->A);
    a->local = randlapack_xlocal_open(arena, n);
    return arena->info;
}

static int solve(average *a, scalar_t *x, scalar_t *standard_error)
{
    const int64_t m = a->A->rows;
    int info = open_workspace(a);
    if (!info) randlapack_row_coins(m, a->options.rows, a->options.weights, a->pi);
    if (!info) info = scale_right_hand_side(a);
    for (int64_t t = 0; t < a->q && !info; t++) {
        info = randlapack_progress(&a->options.control, "average", (double)t / (double)a->q);
        if (!info) info = subsample(a, t);
        if (!info) a->report->subsamples++;
    }
    return info ? info : combine(a, x, standard_error);
}

/* ---------------------------------------------------------------- entry ------------------------------------------- */

static bool read_options(average *a, const randlapack_determinantal_options *options)
{
    const int64_t m = a->A->rows, n = a->A->cols;
    randlapack_determinantal_options *o = &a->options;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->rows < 0 || o->rows > m || o->subsamples < 0) return false;
    if (!(o->lambda >= 0) || !isfinite(o->lambda) || !randlapack_row_weights_legal(m, o->weights)) return false;
    if (!o->rows) o->rows = n < m / (n + 10) ? n * (n + 10) : m;
    a->q = o->subsamples ? o->subsamples : DEFAULT_SUBSAMPLES;
    a->chunk = n + o->rows + (int64_t)(4 * sqrt((double)o->rows)); /* hardly ever exceeded, and then only slower */
    return true;
}

int randlapack_xdeterminantal_average(const randblas_xlinop *A, const scalar_t *g, scalar_t *x,
                                      scalar_t *standard_error, const randlapack_determinantal_options *options,
                                      randlapack_determinantal_report *report)
{
    randlapack_determinantal_report ignored;
    average a = {.A = A, .g = g, .report = report ? report : &ignored};
    *a.report = (randlapack_determinantal_report){0};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if (!g && A->cols > 0) return -2;
    if (!x && A->cols > 0) return -3;
    if (!read_options(&a, options)) return -5;

    const double begin = randlapack_seconds();
    a.report->next = randlapack_state_after(&a.options.state, (uint64_t)a.q * (((uint64_t)A->rows + 1) / 2));
    a.arena = randblas_arena_open(&a.options.control);
    if (A->cols > 0) info = solve(&a, x, standard_error);
    randblas_arena_close(&a.arena);
    a.report->seconds = randlapack_seconds() - begin;
    for (int64_t j = 0; j < A->cols && (info == RANDBLAS_NOT_FINITE || info == RANDBLAS_RANK_DEFICIENT); j++) {
        x[j] = (scalar_t)NAN;
        if (standard_error) standard_error[j] = (scalar_t)NAN;
    }
    return info;
}
