/*
 * The sharpened preconditioner: the singular values of [A; damp I] R^-1, computed in double from R as it is, lie within
 * the distortion that is reported, and nowhere is that so large that LSQR would notice.
 */
#include "xspectrum.h"

#include "precond_impl.h"
#include "sketched_qr_impl.h"

#include "randlapack.h"

#include <cblas.h>

#define EPS ((double)REAL_EPS)

/* One A, its sketch and what became of it. */
typedef struct sharpened {
    randblas_arena arena;
    randblas_xview matrix;
    randblas_xlinop A;
    randlapack_xsketched_qr qr;
    randlapack_xprecond P;
    double distortion; /* reported */
} sharpened;

/* `belief`: what the sharpening is told of cond(R0 D^-1); 0: what was found. */
static sharpened sharpen_believing(randblas_xview A, int64_t m, int64_t n, double damp, double belief)
{
    const randlapack_lsq_options options = {.ridge = damp * damp};
    const randblas_layout layout = A.row_major ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
    sharpened s = {.arena = randblas_arena_open(NULL), .matrix = A};
    s.A = randblas_xlinop_dense(layout, m, n, A.p, A.ld);
    assert_int_equal(randlapack_xsketched_qr_open(&s.arena, &s.A, NULL, n + n / 4 + 32, 1, &options, &s.qr), 0);
    assert_int_equal(randlapack_xsketched_qr_sketch(&s.arena, &s.qr), 0);
    assert_int_equal(randlapack_xsketched_qr_factor(&s.qr), 0);
    assert_int_equal(randlapack_xprecond_from_triangle(&s.arena, n, s.qr.QR, s.qr.rows, &s.P), 0);
    if (belief > 0) s.P.scaled_condition = belief;
    assert_int_equal(randlapack_xprecond_sharpen(&s.arena, &s.A, NULL, s.qr.damp, &s.P, &s.distortion), 0);
    return s;
}

static sharpened sharpen(randblas_xview A, int64_t m, int64_t n, double damp)
{
    return sharpen_believing(A, m, n, damp, 0);
}

static void release(sharpened *s)
{
    randblas_sketch_destroy(s->qr.S);
    randblas_arena_close(&s->arena);
    free(s->matrix.p);
}

/* The largest |sigma^2 - 1| over the singular values of [A; damp I] R^-1. */
static double true_distortion(const sharpened *s)
{
    const int64_t m = s->A.rows, n = s->A.cols, rows = m + n;
    double *B = calloc((size_t)(rows * n), sizeof *B), *R = calloc((size_t)(n * n), sizeof *R), worst = 0;
    double *sigma = malloc((size_t)n * sizeof *sigma), *super = malloc((size_t)n * sizeof *super);
    for (int64_t j = 0; j < n; j++) { /* scaled alike, so that nothing overflows */
        const int e = -(int)s->P.exponents[j];
        for (int64_t i = 0; i < m; i++) B[i + j * rows] = ldexp((double)*view_at(s->matrix, i, j), e);
        B[m + j + j * rows] = ldexp(s->qr.damp, e);
        for (int64_t i = 0; i <= j; i++) R[i + j * n] = ldexp((double)s->P.R[i + j * s->P.ldr], e);
    }
    cblas_dtrsm(CblasColMajor, CblasRight, CblasUpper, CblasNoTrans, CblasNonUnit, (int)rows, (int)n, 1, R, (int)n, B,
                (int)rows);
    assert_int_equal(LAPACKE_dgesvd(LAPACK_COL_MAJOR, 'N', 'N', (lapack_int)rows, (lapack_int)n, B, (lapack_int)rows,
                                    sigma, NULL, 1, NULL, 1, super),
                     0);
    for (int64_t j = 0; j < n; j++) worst = fmax(worst, fabs(sigma[j] * sigma[j] - 1));
    free(B), free(R), free(sigma), free(super);
    return worst;
}

/* R was replaced, is as good as is said, and that is good. */
static void check_and_release(sharpened *s)
{
    assert_true(s->distortion > 0 && s->distortion <= 0.5);
    assert_true(true_distortion(s) <= s->distortion);
    release(s);
}

/* Every case and the edges between them: 1e2 to 1e4 and 1e6 to 1e7 in finer steps; up to where singular values decide.
 */
static void ladder_of_conditions(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int64_t n = 10; n <= 90; n *= 3)
        for (double cond = 1; cond < 0.001 / EPS;
             cond *= (cond > 100 && cond < 1e4) || fabs(log10(cond) - 6) < 1 ? 1.5 : 7) {
            double *values = geometric(n, cond);
            const randblas_layout layout = seed % 2 ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
            sharpened s = sharpen(random_with_values(700, n, values, layout, 3, &seed), 700, n, 0);
            check_and_release(&s);
            free(values);
        }
}

