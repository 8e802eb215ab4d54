/*
 * Interpolants over shifts against sums over spectra that are known: at the shifts, between and beyond them, within the
 * bounds, for every power; A at odds with the values; every argument and allocation.
 */
#include "testing.h"

#include "randlapack.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* An allocator that counts what is out and refuses one request. */
typedef struct counting {
    int64_t out, requests, refuse; /* refuse the request of this number, from 1; 0: none */
} counting;

static void *counting_allocate(void *context, size_t bytes)
{
    counting *c = context;
    if (++c->requests == c->refuse) return NULL;
    void *block = malloc(bytes);
    if (block) c->out++;
    return block;
}

static void counting_release(void *context, void *block)
{
    counting *c = context;
    c->out--;
    free(block);
}

enum { N = 200, MOST = 12 };

typedef enum kind { DECAYING, CLUSTERED, SPREAD, SINGULAR, ONE, LOW_RANK, KINDS } kind;

static double eigenvalue(kind k, int64_t i)
{
    switch (k) {
    case DECAYING:
        return 10 / (double)((i + 1) * (i + 1));
    case CLUSTERED:
        return i < N / 3 ? 1e-3 : 3;
    case SPREAD:
        return pow(10, -12 * (double)i / (N - 1)); /* condition 1e12 */
    case SINGULAR:
        return i < N / 2 ? 0 : (double)(i + 1) / N;
    case ONE:
        return 2;
    default:
        return i == 0 ? 7 : 0;
    }
}

static void spectrum(kind k, double scale, double *x)
{
    for (int64_t i = 0; i < N; i++) x[i] = scale * eigenvalue(k, i);
}

/* The definition and its derivative. */
static double exact(const double *x, double power, double t)
{
    double sum = 0;
    for (int64_t i = 0; i < N; i++) sum += power == 0 ? log(x[i] + t) : pow(x[i] + t, power);
    return sum;
}

static double exact_slope(const double *x, double power, double t)
{
    double sum = 0;
    for (int64_t i = 0; i < N; i++) sum += power == 0 ? 1 / (x[i] + t) : power * pow(x[i] + t, power - 1);
    return sum;
}

static double trace(const double *x)
{
    double sum = 0;
    for (int64_t i = 0; i < N; i++) sum += x[i];
    return sum;
}

static randlapack_interpolant *interpolate(const double *x, double power, int64_t count, const double *t, bool traced)
{
    double values[MOST];
    const randlapack_interpolant_options options = {.power = power, .trace = traced ? trace(x) : 0};
    randlapack_interpolant *s = NULL;
    for (int64_t j = 0; j < count; j++) values[j] = exact(x, power, t[j]);
    assert_int_equal(randlapack_interpolant_create(N, count, t, values, &options, &s), 0);
    assert_non_null(s);
    assert_true(randlapack_interpolant_used(s) >= 0 && randlapack_interpolant_used(s) <= count);
    return s;
}

/* Errors are those of the mean of order p, which is what the values stand for: |log u - log u'|. */
static double distance(double power, double value, double right)
{
    return power == 0 ? fabs(value - right) / N : fabs(log(value / right) / power);
}

static const double powers[] = {-3, -1.5, -1, -0.5, 0, 1e-3, 0.5, 1, 1.7, 2, 4};
enum { POWERS = sizeof powers / sizeof *powers };

/* Five shifts over four decades: exact at the shifts, between the bounds everywhere, in any order and scale. */
static void bounds_hold(void **state)
{
    (void)state;
    for (int e = -600; e <= 600; e += 300)
        for (int k = 0; k < KINDS; k++)
            for (int c = 0; c < 2 * POWERS; c++) {
                const double power = powers[c / 2], scale = ldexp(1, e);
                if (e != 0 && fabs(power) > 1) continue; /* u^p would overflow */
                double x[N], t[] = {1e-3, 10, 1e-1, 1e-2, 1};
                spectrum(k, scale, x);
                for (int j = 0; j < 5; j++) t[j] *= scale;
                randlapack_interpolant *s = interpolate(x, power, 5, t, c % 2);
                for (int q = -60; q <= 60; q++) {
                    const double at = scale * pow(10, q / 8.0), right = exact(x, power, at);
                    double v, slope, low, high;
                    assert_int_equal(randlapack_interpolant_eval(s, 1, &at, &v, &slope, &low, &high), 0);
                    const double slack = 1e-13 * (power == 0 ? N * (1 + fabs(log(at))) : fabs(right));
                    assert_true(low <= right + slack && right - slack <= high);
                    assert_true(low <= v + slack && v <= high + slack);
                    assert_true(isfinite(v));
                }
                for (int j = 0; j < 5; j++) {
                    double v;
                    assert_int_equal(randlapack_interpolant_eval(s, 1, &t[j], &v, NULL, NULL, NULL), 0);
                    const double few = 1e-12 * (1 + fabs(log(t[j])));
                    assert_true(distance(power, v, exact(x, power, t[j])) * fmin(1, power == 0 ? 1 : fabs(power)) <=
                                few);
                }
                randlapack_interpolant_destroy(s);
            }
}

