/** A truncated SVD and what is true of any: for the tests of the drivers that compute one. */
#ifndef XSVD_H
#define XSVD_H

#include "xlinop.h"
#include "xspectrum.h"

#include "randlapack.h"
#include "randlapack_names_impl.h"

#define EPS ((double)REAL_EPS)

typedef struct factors {
    int64_t m, n, k, ldu, ldv;
    scalar_t *U, *s, *V;
} factors;

static inline factors make_factors(int64_t m, int64_t n, int64_t k, uint64_t *seed)
{
    factors f = {.m = m, .n = n, .k = k, .ldu = m + 2, .ldv = n + 1};
    f.U = random_view(m, k, RANDBLAS_COL_MAJOR, 2, seed).p;
    f.V = random_view(n, k, RANDBLAS_COL_MAJOR, 1, seed).p;
    f.s = malloc((size_t)(k + 1) * sizeof *f.s);
    return f;
}

static inline void free_factors(factors *f)
{
    free(f->U), free(f->s), free(f->V);
}

/* max |Q^T Q - I| */
static inline double orthogonality(int64_t rows, int64_t k, const scalar_t *Q, int64_t ld)
{
    double worst = 0;
    for (int64_t a = 0; a < k; a++)
        for (int64_t b = 0; b <= a; b++) {
            double sum = a == b ? -1 : 0;
            for (int64_t i = 0; i < rows; i++) sum += (double)Q[i + a * ld] * (double)Q[i + b * ld];
            if (!(fabs(sum) <= worst)) worst = fabs(sum);
        }
    return worst;
}

/* ||A - U S V^T||_F by the definition. */
static inline double error_norm(randblas_xview A, const factors *f)
{
    double sum = 0;
    for (int64_t i = 0; i < f->m; i++)
        for (int64_t j = 0; j < f->n; j++) {
            double e = (double)*view_at(A, i, j);
            for (int64_t t = 0; t < f->k; t++)
                e -= (double)f->U[i + t * f->ldu] * (double)f->s[t] * (double)f->V[j + t * f->ldv];
            sum += e * e;
        }
    return sqrt(sum);
}

static inline double *singular_values(randblas_xview A, int64_t m, int64_t n)
{
    scalar_t *C = copy_view(A, m, n).p;
    const int64_t r = m < n ? m : n;
    real_t *s = malloc((size_t)(r + 1) * sizeof *s);
    double *out = malloc((size_t)(r + 1) * sizeof *out);
    assert_int_equal(LAPACK(gesdd)(A.row_major ? LAPACK_ROW_MAJOR : LAPACK_COL_MAJOR, 'N', (lapack_int)m, (lapack_int)n,
                                   C, (lapack_int)A.ld, s, NULL, 1, NULL, (lapack_int)(n > m ? n : m)),
                     0);
    for (int64_t t = 0; t < r; t++) out[t] = (double)s[t];
    free(C), free(s);
    return out;
}

/*
 * Orthonormal to rounding; s never above the true values (they are those of a compression of A) and the error never
 * below that of the best approximation; above it by at most `slack`.  u bounds the rounding errors of QR, products and
 * small SVD relative to ||A||.
 */
static inline void check(randblas_xview A, const factors *f, const randlapack_rsvd_report *report, double slack,
                         bool norm_known)
{
    const int64_t least = f->m < f->n ? f->m : f->n;
    const double u = 20 * sqrt((double)(f->m + f->n)) * (double)(f->k + 10) * EPS;
    double *s = singular_values(A, f->m, f->n), tail = 0;
    for (int64_t t = least - 1; t >= f->k; t--) tail += s[t] * s[t];
    assert_true(orthogonality(f->m, f->k, f->U, f->ldu) <= u);
    assert_true(orthogonality(f->n, f->k, f->V, f->ldv) <= u);
    for (int64_t t = 0; t < f->k; t++) {
        assert_true((double)f->s[t] <= s[t] + u * s[0] && f->s[t] >= 0);
        assert_true(t == 0 || f->s[t] <= f->s[t - 1]);
    }
    const double error = error_norm(A, f), best = sqrt(tail), norm = least ? s[0] * sqrt((double)least) : 0;
    assert_true(error <= slack * best + u * norm);
    if (norm_known && error > sqrt(u) * norm) /* the identity holds, and cancels little */
        assert_true(fabs(report->frobenius_error - error) <= 0.1 * error);
    else /* mean square of ten probes: 10 chi-square of one degree at worst, outside with probability below 1e-4 */
        assert_true(report->frobenius_error <= 2.2 * error + u * norm &&
                    report->frobenius_error >= 0.2 * error - u * norm);
    for (int64_t t = 0; t < f->k; t++)
        assert_true(isnan(f->U[f->m + t * f->ldu]) && isnan(f->V[f->n + t * f->ldv])); /* padding */
    free(s);
}

/* The drivers, which share their arguments. */
typedef int svd_run(const randblas_xlinop *A, factors *f, const randlapack_rsvd_options *options,
                    randlapack_rsvd_report *report);

static inline void marks_what_is_not_finite(svd_run *run)
{
    uint64_t seed = 7;
    for (int kind = 0; kind < NKINDS; kind++)
        for (int c = 0; c < 2; c++) {
            sample *s = make_spoiled_sample(all_kinds[kind], 20, 20, c, &seed);
            factors f = make_factors(20, 20, 4, &seed);
            assert_int_equal(run(&s->A, &f, NULL, NULL), RANDBLAS_NOT_FINITE);
            assert_true(isnan(f.U[0]) && isnan(f.s[3]) && isnan(f.V[19 + 3 * f.ldv]));
            free_factors(&f);
            free_sample(s);
        }
}

static inline void takes_degenerate_sizes(svd_run *run, double slack)
{
    uint64_t seed = 8;
    for (int64_t m = 0; m < 4; m++)
        for (int64_t n = 0; n < 4; n++)
            for (int64_t k = 0; k <= (m < n ? m : n); k++) {
                const randblas_xview A = random_view(m, n, RANDBLAS_COL_MAJOR, 0, &seed);
                const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, m, n, A.p, A.ld);
                factors f = make_factors(m, n, k, &seed);
                randlapack_rsvd_report report;
                assert_int_equal(run(&op, &f, NULL, &report), 0);
                if (m > 0 && n > 0) check(A, &f, &report, slack, true);
                free_factors(&f), free(A.p);
            }
}

#endif
