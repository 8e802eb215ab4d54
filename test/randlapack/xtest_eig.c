/* Leading eigenpairs of symmetric matrices against known spectra: values, vectors, residual, error. */
#include "xlinop.h"
#include "xspectrum.h"

#include "randlapack.h"
#include "randlapack_names_impl.h"

#define EPS ((double)REAL_EPS)

typedef struct pairs {
    int64_t n, k, ldu;
    scalar_t *U, *lambda;
} pairs;

static pairs make_pairs(int64_t n, int64_t k, uint64_t *seed)
{
    pairs p = {.n = n, .k = k, .ldu = (n > 1 ? n : 1) + 2};
    p.U = random_view(n > 1 ? n : 1, k, RANDBLAS_COL_MAJOR, 2, seed).p;
    p.lambda = malloc((size_t)(k + 8) * sizeof *p.lambda);
    return p;
}

static void free_pairs(pairs *p)
{
    free(p->U), free(p->lambda);
}

static int run(const randblas_xlinop *A, pairs *p, const randlapack_eig_options *options, randlapack_eig_report *report)
{
    return randlapack_xeig(A, p->k, p->U, p->ldu, p->lambda, options, report);
}

/* Q diag(values) Q^T, column major. */
static randblas_xview symmetric(int64_t n, const double *values, uint64_t *seed)
{
    scalar_t *Q = random_orthonormal(n, n, seed);
    const randblas_xview A = random_view(n, n, RANDBLAS_COL_MAJOR, 1, seed);
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j <= i; j++) {
            double sum = 0;
            for (int64_t t = 0; t < n; t++) sum += (double)Q[i + t * n] * values[t] * (double)Q[j + t * n];
            *view_at(A, i, j) = *view_at(A, j, i) = (scalar_t)sum;
        }
    free(Q);
    return A;
}

/* Orthonormal U, |lambda| descending, the residual and the error what they are by the definition. */
static void check(randblas_xview A, const pairs *p, const randlapack_eig_report *report)
{
    double residual = 0, error = 0, norm = 0;
    const double u = 40 * sqrt((double)p->n) * (double)(p->k + 10) * EPS;
    for (int64_t a = 0; a < p->k; a++)
        for (int64_t b = 0; b <= a; b++) {
            double sum = a == b ? -1 : 0;
            for (int64_t i = 0; i < p->n; i++) sum += (double)p->U[i + a * p->ldu] * (double)p->U[i + b * p->ldu];
            assert_true(fabs(sum) <= u);
        }
    for (int64_t i = 0; i < p->n; i++) {
        for (int64_t t = 0; t < p->k; t++) {
            double r = -(double)p->U[i + t * p->ldu] * (double)p->lambda[t];
            for (int64_t j = 0; j < p->n; j++) r += (double)*view_at(A, i, j) * (double)p->U[j + t * p->ldu];
            residual = hypot(residual, r);
            assert_true(t == 0 || fabs((double)p->lambda[t]) <= fabs((double)p->lambda[t - 1]));
        }
        for (int64_t j = 0; j < p->n; j++) {
            double e = (double)*view_at(A, i, j);
            norm = hypot(norm, e);
            for (int64_t t = 0; t < p->k; t++)
                e -= (double)p->U[i + t * p->ldu] * (double)p->lambda[t] * (double)p->U[j + t * p->ldu];
            error = hypot(error, e);
        }
    }
    for (int64_t t = 0; t < p->k; t++) assert_true(isnan(p->U[p->n + t * p->ldu]));
    if (p->k > 0) assert_true(fabs(report->residual - residual) <= u * norm);
    if (report->frobenius_error < 0) return; /* k = 0, callback */
    assert_true(report->frobenius_error <= 2.2 * error + u * norm);
    assert_true(report->frobenius_error >= 0.2 * error - u * norm);
}

/* Alternating signs: both ends of the spectrum.  The error exceeds the best by what was asked, and eigenvalues lie
 * within the residual of those of A. */
static void indefinite_spectra(void **state)
{
    (void)state;
    const double conds[] = {10, 1e3, 1e6};
    uint64_t seed = 1;
    for (int c = 0; c < 3; c++)
        for (int64_t block = 0; block < 11; block += 5)
            for (int sharp = 0; sharp < 2; sharp++) {
                double *s = geometric(120, conds[c]), tail = 0, missing = 0;
                for (int t = 0; t < 120; t++) s[t] *= t % 3 == 1 ? -1 : 1;
                const randblas_xview A = symmetric(120, s, &seed);
                const randblas_xlinop op =
                    randblas_xlinop_symmetric(RANDBLAS_COL_MAJOR, RANDBLAS_LOWER, 120, A.p, A.ld);
                const double most = sharp ? (IS_SINGLE ? 1e-4 : 1e-8) : 1e-3;
                const randlapack_eig_options options = {.block = block, .excess = sharp ? most : 0};
                pairs p = make_pairs(120, 15, &seed);
                randlapack_eig_report report;
                assert_int_equal(run(&op, &p, &options, &report), 0);
                check(A, &p, &report);
                for (int t = 119; t >= 15; t--) tail += s[t] * s[t];
                for (int t = 0; t < 15; t++) {
                    missing += s[t] * s[t] - (double)p.lambda[t] * (double)p.lambda[t];
                    double nearest = 1;
                    for (int h = 0; h < 120; h++) nearest = fmin(nearest, fabs(s[h] - (double)p.lambda[t]));
                    assert_true(nearest <= report.residual + 1e3 * EPS);
                }
                assert_true(missing <= 2 * most * tail + 1e3 * EPS && report.excess <= most);
                const int64_t beyond = report.products - (block ? block : 16) - report.columns;
                assert_true(beyond == 0 || beyond == 10); /* probes of the error */
                free_pairs(&p), free(A.p), free(s);
            }
}

