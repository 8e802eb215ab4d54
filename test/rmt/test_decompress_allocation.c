/* Every allocation of decompression failing in turn: the memory code, nothing leaked. */
#include "failing_malloc.h"

#include "rmt.h"

static int everything(void *context)
{
    rmt_law *block = NULL, *whole = NULL;
    rmt_decompress_report report;
    double error[3], distance, p[3] = {0.1, 0.5, 0.9};
    int info = rmt_decompress_fit(16, context, NULL, &block, &report);
    if (!info) info = rmt_decompress(block, 1.5, &whole);
    if (!info) info = rmt_decompress_error(&report, 1.5, &distance);
    if (!info) info = rmt_decompress_quantile_error(&report, 1.5, 3, p, error);
    rmt_law_destroy(block);
    rmt_law_destroy(whole);
    return info;
}

static int smoothed(void *context)
{
    rmt_law *law = NULL;
    double alpha[2], beta[2];
    const rmt_decompress_smooth_options options = {.nodes = 10, .moments = 6};
    int info = rmt_decompress_smooth(16, context, 1.5, &options, &law, NULL);
    if (!info) info = rmt_law_jacobi(law, 2, alpha, beta);
    rmt_law_destroy(law);
    return info;
}

static int continued(void *context)
{
    rmt_law *law = NULL;
    const rmt_continuation_options glue = {.method = RMT_CONTINUE_GLUE, .order = 1, .moments = 8};
    const rmt_continuation_options curve = {.method = RMT_CONTINUE_CURVE, .order = 2, .moments = 8};
    int info = rmt_decompress_continue(16, context, 1.5, &glue, &law, NULL);
    rmt_law_destroy(law);
    if (!info) {
        info = rmt_decompress_continue(16, context, 1.5, &curve, &law, NULL);
        rmt_law_destroy(law);
    }
    return info;
}

static int checked(void *context)
{
    const randblas_state state = randblas_seed(1);
    int64_t index[2];
    rmt_decompress_check_report report;
    const int info = rmt_decompress_choose(4, 2, &state, index, NULL);
    return info ? info : rmt_decompress_check(4, context, 4, 2, index, &report);
}

static int blocked(void *context)
{
    const randblas_state state = randblas_seed(1);
    const randblas_dlinop A = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, 4, 4, context, 4);
    double values[3];
    const int info = rmt_decompress_block(&A, 3, 0, &state, NULL, values, NULL);
    return info ? info : rmt_decompress_block(&A, 3, 1, &state, NULL, values, NULL);
}

static int kernels(void *context)
{
    double A[64 * 64] = {0};
    const double *x = context;
    rmt_law *law = NULL;
    const rmt_decompress_kernel_options options = {.splits = 1};
    for (int i = 0; i < 64; i++) A[65 * i] = 3 + x[i % 16] / (i + 1);
    const int info = rmt_decompress_kernel(64, A, 64, 2, &options, NULL, NULL, &law, NULL);
    rmt_law_destroy(law);
    return info;
}

static void test_allocations(void **state)
{
    (void)state;
    rmt_law *law = NULL;
    double x[16];
    for (int i = 0; i < 16; i++) x[i] = (i + 0.5) / 16;
    assert_int_equal(rmt_law_semicircle(2, &law), 0);
    assert_int_equal(rmt_law_quantile(law, 16, x, x), 0);
    rmt_law_destroy(law);
    assert_true(fail_each_allocation(everything, x, RANDBLAS_OUT_OF_MEMORY) > 12);
    assert_true(fail_each_allocation(blocked, x, RANDBLAS_OUT_OF_MEMORY) > 12);
    assert_int_equal(fail_each_allocation(checked, x, RANDBLAS_OUT_OF_MEMORY), 3);
    assert_true(fail_each_allocation(continued, x, RANDBLAS_OUT_OF_MEMORY) > 15);
    assert_true(fail_each_allocation(smoothed, x, RANDBLAS_OUT_OF_MEMORY) > 12);
    assert_true(fail_each_allocation(kernels, x, RANDBLAS_OUT_OF_MEMORY) > 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_allocations)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
