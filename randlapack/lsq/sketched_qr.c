/*
 * [S A; damp I] = Q R with S a sketch of d rows, or the identity.
 */
#include "sketched_qr_impl.h"

#include "lapack_impl.h"

#include <math.h>
#include <string.h>

#define IDENTITY_COLUMNS 64
#define SERIAL_COPY 65536 /* entries: most of the time goes into pages touched for the first time */

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t all_rows(const randlapack_xsketched_qr *f)
{
    return f->team ? f->team->rows : f->A->rows;
}

/* The operator, if there is to be one; the options are checked in any case. */
static int draw(const randlapack_lsq_options *options, randlapack_xsketched_qr *f)
{
    randblas_dist dist = randblas_sparse_sign(f->sketch_rows, all_rows(f), options->sketch_nnz);
    randblas_state ignored;
    if (options->family) dist.family = options->family;
    if (randblas_state_next(&dist, &options->state, &ignored)) return -7;
    return f->sketch_rows < all_rows(f) ? randblas_sketch_create(&dist, &options->state, &f->S, NULL) : 0;
}

int randlapack_xsketched_qr_open(randblas_arena *arena, const randblas_xlinop *A, const randlapack_xteam *team,
                                 int64_t d, int64_t nrhs, const randlapack_lsq_options *options,
                                 randlapack_xsketched_qr *f)
{
    const int64_t n = A->cols, block = RANDLAPACK_QRT_BLOCK(n), wide = n > nrhs ? n : nrhs;
    *f = (randlapack_xsketched_qr){.A = A, .team = team, .sketch_rows = d, .rows = d, .damp = sqrt(options->ridge)};
    if (f->damp > 0) f->rows = d <= INT64_MAX - n ? d + n : INT64_MAX;
    const int info = draw(options, f);
    if (info) return info;
    f->QR = randblas_arena_get(arena, randblas_size_product(f->rows, n), sizeof *f->QR);
    f->T = randblas_arena_get(arena, randblas_size_product(block, n), sizeof *f->T);
    f->work = randblas_arena_get(arena, randblas_size_product(block, wide), sizeof *f->work);
    if (team) f->packed = randblas_arena_get(arena, randblas_size_product(n, n + 1) / 2, sizeof *f->packed);
    return arena->info;
}

/* QR = A, by products with columns of the identity. */
static int expand(randblas_arena *arena, randlapack_xsketched_qr *f)
{
    const int64_t n = f->A->cols, block = min_i64(IDENTITY_COLUMNS, n);
    scalar_t *identity = randblas_arena_get(arena, randblas_size_product(n, block), sizeof *identity);
    int info = arena->info;
    for (int64_t j = 0; j < n && !info; j += block) {
        const int64_t count = min_i64(block, n - j);
        for (int64_t k = 0; k < count; k++)
            for (int64_t i = 0; i < n; i++) identity[i + k * n] = i == j + k;
        info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, count, 1, f->A, identity, n, 0,
                                     f->QR + j * f->rows, f->rows);
    }
    return info;
}

static void copy_dense(const randblas_xlinop *A, scalar_t *out, int64_t ld)
{
    const randblas_xview view = view_make(A->values, A->ld, A->layout);
#pragma omp parallel for schedule(static) if (A->rows * A->cols > SERIAL_COPY)
    for (int64_t j = 0; j < A->cols; j++) {
        if (view.row_major)
            for (int64_t i = 0; i < A->rows; i++) out[i + j * ld] = *view_at(view, i, j);
        else
            memcpy(out + j * ld, view_at(view, 0, j), (size_t)A->rows * sizeof *out);
    }
}

/* The rows below the sketch. */
static void append_ridge(randlapack_xsketched_qr *f)
{
    const int64_t n = f->A->cols;
    for (int64_t j = 0; j < n; j++) {
        scalar_t *column = f->QR + f->sketch_rows + j * f->rows;
        for (int64_t i = 0; i < n; i++) column[i] = i == j ? (scalar_t)f->damp : 0;
    }
}

/* A itself as the team has it: everyone adds its rows to zeros. */
static int gather(randblas_arena *arena, randlapack_xsketched_qr *f)
{
    randlapack_xsketched_qr own = *f;
    own.QR = f->QR + f->team->first;
    for (int64_t j = 0; j < f->A->cols; j++)
        for (int64_t i = 0; i < f->sketch_rows; i++) f->QR[i + j * f->rows] = 0;
    if (f->A->kind == RANDBLAS_DENSE)
        copy_dense(f->A, own.QR, f->rows);
    else if (f->A->rows > 0)
        return expand(arena, &own);
    return 0;
}

