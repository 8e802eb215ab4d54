/* The entry that chooses: what it chooses, and that factorisations give the definition's value. */
#include "xlinop.h"
#include "xspectrum.h"

#include "randlapack.h"
#include "randlapack_names_impl.h"

#define EPS ((double)REAL_EPS)

static const randlapack_spectral_function log_of = {.kind = RANDLAPACK_FUNCTION_LOG};
static const randlapack_spectral_function log_abs = {.kind = RANDLAPACK_FUNCTION_LOG_ABS};
static const randlapack_spectral_function inverse = {.kind = RANDLAPACK_FUNCTION_INVERSE};
static const randlapack_spectral_function power = {.kind = RANDLAPACK_FUNCTION_POWER, .parameter = -1};
static const randlapack_spectral_function cubes = {.kind = RANDLAPACK_FUNCTION_ABS_POWER, .parameter = 3};

typedef struct known {
    int64_t n;
    double *values;
    randblas_xview A;
} known;

/* Symmetric with values 1/2 .. 2, every third negative if so wanted, times 2^exponent. */
static known make_known(int64_t n, bool indefinite, int exponent, uint64_t *seed)
{
    known k = {n, malloc((size_t)(n + 1) * sizeof(double)), random_view(n, n, RANDBLAS_COL_MAJOR, 2, seed)};
    scalar_t *Q = random_orthonormal(n, n, seed);
    for (int64_t t = 0; t < n; t++)
        k.values[t] = ldexp((0.5 + 1.5 * (double)t / (double)n) * (indefinite && t % 3 == 0 ? -1 : 1), exponent);
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j <= i; j++) {
            double sum = 0;
            for (int64_t t = 0; t < n; t++) sum += (double)Q[i + t * n] * k.values[t] * (double)Q[j + t * n];
            *view_at(k.A, i, j) = *view_at(k.A, j, i) = (scalar_t)sum;
        }
    free(Q);
    return k;
}

static void free_known(known *k)
{
    free(k->values), free(k->A.p);
}

static void check(const randblas_xlinop *A, const randlapack_spectral_function *f, randlapack_spectrum spectrum,
                  double expected, randlapack_spectral_method method)
{
    const randlapack_slq_options options = {.spectrum = spectrum};
    randlapack_spectral_value v;
    randlapack_slq_report report;
    assert_int_equal(randlapack_xspectral_sum(A, f, &v, &options, &report), 0);
    assert_int_equal(report.method, method);
    assert_true(fabs(v.value - expected) <= 1000 * EPS * (fabs(expected) + (double)A->cols));
    assert_true(v.standard_error == 0 && v.half_width == 0);
}

/* The same for numbers of any scale. */
static void check_relative(const randblas_xlinop *A, const randlapack_spectral_function *f, double expected,
                           randlapack_spectral_method method)
{
    randlapack_spectral_value v;
    randlapack_slq_report report;
    assert_int_equal(randlapack_xspectral_sum(A, f, &v, NULL, &report), 0);
    assert_int_equal(report.method, method);
    assert_true(fabs(v.value - expected) <= 1000 * EPS * fabs(expected));
}

