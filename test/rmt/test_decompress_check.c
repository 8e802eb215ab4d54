/*
 * Blocks that are not like random ones are flagged, random ones hardly ever; the departures against their definition,
 * by all choices of a small matrix.
 */
#include "laws.h"

#include "rmt.h"

#include <stdbool.h>
#include <string.h>

enum { N = 120, M = 30, TRIALS = 100, PAD = 3 };

static double A[(N + PAD) * N];

/* GOE with rows and columns multiplied by factor(i), in blocks of the given order, plus a diagonal. */
static void make(uint64_t seed, int64_t block, double growth, double slope)
{
    rmt_law *law = NULL;
    const randblas_state state = randblas_seed(seed);
    for (int i = 0; i < (N + PAD) * N; i++) A[i] = NAN;
    assert_int_equal(rmt_law_semicircle(2, &law), 0);
    assert_int_equal(rmt_law_matrix(law, N, &state, A, N + PAD, NULL), 0);
    rmt_law_destroy(law);
    for (int64_t j = 0; j < N; j++)
        for (int64_t i = 0; i < N; i++) {
            double *const a = &A[i + j * (N + PAD)];
            if (i / block != j / block) *a = 0;
            *a *= exp(growth * (double)(i + j) / N);
            if (i == j) *a += slope * (double)i / N;
            if (i > j) *a = NAN; /* not read */
        }
}

/* How many of the trials are flagged: the leading block, or a random one. */
static int flagged(int64_t block, double growth, double slope, bool random)
{
    int count = 0;
    for (uint64_t seed = 0; seed < TRIALS; seed++) {
        int64_t index[M];
        const randblas_state state = randblas_seed(1000 + seed);
        rmt_decompress_check_report report;
        make(seed, block, growth, slope);
        assert_int_equal(rmt_decompress_choose(N, M, &state, index, NULL), 0);
        assert_int_equal(rmt_decompress_check(N, A, N + PAD, M, random ? index : NULL, &report), 0);
        count += report.p_value < 0.01;
    }
    return count;
}

static void test_flags(void **state)
{
    (void)state;
    assert_true(flagged(M, 0, 0, false) >= 95);     /* block diagonal */
    assert_true(flagged(N / 2, 0, 0, false) >= 95); /* in two blocks */
    assert_true(flagged(N, 1, 0, false) >= 95);     /* rows sorted by size */
    assert_true(flagged(N, 0, 2, false) >= 95);     /* by the diagonal */
    assert_true(flagged(N, 0, 0, false) <= 5);      /* a leading block is as good as any */
    assert_true(flagged(N, 0, 0, true) <= 5);
    assert_true(flagged(M, 0, 0, true) <= 5);
    assert_true(flagged(N, 1, 0, true) <= 5);
    assert_true(flagged(N, 0, 2, true) <= 5);
}

/* All 3-subsets of 7: mean 0 and variance 1 of each departure. */
static void test_moments(void **state)
{
    (void)state;
    enum { SMALL = 7 };
    double B[SMALL * SMALL], sum[3] = {0}, square[3] = {0};
    int count = 0;
    for (int j = 0; j < SMALL; j++)
        for (int i = 0; i < SMALL; i++) B[i + j * SMALL] = 1e-170 * cos(1.0 + i * j + (double)(i + j));
    for (int64_t i = 0; i < SMALL; i++)
        for (int64_t j = i + 1; j < SMALL; j++)
            for (int64_t k = j + 1; k < SMALL; k++) {
                const int64_t index[3] = {k, i, j};
                rmt_decompress_check_report r;
                assert_int_equal(rmt_decompress_check(SMALL, B, SMALL, 3, index, &r), 0);
                const double z[3] = {r.diagonal, r.sum, r.energy};
                for (int s = 0; s < 3; s++) {
                    sum[s] += z[s];
                    square[s] += z[s] * z[s];
                }
                count++;
            }
    for (int s = 0; s < 3; s++) {
        assert_close(sum[s] / count, 0, 1e-13);
        assert_close(square[s] / count, 1, 1e-12);
    }
}

