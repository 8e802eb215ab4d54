/* Every allocation of weights/ failing in turn: the memory code, nothing leaked, nothing changed. */
#include "failing_malloc.h"
#include "xsupport.h"

#include "rmt.h"
#include "rmt_names_impl.h"

enum { M = 40, N = 20 };

typedef struct problem {
    randblas_xview W, kept;
    double values[N];
} problem;

static int all(void *context)
{
    problem *p = context;
    const rmt_weights_options o = {.method = RMT_ESD_AUTO, .replicates = 3};
    rmt_weights_report r;
    return rmt_xweights_layer(RANDBLAS_COL_MAJOR, M, N, p->W.p, p->W.ld, NULL, &o, &r);
}

static int largest(void *context)
{
    problem *p = context;
    rmt_weights_spectrum_report r;
    const int info = rmt_xweights_largest(RANDBLAS_COL_MAJOR, M, N, p->W.p, p->W.ld, 3, p->values, NULL, NULL, &r);
    return info;
}

/* So large that block Krylov is run, and quadrature. */
static int tail_only(void *context)
{
    enum { SIZE = 200 };
    const rmt_weights_options o = {.method = RMT_ESD_KRYLOV};
    rmt_weights_report r;
    return rmt_xweights_layer(RANDBLAS_COL_MAJOR, SIZE, SIZE, context, SIZE, NULL, &o, &r);
}

static int spectrum(void *context)
{
    problem *p = context;
    const rmt_weights_spectrum_options o = {.method = RMT_ESD_SVD};
    return rmt_xweights_spectrum(RANDBLAS_COL_MAJOR, M, N, p->W.p, p->W.ld, p->values, &o, NULL);
}

static int values(void *context)
{
    problem *p = context;
    rmt_weights_report r;
    return rmt_weights_values(M, N, N, p->values, NULL, &r);
}

static int compare(void *context)
{
    problem *p = context;
    rmt_weights_comparison c;
    return rmt_xweights_compare(RANDBLAS_COL_MAJOR, M, N, p->W.p, p->W.ld, p->kept.p, p->kept.ld, NULL, &c);
}

static int smooth(void *context)
{
    problem *p = context;
    assert_true(max_difference(M, N, p->W, p->kept) == 0);
    return rmt_xweights_smooth(RANDBLAS_COL_MAJOR, M, N, p->W.p, p->W.ld, 5, NULL);
}

static int sharpen(void *context)
{
    problem *p = context;
    const randblas_state s = randblas_seed(1);
    int64_t removed = 0;
    assert_true(max_difference(M, N, p->W, p->kept) == 0);
    const int info = rmt_xweights_sharpen(RANDBLAS_COL_MAJOR, M, N, p->W.p, p->W.ld, 0, &s, NULL, &removed);
    assert_int_equal(removed, info ? 0 : 1);
    return info;
}

static void test_allocations(void **state)
{
    (void)state;
    uint64_t seed = 3;
    problem p = {.W = random_view(M, N, RANDBLAS_COL_MAJOR, 1, &seed)};
    *view_at(p.W, 3, 4) = 30;
    p.kept = copy_view(p.W, M, N);
    assert_true(fail_each_allocation(all, &p, RANDBLAS_OUT_OF_MEMORY) >= 15);
    assert_true(fail_each_allocation(spectrum, &p, RANDBLAS_OUT_OF_MEMORY) >= 5);
    assert_true(fail_each_allocation(values, &p, RANDBLAS_OUT_OF_MEMORY) >= 8);
    assert_true(fail_each_allocation(compare, &p, RANDBLAS_OUT_OF_MEMORY) >= 10);
    assert_true(fail_each_allocation(sharpen, &p, RANDBLAS_OUT_OF_MEMORY) >= 15);
    randblas_xcopy_view(M, N, p.kept, p.W);
    assert_true(fail_each_allocation(smooth, &p, RANDBLAS_OUT_OF_MEMORY) >= 10);
    assert_true(fail_each_allocation(largest, &p, RANDBLAS_OUT_OF_MEMORY) >= 8);
    const randblas_xview large = random_view(200, 200, RANDBLAS_COL_MAJOR, 0, &seed);
    assert_true(fail_each_allocation(tail_only, large.p, RANDBLAS_OUT_OF_MEMORY) >= 20);
    free(p.W.p), free(p.kept.p), free(large.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_allocations)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
