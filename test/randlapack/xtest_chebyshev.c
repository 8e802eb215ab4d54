/* The kernel polynomial method against exact moments, densities and counts. */
#include "statistics.h"
#include "xlinop.h"
#include "xspectrum.h"

#include "randlapack.h"
#include "randlapack_names_impl.h"

#define EPS ((double)REAL_EPS)

typedef struct diagonal {
    int64_t n, *ptr, *colind;
    scalar_t *values;
    randblas_xlinop A;
} diagonal;

/* On a diagonal Rademacher probes are exact: what is left is the error of the series. */
static diagonal make_diagonal(int64_t n, double from, double to)
{
    diagonal d = {.n = n, .ptr = malloc((size_t)(n + 1) * 8), .colind = malloc((size_t)(n + 1) * 8)};
    d.values = malloc((size_t)(n + 1) * sizeof *d.values);
    for (int64_t i = 0; i <= n; i++) d.ptr[i] = i;
    for (int64_t i = 0; i < n; i++) {
        d.colind[i] = i;
        d.values[i] = (scalar_t)(from + (to - from) * ((double)i + 0.5) / (double)n);
    }
    d.A = randblas_xlinop_csr(n, n, d.ptr, d.colind, d.values);
    return d;
}

static void free_diagonal(diagonal *d)
{
    free(d->ptr), free(d->colind), free(d->values);
}

/* Counts in intervals: right to what lies within the resolution of the ends, for every damping and scale. */
static void counts(void **state)
{
    (void)state;
    const int most = IS_SINGLE ? 90 : 660;
    for (int e = -most; e <= most; e += most) {
        diagonal d = make_diagonal(1000, ldexp(-1, e), ldexp(3, e));
        const double a[] = {ldexp(-0.5, e), ldexp(-2, e), ldexp(5, e), ldexp(1, e)};
        const double b[] = {ldexp(1, e), ldexp(9, e), ldexp(6, e), ldexp(0.5, e)};
        const double expected[] = {375, 1000, 0, 0}, within[] = {1, 6, 3}; /* the tails of Lorentz peaks are long */
        for (int how = 0; how <= RANDLAPACK_DAMPING_NONE; how++) {
            const randlapack_chebyshev_options options = {.moments = 300, .damping = (randlapack_damping)how};
            randlapack_spectral_value v[4];
            randlapack_chebyshev_report report;
            assert_int_equal(randlapack_xchebyshev_count(&d.A, 4, a, b, v, &options, &report), 0);
            for (int k = 0; k < 4; k++) {
                assert_true(fabs(v[k].value - expected[k]) <= within[how] + 2e4 * EPS);
                assert_true(v[k].half_width <= 2e4 * EPS);
            }
            assert_true(report.lower <= ldexp(-1, e) && report.lower >= ldexp(-1.3, e));
            assert_true(report.upper >= ldexp(3, e) && report.upper <= ldexp(3.3, e));
            assert_int_equal(report.products,
                             16 * 150 + 4 * (e ? 31 : 30)); /* a product to find that it has to be scaled */
        }
        free_diagonal(&d);
    }
}

/* A flat spectrum has a flat density; Jackson's is nonnegative everywhere and its integral is 1. */
static void densities(void **state)
{
    (void)state;
    diagonal d = make_diagonal(2000, 0, 2);
    const randlapack_chebyshev_options options = {.moments = 100, .samples = 2, .lower = -0.5, .upper = 2.5};
    double integral = 0;
    static double x[300];
    static randlapack_spectral_value v[300];
    for (int i = 0; i < 300; i++) x[i] = -0.5 + 3 * (i + 0.5) / 300;
    assert_int_equal(randlapack_xchebyshev_density(&d.A, 300, x, v, &options, NULL), 0);
    for (int i = 0; i < 300; i++) {
        assert_true(v[i].value >= -1e3 * EPS);
        integral += v[i].value * 0.01;
        if (x[i] > 0.2 && x[i] < 1.8) assert_true(fabs(v[i].value - 0.5) <= 0.01);
        if (x[i] < -0.2 || x[i] > 2.2) assert_true(v[i].value <= 0.01);
    }
    assert_true(fabs(integral - 1) <= 2e-3);
    free_diagonal(&d);
}

/* Probes that are not exact: the interval around a count that the series has right to all digits, T_0 and T_2, holds;
 * and moments do not depend on the block. */
static void samples_and_blocks(void **state)
{
    (void)state;
    uint64_t seed = 3;
    sample *s = make_sample(RANDBLAS_SYMMETRIC, 60, 60, &seed);
    sample *back = make_sample(RANDBLAS_CALLBACK, 60, 60, &seed);
    memcpy(back->dense.p, s->dense.p, 60 * 60 * sizeof(scalar_t));
    const double x[] = {-3, 0, 1.5};
    randlapack_spectral_value v[3], w[3];
    for (int64_t block = 1; block <= 64; block *= 8) {
        randlapack_chebyshev_options options = {.moments = 30, .samples = 20, .family = RANDBLAS_GAUSSIAN};
        assert_int_equal(randlapack_xchebyshev_density(&s->A, 3, x, v, &options, NULL), 0);
        options.block = block;
        assert_int_equal(randlapack_xchebyshev_density(&back->A, 3, x, w, &options, NULL), 0);
        for (int k = 0; k < 3; k++) {
            assert_true(fabs(v[k].value - w[k].value) <= 1e4 * EPS);
            assert_true(v[k].standard_error > 0 && v[k].half_width > 2 * v[k].standard_error);
        }
    }
    free_sample(s), free_sample(back);
}

