/*
 * BQRRP: blocked QR with column pivoting of a matrix of any shape @cite melnichenko2024, and HQRRP @cite
 * martinsson2017, which pivots within the panels too.  For each block of b columns:
 *
 *     Y P = Q_y R_y, Y a sketch of b + 8 rows;   A = A P;   the first b columns of A are factored;
 *     their reflectors are applied to the rest by GEMM;   Y is updated (sketch_pivots.c).
 *
 * geqp3 reads all of what is left once for each column; here it is read once for each block.  LAPACK finishes the last
 * block, and what has the size of rounding errors needs no pivots.  A rank or tolerance takes another way:
 * bqrrp_early.c.
 */
#include "bqrrp_impl.h"

#include "lapack_impl.h"
#include "measure_impl.h"
#include "options_impl.h"
#include "progress_impl.h"

#include <math.h>

#define PANEL_BLOCK 32 /* of HQRRP */

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static bool read_options(randlapack_xbqrrp_state *f, const randlapack_bqrrp_options *options)
{
    randlapack_bqrrp_options *o = &f->options;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->method < 0 || o->method > RANDLAPACK_PIVOT_PANELS || o->block < 0) return false;
    if (o->rank < 0 || !(o->tolerance >= 0 && o->tolerance < 1)) return false;
    f->k = o->rank ? min_i64(o->rank, f->least) : f->least;
    if (!o->method) o->method = RANDLAPACK_PIVOT_BLOCKS;
    if (!o->block && o->method == RANDLAPACK_PIVOT_PANELS) o->block = PANEL_BLOCK;
    f->block = randlapack_xsketch_pivots_plan(&f->p, o->block, f->k, o->oversampling);
    return true;
}

static int open_workspace(randlapack_xbqrrp_state *f)
{
    const int64_t b = f->block;
    randblas_arena *arena = &f->arena;
    randlapack_xsketch_pivots_open(&f->p, arena, b);
    f->V = randblas_arena_get(arena, randblas_size_product(f->p.m, b), sizeof *f->V);
    f->W = randblas_arena_get(arena, randblas_size_product(b, f->p.n), sizeof *f->W);
    f->T = randblas_arena_get(arena, randblas_size_product(b, b), sizeof *f->T);
    return arena->info;
}

bool randlapack_xbqrrp_weighty(const randlapack_xbqrrp_state *f)
{
    return f->p.fresh_norm > (double)f->p.n * REAL_EPS * f->p.first_norm;
}

double randlapack_xbqrrp_left(const randlapack_xbqrrp_state *f)
{
    const int64_t s = f->p.done;
    if (s == f->least) return 0;
    return randlapack_xmeasure(f->p.m - s, f->p.n - s, f->p.A + s * (f->p.lda + 1), f->p.lda, false).norm;
}

/* One block; its times are added to the report. */
static int step(randlapack_xbqrrp_state *f)
{
    const int64_t b = f->block;
    const double begin = randlapack_seconds();
    int info = randlapack_xsketch_pivots_find(&f->p);
    const double middle = randlapack_seconds();
    if (!info) info = randlapack_xbqrrp_panel(f, b);
    const double end = randlapack_seconds();
    if (!info) info = randlapack_xsketch_pivots_update(&f->p, b);
    f->report->seconds_pivots += middle - begin + randlapack_seconds() - end;
    f->report->seconds_factor += end - middle;
    return info;
}

static int factor(randlapack_xbqrrp_state *f)
{
    const double begin = randlapack_seconds();
    const bool blocked = f->least > f->block;
    int info = randlapack_progress(&f->options.control, "factor", 0);
    if (!info && blocked) info = randlapack_xsketch_pivots_draw(&f->p);
    f->report->seconds_pivots = randlapack_seconds() - begin;
    while (!info && f->least - f->p.done > f->block && randlapack_xbqrrp_weighty(f)) {
        info = randlapack_progress(&f->options.control, "factor", (double)f->p.done / (double)f->least);
        if (!info) info = step(f);
    }
    if (!info) info = randlapack_xbqrrp_rest(f, !blocked || randlapack_xbqrrp_weighty(f));
    f->p.done = info ? f->p.done : f->least;
    return info;
}

/* How many of the pivots exceed n eps times the first. */
static int64_t numerical_rank(const randlapack_xbqrrp_state *f)
{
    const double least = f->p.done > 0 ? (double)f->p.n * REAL_EPS * fabs((double)f->p.A[0]) : 0;
    int64_t rank = 0;
    while (rank < f->p.done && fabs((double)f->p.A[rank * (f->p.lda + 1)]) > least) rank++;
    return rank;
}

static int run(randlapack_xbqrrp_state *f)
{
    int info = open_workspace(f);
    if (info) return info;
    for (int64_t j = 0; j < f->p.n; j++) f->p.jpvt[j] = j;
    const randlapack_measure a = randlapack_xmeasure(f->p.m, f->p.n, f->p.A, f->p.lda, false);
    for (int64_t j = 0; j < f->least && !a.finite; j++) f->tau[j] = (scalar_t)NAN;
    if (!a.finite) return RANDBLAS_NOT_FINITE;
    f->report->norm = f->norm = a.norm;
    info = f->k < f->least || f->options.tolerance > 0 ? randlapack_xbqrrp_early(f) : factor(f);
    f->report->sketches = f->p.sketches;
    if (info && info != RANDBLAS_NOT_CONVERGED) return info;
    f->report->rank = numerical_rank(f);
    f->report->reflectors = f->p.done;
    f->report->error = randlapack_xbqrrp_left(f);
    return info;
}

int randlapack_xbqrrp(int64_t m, int64_t n, scalar_t *A, int64_t lda, int64_t *jpvt, scalar_t *tau,
                      const randlapack_bqrrp_options *options, randlapack_bqrrp_report *report)
{
    randlapack_bqrrp_report ignored;
    randlapack_xbqrrp_state f = {
        .p = {.m = m, .n = n, .A = A, .lda = lda, .jpvt = jpvt}, .least = min_i64(m, n), .tau = tau};
    f.report = report ? report : &ignored;
    *f.report = (randlapack_bqrrp_report){.block = 0};
    if (m < 0 || m > RANDBLAS_LARGEST) return -1;
    if (n < 0 || n > RANDBLAS_LARGEST) return -2;
    if (!A && f.least > 0) return -3;
    if (lda < (m > 1 ? m : 1) || randblas_beyond_memory(n, lda)) return -4;
    if (!jpvt && n > 0) return -5;
    if (!tau && f.least > 0) return -6;
    if (!read_options(&f, options)) return -7;
    int info = randlapack_xsketch_pivots_create(&f.p, f.options.family, &f.options.state);
    if (info) return info == -1 ? -7 : info; /* the options do not describe an operator */
    f.report->block = f.block;
    f.arena = randblas_arena_open(&f.options.control);
    if (f.least > 0) info = run(&f);
    for (int64_t j = 0; j < n && f.least == 0; j++) jpvt[j] = j;
    randblas_sketch_destroy(f.p.S);
    randblas_arena_close(&f.arena);
    return info;
}
