/*
 * P A Q = L U with columns chosen from a sketch (randomised complete pivoting @cite melgaard2015), in blocks.  What is
 * left of A after k columns is its Schur complement, C, for which Y = S C is at hand:
 *
 *     Y P = Q_y R_y by QR with pivoting: the next b columns, or as many as bring the error to the tolerance;
 *     a panel of them by getrf, and C is updated (lu_panel.c);   Y is updated (qr/sketch_pivots.c).
 *
 * Partial pivoting alone looks at one column at a time, and its pivots tell nothing of the rank; complete pivoting
 * reads C once for each of them.  Here columns are compared by their length in the sketch, and C is read once for each
 * block.
 *
 * A = P^T [L_1; L_2] [U_1 U_2] Q^T + P^T [0 0; 0 C] Q^T exactly, so ||C||_F is the error.  ||Y||_F estimates it, and C
 * itself is read when the estimate comes near the tolerance.  A sketch that shows far less than there is (a family or
 * size that does not fit the matrix) gives way to the largest entry of C, for one column.
 */
#include "lu_impl.h"

#include "options_impl.h"
#include "progress_impl.h"

#include <math.h>

#define FAR_LESS (1.0 / 16) /* a Gaussian sketch of 8 rows shows less of a norm in 1 of 10^8 draws */

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static bool read_options(randlapack_xlu_state *f, const randlapack_lu_options *options)
{
    randlapack_lu_options *o = &f->options;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->rank < 0 || o->block < 0 || isnan(o->tolerance) || o->tolerance >= 1) return false;
    f->rank = o->rank ? min_i64(o->rank, f->least) : f->least;
    f->block = randlapack_xsketch_pivots_plan(&f->p, o->block, f->rank, o->oversampling);
    return true;
}

/* Whether to stop.  If not, how much the sketch shows when it will be time to. */
static bool enough(randlapack_xlu_state *f)
{
    const double noise = (double)(f->p.m > f->p.n ? f->p.m : f->p.n) * REAL_EPS * f->norm;
    f->limit = f->threshold;
    f->distrusted = false;
    if (f->p.norm > 2 * fmax(f->threshold, noise)) return false;
    const double error = randlapack_xlu_rest(f);
    if (error <= f->threshold) return true;
    f->limit *= f->p.norm / error;
    f->distrusted = f->p.norm < FAR_LESS * error;
    return false;
}

/* The sketch of what is left behind b columns, whose number is in p.done afterwards. */
static int sketch_rest(randlapack_xlu_state *f, int64_t b)
{
    randlapack_xsketch_pivots *p = &f->p;
    const bool few = p->m - p->done - b <= p->d, last = p->done + b == f->rank;
    if (!few && !last && !f->distrusted) return randlapack_xsketch_pivots_update(p, b);
    p->done += b;
    return last ? 0 : randlapack_xsketch_pivots_draw(p);
}

/* One block; its times are added to the report. */
static int step(randlapack_xlu_state *f)
{
    int64_t b = f->distrusted ? 1 : min_i64(f->block, f->rank - f->p.done);
    int info = 0;
    const double begin = randlapack_seconds();
    if (f->distrusted)
        randlapack_xlu_largest_first(f);
    else
        info = randlapack_xsketch_pivots_find(&f->p);
    if (!info && !f->distrusted) b = randlapack_xsketch_pivots_width(&f->p, f->limit, b);
    const double middle = randlapack_seconds();
    if (!info) info = randlapack_xlu_panel(f, b);
    const double end = randlapack_seconds();
    if (!info) info = sketch_rest(f, b);
    f->report->seconds_pivots += middle - begin + randlapack_seconds() - end;
    f->report->seconds_factor += end - middle;
    return info;
}

static int factor(randlapack_xlu_state *f)
{
    const double begin = randlapack_seconds();
    int info = randlapack_progress(&f->options.control, "factor", 0);
    if (!info) info = randlapack_xsketch_pivots_draw(&f->p);
    f->report->seconds_pivots = randlapack_seconds() - begin;
    while (!info && f->p.done < f->rank && !enough(f)) {
        info = randlapack_progress(&f->options.control, "factor", (double)f->p.done / (double)f->rank);
        if (!info) info = step(f);
    }
    if (info || f->p.done == f->least) return info;
    if (f->options.tolerance > 0) return randlapack_xlu_rest(f) <= f->threshold ? 0 : RANDBLAS_NOT_CONVERGED;
    return f->p.done < f->rank ? RANDBLAS_RANK_DEFICIENT : 0;
}

static int run(randlapack_xlu_state *f)
{
    const double longest = (double)(f->p.m > f->p.n ? f->p.m : f->p.n), tolerance = f->options.tolerance;
    randlapack_xsketch_pivots_open(&f->p, &f->arena, f->block);
    int info = f->arena.info;
    if (info) return info;
    for (int64_t i = 0; i < f->p.m; i++) f->ipvt[i] = i;
    for (int64_t j = 0; j < f->p.n; j++) f->p.jpvt[j] = j;
    info = randlapack_xlu_load(f);
    if (info) return info;
    f->threshold = (tolerance < 0 ? 0 : tolerance > 0 ? tolerance : fmin(longest * REAL_EPS, 0.5)) * f->norm;
    info = factor(f);
    randlapack_xlu_unload(f);
    return info;
}

int randlapack_xsketched_lu(int64_t m, int64_t n, scalar_t *A, int64_t lda, int64_t *ipvt, int64_t *jpvt,
                            const randlapack_lu_options *options, randlapack_lu_report *report)
{
    randlapack_lu_report ignored;
    randlapack_xlu_state f = {
        .p = {.m = m, .n = n, .A = A, .lda = lda, .jpvt = jpvt}, .least = min_i64(m, n), .ipvt = ipvt};
    f.report = report ? report : &ignored;
    *f.report = (randlapack_lu_report){.growth = 1};
    if (m < 0 || m > RANDBLAS_LARGEST) return -1;
    if (n < 0 || n > RANDBLAS_LARGEST) return -2;
    if (!A && f.least > 0) return -3;
    if (lda < (m > 1 ? m : 1) || randblas_beyond_memory(n, lda)) return -4;
    if (!ipvt && m > 0) return -5;
    if (!jpvt && n > 0) return -6;
    if (!read_options(&f, options)) return -7;
    int info = randlapack_xsketch_pivots_create(&f.p, f.options.family, &f.options.state);
    if (info) return info == -1 ? -7 : info; /* the options do not describe an operator */
    f.report->block = f.block;
    f.arena = randblas_arena_open(&f.options.control);
    if (f.least > 0) info = run(&f);
    for (int64_t i = 0; i < m && f.least == 0; i++) ipvt[i] = i;
    for (int64_t j = 0; j < n && f.least == 0; j++) jpvt[j] = j;
    randblas_sketch_destroy(f.p.S);
    randblas_arena_close(&f.arena);
    return info;
}
