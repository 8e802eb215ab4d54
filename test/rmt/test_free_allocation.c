/* Every allocation of free convolutions failing in turn: the memory code, nothing leaked. */
#include "failing_malloc.h"

#include "rmt.h"

static int add(void *context)
{
    rmt_law *law = NULL;
    double moments[3];
    int info = rmt_free_add(context, context, &law);
    if (!info) info = rmt_law_moments(law, 3, moments);
    rmt_law_destroy(law);
    return info;
}

static int multiply(void *context)
{
    rmt_law *law = NULL;
    const int info = rmt_free_multiply(context, context, &law);
    rmt_law_destroy(law);
    return info;
}

static int compress(void *context)
{
    rmt_law *law = NULL;
    const int info = rmt_free_compress(context, 0.5, &law);
    rmt_law_destroy(law);
    return info;
}

static void test_allocations(void **state)
{
    (void)state;
    const double values[] = {1, 2, 2, 4};
    rmt_law *law[2] = {0};
    assert_int_equal(rmt_law_empirical(4, values, 0, &law[0]), 0);
    assert_int_equal(rmt_law_marchenko_pastur(0.5, 1, &law[1]), 0);
    for (int k = 0; k < 2; k++) {
        assert_true(fail_each_allocation(add, law[k], RANDBLAS_OUT_OF_MEMORY) > 5);
        assert_true(fail_each_allocation(multiply, law[k], RANDBLAS_OUT_OF_MEMORY) > 5);
        assert_true(fail_each_allocation(compress, law[k], RANDBLAS_OUT_OF_MEMORY) > 4);
        rmt_law_destroy(law[k]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_allocations)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
