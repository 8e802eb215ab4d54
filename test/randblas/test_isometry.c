/*
 * E S^T S = I for every family, over many seeds: each entry of the mean of S^T S within Z_LIMIT standard errors, which
 * are estimated from the same sample.  False-alarm probability: 16 families times 136 entries at 1e-10, 3e-7 in all.
 */
#include "families.h"
#include "statistics.h"

#include <string.h>

#define D 8
#define M 16
#define SEEDS REPLICATES(20000)

/* sum and sum2 gain S^T S and its squares. */
static void add_gram(const double *S, double *sum, double *sum2)
{
    for (int j = 0; j < M; j++)
        for (int i = 0; i <= j; i++) {
            double g = 0;
            for (int l = 0; l < D; l++) g += S[l + i * D] * S[l + j * D];
            sum[i + j * M] += g;
            sum2[i + j * M] += g * g;
        }
}

static void check_family(const family_case *f)
{
    double sum[M * M] = {0}, sum2[M * M] = {0}, S[D * M], scores[M];
    randblas_state state = randblas_seed(2024);
    for (int j = 0; j < M; j++) scores[j] = 1 + j % 3; /* unequal, so that their use shows */
    for (int s = 0; s < SEEDS; s++) {
        randblas_sketch *sketch = family_make(f, D, M, 4, scores, &state);
        assert_int_equal(randblas_dfill(RANDBLAS_COL_MAJOR, D, M, sketch, 0, 0, S, D), 0);
        add_gram(S, sum, sum2);
        randblas_sketch_destroy(sketch);
    }
    for (int j = 0; j < M; j++)
        for (int i = 0; i <= j; i++) {
            const double mean = sum[i + j * M] / SEEDS, variance = sum2[i + j * M] / SEEDS - mean * mean;
            const double rounding = 1e-12; /* all there is where S^T S does not vary */
            if (fabs(mean - (i == j)) > Z_LIMIT * sqrt(fmax(variance, 0) / SEEDS) + rounding)
                fail_msg("%s: mean of entry (%d, %d) of S^T S is %.6f", f->name, i, j, mean);
        }
}

static void sketches_are_isometries_on_average(void **state)
{
    (void)state;
    for (int i = 0; i < NFAMILIES; i++) check_family(&families[i]);
}

/* Unscaled operators have entries that do not depend on d. */
static void unscaled_drops_the_factor(void **state)
{
    (void)state;
    const struct {
        randblas_dist dist;
        double factor;
    } cases[] = {
        {randblas_gaussian(9, 4), 1.0 / 3},         {randblas_uniform(9, 4), 1.0 / 3},
        {randblas_rademacher(9, 4), 1.0 / 3},       {randblas_sparse_sign(9, 4, 4), 0.5},
        {randblas_sparse_stack(9, 4, 4), 0.5},      {randblas_less_uniform(4, 16, 4), 1},
        {randblas_less_uniform(9, 16, 4), 2.0 / 3},
    };
    const randblas_state start = randblas_seed(1);
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        double x[2][9 * 16];
        const int64_t d = cases[c].dist.rows, m = cases[c].dist.cols;
        for (int unscaled = 0; unscaled < 2; unscaled++) {
            randblas_dist dist = cases[c].dist;
            randblas_sketch *S;
            dist.unscaled = unscaled;
            assert_int_equal(randblas_sketch_create(&dist, &start, &S, NULL), 0);
            assert_int_equal(randblas_dfill(RANDBLAS_COL_MAJOR, d, m, S, 0, 0, x[unscaled], d), 0);
            randblas_sketch_destroy(S);
        }
        for (int64_t i = 0; i < d * m; i++)
            assert_true(fabs(x[0][i] - cases[c].factor * x[1][i]) <= 4 * 2.3e-16 * fabs(x[1][i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sketches_are_isometries_on_average),
        cmocka_unit_test(unscaled_drops_the_factor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
