/* Sketch a tall A, factor the sketch, and make the preconditioner and the workspace of the iteration. */
#include "tall_impl.h"

#include "lapack_impl.h"
#include "lsq_plan_impl.h"
#include "progress_impl.h"

#include <math.h>

#define DEFAULT_ITERATIONS 100

int randlapack_xtall_sketch(randlapack_xtall *t, int64_t nrhs)
{
    const double begin = randlapack_seconds();
    randlapack_lsq_options options = t->options;
    options.preconditioner = RANDLAPACK_PRECOND_SKETCH;
    const int64_t d = randlapack_xlsq_plan(t->A, &options, INT64_MAX).sketch_rows;
    int info = randlapack_xsketched_qr_open(&t->arena, t->A, NULL, d, nrhs, &t->options, &t->qr);
    if (!info) info = randlapack_progress(&t->options.control, "sketch", 0);
    if (!info) info = randlapack_xsketched_qr_sketch(&t->arena, &t->qr);
    const double middle = randlapack_seconds();
    t->seconds_sketch = middle - begin;
    if (!info) info = randlapack_progress(&t->options.control, "factor", 0);
    if (!info) info = randlapack_xsketched_qr_factor(&t->qr);
    t->seconds_factor = randlapack_seconds() - middle;
    t->distortion = t->qr.S ? sqrt((double)t->A->cols / (double)t->qr.rows) : 0;
    return info;
}

/* T (n x n) = the triangle of [R; sqrt(mu) I]. */
static int add_shift(randlapack_xtall *t, double mu, scalar_t **T)
{
    const int64_t n = t->A->cols, rows = 2 * n;
    scalar_t *stacked = randblas_arena_get(&t->arena, randblas_size_product(rows, n), sizeof *stacked);
    if (t->arena.info) return t->arena.info;
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < rows; i++) {
            const scalar_t below = (scalar_t)(i == j + n ? sqrt(mu) : 0);
            stacked[i + j * rows] = i < n && i <= j ? t->qr.QR[i + j * t->qr.rows] : below;
        }
    *T = stacked;
    return n > 0 ? randlapack_xgeqrt(rows, n, stacked, rows, t->qr.T, t->qr.work) : 0;
}

int randlapack_xtall_factor(randlapack_xtall *t, int64_t nrhs, bool sums, bool by_columns, double mu)
{
    const int64_t m = t->A->rows, n = t->A->cols;
    scalar_t *R = NULL;
    int64_t ldr = 2 * n;
    int info = randlapack_xtall_sketch(t, nrhs);
    const double begin = randlapack_seconds();
    if (info) return info;
    if (mu > 0) {
        info = add_shift(t, mu, &R);
    } else {
        R = t->qr.QR;
        ldr = t->qr.rows;
    }
    if (!info) info = randlapack_xsketch_svd_make(&t->arena, n, nrhs, R, ldr, by_columns, &t->svd);
    t->seconds_factor += randlapack_seconds() - begin;
    if (info && info != RANDBLAS_RANK_DEFICIENT) return info;
    t->iterations = t->options.max_iterations ? t->options.max_iterations : DEFAULT_ITERATIONS;
    t->pass = randlapack_xpass_open(&t->arena, t->A, 0, nrhs);
    t->rhs = randblas_arena_get(&t->arena, nrhs, sizeof *t->rhs);
    randlapack_xnormal_open(&t->arena, m, n, nrhs, sums, &t->block);
    return t->arena.info ? t->arena.info : info;
}

void randlapack_xtall_close(randlapack_xtall *t)
{
    randblas_sketch_destroy(t->qr.S);
    randblas_arena_close(&t->arena);
}
