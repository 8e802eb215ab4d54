/*
 * Leverage scores from a sketch @cite drineas2012:
 *
 *     S A = Q R   (with a ridge [S A; sqrt(lambda) I] = Q R),   score_i = ||a_i W||^2,   W = R^-1 or R^-1 G
 *
 * with G of k columns of N(0, 1/k).  A R^-1 = U M with U an orthonormal basis of the range and M inverse to the
 * triangular factor of S U up to a rotation, so that the scores without G lie between 1/smax(S U)^2 and 1/smin(S U)^2
 * times the exact ones: the extreme eigenvalues of M^T M = W^T (A^T A + lambda I) W, which is had on the way.
 *
 * With G, M is not known, and leverage_bounds.c says what is probable.
 */
#include "lapack_impl.h"
#include "leverage_bounds_impl.h"
#include "leverage_impl.h"
#include "options_impl.h"
#include "precond_impl.h"
#include "progress_impl.h"
#include "row_basis_impl.h"
#include "sketched_qr_impl.h"

#include "blas_impl.h"

#include <math.h>

#define DEFAULT_PROJECTIONS 64
#define SKETCH_RATIO 12 /* rows of the sketch per column, by default: singular values within 0.3 of 1 */
#define SKETCH_EXTRA 32
#define BLOCK_ROWS 2048
#define BLOCK_COLUMNS 16 /* of W, for operators whose rows cannot be had alone */

typedef struct scorer {
    const randblas_xlinop *A;
    const randlapack_xteam *team; /* A and scores are those of this process only; NULL: of all */
    randlapack_leverage_options options;
    randlapack_leverage_report *report;
    randblas_arena arena;
    randlapack_xsketched_qr qr;
    randlapack_xprecond P;
    int64_t k;   /* columns of W */
    scalar_t *W; /* n x k */
    scalar_t *B; /* k x k: W^T A^T A W, or NULL with G */
    scalar_t *scores;
} scorer;

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t all_rows(const scorer *s)
{
    return s->team ? s->team->rows : s->A->rows;
}

/* ---------------------------------------------------------------- W ----------------------------------------------- */

static int sketch(scorer *s)
{
    const int64_t asked = s->options.sketch_rows;
    const int64_t rows = asked ? asked : SKETCH_RATIO * s->A->cols + SKETCH_EXTRA;
    const randlapack_lsq_options options = {
        .state = s->options.state, .family = s->options.family, .sketch_nnz = s->options.sketch_nnz};
    int info = randlapack_xsketched_qr_open(&s->arena, s->A, s->team, min_i64(rows, all_rows(s)), 1, &options, &s->qr);
    if (info) return info == -7 ? -3 : info;
    s->report->sketch_rows = s->qr.rows;
    info = randlapack_progress(&s->options.control, "sketch", 0);
    return info ? info : randlapack_xsketched_qr_sketch(&s->arena, &s->qr);
}

/* R (2 n x n, of which the triangle counts) from [R; sqrt(lambda) I]. */
static int append_ridge(scorer *s, scalar_t *R)
{
    const int64_t n = s->A->cols;
    if (!R) return s->arena.info;
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < 2 * n; i++) {
            const bool ridge = i == j + n;
            R[i + 2 * j * n] = ridge ? (scalar_t)sqrt(s->options.lambda) : i <= j ? s->qr.QR[i + j * s->qr.rows] : 0;
        }
    return randlapack_xgeqrt(2 * n, n, R, 2 * n, s->qr.T, s->qr.work);
}

static int factor(scorer *s)
{
    const int64_t n = s->A->cols;
    scalar_t *R = s->qr.QR;
    int64_t ldr = s->qr.rows;
    int info = randlapack_progress(&s->options.control, "factor", 0);
    if (!info) info = randlapack_xsketched_qr_factor(&s->qr);
    if (!info && s->options.lambda > 0 && n > 0) {
        ldr = 2 * n;
        R = randblas_arena_get(&s->arena, randblas_size_product(n, ldr), sizeof *R);
        info = append_ridge(s, R);
    }
    if (!info) info = randlapack_xprecond_make(&s->arena, n, R, ldr, &s->P);
    if (info && info != RANDBLAS_RANK_DEFICIENT) return info;
    s->report->rank = s->P.rank;
    s->report->condition = s->P.condition;
    return info;
}

