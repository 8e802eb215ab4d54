/* Every allocation of fits, beta-ensembles and views of layers failing in turn: the memory code, nothing leaked. */
#include "failing_malloc.h"

#include "rmt.h"

enum { N = 12 };
static double x[N];

static int fit(void *context)
{
    rmt_htmp_fit_report r;
    return rmt_htmp_fit(N, x, context, &r);
}

static int ensembles(void *context)
{
    double y[N];
    const randblas_state s = randblas_seed(1);
    (void)context;
    int info = rmt_beta_hermite(1, N, &s, y, NULL);
    if (!info) info = rmt_beta_laguerre(1, 2, N, &s, y, NULL);
    if (!info) info = rmt_beta_jacobi(1, 2, 3, N, &s, y, NULL);
    return info;
}

static int eigenvalues(void *context)
{
    double y[N];
    const randblas_state s = randblas_seed(1);
    return rmt_law_eigenvalues(context, N, &s, y, NULL);
}

static int layers(void *context)
{
    rmt_flow_report f;
    rmt_collapse_report c;
    (void)context;
    int info = rmt_correlation_flow(N, NULL, x, &f);
    if (!info) info = rmt_scale_collapse(N, x, NULL, 0, NULL, &c);
    return info;
}

static void test_allocations(void **state)
{
    (void)state;
    rmt_law *law = NULL;
    rmt_htmp_fit_options o = {.size = sizeof o, .sampling = RMT_HTMP_JOINT, .order = 4};
    for (int i = 0; i < N; i++) x[i] = 1 + 0.1 * i * i;
    assert_true(fail_each_allocation(fit, NULL, RANDBLAS_OUT_OF_MEMORY) >= 3);
    assert_true(fail_each_allocation(fit, &o, RANDBLAS_OUT_OF_MEMORY) >= 3);
    assert_true(fail_each_allocation(ensembles, NULL, RANDBLAS_OUT_OF_MEMORY) >= 8);
    assert_true(fail_each_allocation(layers, NULL, RANDBLAS_OUT_OF_MEMORY) >= 5);
    assert_int_equal(rmt_law_htmp(0.5, 2, &law), 0);
    assert_true(fail_each_allocation(eigenvalues, law, RANDBLAS_OUT_OF_MEMORY) >= 3);
    rmt_law_destroy(law);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_allocations)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
