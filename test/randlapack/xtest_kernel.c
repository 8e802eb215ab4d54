/* Entries of the built-in kernels and expansions in them, against the formulas evaluated one by one in double. */
#include "xspectrum.h"

#include "randlapack.h"
#include "randlapack_names_impl.h"

#define EPS ((double)REAL_EPS)

static double kernel_value(int family, double h, int64_t dim, randblas_xview X, int64_t i, randblas_xview Y, int64_t j)
{
    double square = 0, sum = 0;
    for (int64_t t = 0; t < dim; t++) {
        const double d = ((double)*view_at(X, i, t) - (double)*view_at(Y, j, t)) / h;
        square += d * d;
        sum += fabs(d);
    }
    const double r = sqrt(square), a3 = sqrt(3) * r, a5 = sqrt(5) * r;
    switch (family) {
    case RANDLAPACK_KERNEL_GAUSSIAN:
        return exp(-square / 2);
    case RANDLAPACK_KERNEL_LAPLACIAN:
        return exp(-sum);
    case RANDLAPACK_KERNEL_EXPONENTIAL:
        return exp(-r);
    case RANDLAPACK_KERNEL_MATERN32:
        return (1 + a3) * exp(-a3);
    default:
        return (1 + a5 + a5 * a5 / 3) * exp(-a5);
    }
}

/*
 * The sum of dim terms has a relative error of (dim + 3) eps, the exponent of a few more, and exp turns a relative
 * error of its argument a into an absolute one of a: relative error (dim + 8) eps (1 + a) with a = -log(value) + a term
 * of the polynomial, which is bounded by it.
 */
static void near(scalar_t got, double value, int64_t dim)
{
    const double least = IS_SINGLE ? (double)FLT_MIN : DBL_MIN;
    if (value < 1e4 * least) /* the exponential in it may be zero */
        assert_true(got >= 0 && (double)got <= 2 * value + 4 * least);
    else
        assert_true(fabs((double)got - value) <= (double)(dim + 8) * EPS * (2 - 2 * log(value)) * value);
}

/* All families, layouts and sizes around those of the tiles; with row indices and without, targets and none. */
static void entries_are_those_of_the_formula(void **state)
{
    (void)state;
    const int64_t dims[] = {0, 1, 3, 31, 33, 70}, counts[] = {1, 5, 70, 150};
    uint64_t seed = 1;
    for (int c = 0; c < 6 * 5 * 2 * 2; c++) {
        const int64_t dim = dims[c % 6], n = counts[c % 4], m = counts[c / 6 % 4];
        const randblas_layout layout = c / 30 % 2 ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
        const bool other = c / 60, listed = c % 2;
        const randblas_xview X = random_view(n, dim, layout, 1, &seed), Z = random_view(m, dim, layout, 3, &seed);
        const double h = 0.2 + 0.3 * (c % 7);
        randlapack_xkernel K = {.family = (randlapack_kernel_family)(1 + c % 5), .layout = layout, .npoints = n};
        K.dim = dim, K.points = X.p, K.ldpoints = X.ld, K.bandwidth = h;
        if (other) K.ntargets = m, K.targets = Z.p, K.ldtargets = Z.ld;
        const int64_t rows = other ? m : n;
        int64_t index[150], cols[150];
        for (int64_t i = 0; i < 150; i++) {
            index[i] = (int64_t)(splitmix(&seed) % (uint64_t)rows);
            cols[i] = (int64_t)(splitmix(&seed) % (uint64_t)n);
        }
        const randblas_xview out = random_view(rows, 70, RANDBLAS_COL_MAJOR, 2, &seed);
        const int64_t ncols = c % 3 ? 70 : n < 70 ? n : 70;
        const int64_t *list = c % 3 ? cols : NULL;
        assert_int_equal(randlapack_xkernel_columns(&K, rows, listed ? index : NULL, ncols, list, out.p, out.ld), 0);
        for (int64_t j = 0; j < ncols; j++)
            for (int64_t i = 0; i < rows; i++)
                near(*view_at(out, i, j),
                     kernel_value(K.family, h, dim, other ? Z : X, listed ? index[i] : i, X, list ? list[j] : j), dim);
        assert_true(isnan(out.p[rows])); /* padding */
        free(X.p), free(Z.p), free(out.p);
    }
}