/* V (n x k) = G, entries of variance 1/k; or the identity. */
static int right_factor(scorer *s, bool exact, scalar_t *V)
{
    const int64_t n = s->A->cols, k = s->k;
    if (exact) {
        for (int64_t j = 0; j < k; j++)
            for (int64_t i = 0; i < n; i++) V[i + j * n] = i == j;
        return 0;
    }
    const randblas_dist dist = randblas_gaussian(k, n);
    randblas_sketch *G = NULL;
    int info = randblas_sketch_create(&dist, &s->report->next, &G, &s->report->next);
    if (!info) info = randblas_xfill(RANDBLAS_ROW_MAJOR, k, n, G, 0, 0, V, n); /* k x n by rows is n x k by columns */
    randblas_sketch_destroy(G);
    return info;
}

static int make_factor(scorer *s)
{
    const int64_t n = s->A->cols, rank = s->P.rank, asked = s->options.projections;
    const int64_t wanted = asked ? asked : DEFAULT_PROJECTIONS;
    const bool exact = wanted >= rank;
    s->k = exact ? rank : wanted;
    s->report->projections = s->k;
    s->W = randblas_arena_get(&s->arena, randblas_size_product(n, s->k), sizeof *s->W);
    scalar_t *V = randblas_arena_get(&s->arena, randblas_size_product(n, s->k), sizeof *V);
    if (exact) s->B = randblas_arena_get(&s->arena, randblas_size_product(s->k, s->k), sizeof *s->B);
    if (s->arena.info) return s->arena.info;
    for (int64_t i = 0; i < s->k * s->k && exact; i++) s->B[i] = 0;
    const int info = right_factor(s, exact, V);
    return info ? info : randlapack_xprecond_apply(&s->P, s->k, V, s->W);
}

/* ---------------------------------------------------------------- rows -------------------------------------------- */

static void add_squares(int64_t rows, int64_t cols, const scalar_t *Y, scalar_t *scores)
{
    for (int64_t j = 0; j < cols; j++)
        for (int64_t i = 0; i < rows; i++) scores[i] += Y[i + j * rows] * Y[i + j * rows];
}

/* The rows i .. i + r of a dense or CSR matrix. */
static randblas_xlinop rows_of(const randblas_xlinop *A, int64_t i, int64_t r)
{
    randblas_xlinop part = *A;
    part.rows = r;
    if (A->kind == RANDBLAS_DENSE) {
        part.values = view_at(view_make(A->values, A->ld, A->layout), i, 0);
    } else {
        part.ptr = A->ptr + i;
        part.nnz = A->ptr[i + r] - A->ptr[i];
    }
    return part;
}

static int score_by_rows(scorer *s)
{
    const int64_t m = s->A->rows, n = s->A->cols, k = s->k, block = min_i64(BLOCK_ROWS, m);
    scalar_t *Y = randblas_arena_get(&s->arena, randblas_size_product(block, k), sizeof *Y);
    int info = s->arena.info;
    for (int64_t i = 0; i < m && !info; i += block) {
        const int64_t r = min_i64(block, m - i);
        const randblas_xlinop part = rows_of(s->A, i, r);
        info = randlapack_progress(&s->options.control, "rows", (double)i / (double)m);
        if (!info) info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, k, 1, &part, s->W, n, 0, Y, r);
        if (info) break;
        const randblas_xview y = {Y, r, false}, b = {s->B, k, false};
        add_squares(r, k, Y, s->scores + i);
        if (s->B) randblas_xgemm(k, k, r, 1, view_transposed(y), y, b);
    }
    return info;
}