/* Every kind that stores entries, every scale. */
static void dense_values(void **state)
{
    (void)state;
    uint64_t seed = 1;
    const int most = IS_SINGLE ? 100 : 664;
    for (int e = -most; e <= most; e += most)
        for (int64_t n = 1; n <= 41; n += 20) {
            known k = make_known(n, false, e, &seed), g = make_known(n, true, e, &seed);
            double logs = 0, inverses = 0, absolute = 0;
            for (int64_t t = 0; t < n; t++) {
                logs += log(k.values[t]);
                inverses += 1 / k.values[t];
                absolute += log(fabs(g.values[t]));
            }
            sample back = {.dense = k.A};
            back.A = randblas_xlinop_callback(n, n, callback_by_definition, &back);
            const randblas_xlinop A = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, n, n, k.A.p, k.A.ld);
            const randblas_xlinop S = randblas_xlinop_symmetric(RANDBLAS_ROW_MAJOR, RANDBLAS_UPPER, n, k.A.p, k.A.ld);
            const randblas_xlinop G = randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, n, n, g.A.p, g.A.ld);
            check(&A, &log_of, 0, logs, RANDLAPACK_SPECTRAL_CHOLESKY);
            check(&S, &log_of, 0, logs, RANDLAPACK_SPECTRAL_CHOLESKY);
            check(&back.A, &log_of, 0, logs, RANDLAPACK_SPECTRAL_CHOLESKY);
            check(&A, &log_of, RANDLAPACK_SPECTRUM_SINGULAR, logs, RANDLAPACK_SPECTRAL_LU);
            check(&G, &log_of, RANDLAPACK_SPECTRUM_GRAM, 2 * absolute, RANDLAPACK_SPECTRAL_LU);
            check(&G, &log_abs, 0, absolute, RANDLAPACK_SPECTRAL_LU);
            check_relative(&A, &inverse, inverses, RANDLAPACK_SPECTRAL_CHOLESKY);
            check_relative(&S, &power, inverses, RANDLAPACK_SPECTRAL_CHOLESKY);
            inverses = 0; /* Cholesky fails, eigenvalues do not */
            for (int64_t t = 0; t < n; t++) inverses += 1 / g.values[t];
            check_relative(&G, &inverse, inverses, RANDLAPACK_SPECTRAL_VALUES);
            free_known(&k), free_known(&g);
        }
}

/* Schatten norms of rectangles: sum s^3, and of the squares sum s^6. */
static void rectangles(void **state)
{
    (void)state;
    uint64_t seed = 2;
    const int64_t shapes[][2] = {{30, 10}, {10, 30}, {20, 20}, {1, 5}};
    for (int c = 0; c < 4; c++) {
        const int64_t m = shapes[c][0], n = shapes[c][1], r = m < n ? m : n;
        double *s = geometric(r, 10), third = 0, sixth = 0;
        for (int64_t t = 0; t < r; t++) third += pow(s[t], 3), sixth += pow(s[t], 6);
        const randblas_xview V = random_with_values(m, n, s, RANDBLAS_ROW_MAJOR, 1, &seed);
        const randblas_xlinop A = randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, m, n, V.p, V.ld);
        check(&A, &cubes, RANDLAPACK_SPECTRUM_SINGULAR, third, RANDLAPACK_SPECTRAL_VALUES);
        check(&A, &cubes, RANDLAPACK_SPECTRUM_GRAM, sixth, RANDLAPACK_SPECTRAL_VALUES);
        free(V.p), free(s);
    }
}

/* The second difference matrix of order n has determinant n + 1; as CSR, CSC and COO, duplicates and shuffling
 * included; too wide a band goes to quadrature. */
static void bands(void **state)
{
    (void)state;
    enum { n = 2000 };
    static int64_t ptr[n + 1], index[4 * n], rows[4 * n];
    static scalar_t values[4 * n];
    int64_t nnz = 0;
    for (int64_t i = 0; i < n; i++) {
        ptr[i] = nnz;
        for (int64_t j = i + 1; j >= i - 1; j--) {
            if (j < 0 || j >= n) continue;
            for (int half = 0; half < (i == j ? 2 : 1); half++) {
                rows[nnz] = i;
                index[nnz] = j;
                values[nnz++] = i == j ? 1 : -1;
            }
        }
    }
    ptr[n] = nnz;
    const randblas_xlinop A[] = {randblas_xlinop_csr(n, n, ptr, index, values),
                                 randblas_xlinop_csc(n, n, ptr, index, values),
                                 randblas_xlinop_coo(n, n, nnz, rows, index, values)};
    for (int k = 0; k < 3; k++) check(&A[k], &log_of, 0, log(n + 1.0), RANDLAPACK_SPECTRAL_BAND);
    index[nnz - 2] = 0; /* entry (n - 1, n - 1 or n - 2) moved: bandwidth n - 1 */
    randlapack_spectral_value v;
    randlapack_slq_report report;
    const randlapack_slq_options cheap = {.degree = 5, .samples = 2};
    const randlapack_spectral_function one = {.kind = RANDLAPACK_FUNCTION_ABS_POWER};
    assert_int_equal(randlapack_xspectral_sum(&A[0], &one, &v, &cheap, &report), 0);
    assert_int_equal(report.method, RANDLAPACK_SPECTRAL_QUADRATURE);
    assert_true(fabs(v.value - n) <= 1e3 * EPS * n);
    const int info = randlapack_xspectral_sum(&A[0], &log_of, &v, &cheap, &report);
    assert_true(info >= 0 && report.method == RANDLAPACK_SPECTRAL_QUADRATURE);
}

