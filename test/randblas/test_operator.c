/* Illegal distributions, and what making an operator promises. */
#include "testing.h"

#include "randblas.h"

#include <math.h>
#include <string.h>

static const double flat[] = {1, 1, 1, 1, 1, 1, 1, 1};

static void expect_illegal(randblas_dist dist)
{
    const randblas_state state = randblas_seed(1);
    randblas_state next = randblas_seed(99);
    randblas_sketch *S = (randblas_sketch *)&next;
    assert_int_equal(randblas_sketch_create(&dist, &state, &S, &next), -1);
    assert_null(S);
    const randblas_state untouched = randblas_seed(99);
    assert_memory_equal(&next, &untouched, sizeof next);
}

static void illegal_sizes(void **state)
{
    (void)state;
    for (int family = RANDBLAS_GAUSSIAN; family <= RANDBLAS_ROW_SAMPLE; family++) {
        randblas_dist dist = randblas_gaussian(4, 8);
        dist.family = (randblas_family)family;
        if (family == RANDBLAS_LESS) dist.weights = flat;
        randblas_dist wrong = dist;
        wrong.rows = -1;
        expect_illegal(wrong);
        wrong = dist;
        wrong.cols = -1;
        expect_illegal(wrong);
        wrong = dist;
        wrong.cols = INT64_MAX;
        expect_illegal(wrong);
        wrong = dist;
        wrong.nnz = -1;
        expect_illegal(wrong);
        wrong = dist;
        wrong.size = 8;
        expect_illegal(wrong);
    }
}

static void illegal_families(void **state)
{
    (void)state;
    randblas_dist dist = randblas_gaussian(4, 8);
    dist.family = (randblas_family)0;
    expect_illegal(dist);
    dist.family = (randblas_family)99;
    expect_illegal(dist);
}

static void more_nonzeros_than_fit(void **state)
{
    (void)state;
    expect_illegal(randblas_sparse_sign(4, 8, 5));
    expect_illegal(randblas_sparse_stack(4, 8, 5));
    expect_illegal(randblas_less_uniform(4, 8, 9));
    expect_illegal(randblas_srht(9, 8));
    expect_illegal(randblas_srft(9, 8));
    expect_illegal(randblas_row_sample(9, 8, 0));
    expect_illegal(randblas_row_sample(1, 0, 1));
}

/* Operators without rows or columns can be made; applied to nothing they scale B. */
static void empty_operators_are_legal(void **state)
{
    (void)state;
    const randblas_state start = randblas_seed(1);
    const randblas_dist empty[] = {
        randblas_gaussian(0, 8),
        randblas_gaussian(4, 0),
        randblas_count_sketch(0, 8),
        randblas_sparse_sign(0, 8, 3),
        randblas_sparse_sign(4, 0, 3),
        randblas_sparse_stack(0, 8, 2),
        randblas_less_uniform(4, 0, 5),
        randblas_less_uniform(0, 8, 5),
        randblas_less(4, 0, 2, NULL),
        randblas_less(0, 8, 2, flat),
        randblas_srht(0, 8),
        randblas_srht(0, 0),
        randblas_srft(0, 8),
        randblas_srft(0, 0),
        randblas_row_sample(0, 8, 0),
        randblas_row_sample(0, 0, 1),
    };
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
        randblas_sketch *S = NULL;
        assert_int_equal(randblas_sketch_create(&empty[i], &start, &S, NULL), 0);
        const int64_t d = randblas_sketch_rows(S), m = randblas_sketch_cols(S);
        double A[8], B[8], nothing;
        for (int j = 0; j < 8; j++) A[j] = B[j] = 1;
        assert_int_equal(randblas_dfill(RANDBLAS_COL_MAJOR, d, m, S, 0, 0, &nothing, d > 0 ? d : 1), 0);
        assert_int_equal(randblas_dskve(RANDBLAS_NO_TRANS, d, m, 1.0, S, 0, 0, A, 1, 3.0, B, 1), 0);
        for (int j = 0; j < d; j++) assert_true(B[j] == 3.0);
        for (int j = 0; j < 8; j++) B[j] = 1;
        assert_int_equal(randblas_dskve(RANDBLAS_TRANS, m, d, 1.0, S, 0, 0, A, 1, 3.0, B, 1), 0);
        for (int j = 0; j < m; j++) assert_true(B[j] == 3.0);
        randblas_sketch_destroy(S);
    }
}

