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
#include "options_impl.h"
#include "progress_impl.h"
#include "rpcholesky_impl.h"

#define LEAST_BLOCK 16
#define MOST_BLOCK 256

static int open_workspace(randlapack_xrpcholesky_state *r)
{
    const int64_t n = r->n, b = r->block;
    randblas_arena *arena = &r->arena;
    randblas_dist dist = randblas_uniform(2 * b, INT32_MAX);
    dist.unscaled = 1;
    r->diagonal = randblas_arena_get(arena, n, sizeof *r->diagonal);
    r->u = randblas_arena_get(arena, n, sizeof *r->u);
    r->sums = randblas_arena_get(arena, n, sizeof *r->sums);
    r->draws = randblas_arena_get(arena, randblas_size_product(2, b), sizeof *r->draws);
    r->proposed = randblas_arena_get(arena, b, sizeof *r->proposed);
    r->accepted = randblas_arena_get(arena, b, sizeof *r->accepted);
    r->H = randblas_arena_get(arena, randblas_size_product(b, b), sizeof *r->H);
    r->R = randblas_arena_get(arena, randblas_size_product(b, b), sizeof *r->R);
    r->rows = randblas_arena_get(arena, randblas_size_product(b, r->k), sizeof *r->rows);
    return arena->info ? arena->info : randblas_sketch_create(&dist, &r->options.state, &r->uniform, NULL);
}

static int read_diagonal(randlapack_xrpcholesky_state *r)
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

static int factor(randlapack_xrpcholesky_state *r)
{
    bool exhausted = false;
    int info = randlapack_progress(&r->options.control, "factor", 0);
    if (!info) info = read_diagonal(r);
    if (info || r->largest <= 0) return info;
    randlapack_rpcholesky_report *report = r->report;
    report->trace = rpcholesky_remaining(r);
    report->trace_error = 1;
    while (report->rank < r->k && report->trace_error > r->options.tolerance) {
        info = randlapack_progress(&r->options.control, "factor", (double)report->rank / (double)r->k);
        if (!info) info = randlapack_xrpcholesky_round(r, &exhausted);
        if (info || exhausted) break;
        report->trace_error = rpcholesky_remaining(r) / report->trace;
    }
    const bool short_of = report->rank == r->k && report->trace_error > r->options.tolerance;
    if (!info && r->options.tolerance > 0 && short_of && !exhausted) info = RANDBLAS_NOT_CONVERGED;
    return info;
}

/* What lies beyond the rank, or everything when the input is not finite. */
static void fill_rest(randlapack_xrpcholesky_state *r, bool nan)
{
    const int64_t first = nan ? 0 : r->report->rank;
    for (int64_t j = first; j < r->k; j++) {
        r->S[j] = -1;
        for (int64_t i = 0; i < r->n; i++) r->F[i + j * r->ldf] = nan ? (scalar_t)NAN : 0;
    }
}

static bool read_options(randlapack_xrpcholesky_state *r, const randlapack_rpcholesky_options *options)
{
    randlapack_rpcholesky_options *o = &r->options;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (!(o->tolerance >= 0 && o->tolerance < 1) || o->block < 0 || o->block > 4096) return false;
    const int64_t wanted = r->k / 2 < LEAST_BLOCK ? LEAST_BLOCK : r->k / 2 > MOST_BLOCK ? MOST_BLOCK : r->k / 2;
    r->block = o->block ? o->block : wanted;
    return true;
}

int randlapack_xrpcholesky(const randlapack_xentries *A, int64_t k, int64_t *S, scalar_t *F, int64_t ldf,
                           const randlapack_rpcholesky_options *options, randlapack_rpcholesky_report *report)
{
    randlapack_rpcholesky_report ignored;
    randlapack_xrpcholesky_state r = {.A = A, .k = k, .S = S, .F = F, .ldf = ldf, .report = report ? report : &ignored};
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
