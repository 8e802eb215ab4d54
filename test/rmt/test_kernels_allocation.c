/* Equivalents of kernels and resolvents with every allocation failing in turn. */
#include "failing_malloc.h"
#include "laws.h"

#include "rmt.h"

typedef struct data {
    rmt_law *law;
    rmt_activation *relu, *tanh;
} data;

static int resolvent(void *context)
{
    const data *t = context;
    const double tau[] = {1, 2};
    const double z[] = {-1, 0, 1, 1};
    double Q[8];
    int info = rmt_linear_resolvent(t->law, 2, z, 2, tau, Q, 2);
    if (!info) info = rmt_linear_form(t->law, 2, z, 2, tau, NULL, Q);
    return info;
}

static int kernels(void *context)
{
    const data *t = context;
    const double X[] = {1, 0, 0.6, 0.8};
    double CK[4], NTK[4];
    rmt_deep_layer layers[3];
    int info = rmt_deep_kernel(t->relu, 3, RANDBLAS_COL_MAJOR, 2, 2, X, 2, CK, 2, NTK, 2, NULL);
    if (!info) info = rmt_deep_kernel(t->tanh, 1, RANDBLAS_COL_MAJOR, 2, 2, X, 2, NULL, 2, NTK, 2, NULL);
    if (!info) info = rmt_deep_layers(t->tanh, 3, layers);
    return info;
}

static void test_allocation(void **state)
{
    (void)state;
    const double tau[] = {1, 2};
    data t = {0};
    assert_int_equal(rmt_law_sample_covariance(2, tau, NULL, 0.5, &t.law), 0);
    assert_int_equal(rmt_activation_create(RMT_PHI_RELU, &t.relu), 0);
    assert_int_equal(rmt_activation_create(RMT_PHI_TANH, &t.tanh), 0);
    assert_true(fail_each_allocation(resolvent, &t, RANDBLAS_OUT_OF_MEMORY) >= 2);
    assert_true(fail_each_allocation(kernels, &t, RANDBLAS_OUT_OF_MEMORY) > 8);
    rmt_law_destroy(t.law);
    rmt_activation_destroy(t.relu);
    rmt_activation_destroy(t.tanh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_allocation)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
