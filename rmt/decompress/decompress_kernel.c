/*
 * Spectra of kernels from a block: the growth of eigenvalues seen between random sub-blocks, carried on.  A permutation
 * of the block's indices makes halves, their halves and those of these; what two halves would predict, each for itself,
 * differs by what the choice of points does.
 */
#include "kernel_impl.h"

#include "law_models_impl.h"
#include "options_impl.h"
#include "progress_impl.h"

#include <math.h>
#include <string.h>

/* Sub-blocks of one permutation: 2, 4 and 8, of n/2, n/4, n/8 indices, and logarithms of their eigenvalues. */
enum { DEPTH = 3 };

static const double MOST_TRACE = 0.1; /* error of the mean eigenvalue with which the upper end is worth nothing */

typedef struct split {
    int64_t n[DEPTH];
    double *x[DEPTH];
} split;

typedef struct kernel {
    int64_t n;
    double ratio;
    const rmt_decompress_kernel_options *o;
    rmt_kernel_block block;
    int64_t *index;
    double *whole, *half, *quarter; /* logarithms: of the block; means over sub-blocks */
    split parts;
    double *square; /* n: squared differences of the halves' predictions, summed */
    double *back;   /* n: what halves predict for the block, mean */
    double log_det; /* likewise, of means of logarithms */
} kernel;

static bool read_options(rmt_decompress_kernel_options *o, const rmt_decompress_kernel_options *options)
{
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->splits == 0) o->splits = 4;
    if (o->degree == 0) o->degree = 3;
    return o->splits >= 1 && o->splits <= 64 && o->degree >= 1 && o->degree <= 8;
}

static void permute(const kernel *k, int which)
{
    for (int64_t i = 0; i < k->n; i++) k->index[i] = i;
    for (int64_t i = 0; i + 1 < k->n; i++) {
        const double u = rmt_uniform(&k->o->state, which * k->n + i);
        const int64_t other = i + (int64_t)(u * (double)(k->n - i)), here = k->index[i];
        k->index[i] = k->index[other];
        k->index[other] = here;
    }
}

/* Mean of count arrays of n, one behind the other, times factor, added to sum. */
static void add_mean(int64_t n, int count, const double *x, double factor, double *sum)
{
    for (int b = 0; b < count; b++)
        for (int64_t i = 0; i < n; i++) sum[i] += factor / count * x[b * n + i];
}

static int split_once(kernel *k, int which)
{
    int info = 0;
    permute(k, which);
    for (int d = 0; d < DEPTH && !info; d++) {
        const int64_t m = k->parts.n[d];
        for (int b = 0; b < 2 << d && !info; b++)
            info = rmt_kernel_logarithms(&k->block, m, k->index + b * m, k->parts.x[d] + b * m);
    }
    if (info) return info;
    add_mean(k->parts.n[0], 2, k->parts.x[0], 1.0 / k->o->splits, k->half);
    add_mean(k->parts.n[1], 4, k->parts.x[1], 1.0 / k->o->splits, k->quarter);
    return 0;
}

static double mean_of(const rmt_grown *g)
{
    double sum = 0;
    for (int64_t i = 0; i < g->count; i++) sum += g->weight[i] * g->q[i];
    return sum;
}

/* What a half predicts at ratio times the half's order; levels from its own quarters and eighths. */
static int predict_from_half(const kernel *k, int which, double ratio, double *work, rmt_grown *g)
{
    const int64_t half = k->parts.n[0], quarter = k->parts.n[1], eighth = k->parts.n[2];
    memset(work, 0, (size_t)(quarter + eighth) * sizeof *work);
    add_mean(quarter, 2, k->parts.x[1] + 2 * which * quarter, 1, work);
    add_mean(eighth, 4, k->parts.x[2] + 4 * which * eighth, 1, work + quarter);
    const rmt_levels l = {.n = {half, quarter, eighth}, .x = {k->parts.x[0] + which * half, work, work + quarter}};
    return rmt_grow(&l, ratio, k->o->degree, &k->o->control, g);
}

/* The halves against each other at the whole's order, and at the block's. */
static int compare_halves(kernel *k)
{
    const double half = (double)k->parts.n[0], n = (double)k->n;
    randblas_arena arena = randblas_arena_open(&k->o->control);
    double *work = randblas_arena_get(&arena, k->n, sizeof *work);
    rmt_grown far[2], near;
    int info = arena.info;
    for (int h = 0; h < 2 && !info; h++) {
        info = rmt_grown_reserve(&far[h], k->parts.n[0], k->ratio * n / half, &arena);
        if (!info) info = rmt_grown_reserve(&near, k->parts.n[0], n / half, &arena);
        if (!info) info = predict_from_half(k, h, k->ratio * n / half, work, &far[h]);
        if (!info) info = predict_from_half(k, h, n / half, work, &near);
        for (int64_t i = 0; i < k->n && !info; i++)
            k->back[i] += rmt_grown_at(&near, ((double)i + 0.5) / n) / (2 * k->o->splits);
    }
    if (!info) {
        k->log_det += pow(mean_of(&far[0]) - mean_of(&far[1]), 2);
        for (int64_t i = 0; i < k->n; i++) {
            const double p = ((double)i + 0.5) / n;
            k->square[i] += pow(rmt_grown_at(&far[0], p) - rmt_grown_at(&far[1], p), 2);
        }
    }
    randblas_arena_close(&arena);
    return info;
}