/* With exact sums, by the team, for which Y is kept whole. */
static int score_exactly(scorer *s)
{
    const randlapack_xteam *team = s->team;
    const int64_t m = s->A->rows, k = s->k;
    scalar_t *Y = randblas_arena_get(&s->arena, randblas_size_product(m, k), sizeof *Y);
    int info = s->arena.info;
    if (!info) info = randlapack_progress(&s->options.control, "rows", 0);
    if (!info) info = team->multiply(team->context, k, s->W, Y);
    if (info) return info;
    const randblas_xlinop all = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, m, k, Y, m > 1 ? m : 1);
    add_squares(m, k, Y, s->scores);
    return s->B ? team->gram(team->context, &all, s->B) : 0;
}

/* Columns j .. j + c of B are W^T A^T Y, Y = A W[:, j : j + c]. */
static int score_by_columns(scorer *s)
{
    const int64_t m = s->A->rows, n = s->A->cols, k = s->k, block = min_i64(BLOCK_COLUMNS, k);
    scalar_t *Y = randblas_arena_get(&s->arena, randblas_size_product(m, block), sizeof *Y);
    scalar_t *Z = randblas_arena_get(&s->arena, randblas_size_product(n, block), sizeof *Z);
    int info = s->arena.info;
    for (int64_t j = 0; j < k && !info; j += block) {
        const int64_t c = min_i64(block, k - j);
        info = randlapack_progress(&s->options.control, "rows", (double)j / (double)k);
        if (!info)
            info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, c, 1, s->A, s->W + j * n, n, 0, Y, m);
        if (info) break;
        add_squares(m, c, Y, s->scores);
        if (!s->B) continue;
        info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_TRANS, c, 1, s->A, Y, m, 0, Z, n);
        const randblas_xview w = {s->W, n, false}, z = {Z, n, false}, b = {s->B + j * k, k, false};
        if (!info) randblas_xgemm(k, c, n, 1, view_transposed(w), z, b);
    }
    return info;
}

/* ---------------------------------------------------------------- bounds ------------------------------------------ */

/* The extreme eigenvalues of B + lambda W^T W. */
static int certain_bounds(scorer *s)
{
    const int64_t n = s->A->cols, k = s->k;
    const scalar_t root = (scalar_t)sqrt(s->options.lambda);
    scalar_t *values = randblas_arena_get(&s->arena, k, sizeof *values);
    scalar_t *work = randblas_arena_get(&s->arena, RANDLAPACK_EIGEN_WORK(k), sizeof *work);
    int64_t *iwork = randblas_arena_get(&s->arena, 5 * k + 3, sizeof *iwork);
    if (s->arena.info) return s->arena.info;
    const randblas_xview w = {s->W, n, false}, b = {s->B, k, false};
    for (int64_t i = 0; i < n * k; i++) s->W[i] *= root; /* at most 1 then, where its square might overflow */
    if (root > 0) randblas_xgemm(k, k, n, 1, view_transposed(w), w, b);
    for (int64_t i = 0; i < k * k; i++)
        if (!isfinite(s->B[i])) return RANDBLAS_NOT_FINITE;
    const int info = randlapack_xsyevd(k, s->B, k, values, work, iwork);
    if (info) return info;
    s->report->lower = fmax(0, (double)values[0]);
    s->report->upper = (double)values[k - 1];
    return 0;
}

/* ---------------------------------------------------------------- entry ------------------------------------------- */

static int sum_exactly(scorer *s, double *sum)
{
    const int64_t m = s->A->rows;
    double *terms = randblas_arena_get(&s->arena, m, sizeof *terms);
    if (s->arena.info) return s->arena.info;
    for (int64_t i = 0; i < m; i++) terms[i] = (double)s->scores[i];
    return s->team->totals(s->team->context, m, 1, terms, sum);
}

/* What is summed over rows, of all of them. */
static int sum_over_team(scorer *s, double *sum)
{
    scalar_t own = (scalar_t)*sum;
    int info = 0;
    if (!s->team) return 0;
    if (s->team->exact) return sum_exactly(s, sum);
    if (s->B) info = s->team->sum(s->team->context, s->k * s->k, s->B);
    if (!info) info = s->team->sum(s->team->context, 1, &own);
    *sum = (double)own;
    return info;
}

