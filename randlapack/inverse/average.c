/*
 * Model averaging: the mean over q independent sketches of a functional of G_i = (gamma_i A^T S_i^T S_i A + lambda
 * I)^-1, and its standard error.  Sketch i + 1 starts at the state that follows sketch i; batch.c makes and uses them,
 * batch_team.c where rows are spread.
 */
#include "average_impl.h"

#include "effective_dimension_impl.h"
#include "frobenius_impl.h"
#include "progress_impl.h"

#include "threads_impl.h"

#include <math.h>

#define BLOCK 64                /* columns of the source at a time */
#define LEAST_BATCH 4           /* sketches of a batch for each thread, ... */
#define LARGEST_BATCH 64        /* ... as many as this while they fit in ... */
#define BATCH_SCALARS (1 << 20) /* ... so much memory, for each batch costs a few barriers */
#define FEW_SKETCHES 4          /* below, all threads work on one sketch */

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* ---------------------------------------------------------------- workspace --------------------------------------- */

/* So that alignment does not depend on the place in the batch. */
static int64_t padded(int64_t scalars)
{
    return scalars < INT64_MAX - 16 ? scalars / 16 * 16 + 16 : INT64_MAX;
}

static int take_workspace(randlapack_xaverage *v)
{
    randblas_arena *arena = &v->arena;
    const int64_t n = v->n, b = v->batch, block = randblas_size_product(n, v->block);
    v->stride = padded(randblas_size_product(n, n));
    v->columns = randlapack_xcolumns_open(arena, v->p->source, RANDBLAS_NO_TRANS, n, v->block);
    v->states = randblas_arena_get(arena, b + 1, sizeof *v->states);
    v->outcomes = randblas_arena_get(arena, b, sizeof *v->outcomes);
    v->workers = randblas_arena_get(arena, v->threads, sizeof *v->workers);
    v->R = randblas_arena_get(arena, randblas_size_product(v->p->team ? 1 : b, v->stride), sizeof *v->R);
    v->Y = randblas_arena_get(arena, randblas_size_product(b, padded(block)), sizeof *v->Y);
    v->columns_read = randblas_arena_get(arena, block, sizeof *v->columns_read);
    v->values = randblas_arena_get(arena, randblas_size_product(b, v->block), sizeof *v->values);
    v->sums = randblas_arena_get(arena, b, sizeof *v->sums);
    v->mean = randblas_arena_get(arena, v->outputs, sizeof *v->mean);
    v->spread = randblas_arena_get(arena, v->outputs, sizeof *v->spread);
    v->bad = randblas_arena_get(arena, v->block, sizeof *v->bad);
    if (v->p->team) {
        v->kept = randblas_arena_get(arena, randblas_size_product(v->p->rule.rows, n), sizeof *v->kept);
        v->facts = randblas_arena_get(arena, randblas_size_product(b, RANDLAPACK_AVERAGE_FACTS), sizeof *v->facts);
    }
    for (int64_t t = 0; t < v->threads && !arena->info; t++)
        v->workers[t] = randlapack_xsketched_inverse_open(arena, &v->p->rule, v->p->options.ridge);
    for (int64_t k = 0; k < v->outputs && !arena->info; k++) v->mean[k] = v->spread[k] = 0;
    return arena->info;
}

static int64_t batch_for(const randlapack_xaverage *v)
{
    const double fitting = BATCH_SCALARS / ((double)v->n * (double)(v->n + v->block) + 1);
    const int64_t most = fitting < LARGEST_BATCH ? (int64_t)fitting : LARGEST_BATCH;
    return min_i64(v->p->sketches, v->threads * (most > LEAST_BATCH ? most : LEAST_BATCH));
}

/* A sketch for each member, as long as their estimates fit: the same number on all. */
static int64_t batch_of_team(const randlapack_xaverage *v)
{
    const int64_t most = BATCH_SCALARS / (v->n * v->block + 1) + 1;
    return min_i64(v->p->sketches, min_i64(v->p->team->members, most));
}

static bool worth_threads(const randlapack_xaverage *v)
{
    const double d = (double)v->p->rule.rows, n = (double)v->n;
    return (double)v->p->sketches * d * n * ((double)v->p->A->rows + n) > RANDLAPACK_WORTH_THREADS;
}

/* As many sketches in flight as the memory limit allows. */
static int open_workspace(randlapack_xaverage *v)
{
    v->few = v->p->sketches < FEW_SKETCHES || v->p->team;
    v->threads = v->few || !worth_threads(v) ? 1 : threads_for(v->p->sketches);
    v->batch = v->p->team ? batch_of_team(v) : v->few ? 1 : batch_for(v);
    for (;;) {
        v->arena = randblas_arena_open(&v->p->options.control);
        const int info = take_workspace(v);
        if (info != RANDBLAS_MEMORY_LIMIT || v->batch == 1 || v->p->team) return info;
        randblas_arena_close(&v->arena);
        v->batch /= 2;
        v->threads = min_i64(v->threads, v->batch);
    }
}

/* ---------------------------------------------------------------- the whole --------------------------------------- */

static void write_report(randlapack_xaverage *v, const randblas_state *next)
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

static int average_sketches(randlapack_xaverage *v)
{
    randblas_state state = v->p->options.state;
    int info = 0;
    while (!info && v->done < v->p->sketches) {
        const int64_t batch = min_i64(v->batch, v->p->sketches - v->done);
        const double begin = randlapack_seconds();
        info = randlapack_progress(&v->p->options.control, "sketches", (double)v->done / (double)v->p->sketches);
        v->states[0] = state;
        if (!info) info = randlapack_xbatch_make(v, batch);
        const double middle = randlapack_seconds();
        v->p->report->seconds_sketch += middle - begin;
        if (!info) info = randlapack_xbatch_apply(v, batch);
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
    if (!info && p->team) {
        norm = isfinite(norm) ? 0 : INFINITY;
        info = p->team->largest(p->team->context, 1, &norm);
    }
    if (!info && !isfinite(norm)) info = RANDBLAS_NOT_FINITE;
    if (!info && ridge <= 0 && randlapack_xinverse_all_rows(p) < p->A->cols) info = RANDBLAS_RANK_DEFICIENT;
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
static bool write_outputs(const randlapack_xaverage *v, bool known)
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
    randlapack_xaverage v = {.p = p, .n = p->A->cols};
    v.block = min_i64(BLOCK, p->columns > 0 ? p->columns : 1);
    v.height = p->kind == RANDLAPACK_INVERSE_SOLVE && v.n > 0 ? v.n : 1;
    v.outputs = randlapack_sums_columns(p->kind)      ? 1
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
