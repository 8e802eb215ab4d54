/*
 * Generalised Nystrom @cite nakatsukasa2020 : two sketches from products that do not depend on each other,
 *
 *     Y = A X (m x l),   W = Psi A (r x n);   Q = orth(Y),   A ~ Q (Psi Q)^+ W = U diag(s) V^T
 *
 * which in exact arithmetic is A X (Psi A X)^+ Psi A.  The SVD needs orthonormal factors anyway, so Y is made
 * orthonormal first, and the pseudo-inverse is that of a well-conditioned matrix (corange.c).  Ten more vectors that
 * neither sketch has seen measure ||A - U S V^T||_F and, with a tolerance, say how many terms are needed.
 */
#include "corange_impl.h"
#include "lapack_impl.h"
#include "options_impl.h"
#include "progress_impl.h"
#include "range_core_impl.h"

#include "blas_impl.h"
#include "randlapack.h"

#include <math.h>

#define PROBES RANDLAPACK_PROBES

typedef struct target {
    scalar_t *p;
    int64_t ld;
} target;

typedef struct gen_nystrom {
    randlapack_xrange_core core;
    randlapack_xcorange corange;
    randlapack_gen_nystrom_options options;
    randlapack_gen_nystrom_report *report;
    randblas_arena arena;
    randblas_sketch *Psi;
    int64_t k;
    scalar_t *Q; /* m x l */
} gen_nystrom;

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* W^T = A^T Psi^T; Psi is kept. */
static int sketch_rows(gen_nystrom *g)
{
    randlapack_xrange_core *core = &g->core;
    const randlapack_xcorange *c = &g->corange;
    randblas_dist dist = randblas_gaussian(c->rows, core->rows);
    if (core->family) dist.family = core->family;
    const int info = randblas_sketch_create(&dist, &core->state, &g->Psi, &core->state);
    core->products += c->rows;
    return info ? info
                : randblas_xskop(RANDBLAS_COL_MAJOR, RANDBLAS_RIGHT, RANDBLAS_TRANS, RANDBLAS_TRANS, core->cols,
                                 c->rows, core->rows, core->scale, g->Psi, 0, 0, core->A, 0, c->W, core->cols);
}

/* Both sketches, Q = orth(Y), P = Psi Q. */
static int sketch(gen_nystrom *g)
{
    randlapack_xrange_core *core = &g->core;
    randlapack_xcorange *c = &g->corange;
    g->Q = randblas_arena_get(&g->arena, randblas_size_product(core->rows, c->l), sizeof *g->Q);
    c->W = randblas_arena_get(&g->arena, randblas_size_product(core->cols, c->rows), sizeof *c->W);
    randlapack_xcorange_open(c, &g->arena);
    int info = g->arena.info;
    if (!info) info = randlapack_progress(core->control, "sketch", 0);
    if (!info) info = randlapack_xrange_sample(core, c->l, g->Q);
    if (!info) info = randlapack_progress(core->control, "sketch", 0.5);
    if (!info) info = sketch_rows(g);
    if (!info)
        info = randlapack_xorthonormalise(&c->orthonormal, RANDLAPACK_ORTHONORMAL, core->rows, c->l, g->Q, core->rows,
                                          NULL);
    if (info) return info;
    return randblas_xskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, c->rows, c->l,
                          core->rows, 1, g->Psi, 0, 0, g->Q, core->rows, 0, c->P, c->rows);
}

/* out (rows x count) = basis (rows x l) times the first columns of small (l x l). */
static void rotate(int64_t rows, int64_t l, int64_t count, const scalar_t *basis, randblas_xview small, target out)
{
    const randblas_xview to = {out.p, out.ld, false};
    randblas_xscale_view(rows, count, 0, to);
    randblas_xgemm(rows, count, l, 1, view_make(basis, rows, RANDBLAS_COL_MAJOR), small, to);
}

/* Error and, with a tolerance, rank: E = A G loses one term after another. */
static int measure(gen_nystrom *g, target U, target V)
{
    randlapack_xrange_core *core = &g->core;
    const scalar_t *values = g->corange.values;
    const int64_t k = g->k;
    scalar_t *C = randblas_arena_get(&g->arena, randblas_size_product(PROBES, k), sizeof *C);
    const randblas_xview c = {C, PROBES, false};
    double norm = 0, error = 0;
    const int info = randlapack_xrange_probe(core, 0, NULL, NULL, &norm);
    if (info || g->arena.info) return info ? info : g->arena.info;
    if (core->norm >= 0) norm = core->norm;
    randblas_xscale_view(PROBES, k, 0, c);
    randblas_xgemm(PROBES, k, core->cols, 1, (randblas_xview){core->G, core->cols, true},
                   (randblas_xview){V.p, V.ld, false}, c);
    for (int64_t j = 0; j < k; j++)
        for (int64_t p = 0; p < PROBES; p++) C[p + j * PROBES] *= values[j];
    const double tolerance = g->options.tolerance,
                 bound = tolerance > 0 ? ldexp(tolerance * norm, -core->exponent) : -1;
    g->report->rank = randlapack_xtruncate(core->rows, PROBES, core->E, k, U.p, U.ld, C, bound, &error);
    g->report->norm = norm;
    g->report->frobenius_error = ldexp(error, core->exponent);
    return bound >= 0 && RANDLAPACK_PROBE_MARGIN * error > bound ? RANDBLAS_NOT_CONVERGED : 0;
}

