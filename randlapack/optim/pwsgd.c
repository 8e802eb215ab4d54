/*
 * pwSGD @cite yang2016 for min ||A x - b||: in y = R x, with S A = Q R and U = A R^-1, batches of B rows with p_i,
 *
 *     y <- y - eta h,   h = (1/B) sum_{i in batch} u_i (u_i^T y - b_i) / p_i,   E h = U^T (U y - b) = U^T U e,
 *
 * e = y - y*, rho = ||r*||^2.  If 1 -+ eta_S, eta_S = (n^{1/2} + 1)/d^{1/2}, bounds the singular values of S on the
 * range, those of U^T U are between
 * mu = (1 + eta_S)^-2 and L = (1 - eta_S)^-2.  With ||u_i||^2 <= G p_i in the mean, G ~ ||U||_F^2 ~ n,
 *
 *     E ||h||^2 <= (G/B) (||U e||^2 + rho) + L ||U e||^2,
 *
 * hence v = E ||e||^2 / rho obeys, for eta <= 1/a, a = G/B + L, because ||U e||^2 >= mu ||e||^2,
 *
 *     v <- v (1 - 2 eta mu + eta^2 a mu) + eta^2 G/B,   least for eta = mu v / (a mu v + G/B):
 *     v <- v - mu^2 v^2 / (a mu v + G/B).
 *
 * This recursion is run before anything is sampled and gives all steps and their number: v must come down to eps/L,
 * then E ||A (x - x*)||^2 <= eps rho.  It starts from sketch-and-solve, y = Q^T S b, for which E ||U e||^2 = rho n/(d -
 * n - 1) with a Gaussian S.  In the end v ~ G/(B mu^2 k), that is, G L/(mu^2 eps) rows.
 *
 * p_i is nine tenths approximate leverage score and one tenth uniform; the scores, squared norms of k Gaussian
 * combinations of u_i, make G = ||U||_F^2 (k/(k - 2)) / 0.9.
 */
#include "factor_leverage_impl.h"
#include "lapack_impl.h"
#include "ls_factor_impl.h"
#include "options_impl.h"
#include "progress_impl.h"
#include "sweep_impl.h"

#include "blas_impl.h"
#include "randlapack.h"

#include <math.h>

#define DEFAULT_RATIO 16
#define EXTRA_ROWS 32
#define DEFAULT_TOLERANCE 0.01
#define MOST_ROWS ((int64_t)1 << 40)
#define SCORED 0.9 /* of p_i; the rest is uniform */

typedef struct solver {
    const randblas_xlinop *A;
    randlapack_pwsgd_options options;
    randlapack_pwsgd_report *report;
    randblas_arena arena;
    randlapack_xrows rows;
    randlapack_xsweep sweep;
    randlapack_xls_factor factor;
    scalar_t *b, *u;      /* m: b / 2^exponent, workspace */
    scalar_t *sketched;   /* d: S b */
    scalar_t *x, *y, *g;  /* n */
    scalar_t *G, *W;      /* n x RANDLAPACK_LEVERAGE_VECTORS */
    double *scores;       /* m, then the probabilities */
    int64_t batch, chunk; /* rows of a step, rows drawn at a time */
    int64_t *order, *index;
    scalar_t *values, *block, *product; /* chunk; batch x n; batch */
    int exponent;
    double mu, L, noise; /* of the recursion; G/B */
    double v;
    randblas_state state;
    bool deficient;
} solver;

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* ---------------------------------------------------------------- setting up -------------------------------------- */

