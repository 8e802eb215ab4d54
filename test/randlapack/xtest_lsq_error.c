/* The estimates of errors against the exact backward error in extended precision, and exact distances. */
#include "lsq_extended.h"
#include "xlsq.h"

static int estimate(const problem *p, const randlapack_lsq_options *options, randlapack_lsq_errors *errors)
{
    return randlapack_xlsq_error(&p->A, p->nrhs, p->B, p->ldb, p->X, p->ldx, options, errors);
}

/* X = the solution in extended precision plus a random change of relative size `change`. */
static void perturb(problem *p, const lsq_extended *e, double *b, double *x, double change, uint64_t *seed)
{
    for (int64_t i = 0; i < p->m; i++) b[i] = (double)p->B[i];
    assert_int_equal(lsq_extended_solve(e, b, x), 0);
    double norm = 0;
    for (int64_t j = 0; j < p->n; j++) norm = fmax(norm, fabs(x[j]));
    for (int64_t j = 0; j < p->n; j++) p->X[j] = (scalar_t)(x[j] + change * norm * (double)random_real(seed));
}

static double vector_norm(int64_t n, const double *x)
{
    double sum = 0;
    for (int64_t i = 0; i < n; i++) sum += x[i] * x[i];
    return sqrt(sum);
}

/*
 * The estimate is within sqrt(2) of the optimal backward error (Hallman 2020, thm 1) and the sketch's distortion
 * changes that by 1 +- eta; a sketch of d = 16 n sparse-sign rows has eta < 1/2 but for a probability of 1e-10 or so.
 * Errors well above rounding only.
 */
static void backward_error_is_optimal_to_a_factor(void **state)
{
    (void)state;
    const double conds[] = {1, 1e2, 1e-2 / sqrt(EPS)}, noises[] = {0, 1e-3, 1}, changes[] = {1e-1, 1e-3};
    uint64_t seed = 1;
    for (int k = 0; k < 36; k++) {
        const int64_t m = k % 2 ? 600 : 60, n = 12;
        problem p = dense_problem(m, n, conds[k % 3], k % 2 ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR, 1,
                                  noises[k / 3 % 3], &seed);
        double *A = in_double(p.dense, m, n), b[600], x[12];
        lsq_extended e;
        randlapack_lsq_errors errors;
        assert_int_equal(lsq_extended_make(m, n, A, &e), 0);
        perturb(&p, &e, b, x, changes[k / 9 % 2], &seed);
        for (int64_t j = 0; j < n; j++) x[j] = (double)p.X[j];
        const randlapack_lsq_options options = {.state = randblas_seed((uint64_t)k)};
        assert_int_equal(estimate(&p, &options, &errors), 0);
        const double exact = lsq_extended_backward_error(&e, b, x, e.frobenius / vector_norm(m, b)) / e.frobenius;
        const double eta = k % 2 ? 0.5 : 1e-3; /* 60 rows are taken whole */
        assert_true(exact > 20 * EPS);
        assert_true(errors.backward_error >= exact / sqrt(2) / (1 + eta) / (1 + eta));
        assert_true(errors.backward_error <= exact * sqrt(2) / (1 - eta) / (1 - eta));
        free(A);
        lsq_extended_free(&e);
        free_problem(&p);
    }
}

/* The forward error is at most the bound; the excess is ||A (x - x*)|| / ||r|| to 1 +- eta; norms are norms. */
static void distances_and_norms(void **state)
{
    (void)state;
    uint64_t seed = 2;
    for (int k = 0; k < 40; k++) {
        const int64_t m = 500, n = 10;
        const double cond = pow(10, k % 4 / (IS_SINGLE ? 2.0 : 1.0)), noise = k % 2 ? 1e-2 : 1;
        problem p = dense_problem(m, n, cond, RANDBLAS_COL_MAJOR, 1, noise, &seed);
        double *A = in_double(p.dense, m, n), b[500], x[10], error = 0, moved = 0, normal;
        lsq_extended e;
        randlapack_lsq_errors errors;
        assert_int_equal(lsq_extended_make(m, n, A, &e), 0);
        perturb(&p, &e, b, x, 1e-2, &seed);
        assert_int_equal(estimate(&p, NULL, &errors), 0);
        for (int64_t j = 0; j < n; j++) error = hypot(error, x[j] - (double)p.X[j]);
        for (int64_t i = 0; i < m; i++) {
            double sum = 0;
            for (int64_t j = 0; j < n; j++) sum += A[i + j * m] * (x[j] - (double)p.X[j]);
            moved = hypot(moved, sum);
        }
        const double r = residual_norm(&p, 0, p.X, &normal), size = norm2(n, p.X);
        assert_true(error / size <= errors.forward_error);
        assert_true(errors.excess >= moved / r / 2 && errors.excess <= moved / r * 2);
        assert_true(fabs(errors.residual_norm - r) <= 1e2 * EPS * (r + 1));
        assert_true(errors.condition >= cond / 3 && errors.condition <= cond * 3);
        const double relative = r / hypot(vector_norm(m, b), e.frobenius * size), gradient = normal / e.frobenius / r;
        assert_true(errors.relative_residual >= relative / 2 && errors.relative_residual <= relative * 2);
        assert_true(errors.normal_residual >= gradient / 2 && errors.normal_residual <= gradient * 2);
        free(A);
        lsq_extended_free(&e);
        free_problem(&p);
    }
}

