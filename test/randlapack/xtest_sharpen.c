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
    randblas_xlinop A;
    randlapack_xsketched_qr qr;
    randlapack_xprecond P;
    double rough, distortion; /* cond(R0 D^-1) and what is reported of R */
} sharpened;

static sharpened sharpen(randblas_xlinop A, double ridge)
{
    const randlapack_lsq_options options = {.ridge = ridge};
    sharpened s = {.arena = randblas_arena_open(&options.control), .A = A};
    const int64_t d = A.cols + A.cols / 4 + 32;
    assert_int_equal(randlapack_xsketched_qr_open(&s.arena, &A, d, 1, &options, &s.qr), 0);
    assert_int_equal(randlapack_xsketched_qr_sketch(&s.arena, &s.qr), 0);
    assert_int_equal(randlapack_xsketched_qr_factor(&s.qr), 0);
    assert_int_equal(randlapack_xprecond_from_triangle(&s.arena, A.cols, s.qr.QR, s.qr.rows, &s.P), 0);
    s.rough = s.P.scaled_condition;
    assert_int_equal(randlapack_xprecond_sharpen(&s.arena, &A, s.qr.damp, &s.P, &s.distortion), 0);
    return s;
}

static void release(sharpened *s)
{
    randblas_sketch_destroy(s->qr.S);
    randblas_arena_close(&s->arena);
    free(s->A.values);
}

/* The largest |sigma^2 - 1| over the singular values of [A; damp I] R^-1. */
static double true_distortion(const sharpened *s)
{
    const int64_t m = s->A.rows, n = s->A.cols, rows = m + n;
    const randblas_xview A = view_make(s->A.values, s->A.ld, s->A.layout);
    double *B = calloc((size_t)(rows * n), sizeof *B), *R = calloc((size_t)(n * n), sizeof *R), worst = 0;
    double *sigma = malloc((size_t)n * sizeof *sigma), *super = malloc((size_t)n * sizeof *super);
    for (int64_t j = 0; j < n; j++) { /* scaled alike, so that nothing overflows */
        const int e = -(int)s->P.exponents[j];
        for (int64_t i = 0; i < m; i++) B[i + j * rows] = ldexp((double)*view_at(A, i, j), e);
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

static void ladder(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int64_t n = 20; n <= 320; n *= 4)
        for (double cond = 1; cond < 0.001 / EPS; cond *= 3.3) {
            double *v = geometric(n, cond);
            const randblas_xview A = random_with_values(4 * n + 600, n, v, RANDBLAS_COL_MAJOR, 3, &seed);
            sharpened s = sharpen(randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 4 * n + 600, n, A.p, A.ld), 0);
            printf("n %d cond %.1e rough %.1e dist %.2e true %.2e\n", (int)n, cond, s.rough, s.distortion,
                   true_distortion(&s));
            release(&s);
            free(v);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(ladder)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
