/** Activations: what they are, and Gaussian means of functions. */
#ifndef RMT_ACTIVATION_IMPL_H
#define RMT_ACTIVATION_IMPL_H

#include "rmt_equivalent.h"

#include <math.h>
#include <stdbool.h>

#define RMT_PHI_PI 3.14159265358979323846

/* scale base(t) + shift */
struct rmt_activation {
    rmt_activation_kind kind; /* base */
    double scale, shift;
    int64_t degree; /* RMT_PHI_POLYNOMIAL */
    double *coefficients;
    rmt_activation_fn value, derivative; /* RMT_PHI_USER */
    void *context;
};

/* Closed forms of the base: what is not has quadrature. */
static inline bool rmt_phi_is_closed(const rmt_activation *phi)
{
    return phi->kind <= RMT_PHI_POLYNOMIAL;
}

/* base(t) */
double rmt_phi_base(const rmt_activation *phi, double t);

/* a_first .. a_(first + count - 1) of base(sigma t), and E base^2 unless nu is NULL; count <= RMT_HERMITE_CHUNK. */
enum { RMT_HERMITE_CHUNK = 128 };
void rmt_phi_hermite(const rmt_activation *phi, double sigma, int64_t first, int64_t count, double *a, double *nu);

/* out[0 .. m) = a vector function of s */
typedef void rmt_mean_fn(void *context, double s, double *out);
enum { RMT_MEAN_MOST = RMT_HERMITE_CHUNK };

/* mean[k] = E f_k(xi), m <= RMT_MEAN_MOST, by adaptive quadrature to an absolute error of about tolerance times the
 * mean of the largest |f_k|. */
void rmt_gaussian_mean(int64_t m, rmt_mean_fn *f, void *context, double tolerance, double *mean);

#endif
