/*
 * Randomly pivoted Cholesky @cite chen2024, accelerated with rejection @cite epperly2024c.  With u = diag(A - F F^T):
 *
 *     propose   p_1 .. p_b independently with probabilities u / sum u
 *     examine   H = A(P, P) - F(P, :) F(P, :)^T;  for i = 1 .. b:  accept p_i with probability H_ii / u(p_i), and then
 *               l = H(:, i) / sqrt(H_ii),  H = H - l l^T
 *     update    G = A(:, P') - F F(P', :)^T for the accepted P',  F = [F, G R^-1] with R^T R = the core of P' (its rows
 *               are the l^T),  u = u - the squares of the new rows
 *
 * H_ii / u(p_i) is what is left of the probability of p_i after the pivots accepted before it, so that accepted pivots
 * have the law of the sequential method, whatever b.  Only accepted columns are evaluated in full, and the work is two
 * products of matrices a round.  The first proposal of a round is always accepted.
 *
 * Rounding: u(i) carries errors of about (rank) eps a_ii.  Entries below that are exhausted and not proposed any more;
 * entries below minus a larger multiple show that A is not positive semidefinite.  Sums of u are taken in units of the
 * largest diagonal entry, so that they do not overflow.
 */
#include "entries_impl.h"
#include "lapack_impl.h"
#include "options_impl.h"
#include "progress_impl.h"

#include "arena_impl.h"
#include "blas_impl.h"

#include <math.h>

#define LEAST_BLOCK 16
#define MOST_BLOCK 256
#define EXHAUSTED 4   /* in units of (rank + 1) eps a_ii */
#define NEGATIVE 64   /* the same */
#define ROW_BLOCK 512 /* rows whose squares are summed at a time */

typedef struct rpcholesky {
    const randlapack_xentries *A;
    randlapack_rpcholesky_options options;
    randlapack_rpcholesky_report *report;
    randblas_arena arena;
    int64_t n, k, block, ldf;
    int64_t *S;
    scalar_t *F;
    double *diagonal, *u, *sums; /* a_ii, u, running sums of u */
    double largest;              /* of the diagonal: the unit of `sums` and of traces */
    randblas_sketch *uniform;    /* column r: 2 b numbers for round r */
    double *draws;
    int64_t *proposed, *accepted; /* rows; places in `proposed` */
    int64_t count;                /* how many were accepted */
    scalar_t *H, *R, *rows;       /* b x b, b x b, b x k */
    bool negative;
} rpcholesky;

/* ---------------------------------------------------------------- workspace, diagonal ----------------------------- */

static int open_workspace(rpcholesky *r)
{
    const int64_t n = r->n, b = r->block;
    randblas_arena *arena = &r->arena;
    randblas_dist dist = randblas_uniform(2 * b, INT32_MAX);
    dist.unscaled = 1;
    r->diagonal = randblas_arena_get(arena, n, sizeof *r->diagonal);
    r->u = randblas_arena_get(arena, n, sizeof *r->u);
    r->sums = randblas_arena_get(arena, n, sizeof *r->sums);
    r->draws = randblas_arena_get(arena, 2 * b, sizeof *r->draws);
    r->proposed = randblas_arena_get(arena, b, sizeof *r->proposed);
    r->accepted = randblas_arena_get(arena, b, sizeof *r->accepted);
    r->H = randblas_arena_get(arena, b * b, sizeof *r->H);
    r->R = randblas_arena_get(arena, b * b, sizeof *r->R);
    r->rows = randblas_arena_get(arena, randblas_size_product(b, r->k), sizeof *r->rows);
    return arena->info ? arena->info : randblas_sketch_create(&dist, &r->options.state, &r->uniform, NULL);
}

static int entries(rpcholesky *r, int64_t nrows, const int64_t *rows, int64_t ncols, const int64_t *cols, scalar_t *out,
                   int64_t ld)
{
    const double begin = randlapack_seconds();
    const int info = randlapack_xentries_get(r->A, nrows, rows, ncols, cols, out, ld);
    r->report->seconds_entries += randlapack_seconds() - begin;
    return info;
}

