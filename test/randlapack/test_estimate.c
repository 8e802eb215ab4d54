/* Running means against two passes over the samples, quantiles against closed forms, the stopping rule in any units. */
#include "estimate_impl.h"
#include "testing.h"

#include <math.h>

enum { SAMPLES = 1000 };

/* A sample of a skewed population. */
static double sample(int i)
{
    return exp(sin(7.0 * i)) - 2;
}

static void assert_close(double value, double expected, double relative)
{
    assert_true(fabs(value - expected) <= relative * fabs(expected));
}

/* Welford's recurrence has an error of a few eps; powers of two as units change no bit of it but by underflow. */
static void means_and_errors_are_those_of_two_passes(void **state)
{
    (void)state;
    const double units[] = {1, -1, 0x1p700, 0x1p-700};
    for (int u = 0; u < 4; u++) {
        randlapack_estimate e = {0};
        double mean = 0, squares = 0;
        for (int i = 0; i < SAMPLES; i++) {
            randlapack_estimate_add(&e, units[u] * sample(i));
            mean += sample(i) / SAMPLES;
        }
        for (int i = 0; i < SAMPLES; i++) squares += (sample(i) - mean) * (sample(i) - mean);
        assert_int_equal(e.count, SAMPLES);
        assert_close(e.mean, units[u] * mean, 1e-13);
        assert_close(randlapack_estimate_error(&e), fabs(units[u]) * sqrt(squares / (SAMPLES - 1) / SAMPLES), 1e-13);
    }
}

/* Of a mean, the replicas are means too, and the jackknife is the standard error exactly. */
static void jackknife_of_a_mean(void **state)
{
    (void)state;
    randlapack_estimate e = {0};
    double replicas[20], sum = 0;
    for (int i = 0; i < 20; i++) randlapack_estimate_add(&e, sample(i)), sum += sample(i);
    for (int i = 0; i < 20; i++) replicas[i] = (sum - sample(i)) / 19;
    const randlapack_estimate j = randlapack_estimate_jackknife(20, e.mean, replicas);
    assert_close(randlapack_estimate_error(&j), randlapack_estimate_error(&e), 1e-12);
    assert_true(j.count == 20 && j.mean == e.mean);
}

/* Deviations of order 1 around 1e8 lose the eight digits of the mean, not sixteen as sums of squares do. */
static void a_large_mean_does_not_cancel(void **state)
{
    (void)state;
    randlapack_estimate near = {0}, far = {0};
    for (int i = 0; i < SAMPLES; i++) {
        randlapack_estimate_add(&near, sample(i));
        randlapack_estimate_add(&far, 1e8 + sample(i));
    }
    assert_close(far.spread, near.spread, 1e-7);
}

static void quantiles_have_their_closed_forms(void **state)
{
    (void)state;
    const double levels[] = {0, 1e-6, 0.1, 0.5, 0.9, 0.95, 0.99, 0.999, 0.9999, 1 - 1e-5};
    for (int k = 1; k < 10; k++) {
        const double c = levels[k], root = sqrt((1 - c) * (1 + c));
        assert_close(randlapack_student_quantile(c, 1), tan(acos(-1) / 2 * c), 1e-10);
        assert_close(randlapack_student_quantile(c, 2), sqrt(2) * c / root, 1e-10);
        if (c < 0.1) continue; /* the next formula cancels there */
        assert_close(randlapack_student_quantile(c, 4), 2 * sqrt(cos(acos(root) / 3) / root - 1), 1e-10);
    }
    for (int64_t dof = 1; dof < 2000; dof += 37) assert_true(randlapack_student_quantile(0, dof) == 0);
}

/* P(|T| <= t) by Simpson's rule on the density, whose constant comes from the same rule for sin^(dof - 1). */
static double integrated(double t, int64_t dof)
{
    const int steps = 20000;
    const double end[2] = {atan(t / sqrt((double)dof)), acos(-1) / 2}; /* x = sqrt(dof) tan: density cos^(dof - 1) */
    double integral[2] = {0};
    for (int k = 0; k < 2; k++)
        for (int i = 0; i <= steps; i++)
            integral[k] += (i == 0 || i == steps ? 1
                            : i % 2              ? 4
                                                 : 2) *
                           end[k] / steps * pow(cos(end[k] * i / steps), (double)(dof - 1));
    return integral[0] / integral[1];
}

