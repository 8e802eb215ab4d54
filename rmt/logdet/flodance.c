/*
 * logdet K = sum v_n + sum (x_n - v_n): the baseline of all points in one random order, and the extrapolated rest.
 *
 *     for r = 0 .. R - 1     points S_r in random order, |S_r| = n_0
 *         K(S_r, S_r) = R^T R, x_n from its pivots; v_n by neighbours within S_r;  y_r(n) = sum_{m <= n} x_m - v_m
 *     fit y, predict it at N;  add sum v_n over all N points
 *
 * The points of order 0 begin the order of the baseline.
 */
#include "logdet_impl.h"
#include "neighbours_impl.h"

#include "lapack_impl.h"
#include "options_impl.h"
#include "progress_impl.h"

#include "rmt_flodance.h"

#include <math.h>

#define LEAST_POINTS 32
#define DEFAULT_ORDERS 8
#define LEAST_NEIGHBOURS 4
#define MOST_NEIGHBOURS 16
#define MOST_ORDERS 4096

typedef struct state {
    const randlapack_xentries *K;
    int64_t N, d, n0;
    rmt_extrapolate_options o;
    randblas_arena arena;
    int64_t *order, *rows, *sizes; /* N, n0 d, n0 */
    scalar_t *A;                   /* n0 d x n0 d */
    double *v, *y;                 /* N, n0 x orders */
    rmt_xneighbours leading, all;
} state;

static bool read_options(state *s, const rmt_extrapolate_options *options)
{
    rmt_extrapolate_options *o = &s->o;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->points < 0 || o->orders < 0 || o->orders > MOST_ORDERS) return false;
    if (o->terms != 0 && (o->terms < 2 || o->terms > RMT_FLODANCE_TERMS)) return false;
    if (!(o->confidence >= 0 && o->confidence < 1)) return false;
    if (o->curve && o->points == 0) return false; /* how long it is would be a guess */
    if (o->orders == 0) o->orders = DEFAULT_ORDERS;
    s->n0 = o->points ? o->points : s->N / 10 > LEAST_POINTS ? s->N / 10 : LEAST_POINTS;
    if (s->n0 > s->N) s->n0 = s->N;
    /* A tenth of the points, so that sizes from k to n_0 are as far apart as those to be bridged. */
    const int64_t tenth = s->n0 / 10;
    if (o->neighbours == 0)
        o->neighbours = tenth < LEAST_NEIGHBOURS ? LEAST_NEIGHBOURS : tenth > MOST_NEIGHBOURS ? MOST_NEIGHBOURS : tenth;
    if (o->neighbours < 0) o->neighbours = 0;
    if (o->neighbours > s->N) o->neighbours = s->N;
    /* A point after no more than k others has all of them for neighbours: there is no rest. */
    return s->n0 - o->neighbours >= 1 + 3 * (int64_t)(o->terms ? o->terms : 2);
}

/* The first `count` of a random order of the points: exchanges with numbers of stream r. */
static void shuffle(const state *s, int64_t r, int64_t count)
{
    const uint32_t *c = s->o.state.counter;
    const uint64_t low = c[0] | (uint64_t)c[1] << 32, high = (c[2] | (uint64_t)c[3] << 32) + (uint64_t)r;
    for (int64_t i = 0; i < s->N; i++) s->order[i] = i;
    for (int64_t i = 0; i < count && i < s->N; i++) {
        uint32_t word[4];
        const uint64_t at = low + (uint64_t)i;
        const uint32_t counter[4] = {(uint32_t)at, (uint32_t)(at >> 32), (uint32_t)high, (uint32_t)(high >> 32)};
        randblas_philox(counter, s->o.state.key, word);
        const uint64_t left = (uint64_t)(s->N - i), bits = word[0] | (uint64_t)word[1] << 32;
        const int64_t j = i + (int64_t)(bits % left); /* its bias, N/2^64, does not matter */
        const int64_t point = s->order[j];
        s->order[j] = s->order[i];
        s->order[i] = point;
    }
}

/* The correlations of the first n0 points of the order. */
static int load_leading(state *s)
{
    const int64_t m = s->n0 * s->d;
    for (int64_t i = 0; i < m; i++) s->rows[i] = s->order[i / s->d] * s->d + i % s->d;
    const int info = randlapack_xentries_get(s->K, m, s->rows, m, s->rows, s->A, m);
    if (info) return info;
    if (!rmt_xlogdet_finite(m, m, RANDBLAS_UPPER, view_make(s->A, m, RANDBLAS_COL_MAJOR))) return RANDBLAS_NOT_FINITE;
    for (int64_t j = 0; j < m; j++)
        if (!(s->A[j + j * m] > 0)) return RANDBLAS_NOT_POSITIVE_DEFINITE;
    for (int64_t j = 0; j < m; j++) {
        const double scale = sqrt((double)s->A[j + j * m]);
        for (int64_t i = 0; i < j; i++)
            s->A[i + j * m] = (scalar_t)((double)s->A[i + j * m] / sqrt((double)s->A[i + i * m]) / scale);
    }
    for (int64_t j = 0; j < m; j++) s->A[j + j * m] = 1;
    return 0;
}

