/*
 * BQRRP that stops early: after k columns, or when the error is within a tolerance.  With the first s columns factored,
 * A P = Q [R_11 R_12; 0 C], so ||C||_F is the error of the leading s columns of Q and rows of R.  ||Y||_F, Y the sketch
 * of C, estimates it, and C itself is read when the estimate comes near the tolerance.
 *
 *     Y P = Q_y R_y with pivoting: the next b columns, or as many as bring ||Y||_F to the tolerance;
 *     a panel of them, its reflectors applied to what is left;   Y is updated.
 *
 * What has the size of rounding errors needs no pivots here either, but its columns are counted.
 */
#include "bqrrp_impl.h"

#include "progress_impl.h"

#include <math.h>

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Whether to stop.  If not, how much the sketch shows when it will be time to. */
static bool enough(randlapack_xbqrrp_state *f)
{
    const double threshold = f->options.tolerance * f->norm;
    const double noise = (double)(f->p.m > f->p.n ? f->p.m : f->p.n) * REAL_EPS * f->norm;
    if (f->options.tolerance == 0) return false;
    f->limit = threshold;
    if (randlapack_xbqrrp_weighty(f) && f->p.norm > 2 * fmax(threshold, noise)) return false;
    const double error = randlapack_xbqrrp_left(f);
    if (error <= threshold) return true;
    f->limit *= f->p.norm / error;
    return false;
}

/* The sketch of what is left behind b columns, whose number is in p.done afterwards. */
static int sketch_rest(randlapack_xbqrrp_state *f, int64_t b)
{
    randlapack_xsketch_pivots *p = &f->p;
    const bool few = p->m - p->done - b <= p->d, last = p->done + b == f->k || !randlapack_xbqrrp_weighty(f);
    if (!few && !last) return randlapack_xsketch_pivots_update(p, b);
    p->done += b;
    return last ? 0 : randlapack_xsketch_pivots_draw(p);
}

/* One block; its times are added to the report. */
static int step(randlapack_xbqrrp_state *f)
{
    int64_t b = min_i64(f->block, f->k - f->p.done);
    const bool pivoted = randlapack_xbqrrp_weighty(f);
    const double begin = randlapack_seconds();
    int info = pivoted ? randlapack_xsketch_pivots_find(&f->p) : 0;
    if (!info && pivoted) b = randlapack_xsketch_pivots_width(&f->p, f->limit, b);
    const double middle = randlapack_seconds();
    if (!info) info = randlapack_xbqrrp_panel(f, b);
    const double end = randlapack_seconds();
    if (!info) info = sketch_rest(f, b);
    f->report->seconds_pivots += middle - begin + randlapack_seconds() - end;
    f->report->seconds_factor += end - middle;
    return info;
}

int randlapack_xbqrrp_early(randlapack_xbqrrp_state *f)
{
    const double begin = randlapack_seconds();
    int info = randlapack_progress(&f->options.control, "factor", 0);
    if (!info) info = randlapack_xsketch_pivots_draw(&f->p);
    f->report->seconds_pivots = randlapack_seconds() - begin;
    while (!info && f->p.done < f->k && !enough(f)) {
        info = randlapack_progress(&f->options.control, "factor", (double)f->p.done / (double)f->k);
        if (!info) info = step(f);
    }
    for (int64_t j = f->p.done; j < f->least; j++) f->tau[j] = 0;
    if (info || f->options.tolerance == 0) return info;
    return randlapack_xbqrrp_left(f) <= f->options.tolerance * f->norm ? 0 : RANDBLAS_NOT_CONVERGED;
}