/* The largest error of the mean between the first shift and the last, and of the derivative. */
static double largest_error(kind k, double power, int64_t count, bool traced, double *slopes)
{
    double x[N], t[MOST], worst = 0;
    spectrum(k, 1, x);
    for (int64_t j = 0; j < count; j++) t[j] = pow(10, -4 + 6 * (double)j / (double)(count - 1));
    randlapack_interpolant *s = interpolate(x, power, count, t, traced);
    *slopes = 0;
    for (int q = 0; q <= 120; q++) {
        const double at = pow(10, -4 + 6 * q / 120.0), right = exact(x, power, at);
        const double steep = exact_slope(x, power, at);
        double v, slope;
        assert_int_equal(randlapack_interpolant_eval(s, 1, &at, &v, &slope, NULL, NULL), 0);
        worst = fmax(worst, distance(power, v, right));
        *slopes = fmax(*slopes, fabs(slope - steep) / fabs(steep));
    }
    randlapack_interpolant_destroy(s);
    return worst;
}

/* With more shifts the error falls; the numbers are a few times what was seen, over six decades. */
static void error_falls(void **state)
{
    (void)state;
    for (int k = 0; k < KINDS; k++)
        for (int c = 0; c < 2 * POWERS; c++) {
            const double power = powers[c / 2];
            double slopes[3], error[3];
            for (int i = 0; i < 3; i++) error[i] = largest_error(k, power, 4 + 4 * i, c % 2, &slopes[i]);
            assert_true(error[0] <= 0.2 && error[1] <= 0.05 && error[2] <= 3e-3);
            assert_true(slopes[1] <= 0.6 && slopes[2] <= 0.15);
        }
}

/* The trace makes it exact at infinity; without it bounds widen there but hold. */
static void far_away(void **state)
{
    (void)state;
    double x[N];
    const double t[] = {1e-2, 1e-1, 1, 10};
    spectrum(SPREAD, 1, x);
    for (double at = 1e2; at < 1e12; at *= 100) {
        double v, low, high, right = 0;
        for (int64_t i = 0; i < N; i++) right += log1p(x[i] / at); /* log det (I + A / t) */
        for (int traced = 0; traced < 2; traced++) {
            randlapack_interpolant *s = interpolate(x, 0, 4, t, traced);
            assert_int_equal(randlapack_interpolant_eval(s, 1, &at, &v, NULL, &low, &high), 0);
            const double base = N * log(at), rounding = 1e-13 * base;
            assert_true(low - base <= right + rounding && right <= high - base + rounding);
            if (traced) assert_true(fabs(v - base - right) <= 0.01 * right + rounding);
            randlapack_interpolant_destroy(s);
        }
    }
}

