/*
 * Sketched GMRES @cite nakatsukasa2024 for A x = b, A square, with a right preconditioner M ~ A^-1.
 *
 *     b_1 = r/||r||;   h b_{j+1} = A M b_j - its parts along the last `band` vectors     (truncated Arnoldi)
 *     y = argmin || S (r - A M B y) ||,   x = x + M B y
 *
 * A basis that is not orthogonal costs O(n band) a step where GMRES takes O(n j); the sketch S, of 2 (d + 1) rows for a
 * cycle of d steps, makes up for it: its minimiser has a residual within a small factor of the least.  The small
 * problem is in sketched_basis.c.
 *
 * With S of s rows and j columns the sketched residual is too small, on average, by 1 - j/s; divided by that it
 * predicts the true one.  Once the prediction meets the tolerance the true residual is computed, and only
 * that ends the iteration; if it is too large the cycle goes on.
 *
 * Rounding errors in B y are of size eps cond(B) ||r||.  When these reach the residual, more steps are of no use: the
 * cycle ends and the next starts from the true residual.  A cycle that has made things worse is cut back to half
 * its columns until it has not.
 */
#include "lapack_impl.h"
#include "options_impl.h"
#include "progress_impl.h"
#include "sketched_basis_impl.h"

#include "blas_impl.h"
#include "randlapack.h"

#include <math.h>

#define DEFAULT_CYCLE 300
#define DEFAULT_BAND 4
#define DEFAULT_ITERATIONS 3000
#define BATCH 8        /* steps between sketches */
#define NOISE_SHARE 10 /* a cycle ends when the residual is less than this many times its rounding errors */
#define LEAST_GAIN 0.99
#define IDLE_CYCLES 3 /* cycles of less gain that are allowed in a row */

typedef struct sgmres {
    const randblas_xlinop *A, *M;
    const scalar_t *b;
    int64_t n;
    randlapack_sgmres_options options;
    randlapack_sgmres_report *report;
    randblas_arena arena;
    randblas_sketch *S;
    randlapack_xsketched_basis basis;
    int64_t cycle, most;
    int shift;                  /* iterates are those of 2^shift b */
    scalar_t *x, *r;            /* the iterate and its residual */
    scalar_t *next, *next_r;    /* a trial */
    scalar_t *z;                /* M times a vector */
    double right, norm, target; /* ||b||, ||r||, and where to stop, scaled */
    double caution;             /* what the prediction has to meet in units of the target */
} sgmres;

/* y = op x, for the n x n operator. */
static int apply(const sgmres *s, const randblas_xlinop *op, scalar_t alpha, const scalar_t *x, scalar_t beta,
                 scalar_t *y)
{
    return randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, 1, alpha, op, x, s->n, beta, y, s->n);
}

/* ||x||: by one product where it neither overflows nor underflows. */
static double fast_norm(int64_t n, scalar_t *x)
{
    scalar_t square = 0;
    const randblas_xview row = {x, n, true}, column = {x, n, false}, to = {&square, 1, false};
    randblas_xgemv(1, n, 1, row, false, column, to);
    const double safe = IS_SINGLE ? 1e-24 : 1e-280;
    return (double)square > safe && isfinite(square) ? sqrt((double)square) : randlapack_xnorm(n, x);
}

/* ---------------------------------------------------------------- one cycle --------------------------------------- */

/* Column j of H, and b_{j + 1} from b_j. */
static int arnoldi_step(sgmres *s, int64_t j)
{
    randlapack_xsketched_basis *basis = &s->basis;
    const int64_t n = s->n, band = basis->band, first = j - band + 1 > 0 ? j - band + 1 : 0, count = j + 1 - first;
    scalar_t *w = basis->B + (j + 1) * n, h[64] = {0};
    double *column = basis->H + j * (band + 1);
    int info = s->M ? apply(s, s->M, 1, basis->B + j * n, 0, s->z) : 0;
    if (!info) info = apply(s, s->A, 1, s->M ? s->z : basis->B + j * n, 0, w);
    if (info) return info;
    const double before = fast_norm(n, w);
    const randblas_xview V = {basis->B + first * n, n, false}, vector = {w, n, false}, parts = {h, 64, false};
    randblas_xgemv(count, n, 1, view_transposed(V), false, vector, parts);
    randblas_xgemv(n, count, -1, V, false, parts, vector);
    for (int64_t i = 0; i < band; i++) column[i] = i < band - count ? 0 : (double)h[i - (band - count)];
    const double after = fast_norm(n, w);
    if (!isfinite(after) || !isfinite(before)) return RANDBLAS_NOT_FINITE;
    const bool ends = !(after > (double)REAL_EPS * before);
    column[band] = ends ? 0 : after;
    for (int64_t i = 0; i < n; i++) w[i] = ends ? 0 : (scalar_t)((double)w[i] / after);
    basis->exhausted = basis->exhausted || ends;
    return 0;
}

