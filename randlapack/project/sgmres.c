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
#include "sgmres_impl.h"

#include "randlapack.h"

#include <math.h>

#define DEFAULT_CYCLE 300
#define DEFAULT_BAND 4
#define DEFAULT_ITERATIONS 3000
#define LEAST_GAIN 0.99
#define IDLE_CYCLES 3 /* cycles of less gain that are allowed in a row */

static int open_sketch(randlapack_xsgmres_state *s, int64_t rows)
{
    randblas_dist dist = randblas_sparse_sign(rows, s->n, 0);
    if (s->options.family) dist.family = s->options.family;
    const int info = randblas_sketch_create(&dist, &s->options.state, &s->S, NULL);
    return info == -1 ? -5 : info; /* the options do not describe an operator */
}

static int open_workspace(randlapack_xsgmres_state *s)
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
static int load(randlapack_xsgmres_state *s)
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

static int iterate(randlapack_xsgmres_state *s)
{
    int info = randlapack_progress(&s->options.control, "iterate", 0), idle = 0;
    while (!info && s->norm > s->target && s->report->iterations < s->most && idle < IDLE_CYCLES) {
        const double before = s->norm;
        info = randlapack_xsgmres_cycle(s);
        idle = s->norm > LEAST_GAIN * before ? idle + 1 : 0;
    }
    if (!info && !(s->norm <= s->target)) info = RANDBLAS_NOT_CONVERGED;
    return info;
}

/* The result in the caller's units; false when it does not fit their range. */
static bool unscale(const randlapack_xsgmres_state *s, scalar_t *x)
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

static int solve(randlapack_xsgmres_state *s, scalar_t *x)
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

static bool read_options(randlapack_xsgmres_state *s, const randlapack_sgmres_options *options)
{
    randlapack_sgmres_options *o = &s->options;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
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
    randlapack_xsgmres_state s = {.A = A, .M = M, .b = b, .report = report ? report : &ignored};
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
