/*
 * The surfaces that continuation works on, and the evolution along them: against laws in closed form, against
 * compression by subordination, and derivatives against differences.
 */
#include "laws.h"

#include "continuation_impl.h"
#include "rmt.h"

/* Of the free Meixner law with given skew and excess, deviation 1: the glue of order 1. */
static rmt_glue meixner(double skew, double excess)
{
    const double half = 2 * sqrt(1 + excess);
    return (rmt_glue){
        .order = 1, .centre = skew, .half = half, .a = {-skew / half}, .b2 = {1 / (half * half)}, .inner = 1};
}

static void test_evolution(void **state)
{
    (void)state;
    const double ratios[] = {1.0 / 64, 0.4, 1, 3, 32, 250}, skews[] = {0, 0.1, -0.2}, excesses[] = {0, 0.02, -0.003};
    for (int k = 0; k < 18; k++) {
        const double ratio = ratios[k / 3], skew = skews[k % 3], excess = excesses[k % 3];
        const rmt_glue g = meixner(skew, excess);
        const rmt_surface f = rmt_glue_surface(&g);
        rmt_law *law = NULL;
        double edge[2];
        int64_t count;
        rmt_trace trace;
        randblas_arena arena = randblas_arena_open(NULL);
        assert_int_equal(rmt_law_free_meixner(0, sqrt(ratio), skew * sqrt(ratio), excess * ratio, &law), 0);
        assert_false(rmt_glue_has_atoms(&g));
        assert_int_equal(rmt_trace_density(&f, g.a[0], sqrt(ratio * g.b2[0]), ratio, 0, &arena, &trace), 0);
        assert_int_equal(rmt_law_intervals(law, 1, edge, &count), 0);
        assert_true(trace.bands == 1 && trace.broken == 0);
        for (int side = 0; side < 2; side++)
            assert_close(g.centre + g.half * trace.edge[side], edge[side], 1e-10 * (edge[1] - edge[0]));
        for (int i = 10; i < RMT_BAND_NODES - 10; i++) {
            const double expected = one(rmt_law_density, law, g.centre + g.half * trace.x[i]);
            assert_close(trace.density[i] / g.half / expected, 1, 1e-8);
        }
        double place[2], weight[2], places[RMT_MOST_ATOMS], weights[RMT_MOST_ATOMS], mass = 1;
        assert_int_equal(rmt_law_atoms(law, 2, place, weight, &count), 0);
        assert_int_equal(rmt_glue_atoms(&g, ratio, places, weights), count);
        for (int i = 0; i < count; i++) {
            assert_close(g.centre + g.half * places[i], place[i], 1e-8 * (edge[1] - edge[0]));
            assert_close(weights[i], weight[i], 1e-8);
            mass -= weight[i];
        }
        assert_close(trace.mass, mass, 1e-9);
        if (count == 0) assert_close(trace.variance * g.half * g.half / ratio, 1, 1e-9);
        randblas_arena_close(&arena);
        rmt_law_destroy(law);
    }
}

/* Of order 3: the transform against quadrature of its own density; decompressed and, by subordination, back. */
static void test_higher_order(void **state)
{
    (void)state;
    const rmt_glue g = {.order = 3, .half = 1, .a = {0.02, 0.01, 0.004}, .b2 = {0.26, 0.252, 0.2505}, .inner = 1};
    const rmt_surface f = rmt_glue_surface(&g);
    const rmt_complex J = CMPLX(0.3, -0.5);
    rmt_complex t, dt, m, dm, up, down, s, ds, sum = 0;
    rmt_trace block, whole;
    rmt_law *law = NULL, *back = NULL;
    randblas_arena arena = randblas_arena_open(NULL);
    assert_false(rmt_glue_has_atoms(&g));
    assert_int_equal(rmt_trace_density(&f, g.a[0], sqrt(g.b2[0]), 1, 0, &arena, &block), 0);
    rmt_glue_value(&g, J + 1e-6, &s, &ds, &up, &dm);
    rmt_glue_value(&g, J - 1e-6, &s, &ds, &down, &dm);
    rmt_glue_value(&g, J, &t, &dt, &m, &dm);
    assert_close(cabs((up - down) / 2e-6 - dm), 0, 1e-8);
    for (int i = 0; i < RMT_BAND_NODES; i++) {
        const double angle = RMT_PI * i / (RMT_BAND_NODES - 1);
        sum += block.density[i] * sin(angle) * RMT_PI / (RMT_BAND_NODES - 1) / (block.x[i] - t);
    }
    assert_close(cabs(sum - m), 0, 1e-10);
    assert_close(block.mass, 1, 1e-10);
    assert_close(block.mean, 0.02, 1e-10);
    assert_close(block.variance, 0.26, 1e-10);
    assert_int_equal(rmt_trace_density(&f, g.a[0], sqrt(1.3 * g.b2[0]), 1.3, 0, &arena, &whole), 0);
    assert_close(whole.mass, 1, 1e-8);
    assert_int_equal(rmt_polygon_with_atoms(RMT_BAND_NODES, whole.x, whole.density, 0, NULL, NULL, &law), 0);
    assert_int_equal(rmt_free_compress(law, 1 / 1.3, &back), 0);
    for (int i = 20; i < RMT_BAND_NODES - 20; i++)
        assert_close(one(rmt_law_density, back, block.x[i]), block.density[i], 2e-4);
    rmt_law_destroy(law);
    rmt_law_destroy(back);
    randblas_arena_close(&arena);
}