/* next = x + M B y for the first `columns` columns, next_r its residual; *norm of that. */
static int try_columns(sgmres *s, int64_t columns, double *norm)
{
    int info = randlapack_xsketched_basis_solve(&s->basis, columns, s->M ? s->z : s->next);
    if (!info && s->M) info = apply(s, s->M, 1, s->z, 0, s->next);
    if (info) return info;
    for (int64_t i = 0; i < s->n; i++) {
        s->next[i] += s->x[i];
        s->next_r[i] = (scalar_t)ldexp((double)s->b[i], s->shift);
    }
    info = apply(s, s->A, -1, s->next, 1, s->next_r);
    *norm = randlapack_xnorm(s->n, s->next_r);
    return info;
}

static void accept(sgmres *s, double norm)
{
    scalar_t *const x = s->x, *const r = s->r;
    s->x = s->next;
    s->r = s->next_r;
    s->next = x;
    s->next_r = r;
    s->norm = norm;
}

/* What the true residual is likely to be after all columns of the cycle. */
static double predicted(const sgmres *s)
{
    const double sketched = sketched_residual(&s->basis, s->basis.columns);
    return s->S ? sketched / (1 - (double)s->basis.columns / (double)s->basis.rows) : sketched;
}

static bool spoilt(const sgmres *s)
{
    return (double)REAL_EPS * s->basis.condition * NOISE_SHARE * s->basis.g[s->basis.d + 1] >=
           sketched_residual(&s->basis, s->basis.columns);
}

/* A few steps of Arnoldi, taken into the small problem. */
static int grow(sgmres *s)
{
    const int64_t from = s->basis.columns, left = s->most - s->report->iterations;
    int64_t to = from + BATCH < s->cycle ? from + BATCH : s->cycle;
    if (to - from > left) to = from + left;
    int64_t j = from;
    int info = 0;
    for (; j < to && !info && !s->basis.exhausted; j++) info = arnoldi_step(s, j);
    s->report->iterations += j - from;
    return info ? info : randlapack_xsketched_basis_extend(&s->basis, j);
}

static double fraction_done(const sgmres *s, double residual)
{
    const double done = log(s->right / residual) / log(s->right / s->target);
    return done > 0 ? fmin(done, 1) : 0;
}

/* Grow the basis until the prediction and then the true residual meet the target, or it can grow no more. */
static int grow_to_target(sgmres *s, bool *met)
{
    randlapack_xsketched_basis *basis = &s->basis;
    int info = 0;
    while (!info && !*met && basis->columns < s->cycle && s->report->iterations < s->most && !basis->exhausted) {
        double norm = 0;
        info = grow(s);
        if (info) break;
        const double prediction = predicted(s);
        if (basis->condition > s->report->condition && isfinite(basis->condition))
            s->report->condition = basis->condition;
        info = randlapack_progress(&s->options.control, "iterate", fraction_done(s, prediction));
        if (info || spoilt(s)) break;
        if (prediction > s->caution * s->target) continue;
        info = try_columns(s, basis->columns, &norm);
        *met = norm <= s->target;
        if (*met)
            accept(s, norm);
        else
            s->caution *= fmax(0.1, fmin(0.7, 0.7 * s->target / norm));
    }
    return info;
}

/* x from all columns of the cycle, or from as many halves of them as make the residual smaller. */
static int close_cycle(sgmres *s)
{
    int info = 0;
    for (int64_t columns = s->basis.columns; columns > 0 && !info; columns /= 2) {
        double norm = 0;
        info = try_columns(s, columns, &norm);
        if (info || !(norm < s->norm)) continue;
        accept(s, norm);
        break;
    }
    return info;
}

static int run_cycle(sgmres *s)
{
    bool met = false;
    for (int64_t i = 0; i < s->n; i++) s->basis.B[i] = (scalar_t)((double)s->r[i] / s->norm);
    s->caution = 1;
    s->report->cycles++;
    int info = randlapack_xsketched_basis_start(&s->basis, s->norm);
    if (!info) info = grow_to_target(s, &met);
    return info || met ? info : close_cycle(s);
}

/* ---------------------------------------------------------------- frame ------------------------------------------- */

static int open_sketch(sgmres *s, int64_t rows)
{
    randblas_dist dist = randblas_sparse_sign(rows, s->n, 0);
    if (s->options.family) dist.family = s->options.family;
    const int info = randblas_sketch_create(&dist, &s->options.state, &s->S, NULL);
    return info == -1 ? -5 : info; /* the options do not describe an operator */
}

static int open_workspace(sgmres *s)
{
    const int64_t n = s->n, wanted = s->options.sketch_rows ? s->options.sketch_rows : 2 * (s->cycle + 1);
    const int64_t rows = wanted < n ? wanted : n;
    const int64_t band = s->options.truncation ? s->options.truncation : DEFAULT_BAND;
    scalar_t **const vectors[] = {&s->x, &s->r, &s->next, &s->next_r, &s->z};
    int info = rows < n ? open_sketch(s, rows) : 0;
    s->report->sketch_rows = rows;
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors && !info; i++)
        *vectors[i] = randblas_arena_get(&s->arena, n, sizeof(scalar_t));
    if (!info)
        info = randlapack_xsketched_basis_open(&s->arena, n, s->cycle, band < s->cycle ? band : s->cycle, s->S, rows,
                                               &s->basis);
    return info ? info : s->arena.info;
}