/* A solution by Householder QR has a backward error of a small multiple of eps: the estimate must say so. */
static void householder_qr_is_found_stable(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int k = 0; k < 6; k++) {
        problem p = dense_problem(400, 20, pow(1 / EPS, k / 6.0), RANDBLAS_COL_MAJOR, 1, k % 2, &seed);
        scalar_t *A = copy_view(p.dense, p.m, p.n).p;
        randlapack_lsq_errors errors;
        scalar_t b[400];
        memcpy(b, p.B, sizeof b);
        assert_int_equal(LAPACK(gels)(LAPACK_COL_MAJOR, 'N', 400, 20, 1, A, 400, b, 400), 0);
        memcpy(p.X, b, 20 * sizeof *b);
        assert_int_equal(estimate(&p, NULL, &errors), 0);
        assert_true(errors.backward_error <= 20 * EPS); /* sqrt(m n) eps / 4 */
        free(A);
        free_problem(&p);
    }
}

/* Powers of two in A and b change no relative estimate but by what underflows. */
static void extreme_scales(void **state)
{
    (void)state;
    if (!IS_SINGLE && long_double_is_short()) skip();
    const int most = IS_SINGLE ? 60 : 600;
    for (int k = 0; k < 4; k++) {
        uint64_t seed = 4;
        const int ea = k % 2 ? most : -most, eb = k / 2 ? most : -most;
        if (abs(eb - ea) > (IS_SINGLE ? 100 : 1000)) continue; /* x itself would overflow */
        problem p = dense_problem(300, 6, 10, RANDBLAS_COL_MAJOR, 1, 0.1, &seed);
        randlapack_lsq_errors plain, scaled;
        assert_int_equal(randlapack_xlsq_fossils(&p.A, 1, p.B, p.ldb, p.X, p.ldx, NULL, NULL), 0);
        p.X[2] += (scalar_t)(1e-4 * (double)p.X[2]);
        assert_int_equal(estimate(&p, NULL, &plain), 0);
        assert_true(plain.forward_error < 1);
        for (int64_t i = 0; i < p.m; i++) p.B[i] = (scalar_t)ldexp((double)p.B[i], eb);
        for (int64_t i = 0; i < p.A.ld * p.n; i++) p.A.values[i] = (scalar_t)ldexp((double)p.A.values[i], ea);
        for (int64_t j = 0; j < p.n; j++) p.X[j] = (scalar_t)ldexp((double)p.X[j], eb - ea);
        assert_int_equal(estimate(&p, NULL, &scaled), 0);
        assert_true(fabs(scaled.backward_error / plain.backward_error - 1) <= 1e6 * EPS);
        assert_true(fabs(scaled.forward_error / plain.forward_error - 1) <= 1e6 * EPS); /* r and g are differences */
        assert_true(fabs(scaled.condition / plain.condition - 1) <= 1e2 * EPS);
        free_problem(&p);
    }
}

static void degenerate_inputs(void **state)
{
    (void)state;
    const int64_t sizes[][2] = {{0, 0}, {5, 0}, {1, 1}, {17, 17}, {70, 1}};
    uint64_t seed = 5;
    for (int k = 0; k < 5; k++) {
        problem p = dense_problem(sizes[k][0], sizes[k][1], 3, RANDBLAS_ROW_MAJOR, 1, 0, &seed);
        randlapack_lsq_errors errors;
        for (int64_t j = 0; j < p.n; j++) p.X[j] = 0;
        assert_int_equal(estimate(&p, NULL, &errors), 0);
        assert_true(fabs(errors.residual_norm - norm2(p.m, p.B)) <= 10 * EPS * norm2(p.m, p.B));
        assert_true(errors.backward_error >= 0 && errors.backward_error <= 1);
        free_problem(&p);
    }
    problem p = dense_problem(200, 5, 3, RANDBLAS_COL_MAJOR, 1, 0.1, &seed);
    randlapack_lsq_errors errors;
    for (int64_t j = 0; j < p.n; j++) p.X[j] = 0;
    for (int64_t i = 0; i < p.m; i++) p.B[i] = 0;
    assert_int_equal(estimate(&p, NULL, &errors), 0); /* b = 0, x = 0: exact */
    assert_true(errors.backward_error == 0 && errors.residual_norm == 0);
    for (int64_t k = 0; k < p.A.ld * p.n; k++) p.A.values[k] = 0;
    p.B[3] = 1;
    assert_int_equal(estimate(&p, NULL, &errors), 0); /* A = 0: any x is a solution */
    assert_true(errors.backward_error == 0 && errors.residual_norm == 1 && isinf(errors.forward_error));
    free_problem(&p);
}

