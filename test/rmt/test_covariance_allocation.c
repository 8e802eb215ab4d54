/* Every allocation of covariance/ failing in turn: the memory code, nothing leaked. */
#include "failing_malloc.h"

#include "rmt.h"

static const double values[] = {1, 2, 3, 5, 7, 7, 8, 9, 11, 12, 14, 15},
                    weights[] = {1, 2, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1};

static int make(void *context)
{
    rmt_law *law = NULL;
    double moments[4], alpha[3], beta[3];
    (void)context;
    int info = rmt_law_sample_covariance(12, values, weights, 0.5, &law);
    if (!info) info = rmt_law_moments(law, 4, moments);
    if (!info) info = rmt_law_jacobi(law, 3, alpha, beta);
    rmt_law_destroy(law);
    return info;
}

static int shrink(void *context)
{
    double shrunk[12];
    (void)context;
    int info = rmt_covariance_shrink_analytical(12, 20, values, shrunk);
    if (!info) info = rmt_shrink_singular(RMT_SHRINK_FROBENIUS, 12, 20, 12, values, 0, shrunk, NULL);
    return info;
}

static int estimate(void *context)
{
    double atoms[20], masses[20];
    int64_t count;
    (void)context;
    return rmt_covariance_population(12, 20, values, 20, atoms, masses, &count);
}

static void test_allocations(void **state)
{
    (void)state;
    assert_true(fail_each_allocation(make, NULL, RANDBLAS_OUT_OF_MEMORY) >= 9);
    assert_true(fail_each_allocation(shrink, NULL, RANDBLAS_OUT_OF_MEMORY) >= 3);
    assert_true(fail_each_allocation(estimate, NULL, RANDBLAS_OUT_OF_MEMORY) >= 11);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_allocations)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