static int open_workspace(solver *s, int64_t d)
{
    const int64_t m = s->A->rows, n = s->A->cols, k = RANDLAPACK_LEVERAGE_VECTORS;
    randblas_arena *arena = &s->arena;
    scalar_t **columns[] = {&s->x, &s->y, &s->g};
    int info = randlapack_xrows_open(arena, s->A, &s->rows);
    if (info) return info;
    s->A = &s->rows.A;
    s->b = randblas_arena_get(arena, m, sizeof *s->b);
    s->u = randblas_arena_get(arena, m, sizeof *s->u);
    s->scores = randblas_arena_get(arena, m, sizeof *s->scores);
    s->G = randblas_arena_get(arena, randblas_size_product(n, k), sizeof *s->G);
    s->W = randblas_arena_get(arena, randblas_size_product(n, k), sizeof *s->W);
    for (size_t c = 0; c < sizeof columns / sizeof *columns; c++)
        *columns[c] = randblas_arena_get(arena, n, sizeof **columns[c]);
    s->sweep = randlapack_xsweep_open(arena, s->A, NULL);
    info = randlapack_xls_factor_open(arena, &s->rows, s->options.family, s->options.sketch_nnz, d, 0,
                                      &s->options.state, &s->factor);
    s->report->sketch_rows = s->factor.d;
    if (info) return info == RANDBLAS_NOT_CONVERGED ? -4 : info;
    s->sketched = randblas_arena_get(arena, s->factor.d, sizeof *s->sketched);
    return arena->info;
}

static int open_batches(solver *s)
{
    const int64_t chunk = s->chunk;
    s->order = randblas_arena_get(&s->arena, chunk, sizeof *s->order);
    s->index = randblas_arena_get(&s->arena, randblas_size_product(2, chunk), sizeof *s->index);
    s->values = randblas_arena_get(&s->arena, randblas_size_product(2, chunk), sizeof *s->values);
    s->block = randblas_arena_get(&s->arena, randblas_size_product(s->batch, s->A->cols), sizeof *s->block);
    s->product = randblas_arena_get(&s->arena, s->batch, sizeof *s->product);
    return s->arena.info;
}

/* ---------------------------------------------------------------- where to start --------------------------------- */

/* x = R^-1 Q^T S b; through (S A)^T S b = R0^T Q^T S b where R stands for some of the columns only. */
static int sketch_and_solve(solver *s)
{
    const int64_t m = s->A->rows, n = s->A->cols, d = s->factor.d;
    const randlapack_xstacked_qr *qr = &s->factor.qr;
    int info = 0;
    if (s->factor.S)
        info = randblas_xskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, d, 1, m, 1,
                              s->factor.S, 0, 0, s->b, m, 0, s->sketched, d);
    for (int64_t i = 0; i < m && !s->factor.S; i++) s->sketched[i] = s->b[i];
    if (!info) info = randlapack_xormqr(d, 1, n, qr->W, qr->ld, qr->tau, s->sketched, d, qr->work);
    for (int64_t j = 0; j < n; j++) s->y[j] = s->sketched[j];
    if (!info && s->factor.P.columns) {
        for (int64_t j = 0; j < n; j++) s->g[j] = s->y[j];
        info = randlapack_xtrmv(RANDBLAS_TRANS, n, qr->W, qr->ld, s->g);
        if (!info) info = randlapack_xprecond_apply_transposed(&s->factor.P, 1, s->g, s->y);
    }
    return info ? info : randlapack_xprecond_apply(&s->factor.P, 1, s->y, s->x);
}

static int find_scores(solver *s)
{
    const int64_t m = s->A->rows;
    const double k = RANDLAPACK_LEVERAGE_VECTORS;
    double sum = 0;
    int info = randlapack_xleverage_draw(s->A->cols, &s->state, s->G);
    if (!info) info = randlapack_xprecond_apply(&s->factor.P, RANDLAPACK_LEVERAGE_VECTORS, s->G, s->W);
    if (!info) info = randlapack_xfactor_leverage(&s->arena, s->A, s->W, s->scores);
    if (info) return info;
    for (int64_t i = 0; i < m; i++) sum += s->scores[i];
    if (!isfinite(sum)) return RANDBLAS_NOT_FINITE;
    s->noise = sum * k / (k - 2) / SCORED / (double)s->batch;
    for (int64_t i = 0; i < m; i++)
        s->scores[i] = (sum > 0 ? SCORED * s->scores[i] / sum : 0) + (1 - SCORED) / (double)m;
    return 0;
}

/* ---------------------------------------------------------------- steps ------------------------------------------- */

/* One step of the recursion; returns eta. */
static double next_step(const solver *s, double *v)
{
    const double a = s->noise + s->L, size = a * s->mu * *v + s->noise;
    const double eta = size > 0 ? s->mu * *v / size : 0;
    *v -= s->mu * *v * eta;
    return eta;
}

