/*
 * The population behind a sample (El Karoui 2008, with least squares in place of a linear program): at z off the axis
 * the sample has m = (c/p) sum 1/(lambda - z) - (1 - c)/z within O(1/n) of its limit, and Silverstein's equation, u =
 * -1/m,
 *
 *     z - u = c sum w tau u/(u - tau),
 *
 * is linear in the weights w of a grid of values tau: least squares under w >= 0 and sum w = 1, a convex problem whose
 * solution is a few atoms.  (Fitting the values by the law's quantiles, as QuEST does, is not convex and costs a p x p
 * Jacobian a step.)  Points z = x (1 + i eta), x over the eigenvalues' range in equal steps of log x: for each the
 * equation is divided by |u|, so that errors are alike.  A small eta tells more and is noisier; two of them are taken.
 *
 * A population is supported between the least and the largest sample eigenvalue, for z(u) < u in front of it and
 * z(u) > u behind; the grid is geometric over that range, and has 0 if the sample has more zeros than p > n makes.
 */
#include "lapack_impl.h"
#include "law_impl.h"
#include "nnls_impl.h"
#include "rmt_covariance.h"

#include <string.h>

enum { POINTS = 120 };
static const double slopes[2] = {0.1, 0.5}; /* eta */

typedef struct inverse_problem {
    int64_t p, n, grid, rows; /* rows: two an equation, and the sum */
    const double *lambda;
    double scale, low, high; /* of the positive eigenvalues */
    double *tau, *A, *b;
} inverse_problem;

static rmt_complex companion(const inverse_problem *s, rmt_complex z)
{
    rmt_complex sum = 0;
    for (int64_t i = 0; i < s->p; i++) sum += 1 / (s->lambda[i] / s->scale - z);
    return (sum - (double)(s->n - s->p) / z) / (double)s->n;
}

/* Equation number `row`/2 at z. */
static void equation(const inverse_problem *s, int64_t row, rmt_complex z)
{
    const double c = (double)s->p / (double)s->n;
    const rmt_complex u = -1 / companion(s, z);
    const double size = cabs(u);
    s->b[row] = creal(z - u) / size;
    s->b[row + 1] = cimag(z - u) / size;
    for (int64_t k = 0; k < s->grid; k++) {
        const double t = s->tau[k];
        const rmt_complex a = c * t * u / (u - t) / size;
        s->A[row + k * s->rows] = creal(a);
        s->A[row + 1 + k * s->rows] = cimag(a);
    }
}

static void set_up(const inverse_problem *s, bool zero)
{
    const int64_t first = zero && s->grid > 2;
    for (int64_t k = 0; k < s->grid; k++)
        s->tau[k] = k < first ? 0 : s->low * pow(s->high / s->low, (double)(k - first) / (double)(s->grid - 1 - first));
    for (int64_t i = 0; i < POINTS; i++)
        for (int64_t j = 0; j < 2; j++) {
            const double x = s->low / 2 * pow(4 * s->high / s->low, (double)i / (POINTS - 1));
            equation(s, 2 * (2 * i + j), CMPLX(x, slopes[j] * x));
        }
    const double heavy = 1e3; /* the weights sum to 1 to 1e-6 or so, and are divided by their sum */
    s->b[s->rows - 1] = heavy;
    for (int64_t k = 0; k < s->grid; k++) s->A[s->rows - 1 + k * s->rows] = heavy;
}

/* The atoms that have weight; the rest of the arrays is untouched. */
static int64_t collect(const inverse_problem *s, const double *w, double *values, double *weights)
{
    int64_t count = 0;
    double total = 0;
    for (int64_t k = 0; k < s->grid; k++) total += w[k];
    for (int64_t k = 0; k < s->grid; k++)
        if (w[k] > 0) {
            values[count] = s->tau[k] * s->scale;
            weights[count++] = w[k] / total;
        }
    return count;
}

static int fit(inverse_problem *s, bool zero, double *values, double *weights, int64_t *count)
{
    randblas_arena arena = randblas_arena_open(NULL);
    s->rows = 4 * POINTS + 1 > s->grid + 2 ? 4 * POINTS + 1 : s->grid + 2;
    s->tau = randblas_arena_get(&arena, s->grid, sizeof *s->tau);
    s->A = randblas_arena_get(&arena, randblas_size_product(s->rows, s->grid), sizeof *s->A);
    s->b = randblas_arena_get(&arena, s->rows, sizeof *s->b);
    double *w = randblas_arena_get(&arena, s->grid, sizeof *w);
    int info = arena.info;
    if (!info) {
        memset(s->A, 0, (size_t)(s->rows * s->grid) * sizeof *s->A);
        memset(s->b, 0, (size_t)s->rows * sizeof *s->b);
        set_up(s, zero);
        info = rmt_nnls(s->rows, s->grid, s->A, s->b, w, &arena);
    }
    if (!info) *count = collect(s, w, values, weights);
    randblas_arena_close(&arena);
    return info;
}

static int solve(int64_t p, int64_t n, const double *eigenvalues, double largest, int64_t grid, double *values,
                 double *weights, int64_t *count)
{
    double least = largest;
    int64_t zeros = 0;
    for (int64_t i = 0; i < p; i++) {
        const bool zero = eigenvalues[i] <= 1e-13 * largest;
        zeros += zero;
        if (!zero) least = fmin(least, eigenvalues[i]);
    }
    int exponent;
    frexp(largest, &exponent);
    inverse_problem s = {.p = p, .n = n, .grid = grid, .lambda = eigenvalues, .scale = ldexp(1, exponent - 1)};
    s.low = (p > n ? fmin(least, 1e-3 * largest) : 0.999 * least) / s.scale; /* p > n: no bound from below */
    s.high = largest / s.scale;
    return fit(&s, zeros > (p > n ? p - n : 0), values, weights, count);
}

int rmt_covariance_population(int64_t p, int64_t n, const double *eigenvalues, int64_t grid, double *values,
                              double *weights, int64_t *count)
{
    if (p < 1) return -1;
    if (n < 1) return -2;
    if (!eigenvalues) return -3;
    if (grid < 2) return -4;
    if (!values) return -5;
    if (!weights) return -6;
    if (!count) return -7;
    double largest = 0;
    for (int64_t i = 0; i < p; i++) {
        if (!isfinite(eigenvalues[i])) return RANDBLAS_NOT_FINITE;
        if (eigenvalues[i] < 0) return -3;
        largest = fmax(largest, eigenvalues[i]);
    }
    if (largest == 0) {
        values[0] = 0;
        weights[0] = 1;
        *count = 1;
        return 0;
    }
    return solve(p, n, eigenvalues, largest, grid, values, weights, count);
}
