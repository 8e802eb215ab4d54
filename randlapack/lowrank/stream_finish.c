/*
 * From the sketches of stream.c to A ~ U diag(s) V^T.  With left vectors,
 *
 *     Y = Q R,   R = U' diag(t) V'^T,   P = Psi Q U',   A ~ Q U' B
 *
 * without them R is what was kept, and since Psi Y = W^T X
 *
 *     P = W^T X V' diag(t)^-1,
 *
 * where directions with t below rounding are left out.  Rounding errors of W^T X, of order eps ||A||, become eps ||A||
 * / t in a column of P, and eps ||A|| again in the product, because a row of B is of order t: the argument by which
 * generalised Nystrom is stable @cite nakatsukasa2020.  There are two ways to a row of B:
 *
 *     from H:   b_j = H v'_j / t_j,   exact but for rounding, about eps ||A|| t_1 / t_j        @cite yu2017
 *     from W:   B = P^+ W,            stable, but with a part rho / sqrt(r) of what the range misses,
 *                                     rho = ||A - Q U' B||_F                                   @cite tropp2017practical
 *
 * Where several streams have rows of A, sketches are added up, and QR of Y, or of the triangles on top of one another,
 * is CQRRPT (qr/cqrrpt.c): columns of Q beyond the rank are zero, as are those of U' Q that belong to t = 0.
 *
 * W comes first and, with the probes Theta, measures rho; then H replaces the rows in which its rounding is less, and
 * the others are fitted again.  Theta (A - U diag(s) V^T) is E less one term after another @cite tropp2019.
 */
#include "stream_impl.h"

#include "corange_impl.h"
#include "lapack_impl.h"
#include "progress_impl.h"
#include "tall_qr_impl.h"

#include "apply_impl.h"
#include "blas_impl.h"

#include <math.h>
#include <string.h>

#define PROBES RANDLAPACK_STREAM_PROBES
#define SAFETY 10                              /* rounding errors of H are taken to be so many eps */
#define LARGEST_SHIFT (IS_SINGLE ? 120 : 1000) /* 2^-exponent is a normal number */

typedef struct finish {
    randlapack_xstream *s;
    const randlapack_xteam *team; /* of streams; NULL: this one alone */
    int64_t rows;                 /* of all */
    randlapack_stream_report *report;
    randlapack_xcorange corange;
    int exponent;
    int64_t k;                /* triplets that can be had */
    scalar_t *F, *C;          /* PROBES x l and PROBES x k: Theta Q and Theta U diag(s) */
    scalar_t *work;           /* PROBES x l */
    scalar_t *turn, *inverse; /* l x l: U' and V' diag(t)^-1 */
    scalar_t *t;              /* l */
    scalar_t *P, *D;          /* r x l and n x PROBES: Psi Q U' once more, and what the probes see of A - Q U' B */
    scalar_t *U, *V;
    int64_t ldu, ldv;
} finish;

/* All sketches divided by 2^exponent, near ||A||_F, so that no Gram matrix overflows. */
static void scale(finish *f)
{
    randlapack_xstream *s = f->s;
    const int e = s->norm > 0 ? ilogb(s->norm) : 0;
    f->exponent = (int)max_i64(min_i64(e, LARGEST_SHIFT), -LARGEST_SHIFT);
    const scalar_t factor = (scalar_t)ldexp(1, -f->exponent);
    for (int64_t i = 0; i < s->n * s->r; i++) s->W[i] *= factor;
    for (int64_t i = 0; i < s->n * PROBES; i++) s->E[i] *= factor;
    for (int64_t i = 0; i < s->n * s->l; i++)
        s->H[i] = (scalar_t)ldexp((double)s->H[i], s->h_exponent - 2 * f->exponent);
    for (int64_t j = 0; j < s->l && s->Y; j++)
        for (int64_t i = 0; i < s->filled; i++) s->Y[i + j * s->capacity] *= factor;
}

/* turn, t and inverse of the triangle that T holds; zero where t is below rounding. */
static int factor_triangle(finish *f)
{
    randlapack_xcorange *c = &f->corange;
    const int64_t l = c->l;
    for (int64_t i = 0; i < l * l; i++)
        if (!isfinite(c->T[i])) return RANDBLAS_NOT_FINITE;
    const int info = randlapack_xgesdd(l, c->T, l, f->t, f->turn, l, c->right, l, c->work, c->iwork);
    const double least = (double)l * (double)REAL_EPS * (double)f->t[0];
    for (int64_t j = 0; j < l; j++) {
        const double inverse = (double)f->t[j] > least ? 1 / (double)f->t[j] : 0;
        for (int64_t i = 0; i < l; i++) f->inverse[i + j * l] = (scalar_t)((double)c->right[j + i * l] * inverse);
    }
    return info;
}