/* Multiples of the identity, zero, sizes 0 and 1; an interval that is too small; what is not finite. */
static void special(void **state)
{
    (void)state;
    randlapack_spectral_value v;
    for (int64_t n = 0; n <= 3; n++)
        for (int value = -1; value <= 1; value++) {
            diagonal d = make_diagonal(n, 5.0 * value, 5.0 * value);
            const double a = 5.0 * value - 1, b = 5.0 * value + 1;
            assert_int_equal(randlapack_xchebyshev_count(&d.A, 1, &a, &b, &v, NULL, NULL), 0);
            assert_true(fabs(v.value - (double)n) <= 1e-2 * (double)n);
            free_diagonal(&d);
        }
    diagonal d = make_diagonal(50, 0, 2);
    const randlapack_chebyshev_options small = {.lower = 0.5, .upper = 1};
    const double x = 0.7;
    assert_int_equal(randlapack_xchebyshev_density(&d.A, 1, &x, &v, &small, NULL), RANDBLAS_NOT_CONVERGED);
    assert_true(isnan(v.value));
    d.values[7] = (scalar_t)NAN;
    assert_int_equal(randlapack_xchebyshev_density(&d.A, 1, &x, &v, NULL, NULL), RANDBLAS_NOT_FINITE);
    const randlapack_chebyshev_options given = {.lower = -1, .upper = 3};
    assert_int_equal(randlapack_xchebyshev_density(&d.A, 1, &x, &v, &given, NULL), RANDBLAS_NOT_FINITE);
    free_diagonal(&d);
}

static void arguments_and_failures(void **state)
{
    (void)state;
    uint64_t seed = 5;
    sample *s = make_sample(RANDBLAS_CALLBACK, 9, 9, &seed), *wide = make_sample(RANDBLAS_DENSE, 3, 6, &seed);
    for (int64_t i = 0; i < 9; i++)
        for (int64_t j = 0; j < i; j++) *view_at(s->dense, i, j) = *view_at(s->dense, j, i);
    const double x = 0;
    randlapack_spectral_value v = {1, 2, 3};
    const randlapack_chebyshev_options bad[] = {{.moments = -1},
                                                {.samples = -1},
                                                {.damping = (randlapack_damping)3},
                                                {.lower = 1, .upper = 0.5},
                                                {.upper = NAN},
                                                {.confidence = 1},
                                                {.block = 65},
                                                {.family = RANDBLAS_SRHT},
                                                {.control.memory_limit = -1},
                                                {.control.release = counting_release}};
    assert_int_equal(randlapack_xchebyshev_density(NULL, 1, &x, &v, NULL, NULL), -1);
    assert_int_equal(randlapack_xchebyshev_density(&wide->A, 1, &x, &v, NULL, NULL), -1);
    assert_int_equal(randlapack_xchebyshev_density(&s->A, -1, &x, &v, NULL, NULL), -2);
    assert_int_equal(randlapack_xchebyshev_density(&s->A, 1, NULL, &v, NULL, NULL), -3);
    assert_int_equal(randlapack_xchebyshev_density(&s->A, 1, &x, NULL, NULL, NULL), -4);
    assert_int_equal(randlapack_xchebyshev_count(NULL, 1, &x, &x, &v, NULL, NULL), -1);
    assert_int_equal(randlapack_xchebyshev_count(&wide->A, 1, &x, &x, &v, NULL, NULL), -1);
    assert_int_equal(randlapack_xchebyshev_count(&s->A, -1, &x, &x, &v, NULL, NULL), -2);
    assert_int_equal(randlapack_xchebyshev_count(&s->A, 1, NULL, &x, &v, NULL, NULL), -3);
    assert_int_equal(randlapack_xchebyshev_count(&s->A, 1, &x, NULL, &v, NULL, NULL), -4);
    assert_int_equal(randlapack_xchebyshev_count(&s->A, 1, &x, &x, NULL, NULL, NULL), -5);
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        assert_int_equal(randlapack_xchebyshev_density(&s->A, 1, &x, &v, &bad[k], NULL), -5);
        assert_int_equal(randlapack_xchebyshev_count(&s->A, 1, &x, &x, &v, &bad[k], NULL), -6);
    }
    assert_true(v.value == 1 && v.standard_error == 2 && v.half_width == 3);

    counting c = {0};
    randlapack_chebyshev_options options = {.moments = 20, .samples = 5};
    options.control.allocate = counting_allocate;
    options.control.release = counting_release;
    options.control.allocator_context = &c;
    for (c.refuse = 1;; c.refuse++) {
        c.requests = 0;
        const int info = randlapack_xchebyshev_density(&s->A, 1, &x, &v, &options, NULL);
        assert_int_equal(c.out, 0);
        if (c.requests < c.refuse) {
            assert_int_equal(info, 0);
            break;
        }
        assert_int_equal(info, RANDBLAS_OUT_OF_MEMORY);
    }
    const char *phases[] = {"bounds", "moments"};
    for (int p = 0; p < 2; p++) {
        watching w = {.cancel_in = phases[p]};
        options.control.progress = watching_progress;
        options.control.progress_context = &w;
        c.refuse = 0;
        assert_int_equal(randlapack_xchebyshev_density(&s->A, 1, &x, &v, &options, NULL), RANDBLAS_CANCELLED);
        assert_int_equal(c.out, 0);
    }
    for (int64_t call = 1; call < 12; call += 10) {
        s->calls = 0;
        s->fail_at = call;
        assert_int_equal(randlapack_xchebyshev_density(&s->A, 1, &x, &v, NULL, NULL), RANDBLAS_CALLBACK_FAILED);
    }
    free_sample(s), free_sample(wide);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts),
        cmocka_unit_test(densities),
        cmocka_unit_test(samples_and_blocks),
        cmocka_unit_test(special),
        cmocka_unit_test(arguments_and_failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