/* One value, a shift of zero, an indefinite A, shifts that all say the same. */
static void few_values(void **state)
{
    (void)state;
    double x[N], v, slope, low, high;
    const double zero = 0, one = 1, half = 0.5;
    spectrum(ONE, 1, x);
    for (int traced = 0; traced < 2; traced++) {
        randlapack_interpolant *s = interpolate(x, 0, 1, &zero, traced);
        assert_int_equal(randlapack_interpolant_eval(s, 1, &one, &v, &slope, &low, &high), 0);
        const double right = N * log(3);
        assert_true(low <= right + 1e-10 && right <= high + 1e-10 && low <= v && v <= high);
        if (traced) assert_true(fabs(v - right) <= 1e-10 * right && fabs(slope - N / 3.0) <= 1e-9 * N);
        randlapack_interpolant_destroy(s);
    }
    spectrum(SINGULAR, 1, x);
    const double t[] = {0, 1e-2, 1e-1, 1, 10};
    for (int c = 0; c < POWERS; c++) { /* singular A at zero, where its powers are defined */
        if (powers[c] <= 0) continue;
        randlapack_interpolant *s = interpolate(x, powers[c], 5, t, true);
        const double right = exact(x, powers[c], half);
        assert_int_equal(randlapack_interpolant_eval(s, 1, &half, &v, &slope, &low, &high), 0);
        assert_true(low <= right * (1 + 1e-13) && right <= high * (1 + 1e-13));
        assert_true(distance(powers[c], v, right) <= 1e-2);
        assert_int_equal(randlapack_interpolant_eval(s, 1, &zero, &v, &slope, NULL, NULL), 0);
        assert_true(distance(powers[c], v, exact(x, powers[c], 0)) <= 1e-9);
        randlapack_interpolant_destroy(s);
    }
    for (int64_t i = 0; i < N; i++) x[i] -= 0.5; /* eigenvalues down to -1/2, shifts from 1/2 on */
    double values[4];
    const double shifts[] = {0.51, 0.6, 1.5, 10.5};
    const randlapack_interpolant_options options = {.lower = -0.5, .trace = trace(x)};
    randlapack_interpolant *s = NULL;
    for (int j = 0; j < 4; j++) values[j] = exact(x, 0, shifts[j]);
    assert_int_equal(randlapack_interpolant_create(N, 4, shifts, values, &options, &s), 0);
    for (double at = 0.505; at < 100; at *= 1.1) {
        const double right = exact(x, 0, at);
        assert_int_equal(randlapack_interpolant_eval(s, 1, &at, &v, NULL, &low, &high), 0);
        assert_true(low <= right + 1e-11 && right <= high + 1e-11 && fabs(v - right) <= 0.02 * N);
    }
    assert_int_equal(randlapack_interpolant_eval(s, 1, &zero, &v, NULL, NULL, NULL), -3);
    randlapack_interpolant_destroy(s);
}

/* Noise that is owned up to is taken; values that no such matrix has are told. */
static void noise(void **state)
{
    (void)state;
    double x[N], t[8], values[8];
    uint64_t seed = 3;
    spectrum(DECAYING, 1, x);
    for (int c = 0; c < POWERS; c++) {
        randlapack_interpolant_options options = {.power = powers[c], .trace = trace(x), .accuracy = 1e-3};
        randlapack_interpolant *s = NULL;
        for (int j = 0; j < 8; j++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            const double off = 1e-3 * ((double)(seed >> 11) * 0x1p-52 - 1);
            t[j] = pow(10, -4 + 6 * j / 7.0);
            values[j] = exact(x, powers[c], t[j]);
            values[j] += off * (powers[c] == 0 ? N : values[j]);
        }
        assert_int_equal(randlapack_interpolant_create(N, 8, t, values, &options, &s), 0);
        for (int j = 0; j < 70; j++) {
            const double at = pow(10, -4 + 6 * j / 69.0);
            double v;
            assert_int_equal(randlapack_interpolant_eval(s, 1, &at, &v, NULL, NULL, NULL), 0);
            assert_true(
                distance(powers[c], v, exact(x, powers[c], at)) * fmin(1, powers[c] == 0 ? 1 : fabs(powers[c])) <= 0.1);
        }
        randlapack_interpolant_destroy(s);
        options.accuracy = 0;
        values[3] *= powers[c] == 0 ? 1.2 : pow(1.2, powers[c]);
        values[5] *= powers[c] == 0 ? 0.8 : pow(0.8, powers[c]);
        assert_int_equal(randlapack_interpolant_create(N, 8, t, values, &options, &s), RANDBLAS_NOT_POSITIVE_DEFINITE);
        assert_non_null(s);
        assert_true(randlapack_interpolant_used(s) <= 8);
        randlapack_interpolant_destroy(s);
    }
    const double one = 1, small = N * log(0.5); /* log det (A + I) < 0: A has an eigenvalue below 0 */
    randlapack_interpolant *s = NULL;
    assert_int_equal(randlapack_interpolant_create(N, 1, &one, &small, NULL, &s), RANDBLAS_NOT_POSITIVE_DEFINITE);
    randlapack_interpolant_destroy(s);
    const double huge = 1e5 * N;
    assert_int_equal(randlapack_interpolant_create(N, 1, &one, &huge, NULL, &s), RANDBLAS_NOT_FINITE);
    assert_null(s);
}

