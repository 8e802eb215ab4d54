/*
 * Model averaging: the mean over q independent sketches of a functional of G_i = (gamma_i A^T S_i^T S_i A + lambda
 * I)^-1, and its standard error.
 *
 * Sketch i + 1 starts at the state that follows sketch i.  A batch of sketches is made and factored, each by one
 * thread; then the columns of the source are read block by block, and each factor meets each block.  All BLAS inside is
 * serial, and outputs are added in the order of the sketches, so neither threads nor the size of the batch touch any
 * bit.
 *
 * For the t-th value x of an output, with e the root of the sum of squared deviations (Welford):
 *
 *     delta = x - mean,   mean += delta/t,   e = hypot(e, delta sqrt((t - 1)/t)),   standard error = e/sqrt(q (q - 1)).
 *
 * Keeping the root instead of the sum lets values of 1e-200 have a variance.
 */
#include "inverse_impl.h"

#include "columns_impl.h"
#include "effective_dimension_impl.h"
#include "frobenius_impl.h"
#include "progress_impl.h"
#include "sketched_inverse_impl.h"

#include "threads_impl.h"

#include <math.h>

#define BLOCK 64                /* columns of the source at a time */
#define LEAST_BATCH 4           /* sketches of a batch for each thread, ... */
#define LARGEST_BATCH 64        /* ... as many as this while they fit in ... */
#define BATCH_SCALARS (1 << 20) /* ... so much memory, for each batch costs a few barriers */
#define WORTH 1e6               /* products that are worth waking threads for */
#define FEW_SKETCHES 4          /* below, all threads work on one sketch */

typedef struct average {
    randlapack_xinverse *p;
    randblas_arena arena;
    int64_t n, block, height, outputs; /* height: outputs for each column that has any */
    int64_t threads, batch, stride;    /* stride: of the factors */
    bool few;
    randlapack_xcolumns columns;
    randblas_state *states;
    randlapack_sketched_outcome *outcomes;
    randlapack_xsketched_inverse *workers;
    scalar_t *R, *Y, *columns_read; /* batch factors, batch blocks, one block */
    double *values, *sums;          /* BLOCK forms and a trace for each sketch of the batch */
    double *mean, *spread;          /* outputs */
    bool *bad;                      /* columns of the block that are not finite */
    int64_t done;
    double factors, dimensions, conditions; /* sums over the sketches; of logarithms the last */
} average;

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static bool sums_columns(const average *v)
{
    return v->p->kind == RANDLAPACK_INVERSE_FACTOR || v->p->kind == RANDLAPACK_INVERSE_MATRIX;
}

/* ---------------------------------------------------------------- workspace --------------------------------------- */

static int take_workspace(average *v)
{
    randblas_arena *arena = &v->arena;
    const int64_t n = v->n, b = v->batch, block = randblas_size_product(n, v->block);
    v->stride = randblas_size_product(n, n) / 16 * 16 + 16; /* alignment must not depend on the place in the batch */
    v->columns = randlapack_xcolumns_open(arena, v->p->source, RANDBLAS_NO_TRANS, n, v->block);
    v->states = randblas_arena_get(arena, b + 1, sizeof *v->states);
    v->outcomes = randblas_arena_get(arena, b, sizeof *v->outcomes);
    v->workers = randblas_arena_get(arena, v->threads, sizeof *v->workers);
    v->R = randblas_arena_get(arena, randblas_size_product(b, v->stride), sizeof *v->R);
    v->Y = randblas_arena_get(arena, randblas_size_product(b, block / 16 * 16 + 16), sizeof *v->Y);
    v->columns_read = randblas_arena_get(arena, block, sizeof *v->columns_read);
    v->values = randblas_arena_get(arena, b * v->block, sizeof *v->values);
    v->sums = randblas_arena_get(arena, b, sizeof *v->sums);
    v->mean = randblas_arena_get(arena, v->outputs, sizeof *v->mean);
    v->spread = randblas_arena_get(arena, v->outputs, sizeof *v->spread);
    v->bad = randblas_arena_get(arena, v->block, sizeof *v->bad);
    for (int64_t t = 0; t < v->threads && !arena->info; t++)
        v->workers[t] = randlapack_xsketched_inverse_open(arena, &v->p->rule, v->p->options.ridge);
    for (int64_t k = 0; k < v->outputs && !arena->info; k++) v->mean[k] = v->spread[k] = 0;
    return arena->info;
}

