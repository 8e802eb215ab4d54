/* Making structured operators: sizes, overflow, ownership of the factors, scale, the state that follows. */
#include "structured_cases.h"

#include <string.h>

static int create(randblas_family family, int64_t n, const randblas_sketch *const *f, randblas_sketch **S)
{
    const randblas_state state = randblas_seed(1);
    randblas_dist dist = randblas_kronecker(n, f);
    dist.family = family;
    return randblas_sketch_create(&dist, &state, S, NULL);
}

static void factors_must_fit(void **state)
{
    (void)state;
    randblas_sketch *a = make_factor(RANDBLAS_GAUSSIAN, 3, 4, 1), *b = make_factor(RANDBLAS_GAUSSIAN, 5, 6, 2), *S = a;
    const randblas_sketch *pair[] = {a, b}, *hole[] = {a, NULL};
    assert_int_equal(create(RANDBLAS_KHATRI_RAO, 2, pair, &S), -1); /* 3 and 5 rows */
    assert_null(S);
    assert_int_equal(create(RANDBLAS_COMPOSITION, 2, pair, &S), -1); /* 4 columns before 5 rows */
    assert_int_equal(create(RANDBLAS_KRONECKER, 2, hole, &S), -1);
    assert_int_equal(create(RANDBLAS_KRONECKER, 0, pair, &S), -1);
    assert_int_equal(create(RANDBLAS_KRONECKER, -1, pair, &S), -1);
    assert_int_equal(create(RANDBLAS_KRONECKER, 2, NULL, &S), -1);
    assert_int_equal(create(RANDBLAS_KRONECKER, 2, pair, &S), 0);
    assert_int_equal(randblas_sketch_rows(S), 15);
    assert_int_equal(randblas_sketch_cols(S), 24);
    assert_int_equal(randblas_sketch_family(S), RANDBLAS_KRONECKER);
    randblas_sketch_destroy(S), randblas_sketch_destroy(a), randblas_sketch_destroy(b);
}

static void sizes_must_not_overflow(void **state)
{
    (void)state;
    randblas_sketch *big = make_factor(RANDBLAS_GAUSSIAN, 1, (int64_t)1 << 31, 1), *S;
    randblas_sketch *tall = make_factor(RANDBLAS_GAUSSIAN, (int64_t)1 << 40, 1, 1);
    randblas_sketch *none = make_factor(RANDBLAS_GAUSSIAN, 1, 0, 1);
    const randblas_sketch *wide[] = {big, big}, *high[] = {tall, tall}, *empty[] = {big, big, big, none};
    assert_int_equal(create(RANDBLAS_KHATRI_RAO, 2, wide, &S), RANDBLAS_TOO_LARGE);
    assert_int_equal(create(RANDBLAS_KRONECKER, 2, wide, &S), RANDBLAS_TOO_LARGE);
    assert_int_equal(create(RANDBLAS_KRONECKER, 2, high, &S), RANDBLAS_TOO_LARGE);
    assert_null(S);
    assert_int_equal(create(RANDBLAS_KRONECKER, 4, empty, &S), 0); /* 2^93 times 0 columns */
    assert_int_equal(randblas_sketch_cols(S), 0);
    randblas_sketch_destroy(S), randblas_sketch_destroy(big), randblas_sketch_destroy(tall);
    randblas_sketch_destroy(none);
}

static void an_empty_inner_dimension_gives_zero(void **state)
{
    (void)state;
    randblas_sketch *f[2] = {make_factor(RANDBLAS_GAUSSIAN, 3, 0, 1), make_factor(RANDBLAS_GAUSSIAN, 0, 4, 2)};
    randblas_sketch *S = make_structured(RANDBLAS_COMPOSITION, 2, f);
    double D[12], x[4] = {1, 2, 3, 4}, y[3] = {1, 2, 3};
    for (int i = 0; i < 12; i++) D[i] = NAN;
    assert_int_equal(randblas_dfill(RANDBLAS_COL_MAJOR, 3, 4, S, 0, 0, D, 3), 0);
    for (int i = 0; i < 12; i++) assert_true(D[i] == 0);
    assert_int_equal(randblas_dskve(RANDBLAS_NO_TRANS, 3, 4, 1.0, S, 0, 0, x, 1, 2.0, y, 1), 0);
    for (int i = 0; i < 3; i++) assert_true(y[i] == 2 * (i + 1));
    randblas_sketch_destroy(S);
}

/* Khatri-Rao of t factors whose entries are all +-1/sqrt(d): entries +-d^((t-1)/2) d^(-t/2) = +-1/sqrt(d). */
static void khatri_rao_scale(void **state)
{
    (void)state;
    for (int t = 1; t <= 4; t++)
        for (int unscaled = 0; unscaled < 2; unscaled++) {
            const randblas_sketch *f[4];
            const randblas_state start = randblas_seed(1);
            randblas_sketch *S;
            double D[9 * 16];
            for (int i = 0; i < 4; i++) f[i] = make_factor(RANDBLAS_RADEMACHER, 9, 2, (uint64_t)i);
            randblas_dist dist = randblas_khatri_rao(t, f);
            dist.unscaled = unscaled;
            assert_int_equal(randblas_sketch_create(&dist, &start, &S, NULL), 0);
            const int64_t m = randblas_sketch_cols(S);
            assert_int_equal(randblas_dfill(RANDBLAS_COL_MAJOR, 9, m, S, 0, 0, D, 9), 0);
            for (int64_t i = 0; i < 9 * m; i++) /* 2t roundings */
                assert_true(fabs(fabs(D[i]) * (unscaled ? pow(3, t - 1) : 1) * 3 - 1) <= 16 * 2.3e-16);
            randblas_sketch_destroy(S);
            for (int i = 0; i < 4; i++) randblas_sketch_destroy((randblas_sketch *)(uintptr_t)f[i]);
        }
}

static void no_random_numbers_are_drawn(void **state)
{
    (void)state;
    randblas_sketch *a = make_factor(RANDBLAS_GAUSSIAN, 3, 4, 1);
    const randblas_sketch *f[] = {a, a};
    const randblas_dist dist = randblas_kronecker(2, f), wrong = randblas_compose(2, f);
    randblas_state start = randblas_seed(1), next;
    memset(&next, 0xff, sizeof next);
    assert_int_equal(randblas_state_next(&dist, &start, &next), 0);
    assert_memory_equal(&start, &next, sizeof next);
    assert_int_equal(randblas_state_next(&wrong, &start, &next), -1);
    randblas_sketch_destroy(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(factors_must_fit),
        cmocka_unit_test(sizes_must_not_overflow),
        cmocka_unit_test(an_empty_inner_dimension_gives_zero),
        cmocka_unit_test(khatri_rao_scale),
        cmocka_unit_test(no_random_numbers_are_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