/* On both sides of where the series gives way to the expansion. */
static void quantiles_invert_the_integral(void **state)
{
    (void)state;
    const int64_t dofs[] = {3, 5, 6, 9, 10, 29, 100, 999, 1000, 1001, 1002, 5000};
    for (int d = 0; d < 12; d++)
        for (int k = 1; k < 20; k++) {
            const double c = k / 20.0;
            assert_true(fabs(integrated(randlapack_student_quantile(c, dofs[d]), dofs[d]) - c) < 1e-11);
        }
}

static void quantiles_tend_to_the_normal_law(void **state)
{
    (void)state;
    assert_close(randlapack_student_quantile(0.95, INT64_MAX), 1.959963984540054, 1e-14);
    assert_close(randlapack_student_quantile(0.6826894921370859, INT64_MAX), 1, 1e-14);
    for (double z = 1; z < 6; z++) /* the tail far out, from both branches */
        assert_close(randlapack_student_quantile(erf(z / sqrt(2)), 1001),
                     (randlapack_student_quantile(erf(z / sqrt(2)), 1000) +
                      randlapack_student_quantile(erf(z / sqrt(2)), 1002)) /
                         2,
                     1e-7);
}

/* The number of samples at which the rule stops, in a unit, around a centre. */
static int stopped(double centre, double unit, const randlapack_stop *stop, double scale)
{
    randlapack_estimate e = {0};
    for (int i = 0; i < 100000; i++) {
        if (randlapack_estimate_met(&e, stop, unit * scale)) return i;
        randlapack_estimate_add(&e, unit * (centre + sin(3.0 * i * i)));
    }
    return -1;
}

static void stopping_knows_no_sign_or_unit(void **state)
{
    (void)state;
    const randlapack_stop stop = {.relative = 0.02, .confidence = 0.95, .least = 10};
    const int samples = stopped(5, 1, &stop, 0);
    assert_true(samples > 10 && samples < 1000);
    assert_int_equal(stopped(5, 0x1p900, &stop, 0), samples);
    assert_int_equal(stopped(5, 0x1p-900, &stop, 0), samples);
    assert_int_equal(stopped(5, -1, &stop, 0), samples);
}

static void estimates_of_zero_stop_at_their_scale(void **state)
{
    (void)state;
    const randlapack_stop relative = {.relative = 0.02, .confidence = 0.95, .least = 10};
    const randlapack_stop absolute = {.absolute = 0.1, .confidence = 0.95, .least = 2};
    const randlapack_stop least = {.relative = 0.5, .confidence = 0.95, .least = 77};
    assert_true(stopped(0, 1, &relative, 1) > 1000);
    assert_true(stopped(0, 1, &absolute, 0) > 50);
    assert_int_equal(stopped(5, 1, &least, 0), 77);
    randlapack_estimate e = {0};
    assert_false(randlapack_estimate_met(&e, &absolute, 0));
    for (int i = 0; i < 10; i++) randlapack_estimate_add(&e, 0);
    assert_true(randlapack_estimate_met(&e, &relative, 0)); /* exactly zero, ten times */
    assert_true(isinf(randlapack_estimate_error(&(randlapack_estimate){.count = 1, .mean = 1})));
    assert_true(isinf(randlapack_estimate_half_width(&(randlapack_estimate){.count = 1, .mean = 1}, 0.5)));
    randlapack_estimate_add(&e, NAN);
    assert_false(randlapack_estimate_met(&e, &relative, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(means_and_errors_are_those_of_two_passes),
        cmocka_unit_test(jackknife_of_a_mean),
        cmocka_unit_test(a_large_mean_does_not_cancel),
        cmocka_unit_test(quantiles_have_their_closed_forms),
        cmocka_unit_test(quantiles_invert_the_integral),
        cmocka_unit_test(quantiles_tend_to_the_normal_law),
        cmocka_unit_test(stopping_knows_no_sign_or_unit),
        cmocka_unit_test(estimates_of_zero_stop_at_their_scale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