static void rank_deficient(void **state)
{
    (void)state;
    uint64_t seed = 2;
    for (int64_t rank = 0; rank <= 5; rank += 5) {
        double s[50] = {0};
        for (int64_t t = 0; t < rank; t++) s[t] = (t % 2 ? -1 : 1) * (3 - 0.5 * (double)t);
        const randblas_xview A = symmetric(50, s, &seed);
        const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, 50, 50, A.p, A.ld);
        pairs p = make_pairs(50, 20, &seed);
        const randlapack_eig_options options = {.block = 4};
        randlapack_eig_report report;
        assert_int_equal(run(&op, &p, &options, &report), 0);
        check(A, &p, &report);
        assert_int_equal(report.rank, rank);
        for (int64_t t = 0; t < 20; t++) assert_true(fabs((double)p.lambda[t] - (t < rank ? s[t] : 0)) <= 1e3 * EPS);
        free_pairs(&p), free(A.p);
    }
}

/* All kinds, each made symmetric beforehand through its dense equal. */
static void kinds_and_scales(void **state)
{
    (void)state;
    if (!IS_SINGLE && long_double_is_short()) skip();
    const int most = IS_SINGLE ? 100 : 664, scales[] = {0, most, -most};
    uint64_t seed = 3;
    for (int c = 0; c < 3; c++) {
        double *s = geometric(40, 1e3);
        const randblas_xview A = symmetric(40, s, &seed);
        for (int64_t j = 0; j < 40; j++)
            for (int64_t i = 0; i < 40; i++) *view_at(A, i, j) = (scalar_t)ldexp((double)*view_at(A, i, j), scales[c]);
        sample back = {.dense = A};
        back.A = randblas_xlinop_callback(40, 40, callback_by_definition, &back);
        int64_t ptr[41], index[1600];
        scalar_t values[1600];
        for (int64_t j = 0; j < 40; j++)
            for (int64_t i = 0; i < 40; i++) index[40 * j + i] = i, values[40 * j + i] = *view_at(A, i, j);
        for (int64_t j = 0; j <= 40; j++) ptr[j] = 40 * j;
        const randblas_xlinop ops[] = {randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 40, 40, A.p, A.ld),
                                       randblas_xlinop_symmetric(RANDBLAS_ROW_MAJOR, RANDBLAS_UPPER, 40, A.p, A.ld),
                                       randblas_xlinop_csr(40, 40, ptr, index, values), back.A};
        for (int k = 0; k < 4; k++) {
            pairs p = make_pairs(40, 5, &seed);
            const randlapack_eig_options options = {.block = 5, .excess = 1e-5, .state = randblas_seed(8)};
            randlapack_eig_report report;
            assert_int_equal(run(&ops[k], &p, &options, &report), 0);
            if (scales[c] == 0) check(A, &p, &report);
            for (int t = 0; t < 5; t++) assert_true(fabs(ldexp((double)p.lambda[t], -scales[c]) - s[t]) <= 1e-3 * s[t]);
            assert_true(report.frobenius_error > 0);
            free_pairs(&p);
        }
        free(A.p), free(s);
    }
}

static void not_finite_and_small(void **state)
{
    (void)state;
    uint64_t seed = 4;
    for (int c = 0; c < 2; c++) {
        const randblas_xview A = random_view(12, 12, RANDBLAS_COL_MAJOR, 0, &seed);
        *view_at(A, 3, 3) = c ? (scalar_t)NAN : (scalar_t)INFINITY;
        sample back = {.dense = A};
        back.A = randblas_xlinop_callback(12, 12, callback_by_definition, &back);
        const randblas_xlinop ops[] = {randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 12, 12, A.p, A.ld), back.A};
        for (int k = 0; k < 2; k++) {
            pairs p = make_pairs(12, 3, &seed);
            assert_int_equal(run(&ops[k], &p, NULL, NULL), RANDBLAS_NOT_FINITE);
            assert_true(isnan(p.U[0]) && isnan(p.lambda[2]));
            free_pairs(&p);
        }
        free(A.p);
    }
    for (int64_t n = 0; n < 4; n++)
        for (int64_t k = 0; k <= n; k++) {
            const double s[8] = {3, -2, 1};
            const randblas_xview A = symmetric(n, s, &seed);
            const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, n, n, A.p, A.ld);
            pairs p = make_pairs(n, k, &seed);
            randlapack_eig_report report;
            assert_int_equal(run(&op, &p, NULL, &report), 0);
            if (k > 0) check(A, &p, &report);
            for (int64_t t = 0; t < k; t++) assert_true(fabs((double)p.lambda[t] - s[t]) <= 100 * EPS);
            free_pairs(&p), free(A.p);
        }
}

