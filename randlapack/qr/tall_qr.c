/*
 * The frame: load A, sketch, factor the sketch, Cholesky QR; or, when the sketch does not represent A, Householder QR
 * of A itself.
 */
#include "tall_load_impl.h"
#include "tall_qr_impl.h"

#include "lapack_impl.h"
#include "measure_impl.h"
#include "options_impl.h"
#include "progress_impl.h"

#include <math.h>
#include <string.h>

#define EXTRA_ROWS 64 /* of the sketch: so few columns cannot cancel in all of them */

bool randlapack_xtall_qr_read(randlapack_xtall_qr *f, const randlapack_tall_qr_options *options)
{
    randlapack_tall_qr_options *o = &f->options;
    const int64_t all = randlapack_xtall_qr_rows(f);
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->sketch_rows < 0 || (o->sketch_rows > 0 && o->sketch_rows < f->n)) return false;
    if (o->sketch_nnz < 0 || isnan(o->tolerance) || o->tolerance >= 1) return false;
    f->d = o->sketch_rows;
    if (f->d == 0) f->d = f->n < INT64_MAX / 4 ? (f->pivoted ? 3 : 2) * f->n + EXTRA_ROWS : all;
    if (f->d > all) f->d = all;
    f->tolerance = o->tolerance < 0 ? 0 : o->tolerance > 0 ? o->tolerance : (double)f->n * REAL_EPS;
    return true;
}

/* The operator, if there is to be one; the options are checked in any case. */
static int draw(randlapack_xtall_qr *f, int illegal)
{
    const int64_t all = randlapack_xtall_qr_rows(f);
    randblas_dist dist = randblas_sparse_sign(f->d, all, f->options.sketch_nnz);
    randblas_state ignored;
    if (f->options.family) dist.family = f->options.family;
    if (dist.nnz > f->d) dist.nnz = f->d;
    if (randblas_state_next(&dist, &f->options.state, &ignored)) return illegal;
    return f->d < all ? randblas_sketch_create(&dist, &f->options.state, &f->S, NULL) : 0;
}

static int open_workspace(randlapack_xtall_qr *f)
{
    const int64_t n = f->n;
    randblas_arena *arena = &f->arena;
    f->sketch = randblas_arena_get(arena, randblas_size_product(f->d, n), sizeof *f->sketch);
    f->T = randblas_arena_get(arena, randblas_size_product(n, n), sizeof *f->T);
    f->G = randblas_arena_get(arena, randblas_size_product(n, n), sizeof *f->G);
    f->tau = randblas_arena_get(arena, n, sizeof *f->tau);
    f->work = randblas_arena_get(arena, RANDLAPACK_QR_WORK(n), sizeof *f->work);
    f->iwork = randblas_arena_get(arena, n, sizeof *f->iwork);
    if (!f->pivot) f->pivot = randblas_arena_get(arena, n, sizeof *f->pivot);
    return arena->info;
}

/* Columns of Q brought to norms in [1, 2), or left alone; G holds the exponents. */
static void equilibrate(randlapack_xtall_qr *f)
{
    for (int64_t j = 0; j < f->n; j++) {
        scalar_t *column = f->Q + j * f->ldq;
        const double norm = f->options.equilibrate ? randlapack_xnorm(f->m, column) : 0;
        const int exponent = norm > 0 ? ilogb(norm) : 0;
        f->G[j] = (scalar_t)exponent;
        for (int64_t i = 0; i < f->m && exponent; i++) column[i] = (scalar_t)ldexp((double)column[i], -exponent);
    }
}

/* ||R(k+1:, k+1:)||_F, k the rank. */
static double trailing_norm(const randlapack_xtall_qr *f)
{
    const int64_t k = f->rank, left = f->n - k;
    return left == 0 ? 0 : randlapack_xmeasure(left, left, f->R + k * (f->ldr + 1), f->ldr, true).norm;
}

/* R from the triangle above the reflectors, the rank and its error, and the sign of each reflector's column. */
static void take_triangle(randlapack_xtall_qr *f)
{
    const int64_t n = f->n, ldr = f->ldr;
    f->rank = n;
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < n; i++) f->R[i + j * ldr] = i <= j ? f->Q[i + j * f->ldq] : 0;
    for (int64_t j = n - 1; j >= 0 && f->pivoted; j--)
        if (!((double)ABS(f->R[j + j * ldr]) > f->tolerance * (double)ABS(f->R[0]))) f->rank = j;
    for (int64_t j = 0; j < n && f->pivoted; j++)
        for (int64_t i = 0; i <= j; i++)
            f->R[i + j * ldr] = (scalar_t)ldexp((double)f->R[i + j * ldr], (int)f->G[f->pivot[j]]);
    f->report->error = trailing_norm(f);
    for (int64_t i = 0; i < n; i++) {
        const scalar_t sign = i >= f->rank ? 0 : f->R[i + i * ldr] < 0 ? -1 : 1;
        f->G[i] = sign;
        for (int64_t j = i; j < n; j++) f->R[i + j * ldr] = sign == 0 ? 0 : sign * f->R[i + j * ldr];
    }
}