/* out (rows x l) = A B, B with k rows. */
static void product(int64_t rows, int64_t k, int64_t l, randblas_xview A, const scalar_t *B, scalar_t *out)
{
    const randblas_xview o = {out, rows, false};
    randblas_xscale_view(rows, l, 0, o);
    randblas_xgemm(rows, l, k, 1, A, view_make(B, k, RANDBLAS_COL_MAJOR), o);
}

/* out (rows x l) = S Q U', S Psi or Theta; work: rows x l. */
static int sketch_basis(const finish *f, const randblas_sketch *S, scalar_t *work, scalar_t *out)
{
    const randlapack_xstream *s = f->s;
    const int64_t rows = randblas_sketch_rows(S), l = f->corange.l;
    const randblas_xview w = {work, rows, false};
    randblas_xscale_view(rows, l, 0, w);
    int info =
        randlapack_xstream_sketch(S, s->options.first_row, s->rows, l, (randblas_xview){s->Y, s->capacity, false}, w);
    if (!info && f->team) info = f->team->sum(f->team->context, rows * l, work);
    if (!info) product(rows, l, l, w, f->turn, out);
    return info;
}

/* T (l x l) = R P^T of the pivoted QR of A (m x l, m of this process), and Q unless it is NULL, over the team. */
static int factor_over_team(finish *f, int64_t m, const scalar_t *A, int64_t ld, scalar_t *keep, int64_t ldkeep)
{
    randlapack_xstream *s = f->s;
    const int64_t l = f->corange.l, ldq = max_i64(m, 1);
    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, m, l, A, max_i64(ld, 1));
    const randlapack_tall_qr_options options = {.control = s->options.control, .state = s->options.state};
    randlapack_tall_qr_report report = {.rank = 0};
    randlapack_xtall_qr q = {.A = &op, .team = f->team, .report = &report, .pivoted = true, .m = m, .n = l};
    randblas_arena arena = randblas_arena_open(&s->options.control);
    q.Q = randblas_arena_get(&arena, randblas_size_product(ldq, l), sizeof *q.Q), q.ldq = ldq;
    q.R = randblas_arena_get(&arena, randblas_size_product(l, l), sizeof *q.R), q.ldr = l;
    q.pivot = randblas_arena_get(&arena, l, sizeof *q.pivot);
    int info = arena.info;
    if (!info && !randlapack_xtall_qr_read(&q, &options)) info = RANDBLAS_INTERNAL;
    if (!info) info = randlapack_xtall_qr_run(&q, RANDBLAS_INTERNAL);
    if (info == RANDBLAS_RANK_DEFICIENT) info = 0;
    for (int64_t j = 0; j < l && !info; j++) {
        memcpy(f->corange.T + q.pivot[j] * l, q.R + j * l, (size_t)l * sizeof *q.R);
        if (keep && m > 0) memcpy(keep + j * ldkeep, q.Q + j * ldq, (size_t)m * sizeof *q.Q);
    }
    randlapack_xstream_count(s, arena.used);
    randblas_arena_close(&arena);
    return info;
}

/* Y = Q, T = its R. */
static int find_basis(finish *f)
{
    randlapack_xstream *s = f->s;
    randlapack_xcorange *c = &f->corange;
    if (f->team) return factor_over_team(f, s->rows, s->Y, s->capacity, s->Y, s->capacity);
    return randlapack_xorthonormalise(&c->orthonormal, RANDLAPACK_ORTHONORMAL, s->rows, c->l, s->Y, s->capacity, c->T);
}

/* Y = Q; P = Psi Q U', F = Theta Q U'. */
static int with_basis(finish *f)
{
    randlapack_xstream *s = f->s;
    randlapack_xcorange *c = &f->corange;
    int info = find_basis(f);
    if (!info) info = factor_triangle(f);
    if (!info) info = sketch_basis(f, s->Psi, c->S, c->P);
    return info ? info : sketch_basis(f, s->Theta, f->work, f->F);
}

/* The same by W^T X and E^T X. */
static int without_basis(finish *f)
{
    const randlapack_xstream *s = f->s;
    randlapack_xcorange *c = &f->corange;
    const int64_t l = c->l, n = s->n;
    for (int64_t j = 0; j < l; j++)
        for (int64_t i = 0; i < l; i++) c->T[i + j * l] = i <= j ? s->Y[i + j * s->capacity] : 0;
    int info = f->team ? factor_over_team(f, l, c->T, l, NULL, 0) : 0;
    if (!info) info = factor_triangle(f);
    if (info) return info;
    product(s->r, n, l, (randblas_xview){s->W, n, true}, s->X, c->S);
    product(s->r, l, l, (randblas_xview){c->S, s->r, false}, f->inverse, c->P);
    product(PROBES, n, l, (randblas_xview){s->E, n, true}, s->X, f->work);
    product(PROBES, l, l, (randblas_xview){f->work, PROBES, false}, f->inverse, f->F);
    return 0;
}

