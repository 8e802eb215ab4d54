/*
 * The inner loops of sparse sketching by their definition, bit for bit, for every instruction set that this processor
 * runs: terms are added one after another, products and sums rounded apart, whatever the order of the rows.
 */
#include "testing.h"

#include "gather_kernel_impl.h"

#include <string.h>

#define W GATHER_WIDTH
#define COLS 37
#define MAX_ROWS 300 /* two blocks of rows and a part of the third */
#define MAX_TERMS 2600
#define MAX_N 75 /* several lines and a rest */

static int tables(const randblas_rgather *found[3])
{
    int n = 0;
    found[n++] = &RANDBLAS_R(gather_table_generic);
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) found[n++] = &RANDBLAS_R(gather_table_avx2);
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq"))
        found[n++] = &RANDBLAS_R(gather_table_avx512);
#endif
    return n;
}

static uint32_t state_ = 1;

static uint32_t draw(uint32_t below)
{
    state_ = state_ * 1664525u + 1013904223u;
    return (state_ >> 8) % below;
}

static void fill(int64_t n, real_t *x)
{
    for (int64_t i = 0; i < n; i++) x[i] = (real_t)((double)draw(1u << 24) / 3e6 - 2.5);
}

/* One step of a sum, rounded twice whatever the compiler would fuse. */
static real_t plus(real_t sum, real_t a, real_t x)
{
    const volatile real_t product = a * x;
    return sum + product;
}

/* A panel whose row i has i * 5 % 12 nonzeros, laid out in the order given. */
typedef struct panel {
    int64_t rows;
    int32_t ptr[MAX_ROWS + 1];
    uint8_t order[MAX_ROWS];
    uint16_t code[MAX_TERMS];
} panel;

static void make_panel(int64_t rows, bool ordered, panel *P)
{
    P->rows = rows;
    P->ptr[0] = 0;
    for (int64_t i = 0; i < rows; i++) {
        const int64_t block = i - i % ROW_BLOCK, here = rows - block < ROW_BLOCK ? rows - block : ROW_BLOCK;
        const int64_t in_block = ordered ? here - 1 - (i - block) : i - block, row = block + in_block;
        P->order[i] = (uint8_t)in_block;
        P->ptr[i + 1] = P->ptr[i] + (int32_t)(row * 5 % 12);
        for (int32_t t = P->ptr[i]; t < P->ptr[i + 1]; t++) P->code[t] = (uint16_t)draw(2 * COLS);
    }
    assert_true(P->ptr[rows] <= MAX_TERMS);
}

static void check_signs(const randblas_rgather *kernel, const panel *P, bool order, const real_t *X)
{
    static real_t Y[MAX_ROWS * W] __attribute__((aligned(64))), expected[MAX_ROWS * W];
    const real_t size = (real_t)0.37, sign[2] = {size, -size};
    randblas_ahead ahead = {(const char *)X, 2, 2, GATHER_BYTES, COLS};
    fill(MAX_ROWS * W, Y);
    memcpy(expected, Y, sizeof Y);
    for (int64_t i = 0; i < P->rows; i++) {
        real_t *y = expected + (i - i % ROW_BLOCK + P->order[i]) * W;
        for (int32_t t = P->ptr[i]; t < P->ptr[i + 1]; t++)
            for (int64_t j = 0; j < W; j++) y[j] = plus(y[j], sign[P->code[t] & 1], X[(P->code[t] >> 1) * W + j]);
    }
    kernel->signs(P->rows, P->ptr, order ? P->order : NULL, P->code, size, X, Y, &ahead);
    assert_memory_equal(Y, expected, sizeof Y);
    assert_true(ahead.runs == 0); /* all was asked for */
}

static void rows_in_any_order(void **state)
{
    static real_t X[COLS * W] __attribute__((aligned(64)));
    static const int64_t rows[] = {1, 5, ROW_BLOCK - 1, ROW_BLOCK, ROW_BLOCK + 1, MAX_ROWS};
    static panel P;
    const randblas_rgather *found[3];
    (void)state;
    fill(COLS * W, X);
    for (int k = tables(found) - 1; k >= 0; k--)
        for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
            make_panel(rows[r], true, &P);
            check_signs(found[k], &P, true, X);
            make_panel(rows[r], false, &P);
            check_signs(found[k], &P, true, X);
            check_signs(found[k], &P, false, X);
        }
}

static void whole_rows(void **state)
{
    enum { LDX = MAX_N + 2, NNZ = 21 };
    static real_t X[COLS * LDX], y[MAX_N + 1], expected[MAX_N + 1], value[NNZ];
    int32_t index[NNZ];
    const randblas_rgather *found[3];
    (void)state;
    fill(COLS * LDX, X), fill(NNZ, value);
    for (int t = 0; t < NNZ; t++) index[t] = (int32_t)draw(COLS);
    for (int k = tables(found) - 1; k >= 0; k--)
        for (int64_t nnz = 0; nnz <= NNZ; nnz++)
            for (int64_t n = 0; n <= MAX_N; n += 1 + n / 20) {
                fill(MAX_N + 1, y);
                memcpy(expected, y, sizeof y);
                for (int64_t t = 0; t < nnz; t++)
                    for (int64_t j = 0; j < n; j++)
                        expected[j] = plus(expected[j], (real_t)0.7 * value[t], X[index[t] * LDX + j]);
                found[k]->row(n, nnz, NNZ - nnz, index, value, (real_t)0.7, X, LDX, y);
                assert_memory_equal(y, expected, sizeof y);
            }
}

static void copies(void **state)
{
    enum { ROWS = 9, STRIPS = 5, STRIDE = (ROWS + 1) * W };
    const int64_t lda = STRIPS * W + 3;
    static real_t A[ROWS * (STRIPS * W + 3)], X[STRIPS * STRIDE] __attribute__((aligned(64)));
    const randblas_rgather *found[3];
    (void)state;
    fill(ROWS * lda, A);
    for (int k = tables(found) - 1; k >= 0; k--)
        for (int64_t rows = 0; rows <= ROWS; rows++)
            for (int64_t strips = 0; strips <= STRIPS; strips++) {
                for (int64_t i = 0; i < STRIPS * STRIDE; i++) X[i] = 1234;
                found[k]->copy(rows, strips, A, lda, X, STRIDE);
                for (int64_t i = 0; i < STRIPS * STRIDE; i++) {
                    const int64_t strip = i / STRIDE, l = i % STRIDE / W, j = i % W;
                    const bool inside = strip < strips && l < rows;
                    assert_true(X[i] == (inside ? A[l * lda + strip * W + j] : 1234));
                }
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_in_any_order),
        cmocka_unit_test(whole_rows),
        cmocka_unit_test(copies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