static void arguments(void **state)
{
    (void)state;
    const double t[] = {1, 2}, values[] = {10, 11}, same[] = {1, 1}, below[] = {1, -1}, bad[] = {10, NAN};
    randlapack_interpolant_options o = {0};
    randlapack_interpolant *s = NULL, *mark = (randlapack_interpolant *)&o;
    double y = 7;
    assert_int_equal(randlapack_interpolant_create(0, 2, t, values, NULL, &s), -1);
    assert_int_equal(randlapack_interpolant_create(5, 0, t, values, NULL, &s), -2);
    assert_int_equal(randlapack_interpolant_create(5, 2, NULL, values, NULL, &s), -3);
    assert_int_equal(randlapack_interpolant_create(5, 2, same, values, NULL, &s), -3);
    assert_int_equal(randlapack_interpolant_create(5, 2, below, values, NULL, &s), -3);
    assert_int_equal(randlapack_interpolant_create(5, 2, bad, bad, NULL, &s), -3);
    assert_int_equal(randlapack_interpolant_create(5, 2, t, NULL, NULL, &s), -4);
    assert_int_equal(randlapack_interpolant_create(5, 2, t, bad, NULL, &s), -4);
    o.power = -1;
    assert_int_equal(randlapack_interpolant_create(5, 2, t, below, &o, &s), -4);
    const randlapack_interpolant_options wrong[] = {
        {.power = NAN},
        {.trace = INFINITY},
        {.lower = NAN},
        {.accuracy = -1},
        {.accuracy = 1},
        {.trace = -1},
        {.size = 3},
        {.control.memory_limit = -1},
        {.control.allocate = counting_allocate},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(randlapack_interpolant_create(5, 2, t, values, &wrong[i], &s), -5);
    assert_int_equal(randlapack_interpolant_create(5, 2, t, values, NULL, NULL), -6);
    s = mark;
    assert_int_equal(randlapack_interpolant_create(5, 0, t, values, NULL, &s), -2);
    assert_null(s);
    assert_int_equal(randlapack_interpolant_create(5, 2, t, values, NULL, &s), 0);
    assert_int_equal(randlapack_interpolant_eval(NULL, 1, t, &y, NULL, NULL, NULL), -1);
    assert_int_equal(randlapack_interpolant_eval(s, -1, t, &y, NULL, NULL, NULL), -2);
    assert_int_equal(randlapack_interpolant_eval(s, 1, NULL, &y, NULL, NULL, NULL), -3);
    assert_int_equal(randlapack_interpolant_eval(s, 2, below, &y, NULL, NULL, NULL), -3);
    assert_int_equal(randlapack_interpolant_eval(s, 2, bad, &y, NULL, NULL, NULL), -3);
    assert_int_equal(randlapack_interpolant_eval(s, 1, t, NULL, NULL, NULL, NULL), -4);
    assert_int_equal(randlapack_interpolant_eval(s, 0, NULL, NULL, NULL, NULL, NULL), 0);
    assert_true(y == 7);
    randlapack_interpolant_destroy(s);
    randlapack_interpolant_destroy(NULL);
    assert_int_equal(randlapack_interpolant_used(NULL), 0);
}

/* Every request refused in turn. */
static void failures(void **state)
{
    (void)state;
    double x[N], values[4];
    const double t[] = {1e-2, 1e-1, 1, 10};
    spectrum(DECAYING, 1, x);
    for (int c = 0; c < POWERS; c++) {
        counting n = {0};
        randlapack_interpolant_options o = {.power = powers[c], .trace = trace(x)};
        o.control.allocate = counting_allocate;
        o.control.release = counting_release;
        o.control.allocator_context = &n;
        for (int j = 0; j < 4; j++) values[j] = exact(x, powers[c], t[j]);
        for (n.refuse = 1;; n.refuse++) {
            randlapack_interpolant *s = NULL;
            n.requests = 0;
            const int info = randlapack_interpolant_create(N, 4, t, values, &o, &s);
            if (n.requests < n.refuse) {
                assert_int_equal(info, 0);
                randlapack_interpolant_destroy(s);
                assert_int_equal(n.out, 0);
                break;
            }
            assert_int_equal(info, RANDBLAS_OUT_OF_MEMORY);
            assert_null(s);
            assert_int_equal(n.out, 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bounds_hold), cmocka_unit_test(error_falls), cmocka_unit_test(far_away),
        cmocka_unit_test(few_values),  cmocka_unit_test(noise),       cmocka_unit_test(arguments),
        cmocka_unit_test(failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
