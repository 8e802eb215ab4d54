/*
 * Volume sampling @cite derezinski2017.  With A = Q R, det(A_S^T A_S) = det(R)^2 det(Q_S^T Q_S), and by Cauchy-Binet
 *
 *     det(Q_S^T Q_S) = sum over n-subsets T of S of det(Q_T)^2.
 *
 * So S with probability proportional to it is T with probability det(Q_T)^2, a projection DPP, and any k - n of the
 * other rows with equal probability: two steps in place of removing m - k rows one by one.
 *
 * Leveraged volume sampling @cite derezinski2018 draws sequences with probability proportional to
 * det(sum_t a_t a_t^T / q_t) prod q_t, q = l/n.  The same expansion, over the places T of the sequence, leaves the DPP
 * at n places, any of them alike, and independent draws from q at the others; the order does not matter.
 */
#include "lapack_impl.h"
#include "options_impl.h"
#include "progress_impl.h"
#include "projection_draw_impl.h"
#include "row_basis_impl.h"

#include <math.h>

typedef struct volume {
    const randblas_xlinop *A;
    int64_t k, nsamples, ldr;
    int64_t *rows;
    scalar_t *weights;
    randlapack_volume_options options;
    randlapack_row_sampling_report *report;
    randblas_arena arena;
    randlapack_xrow_basis basis;
    randlapack_xprojection P;
    int64_t *items;             /* n */
    double *scores, *cumulated; /* m, rescaled only */
} volume;

/* Blocks of a sample: the most words for one purpose are those of the rest. */
static uint64_t blocks_of(const volume *v)
{
    const int64_t rest = v->options.rescaled ? v->k : v->A->rows;
    return ((uint64_t)rest + 1) / 2;
}

/* k - n of the m - n rows beside `items`, each set alike, by going through all once (Knuth, algorithm S); merged. */
static void join_others(const volume *v, randlapack_uniforms *u, int64_t *out)
{
    const int64_t m = v->A->rows, n = v->A->cols;
    int64_t wanted = v->k - n, left = m - n, next = 0, count = 0;
    for (int64_t i = 0; i < m && count < v->k; i++) {
        const double coin = randlapack_uniforms_next(u);
        if (next < n && v->items[next] == i) {
            out[count++] = i;
            next++;
            continue;
        }
        if (coin * (double)left < (double)wanted) {
            out[count++] = i;
            wanted--;
        }
        left--;
    }
}

/* The first row whose cumulated score is above x. */
static int64_t row_at(const volume *v, double x)
{
    int64_t low = 0, high = v->A->rows - 1;
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        if (v->cumulated[middle] > x)
            high = middle;
        else
            low = middle + 1;
    }
    while (low > 0 && !(v->scores[low] > 0)) low--; /* x at the very end by rounding */
    return low;
}

/* k - n independent rows from the leverage scores. */
static void join_independent(const volume *v, randlapack_uniforms *u, int64_t *out)
{
    const int64_t m = v->A->rows, n = v->A->cols;
    for (int64_t t = 0; t < n; t++) out[t] = v->items[t];
    for (int64_t t = n; t < v->k; t++) out[t] = row_at(v, randlapack_uniforms_next(u) * v->cumulated[m - 1]);
    randlapack_xsort_items(v->k, out);
}

static void weigh(const volume *v, int64_t t)
{
    const double k = (double)v->k, total = v->options.rescaled ? v->cumulated[v->A->rows - 1] : 0;
    for (int64_t i = 0; i < v->k && v->weights; i++) {
        const int64_t row = v->rows[i + t * v->ldr];
        v->weights[i + t * v->ldr] = v->options.rescaled ? (scalar_t)sqrt(total / (k * v->scores[row])) : 1;
    }
}