/* x = 0 and r = b, scaled by a power of two to entries of at most 1. */
static int load(sgmres *s)
{
    double largest = 0;
    bool finite = true;
    for (int64_t i = 0; i < s->n; i++) {
        largest = fmax(largest, fabs((double)s->b[i]));
        finite = finite && isfinite(s->b[i]);
    }
    if (!finite) return RANDBLAS_NOT_FINITE;
    s->shift = largest > 0 ? -ilogb(largest) - 1 : 0;
    for (int64_t i = 0; i < s->n; i++) {
        s->x[i] = 0;
        s->r[i] = (scalar_t)ldexp((double)s->b[i], s->shift);
    }
    s->right = s->norm = randlapack_xnorm(s->n, s->r);
    s->target = s->right * (s->options.tolerance > 0 ? s->options.tolerance : sqrt((double)REAL_EPS));
    return 0;
}

static int iterate(sgmres *s)
{
    int info = randlapack_progress(&s->options.control, "iterate", 0), idle = 0;
    while (!info && s->norm > s->target && s->report->iterations < s->most && idle < IDLE_CYCLES) {
        const double before = s->norm;
        info = run_cycle(s);
        idle = s->norm > LEAST_GAIN * before ? idle + 1 : 0;
    }
    if (!info && !(s->norm <= s->target)) info = RANDBLAS_NOT_CONVERGED;
    return info;
}

/* The result in the caller's units; false when it does not fit their range. */
static bool unscale(const sgmres *s, scalar_t *x)
{
    double lost = 0, size = 0;
    bool finite = true;
    for (int64_t i = 0; i < s->n; i++) {
        x[i] = (scalar_t)ldexp((double)s->x[i], -s->shift);
        lost = fmax(lost, fabs(ldexp((double)x[i], s->shift) - (double)s->x[i]));
        size = fmax(size, fabs((double)s->x[i]));
        finite = finite && isfinite(x[i]);
    }
    return finite && lost <= (double)REAL_EPS * size;
}

static int solve(sgmres *s, scalar_t *x)
{
    const double begin = randlapack_seconds();
    int info = s->n > 0 ? open_workspace(s) : 0;
    if (!info && s->n > 0) info = load(s);
    if (!info && s->n > 0) info = iterate(s);
    if ((info == 0 || info == RANDBLAS_NOT_CONVERGED) && s->n > 0) {
        if (!unscale(s, x)) info = RANDBLAS_NOT_CONVERGED;
        s->report->residual_norm = ldexp(s->norm, -s->shift);
    }
    for (int64_t i = 0; i < s->n && info == RANDBLAS_NOT_FINITE; i++) x[i] = (scalar_t)NAN;
    s->report->seconds = randlapack_seconds() - begin;
    return info;
}

static bool read_options(sgmres *s, const randlapack_sgmres_options *options)
{
    randlapack_sgmres_options *o = &s->options;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (o->control.memory_limit < 0 || !o->control.allocate != !o->control.release) return false;
    if (o->cycle < 0 || o->max_iterations < 0 || o->truncation < 0 || o->truncation > 64) return false;
    if (!(o->tolerance >= 0 && o->tolerance < 1) || o->sketch_rows < 0) return false;
    s->most = o->max_iterations ? o->max_iterations : DEFAULT_ITERATIONS;
    s->cycle = o->cycle ? o->cycle : DEFAULT_CYCLE;
    if (s->cycle > s->n) s->cycle = s->n;
    if (s->cycle > s->most) s->cycle = s->most;
    return o->sketch_rows == 0 || o->sketch_rows > s->cycle + 1;
}

int randlapack_xsgmres(const randblas_xlinop *A, const randblas_xlinop *M, const scalar_t *b, scalar_t *x,
                       const randlapack_sgmres_options *options, randlapack_sgmres_report *report)
{
    randlapack_sgmres_report ignored;
    sgmres s = {.A = A, .M = M, .b = b, .report = report ? report : &ignored};
    *s.report = (randlapack_sgmres_report){0};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if (A->rows != A->cols) return -1;
    s.n = A->rows;
    if (M) info = randblas_xlinop_check(M);
    if (info) return info == -1 ? -2 : info;
    if (M && (M->rows != s.n || M->cols != s.n)) return -2;
    if (!b && s.n > 0) return -3;
    if (!x && s.n > 0) return -4;
    if (!read_options(&s, options)) return -5;

    s.arena = randblas_arena_open(&s.options.control);
    info = solve(&s, x);
    randblas_sketch_destroy(s.S);
    randblas_arena_close(&s.arena);
    return info;
}
