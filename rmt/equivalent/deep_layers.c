/*
 * Kernels of deep networks to second order in the cosine rho of two points of the unit sphere.  A layer maps CK = c rho
 * + d rho^2 to sum_k a_k^2 (CK/sigma^2)^k, sigma^2 the diagonal, and with a_0 = 0, r = (a_1/sigma)^2, s =
 * (a_2/sigma^2)^2
 *
 *     CK' = r c rho + (r d + s c^2) rho^2,
 *
 * c^2 being alpha_1^4.  E phi'(u) phi'(v) is the derivative of that map at CK: r + 2 s c rho, and the NTK
 *
 *     NTK' = CK' + (r + 2 s c rho) NTK.
 *
 * On the diagonal it is E phi'^2 in place of r.  rho^2 becomes 1/p, its mean, as in linear_kernel.c.
 */
#include "activation_impl.h"
#include "rmt_kernels.h"

#define CENTRED 1e-10 /* |a_0| at most, in units of the root of E phi^2 */
#define FIXED 1e-12   /* a variance that changes by less stays as it is: its map may repel what rounding moves */

/* phi at one variance. */
typedef struct moments {
    const rmt_activation *phi, *slope; /* slope: NULL if there is none */
    double variance, r, s, nu, slope_nu;
} moments;

static bool evaluate(moments *m, double variance)
{
    const double sigma = sqrt(variance);
    double a[3];
    if (m->variance == variance) return true;
    rmt_activation_hermite(m->phi, sigma, 3, a, &m->nu);
    if (fabs(m->nu - variance) <= FIXED * variance) m->nu = variance;
    m->slope_nu = NAN;
    if (m->slope) rmt_activation_hermite(m->slope, sigma, 0, NULL, &m->slope_nu);
    m->r = a[1] / sigma * (a[1] / sigma);
    m->s = a[2] / variance * (a[2] / variance);
    m->variance = variance;
    return m->nu > 0 && isfinite(m->nu) && fabs(a[0]) <= CENTRED * sqrt(m->nu);
}

static void advance(const moments *m, rmt_deep_layer *l)
{
    const double linear = l->ck_linear;
    l->ck_diagonal = m->nu;
    l->ck_square = m->r * l->ck_square + m->s * linear * linear;
    l->ck_linear = m->r * linear;
    l->ntk_diagonal = m->nu + m->slope_nu * l->ntk_diagonal;
    if (!m->slope) l->ntk_linear = l->ntk_square = NAN;
    l->ntk_square = l->ck_square + m->r * l->ntk_square + 2 * m->s * linear * l->ntk_linear;
    l->ntk_linear = l->ck_linear + m->r * l->ntk_linear;
}

/* All layers; none is stored when layers is NULL. */
static bool run(moments *m, int64_t depth, rmt_deep_layer *layers)
{
    rmt_deep_layer l = {1, 1, 0, 1, 1, 0};
    for (int64_t k = 0; k < depth; k++) {
        if (!evaluate(m, l.ck_diagonal)) return false;
        advance(m, &l);
        if (layers) layers[k] = l;
    }
    return true;
}

int rmt_deep_layers(const rmt_activation *phi, int64_t depth, rmt_deep_layer *layers)
{
    rmt_activation *slope = NULL;
    if (!phi) return -1;
    if (depth < 0) return -2;
    if (!layers && depth > 0) return -3;
    int info = rmt_activation_derivative(phi, &slope);
    if (info == -1) info = 0; /* there is none */
    moments m = {.phi = phi, .slope = slope, .variance = -1};
    if (!info && !run(&m, depth, NULL)) info = -1;
    if (!info) run(&m, depth, layers);
    rmt_activation_destroy(slope);
    return info;
}

int rmt_deep_equivalent(const rmt_deep_layer *layer, double dimension, rmt_linear_kernel *ck, rmt_linear_kernel *ntk)
{
    if (!layer) return -1;
    if (!(dimension > 0 && isfinite(dimension))) return -2;
    if (ck)
        *ck =
            (rmt_linear_kernel){layer->ck_linear, layer->ck_square / dimension, layer->ck_diagonal - layer->ck_linear};
    if (ntk)
        *ntk = (rmt_linear_kernel){layer->ntk_linear, layer->ntk_square / dimension,
                                   layer->ntk_diagonal - layer->ntk_linear};
    return 0;
}

int rmt_deep_reach(const rmt_activation *phi, double tolerance, int64_t *depth)
{
    double a[2], nu;
    if (!phi || rmt_activation_hermite(phi, 1, 2, a, &nu)) return -1;
    if (!(fabs(a[0]) <= CENTRED && fabs(nu - 1) <= 1e-9)) return -1;
    if (!(tolerance > 0 && tolerance < 1)) return -2;
    if (!depth) return -3;
    const double r = a[1] * a[1];
    if (r > 1 - 1e-13) {
        *depth = INT64_MAX;
        return 0;
    }
    int64_t L = (int64_t)(log(tolerance) / log(r)) + 1; /* but for rounding */
    while (L > 1 && pow(r, (double)(L - 1)) < tolerance) L--;
    while (pow(r, (double)L) >= tolerance) L++;
    *depth = L;
    return 0;
}