/* Points that are close to each other and far from the origin: the difference of their coordinates is exact. */
static void close_points_lose_nothing(void **state)
{
    (void)state;
    for (int family = 1; family <= 5; family++) {
        const double far = IS_SINGLE ? 4096 : 1e8, step = IS_SINGLE ? 1.0 / 512 : 1.0 / 65536;
        const scalar_t x[2] = {(scalar_t)far, (scalar_t)(far + step)};
        const randlapack_xkernel K = {.family = (randlapack_kernel_family)family,
                                      .layout = RANDBLAS_COL_MAJOR,
                                      .npoints = 2,
                                      .dim = 1,
                                      .points = x,
                                      .ldpoints = 2,
                                      .bandwidth = step * 3};
        scalar_t out[4];
        const randblas_xview X = {(scalar_t *)(uintptr_t)x, 2, false};
        randlapack_xkernel copy = K;
        assert_int_equal(randlapack_xkernel_columns(&copy, 2, NULL, 2, NULL, out, 2), 0);
        assert_true(out[0] == 1 && out[3] == 1 && out[1] == out[2]);
        near(out[1], kernel_value(family, K.bandwidth, 1, X, 0, X, 1), 1);
    }
}

/* Bandwidth and points scaled alike by a power of two: the same bits.  Infinite and huge distances: zero; NaN stays. */
static void extreme_points(void **state)
{
    (void)state;
    const int most = IS_SINGLE ? 100 : 900;
    for (int family = 1; family <= 5; family++) {
        scalar_t x[6] = {0, 0.5f, -0.25f, 1, 2, 0.75f}, plain[9], out[9];
        randlapack_xkernel K = {.family = (randlapack_kernel_family)family,
                                .layout = RANDBLAS_COL_MAJOR,
                                .npoints = 3,
                                .dim = 2,
                                .points = x,
                                .ldpoints = 3,
                                .bandwidth = 0.7};
        assert_int_equal(randlapack_xkernel_columns(&K, 3, NULL, 3, NULL, plain, 3), 0);
        for (int sign = -1; sign <= 1; sign += 2) {
            for (int t = 0; t < 6; t++) x[t] = (scalar_t)ldexp((double)x[t], sign * most);
            K.bandwidth = ldexp(0.7, sign * most);
            assert_int_equal(randlapack_xkernel_columns(&K, 3, NULL, 3, NULL, out, 3), 0);
            assert_memory_equal(plain, out, sizeof out);
            for (int t = 0; t < 6; t++) x[t] = (scalar_t)ldexp((double)x[t], -sign * most);
        }
        K.bandwidth = 1e-6;
        x[5] = (scalar_t)(IS_SINGLE ? 1e30 : 1e300);
        assert_int_equal(randlapack_xkernel_columns(&K, 3, NULL, 3, NULL, out, 3), 0);
        assert_true(out[1] == 0 && out[2] == 0 && out[5] == 0 && out[0] == 1 && out[8] == 1);
        x[5] = (scalar_t)NAN;
        assert_int_equal(randlapack_xkernel_columns(&K, 3, NULL, 3, NULL, out, 3), 0);
        assert_true(out[1] == 0 && isnan(out[2]) && isnan(out[8]) && out[4] == 1);
    }
}