static int sketch_of_team(randblas_arena *arena, randlapack_xsketched_qr *f)
{
    const int64_t d = f->sketch_rows;
    int info;
    if (f->S) {
        info = f->team->sketch(f->team->context, f->S, d, f->A, f->QR, f->rows);
    } else {
        info = gather(arena, f);
        for (int64_t j = 0; j < f->A->cols && !info; j++) info = f->team->sum(f->team->context, d, f->QR + j * f->rows);
    }
    if (f->damp > 0) append_ridge(f);
    return info;
}

int randlapack_xsketched_qr_sketch(randblas_arena *arena, randlapack_xsketched_qr *f)
{
    const int64_t d = f->sketch_rows, m = f->A->rows, n = f->A->cols;
    if (n == 0) return 0;
    if (f->team) return sketch_of_team(arena, f);
    if (f->damp > 0) append_ridge(f);
    if (m == 0) return 0;
    if (f->S)
        return randblas_xskop(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, d, n, m, 1, f->S,
                              0, 0, f->A, 0, f->QR, f->rows);
    if (f->A->kind != RANDBLAS_DENSE) return expand(arena, f);
    copy_dense(f->A, f->QR, f->rows);
    return 0;
}

/* R from the root to all, packed. */
static int share_triangle(randlapack_xsketched_qr *f)
{
    const int64_t n = f->A->cols;
    scalar_t *packed = f->packed;
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i <= j; i++) packed[j * (j + 1) / 2 + i] = f->QR[i + j * f->rows];
    const int info = f->team->share(f->team->context, n * (n + 1) / 2, packed);
    for (int64_t j = 0; j < n && !info; j++)
        for (int64_t i = 0; i <= j; i++) f->QR[i + j * f->rows] = packed[j * (j + 1) / 2 + i];
    return info;
}

int randlapack_xsketched_qr_factor(randlapack_xsketched_qr *f)
{
    const int64_t n = f->A->cols;
    int info = 0;
    if (n == 0) return 0;
    if (!f->team || f->team->root) info = randlapack_xgeqrt(f->rows, n, f->QR, f->rows, f->T, f->work);
    return f->team && !info ? share_triangle(f) : info;
}

/* C is zero below the sketch of B. */
static void clear_below(const randlapack_xsketched_qr *f, int64_t nrhs, scalar_t *C)
{
    for (int64_t r = 0; r < nrhs; r++)
        for (int64_t i = f->sketch_rows; i < f->rows; i++) C[i + r * f->rows] = 0;
}

/* The same for the first n rows of C, which the root sends to all. */
static int project_of_team(const randlapack_xsketched_qr *f, int64_t nrhs, const scalar_t *B, scalar_t *C)
{
    const int64_t d = f->sketch_rows, m = f->A->rows, n = f->A->cols, ld = f->rows;
    const randlapack_xteam *team = f->team;
    int info = 0;
    if (f->S) {
        const randblas_xlinop rhs = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, m, nrhs, B, m > 1 ? m : 1);
        info = team->sketch(team->context, f->S, d, &rhs, C, ld);
    }
    for (int64_t r = 0; r < nrhs && !info && !f->S; r++) {
        for (int64_t i = 0; i < d; i++) C[i + r * ld] = 0;
        if (m > 0) memcpy(C + team->first + r * ld, B + r * m, (size_t)m * sizeof *C);
        info = team->sum(team->context, d, C + r * ld);
    }
    clear_below(f, nrhs, C);
    if (!info && team->root) info = randlapack_xgemqrt(ld, nrhs, n, f->QR, ld, f->T, C, ld, f->work);
    for (int64_t r = 0; r < nrhs && !info; r++) info = team->share(team->context, n, C + r * ld);
    return info;
}

int randlapack_xsketched_qr_project(const randlapack_xsketched_qr *f, int64_t nrhs, const scalar_t *B, scalar_t *C)
{
    const int64_t d = f->sketch_rows, m = f->A->rows, ld = f->rows;
    int info = 0;
    if (f->team) return project_of_team(f, nrhs, B, C);
    clear_below(f, nrhs, C);
    if (f->S)
        info = randblas_xskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, d, nrhs, m, 1,
                              f->S, 0, 0, B, m, 0, C, ld);
    else
        for (int64_t r = 0; r < nrhs; r++) memcpy(C + r * ld, B + r * m, (size_t)m * sizeof *C);
    return info ? info : randlapack_xgemqrt(ld, nrhs, f->A->cols, f->QR, ld, f->T, C, ld, f->work);
}