static void test_choose(void **state)
{
    (void)state;
    int64_t index[40], again[40], hits[40] = {0};
    randblas_state seed = randblas_seed(4), next;
    for (int trial = 0; trial < 4000; trial++) {
        assert_int_equal(rmt_decompress_choose(40, 10, &seed, index, &next), 0);
        for (int k = 0; k < 10; k++) {
            assert_true(index[k] >= 0 && index[k] < 40 && (k == 0 || index[k] > index[k - 1]));
            hits[index[k]]++;
        }
        seed = next;
    }
    for (int i = 0; i < 40; i++) assert_true(hits[i] > 1000 - 180 && hits[i] < 1000 + 180); /* 6.5 deviations of 27 */
    assert_int_equal(rmt_decompress_choose(40, 40, &seed, index, NULL), 0);
    for (int i = 0; i < 40; i++) assert_int_equal(index[i], i);
    assert_int_equal(rmt_decompress_choose(40, 7, &seed, index, NULL), 0);
    assert_int_equal(rmt_decompress_choose(40, 7, &seed, again, NULL), 0);
    assert_memory_equal(index, again, 7 * sizeof *index);
}

static void test_alike(void **state)
{
    (void)state;
    const double ones[9] = {1, 1, 1, 1, 1, 1, 1, 1, 1}, zero[1] = {0};
    rmt_decompress_check_report r;
    assert_int_equal(rmt_decompress_check(3, ones, 3, 2, NULL, &r), 0);
    assert_true(r.diagonal == 0 && r.sum == 0 && r.energy == 0 && r.p_value == 1);
    assert_int_equal(rmt_decompress_check(1, zero, 1, 1, NULL, &r), 0);
    assert_true(r.p_value == 1);
    make(1, N, 1, 1);
    assert_int_equal(rmt_decompress_check(N, A, N + PAD, N, NULL, &r), 0); /* the whole */
    assert_close(fabs(r.diagonal) + fabs(r.sum) + fabs(r.energy), 0, 1e-6);
}

static void test_illegal(void **state)
{
    (void)state;
    double B[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    int64_t index[3] = {0, 1, 2};
    const int64_t twice[2] = {1, 1}, beyond[2] = {0, 3}, before[2] = {-1, 0};
    const randblas_state seed = randblas_seed(1);
    rmt_decompress_check_report r, old;
    memset(&r, 7, sizeof r);
    old = r;
    assert_int_equal(rmt_decompress_check(0, B, 3, 2, NULL, &r), -1);
    assert_int_equal(rmt_decompress_check(3, NULL, 3, 2, NULL, &r), -2);
    assert_int_equal(rmt_decompress_check(3, B, 2, 2, NULL, &r), -3);
    assert_int_equal(rmt_decompress_check(3, B, 3, 0, NULL, &r), -4);
    assert_int_equal(rmt_decompress_check(3, B, 3, 4, NULL, &r), -4);
    assert_int_equal(rmt_decompress_check(3, B, 3, 2, twice, &r), -5);
    assert_int_equal(rmt_decompress_check(3, B, 3, 2, beyond, &r), -5);
    assert_int_equal(rmt_decompress_check(3, B, 3, 2, before, &r), -5);
    assert_int_equal(rmt_decompress_check(3, B, 3, 2, NULL, NULL), -6);
    assert_int_equal(rmt_decompress_choose(0, 1, &seed, index, NULL), -1);
    assert_int_equal(rmt_decompress_choose(3, 4, &seed, index, NULL), -2);
    assert_int_equal(rmt_decompress_choose(3, 2, NULL, index, NULL), -3);
    assert_int_equal(rmt_decompress_choose(3, 2, &seed, NULL, NULL), -4);
    B[3] = NAN;
    assert_int_equal(rmt_decompress_check(3, B, 3, 2, NULL, &r), RANDBLAS_NOT_FINITE);
    assert_memory_equal(&r, &old, sizeof r);
    assert_int_equal(index[0] + index[1] + index[2], 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_flags), cmocka_unit_test(test_moments),
                                       cmocka_unit_test(test_choose), cmocka_unit_test(test_alike),
                                       cmocka_unit_test(test_illegal)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