/* With a tolerance, beyond the rank that it needs all is zero. */
static void write_out(gen_nystrom *g, target U, scalar_t *s, target V)
{
    const int64_t length = g->core.rows > g->core.cols ? g->core.rows : g->core.cols;
    g->report->rank = randlapack_xvalues_above_rounding(length, g->report->rank, g->corange.values);
    const int64_t found = g->options.tolerance > 0 ? g->report->rank : g->k, left = g->k - found;
    if (left > 0) {
        randblas_xscale_view(g->core.rows, left, 0, (randblas_xview){U.p + found * U.ld, U.ld, false});
        randblas_xscale_view(g->core.cols, left, 0, (randblas_xview){V.p + found * V.ld, V.ld, false});
    }
    for (int64_t j = 0; j < g->k; j++)
        s[j] = j < found ? (scalar_t)ldexp((double)g->corange.values[j], g->core.exponent) : 0;
}

static int decompose(gen_nystrom *g, target U, scalar_t *s, target V)
{
    randlapack_xcorange *c = &g->corange;
    int info = randlapack_progress(&g->options.control, "svd", 0);
    if (!info) info = randlapack_xcorange_solve(c);
    if (info) return info;
    rotate(g->core.rows, c->l, g->k, g->Q, (randblas_xview){c->right, c->l, true}, U); /* `right` is transposed */
    rotate(g->core.cols, c->l, g->k, c->Z, (randblas_xview){c->left, c->l, false}, V);
    info = measure(g, U, V);
    if (!info || info == RANDBLAS_NOT_CONVERGED) write_out(g, U, s, V);
    return info;
}

static int solve(gen_nystrom *g, target U, scalar_t *s, target V)
{
    const double begin = randlapack_seconds();
    int info = randlapack_xrange_open(&g->core);
    g->report->norm = g->core.norm;
    g->report->frobenius_error = info ? -1 : g->core.norm; /* of k = 0; unknown, -1, of a callback */
    if (info || g->k == 0) return info;
    info = sketch(g);
    const double middle = randlapack_seconds();
    g->report->seconds_sketch = middle - begin;
    if (!info) info = decompose(g, U, s, V);
    g->report->seconds_svd = randlapack_seconds() - middle;
    randblas_sketch_destroy(g->Psi);
    return info == -1 ? -8 : info; /* the options do not describe an operator */
}

/* Outputs of an input that is not finite. */
static void fill_nan(const gen_nystrom *g, target U, scalar_t *s, target V)
{
    for (int64_t j = 0; j < g->k; j++) {
        for (int64_t i = 0; i < g->core.A->rows; i++) U.p[i + j * U.ld] = (scalar_t)NAN;
        for (int64_t i = 0; i < g->core.A->cols; i++) V.p[i + j * V.ld] = (scalar_t)NAN;
        s[j] = (scalar_t)NAN;
    }
}

/* Whether no more rows than columns can be had of an operator of the family. */
static bool at_most_square(randblas_family family)
{
    return family == RANDBLAS_SRHT || family == RANDBLAS_SRFT || family == RANDBLAS_ROW_SAMPLE;
}

static bool read_options(gen_nystrom *g, const randlapack_gen_nystrom_options *options)
{
    randlapack_gen_nystrom_options *o = &g->options;
    randlapack_xcorange *c = &g->corange;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (!(o->tolerance >= 0) || o->corange_rows < 0) return false;
    const int64_t m = g->core.A->rows, n = g->core.A->cols, smaller = min_i64(m, n);
    const int64_t over = o->oversampling < 0 ? 0 : o->oversampling ? o->oversampling : g->k + 10;
    c->cols = n;
    c->l = g->k + min_i64(over, smaller - g->k);
    if (o->corange_rows && o->corange_rows <= c->l) return false;
    c->rows = o->corange_rows ? o->corange_rows : 2 * c->l + 1;
    if (at_most_square(o->family)) c->rows = min_i64(c->rows, m);
    return true;
}

int randlapack_xgen_nystrom(const randblas_xlinop *A, int64_t k, scalar_t *U, int64_t ldu, scalar_t *s, scalar_t *V,
                            int64_t ldv, const randlapack_gen_nystrom_options *options,
                            randlapack_gen_nystrom_report *report)
{
    randlapack_gen_nystrom_report ignored;
    gen_nystrom g = {.core = {.A = A}, .k = k, .report = report ? report : &ignored};
    *g.report = (randlapack_gen_nystrom_report){.frobenius_error = -1, .norm = -1};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if (k < 0 || k > min_i64(A->rows, A->cols)) return -2;
    if (!U && k > 0) return -3;
    if (ldu < (A->rows > 1 ? A->rows : 1)) return -4;
    if (!s && k > 0) return -5;
    if (!V && k > 0) return -6;
    if (ldv < (A->cols > 1 ? A->cols : 1)) return -7;
    if (!read_options(&g, options)) return -8;

    g.report->sketch_cols = k > 0 ? g.corange.l : 0;
    g.report->corange_rows = k > 0 ? g.corange.rows : 0;
    g.arena = randblas_arena_open(&g.options.control);
    g.core.control = &g.options.control;
    g.core.arena = &g.arena;
    g.core.family = g.options.family;
    g.core.state = g.options.state;
    info = solve(&g, (target){U, ldu}, s, (target){V, ldv});
    g.report->products = g.core.products;
    randblas_arena_close(&g.arena);
    if (info == RANDBLAS_NOT_FINITE) fill_nan(&g, (target){U, ldu}, s, (target){V, ldv});
    return info;
}
