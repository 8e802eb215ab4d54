/*
 * Two-sided tails of gradient norms.  The gradient of a sample's squared error (x^T w - y)^2/2 has the norm |r| |x|, r
 * the residual.  Heavy-tailed inputs, Student's law of NU degrees of freedom, give it a power law at both ends:
 *
 *     large norms    density like t^-(1 + NU/2) before training, where r grows with x, t^-(1 + NU) after it, where r is
 *                    noise that does not;
 *     small norms    r passes through 0 with a positive density, so that 1/norm has a density like t^-2 always.
 *
 * Both tails are fitted by the same function, from the norms and from their reciprocals.
 */
#include "example.h"

#include <randlapack.h>
#include <rmt.h>

enum { SAMPLES = 20000, INPUTS = 10, NU = 3 };

/* Columns of Gaussians over a common root of chi-square/NU; y = A w + noise. */
static void make_data(double *A, double *y)
{
    double *g = example_normal(SAMPLES, NU, 4), *noise = example_normal(SAMPLES, 1, 5);
    for (int i = 0; i < SAMPLES; i++) {
        double chi2 = 0;
        for (int k = 0; k < NU; k++) chi2 += g[i + k * SAMPLES] * g[i + k * SAMPLES];
        y[i] = noise[i];
        for (int j = 0; j < INPUTS; j++) {
            A[i + j * SAMPLES] /= sqrt(chi2 / NU);
            y[i] += A[i + j * SAMPLES] * (j % 2 ? 1 : -1);
        }
    }
    free(g), free(noise);
}

static void gradient_norms(const double *A, const double *y, const double *w, double *norm)
{
    for (int i = 0; i < SAMPLES; i++) {
        double residual = -y[i], square = 0;
        for (int j = 0; j < INPUTS; j++) {
            const double a = A[i + j * SAMPLES];
            residual += a * w[j];
            square += a * a;
        }
        norm[i] = fabs(residual) * sqrt(square);
    }
}

/* Exponents of the tail of x and of that of 1/x, each from its own xmin on. */
static void two_sided(const char *when, const double *x, double upper, double lower)
{
    static double reciprocal[SAMPLES];
    const rmt_power_law_options options = {.size = sizeof options, .least_tail = 300};
    rmt_power_law_report large, small;
    for (int i = 0; i < SAMPLES; i++) reciprocal[i] = 1 / x[i];
    CHECK(rmt_power_law_fit(SAMPLES, x, &options, &large));
    CHECK(rmt_power_law_fit(SAMPLES, reciprocal, &options, &small));
    printf("%s: above %7.3g alpha %.2f +- %.2f (limit %.1f), below %7.3g alpha %.2f +- %.2f (limit %.1f)\n", when,
           large.xmin, large.alpha, large.standard_error, upper, 1 / small.xmin, small.alpha, small.standard_error,
           lower);
    example_expect(fabs(large.alpha - upper) < 0.15 * upper, "the tail of large norms");
    example_expect(fabs(small.alpha - lower) < 0.1 * lower, "the tail of small norms");
}

int main(void)
{
    double *A = example_normal(SAMPLES, INPUTS, 3), *y = example_alloc(SAMPLES, 1), *norm = example_alloc(SAMPLES, 1);
    double w[INPUTS] = {0};
    make_data(A, y);
    gradient_norms(A, y, w, norm);
    two_sided("before training", norm, 1 + NU / 2.0, 2);

    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, SAMPLES, INPUTS, A, SAMPLES);
    CHECK(randlapack_dlsq_precond(&op, 1, y, SAMPLES, w, INPUTS, NULL, NULL));
    gradient_norms(A, y, w, norm);
    two_sided("after training ", norm, 1 + NU, 2);
    free(A), free(y), free(norm);
    return 0;
}
