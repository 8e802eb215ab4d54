/* Exact sums: any order of terms and any grouping gives the same bits, and they are the right ones. */
#include "testing.h"

#include "groups.h"

#include "exact_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TERMS 5000

static uint64_t next(uint64_t *s)
{
    uint64_t z = (*s += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* Of either sign, magnitudes from 2^(top - spread) to 2^top. */
static double term(uint64_t *s, int top, int spread)
{
    const double x = 0.5 + 0.5 * (double)(next(s) >> 12) / 4503599627370496.0;
    return ldexp(next(s) & 1 ? x : -x, top - (int)(next(s) % (uint64_t)(spread + 1)));
}

/* Terms first .. end, in this order, as one of several sums that are added as integers. */
static void sum_part(randlapack_mpi_exact *e, int64_t first, int64_t end, const double *x)
{
    randlapack_mpi_exact_reserve(e, end - first);
    for (int64_t i = first; i < end; i++) randlapack_mpi_exact_add_one(e, 0, 0, x[i]);
}

static double sum_of(randlapack_mpi *group, int parts, const double *x, int top)
{
    randblas_arena arena = randblas_arena_open(NULL);
    randlapack_mpi_exact total, part;
    assert_int_equal(randlapack_mpi_exact_open(&arena, 1, 1, &total), 0);
    assert_int_equal(randlapack_mpi_exact_open(&arena, 1, 1, &part), 0);
    total.exponents[0] = part.exponents[0] = top;
    randlapack_mpi_exact_start(&total);
    for (int k = 0; k < parts; k++) {
        randlapack_mpi_exact_start(&part);
        sum_part(&part, (int64_t)TERMS * k / parts, (int64_t)TERMS * (k + 1) / parts, x);
        assert_int_equal(randlapack_mpi_exact_collect(group, &part, false), 0);
        for (int f = 0; f < RANDLAPACK_MPI_FOLDS; f++) total.totals[f] += part.totals[f];
    }
    const double value = randlapack_mpi_exact_value(&total, 0, 0);
    randblas_arena_close(&arena);
    return value;
}

/* The sum by two-fold compensated addition, with an error of about 2^-106 of sum |x|. */
static double reference(const double *x, double *absolute)
{
    double high = 0, low = 0;
    *absolute = 0;
    for (int64_t i = 0; i < TERMS; i++) {
        const double t = high + x[i], b = t - high;
        low += (high - (t - b)) + (x[i] - b);
        high = t;
        *absolute += fabs(x[i]);
    }
    return high + low;
}

static void shuffle(double *x, uint64_t *seed)
{
    for (int64_t i = TERMS - 1; i > 0; i--) {
        const int64_t j = (int64_t)(next(seed) % (uint64_t)(i + 1));
        const double keep = x[i];
        x[i] = x[j];
        x[j] = keep;
    }
}

static void order_and_grouping_do_not_matter(void **state)
{
    (void)state;
    static const int tops[] = {0, 900, -850, 17};
    randlapack_mpi *group = make_group(7, false, 0);
    uint64_t seed = 1;
    double *x = malloc(TERMS * sizeof *x);
    for (int k = 0; k < 4; k++) {
        for (int64_t i = 0; i < TERMS; i++) x[i] = term(&seed, tops[k], k == 3 ? 300 : 40);
        const double first = sum_of(group, 1, x, tops[k]);
        double absolute;
        /* All processes have the same terms: the sum is seven times theirs. */
        const double expected = 7 * reference(x, &absolute);
        assert_true(fabs(first - expected) <=
                    ldexp(1, -52) * fabs(expected) + 7 * TERMS * ldexp(1, tops[k] - 80) + ldexp(absolute, -90));
        for (int parts = 2; parts < 9; parts += 3) {
            shuffle(x, &seed);
            const double again = sum_of(group, parts, x, tops[k]);
            assert_memory_equal(&again, &first, sizeof first);
        }
    }
    free(x);
    randlapack_mpi_destroy(group);
}

/* Terms that cancel to the last bit. */
static void cancellation_is_exact(void **state)
{
    (void)state;
    randlapack_mpi *group = make_group(7, false, 0);
    uint64_t seed = 2;
    double *x = malloc(TERMS * sizeof *x);
    for (int64_t i = 0; i < TERMS; i += 2) {
        x[i] = term(&seed, 10, 20);
        x[i + 1] = -x[i];
    }
    x[77] += ldexp(1, -35);
    const double left = x[76] + x[77];
    shuffle(x, &seed);
    assert_true(sum_of(group, 3, x, 11) == 7 * left);
    free(x);
    randlapack_mpi_destroy(group);
}

/* More terms than a double can count units for: sums are carried to the integers on the way. */
static void many_terms_are_carried(void **state)
{
    (void)state;
    randblas_arena arena = randblas_arena_open(NULL);
    randlapack_mpi_exact e;
    const double x[] = {1, 0.3};
    const int64_t block = (int64_t)1 << 25;
    randlapack_mpi *group = make_group(7, false, 0);
    assert_int_equal(randlapack_mpi_exact_open(&arena, 2, 1, &e), 0);
    e.exponents[0] = e.exponents[1] = 0;
    randlapack_mpi_exact_start(&e);
    for (int k = 0; k < 40; k++) { /* each addition stands for a block of them: as many as are announced */
        randlapack_mpi_exact_reserve(&e, block);
        randlapack_mpi_exact_add(&e, 0, 0, 2, 1, x);
        assert_true(e.pending <= (int64_t)1 << 26);
    }
    assert_true(e.totals[0] > 0);
    assert_int_equal(randlapack_mpi_exact_collect(group, &e, false), 0);
    assert_true(randlapack_mpi_exact_value(&e, 0, 0) == 280);
    assert_true(fabs(randlapack_mpi_exact_value(&e, 0, 1) / (280 * 0.3) - 1) <= ldexp(1, -52));
    randblas_arena_close(&arena);
    randlapack_mpi_destroy(group);
}

static void squares(void **state)
{
    (void)state;
    randblas_arena arena = randblas_arena_open(NULL);
    randlapack_mpi_exact e;
    double x[203], expected = 0;
    uint64_t seed = 3;
    randlapack_mpi *group = make_group(7, false, 0);
    for (int i = 0; i < 203; i++) {
        x[i] = (double)(next(&seed) % 1000);
        expected += 7 * x[i] * x[i]; /* integers */
    }
    assert_int_equal(randlapack_mpi_exact_open(&arena, 1, 1, &e), 0);
    e.exponents[0] = 20;
    randlapack_mpi_exact_start(&e);
    randlapack_mpi_exact_reserve(&e, 203);
    randlapack_mpi_exact_add_squares(&e, 0, 0, 203, x);
    assert_int_equal(randlapack_mpi_exact_collect(group, &e, false), 0);
    assert_true(randlapack_mpi_exact_value(&e, 0, 0) == expected);
    randblas_arena_close(&arena);
    randlapack_mpi_destroy(group);
}

static void bounds(void **state)
{
    (void)state;
    assert_int_equal(randlapack_mpi_exponent(1), 1);
    assert_int_equal(randlapack_mpi_exponent(0.99), 0);
    assert_int_equal(randlapack_mpi_exact_bound(randlapack_mpi_exponent(0), 3), -900);
    assert_int_equal(randlapack_mpi_exact_bound(randlapack_mpi_exponent((double)INFINITY), -900),
                     RANDLAPACK_MPI_UNBOUNDED);
    assert_int_equal(randlapack_mpi_exact_bound(500, 500), RANDLAPACK_MPI_UNBOUNDED);
    assert_int_equal(randlapack_mpi_exact_bound(500, -20), 480);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(order_and_grouping_do_not_matter),
    cmocka_unit_test(cancellation_is_exact),
    cmocka_unit_test(many_terms_are_carried),
    cmocka_unit_test(squares),
    cmocka_unit_test(bounds),
};

RUN_UNDER_MPI(tests)
