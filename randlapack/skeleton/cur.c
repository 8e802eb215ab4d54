/*
 * A ~ C U R with C = A(:, cols), R = A(rows, :):
 *
 *     cols, rows    skeletons of the columns of A and of the rows of C
 *     C = Q T,   R^T = P S,   M = Q^T A P,   U = T^-1 M S^-T = C^+ A R^+
 *
 * Nothing is squared.  ||A - C U R||_F^2 = ||A - Q Q^T A||_F^2 + ||Q Q^T (A - A P P^T)||_F^2, both small when the
 * columns and rows are well chosen @cite mahoney2009.  The error is measured in the probe G A, of which G C are
 * columns.
 *
 * T and S are graded, and so is M, from s_1 down to s_k, but U is of size 1/s_k and the product C U R sums terms of
 * size s_1^2 / s_k.  Where that is more than 1 / sqrt(eps) larger than s_1, a smaller rank is nearer to A: the sum
 * s_{k+1} + eps s_1^2 / s_k is least about s_k = sqrt(eps) s_1.
 */
#include "skeleton_impl.h"
#include "skeleton_options_impl.h"

#include "gather_rows_impl.h"
#include "lapack_impl.h"
#include "progress_impl.h"

#include "blas_impl.h"

#include <math.h>

#define LEAST_WEIGHT 4 /* times sqrt(eps) */
#define MOST_ROUNDS 8

typedef struct cur {
    randlapack_xskeleton s;
    randlapack_skeleton_options options, sketched; /* the caller's, and those of the choice of columns */
    randblas_arena arena;
    int64_t k, *rows, *cols;
    scalar_t *U; /* k x k */
    int64_t ldu;
    scalar_t *Z, *Wt; /* k x n, k x m: coefficients nobody asked for, then R and C^T */
} cur;

static double all_norm(int64_t rows, int64_t cols, const scalar_t *X, int64_t ld)
{
    double norm = 0;
    for (int64_t j = 0; j < cols; j++) norm = hypot(norm, randlapack_xnorm(rows, X + j * ld));
    return norm;
}

/* U (r x r) = T^-1 M S^-T, M overwritten. */
static int solve_core(const cur *c, int64_t r, const scalar_t *T, const scalar_t *S, scalar_t *M, scalar_t *Mt)
{
    const randblas_xview plain = {M, r, false}, transposed = {Mt, r, false};
    int info = randlapack_xtrsm(RANDBLAS_NO_TRANS, r, r, T, r, M, r);
    if (info) return info;
    randblas_xcopy_view(r, r, view_transposed(plain), transposed);
    info = randlapack_xtrsm(RANDBLAS_NO_TRANS, r, r, S, r, Mt, r);
    if (info) return info;
    randblas_xcopy_view(r, r, view_transposed(transposed), (randblas_xview){c->U, c->ldu, false});
    return 0;
}

/* U from C^T (r x m) and R (r x n). */
static int core(cur *c, const scalar_t *Ct, const scalar_t *R)
{
    const int64_t m = c->s.A->rows, n = c->s.A->cols, r = c->s.report->rank;
    randblas_arena *arena = &c->arena;
    scalar_t *Q = randblas_arena_get(arena, randblas_size_product(m, r), sizeof *Q);
    scalar_t *P = randblas_arena_get(arena, randblas_size_product(n, r), sizeof *P);
    scalar_t *X = randblas_arena_get(arena, randblas_size_product(m, r), sizeof *X);
    scalar_t *T = randblas_arena_get(arena, randblas_size_product(r, r), sizeof *T),
             *S = randblas_arena_get(arena, randblas_size_product(r, r), sizeof *S);
    scalar_t *M = randblas_arena_get(arena, randblas_size_product(r, r), sizeof *M),
             *Mt = randblas_arena_get(arena, randblas_size_product(r, r), sizeof *Mt);
    int info = arena->info;
    if (!info) info = randlapack_xorthogonal_factors(arena, m, r, Ct, Q, T);
    if (!info) info = randlapack_xorthogonal_factors(arena, n, r, R, P, S);
    if (!info) info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, r, 1, c->s.A, P, n, 0, X, m);
    if (info) return info;
    randblas_xscale_view(r, r, 0, (randblas_xview){M, r, false});
    randblas_xgemm(r, r, m, 1, (randblas_xview){Q, m, true}, (randblas_xview){X, m, false},
                   (randblas_xview){M, r, false});
    return solve_core(c, r, T, S, M, Mt);
}

/* What the report says of C U R; U R overwrites UR. */
static int measure(cur *c, const scalar_t *Ct, const scalar_t *R, scalar_t *UR)
{
    const int64_t n = c->s.A->cols, r = c->s.report->rank;
    randlapack_skeleton_report *report = c->s.report;
    const double part = all_norm(r, c->s.A->rows, Ct, r) / report->norm; /* no product overflows in this order */
    report->largest = part * (all_norm(r, r, c->U, c->ldu) * all_norm(r, n, R, r));
    randblas_xscale_view(r, n, 0, (randblas_xview){UR, r, false});
    randblas_xgemm(r, n, r, 1, (randblas_xview){c->U, c->ldu, false}, view_make(R, r, RANDBLAS_COL_MAJOR),
                   (randblas_xview){UR, r, false});
    return randlapack_xskeleton_error(&c->s, r, c->cols, UR, r, &report->error);
}

