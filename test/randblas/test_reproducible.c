/*
 * The bits of S depend on nothing but family, state and place: not on threads, blocking, layout, submatrix or
 * precision. And the state that follows an operator: extension, O(1), disjoint streams.
 */
#include "families.h"

#include <math.h>
#include <string.h>
#ifdef _OPENMP
#include <omp.h>
#endif

#define D 300
#define M 776
#define COUNT ((size_t)D * M)

static void set_threads(int n)
{
#ifdef _OPENMP
    omp_set_num_threads(n);
#else
    (void)n;
#endif
}

static randblas_sketch *make(const family_case *f)
{
    static double scores[M];
    randblas_state state = randblas_seed(77);
    for (int j = 0; j < M; j++) scores[j] = 1 + j % 5;
    return family_make(f, D, M, 20, scores, &state);
}

static double *filled(const randblas_sketch *S)
{
    double *x = malloc(COUNT * sizeof *x);
    assert_int_equal(randblas_dfill(RANDBLAS_COL_MAJOR, D, M, S, 0, 0, x, D), 0);
    return x;
}

/* Values, not bytes: a zero may carry either sign. */
static void assert_same(const double *x, const double *y, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (!(x[i] == y[i])) fail_msg("%s: entry %zu differs: %a and %a", name, i, x[i], y[i]);
}

static void threads_do_not_matter(void **state)
{
    (void)state;
    const int threads[] = {1, 2, 3, 8};
    for (int i = 0; i < NFAMILIES; i++) {
        double *first = NULL;
        for (size_t k = 0; k < sizeof threads / sizeof *threads; k++) {
            set_threads(threads[k]);
            randblas_sketch *S = make(&families[i]);
            double *x = filled(S);
            if (!first)
                first = x;
            else {
                assert_same(x, first, COUNT, families[i].name);
                free(x);
            }
            randblas_sketch_destroy(S);
        }
        free(first);
    }
    set_threads(2);
}

static void layout_and_precision_do_not_matter(void **state)
{
    (void)state;
    double *y = malloc(COUNT * sizeof *y), *z = malloc(2 * COUNT * sizeof *z);
    float *s = malloc(COUNT * sizeof *s), *c = malloc(2 * COUNT * sizeof *c);
    for (int f = 0; f < NFAMILIES; f++) {
        randblas_sketch *S = make(&families[f]);
        double *x = filled(S);
        assert_int_equal(randblas_dfill(RANDBLAS_ROW_MAJOR, D, M, S, 0, 0, y, M), 0);
        assert_int_equal(randblas_sfill(RANDBLAS_COL_MAJOR, D, M, S, 0, 0, s, D), 0);
        assert_int_equal(randblas_cfill(RANDBLAS_ROW_MAJOR, D, M, S, 0, 0, c, M), 0);
        assert_int_equal(randblas_zfill(RANDBLAS_COL_MAJOR, D, M, S, 0, 0, z, D), 0);
        for (size_t j = 0; j < M; j++)
            for (size_t i = 0; i < D; i++) {
                const double v = x[i + j * D];
                const size_t row_major = i * M + j, col_major = i + j * D;
                if (!(y[row_major] == v && s[col_major] == (float)v && z[2 * col_major] == v &&
                      z[2 * col_major + 1] == 0 && c[2 * row_major] == (float)v && c[2 * row_major + 1] == 0))
                    fail_msg("%s: entry (%zu, %zu) differs", families[f].name, i, j);
            }
        free(x);
        randblas_sketch_destroy(S);
    }
    free(y), free(z), free(s), free(c);
}

