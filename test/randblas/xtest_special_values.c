/* NaN, Inf, zero and extreme scales go through sketches as through BLAS. */
#include "xsupport.h"

enum { D = 19, M = 40, N = 5 };

/* Dense: every output sees every input of its column. */
static const randblas_family dense[] = {RANDBLAS_GAUSSIAN, RANDBLAS_UNIFORM, RANDBLAS_RADEMACHER};
#define NDENSE 3

static randblas_sketch *make(randblas_family family)
{
    randblas_dist dist = randblas_gaussian(D, M);
    const randblas_state state = randblas_seed(4);
    randblas_sketch *S;
    dist.family = family;
    assert_int_equal(randblas_sketch_create(&dist, &state, &S, NULL), 0);
    return S;
}

static int sketch(const randblas_sketch *S, scalar_t alpha, randblas_xview A, scalar_t beta, randblas_xview B)
{
    const randblas_layout layout = A.row_major ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
    return randblas_xskge(layout, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, D, N, M, ARG(alpha), S, 0, 0,
                          A.p, A.ld, ARG(beta), B.p, B.ld);
}

static bool is_nan(scalar_t x)
{
    return x != x;
}

static void set_all(randblas_xview v, int64_t m, int64_t n, scalar_t x)
{
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < n; j++) *view_at(v, i, j) = x;
}

static void beta_zero_overwrites_nan(void **state)
{
    (void)state;
    for (int f = 0; f < NDENSE; f++)
        for (int layout = RANDBLAS_ROW_MAJOR; layout <= RANDBLAS_COL_MAJOR; layout++) {
            uint64_t seed = 1;
            randblas_sketch *S = make(dense[f]);
            randblas_xview A = random_view(M, N, (randblas_layout)layout, 1, &seed);
            randblas_xview B = random_view(D, N, (randblas_layout)layout, 1, &seed), C = copy_view(B, D, N);
            set_all(B, D, N, (scalar_t)NAN);
            assert_int_equal(sketch(S, 1, A, 0, B), 0);
            assert_int_equal(sketch(S, 1, A, 0, C), 0);
            assert_true(max_difference(D, N, B, C) == 0);
            set_all(B, D, N, (scalar_t)NAN);
            assert_int_equal(sketch(S, 1, A, 1, B), 0); /* any other beta keeps it */
            for (int i = 0; i < D * N; i++) assert_true(is_nan(*view_at(B, i % D, i / D)));
            free(A.p), free(B.p), free(C.p);
            randblas_sketch_destroy(S);
        }
}

static void alpha_zero_ignores_a(void **state)
{
    (void)state;
    for (int layout = RANDBLAS_ROW_MAJOR; layout <= RANDBLAS_COL_MAJOR; layout++) {
        uint64_t seed = 1;
        randblas_sketch *S = make(RANDBLAS_GAUSSIAN);
        randblas_xview A = random_view(M, N, (randblas_layout)layout, 1, &seed);
        randblas_xview B = random_view(D, N, (randblas_layout)layout, 1, &seed), C = copy_view(B, D, N);
        set_all(A, M, N, (scalar_t)NAN);
        assert_int_equal(sketch(S, 0, A, 2, B), 0);
        for (int i = 0; i < D * N; i++) assert_true(*view_at(B, i % D, i / D) == 2 * *view_at(C, i % D, i / D));
        assert_int_equal(sketch(S, 0, A, 0, B), 0);
        for (int i = 0; i < D * N; i++) assert_true(*view_at(B, i % D, i / D) == 0);
        free(A.p), free(B.p), free(C.p);
        randblas_sketch_destroy(S);
    }
}

/* One bad entry spoils its column and no other. */
static void bad_entries_stay_in_their_column(void **state)
{
    (void)state;
    const real_t bad[] = {(real_t)NAN, (real_t)INFINITY, -(real_t)INFINITY};
    for (int f = 0; f < NDENSE; f++)
        for (int b = 0; b < 3; b++)
            for (int layout = RANDBLAS_ROW_MAJOR; layout <= RANDBLAS_COL_MAJOR; layout++) {
                uint64_t seed = 1;
                randblas_sketch *S = make(dense[f]);
                randblas_xview A = random_view(M, N, (randblas_layout)layout, 1, &seed);
                randblas_xview B = random_view(D, N, (randblas_layout)layout, 1, &seed), C = copy_view(B, D, N);
                assert_int_equal(sketch(S, 1, A, 0, C), 0);
                *view_at(A, 33, 2) = bad[b];
                assert_int_equal(sketch(S, 1, A, 0, B), 0);
                for (int64_t i = 0; i < D; i++)
                    for (int64_t j = 0; j < N; j++) {
                        const scalar_t x = *view_at(B, i, j);
                        assert_true(j == 2 ? !isfinite(ABS(x)) : x == *view_at(C, i, j));
                    }
                free(A.p), free(B.p), free(C.p);
                randblas_sketch_destroy(S);
            }
}

/* Powers of two scale exactly, as long as nothing leaves the normal numbers: about 1e+-200 (single: 1e+-30). */
static void scales_are_exact(void **state)
{
    (void)state;
    const int exponents[] = {IS_SINGLE ? 100 : 664, IS_SINGLE ? -90 : -664};
    for (int f = 0; f < NDENSE; f++)
        for (int e = 0; e < 2; e++) {
            uint64_t seed = 1;
            const real_t scale = (real_t)ldexp(1, exponents[e]);
            randblas_sketch *S = make(dense[f]);
            randblas_xview A = random_view(M, N, RANDBLAS_COL_MAJOR, 1, &seed);
            randblas_xview B = random_view(D, N, RANDBLAS_COL_MAJOR, 1, &seed), C = copy_view(B, D, N);
            assert_int_equal(sketch(S, 1, A, 0, C), 0);
            for (int i = 0; i < M * N; i++) *view_at(A, i % M, i / M) *= scale;
            assert_int_equal(sketch(S, 1, A, 0, B), 0);
            for (int i = 0; i < D * N; i++) assert_true(*view_at(B, i % D, i / D) == scale * *view_at(C, i % D, i / D));
            free(A.p), free(B.p), free(C.p);
            randblas_sketch_destroy(S);
        }
}

static void zero_columns_stay_zero(void **state)
{
    (void)state;
    uint64_t seed = 1;
    randblas_sketch *S = make(RANDBLAS_GAUSSIAN);
    randblas_xview A = random_view(M, N, RANDBLAS_ROW_MAJOR, 1, &seed),
                   B = random_view(D, N, RANDBLAS_ROW_MAJOR, 1, &seed);
    for (int64_t i = 0; i < M; i++) *view_at(A, i, 3) = 0;
    assert_int_equal(sketch(S, 1, A, 0, B), 0);
    for (int64_t i = 0; i < D; i++)
        for (int64_t j = 0; j < N; j++) assert_true((*view_at(B, i, j) == 0) == (j == 3));
    free(A.p), free(B.p);
    randblas_sketch_destroy(S);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(beta_zero_overwrites_nan),         cmocka_unit_test(alpha_zero_ignores_a),
        cmocka_unit_test(bad_entries_stay_in_their_column), cmocka_unit_test(scales_are_exact),
        cmocka_unit_test(zero_columns_stay_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