static void test_atoms_of_fraction(void **state)
{
    (void)state;
    rmt_glue g = {.order = 2, .half = 1, .a = {0, 0}, .b2 = {0.25, 0.25}, .inner = 1};
    for (int k = 0; k < 40; k++) { /* a_0 beyond 1/2: an atom, as the Schur complement 1 - a_0 - b^2/(1/2) says */
        g.a[0] = -1 + 0.05 * k + 0.001;
        assert_int_equal(rmt_glue_has_atoms(&g), fabs(g.a[0]) > 0.5);
    }
}

/* The surface of P against the law in closed form, on either side of ratio 1. */
static void test_curve_evolution(void **state)
{
    (void)state;
    const double c = 0.2; /* Marchenko-Pastur: c z m^2 + (z + c - 1) m + 1 */
    const rmt_curve curve = {.in_z = 1, .in_m = 2, .half = 1, .inner = 1, .a = {1, 0, c - 1, 1, 0, c}};
    const rmt_surface f = rmt_curve_surface(&curve);
    const double ratios[] = {0.1, 1, 3.5};
    for (int k = 0; k < 3; k++) {
        rmt_law *law = NULL;
        double edge[2];
        int64_t count;
        rmt_trace trace;
        randblas_arena arena = randblas_arena_open(NULL);
        assert_int_equal(rmt_law_marchenko_pastur(c * ratios[k], 1, &law), 0);
        assert_int_equal(rmt_trace_density(&f, 1, sqrt(c * ratios[k]), ratios[k], 0, &arena, &trace), 0);
        assert_int_equal(rmt_law_intervals(law, 1, edge, &count), 0);
        assert_true(trace.bands == 1 && trace.broken == 0);
        for (int side = 0; side < 2; side++) assert_close(trace.edge[side], edge[side], 1e-9);
        for (int i = 10; i < RMT_BAND_NODES - 10; i++)
            assert_close(trace.density[i] / one(rmt_law_density, law, trace.x[i]), 1, 1e-7);
        assert_close(trace.mass, 1, 1e-9);
        assert_close(trace.variance, c * ratios[k], 1e-9);
        randblas_arena_close(&arena);
        rmt_law_destroy(law);
    }
}

/* Derivatives of both surfaces by differences; with atoms. */
static void test_derivatives(void **state)
{
    (void)state;
    const rmt_curve curve = {.in_z = 2,
                             .in_m = 3,
                             .atoms = 1,
                             .half = 1,
                             .inner = 0.9,
                             .place = {-2},
                             .weight = {0.1},
                             .a = {1, 0.2, -0.3, 0.5, 0.7, 1, -0.4, 0.1, 0.2, 0.3, -0.6, 0.8}};
    const rmt_glue glue = {.order = 2,
                           .half = 1,
                           .atoms = 1,
                           .inner = 0.9,
                           .place = {-2},
                           .weight = {0.1},
                           .a = {0.1, -0.05},
                           .b2 = {0.24, 0.26}};
    const rmt_surface surfaces[] = {rmt_curve_surface(&curve), rmt_glue_surface(&glue)};
    const rmt_complex s = CMPLX(0.4, -0.7), x = CMPLX(0.3, 0.2);
    const double ratio = 1.7, e = 1e-6;
    for (int k = 0; k < 2; k++) {
        const rmt_surface *f = &surfaces[k];
        rmt_surface_value v, up, down;
        f->value(f->data, s, x, ratio, &v);
        f->value(f->data, s + e, x, ratio, &up);
        f->value(f->data, s - e, x, ratio, &down);
        assert_close(cabs((up.F - down.F) / (2 * e) - v.s), 0, 1e-7 * cabs(v.s));
        assert_close(cabs((up.m - down.m) / (2 * e) - v.slope), 0, 1e-7 * cabs(v.slope));
        f->value(f->data, s, x + e, ratio, &up);
        f->value(f->data, s, x - e, ratio, &down);
        assert_close(cabs((up.F - down.F) / (2 * e) - v.x), 0, 1e-7 * cabs(v.x));
        f->value(f->data, s, x, ratio + e, &up);
        f->value(f->data, s, x, ratio - e, &down);
        assert_close(cabs((up.F - down.F) / (2 * e) - v.ratio), 0, 1e-7 * cabs(v.ratio));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_evolution), cmocka_unit_test(test_higher_order),
                                       cmocka_unit_test(test_atoms_of_fraction), cmocka_unit_test(test_curve_evolution),
                                       cmocka_unit_test(test_derivatives)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