/* Columns, rows and U for the tolerance in c->sketched. */
static int decompose(cur *c)
{
    const randblas_xlinop *A = c->s.A;
    int info = randlapack_xskeleton_columns(&c->s, c->k, c->cols, c->Z, c->k);
    const int64_t r = c->s.report->rank;
    const double begin = randlapack_seconds();
    if (info || r == 0) return info;
    const randlapack_xgather g = randlapack_xgather_open(&c->arena, A);
    scalar_t *Ct = randblas_arena_get(&c->arena, randblas_size_product(r, A->rows), sizeof *Ct);
    info = c->arena.info;
    if (!info) info = randlapack_progress(&c->options.control, "core", 0);
    if (!info) info = randlapack_xgather_columns(&c->arena, A, r, c->cols, Ct);
    if (!info) info = randlapack_xskeleton_rows(&c->s, Ct, c->rows, c->Wt, r);
    if (!info) info = randlapack_xgather_rows(&g, r, c->rows, c->Z, r);
    if (!info) info = core(c, Ct, c->Z);
    scalar_t *UR = info ? NULL : randblas_arena_get(&c->arena, randblas_size_product(r, A->cols), sizeof *UR);
    if (!info) info = c->arena.info ? c->arena.info : measure(c, Ct, c->Z, UR);
    c->s.report->seconds_factor += randlapack_seconds() - begin;
    return info;
}

/* Columns alone are nearer to A than C U R: ask them for more until that is near enough. */
static int search(cur *c)
{
    const double tolerance = c->options.tolerance;
    randlapack_skeleton_report *report = c->s.report;
    int info = decompose(c);
    for (int round = 1; !info && round < MOST_ROUNDS && tolerance > 0 && report->rank < c->k; round++) {
        const int64_t before = report->rank;
        const double excess = report->error / (tolerance * report->norm);
        if (!(excess > 1)) break;
        c->sketched.tolerance *= 0.8 / excess;
        info = decompose(c);
        if (report->rank <= before) break; /* what is left is too small for U */
    }
    return info;
}

static int solve(cur *c)
{
    const int64_t m = c->s.A->rows, n = c->s.A->cols;
    c->sketched = c->options;
    c->sketched.sketched = 1;
    c->s.options = &c->sketched;
    c->s.arena = &c->arena;
    c->s.least = LEAST_WEIGHT * sqrt((double)REAL_EPS);
    c->Z = randblas_arena_get(&c->arena, randblas_size_product(c->k, n), sizeof *c->Z);
    c->Wt = randblas_arena_get(&c->arena, randblas_size_product(c->k, m), sizeof *c->Wt);
    const int info = c->arena.info ? c->arena.info : search(c);
    c->s.options = &c->options; /* whose tolerance counts in the end */
    return info;
}

/* What lies beyond the rank. */
static void fill_rest(const cur *c, int64_t rank, scalar_t value)
{
    skeleton_no_index(rank, c->k, c->rows);
    skeleton_no_index(rank, c->k, c->cols);
    for (int64_t j = 0; j < c->k; j++)
        for (int64_t i = j < rank ? rank : 0; i < c->k; i++) c->U[i + j * c->ldu] = value;
}

int randlapack_xcur(const randblas_xlinop *A, int64_t k, int64_t *rows, int64_t *cols, scalar_t *U, int64_t ldu,
                    const randlapack_skeleton_options *options, randlapack_skeleton_report *report)
{
    randlapack_skeleton_report ignored;
    cur c = {
        .s = {.A = A, .report = report ? report : &ignored}, .k = k, .rows = rows, .cols = cols, .U = U, .ldu = ldu};
    *c.s.report = (randlapack_skeleton_report){.error = -1, .norm = -1};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if (k < 0 || k > (A->rows < A->cols ? A->rows : A->cols)) return -2;
    if (!rows && k > 0) return -3;
    if (!cols && k > 0) return -4;
    if (!U && k > 0) return -5;
    if (ldu < (k > 1 ? k : 1)) return -6;
    if (!randlapack_skeleton_read(&c.options, options)) return -7;

    c.arena = randblas_arena_open(&c.options.control);
    info = solve(&c);
    randblas_arena_close(&c.arena);
    if (!info) fill_rest(&c, c.s.report->rank, 0);
    if (info == RANDBLAS_NOT_FINITE) fill_rest(&c, 0, (scalar_t)NAN);
    if (info == -1) return -7; /* the options do not describe a sketch */
    return !info && skeleton_missed(&c.s) ? RANDBLAS_NOT_CONVERGED : info;
}