/* ||Theta (A - Q U' B)||_F for B = Z^T. */
static double measure_rest(const finish *f)
{
    const randlapack_xstream *s = f->s;
    const randlapack_xcorange *c = &f->corange;
    memcpy(f->D, s->E, (size_t)(s->n * PROBES) * sizeof *f->D);
    randblas_xgemm(s->n, PROBES, c->l, -1, (randblas_xview){c->Z, s->n, false}, (randblas_xview){f->F, PROBES, true},
                   (randblas_xview){f->D, s->n, false});
    return randlapack_xnorm(s->n * PROBES, f->D);
}

/* B from W; rows in which H has the smaller error are known then, and P and Z are ready for the others. */
static int choose_rows(finish *f)
{
    randlapack_xcorange *c = &f->corange;
    const int64_t n = c->cols, l = c->l;
    memcpy(f->P, c->P, (size_t)(c->rows * l) * sizeof *f->P);
    const int info = randlapack_xcorange_fit(c);
    if (info) return info;
    const double rounding = SAFETY * (double)REAL_EPS * ldexp(f->s->norm, -f->exponent) * (double)f->t[0];
    const double missed = measure_rest(f) / sqrt((double)c->rows);
    while (c->known < l && rounding < missed * (double)f->t[c->known]) c->known++;
    memcpy(c->P, f->P, (size_t)(c->rows * l) * sizeof *f->P);
    product(n, l, c->known, (randblas_xview){f->s->H, n, false}, f->inverse, c->Z);
    return 0;
}

static int open(finish *f)
{
    randlapack_xstream *s = f->s;
    randlapack_xcorange *c = &f->corange;
    c->cols = s->n;
    c->rows = s->r;
    c->l = min_i64(s->l, f->rows);
    c->W = s->W;
    f->k = min_i64(s->k, c->l);
    if (s->options.control.memory_limit > 0) /* what Y leaves */
        s->options.control.memory_limit = max_i64(s->options.control.memory_limit - s->y_arena.used, 1);
    randlapack_xcorange_open(c, &s->arena);
    f->F = randblas_arena_get(&s->arena, randblas_size_product(PROBES, c->l), sizeof *f->F);
    f->work = randblas_arena_get(&s->arena, randblas_size_product(PROBES, c->l), sizeof *f->work);
    f->C = randblas_arena_get(&s->arena, randblas_size_product(PROBES, f->k), sizeof *f->C);
    f->turn = randblas_arena_get(&s->arena, randblas_size_product(c->l, c->l), sizeof *f->turn);
    f->inverse = randblas_arena_get(&s->arena, randblas_size_product(c->l, c->l), sizeof *f->inverse);
    f->t = randblas_arena_get(&s->arena, c->l, sizeof *f->t);
    f->P = randblas_arena_get(&s->arena, randblas_size_product(c->rows, c->l), sizeof *f->P);
    f->D = randblas_arena_get(&s->arena, randblas_size_product(s->n, PROBES), sizeof *f->D);
    randlapack_xstream_count(s, 0);
    return s->arena.info;
}

static int find_range(finish *f)
{
    randlapack_xstream *s = f->s;
    int info = f->team ? randlapack_xstream_join(s, f->team, &f->rows) : 0;
    if (!info) info = open(f);
    if (!info) info = randlapack_progress(&s->options.control, "range", 0);
    if (!info && s->options.right_only) info = randlapack_xstream_reduce(s);
    if (info) return info;
    scale(f);
    if (f->corange.l == 0) return 0;
    info = s->options.right_only ? without_basis(f) : with_basis(f);
    return info ? info : choose_rows(f);
}

/* out (rows x k) = basis (rows x l) times the first k columns of small (l x l). */
static void rotate(const finish *f, int64_t rows, randblas_xview basis, randblas_xview small, randblas_xview out)
{
    if (rows == 0) return;
    randblas_xscale_view(rows, f->k, 0, out);
    randblas_xgemm(rows, f->k, f->corange.l, 1, basis, small, out);
}