static void too_few_columns(void **state)
{
    (void)state;
    uint64_t seed = 5;
    double *s = geometric(100, 2);
    const randblas_xview A = symmetric(100, s, &seed);
    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 100, 100, A.p, A.ld);
    const randlapack_eig_options options = {.max_columns = 25, .excess = 1e-9};
    pairs p = make_pairs(100, 10, &seed);
    randlapack_eig_report report;
    assert_int_equal(run(&op, &p, &options, &report), RANDBLAS_NOT_CONVERGED);
    check(A, &p, &report);
    free_pairs(&p), free(A.p), free(s);
}

static void illegal_arguments(void **state)
{
    (void)state;
    uint64_t seed = 6;
    const randblas_xview A = random_view(9, 9, RANDBLAS_COL_MAJOR, 0, &seed);
    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 9, 9, A.p, A.ld),
                          wide = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 8, 9, A.p, A.ld);
    pairs p = make_pairs(9, 2, &seed);
    const scalar_t before = p.U[0];
#define CALL(A, k, U, ldu, lambda, options) randlapack_xeig(A, k, U, ldu, lambda, options, NULL)
    assert_int_equal(CALL(NULL, 2, p.U, 9, p.lambda, NULL), -1);
    assert_int_equal(CALL(&wide, 2, p.U, 9, p.lambda, NULL), -1);
    assert_int_equal(CALL(&op, -1, p.U, 9, p.lambda, NULL), -2);
    assert_int_equal(CALL(&op, 10, p.U, 9, p.lambda, NULL), -2);
    assert_int_equal(CALL(&op, 2, NULL, 9, p.lambda, NULL), -3);
    assert_int_equal(CALL(&op, 2, p.U, 8, p.lambda, NULL), -4);
    assert_int_equal(CALL(&op, 2, p.U, 9, NULL, NULL), -5);
    const randlapack_eig_options bad[] = {{.size = 8},
                                          {.control.memory_limit = -1},
                                          {.control.allocate = counting_allocate},
                                          {.control.release = counting_release},
                                          {.family = (randblas_family)77},
                                          {.family = RANDBLAS_KHATRI_RAO},
                                          {.excess = -1},
                                          {.excess = NAN},
                                          {.max_columns = -1},
                                          {.block = -1}};
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) assert_int_equal(CALL(&op, 2, p.U, 9, p.lambda, &bad[k]), -6);
    assert_true(p.U[0] == before);
    free_pairs(&p), free(A.p);
}

static void can_be_cancelled_and_fails_cleanly(void **state)
{
    (void)state;
    uint64_t seed = 7;
    double *s = geometric(60, 10);
    sample back = {.dense = symmetric(60, s, &seed)};
    back.A = randblas_xlinop_callback(60, 60, callback_by_definition, &back);
    pairs p = make_pairs(60, 5, &seed);
    for (int c = 0; c < 4; c++) {
        counting memory = {0};
        watching watch = {.cancel_in = c < 2 ? "range" : c == 2 ? "eigen" : NULL, .skip = c < 2 ? c : 0};
        const randlapack_eig_options options = {.block = 4,
                                                .control = {.progress = watching_progress,
                                                            .progress_context = &watch,
                                                            .allocate = counting_allocate,
                                                            .release = counting_release,
                                                            .allocator_context = &memory}};
        assert_int_equal(run(&back.A, &p, &options, NULL), c < 3 ? RANDBLAS_CANCELLED : 0);
        assert_true(memory.requests > 0 && memory.out == 0);
    }
    counting all = {0};
    randlapack_eig_options options = {
        .control = {.allocate = counting_allocate, .release = counting_release, .allocator_context = &all}};
    assert_int_equal(run(&back.A, &p, &options, NULL), 0);
    for (int64_t k = 1; k <= all.requests; k++) {
        counting failing = {.refuse = k};
        options.control.allocator_context = &failing;
        assert_int_equal(run(&back.A, &p, &options, NULL), RANDBLAS_OUT_OF_MEMORY);
        assert_int_equal(failing.out, 0);
    }
    for (back.calls = 0, back.fail_at = 1; back.fail_at <= 3; back.fail_at++, back.calls = 0)
        assert_int_equal(run(&back.A, &p, NULL, NULL), RANDBLAS_CALLBACK_FAILED);
    free_pairs(&p), free(back.dense.p), free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(indefinite_spectra),
        cmocka_unit_test(rank_deficient),
        cmocka_unit_test(kinds_and_scales),
        cmocka_unit_test(not_finite_and_small),
        cmocka_unit_test(too_few_columns),
        cmocka_unit_test(illegal_arguments),
        cmocka_unit_test(can_be_cancelled_and_fails_cleanly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