static int sample(volume *v)
{
    const int64_t n = v->A->cols;
    for (int64_t t = 0; t < v->nsamples; t++) {
        const uint64_t first = (uint64_t)t * blocks_of(v);
        randlapack_uniforms draws = randlapack_uniforms_open(&v->options.state, first, RANDLAPACK_ITEMS);
        randlapack_uniforms rest = randlapack_uniforms_open(&v->options.state, first, RANDLAPACK_REST);
        const int info = randlapack_progress(&v->options.control, "sample", (double)t / (double)v->nsamples);
        if (info) return info;
        randlapack_xprojection_draw(&v->P, n, v->basis.Q, v->basis.ld, &draws, v->items);
        if (v->options.rescaled)
            join_independent(v, &rest, v->rows + t * v->ldr);
        else
            join_others(v, &rest, v->rows + t * v->ldr);
        weigh(v, t);
    }
    return 0;
}

static int open_sampling(volume *v)
{
    const int64_t m = v->A->rows, n = v->A->cols;
    v->P = randlapack_xprojection_open(&v->arena, m, n);
    v->items = randblas_arena_get(&v->arena, n, sizeof *v->items);
    if (!v->options.rescaled || v->arena.info) return v->arena.info;
    v->scores = randblas_arena_get(&v->arena, m, sizeof *v->scores);
    v->cumulated = randblas_arena_get(&v->arena, m, sizeof *v->cumulated);
    if (v->arena.info) return v->arena.info;
    double sum = 0;
    randlapack_xrow_norms(m, n, v->basis.Q, v->basis.ld, v->scores);
    for (int64_t i = 0; i < m; i++) v->cumulated[i] = sum += v->scores[i];
    return 0;
}

static int solve(volume *v)
{
    const double begin = randlapack_seconds();
    int info = randlapack_progress(&v->options.control, "factor", 0);
    if (!info) info = randlapack_xrow_basis_make(&v->arena, v->A, 0, &v->basis);
    const double middle = randlapack_seconds();
    v->report->seconds_factor = middle - begin;
    v->report->rank = info && info != RANDBLAS_RANK_DEFICIENT ? 0 : v->basis.rank;
    if (info) return info;
    v->report->dimension = (double)v->basis.rank;
    v->report->expected_rows = (double)v->k;
    info = open_sampling(v);
    if (!info) info = sample(v);
    v->report->seconds_sample = randlapack_seconds() - middle;
    return info;
}

/* The argument that is illegal, once the options are known. */
static int check(const volume *v)
{
    if (v->options.rescaled && v->A->cols == 0) return -1;
    if (v->k < v->A->cols || (!v->options.rescaled && v->k > v->A->rows)) return -2;
    return 0;
}

static bool read_options(volume *v, const randlapack_volume_options *options)
{
    randlapack_volume_options *o = &v->options;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    return o->control.memory_limit >= 0 && !o->control.allocate == !o->control.release;
}

int randlapack_xvolume_sample(const randblas_xlinop *A, int64_t k, int64_t nsamples, int64_t *rows, int64_t ldr,
                              scalar_t *weights, const randlapack_volume_options *options,
                              randlapack_row_sampling_report *report)
{
    randlapack_row_sampling_report ignored;
    volume v = {.A = A, .k = k, .nsamples = nsamples, .rows = rows, .ldr = ldr, .weights = weights};
    v.report = report ? report : &ignored;
    *v.report = (randlapack_row_sampling_report){0};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if (A->rows < A->cols) return -1;
    if (k < A->cols) return -2;
    if (nsamples < 0) return -3;
    if (!rows && nsamples > 0 && k > 0) return -4;
    if (ldr < (k > 1 ? k : 1)) return -5;
    if (!read_options(&v, options)) return -7;
    info = check(&v);
    if (info) return info;

    v.report->next = randlapack_state_after(&v.options.state, (uint64_t)nsamples * blocks_of(&v));
    for (int64_t t = 0; t < nsamples; t++)
        for (int64_t i = 0; i < k; i++) {
            rows[i + t * ldr] = -1;
            if (weights) weights[i + t * ldr] = 0;
        }
    v.arena = randblas_arena_open(&v.options.control);
    info = solve(&v);
    randblas_arena_close(&v.arena);
    return info;
}