/* Q and R by LAPACK from A itself, which is loaded anew. */
static int householder(randlapack_xtall_qr *f)
{
    int info = randlapack_xtall_load(&f->arena, f->A, NULL, f->Q, f->ldq, &f->exponent);
    f->report->method = RANDLAPACK_QR_HOUSEHOLDER;
    f->report->preconditioned_condition = 0;
    if (info) return info;
    if (f->pivoted) {
        equilibrate(f);
        info = randlapack_xgeqp3(f->m, f->n, f->Q, f->ldq, f->pivot, f->tau, f->work, f->iwork);
    } else {
        info = randlapack_xgeqrf(f->m, f->n, f->Q, f->ldq, f->tau, f->work);
    }
    if (info) return info;
    take_triangle(f);
    f->report->condition = randlapack_xtriangle_condition(f->rank, f->R, f->ldr, f->work, f->T);
    info = randlapack_xorgqr(f->m, f->n, f->Q, f->ldq, f->tau, f->work);
    for (int64_t j = 0; j < f->n; j++)
        for (int64_t i = 0; i < f->m; i++) f->Q[i + j * f->ldq] = f->G[j] == 0 ? 0 : f->G[j] * f->Q[i + j * f->ldq];
    return info;
}

static int load_and_sketch(randlapack_xtall_qr *f)
{
    int info = randlapack_progress(&f->options.control, "sketch", 0);
    if (!info) info = randlapack_xtall_load(&f->arena, f->A, f->team, f->Q, f->ldq, &f->exponent);
    if (!info) info = randlapack_progress(&f->options.control, "sketch", 0.5);
    return info ? info : randlapack_xtall_qr_sketch(f);
}

static int factor(randlapack_xtall_qr *f)
{
    const double begin = randlapack_seconds();
    int info = load_and_sketch(f);
    const double middle = randlapack_seconds();
    f->report->seconds_sketch = middle - begin;
    if (!info) info = randlapack_progress(&f->options.control, "factor", 0);
    if (!info) info = randlapack_xtall_qr_pivots(f);
    const double end = randlapack_seconds();
    f->report->seconds_factor = end - middle;
    if (!info) info = randlapack_progress(&f->options.control, "orthogonalise", 0);
    if (!info && !randlapack_xtall_qr_cholesky(f, &info) && !info)
        info = f->team ? RANDBLAS_NOT_CONVERGED : householder(f);
    f->report->seconds_orthogonalise = randlapack_seconds() - end;
    return info;
}

/* R and the error get A's scale back, or NaN in all outputs. */
static void finish(randlapack_xtall_qr *f, int info)
{
    const bool bad = info == RANDBLAS_NOT_FINITE;
    f->report->error = ldexp(f->report->error, f->exponent);
    for (int64_t j = 0; j < f->n && (bad || f->exponent); j++)
        for (int64_t i = 0; i < f->n; i++) {
            scalar_t *r = f->R + i + j * f->ldr;
            *r = bad ? (scalar_t)NAN : (scalar_t)ldexp((double)*r, f->exponent);
        }
    for (int64_t j = 0; j < f->n && bad; j++) {
        for (int64_t i = 0; i < f->m; i++) f->Q[i + j * f->ldq] = (scalar_t)NAN;
        f->pivot[j] = j;
    }
}

int randlapack_xtall_qr_run(randlapack_xtall_qr *f, int illegal)
{
    int info = draw(f, illegal);
    f->arena = randblas_arena_open(&f->options.control);
    f->report->sketch_rows = f->d;
    if (!info && f->n > 0) info = open_workspace(f);
    if (!info && f->n > 0) {
        info = factor(f);
        if (!info || info == RANDBLAS_NOT_FINITE) finish(f, info);
        if (!info) f->report->rank = f->rank;
    }
    randblas_sketch_destroy(f->S);
    randblas_arena_close(&f->arena);
    return info || f->rank == f->n ? info : RANDBLAS_RANK_DEFICIENT;
}