static int64_t batch_for(const average *v)
{
    const double fitting = BATCH_SCALARS / ((double)v->n * (double)(v->n + v->block) + 1);
    const int64_t most = fitting < LARGEST_BATCH ? (int64_t)fitting : LARGEST_BATCH;
    return min_i64(v->p->sketches, v->threads * (most > LEAST_BATCH ? most : LEAST_BATCH));
}

static bool worth_threads(const average *v)
{
    const double d = (double)v->p->rule.rows, n = (double)v->n;
    return (double)v->p->sketches * d * n * ((double)v->p->A->rows + n) > WORTH;
}

/* As many sketches in flight as the memory limit allows. */
static int open_workspace(average *v)
{
    v->few = v->p->sketches < FEW_SKETCHES;
    v->threads = v->few || !worth_threads(v) ? 1 : threads_for(v->p->sketches);
    v->batch = v->few ? 1 : batch_for(v);
    for (;;) {
        v->arena = randblas_arena_open(&v->p->options.control);
        const int info = take_workspace(v);
        if (info != RANDBLAS_MEMORY_LIMIT || v->batch == 1) return info;
        randblas_arena_close(&v->arena);
        v->batch /= 2;
        v->threads = min_i64(v->threads, v->batch);
    }
}

/* ---------------------------------------------------------------- sketches ---------------------------------------- */

/* BLAS and operators called from this thread of a region use no threads of their own.  It ends with the region. */
static void work_alone(bool alone)
{
#ifdef _OPENMP
    if (alone) omp_set_num_threads(1);
#else
    (void)alone;
#endif
}

static int sketch(average *v, int64_t i, randlapack_xsketched_inverse *worker)
{
    return randlapack_xsketched_inverse_sketch(v->p->A, &v->p->dist, &v->states[i], worker);
}

static void factor(average *v, int64_t i, randlapack_xsketched_inverse *worker)
{
    v->outcomes[i] =
        randlapack_xsketched_inverse_factor(&v->p->rule, v->p->options.ridge, worker, v->R + i * v->stride);
}

/* A callback may be called from this thread only, outside of any region. */
static void make_factors_by_callback(average *v, int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        v->outcomes[i].info = sketch(v, i, v->workers);
        if (v->outcomes[i].info) return;
#pragma omp parallel num_threads(1)
        {
            work_alone(!v->few);
            factor(v, i, v->workers);
        }
    }
}

static void make_factors_by_threads(average *v, int64_t count)
{
#pragma omp parallel num_threads((int)v->threads)
    {
        work_alone(!v->few);
#pragma omp for schedule(dynamic, 1)
        for (int64_t i = 0; i < count; i++) {
            randlapack_xsketched_inverse *worker = v->workers + thread_index();
            v->outcomes[i].info = sketch(v, i, worker);
            if (!v->outcomes[i].info) factor(v, i, worker);
        }
    }
}

/* The factors of the next sketches; the first failure in their order. */
static int make_factors(average *v, int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        v->outcomes[i] = (randlapack_sketched_outcome){0};
        const int info = randblas_state_next(&v->p->dist, &v->states[i], &v->states[i + 1]);
        if (info) return info;
    }
    if (v->p->A->kind == RANDBLAS_CALLBACK)
        make_factors_by_callback(v, count);
    else
        make_factors_by_threads(v, count);
    for (int64_t i = 0; i < count; i++) {
        const randlapack_sketched_outcome *out = &v->outcomes[i];
        if (out->info) return out->info;
        v->factors += out->factor;
        v->dimensions += out->dimension;
        v->conditions -= log(out->rcond);
    }
    return 0;
}

/* ---------------------------------------------------------------- functionals ------------------------------------- */