static int read_diagonal(rpcholesky *r)
{
    bool finite = true;
    int info = 0;
    const double begin = randlapack_seconds();
    for (int64_t i = 0; i < r->n && !info; i++) {
        scalar_t a = 0;
        info = randlapack_xentries_get(r->A, 1, &i, 1, &i, &a, 1);
        r->diagonal[i] = r->u[i] = (double)a;
        r->largest = fmax(r->largest, (double)a);
        r->negative = r->negative || a < 0;
        finite = finite && isfinite(a);
    }
    r->report->seconds_entries += randlapack_seconds() - begin;
    return info ? info : !finite ? RANDBLAS_NOT_FINITE : r->negative ? RANDBLAS_NOT_POSITIVE_DEFINITE : 0;
}

/* The level of rounding errors in u(i), to be multiplied. */
static double rounding(const rpcholesky *r, int64_t rank, int64_t i)
{
    return (double)(rank + 1) * (double)REAL_EPS * (r->diagonal[i] + (double)REAL_EPS * r->largest);
}

/* The trace of the residual in units of the largest diagonal entry. */
static double remaining(const rpcholesky *r)
{
    double sum = 0;
    for (int64_t i = 0; i < r->n; i++) sum += fmax(r->u[i], 0) / r->largest;
    return sum;
}

/* ---------------------------------------------------------------- propose ----------------------------------------- */

