/* Making, changing and evaluating activations.  Every one is scale base(t) + shift, so that closed forms of the base
 * serve the standardised and the derived ones too. */
#include "activation_impl.h"

#include <stdlib.h>
#include <string.h>

enum { DEGREE_MOST = 60 };

static rmt_activation *allocate(rmt_activation_kind kind, int64_t degree, const double *coefficients)
{
    rmt_activation *phi = calloc(1, sizeof *phi);
    if (!phi) return NULL;
    phi->kind = kind;
    phi->scale = 1;
    phi->degree = degree;
    if (kind != RMT_PHI_POLYNOMIAL) return phi;
    phi->coefficients = malloc((size_t)(degree + 1) * sizeof *phi->coefficients);
    if (phi->coefficients) {
        memcpy(phi->coefficients, coefficients, (size_t)(degree + 1) * sizeof *phi->coefficients);
        return phi;
    }
    free(phi);
    return NULL;
}

void rmt_activation_destroy(rmt_activation *activation)
{
    if (activation) free(activation->coefficients);
    free(activation);
}

static int give(rmt_activation *made, rmt_activation **activation)
{
    if (!made) return RANDBLAS_OUT_OF_MEMORY;
    *activation = made;
    return 0;
}

int rmt_activation_create(rmt_activation_kind kind, rmt_activation **activation)
{
    if (kind < RMT_PHI_RELU || kind > RMT_PHI_GELU_SLOPE || kind == RMT_PHI_POLYNOMIAL) return -1;
    if (!activation) return -2;
    return give(allocate(kind, 0, NULL), activation);
}

int rmt_activation_polynomial(int64_t degree, const double *coefficients, rmt_activation **activation)
{
    if (degree < 0 || degree > DEGREE_MOST) return -1;
    if (!coefficients) return -2;
    if (!activation) return -3;
    for (int64_t k = 0; k <= degree; k++)
        if (!isfinite(coefficients[k])) return RANDBLAS_NOT_FINITE;
    return give(allocate(RMT_PHI_POLYNOMIAL, degree, coefficients), activation);
}

int rmt_activation_user(rmt_activation_fn value, rmt_activation_fn derivative, void *context,
                        rmt_activation **activation)
{
    if (!value) return -1;
    if (!activation) return -4;
    rmt_activation *phi = allocate(RMT_PHI_USER, 0, NULL);
    if (!phi) return RANDBLAS_OUT_OF_MEMORY;
    phi->value = value;
    phi->derivative = derivative;
    phi->context = context;
    *activation = phi;
    return 0;
}

int rmt_activation_affine(const rmt_activation *phi, double scale, double shift, rmt_activation **activation)
{
    if (!phi) return -1;
    if (!isfinite(scale)) return -2;
    if (!isfinite(shift)) return -3;
    if (!activation) return -4;
    rmt_activation *made = allocate(phi->kind, phi->degree, phi->coefficients);
    if (!made) return RANDBLAS_OUT_OF_MEMORY;
    made->scale = scale * phi->scale;
    made->shift = scale * phi->shift + shift;
    made->value = phi->value;
    made->derivative = phi->derivative;
    made->context = phi->context;
    *activation = made;
    return 0;
}

int rmt_activation_standardise(const rmt_activation *phi, rmt_activation **activation)
{
    double mean, nu;
    if (!phi) return -1;
    if (!activation) return -2;
    rmt_phi_hermite(phi, 1, 0, 1, &mean, &nu);
    const double variance = nu - mean * mean, scale = copysign(1, phi->scale) / sqrt(variance);
    if (!(variance > 1e-14 * nu) || phi->scale == 0) return -1;
    rmt_activation *made = NULL;
    int info = rmt_activation_affine(phi, 1, 0, &made);
    if (info) return info;
    made->scale = scale;
    made->shift = -mean * scale;
    *activation = made;
    return 0;
}

static rmt_activation *polynomial_slope(const rmt_activation *phi)
{
    double c[DEGREE_MOST + 1] = {0};
    for (int64_t k = 1; k <= phi->degree; k++) c[k - 1] = (double)k * phi->coefficients[k];
    return allocate(RMT_PHI_POLYNOMIAL, phi->degree > 0 ? phi->degree - 1 : 0, c);
}

typedef struct slope {
    rmt_activation_kind of, is;
    double factor;
} slope;

