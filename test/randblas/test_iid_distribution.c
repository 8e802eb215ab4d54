/*
 * Distributions of the iid families at fixed seeds: moments, Kolmogorov-Smirnov, tails, correlations of neighbours.
 * False-alarm probability: below 500 comparisons at 1e-10 each (statistics.h), 5e-8 in all.
 */
#include "testing.h"

#include "randblas.h"
#include "statistics.h"

#define ROWS 4096
#define COLS 512
#define COUNT ((size_t)ROWS * COLS)

typedef struct law {
    const char *name;
    randblas_family family;
    double moment[8]; /* E x^k, k = 1 .. 8 */
    double bound;     /* |x| is at most this */
} law;

static const law laws[] = {
    {"Gaussian", RANDBLAS_GAUSSIAN, {0, 1, 0, 3, 0, 15, 0, 105}, 6.77}, /* sqrt(2 log 2^33) */
    {"uniform", RANDBLAS_UNIFORM, {0, 1, 0, 9.0 / 5, 0, 27.0 / 7, 0, 9}, 1.7320509},
    {"Rademacher", RANDBLAS_RADEMACHER, {0, 1, 0, 1, 0, 1, 0, 1}, 1},
};
#define NLAWS (int)(sizeof laws / sizeof *laws)

static double *sample(randblas_family family, uint64_t seed)
{
    double *x = malloc(COUNT * sizeof *x);
    randblas_dist dist = randblas_gaussian(ROWS, COLS);
    const randblas_state state = randblas_seed(seed);
    randblas_sketch *S;
    dist.family = family;
    dist.unscaled = 1;
    assert_int_equal(randblas_sketch_create(&dist, &state, &S, NULL), 0);
    assert_int_equal(randblas_dfill(RANDBLAS_COL_MAJOR, ROWS, COLS, S, 0, 0, x, ROWS), 0);
    randblas_sketch_destroy(S);
    return x;
}

/* Mean, variance, skewness and kurtosis through the raw moments, whose variances are known: E x^2k - (E x^k)^2. */
static void moments(void **state)
{
    (void)state;
    for (int f = 0; f < NLAWS; f++)
        for (uint64_t seed = 0; seed < 3; seed++) {
            double sum[5] = {0}, *x = sample(laws[f].family, seed);
            for (size_t i = 0; i < COUNT; i++) {
                assert_true(fabs(x[i]) <= laws[f].bound);
                for (int k = 1; k <= 4; k++) sum[k] += pow(x[i], k);
            }
            for (int k = 1; k <= 4; k++) {
                const double mean = laws[f].moment[k - 1], variance = laws[f].moment[2 * k - 1] - mean * mean;
                const double rounding = 1e-9; /* of the sums; also the whole allowance where the variance is 0 */
                assert_true(fabs(sum[k] / (double)COUNT - mean) <= Z_LIMIT * sqrt(variance / (double)COUNT) + rounding);
            }
            free(x);
        }
}

static double normal_cdf(double x)
{
    return 0.5 * erfc(-x / sqrt(2));
}

static double uniform_cdf(double x)
{
    return 0.5 + x / (2 * sqrt(3));
}

static void kolmogorov(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 2; seed++) {
        double *x = sample(RANDBLAS_GAUSSIAN, seed), *u = sample(RANDBLAS_UNIFORM, seed);
        assert_true(kolmogorov_smirnov(x, COUNT, normal_cdf) <= kolmogorov_limit());
        assert_true(kolmogorov_smirnov(u, COUNT, uniform_cdf) <= kolmogorov_limit());
        free(x), free(u);
    }
}

static void gaussian_tails(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 2; seed++) {
        double *x = sample(RANDBLAS_GAUSSIAN, seed);
        for (double t = 2; t <= 5; t += 0.5) {
            const double expected = (double)COUNT * normal_cdf(-t);
            double above = 0, below = 0;
            for (size_t i = 0; i < COUNT; i++) above += x[i] > t, below += x[i] < -t;
            assert_true(fabs(above - expected) <= count_limit(expected));
            assert_true(fabs(below - expected) <= count_limit(expected));
        }
        free(x);
    }
}