/* A sparse matrix with an empty column: singular, and said so. */
static void every_kind(void **state)
{
    (void)state;
    uint64_t seed = 6;
    for (int k = 0; k < NKINDS; k++) {
        const int64_t n = 9, m = needs_square(all_kinds[k]) ? n : 300;
        sample *s = make_sample(all_kinds[k], m, n, &seed);
        problem p = make_problem(&s->A, copy_view(s->dense, m, n), 20, 0.1, &seed), q = p;
        randlapack_lsq_errors errors[20], expected[20];
        for (int64_t j = 0; j < p.ldx * p.nrhs; j++) p.X[j] = random_scalar(&seed);
        q.A = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, m, n, p.dense.p, p.dense.ld);
        assert_int_equal(estimate(&p, NULL, errors), 0);
        assert_int_equal(estimate(&q, NULL, expected), 0);
        for (int r = 0; r < 20; r++) {
            assert_true(fabs(errors[r].backward_error / expected[r].backward_error - 1) <= 1e3 * EPS);
            if (p.A.nnz > 0) assert_true(errors[r].condition > 0.1 / EPS && isinf(errors[r].forward_error));
        }
        p.A.kind = RANDBLAS_CALLBACK; /* its arrays are the sample's */
        free_problem(&p);
        free_sample(s);
    }
}

/* The estimates in place of a solution: what all drivers promise holds here too. */
static int without_output(const randblas_xlinop *A, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X,
                          int64_t ldx, const randlapack_lsq_options *options)
{
    randlapack_lsq_errors errors[3];
    return randlapack_xlsq_error(A, nrhs, B, ldb, X, ldx, options, errors);
}

static void arguments_memory_and_cancellation(void **state)
{
    (void)state;
    uint64_t seed = 7;
    static const char *const phases[] = {"sketch", "factor", "iterate"};
    problem p = dense_problem(300, 6, 10, RANDBLAS_COL_MAJOR, 3, 0.1, &seed);
    const randblas_xlinop wide = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 3, 4, p.A.values, 3);
    refuses_illegal_arguments(without_output, &wide, &p);
    assert_int_equal(randlapack_xlsq_error(&p.A, 1, p.B, p.ldb, p.X, p.ldx, NULL, NULL), -8);
    for (int64_t j = 0; j < p.ldx * p.nrhs; j++) p.X[j] = 1;
    survives_failing_memory(without_output, &p, 0);
    can_be_cancelled(without_output, &p, phases, 3);
    refuses_invalid_sparse(without_output);
    free_problem(&p);
}

static void not_finite(void **state)
{
    (void)state;
    uint64_t seed = 8;
    for (int k = 0; k < 3; k++) {
        problem p = dense_problem(300, 6, 10, RANDBLAS_COL_MAJOR, 3, 0.1, &seed);
        randlapack_lsq_errors errors[3];
        for (int64_t j = 0; j < p.ldx * p.nrhs; j++) p.X[j] = 1;
        *(k == 0 ? p.A.values + 5 : k == 1 ? p.B + 5 + p.ldb : p.X + 1 + p.ldx) = (scalar_t)(k ? NAN : INFINITY);
        assert_int_equal(estimate(&p, NULL, errors), RANDBLAS_NOT_FINITE);
        for (int r = 0; r < 3; r++) {
            const int spoilt = k == 0 || r == 1;
            assert_int_equal(isnan(errors[r].backward_error) != 0, spoilt);
            assert_int_equal(isnan(errors[r].residual_norm) != 0, spoilt);
        }
        free_problem(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backward_error_is_optimal_to_a_factor),
        cmocka_unit_test(distances_and_norms),
        cmocka_unit_test(householder_qr_is_found_stable),
        cmocka_unit_test(extreme_scales),
        cmocka_unit_test(degenerate_inputs),
        cmocka_unit_test(every_kind),
        cmocka_unit_test(arguments_memory_and_cancellation),
        cmocka_unit_test(not_finite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