int rmt_activation_derivative(const rmt_activation *phi, rmt_activation **activation)
{
    static const slope slopes[] = {{RMT_PHI_RELU, RMT_PHI_STEP, 1},
                                   {RMT_PHI_ABS, RMT_PHI_SIGN, 1},
                                   {RMT_PHI_SIN, RMT_PHI_COS, 1},
                                   {RMT_PHI_COS, RMT_PHI_SIN, -1},
                                   {RMT_PHI_EXP, RMT_PHI_EXP, 1},
                                   {RMT_PHI_ERF, RMT_PHI_GAUSSIAN, 1.12837916709551257390},
                                   {RMT_PHI_TANH, RMT_PHI_TANH_SLOPE, 1},
                                   {RMT_PHI_SIGMOID, RMT_PHI_SIGMOID_SLOPE, 1},
                                   {RMT_PHI_GELU, RMT_PHI_GELU_SLOPE, 1},
                                   {RMT_PHI_USER, RMT_PHI_USER, 1},
                                   {RMT_PHI_POLYNOMIAL, RMT_PHI_POLYNOMIAL, 1}};
    enum { SLOPES = sizeof slopes / sizeof *slopes };
    int i = 0;
    if (!phi || (phi->kind == RMT_PHI_USER && !phi->derivative)) return -1;
    if (!activation) return -2;
    while (i < SLOPES && slopes[i].of != phi->kind) i++;
    if (i == SLOPES) return -1;
    rmt_activation *made = phi->kind == RMT_PHI_POLYNOMIAL ? polynomial_slope(phi) : allocate(slopes[i].is, 0, NULL);
    if (!made) return RANDBLAS_OUT_OF_MEMORY;
    made->scale = phi->scale * slopes[i].factor;
    made->value = phi->derivative;
    made->context = phi->context;
    *activation = made;
    return 0;
}

static double horner(const rmt_activation *phi, double t)
{
    double y = phi->coefficients[phi->degree];
    for (int64_t k = phi->degree - 1; k >= 0; k--) y = y * t + phi->coefficients[k];
    return y;
}

static double normal_cdf(double t)
{
    return erfc(-t * sqrt(0.5)) / 2;
}

/* Of the sigmoid: s (1 - s); of tanh: 4 e/(1 + e)^2, e = exp(-2 |t|), which does not cancel. */
static double logistic_slope(double t)
{
    const double e = exp(-fabs(t));
    return e / ((1 + e) * (1 + e));
}

double rmt_phi_base(const rmt_activation *phi, double t)
{
    switch (phi->kind) {
    case RMT_PHI_RELU:
        return t > 0 ? t : t * 0;
    case RMT_PHI_ABS:
        return fabs(t);
    case RMT_PHI_SIGN:
        return isnan(t) ? t : (t > 0) - (t < 0);
    case RMT_PHI_STEP:
        return isnan(t) ? t : ((t > 0) - (t < 0) + 1) / 2.0;
    case RMT_PHI_ERF:
        return erf(t);
    case RMT_PHI_GAUSSIAN:
        return exp(-t * t);
    case RMT_PHI_SIN:
        return sin(t);
    case RMT_PHI_COS:
        return cos(t);
    case RMT_PHI_EXP:
        return exp(t);
    case RMT_PHI_POLYNOMIAL:
        return horner(phi, t);
    case RMT_PHI_TANH:
        return tanh(t);
    case RMT_PHI_SIGMOID:
        return 1 / (1 + exp(-t));
    case RMT_PHI_GELU:
        return t * normal_cdf(t);
    case RMT_PHI_TANH_SLOPE:
        return 4 * logistic_slope(2 * t);
    case RMT_PHI_SIGMOID_SLOPE:
        return logistic_slope(t);
    case RMT_PHI_GELU_SLOPE:
        return normal_cdf(t) + t * exp(-t * t / 2) / sqrt(2 * RMT_PHI_PI);
    default:
        return phi->value(phi->context, t);
    }
}

int rmt_activation_values(const rmt_activation *phi, int64_t n, const double *t, double *y)
{
    if (!phi) return -1;
    if (n < 0) return -2;
    if (!t && n > 0) return -3;
    if (!y && n > 0) return -4;
#pragma omp parallel for schedule(static) if (n > 16384)
    for (int64_t i = 0; i < n; i++) y[i] = phi->scale * rmt_phi_base(phi, t[i]) + phi->shift;
    return 0;
}