/* The columns j .. j + count, those that are not finite set to zero and noted. */
static int read_columns(average *v, int64_t j, int64_t count)
{
    const int info = randlapack_xcolumns_get(&v->columns, j, count, v->columns_read);
    for (int64_t c = 0; c < count && !info; c++) {
        scalar_t *y = v->columns_read + c * v->n;
        v->bad[c] = false;
        for (int64_t i = 0; i < v->n; i++) v->bad[c] = v->bad[c] || !isfinite(y[i]);
        for (int64_t i = 0; i < v->n && v->bad[c]; i++) y[i] = 0;
    }
    return info;
}

/* Sketch i of the batch meets the block of columns from j on. */
static int evaluate(average *v, int64_t i, int64_t j, int64_t count)
{
    const scalar_t *R = v->R + i * v->stride;
    const int64_t n = v->n;
    scalar_t *Y = v->Y + i * (n * v->block / 16 * 16 + 16);
    double *values = v->values + i * v->block;
    for (int64_t k = 0; k < n * count; k++) Y[k] = v->columns_read[k];
    const bool forms = v->p->kind == RANDLAPACK_INVERSE_FORMS || v->p->kind == RANDLAPACK_INVERSE_FACTOR;
    const int info = forms ? randlapack_xsketched_inverse_forms(n, count, R, Y, values)
                           : randlapack_xsketched_inverse_solve(n, count, R, Y);
    for (int64_t c = 0; c < count; c++) {
        if (v->p->kind == RANDLAPACK_INVERSE_MATRIX) values[c] = (double)Y[j + c + c * n];
        if (sums_columns(v)) v->sums[i] += v->bad[c] ? NAN : values[c];
    }
    return info;
}

static int evaluate_batch(average *v, int64_t batch, int64_t j, int64_t count)
{
    const bool worth = (double)v->n * (double)v->n * (double)(count * batch) > WORTH;
    const int threads = worth ? (int)v->threads : 1;
    int info = 0;
#pragma omp parallel num_threads(threads) reduction(min : info)
    {
        work_alone(!v->few);
#pragma omp for schedule(dynamic, 1)
        for (int64_t i = 0; i < batch; i++) {
            const int mine = evaluate(v, i, j, count);
            if (mine) info = mine;
        }
    }
    return info;
}

static void add(average *v, int64_t output, int64_t number, double x)
{
    const double t = (double)number, delta = x - v->mean[output];
    v->mean[output] += delta / t;
    v->spread[output] = hypot(v->spread[output], delta * sqrt((t - 1) / t));
}

/* The outputs of column j + c of the block. */
static void add_column(average *v, int64_t batch, int64_t j, int64_t c)
{
    for (int64_t i = 0; i < batch; i++) {
        const scalar_t *y = v->Y + i * (v->n * v->block / 16 * 16 + 16) + c * v->n;
        const double scale = v->bad[c] ? NAN : v->outcomes[i].scale;
        for (int64_t k = 0; k < v->height; k++) {
            const double x = v->p->kind == RANDLAPACK_INVERSE_SOLVE ? (double)y[k] : v->values[i * v->block + c];
            add(v, (j + c) * v->height + k, v->done + i + 1, scale * x);
        }
    }
}

static int apply_factors(average *v, int64_t batch)
{
    int info = 0;
    for (int64_t i = 0; i < batch; i++) v->sums[i] = 0;
    for (int64_t j = 0; j < v->p->columns && !info; j += v->block) {
        const int64_t count = min_i64(v->block, v->p->columns - j);
        info = read_columns(v, j, count);
        if (!info) info = evaluate_batch(v, batch, j, count);
        if (info || sums_columns(v)) continue;
#pragma omp parallel for num_threads((int)v->threads) if (count * v->height * batch > 16384)
        for (int64_t c = 0; c < count; c++) add_column(v, batch, j, c);
    }
    for (int64_t i = 0; i < batch && sums_columns(v) && !info; i++)
        add(v, 0, v->done + i + 1, v->outcomes[i].scale * v->sums[i]);
    return info;
}

/* ---------------------------------------------------------------- the whole --------------------------------------- */