/* How many steps the tolerance needs, or are allowed. */
static int64_t count_steps(const solver *s, double *v)
{
    const double eps = s->options.tolerance > 0 ? s->options.tolerance : DEFAULT_TOLERANCE;
    const int64_t most = s->options.max_steps ? s->options.max_steps : MOST_ROWS / s->batch;
    int64_t steps = 0;
    for (*v = s->v; *v * s->L > eps && steps < most; steps++) next_step(s, v);
    return steps;
}

/* index[0 .. chunk) and 1/p of it in values, in the order of the draws. */
static int draw(solver *s)
{
    const int64_t m = s->A->rows, chunk = s->chunk;
    const randblas_dist dist = randblas_row_sample_weighted(chunk, m, s->scores, 1);
    randblas_sketch *S = NULL;
    int64_t found = 0;
    int info = randblas_sketch_create(&dist, &s->state, &S, &s->state);
    if (!info)
        info = randblas_xfill_coo(chunk, m, S, 0, 0, chunk, s->order, s->index + chunk, s->values + chunk, &found);
    randblas_sketch_destroy(S);
    for (int64_t k = 0; k < chunk && !info; k++) {
        s->index[s->order[k]] = s->index[chunk + k];
        s->values[s->order[k]] = s->values[chunk + k];
    }
    return info == -1 ? RANDBLAS_INTERNAL : info;
}

/* x = x - eta R^-1 R^-T (1/B) sum a_i (a_i^T x - b_i) / p_i over the rows from `first` of the chunk. */
static int step(solver *s, int64_t first, double eta)
{
    const int64_t n = s->A->cols, B = s->batch, *index = s->index + first;
    const randblas_xview block = {s->block, s->rows.row_major ? n : B, s->rows.row_major};
    const randblas_xview x = {s->x, n, false}, product = {s->product, B, false}, g = {s->g, n, false};
    randlapack_xrows_gather(&s->rows, B, index, NULL, NULL, block);
    for (int64_t k = 0; k < B; k++) s->product[k] = -s->b[index[k]];
    randblas_xgemv(B, n, 1, block, false, x, product);
    for (int64_t k = 0; k < B; k++) { /* values^2 = 1/(chunk p) */
        const double inverse = (double)s->values[first + k] * (double)s->values[first + k] * (double)s->chunk;
        s->product[k] = (scalar_t)((double)s->product[k] * inverse / (double)B);
    }
    for (int64_t j = 0; j < n; j++) s->g[j] = 0;
    randblas_xgemv(n, B, 1, view_transposed(block), false, product, g);
    int info = randlapack_xprecond_apply_transposed(&s->factor.P, 1, s->g, s->y);
    if (!info) info = randlapack_xprecond_apply(&s->factor.P, 1, s->y, s->g);
    for (int64_t j = 0; j < n; j++) s->x[j] = (scalar_t)((double)s->x[j] - eta * (double)s->g[j]);
    return info;
}

static int iterate(solver *s, bool *enough)
{
    const double eps = s->options.tolerance > 0 ? s->options.tolerance : DEFAULT_TOLERANCE;
    double v = 0;
    const int64_t steps = count_steps(s, &v), per_chunk = min_i64(steps, s->A->rows / s->batch + 1);
    *enough = v * s->L <= eps;
    s->report->bound = v * s->L;
    if (steps == 0) return 0;
    s->chunk = randblas_size_product(per_chunk, s->batch);
    int info = open_batches(s);
    v = s->v;
    for (int64_t k = 0; k < steps && !info; k++) {
        const int64_t at = k % per_chunk;
        if (at == 0) info = randlapack_progress(&s->options.control, "iterate", (double)k / (double)steps);
        if (at == 0 && !info) info = draw(s);
        if (!info) info = step(s, at * s->batch, next_step(s, &v));
        s->report->steps = k + 1;
        s->report->rows = (k + 1) * s->batch;
    }
    return info;
}

/* u = u - b */
static void subtract(void *context, int64_t first, int64_t count, scalar_t *u, double *sums)
{
    const solver *s = context;
    for (int64_t i = 0; i < count; i++) {
        u[i] -= s->b[first + i];
        sums[0] += (double)u[i] * (double)u[i];
    }
}