static int reserve(kernel *k, const double *A, int64_t lda, randblas_arena *arena)
{
    const int64_t n = k->n;
    k->index = randblas_arena_get(arena, n, sizeof *k->index);
    double **const arrays[] = {&k->whole, &k->half, &k->quarter, &k->square, &k->back};
    for (int a = 0; a < 5; a++) {
        *arrays[a] = randblas_arena_get(arena, n, sizeof **arrays[a]);
        if (*arrays[a]) memset(*arrays[a], 0, (size_t)n * sizeof **arrays[a]);
    }
    for (int d = 0; d < DEPTH; d++) {
        k->parts.n[d] = n >> (d + 1);
        k->parts.x[d] = randblas_arena_get(arena, n, sizeof *k->parts.x[d]);
    }
    return rmt_kernel_block_open(&k->block, n, A, lda, arena);
}

static int observe(kernel *k)
{
    const randblas_control *control = &k->o->control;
    int info = randlapack_progress(control, "kernel", 0);
    for (int64_t i = 0; i < k->n; i++) k->index[i] = i;
    if (!info) info = rmt_kernel_logarithms(&k->block, k->n, k->index, k->whole);
    for (int s = 0; s < k->o->splits && !info; s++) {
        info = split_once(k, s);
        if (!info) info = compare_halves(k);
        if (!info) info = randlapack_progress(control, "kernel", (s + 1.0) / k->o->splits);
    }
    return info;
}

static void report_on(const kernel *k, const rmt_grown *g, rmt_decompress_kernel_report *r)
{
    const double order = (double)k->n * k->ratio, splits = k->o->splits;
    r->log_det = order * mean_of(g);
    r->log_det_error = order * sqrt(k->log_det / splits) / 2;
    r->growth = g->slope[0];
    r->previous = g->slope[1];
    r->damping = g->damping;
    r->trace = g->trace;
    r->misfit = 0;
    for (int64_t i = 0; i < k->n; i++) r->misfit += pow(k->back[i] - k->whole[i], 2) / (double)k->n;
    r->misfit = sqrt(r->misfit);
}

static int run(kernel *k, const double *A, int64_t lda, double *values, double *errors, rmt_law **law,
               rmt_decompress_kernel_report *report)
{
    randblas_arena arena = randblas_arena_open(&k->o->control);
    rmt_grown g;
    int info = reserve(k, A, lda, &arena);
    if (!info) info = observe(k);
    if (!info) info = rmt_grown_reserve(&g, k->n, k->ratio, &arena);
    if (!info) {
        const rmt_levels levels = {.n = {k->n, k->parts.n[0], k->parts.n[1]}, .x = {k->whole, k->half, k->quarter}};
        info = rmt_grow(&levels, k->ratio, k->o->degree, &k->o->control, &g);
    }
    if (!info && law) info = rmt_grown_law(&g, &k->o->control, law);
    for (int64_t i = 0; i < k->n && !info; i++) {
        if (values) values[i] = exp(rmt_grown_at(&g, ((double)i + 0.5) / (double)k->n));
        if (errors) errors[i] = sqrt(k->square[i] / k->o->splits) / 2;
    }
    if (!info) report_on(k, &g, report);
    if (!info && !(fabs(report->trace) <= MOST_TRACE)) info = RANDBLAS_NOT_CONVERGED;
    randblas_arena_close(&arena);
    return info;
}

int rmt_decompress_kernel(int64_t n, const double *A, int64_t lda, double ratio,
                          const rmt_decompress_kernel_options *options, double *values, double *errors, rmt_law **law,
                          rmt_decompress_kernel_report *report)
{
    rmt_decompress_kernel_options o;
    rmt_decompress_kernel_report none;
    if (n < 64 || n > RANDBLAS_LARGEST) return -1;
    if (!A) return -2;
    if (lda < n || randblas_beyond_memory(n, lda)) return -3;
    if (!(ratio >= 1 && ratio <= 1e6)) return -4;
    if (!read_options(&o, options)) return -5;
    if (law) *law = NULL;
    if (!report) report = &none;
    *report = (rmt_decompress_kernel_report){NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    kernel k = {.n = n, .ratio = ratio, .o = &o};
    return run(&k, A, lda, values, errors, law, report);
}
