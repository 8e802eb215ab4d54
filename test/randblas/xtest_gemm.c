/*
 * The BLAS wrapper with its limit lowered to 5: sizes and leading dimensions above it are cut, for all layouts.
 * blas.c is compiled into this program under other names.
 */
#define RANDBLAS_BLAS_MAX 5

#include "scalar_impl.h"

#undef randblas_xgemm
#define randblas_xgemm cut_gemm
#include "blas.c"

#include "xsupport.h"

static const int64_t sizes[] = {0, 1, 2, 5, 6, 13};
#define NSIZES (int)(sizeof sizes / sizeof *sizes)

static randblas_layout layout_of(int bit)
{
    return bit ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
}

static void multiply_once(int layouts, int64_t pad, int64_t m, int64_t n, int64_t k)
{
    uint64_t seed = 3;
    randblas_xview A = random_view(m, k, layout_of(layouts & 1), pad, &seed);
    randblas_xview B = random_view(k, n, layout_of(layouts & 2), pad, &seed);
    randblas_xview C = random_view(m, n, layout_of(layouts & 4), pad, &seed), D = copy_view(C, m, n);
    const scalar_t alpha = random_scalar(&seed);
    cut_gemm(m, n, k, alpha, A, B, C);
    reference_gemm(m, n, k, alpha, RANDBLAS_NO_TRANS, A, RANDBLAS_NO_TRANS, B, 1, D);
    /* sums of k + 1 products of numbers at most sqrt 2: gamma_(k+3), 8 for complex arithmetic */
    assert_true(max_difference(m, n, C, D) <= (double)REAL_EPS * 8 * (double)(k + 3) * 3 * (double)(k + 1));
    free(A.p), free(B.p), free(C.p), free(D.p);
}

static void pieces_add_up(void **state)
{
    (void)state;
    for (int layouts = 0; layouts < 8; layouts++)
        for (int64_t pad = 0; pad <= 9; pad += 3) /* leading dimensions on both sides of the limit */
            for (int i = 0; i < NSIZES * NSIZES * NSIZES; i++)
                multiply_once(layouts, pad, sizes[i % NSIZES], sizes[i / NSIZES % NSIZES], sizes[i / NSIZES / NSIZES]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(pieces_add_up)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