static int prepare(solver *s, const scalar_t *b)
{
    const bool finite = randlapack_xls_load(s->A->rows, b, s->b, &s->exponent);
    int info = randlapack_progress(&s->options.control, "sketch", 0);
    if (!info) info = finite ? randlapack_xls_factor_make(&s->factor) : RANDBLAS_NOT_FINITE;
    s->deficient = info == RANDBLAS_RANK_DEFICIENT;
    s->state = s->factor.state;
    if (s->deficient) info = 0;
    if (!info) info = sketch_and_solve(s);
    if (!info) info = randlapack_progress(&s->options.control, "scores", 0);
    if (!info) info = find_scores(s);
    const double n = (double)s->A->cols, d = (double)s->factor.d;
    const double eta = randlapack_xls_factor_distortion(&s->factor);
    s->mu = 1 / ((1 + eta) * (1 + eta));
    s->L = 1 / ((1 - eta) * (1 - eta));
    s->v = s->factor.whole ? 0 : n / (d - n - 1) / s->mu;
    return info;
}

static int solve(solver *s, const scalar_t *b, int64_t d, scalar_t *x)
{
    bool enough = true;
    double sums[RANDLAPACK_SWEEP_SUMS];
    int info = open_workspace(s, d);
    if (info) return info;
    const double begin = randlapack_seconds();
    if (s->A->cols > 0) info = prepare(s, b);
    if (s->A->cols == 0 && !randlapack_xls_load(s->A->rows, b, s->b, &s->exponent)) info = RANDBLAS_NOT_FINITE;
    const double middle = randlapack_seconds();
    s->report->seconds_sketch = middle - begin;
    if (!info && s->A->cols > 0) info = iterate(s, &enough);
    if (!info) info = randlapack_xsweep_run(&s->sweep, s->x, subtract, s, s->u, NULL, sums);
    s->report->seconds_iterate = randlapack_seconds() - middle;
    if (info) return info;
    if (!isfinite(sums[0])) return RANDBLAS_NOT_FINITE;
    s->report->residual_norm = ldexp(sqrt(sums[0]), s->exponent);
    randlapack_xls_unload(s->A->cols, s->exponent, s->x, x);
    return !enough ? RANDBLAS_NOT_CONVERGED : s->deficient ? RANDBLAS_RANK_DEFICIENT : 0;
}

/* ---------------------------------------------------------------- entry ------------------------------------------- */

static bool read_options(solver *s, const randlapack_pwsgd_options *options, int64_t *d)
{
    randlapack_pwsgd_options *o = &s->options;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->sketch_rows < 0 || o->sketch_nnz < 0 || o->batch < 0 || o->max_steps < 0) return false;
    if (!(o->tolerance >= 0 && isfinite(o->tolerance)) || o->batch > MOST_ROWS) return false;
    s->batch = o->batch ? o->batch : s->A->cols > 0 ? s->A->cols : 1;
    *d = o->sketch_rows ? o->sketch_rows : DEFAULT_RATIO * s->A->cols + EXTRA_ROWS;
    return *d >= s->A->rows || *d > s->A->cols + 1;
}

int randlapack_xpwsgd(const randblas_xlinop *A, const scalar_t *b, scalar_t *x, const randlapack_pwsgd_options *options,
                      randlapack_pwsgd_report *report)
{
    randlapack_pwsgd_report ignored;
    solver s = {.A = A, .report = report ? report : &ignored};
    int64_t d = 0;
    *s.report = (randlapack_pwsgd_report){0};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if (A->rows < A->cols || A->kind == RANDBLAS_CALLBACK) return -1;
    if (!b && A->rows > 0) return -2;
    if (!x && A->cols > 0) return -3;
    if (!read_options(&s, options, &d)) return -4;

    const int64_t n = A->cols;
    s.arena = randblas_arena_open(&s.options.control);
    info = solve(&s, b, d, x);
    randlapack_xls_factor_close(&s.factor);
    randblas_arena_close(&s.arena);
    for (int64_t j = 0; j < n && info == RANDBLAS_NOT_FINITE; j++) x[j] = (scalar_t)NAN;
    return info;
}
