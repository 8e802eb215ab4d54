/* The inner loops of dense times sparse, for every instruction set that this processor runs, by their definition. */
#include "testing.h"

#include "sparse_kernel_impl.h"

#define MAX_R 176 /* a strip of each width for every instruction set */
#define VECTORS 5

static int tables(const randblas_sparse_kernels *found[3])
{
    int n = 0;
    found[n++] = &randblas_sparse_generic;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) found[n++] = &randblas_sparse_avx2;
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) found[n++] = &randblas_sparse_avx512;
#endif
    return n;
}

static const int64_t index_[] = {12, 10, 14, 10, 11}; /* with a repetition, from base 10 on */

/* Small integers: all sums are exact, in any order and with or without fusing. */
#define DEFINE_TESTS(letter, type)                                                                                     \
    static void check_##letter(const randblas_sparse_kernels *k, int64_t r, int64_t count, int64_t stride)             \
    {                                                                                                                  \
        type P[VECTORS * MAX_R], y[MAX_R + 1], Y[VECTORS * MAX_R], values[2 * VECTORS];                                \
        int64_t relative[VECTORS];                                                                                     \
        for (int i = 0; i < VECTORS * MAX_R; i++) P[i] = (type)(i * 7 % 23 - 11), Y[i] = (type)(i % 5);                \
        for (int i = 0; i <= MAX_R; i++) y[i] = (type)(i % 3);                                                         \
        for (int i = 0; i < 2 * VECTORS; i++) values[i] = (type)(i * 3 % 7 - 3);                                       \
        for (int q = 0; q < VECTORS; q++) relative[q] = index_[q] - 10;                                                \
        k->gather_##letter(r, count, index_, 10, values, stride, P, MAX_R, y);                                         \
        k->scatter_##letter(r, count, relative, values, stride, P, Y, MAX_R);                                          \
        for (int64_t i = 0; i <= MAX_R; i++) {                                                                         \
            type sum = (type)(i % 3);                                                                                  \
            for (int64_t q = 0; q < count && i < r; q++) sum += values[q * stride] * P[relative[q] * MAX_R + i];       \
            assert_true(y[i] == sum);                                                                                  \
        }                                                                                                              \
        for (int64_t v = 0; v < VECTORS; v++)                                                                          \
            for (int64_t i = 0; i < MAX_R; i++) {                                                                      \
                type sum = (type)((v * MAX_R + i) % 5);                                                                \
                for (int64_t q = 0; q < count && i < r; q++)                                                           \
                    if (relative[q] == v) sum += values[q * stride] * P[i];                                            \
                assert_true(Y[v * MAX_R + i] == sum);                                                                  \
            }                                                                                                          \
    }                                                                                                                  \
    static void by_definition_##letter(void **state)                                                                   \
    {                                                                                                                  \
        const randblas_sparse_kernels *found[3];                                                                       \
        (void)state;                                                                                                   \
        for (int t = tables(found) - 1; t >= 0; t--)                                                                   \
            for (int64_t r = 0; r <= MAX_R; r += 16)                                                                   \
                for (int64_t count = 0; count <= VECTORS; count++)                                                     \
                    for (int64_t stride = 1; stride <= 2; stride++) check_##letter(found[t], r, count, stride);        \
    }

DEFINE_TESTS(d, double)
DEFINE_TESTS(s, float)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_definition_d),
        cmocka_unit_test(by_definition_s),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