static void submatrices_do_not_matter(void **state)
{
    (void)state;
    static const int64_t part[][4] = {{0, 0, 1, 1},   {3, 5, 17, 29}, {299, 775, 1, 1},
                                      {16, 0, 32, M}, {0, 700, D, 1}, {150, 64, 1, 500}};
    double *y = malloc(COUNT * sizeof *y);
    for (int f = 0; f < NFAMILIES; f++) {
        randblas_sketch *S = make(&families[f]);
        double *x = filled(S);
        for (size_t p = 0; p < sizeof part / sizeof *part; p++) {
            const int64_t ro = part[p][0], co = part[p][1], r = part[p][2], c = part[p][3];
            assert_int_equal(randblas_dfill(RANDBLAS_COL_MAJOR, r, c, S, ro, co, y, r), 0);
            for (int64_t j = 0; j < c; j++) assert_same(y + j * r, x + ro + (co + j) * D, (size_t)r, families[f].name);
        }
        free(x);
        randblas_sketch_destroy(S);
    }
    free(y);
}

/* For d a multiple of 16 the operator made from `next` holds the rows below. */
static void rows_go_on(void **state)
{
    (void)state;
    for (int family = RANDBLAS_GAUSSIAN; family <= RANDBLAS_RADEMACHER; family++)
        for (int64_t d = 0; d <= 64; d += 16) {
            randblas_dist top = randblas_gaussian(d, 13), below = randblas_gaussian(21, 13), whole;
            randblas_state next = randblas_seed(5);
            const randblas_state start = next;
            randblas_sketch *A, *B, *C;
            double x[85 * 13], y[21 * 13];
            top.family = below.family = (randblas_family)family;
            top.unscaled = below.unscaled = 1;
            whole = below;
            whole.rows = d + 21;
            assert_int_equal(randblas_sketch_create(&top, &next, &A, &next), 0);
            assert_int_equal(randblas_sketch_create(&below, &next, &B, NULL), 0);
            assert_int_equal(randblas_sketch_create(&whole, &start, &C, NULL), 0);
            assert_int_equal(randblas_dfill(RANDBLAS_COL_MAJOR, 21, 13, B, 0, 0, y, 21), 0);
            assert_int_equal(randblas_dfill(RANDBLAS_COL_MAJOR, 21, 13, C, d, 0, x, 21), 0);
            assert_memory_equal(x, y, sizeof y);
            randblas_sketch_destroy(A), randblas_sketch_destroy(B), randblas_sketch_destroy(C);
        }
}

/* 2^60 rows and columns: the next state and single entries are there at once. */
static void astronomical_sizes(void **state)
{
    (void)state;
    const int64_t huge = (int64_t)1 << 60;
    const randblas_state start = randblas_seed(9);
    randblas_dist dist = randblas_gaussian(huge, huge);
    randblas_state next, made;
    randblas_sketch *S;
    double a, b;
    dist.unscaled = 1;
    assert_int_equal(randblas_state_next(&dist, &start, &next), 0);
    assert_int_equal(next.counter[0], 0);
    assert_int_equal(next.counter[1], 1 << 26); /* 4 blocks a tile of 16 rows: 2^58 blocks */
    assert_int_equal(randblas_sketch_create(&dist, &start, &S, &made), 0);
    assert_memory_equal(&next, &made, sizeof next);
    assert_int_equal(randblas_dfill(RANDBLAS_COL_MAJOR, 1, 1, S, huge - 1, huge - 1, &a, 1), 0);
    assert_int_equal(randblas_dfill(RANDBLAS_COL_MAJOR, 1, 1, S, huge - 1, huge - 2, &b, 1), 0);
    assert_true(isfinite(a) && isfinite(b) && a != b);
    assert_int_equal(randblas_dfill(RANDBLAS_COL_MAJOR, 1, 1, S, huge, 0, &a, 1), -5);
    randblas_sketch_destroy(S);
    dist.rows = huge + 1;
    assert_int_equal(randblas_state_next(&dist, &start, &next), -1);
    dist = randblas_sparse_sign(huge, huge, 8);
    assert_int_equal(randblas_sketch_create(&dist, &start, &S, NULL), 0);
    randblas_sketch_destroy(S);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_do_not_matter),     cmocka_unit_test(layout_and_precision_do_not_matter),
        cmocka_unit_test(submatrices_do_not_matter), cmocka_unit_test(rows_go_on),
        cmocka_unit_test(astronomical_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
