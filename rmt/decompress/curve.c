/*
 * A transform that solves P(z, m) = 0, P a polynomial, with all its sheets: u = 1/m is the parameter, for m has poles
 * on the axis and u has not.  The whole has z = x + (ratio - 1) u.  P is for the continuous part m_c of mass 1, m =
 * inner m_c + sum w/(p - z), so that with v = u m_c = (1 - u sum w/(p - z))/inner
 *
 *     F = u^d P(z, m_c) = sum a_ij z^i v^j u^(d - j),    d the degree in m.
 */
#include "continuation_impl.h"

typedef struct powers {
    rmt_complex z[4], v[5], u[5]; /* z^i, v^j, u^j */
} powers;

static void set_powers(powers *p, rmt_complex z, rmt_complex v, rmt_complex u)
{
    p->z[0] = p->v[0] = p->u[0] = 1;
    for (int i = 1; i < 4; i++) p->z[i] = p->z[i - 1] * z;
    for (int j = 1; j < 5; j++) {
        p->v[j] = p->v[j - 1] * v;
        p->u[j] = p->u[j - 1] * u;
    }
}

static void value(const void *data, rmt_complex u, rmt_complex x, double ratio, rmt_surface_value *out)
{
    const rmt_curve *c = data;
    const rmt_complex z = x + (ratio - 1) * u;
    rmt_complex atoms = 0, slope = 0, by_z = 0, by_v = 0, by_u = 0;
    powers p;
    for (int i = 0; i < c->atoms; i++) {
        const rmt_complex r = rmt_inverse(c->place[i] - z);
        atoms += c->weight[i] * r;
        slope += c->weight[i] * r * r;
    }
    set_powers(&p, z, (1 - u * atoms) / c->inner, u);
    out->F = 0;
    for (int j = 0; j <= c->in_m; j++) {
        const int k = c->in_m - j;
        rmt_complex sum = 0, dsum = 0;
        for (int i = 0; i <= c->in_z; i++) {
            const double a = c->a[i + (c->in_z + 1) * j];
            sum += a * p.z[i];
            if (i > 0) dsum += i * a * p.z[i - 1];
        }
        out->F += sum * p.v[j] * p.u[k];
        by_z += dsum * p.v[j] * p.u[k];
        if (j > 0) by_v += sum * j * p.v[j - 1] * p.u[k];
        if (k > 0) by_u += sum * p.v[j] * k * p.u[k - 1];
    }
    out->x = by_z - by_v * u * slope / c->inner;
    out->s = (ratio - 1) * out->x + by_u - by_v * atoms / c->inner;
    out->ratio = u * out->x;
    const rmt_complex m = rmt_inverse(u);
    out->m = m / ratio;
    out->slope = -out->m * m;
}

/* m = -1/z: x = z + (ratio - 1) z */
static rmt_complex far(const void *data, rmt_complex x, double ratio)
{
    (void)data;
    return -x / ratio;
}

rmt_surface rmt_curve_surface(const rmt_curve *c)
{
    return (rmt_surface){value, far, c};
}