/* U = Q (U' right), V and Theta U diag(s); `right` is transposed. */
static void write_vectors(finish *f)
{
    const randlapack_xcorange *c = &f->corange;
    const randlapack_xstream *s = f->s;
    const randblas_xview right = {c->right, c->l, true}, left = {c->left, c->l, false};
    if (!s->options.right_only) {
        rotate(f, c->l, (randblas_xview){f->turn, c->l, false}, right, (randblas_xview){f->inverse, c->l, false});
        rotate(f, s->rows, (randblas_xview){s->Y, s->capacity, false}, (randblas_xview){f->inverse, c->l, false},
               (randblas_xview){f->U, f->ldu, false});
    }
    rotate(f, s->n, (randblas_xview){c->Z, s->n, false}, left, (randblas_xview){f->V, f->ldv, false});
    rotate(f, PROBES, (randblas_xview){f->F, PROBES, false}, right, (randblas_xview){f->C, PROBES, false});
    for (int64_t j = 0; j < f->k; j++)
        for (int64_t p = 0; p < PROBES; p++) f->C[p + j * PROBES] *= c->values[j];
}

/* From column `from` on: nothing, or NaN. */
static void fill(const finish *f, int64_t from, scalar_t *values, scalar_t with)
{
    for (int64_t j = from; j < f->s->k; j++) {
        for (int64_t i = 0; i < f->s->rows && !f->s->options.right_only; i++) f->U[i + j * f->ldu] = with;
        for (int64_t i = 0; i < f->s->n; i++) f->V[i + j * f->ldv] = with;
        values[j] = with;
    }
}

static int decompose(finish *f, scalar_t *values)
{
    randlapack_xstream *s = f->s;
    randlapack_stream_report *report = f->report;
    double error = 0;
    const double tolerance = s->options.tolerance, bound = tolerance > 0 ? tolerance * s->norm : -1;
    int info = randlapack_progress(&s->options.control, "svd", 0);
    if (!info) info = randlapack_xcorange_solve(&f->corange);
    if (info) return info;
    if (f->corange.l > 0) write_vectors(f);
    int64_t found = randlapack_xtruncate(s->n, PROBES, s->E, f->k, f->V, f->ldv, f->C,
                                         bound > 0 ? ldexp(bound, -f->exponent) : bound, &error);
    if (!isfinite(error)) return RANDBLAS_NOT_FINITE;
    report->rank = randlapack_xvalues_above_rounding(max_i64(f->rows, s->n), found, f->corange.values);
    if (bound >= 0) found = report->rank;
    for (int64_t j = 0; j < found; j++) values[j] = (scalar_t)ldexp((double)f->corange.values[j], f->exponent);
    fill(f, found, values, 0);
    report->frobenius_error = ldexp(error, f->exponent);
    return bound >= 0 && RANDLAPACK_PROBE_MARGIN * report->frobenius_error > bound ? RANDBLAS_NOT_CONVERGED : 0;
}

static int run(finish *f, scalar_t *values)
{
    randlapack_xstream *s = f->s;
    const double begin = randlapack_seconds();
    int info = s->info;
    s->finished = true;
    f->rows = s->rows;
    if (!info) info = find_range(f);
    if (!info) info = decompose(f, values);
    if (info == RANDBLAS_NOT_FINITE) fill(f, 0, values, (scalar_t)NAN);
    f->report->rows = f->rows;
    f->report->batches = s->batches;
    f->report->sketch_cols = f->corange.l;
    f->report->corange_rows = s->r;
    f->report->norm = s->norm;
    f->report->seconds_push = s->seconds;
    f->report->seconds_finish = randlapack_seconds() - begin;
    f->report->bytes = s->bytes;
    return info;
}

int randlapack_xstream_finish_team(randlapack_xstream *s, const randlapack_xteam *team, scalar_t *U, int64_t ldu,
                                   scalar_t *values, scalar_t *V, int64_t ldv, randlapack_stream_report *report)
{
    randlapack_stream_report ignored;
    finish f = {.s = s, .team = team, .report = report ? report : &ignored, .U = U, .V = V, .ldu = ldu, .ldv = ldv};
    *f.report = (randlapack_stream_report){.frobenius_error = -1, .norm = -1};
    return run(&f, values);
}

int randlapack_xstream_finish(randlapack_xstream *s, scalar_t *U, int64_t ldu, scalar_t *values, scalar_t *V,
                              int64_t ldv, randlapack_stream_report *report)
{
    randlapack_stream_report ignored;
    finish f = {.s = s, .report = report ? report : &ignored, .U = U, .V = V, .ldu = ldu, .ldv = ldv};
    *f.report = (randlapack_stream_report){.frobenius_error = -1, .norm = -1};
    if (!s || s->finished) return -1;
    const bool left = !s->options.right_only;
    if (left && !U && s->k > 0 && s->rows > 0) return -2;
    if (left && ldu < max_i64(s->rows, 1)) return -3;
    if (!values && s->k > 0) return -4;
    if (!V && s->k > 0 && s->n > 0) return -5;
    if (ldv < max_i64(s->n, 1)) return -6;
    return run(&f, values);
}