/* y of order r. */
static int one_order(state *s, int64_t r)
{
    const int64_t m = s->n0 * s->d;
    double *y = s->y + r * s->n0, sum = 0;
    shuffle(s, r, s->n0);
    int info = load_leading(s);
    if (info) return info;
    const randlapack_xentries leading = randlapack_xentries_symmetric(RANDBLAS_COL_MAJOR, RANDBLAS_UPPER, m, s->A, m);
    for (int64_t i = 0; i < s->n0; i++) s->order[i] = i;
    info = rmt_xneighbours_run(&leading, &s->leading, s->order, NULL, s->v);
    if (!info) info = randlapack_xpotrf(m, s->A, m);
    for (int64_t i = 0; i < s->n0 && !info; i++) {
        sum -= s->v[i];
        for (int64_t a = i * s->d; a < (i + 1) * s->d; a++) sum += 2 * log((double)s->A[a + a * m]);
        y[i] = sum;
    }
    return info;
}

static int open_state(state *s)
{
    const int64_t m = randblas_size_product(s->n0, s->d);
    randblas_arena *arena = &s->arena;
    s->order = randblas_arena_get(arena, s->N, sizeof *s->order);
    s->rows = randblas_arena_get(arena, m, sizeof *s->rows);
    s->sizes = randblas_arena_get(arena, s->n0, sizeof *s->sizes);
    s->A = randblas_arena_get(arena, randblas_size_product(m, m), sizeof *s->A);
    s->v = randblas_arena_get(arena, s->N, sizeof *s->v);
    s->y = s->o.curve ? s->o.curve : randblas_arena_get(arena, randblas_size_product(s->n0, s->o.orders), sizeof *s->y);
    s->leading = rmt_xneighbours_open(arena, s->n0, s->d, s->o.neighbours < s->n0 ? s->o.neighbours : s->n0);
    s->all = rmt_xneighbours_open(arena, s->N, s->d, s->o.neighbours);
    for (int64_t i = 0; i < s->n0 && !arena->info; i++) s->sizes[i] = i + 1;
    return arena->info;
}

static int extrapolate(state *s, rmt_extrapolate_report *report)
{
    const rmt_flodance_options o = {.control = s->o.control,
                                    .known = s->o.neighbours + 1,
                                    .terms = s->o.terms,
                                    .target = s->N,
                                    .confidence = s->o.confidence};

    double begin = randlapack_seconds();
    int info = 0;
    for (int64_t r = 0; r < s->o.orders && !info; r++) {
        info = randlapack_progress(&s->o.control, "factor", (double)r / (double)s->o.orders);
        if (!info) info = one_order(s, r);
    }
    report->seconds_factor = randlapack_seconds() - begin;
    if (!info) info = rmt_flodance_fit(s->n0, s->sizes, s->o.orders, s->y, s->n0, &o, &report->model, &report->table);
    if (!info) info = rmt_flodance_predict(&report->model, s->N, &report->rest, &report->half_width);
    begin = randlapack_seconds();
    shuffle(s, 0, s->N);
    if (!info) info = rmt_xneighbours_run(s->K, &s->all, s->order, &s->o.control, s->v);
    report->seconds_baseline = randlapack_seconds() - begin;
    if (info) return info;
    for (int64_t i = 0; i < s->N; i++) report->baseline += s->v[i];
    report->logdet = report->baseline + report->rest;
    return 0;
}

static double relative_flops(const state *s)
{
    const double n = (double)s->n0 / (double)s->N, k = (double)s->o.neighbours / (double)s->N;
    return (double)s->o.orders * (n * n * n + (double)s->n0 * k * k * k) + (double)s->N * k * k * k;
}

int rmt_xflodance(const randlapack_xentries *K, int64_t d, const rmt_extrapolate_options *options,
                  rmt_extrapolate_report *report)
{
    state s = {.K = K, .d = d};
    if (randlapack_xentries_check(K) || K->rows != K->cols) return -1;
    if (d < 1 || K->rows % d != 0) return -2;
    s.N = K->rows / d;
    if (!read_options(&s, options)) return -3;
    if (!report) return -4;

    *report = (rmt_extrapolate_report){.logdet = NAN, .half_width = NAN, .points = s.n0, .flops = relative_flops(&s)};
    s.arena = randblas_arena_open(&s.o.control);
    int info = open_state(&s);
    if (!info) info = extrapolate(&s, report);
    if (info) report->logdet = report->half_width = NAN;
    randblas_arena_close(&s.arena);
    return info;
}
