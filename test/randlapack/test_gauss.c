/* Gauss rules of tridiagonal matrices against LAPACK and against moments. */
#include "testing.h"

#include "gauss_impl.h"

#include <float.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static double uniform(uint64_t *s)
{
    *s = *s * 6364136223846793005u + 1442695040888963407u;
    return (double)(*s >> 11) * 0x1p-53;
}

#define MOST 120

/* Nodes within a small multiple of eps ||T||, weights those of eigenvectors of LAPACK's. */
static void matches_lapack(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (int64_t k = 0; k <= MOST; k += k < 4 ? 1 : 29) {
        double d[MOST + 1], e[MOST + 1], w[MOST + 1], last[MOST + 1], d2[MOST + 1], e2[MOST + 1];
        double *Z = calloc((size_t)(k * k + 1), sizeof *Z), norm = 1;
        for (int64_t i = 0; i < k; i++) {
            d[i] = d2[i] = 2 * uniform(&seed) - 1;
            e[i] = e2[i] = i % 17 == 16 ? 0 : uniform(&seed); /* reducible now and then */
        }
        assert_int_equal(randlapack_gauss(k, d, e, w, last), 0);
        if (k > 0) assert_int_equal(LAPACKE_dstev(LAPACK_COL_MAJOR, 'V', (lapack_int)k, d2, e2, Z, (lapack_int)k), 0);
        double sum = 0, squares = 0, expected = 0;
        for (int64_t i = 0; i < k; i++) {
            assert_true(fabs(d[i] - d2[i]) <= 100 * DBL_EPSILON * (norm + 1));
            sum += w[i];
            squares += last[i] * d[i];
            expected += Z[k - 1 + i * k] * Z[k - 1 + i * k] * d2[i];
        }
        if (k > 0) assert_true(fabs(sum - 1) <= 100 * (double)k * DBL_EPSILON);
        assert_true(fabs(squares - expected) <= 1000 * DBL_EPSILON);
        for (int p = 1; p <= 3 && k > 0; p++) { /* e_1^T T^p e_1 through LAPACK's eigenvectors */
            double ours = 0, theirs = 0;
            for (int64_t i = 0; i < k; i++) {
                ours += w[i] * pow(d[i], p);
                theirs += Z[i * k] * Z[i * k] * pow(d2[i], p);
            }
            assert_true(fabs(ours - theirs) <= 1000 * DBL_EPSILON);
        }
        free(Z);
    }
}

/* Zero diagonal: the squares are the eigenvalues of B^T B, whose first moments are those of the rule. */
static void golub_kahan_moments(void **state)
{
    (void)state;
    uint64_t seed = 9;
    for (int64_t k = 1; k <= 41; k++) {
        double d[MOST], e[MOST], w[MOST], v[MOST] = {1}, u[MOST], link[MOST];
        for (int64_t i = 0; i < k; i++) e[i] = link[i] = 0.1 + uniform(&seed);
        assert_int_equal(randlapack_gauss_golub_kahan(k, d, e, w), 0);
        for (int p = 0; p <= 4; p++) { /* e_1^T T^(2 p) e_1, by multiplying; v = T^p e_1 */
            double sum = 0, norm = 0;
            for (int64_t i = 0; i < (k + 1) / 2; i++) sum += w[i] * pow(d[i], 2 * p);
            for (int64_t i = 0; i < k; i++) norm += v[i] * v[i];
            assert_true(fabs(sum - norm) <= 1e-12 * (1 + norm));
            for (int64_t i = 0; i < k; i++)
                u[i] = (i > 0 ? link[i - 1] * v[i - 1] : 0) + (i + 1 < k ? link[i] * v[i + 1] : 0);
            memcpy(v, u, sizeof v);
        }
        for (int64_t i = 0; i < (k + 1) / 2; i++) assert_true(d[i] >= 0 && (i == 0 || d[i] >= d[i - 1]));
        if (k % 2 == 1) assert_true(d[0] == 0);
    }
}

/* Graded matrices over many orders of magnitude, and tiny and huge ones. */
static void scales(void **state)
{
    (void)state;
    const int exponents[] = {0, 900, -900};
    for (int c = 0; c < 3; c++) {
        double d[30], e[30], w[30], sum = 0, trace = 0;
        for (int i = 0; i < 30; i++) {
            d[i] = ldexp(pow(10, -i), exponents[c]);
            e[i] = d[i] / 3;
            trace += d[i];
        }
        const double first = d[0];
        assert_int_equal(randlapack_gauss(30, d, e, w, NULL), 0);
        double moment = 0;
        for (int i = 0; i < 30; i++) sum += d[i], moment += w[i] * d[i];
        assert_true(fabs(sum - trace) <= 1e-13 * trace);
        assert_true(fabs(moment - first) <= 1e-13 * first);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_lapack),
        cmocka_unit_test(golub_kahan_moments),
        cmocka_unit_test(scales),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
