/*
 * phi(0), phi'(0), phi''(0)/2: known for the named activations.  Of a caller's phi they are the limits of
 * a_k(sigma)/(sigma^k sqrt(k!)) as sigma -> 0, which are even in sigma where phi is smooth: polynomial extrapolation in
 * sigma^2 (Neville), ended where two ways to the same order agree best.  Where phi has a kink or a jump at 0 they never
 * do.
 */
#include "activation_impl.h"
#include "rmt_kernels.h"

#include <string.h>

enum { LEVELS = 8 };
#define AGREEMENT 1e-7

typedef struct expansion {
    rmt_activation_kind kind;
    double b[3];
} expansion;

static bool named(const rmt_activation *phi, double b[3])
{
    static const expansion known[] = {{RMT_PHI_ERF, {0, 1.12837916709551257390, 0}},
                                      {RMT_PHI_GAUSSIAN, {1, 0, -1}},
                                      {RMT_PHI_SIN, {0, 1, 0}},
                                      {RMT_PHI_COS, {1, 0, -0.5}},
                                      {RMT_PHI_EXP, {1, 1, 0.5}},
                                      {RMT_PHI_TANH, {0, 1, 0}},
                                      {RMT_PHI_SIGMOID, {0.5, 0.25, 0}},
                                      {RMT_PHI_GELU, {0, 0.5, 0.39894228040143267794}},
                                      {RMT_PHI_TANH_SLOPE, {1, 0, -1}},
                                      {RMT_PHI_SIGMOID_SLOPE, {0.25, 0, -0.0625}},
                                      {RMT_PHI_GELU_SLOPE, {0.5, 0.79788456080286535588, 0}}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].kind == phi->kind) {
            memcpy(b, known[i].b, sizeof known[i].b);
            return true;
        }
    if (phi->kind != RMT_PHI_POLYNOMIAL) return false;
    for (int64_t k = 0; k < 3; k++) b[k] = k <= phi->degree ? phi->coefficients[k] : 0;
    return true;
}

/* The limit of values at sigma, sigma/2, sigma/4 .., and how well it is known. */
static double limit(double T[LEVELS], double *error)
{
    double best = T[0];
    *error = INFINITY;
    for (int j = 1; j < LEVELS; j++)
        for (int m = 0, i = j - 1; i >= 0; i--, m++) { /* T[i] is overwritten by the next order */
            const double before = T[i], after = T[i + 1] + (T[i + 1] - before) / (pow(4, m + 1) - 1);
            const double change = fmax(fabs(after - before), fabs(after - T[i + 1]));
            T[i] = after;
            if (change < *error) {
                *error = change;
                best = after;
            }
        }
    return best;
}

static bool extrapolated(const rmt_activation *phi, double b[3])
{
    double T[3][LEVELS], size = 0, worst = 0;
    for (int j = 0; j < LEVELS; j++) {
        const double sigma = ldexp(0.5, -j);
        double a[3];
        rmt_phi_hermite(phi, sigma, 0, 3, a, NULL);
        T[0][j] = a[0];
        T[1][j] = a[1] / sigma;
        T[2][j] = a[2] / (sigma * sigma * sqrt(2));
    }
    for (int k = 0; k < 3; k++) {
        double error;
        b[k] = limit(T[k], &error);
        worst = fmax(worst, error);
        size = fmax(size, fabs(b[k]));
    }
    return isfinite(size) && worst <= AGREEMENT * size;
}

int rmt_activation_taylor(const rmt_activation *phi, double b[3])
{
    double base[3];
    if (!phi) return -1;
    const bool user = phi->kind == RMT_PHI_USER;
    if (user ? !extrapolated(phi, base) : !named(phi, base)) return -1;
    if (!b) return -2;
    for (int k = 0; k < 3; k++) b[k] = phi->scale * base[k] + (k == 0 ? phi->shift : 0);
    return 0;
}