static int finish(scorer *s)
{
    double sum = 0;
    for (int64_t i = 0; i < s->A->rows; i++) sum += (double)s->scores[i];
    const int info = sum_over_team(s, &sum);
    if (info) return info;
    s->report->sum = sum;
    if (!isfinite(sum)) return RANDBLAS_NOT_FINITE;
    if (s->B && s->k > 0) return certain_bounds(s);
    if (s->k > 0)
        randlapack_leverage_bounds(all_rows(s), s->P.rank, s->qr.S ? s->qr.rows : 0, s->k, &s->report->lower,
                                   &s->report->upper);
    return 0;
}

static int score(scorer *s)
{
    const bool by_rows = s->A->kind == RANDBLAS_DENSE || s->A->kind == RANDBLAS_CSR;
    for (int64_t i = 0; i < s->A->rows; i++) s->scores[i] = 0;
    s->report->lower = s->report->upper = 1;
    int info = make_factor(s);
    if (!info && s->k > 0 && s->team && s->team->exact)
        info = score_exactly(s);
    else if (!info && s->k > 0)
        info = by_rows ? score_by_rows(s) : score_by_columns(s);
    return info ? info : finish(s);
}

static int solve(scorer *s)
{
    const double begin = randlapack_seconds();
    int info = sketch(s);
    const double sketched = randlapack_seconds();
    s->report->seconds_sketch = sketched - begin;
    if (!info) info = factor(s);
    const double factored = randlapack_seconds();
    s->report->seconds_factor = factored - sketched;
    if (info && info != RANDBLAS_RANK_DEFICIENT) return info;
    const int failed = score(s);
    s->report->seconds_rows = randlapack_seconds() - factored;
    return failed ? failed : info;
}

static bool read_options(scorer *s, const randlapack_leverage_options *options)
{
    randlapack_leverage_options *o = &s->options;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->sketch_rows < 0 || (o->sketch_rows > 0 && o->sketch_rows < s->A->cols) || o->sketch_nnz < 0) return false;
    return o->projections >= 0 && o->lambda >= 0 && isfinite(o->lambda);
}

/* Where G begins: after the sketch, whether it was drawn or not. */
static int follow_sketch(scorer *s)
{
    const randlapack_leverage_options *o = &s->options;
    const int64_t asked = o->sketch_rows ? o->sketch_rows : SKETCH_RATIO * s->A->cols + SKETCH_EXTRA;
    randblas_dist dist = randblas_sparse_sign(min_i64(asked, all_rows(s)), all_rows(s), o->sketch_nnz);
    if (o->family) dist.family = o->family;
    return randblas_state_next(&dist, &o->state, &s->report->next) ? -3 : 0;
}

int randlapack_xleverage_team(const randblas_xlinop *A, const randlapack_xteam *team, scalar_t *scores,
                              const randlapack_leverage_options *options, randlapack_leverage_report *report)
{
    randlapack_leverage_report ignored;
    scorer s = {.A = A, .team = team, .report = report ? report : &ignored, .scores = scores};
    *s.report = (randlapack_leverage_report){.upper = INFINITY};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if (all_rows(&s) < A->cols) return -1;
    if (!scores && A->rows > 0) return -2;
    if (!read_options(&s, options)) return -3;
    info = follow_sketch(&s);
    if (info) return info;

    s.arena = randblas_arena_open(&s.options.control);
    info = solve(&s);
    randblas_sketch_destroy(s.qr.S);
    randblas_arena_close(&s.arena);
    for (int64_t i = 0; i < A->rows && info == RANDBLAS_NOT_FINITE; i++) scores[i] = (scalar_t)NAN;
    return info;
}

int randlapack_xleverage_sketched(const randblas_xlinop *A, scalar_t *scores,
                                  const randlapack_leverage_options *options, randlapack_leverage_report *report)
{
    return randlapack_xleverage_team(A, NULL, scores, options, report);
}
