/*
 * A batch of sketches: each is made and factored by one thread; then the columns of the source are read block by block,
 * and each factor meets each block.  All BLAS inside is serial, and outputs are added in the order of the sketches, so
 * neither threads nor the size of the batch touch any bit.
 *
 * For the t-th value x of an output, with e the root of the sum of squared deviations (Welford):
 *
 *     delta = x - mean,   mean += delta/t,   e = hypot(e, delta sqrt((t - 1)/t)),   standard error = e/sqrt(q (q - 1)).
 *
 * Keeping the root instead of the sum lets values of 1e-200 have a variance.
 */
#include "average_impl.h"

#include "threads_impl.h"

#include <math.h>

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
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

static int sketch(randlapack_xaverage *v, int64_t i, randlapack_xsketched_inverse *worker)
{
    return randlapack_xsketched_inverse_sketch(v->p->A, &v->p->dist, &v->states[i], worker);
}

static void factor(randlapack_xaverage *v, int64_t i, randlapack_xsketched_inverse *worker)
{
    v->outcomes[i] =
        randlapack_xsketched_inverse_factor(&v->p->rule, v->p->options.ridge, worker, randlapack_xfactor_of(v, i));
}

/* A callback may be called from this thread only, outside of any region. */
static void make_factors_by_callback(randlapack_xaverage *v, int64_t count)
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

static void make_factors_by_threads(randlapack_xaverage *v, int64_t count)
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

int randlapack_xbatch_make(randlapack_xaverage *v, int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        v->outcomes[i] = (randlapack_sketched_outcome){0};
        const int info = randblas_state_next(&v->p->dist, &v->states[i], &v->states[i + 1]);
        if (info) return info;
    }
    if (v->p->team) {
        const int info = randlapack_xbatch_make_by_team(v, count);
        if (info) return info;
    } else if (v->p->A->kind == RANDBLAS_CALLBACK) {
        make_factors_by_callback(v, count);
    } else {
        make_factors_by_threads(v, count);
    }
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
static int read_columns(randlapack_xaverage *v, int64_t j, int64_t count)
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
static int evaluate(randlapack_xaverage *v, int64_t i, int64_t j, int64_t count)
{
    const scalar_t *R = randlapack_xfactor_of(v, i);
    const int64_t n = v->n;
    scalar_t *Y = v->Y + i * v->block_stride;
    double *values = v->values + i * v->block;
    const bool ours = randlapack_xis_ours(v, i);
    for (int64_t k = 0; k < n * count; k++) Y[k] = ours ? v->columns_read[k] : 0;
    for (int64_t c = 0; c < v->block && v->p->team; c++) values[c] = 0;
    if (!ours) return 0;
    const bool forms = v->p->kind == RANDLAPACK_INVERSE_FORMS || v->p->kind == RANDLAPACK_INVERSE_FACTOR;
    const int info = forms ? randlapack_xsketched_inverse_forms(n, count, R, Y, values)
                           : randlapack_xsketched_inverse_solve(n, count, R, Y);
    for (int64_t c = 0; c < count; c++) {
        if (v->p->kind == RANDLAPACK_INVERSE_MATRIX) values[c] = (double)Y[j + c + c * n];
        if (randlapack_sums_columns(v->p->kind)) v->sums[i] += v->bad[c] ? NAN : values[c];
    }
    return info;
}

static int evaluate_batch(randlapack_xaverage *v, int64_t batch, int64_t j, int64_t count)
{
    const double products = (double)v->n * (double)v->n * (double)(count * batch);
    int info = 0;
    (void)products; /* without OpenMP */
#pragma omp parallel num_threads((int)v->threads) reduction(min : info) if (products > RANDLAPACK_WORTH_THREADS)
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

static void add(randlapack_xaverage *v, int64_t output, int64_t number, double x)
{
    const double t = (double)number, delta = x - v->mean[output];
    v->mean[output] += delta / t;
    v->spread[output] = hypot(v->spread[output], delta * sqrt((t - 1) / t));
}

/* The outputs of column j + c of the block. */
static void add_column(randlapack_xaverage *v, int64_t batch, int64_t j, int64_t c)
{
    for (int64_t i = 0; i < batch; i++) {
        const scalar_t *y = v->Y + i * v->block_stride + c * v->n;
        const double scale = v->bad[c] ? NAN : v->outcomes[i].scale;
        for (int64_t k = 0; k < v->height; k++) {
            const double x = v->p->kind == RANDLAPACK_INVERSE_SOLVE ? (double)y[k] : v->values[i * v->block + c];
            add(v, (j + c) * v->height + k, v->done + i + 1, scale * x);
        }
    }
}

int randlapack_xbatch_apply(randlapack_xaverage *v, int64_t batch)
{
    int info = 0;
    for (int64_t i = 0; i < batch; i++) v->sums[i] = 0;
    for (int64_t j = 0; j < v->p->columns && !info; j += v->block) {
        const int64_t count = min_i64(v->block, v->p->columns - j);
        info = read_columns(v, j, count);
        v->block_stride = v->p->team ? v->n * count : v->n * v->block / 16 * 16 + 16;
        if (!info) info = evaluate_batch(v, batch, j, count);
        if (info || randlapack_sums_columns(v->p->kind)) continue;
        if (v->p->team) info = randlapack_xbatch_gather(v, batch, count);
        if (info) break;
#pragma omp parallel for num_threads((int)v->threads) if (count * v->height * batch > 16384)
        for (int64_t c = 0; c < count; c++) add_column(v, batch, j, c);
    }
    if (!info && v->p->team && randlapack_sums_columns(v->p->kind)) info = randlapack_xbatch_gather(v, batch, 0);
    for (int64_t i = 0; i < batch && randlapack_sums_columns(v->p->kind) && !info; i++)
        add(v, 0, v->done + i + 1, v->outcomes[i].scale * v->sums[i]);
    return info;
}
