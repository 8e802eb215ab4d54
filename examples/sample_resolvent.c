/*
 * How wrong is the inverse of a sample covariance?  a^T (X X^T/n + gamma I)^-1 a from one sample of n = 3 p points,
 * against its deterministic equivalent, and against what the population would give.
 */
#include "example.h"

#include <rmt.h>

#include <complex.h>

enum { P = 80, N = 240 };

/* y = (X X^T/n + gamma I) x */
static void apply(const double *X, double gamma, const double *x, double *y)
{
    for (int i = 0; i < P; i++) y[i] = gamma * x[i];
    for (int j = 0; j < N; j++) {
        double sum = 0;
        for (int i = 0; i < P; i++) sum += X[i + j * P] * x[i] / N;
        for (int i = 0; i < P; i++) y[i] += sum * X[i + j * P];
    }
}

/* a^T A^-1 a by conjugate gradients. */
static double form(const double *X, double gamma, const double *a)
{
    double x[P] = {0}, r[P], d[P], y[P], rr = 0, value = 0;
    for (int i = 0; i < P; i++) rr += (r[i] = d[i] = a[i]) * a[i];
    for (int step = 0; step < 4 * P && rr > 1e-24; step++) {
        double dy = 0, next = 0;
        apply(X, gamma, d, y);
        for (int i = 0; i < P; i++) dy += d[i] * y[i];
        for (int i = 0; i < P; i++) {
            x[i] += rr / dy * d[i];
            r[i] -= rr / dy * y[i];
            next += r[i] * r[i];
        }
        for (int i = 0; i < P; i++) d[i] = r[i] + next / rr * d[i];
        rr = next;
    }
    for (int i = 0; i < P; i++) value += a[i] * x[i];
    return value;
}

int main(void)
{
    double *X = example_normal(P, N, 5), tau[P], a[P], weights[P], factors[3];
    rmt_law *law = NULL;
    for (int i = 0; i < P; i++) {
        tau[i] = i < P / 2 ? 1 : 4; /* eigenvalues of the population; its eigenvectors are the axes */
        a[i] = 1 / sqrt(P);
        weights[i] = a[i] * a[i];
    }
    for (int i = 0; i < P * N; i++) X[i] *= sqrt(tau[i % P]);
    CHECK(rmt_law_sample_covariance(P, tau, NULL, (double)P / N, &law));
    for (int k = 0; k < 2; k++) {
        const double gamma = k == 0 ? 0 : 0.5;
        const double complex z = -gamma;
        double complex theory;
        double population = 0;
        CHECK(rmt_linear_form(law, 1, &z, P, tau, weights, &theory));
        for (int i = 0; i < P; i++) population += weights[i] / (tau[i] + gamma);
        const double sample = form(X, gamma, a);
        printf("ridge %.1f: %.4f from the sample, %.4f by its equivalent, %.4f in the population\n", gamma, sample,
               creal(theory), population);
        example_expect(fabs(sample - creal(theory)) < 0.2 * sample, "the equivalent is near");
        example_expect(fabs(sample - creal(theory)) < 0.5 * fabs(sample - population),
                       "and nearer than the population");
    }
    CHECK(rmt_gaussian_inverse(P, N, factors));
    printf("exactly, the inverse is too large by n/(n - p - 1) = %.4f in the mean\n", factors[0]);
    example_expect(fabs(factors[0] - 1.5) < 0.02, "near 1/(1 - p/n)");
    rmt_law_destroy(law);
    free(X);
    return 0;
}