static void illegal_weights(void **state)
{
    (void)state;
    static const double bad[][4] = {
        {1, -1, 1, 1},
        {1, NAN, 1, 1},
        {1, INFINITY, 1, 1},
        {0, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        expect_illegal(randblas_less(2, 4, 2, bad[i]));
        expect_illegal(randblas_row_sample_weighted(2, 4, bad[i], 0));
        expect_illegal(randblas_row_sample_weighted(2, 4, bad[i], 1));
    }
    expect_illegal(randblas_less(2, 4, 2, NULL));
    static const double few[] = {0, 1, 0, 1};
    expect_illegal(randblas_row_sample_weighted(3, 4, few, 0));
}

static void illegal_factors(void **state)
{
    (void)state;
    const randblas_state start = randblas_seed(1);
    const randblas_dist a = randblas_gaussian(4, 8), b = randblas_gaussian(3, 5);
    randblas_sketch *A, *B;
    assert_int_equal(randblas_sketch_create(&a, &start, &A, NULL), 0);
    assert_int_equal(randblas_sketch_create(&b, &start, &B, NULL), 0);
    const randblas_sketch *pair[] = {A, B}, *hole[] = {A, NULL};
    expect_illegal(randblas_khatri_rao(2, pair)); /* row counts differ */
    expect_illegal(randblas_compose(2, pair));    /* 4 x 8 times 3 x 5 */
    expect_illegal(randblas_kronecker(2, hole));
    expect_illegal(randblas_kronecker(0, pair));
    expect_illegal(randblas_kronecker(-1, pair));
    expect_illegal(randblas_kronecker(1, NULL));
    randblas_sketch_destroy(A);
    randblas_sketch_destroy(B);
}

static void missing_arguments(void **state)
{
    (void)state;
    const randblas_dist dist = randblas_gaussian(4, 8);
    const randblas_state start = randblas_seed(1);
    randblas_state next;
    randblas_sketch *S;
    assert_int_equal(randblas_sketch_create(NULL, &start, &S, NULL), -1);
    assert_null(S);
    assert_int_equal(randblas_sketch_create(&dist, NULL, &S, NULL), -2);
    assert_null(S);
    assert_int_equal(randblas_sketch_create(&dist, &start, NULL, NULL), -3);
    assert_int_equal(randblas_state_next(NULL, &start, &next), -1);
    assert_int_equal(randblas_state_next(&dist, NULL, &next), -2);
    assert_int_equal(randblas_state_next(&dist, &start, NULL), -3);
    randblas_sketch_destroy(NULL);
    assert_int_equal(randblas_sketch_rows(NULL), 0);
    assert_int_equal(randblas_sketch_cols(NULL), 0);
    assert_int_equal(randblas_sketch_family(NULL), 0);
}

static void next_state_may_replace_the_first(void **state)
{
    (void)state;
    const randblas_dist dist = randblas_gaussian(33, 8);
    randblas_state s = randblas_seed(5), expected;
    const randblas_state start = s;
    randblas_sketch *S;
    assert_int_equal(randblas_state_next(&dist, &start, &expected), 0);
    assert_int_equal(randblas_sketch_create(&dist, &s, &S, &s), 0);
    assert_memory_equal(&s, &expected, sizeof s);
    assert_memory_not_equal(&s, &start, sizeof s);
    assert_int_equal(randblas_sketch_rows(S), 33);
    assert_int_equal(randblas_sketch_cols(S), 8);
    assert_int_equal(randblas_sketch_family(S), RANDBLAS_GAUSSIAN);
    randblas_sketch_destroy(S);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(illegal_sizes),
        cmocka_unit_test(illegal_families),
        cmocka_unit_test(illegal_weights),
        cmocka_unit_test(more_nonzeros_than_fit),
        cmocka_unit_test(empty_operators_are_legal),
        cmocka_unit_test(illegal_factors),
        cmocka_unit_test(missing_arguments),
        cmocka_unit_test(next_state_may_replace_the_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