static void predictions(void **state)
{
    (void)state;
    uint64_t seed = 3;
    const int64_t n = 60, m = 700, k = 21;
    const randblas_xview X = random_view(n, 4, RANDBLAS_ROW_MAJOR, 1, &seed),
                         Z = random_view(m, 4, RANDBLAS_ROW_MAJOR, 0, &seed);
    randlapack_xkernel K = {.family = RANDLAPACK_KERNEL_MATERN52, .layout = RANDBLAS_ROW_MAJOR, .npoints = n, .dim = 4};
    K.points = X.p, K.ldpoints = X.ld, K.ntargets = m, K.targets = Z.p, K.ldtargets = Z.ld, K.bandwidth = 1;
    const randlapack_xentries A = randlapack_xentries_kernel(&K);
    int64_t centers[60];
    for (int64_t i = 0; i < n; i++) centers[i] = (7 * i) % n;
    for (int all = 0; all < 2; all++)
        for (int64_t nrhs = 0; nrhs < 3; nrhs++) {
            const int64_t count = all ? n : k;
            const randblas_xview alpha = random_view(count, nrhs, RANDBLAS_COL_MAJOR, 1, &seed);
            const randblas_xview Y = random_view(m, nrhs, RANDBLAS_COL_MAJOR, 1, &seed);
            assert_int_equal(
                randlapack_xkernel_predict(&A, count, all ? NULL : centers, nrhs, alpha.p, alpha.ld, Y.p, Y.ld, NULL),
                0);
            for (int64_t r = 0; r < nrhs; r++)
                for (int64_t i = 0; i < m; i++) {
                    double sum = 0;
                    for (int64_t j = 0; j < count; j++)
                        sum +=
                            kernel_value(K.family, 1, 4, Z, i, X, all ? j : centers[j]) * (double)*view_at(alpha, j, r);
                    assert_true(fabs(sum - (double)*view_at(Y, i, r)) <= 20 * (double)count * EPS);
                }
            free(alpha.p), free(Y.p);
        }
    scalar_t one[1] = {1}, y[1];
    randblas_control control = {.memory_limit = 100};
    watching watch = {.cancel_in = "predict"};
    counting failing = {.refuse = 1};
#define CALL(A, k, centers, nrhs, alpha, lda, Y, ldy, control)                                                         \
    randlapack_xkernel_predict(A, k, centers, nrhs, alpha, lda, Y, ldy, control)
    assert_int_equal(CALL(NULL, 1, centers, 1, one, 1, y, m, NULL), -1);
    assert_int_equal(CALL(&A, -1, centers, 1, one, 1, y, m, NULL), -2);
    assert_int_equal(CALL(&A, 1, NULL, 1, one, 1, y, m, NULL), -2);
    centers[0] = n;
    assert_int_equal(CALL(&A, 1, centers, 1, one, 1, y, m, NULL), -3);
    centers[0] = 0;
    assert_int_equal(CALL(&A, 1, centers, -1, one, 1, y, m, NULL), -4);
    assert_int_equal(CALL(&A, 1, centers, 1, NULL, 1, y, m, NULL), -5);
    assert_int_equal(CALL(&A, 1, centers, 1, one, 0, y, m, NULL), -6);
    assert_int_equal(CALL(&A, 1, centers, 1, one, 1, NULL, m, NULL), -7);
    assert_int_equal(CALL(&A, 1, centers, 1, one, 1, y, m - 1, NULL), -8);
    assert_int_equal(CALL(&A, 1, centers, 0, one, 1, y, m, &control), RANDBLAS_MEMORY_LIMIT);
    control = (randblas_control){.memory_limit = -1};
    assert_int_equal(CALL(&A, 1, centers, 0, one, 1, y, m, &control), -9);
    control = (randblas_control){.progress = watching_progress, .progress_context = &watch};
    assert_int_equal(CALL(&A, 1, centers, 0, one, 1, y, m, &control), RANDBLAS_CANCELLED);
    control =
        (randblas_control){.allocate = counting_allocate, .release = counting_release, .allocator_context = &failing};
    assert_int_equal(CALL(&A, 1, centers, 0, one, 1, y, m, &control), RANDBLAS_OUT_OF_MEMORY);
    free(X.p), free(Z.p);
}

static void illegal_kernels(void **state)
{
    (void)state;
    scalar_t x[6] = {0}, out[9] = {5};
    const randlapack_xkernel good = {.family = RANDLAPACK_KERNEL_GAUSSIAN,
                                     .layout = RANDBLAS_COL_MAJOR,
                                     .npoints = 3,
                                     .dim = 2,
                                     .points = x,
                                     .ldpoints = 3,
                                     .bandwidth = 0.7};
    randlapack_xkernel bad[12];
    for (int c = 0; c < 12; c++) bad[c] = good;
    bad[0].family = (randlapack_kernel_family)0, bad[1].family = (randlapack_kernel_family)6;
    bad[2].layout = (randblas_layout)0, bad[3].npoints = -1, bad[4].dim = -1, bad[5].points = NULL;
    bad[6].ldpoints = 2, bad[7].bandwidth = 0, bad[8].bandwidth = NAN, bad[9].bandwidth = INFINITY;
    bad[10].size = 3, bad[11].targets = x, bad[11].ntargets = 3;
    for (int c = 0; c < 12; c++) {
        const randlapack_xentries A = randlapack_xentries_kernel(&bad[c]);
        assert_int_equal(randlapack_xkernel_columns(&bad[c], 1, NULL, 1, NULL, out, 3), -1);
        assert_int_equal(randlapack_xkernel_predict(&A, 0, NULL, 0, NULL, 1, NULL, 3, NULL), -1);
    }
    randlapack_xkernel K = good;
    assert_int_equal(randlapack_xkernel_columns(NULL, 1, NULL, 1, NULL, out, 3), -1);
    assert_int_equal(randlapack_xkernel_columns(&K, 4, NULL, 1, NULL, out, 4), -2);
    assert_int_equal(randlapack_xkernel_columns(&K, -1, NULL, 1, NULL, out, 4), -2);
    assert_int_equal(randlapack_xkernel_columns(&K, 1, NULL, 4, NULL, out, 4), -4);
    assert_int_equal(randlapack_xkernel_columns(&K, 1, NULL, -1, NULL, out, 4), -4);
    assert_int_equal(randlapack_xkernel_columns(&K, 1, NULL, 1, NULL, NULL, 4), -6);
    assert_int_equal(randlapack_xkernel_columns(&K, 3, NULL, 1, NULL, out, 2), -7);
    assert_true(out[0] == 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_are_those_of_the_formula),
        cmocka_unit_test(close_points_lose_nothing),
        cmocka_unit_test(extreme_points),
        cmocka_unit_test(predictions),
        cmocka_unit_test(illegal_kernels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