/* The first place where the running sum exceeds t; t is below the last one. */
static int64_t find(const rpcholesky *r, double t)
{
    int64_t low = 0, high = r->n - 1;
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        if (r->sums[middle] > t)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* Pivots and the numbers in [0, 1) that decide on them; false: nothing is left to propose. */
static int propose(rpcholesky *r, bool *exhausted)
{
    const int64_t n = r->n, b = r->block, rank = r->report->rank;
    double sum = 0;
    for (int64_t i = 0; i < n; i++) {
        if (r->u[i] > EXHAUSTED * rounding(r, rank, i)) sum += r->u[i] / r->largest;
        r->sums[i] = sum;
    }
    *exhausted = !(sum > 0);
    if (*exhausted) return 0;
    const int info = randblas_dfill(RANDBLAS_COL_MAJOR, 2 * b, 1, r->uniform, 0, r->report->rounds++, r->draws, 2 * b);
    for (int64_t i = 0; i < 2 * b && !info; i++)
        r->draws[i] = fmin(fmax((r->draws[i] / sqrt(3) + 1) / 2, 0), 1 - DBL_EPSILON);
    for (int64_t i = 0; i < b && !info; i++) r->proposed[i] = find(r, r->draws[i] * sum * (1 - DBL_EPSILON));
    return info;
}

/* ---------------------------------------------------------------- examine ----------------------------------------- */

/* H = the residual on the proposed pivots; `rows` = their rows of F. */
static int residual_block(rpcholesky *r)
{
    const int64_t b = r->block, rank = r->report->rank;
    const int info = entries(r, b, r->proposed, b, r->proposed, r->H, b);
    bool finite = true;
    if (info) return info;
    for (int64_t k = 0; k < b * b; k++) finite = finite && isfinite(r->H[k]);
    if (!finite) return RANDBLAS_NOT_FINITE; /* before it is taken for a negative number */
    for (int64_t j = 0; j < rank; j++)
        for (int64_t i = 0; i < b; i++) r->rows[i + j * b] = r->F[r->proposed[i] + j * r->ldf];
    const randblas_xview rows = {r->rows, b, false}, H = {r->H, b, false};
    randblas_xgemm(b, b, rank, -1, rows, view_transposed(rows), H);
    return 0;
}

/* H(i : b, i) = l, and the rest of H without l l^T. */
static void eliminate(rpcholesky *r, int64_t i)
{
    const int64_t b = r->block;
    scalar_t *l = r->H + i * b;
    const scalar_t root = (scalar_t)sqrt((double)l[i]);
    for (int64_t a = i; a < b; a++) l[a] /= root;
    for (int64_t j = i + 1; j < b; j++)
        for (int64_t a = j; a < b; a++) r->H[a + j * b] -= l[a] * l[j];
}

static void examine(rpcholesky *r)
{
    const int64_t b = r->block, rank = r->report->rank, wanted = r->k - rank;
    r->count = 0;
    for (int64_t i = 0; i < b && r->count < wanted; i++) {
        const int64_t p = r->proposed[i];
        const double h = (double)r->H[i + i * b], level = rounding(r, rank + r->count, p);
        const bool left = h > EXHAUSTED * level, drawn = r->draws[b + i] * r->u[p] < h;
        if (h < -NEGATIVE * level) r->negative = true;
        if (left && (drawn || i == 0)) {
            r->accepted[r->count++] = i;
            eliminate(r, i);
        } else {
            r->report->rejections++;
            if (i == 0) r->u[p] = 0; /* rounding had hidden that it is exhausted: propose it no more */
        }
    }
}

/* ---------------------------------------------------------------- update ------------------------------------------ */

/* The rows l^T of the accepted pivots, and their rows of F. */
static void collect(rpcholesky *r)
{
    const int64_t b = r->block, c = r->count;
    for (int64_t j = 0; j < c; j++)
        for (int64_t i = 0; i <= j; i++) r->R[i + j * c] = r->H[r->accepted[j] + r->accepted[i] * b];
    for (int64_t j = 0; j < r->report->rank; j++) /* in place: nothing is overwritten before it is read */
        for (int64_t i = 0; i < c; i++) r->rows[i + j * c] = r->rows[r->accepted[i] + j * b];
    for (int64_t i = 0; i < c; i++) r->accepted[i] = r->proposed[r->accepted[i]];
}

/* The new columns of F. */
static int extend(rpcholesky *r)
{
    const int64_t n = r->n, c = r->count, rank = r->report->rank;
    scalar_t *G = r->F + rank * r->ldf;
    int info = entries(r, n, NULL, c, r->accepted, G, r->ldf);
    if (info) return info;
    r->report->columns += c;
    const randblas_xview F = {r->F, r->ldf, false}, rows = {r->rows, c, true}, to = {G, r->ldf, false};
    const randblas_xview transposed = {rows.p, c, true};
    randblas_xgemm(n, c, rank, -1, F, transposed, to);
    return randlapack_xtrsm_right(n, c, r->R, c, G, r->ldf);
}

/* How many of the new columns the tolerance asks for, by the traces that they take away. */
static int64_t needed(const rpcholesky *r)
{
    const scalar_t *G = r->F + r->report->rank * r->ldf;
    const double unit = sqrt(r->largest), goal = r->options.tolerance * r->report->trace;
    double rest = remaining(r);
    if (goal <= 0) return r->count;
    for (int64_t j = 0; j < r->count; j++) {
        double sum = 0;
#pragma omp parallel for reduction(+ : sum) if (r->n > 65536)
        for (int64_t i = 0; i < r->n; i++) {
            const double g = (double)G[i + j * r->ldf] / unit;
            sum += g * g;
        }
        rest -= sum;
        if (rest <= goal) return j + 1;
    }
    return r->count;
}

/* u less the squares of the rows of the new columns; RANDBLAS_NOT_FINITE, RANDBLAS_NOT_POSITIVE_DEFINITE. */
static int reduce(rpcholesky *r, int64_t columns)
{
    const int64_t n = r->n, rank = r->report->rank;
    const scalar_t *G = r->F + rank * r->ldf;
    bool negative = false, finite = true;
#pragma omp parallel for reduction(|| : negative) reduction(&& : finite) if (n * columns > 65536)
    for (int64_t first = 0; first < n; first += ROW_BLOCK) {
        const int64_t last = n - first < ROW_BLOCK ? n : first + ROW_BLOCK;
        for (int64_t j = 0; j < columns; j++)
            for (int64_t i = first; i < last; i++) r->u[i] -= (double)G[i + j * r->ldf] * (double)G[i + j * r->ldf];
        for (int64_t i = first; i < last; i++) {
            negative = negative || r->u[i] < -NEGATIVE * rounding(r, rank + columns, i);
            finite = finite && isfinite(r->u[i]);
        }
    }
    for (int64_t j = 0; j < columns; j++) r->u[r->accepted[j]] = 0;
    return !finite ? RANDBLAS_NOT_FINITE : negative ? RANDBLAS_NOT_POSITIVE_DEFINITE : 0;
}

static int update(rpcholesky *r)
{
    collect(r);
    int info = extend(r);
    const int64_t columns = info ? 0 : needed(r);
    if (!info) info = reduce(r, columns);
    if (info) return info;
    for (int64_t j = 0; j < columns; j++) r->S[r->report->rank + j] = r->accepted[j];
    r->report->rank += columns;
    return 0;
}

/* ---------------------------------------------------------------- the whole --------------------------------------- */

static int factor(rpcholesky *r)
{
    bool exhausted = false;
    int info = randlapack_progress(&r->options.control, "factor", 0);
    if (!info) info = read_diagonal(r);
    if (info || r->largest <= 0) return info;
    randlapack_rpcholesky_report *report = r->report;
    report->trace = remaining(r);
    report->trace_error = 1;
    while (report->rank < r->k && report->trace_error > r->options.tolerance) {
        info = randlapack_progress(&r->options.control, "factor", (double)report->rank / (double)r->k);
        if (!info) info = propose(r, &exhausted);
        if (info || exhausted) break;
        info = residual_block(r);
        if (info) break;
        examine(r);
        if (r->negative) info = RANDBLAS_NOT_POSITIVE_DEFINITE;
        if (!info && r->count > 0) info = update(r);
        if (info) break;
        report->trace_error = remaining(r) / report->trace;
    }
    const bool short_of = report->rank == r->k && report->trace_error > r->options.tolerance;
    if (!info && r->options.tolerance > 0 && short_of && !exhausted) info = RANDBLAS_NOT_CONVERGED;
    return info;
}

/* What lies beyond the rank, or everything when the input is not finite. */
static void fill_rest(rpcholesky *r, bool nan)
{
    const int64_t first = nan ? 0 : r->report->rank;
    for (int64_t j = first; j < r->k; j++) {
        r->S[j] = -1;
        for (int64_t i = 0; i < r->n; i++) r->F[i + j * r->ldf] = nan ? (scalar_t)NAN : 0;
    }
}

static bool read_options(rpcholesky *r, const randlapack_rpcholesky_options *options)
{
    randlapack_rpcholesky_options *o = &r->options;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (o->control.memory_limit < 0 || !o->control.allocate != !o->control.release) return false;
    if (!(o->tolerance >= 0 && o->tolerance < 1) || o->block < 0 || o->block > 4096) return false;
    const int64_t wanted = r->k / 2 < LEAST_BLOCK ? LEAST_BLOCK : r->k / 2 > MOST_BLOCK ? MOST_BLOCK : r->k / 2;
    r->block = o->block ? o->block : wanted;
    return true;
}

int randlapack_xrpcholesky(const randlapack_xentries *A, int64_t k, int64_t *S, scalar_t *F, int64_t ldf,
                           const randlapack_rpcholesky_options *options, randlapack_rpcholesky_report *report)
{
    randlapack_rpcholesky_report ignored;
    rpcholesky r = {.A = A, .k = k, .S = S, .F = F, .ldf = ldf, .report = report ? report : &ignored};
    *r.report = (randlapack_rpcholesky_report){0};
    if (randlapack_xentries_check(A) || A->rows != A->cols) return -1;
    r.n = A->rows;
    if (k < 0 || k > r.n) return -2;
    if (!S && k > 0) return -3;
    if (!F && k > 0) return -4;
    if (ldf < (r.n > 1 ? r.n : 1)) return -5;
    if (!read_options(&r, options)) return -6;

    const double begin = randlapack_seconds();
    r.arena = randblas_arena_open(&r.options.control);
    int info = open_workspace(&r);
    if (!info) info = factor(&r);
    if (info > -1000) fill_rest(&r, info == RANDBLAS_NOT_FINITE);
    randblas_sketch_destroy(r.uniform);
    randblas_arena_close(&r.arena);
    r.report->trace *= r.largest;
    r.report->seconds_update = randlapack_seconds() - begin - r.report->seconds_entries;
    return info;
}