/* The first and last words of the words' range: the uniform comes within 20/n of its ends, but never reaches them. */
static void uniform_ends(void **state)
{
    (void)state;
    const double end = sqrt(3);
    double lo = 0, hi = 0, *x = sample(RANDBLAS_UNIFORM, 1);
    for (size_t i = 0; i < COUNT; i++) lo = fmin(lo, x[i]), hi = fmax(hi, x[i]);
    /* P(no point within 2 sqrt(3) c/n of an end) = exp(-c) */
    const double gap = 2 * end * -log(FALSE_ALARM) / (double)COUNT;
    assert_true(-end < lo && lo < -end + gap && end - gap < hi && hi < end);
    free(x);
}

/*
 * For independent entries the mean of (x^a - E)(y^b - E) has variance Var x^a Var x^b / n.  Powers above the first see
 * what a linear correlation does not: the two variables of a Box-Muller pair share a radius and an angle.
 */
static void check_pairs(const law *l, const double *x, size_t row_lag, size_t col_lag, const double *y)
{
    for (int a = 1; a <= 2; a++)
        for (int b = 1; b <= 2; b++) {
            const double ea = l->moment[a - 1], eb = l->moment[b - 1];
            const double variance = (l->moment[2 * a - 1] - ea * ea) * (l->moment[2 * b - 1] - eb * eb);
            double sum = 0, n = 0;
            for (size_t j = 0; j + col_lag < COLS; j++)
                for (size_t i = 0; i + row_lag < ROWS; i++, n++) {
                    const double u = x[i + j * ROWS], v = y[i + row_lag + (j + col_lag) * ROWS];
                    sum += ((a == 1 ? u : u * u) - ea) * ((b == 1 ? v : v * v) - eb);
                }
            assert_true(fabs(sum / n) <= Z_LIMIT * sqrt(variance / n) + 1e-12);
        }
}

/* Lags 4, 8 and 12 pair the words of a block (4: cosine and sine of one pair), 1 to 3 its neighbours, 16 the tiles. */
static void neighbours_are_uncorrelated(void **state)
{
    (void)state;
    for (int f = 0; f < NLAWS; f++) {
        double *x = sample(laws[f].family, 5), *y = sample(laws[f].family, 6);
        for (size_t lag = 1; lag <= 17; lag++) check_pairs(&laws[f], x, lag, 0, x);
        check_pairs(&laws[f], x, 0, 1, x);
        check_pairs(&laws[f], x, 0, 2, x);
        check_pairs(&laws[f], x, 1, 1, x);
        check_pairs(&laws[f], x, 0, 0, y); /* neighbouring seeds */
        free(x), free(y);
    }
}

/* Box-Muller pairs: rows 16 t + l and 16 t + 4 + l.  The squared radius is exponential, the angle uniform. */
static double exponential_cdf(double x)
{
    return -expm1(-x);
}

static double angle_cdf(double phi)
{
    return 0.5 + phi / (2 * acos(-1));
}

static void pairs_are_polar(void **state)
{
    (void)state;
    double *x = sample(RANDBLAS_GAUSSIAN, 9), *radius = malloc(COUNT / 2 * sizeof *x),
           *angle = malloc(COUNT / 2 * sizeof *x);
    size_t n = 0;
    for (size_t i = 0; i < COUNT; i++)
        if (i % 8 < 4) {
            radius[n] = (x[i] * x[i] + x[i + 4] * x[i + 4]) / 2;
            angle[n++] = atan2(x[i + 4], x[i]);
        }
    assert_int_equal(n, COUNT / 2);
    assert_true(kolmogorov_smirnov(radius, n, exponential_cdf) <= kolmogorov_limit());
    assert_true(kolmogorov_smirnov(angle, n, angle_cdf) <= kolmogorov_limit());
    free(x), free(radius), free(angle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments),         cmocka_unit_test(kolmogorov),
        cmocka_unit_test(gaussian_tails),  cmocka_unit_test(uniform_ends),
        cmocka_unit_test(pairs_are_polar), cmocka_unit_test(neighbours_are_uncorrelated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