/* More rows than a block, and blocks that do not divide them: 256 or more, whatever n. */
static void several_blocks(void **state)
{
    (void)state;
    const int64_t m = 150001, n = 40; /* 16 MB are 52428 rows in double, 104857 in single */
    uint64_t seed = 2;
    for (int k = 0; k < 4; k++) {
        const randblas_xview A = random_view(m, n, k % 2 ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR, 1, &seed);
        for (int64_t i = 0; i < m; i++) /* the last columns differ from the first in little */
            for (int64_t j = 30; j < n; j++)
                *view_at(A, i, j) = *view_at(A, i, j - 30) + (scalar_t)(k < 2 ? 1 : 3e3 * EPS) * *view_at(A, i, j);
        sharpened s = sharpen(A, m, n, 0);
        assert_true(k < 2 || s.P.scaled_condition > 1e-4 / EPS);
        check_and_release(&s);
    }
}

/* A few rows carry most of A, each of them on a scale of its own. */
static void coherent_rows(void **state)
{
    (void)state;
    uint64_t seed = 3;
    const int64_t m = 800, n = 30;
    for (double cond = 10; cond < 0.001 / EPS; cond *= 6) {
        double *values = geometric(n, cond / 10);
        const randblas_xview A = random_with_values(m, n, values, RANDBLAS_COL_MAJOR, 0, &seed);
        for (int64_t i = 0; i < m; i++)
            for (int64_t j = 0; j < n; j++) *view_at(A, i, j) *= (scalar_t)(i < 40 ? 1 << i % 10 : 0x1p-10);
        sharpened s = sharpen(A, m, n, 0);
        check_and_release(&s);
        free(values);
    }
}

/* Rounding errors that are not of both signs alike: all entries of G are close to each other, ||A D^-1|| to sqrt(n). */
static void nearly_parallel_columns(void **state)
{
    (void)state;
    uint64_t seed = 4;
    const int64_t m = 900, n = 60;
    for (double apart = 1; apart > 5e3 * EPS; apart /= 2) {
        const randblas_xview A = random_view(m, n, RANDBLAS_COL_MAJOR, 0, &seed);
        for (int64_t i = 0; i < m; i++)
            for (int64_t j = 0; j < n; j++) *view_at(A, i, j) = 1 + (scalar_t)apart * *view_at(A, i, j);
        sharpened s = sharpen(A, m, n, 0);
        check_and_release(&s);
    }
}

/* Columns on scales 2^-50 to 2^50 are none of its business. */
static void column_scales(void **state)
{
    (void)state;
    uint64_t seed = 5;
    const int64_t m = 500, n = 25;
    for (double cond = 5; cond < 0.001 / EPS; cond *= 20) {
        double *values = geometric(n, cond);
        const randblas_xview A = random_with_values(m, n, values, RANDBLAS_ROW_MAJOR, 2, &seed);
        for (int64_t j = 0; j < n; j++)
            for (int64_t i = 0; i < m; i++)
                *view_at(A, i, j) = (scalar_t)ldexp((double)*view_at(A, i, j), (int)(j * 37 % 101) - 50);
        sharpened s = sharpen(A, m, n, 0);
        check_and_release(&s);
        free(values);
    }
}

/* From a ridge that is all of the problem to one that is none, in every case and on another scale. */
static void ridges(void **state)
{
    (void)state;
    uint64_t seed = 6;
    const int64_t m = 400, n = 24;
    for (int scale = -30; scale <= 30; scale += 30)
        for (double damp = 10; damp > 500 * EPS; damp /= 8) {
            double *values = geometric(n, 0.001 / EPS);
            for (int64_t j = 0; j < n; j++) values[j] = ldexp(values[j], scale);
            const randblas_xview A = random_with_values(m, n, values, RANDBLAS_COL_MAJOR, 1, &seed);
            sharpened s = sharpen(A, m, n, ldexp(damp, scale));
            check_and_release(&s);
            free(values);
        }
}

/* Where R0 promises too much, R shows that single precision did not do, and the next stage does. */
static void optimism_is_found_out(void **state)
{
    (void)state;
    if (IS_SINGLE) skip(); /* there is no such stage */
    uint64_t seed = 7;
    for (double cond = 3e3; cond < 1e6; cond *= 1.6) {
        double *values = geometric(30, cond);
        sharpened s =
            sharpen_believing(random_with_values(500, 30, values, RANDBLAS_COL_MAJOR, 0, &seed), 500, 30, 0, 10);
        check_and_release(&s);
        free(values);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ladder_of_conditions),    cmocka_unit_test(several_blocks), cmocka_unit_test(coherent_rows),
        cmocka_unit_test(nearly_parallel_columns), cmocka_unit_test(column_scales),  cmocka_unit_test(ridges),
        cmocka_unit_test(optimism_is_found_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