static void write_report(average *v, const randblas_state *next)
{
    randlapack_inverse_report *report = v->p->report;
    const double q = (double)v->done;
    report->sketches = v->done;
    report->next = *next;
    if (v->done == 0) return;
    report->factor = v->p->options.ridge > 0 ? v->factors / q : randlapack_debias_plain(&v->p->rule);
    report->effective_dimension = v->dimensions / q;
    report->condition = exp(v->conditions / q);
}

static int average_sketches(average *v)
{
    randblas_state state = v->p->options.state;
    int info = 0;
    while (!info && v->done < v->p->sketches) {
        const int64_t batch = min_i64(v->batch, v->p->sketches - v->done);
        const double begin = randlapack_seconds();
        info = randlapack_progress(&v->p->options.control, "sketches", (double)v->done / (double)v->p->sketches);
        v->states[0] = state;
        if (!info) info = make_factors(v, batch);
        const double middle = randlapack_seconds();
        v->p->report->seconds_sketch += middle - begin;
        if (!info) info = apply_factors(v, batch);
        v->p->report->seconds_solve += randlapack_seconds() - middle;
        if (info) break;
        v->done += batch;
        state = v->states[batch];
        write_report(v, &state);
    }
    return info;
}

/* What is known of A before any sketch: a shape without an inverse, entries that no sketch may touch, and D. */
static int look_at_matrix(randlapack_xinverse *p)
{
    randblas_arena arena = randblas_arena_open(&p->options.control);
    const double ridge = p->options.ridge, begin = randlapack_seconds();
    double norm = 0;
    int info = randlapack_xfrobenius(&arena, p->A, &norm);
    if (!info && !isfinite(norm)) info = RANDBLAS_NOT_FINITE;
    if (!info && ridge <= 0 && p->A->rows < p->A->cols) info = RANDBLAS_RANK_DEFICIENT;
    if (!info && ridge > 0 && p->options.effective_dimension < 0) {
        info = randlapack_progress(&p->options.control, "dimension", 0);
        if (!info) info = randlapack_xeffective_dimension(&arena, p->A, ridge, &p->rule.dimension);
        if (!info && !isfinite(p->rule.dimension)) info = RANDBLAS_NOT_FINITE; /* a callback's */
    }
    randblas_arena_close(&arena);
    p->report->seconds_sketch = randlapack_seconds() - begin;
    return info;
}

/* Means and errors, or NaN when there are none; whether all means are finite. */
static bool write_outputs(const average *v, bool known)
{
    const randlapack_xinverse *p = v->p;
    const double q = (double)p->sketches, scale = q > 1 ? 1 / sqrt(q * (q - 1)) : NAN;
    bool finite = true;
    for (int64_t o = 0; o < v->outputs; o++) {
        const int64_t c = o / v->height, i = o % v->height;
        scalar_t *mean = p->mean + i + c * p->ldmean;
        *mean = known ? (scalar_t)v->mean[o] : (scalar_t)NAN;
        finite = finite && isfinite(*mean);
        if (p->error) p->error[i + c * p->lderror] = known ? (scalar_t)(scale * v->spread[o]) : (scalar_t)NAN;
    }
    return finite;
}

int randlapack_xinverse_average(randlapack_xinverse *p)
{
    average v = {.p = p, .n = p->A->cols};
    v.block = min_i64(BLOCK, p->columns > 0 ? p->columns : 1);
    v.height = p->kind == RANDLAPACK_INVERSE_SOLVE && v.n > 0 ? v.n : 1;
    v.outputs = sums_columns(&v)                      ? 1
                : p->kind == RANDLAPACK_INVERSE_SOLVE ? randblas_size_product(v.n, p->columns)
                                                      : p->columns;
    p->report->sketch_rows = p->rule.rows;
    p->report->next = p->options.state;
    int info = look_at_matrix(p);
    if (!info) info = open_workspace(&v);
    if (!info && v.n > 0) info = average_sketches(&v);
    const bool known = info == 0;
    if (info >= 0 && !write_outputs(&v, known) && known) info = RANDBLAS_NOT_FINITE;
    randblas_arena_close(&v.arena);
    return info;
}