/* Entries 1/2 at distance `band`, ones on the diagonal: as many second difference matrices / 2 as the band is wide. */
static void wide_bands(void **state)
{
    (void)state;
    enum { n = 3000 };
    static int64_t ptr[n + 1], index[3 * n];
    static scalar_t values[3 * n];
    for (int64_t band = 20; band <= 30; band += 10) {
        int64_t nnz = 0;
        for (int64_t i = 0; i < n; i++) {
            ptr[i] = nnz;
            for (int64_t j = i - band; j <= i + band; j += band) {
                if (j < 0 || j >= n) continue;
                index[nnz] = j;
                values[nnz++] = (scalar_t)(i == j ? 1 : -0.5);
            }
        }
        ptr[n] = nnz;
        const randblas_xlinop A = randblas_xlinop_csr(n, n, ptr, index, values);
        check(&A, &log_of, 0, (double)band * log((double)n / (double)band + 1) - n * log(2), RANDLAPACK_SPECTRAL_BAND);
        /* s I - the pattern: eigenvalues s + 2 - 2 cos, halved, of band matrices of n / band */
        double inverses = 0;
        const int64_t order = n / band;
        for (int64_t k = 1; k <= order; k++)
            inverses += (double)band / (1.5 - cos((double)k * acos(-1) / (double)(order + 1)));
        for (int64_t p = 0; p < nnz; p++) values[p] = (scalar_t)(values[p] > 0 ? 1.5 : values[p]);
        check_relative(&A, &inverse, inverses, RANDLAPACK_SPECTRAL_BAND);
        values[0] = -1;
        randlapack_spectral_value v;
        randlapack_slq_report report;
        assert_int_equal(randlapack_xspectral_sum(&A, &inverse, &v, NULL, &report), 0); /* indefinite: quadrature */
        assert_int_equal(report.method, RANDLAPACK_SPECTRAL_QUADRATURE);
        assert_int_equal(randlapack_xspectral_sum(&A, &log_of, &v, NULL, NULL), RANDBLAS_NOT_POSITIVE_DEFINITE);
        assert_true(isnan(v.value));
    }
}

