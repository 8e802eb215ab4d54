/* Every allocation of the laws failing in turn: the memory code, nothing leaked. */
#include "failing_malloc.h"

#include "rmt.h"

static int make(void *context)
{
    rmt_law *law = NULL;
    (void)context;
    const int info = rmt_law_wachter(2, 3, &law);
    rmt_law_destroy(law);
    return info;
}

static int make_htmp(void *context)
{
    rmt_law *law = NULL;
    const int info = context ? rmt_law_htmp_inverse(0.5, 2, &law) : rmt_law_htmp(0.5, 2, &law);
    rmt_law_destroy(law);
    return info;
}

static int make_empirical(void *context)
{
    rmt_law *law = NULL;
    double alpha[3], beta[3];
    int info = rmt_law_empirical(6, context, 0, &law);
    if (!info) info = rmt_law_jacobi(law, 3, alpha, beta);
    rmt_law_destroy(law);
    return info;
}

static int make_tracy_widom(void *context)
{
    rmt_law *law = NULL;
    double alpha[3], beta[3];
    (void)context;
    int info = rmt_law_tracy_widom(2, &law);
    if (!info) info = rmt_law_jacobi(law, 3, alpha, beta);
    if (!info) info = rmt_law_cumulants(law, 3, alpha);
    rmt_law_destroy(law);
    return info;
}

enum { N = 12 };

static int everything(void *context)
{
    const rmt_law *law = context;
    const randblas_state seed = randblas_seed(1);
    double x[N], A[N * N], distance;
    int info = rmt_law_moments(law, N, x);
    if (!info) info = rmt_law_sample(law, N, &seed, x, NULL);
    if (!info) info = rmt_law_ks(law, N, x, &distance);
    if (!info) info = rmt_law_eigenvalues(law, N, &seed, x, NULL);
    if (!info) info = rmt_law_matrix(law, N, &seed, A, N, NULL);
    return info;
}

static int fit(void *context)
{
    const double *x = context;
    rmt_law *law = NULL;
    rmt_law_fit_report report;
    const int info = rmt_law_fit(RMT_SEMICIRCLE, N, x, &law, &report);
    rmt_law_destroy(law);
    return info;
}

static void test_allocations(void **state)
{
    (void)state;
    rmt_law *law[3] = {0};
    const randblas_state seed = randblas_seed(1);
    double x[N];
    assert_int_equal(fail_each_allocation(make, NULL, RANDBLAS_OUT_OF_MEMORY), 2);
    assert_true(fail_each_allocation(make_htmp, NULL, RANDBLAS_OUT_OF_MEMORY) > 6);
    assert_true(fail_each_allocation(make_htmp, x, RANDBLAS_OUT_OF_MEMORY) > 6);
    double values[] = {3, 1, 2, 2, 5, 1};
    assert_true(fail_each_allocation(make_empirical, values, RANDBLAS_OUT_OF_MEMORY) > 5);
    assert_true(fail_each_allocation(make_tracy_widom, NULL, RANDBLAS_OUT_OF_MEMORY) > 4);
    assert_int_equal(rmt_law_wachter(2, 3, &law[0]), 0);
    assert_int_equal(rmt_law_kesten_mckay(4, &law[1]), 0);
    assert_int_equal(rmt_law_semicircle(1, &law[2]), 0);
    for (int k = 0; k < 3; k++) assert_true(fail_each_allocation(everything, law[k], RANDBLAS_OUT_OF_MEMORY) > 5);
    assert_int_equal(rmt_law_sample(law[2], N, &seed, x, NULL), 0);
    assert_true(fail_each_allocation(fit, x, RANDBLAS_OUT_OF_MEMORY) > 20);
    for (int k = 0; k < 3; k++) rmt_law_destroy(law[k]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_allocations)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
