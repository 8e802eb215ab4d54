/*
 * The factor gamma for which E (gamma B^T B + lambda I)^-1 ~ (H + lambda I)^-1, H = A^T A, B = S A of d rows, E S^T S =
 * I.
 *
 * lambda = 0.  For Gaussian S, B^T B is Wishart and E (B^T B)^-1 = d/(d - n - 1) H^-1 exactly, so gamma = d/(d - n -
 * 1). For other S whose rows are independent and spread out, gamma = d/(d - n) @cite derezinski2021.
 *
 * lambda > 0.  With rows a_i of sqrt(d) B, Q = (gamma B^T B + lambda I)^-1 and Q_i the same without row i,
 *
 *     Q a_i = Q_i a_i / (1 + gamma a_i^T Q_i a_i / d),   a_i^T Q_i a_i ~ tr H Q,
 *
 * so that E Q ~ (gamma/(1 + delta) H + lambda I)^-1 with delta = gamma tr(H E Q)/d.  The factor of H is 1 when
 * gamma = 1 + gamma D/d, D = tr H (H + lambda I)^-1 the effective dimension: gamma = d/(d - D), the shrunk ridge
 * lambda/gamma = lambda (1 - D/d) of @cite derezinski2020.  The error is O(1/d).
 *
 * From the sketch: with this gamma, D(gamma) = tr gamma B^T B Q has mean D, so gamma is the root of
 *
 *     g(gamma) = gamma - gamma D(gamma)/d - 1,   D(gamma) = sum gamma/(gamma + u_k),   u_k = lambda/s_k^2.
 *
 * g increases and is concave on gamma > 0 when d > n, and Newton's method from gamma = 1, where g <= 0, ascends to the
 * root.  With d <= n there is a root if d exceeds D enough.
 *
 * Gaussian, lambda > 0: there is no closed form.  Integration by parts (Stein) gives
 *
 *     I - lambda E Q = gamma H E[ (1 - (D(gamma) + 1)/d) Q + lambda Q^2 / d ],
 *
 * and E Q^2 ~ P (1 + kappa H) P with P = (H + lambda I)^-1, lambda kappa = (gamma e/d)/(1 + gamma e/d), e = lambda tr H
 * P^2. So the term of order 1/d is removed in the direction of an eigenvalue h of H by gamma = d/(d - D - theta_h),
 * theta_h = h/(h + lambda)/(1 + gamma e/d).  One number must serve all directions: theta is the mean of theta_h with
 * weights h/(h + lambda), which is how much the result feels gamma:
 *
 *     theta = (1 - e/D)/(1 + gamma e/d),   gamma = d/(d - D - theta),
 *
 * exact for lambda = 0, where theta = 1.  The sketch yields e_s = sum p_k (1 - p_k), p_k = gamma/(gamma + u_k), whose
 * mean is e/(1 + gamma e/d).
 */
#include "debias_impl.h"

#include <math.h>

#define MAX_STEPS 100

double randlapack_debias_plain(const randlapack_debias_rule *rule)
{
    const double d = (double)rule->rows, n = (double)rule->cols;
    return rule->factor > 0 ? rule->factor : d / (d - n - rule->gaussian);
}

/* D(gamma); also sum p_k (1 - p_k). */
static double dimension_at(double gamma, int64_t n, const double *ratio, double *excess)
{
    double sum = 0;
    *excess = 0;
    for (int64_t k = 0; k < n; k++) {
        const double p = gamma / (gamma + ratio[k]);
        sum += p;
        *excess += p * (1 - p);
    }
    return sum;
}

/* The root of gamma - gamma (D(gamma) + theta)/d - 1; negative if there is none. */
static double root(double d, double theta, int64_t n, const double *ratio)
{
    double gamma = 1;
    for (int step = 0; step < MAX_STEPS; step++) {
        double excess;
        const double dimension = dimension_at(gamma, n, ratio, &excess);
        const double g = gamma * (1 - (dimension + theta) / d) - 1, slope = 1 - (dimension + excess + theta) / d;
        if (!(slope > 0)) return -1;
        gamma -= g / slope;
        if (g >= -1e-14 * slope * gamma) return gamma; /* g < 0 on the way but for rounding */
    }
    return -1;
}

static double theta_at(double gamma, double d, double dimension, int64_t n, const double *ratio)
{
    double excess;
    dimension_at(gamma, n, ratio, &excess);
    const double shrink = 1 - gamma * excess / d; /* 1/(1 + gamma e/d) */
    return shrink > 0 && dimension > 0 ? fmax(0, shrink - excess / dimension) : 0;
}

bool randlapack_debias_ridge(const randlapack_debias_rule *rule, const double *ratio, double *factor, double *dimension)
{
    const double d = (double)rule->rows;
    const int64_t n = rule->cols;
    const bool known = rule->dimension >= 0;
    double gamma = rule->factor, theta = 0, excess;
    if (!(gamma > 0)) {
        gamma = known ? d / (d - rule->dimension) : root(d, 0, n, ratio);
        if (!(gamma > 0 && isfinite(gamma))) return false;
        *dimension = known ? rule->dimension : dimension_at(gamma, n, ratio, &excess);
        if (rule->gaussian) theta = theta_at(gamma, d, *dimension, n, ratio);
        if (theta > 0) gamma = known ? d / (d - rule->dimension - theta) : root(d, theta, n, ratio);
        if (!(gamma > 0 && isfinite(gamma))) return false;
    }
    *factor = gamma;
    *dimension = known ? rule->dimension : dimension_at(gamma, n, ratio, &excess);
    return true;
}