static void outcomes(void **state)
{
    (void)state;
    uint64_t seed = 4;
    known g = make_known(20, true, 0, &seed);
    const randblas_xlinop G = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 20, 20, g.A.p, g.A.ld);
    randlapack_spectral_value v;
    randlapack_slq_report report;
    assert_int_equal(randlapack_xspectral_sum(&G, &log_of, &v, NULL, &report), RANDBLAS_NOT_POSITIVE_DEFINITE);
    assert_true(isnan(v.value));
    const randlapack_spectral_function root = {.kind = RANDLAPACK_FUNCTION_SQRT};
    assert_int_equal(randlapack_xspectral_sum(&G, &root, &v, NULL, &report), RANDBLAS_NOT_POSITIVE_DEFINITE);
    for (int64_t i = 0; i < 20; i++) *view_at(g.A, i, 3) = *view_at(g.A, 3, i) = 0;
    assert_int_equal(randlapack_xspectral_sum(&G, &log_abs, &v, NULL, &report), RANDBLAS_RANK_DEFICIENT);
    assert_int_equal(randlapack_xspectral_sum(&G, &inverse, &v, NULL, &report), RANDBLAS_RANK_DEFICIENT);
    *view_at(g.A, 5, 5) = (scalar_t)NAN;
    assert_int_equal(randlapack_xspectral_sum(&G, &log_of, &v, NULL, &report), RANDBLAS_NOT_FINITE);
    free_known(&g);

    /* no room for a factorisation: quadrature */
    known k = make_known(200, false, 0, &seed);
    const randblas_xlinop A = randblas_xlinop_symmetric(RANDBLAS_COL_MAJOR, RANDBLAS_LOWER, 200, k.A.p, k.A.ld);
    randlapack_slq_options options = {.control.memory_limit = IS_SINGLE ? 150000 : 300000, .degree = 20, .block = 4};
    const randblas_xlinop D = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 200, 200, k.A.p, k.A.ld);
    assert_int_equal(randlapack_xspectral_sum(&D, &log_of, &v, &options, &report), 0);
    assert_int_equal(report.method, RANDLAPACK_SPECTRAL_QUADRATURE);
    assert_true(report.samples == 32 && v.half_width > 0);
    assert_int_equal(randlapack_xspectral_sum(NULL, &log_of, &v, NULL, NULL), -1);
    assert_int_equal(randlapack_xspectral_sum(&A, NULL, &v, NULL, NULL), -2);
    assert_int_equal(randlapack_xspectral_sum(&A, &log_of, NULL, NULL, NULL), -3);
    options.degree = -1;
    assert_int_equal(randlapack_xspectral_sum(&A, &log_of, &v, &options, NULL), -4);
    free_known(&k);
}

/* Every request refused in turn: a code, and nothing is left behind. */
static void failures(void **state)
{
    (void)state;
    uint64_t seed = 5;
    known k = make_known(12, false, 0, &seed);
    sample back = {.dense = k.A};
    back.A = randblas_xlinop_callback(12, 12, callback_by_definition, &back);
    const randlapack_spectral_function *f[] = {&log_of, &log_abs, &inverse};
    for (int t = 0; t < 6; t++) {
        counting c = {0};
        randlapack_slq_options options = {.spectrum = t < 3 ? 0 : RANDLAPACK_SPECTRUM_SINGULAR};
        randlapack_spectral_value v;
        options.control.allocate = counting_allocate;
        options.control.release = counting_release;
        options.control.allocator_context = &c;
        for (c.refuse = 1;; c.refuse++) {
            c.requests = 0;
            const int info = randlapack_xspectral_sum(&back.A, f[t % 3], &v, &options, NULL);
            assert_int_equal(c.out, 0);
            if (c.requests < c.refuse) {
                assert_int_equal(info, 0);
                break;
            }
            assert_int_equal(info, RANDBLAS_OUT_OF_MEMORY);
            assert_true(isnan(v.value));
        }
        back.calls = 0;
        back.fail_at = 1;
        assert_int_equal(randlapack_xspectral_sum(&back.A, f[t % 3], &v, NULL, NULL), RANDBLAS_CALLBACK_FAILED);
        back.fail_at = 0;
        watching w = {.cancel_in = "factor"};
        options.control.progress = watching_progress;
        options.control.progress_context = &w;
        assert_int_equal(randlapack_xspectral_sum(&back.A, f[t % 3], &v, &options, NULL), RANDBLAS_CANCELLED);
    }
    free_known(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dense_values), cmocka_unit_test(rectangles), cmocka_unit_test(bands),
        cmocka_unit_test(wide_bands),   cmocka_unit_test(outcomes),   cmocka_unit_test(failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
