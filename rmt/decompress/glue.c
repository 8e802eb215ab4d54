/*
 * A law whose Jacobi coefficients are constant from some index on: its transform is a rational function of J, t =
 * (J + 1/J)/2,
 *
 *     m_k = -2 J,    m_i = -1/(t - a_i + b_(i+1)^2 m_(i+1)),    m = m_0,
 *
 * |J| < 1 being the physical sheet and |J| > 1 the one behind the cut.  The density is sqrt(1 - t^2) by a positive
 * polynomial of degree 2 k.  Poles on the physical sheet are atoms: there are none where the Schur complements of t -
 * (Jacobi matrix) are all positive at t = 1 and all negative at t = -1.  The whole has x = t - (ratio - 1)/m.
 *
 * Near a pole of either sheet m = w/(p - t), and the whole has w'/(p - x) there, w' = 1 - (1 - w)/ratio.  Poles of the
 * second sheet have w < 0; where w' > 0 they have come to the physical one: so atoms arise.
 */
#include "continuation_impl.h"

void rmt_glue_value(const rmt_glue *g, rmt_complex J, rmt_complex *t, rmt_complex *dt, rmt_complex *m, rmt_complex *dm)
{
    const rmt_complex inverse = rmt_inverse(J);
    *t = (J + inverse) / 2;
    *dt = (1 - inverse * inverse) / 2;
    *m = -2 * J;
    *dm = -2;
    for (int i = g->order - 1; i >= 0; i--) {
        const rmt_complex r = rmt_inverse(*t - g->a[i] + g->b2[i] * *m);
        *dm = (*dt + g->b2[i] * *dm) * r * r;
        *m = -r;
    }
    if (g->atoms == 0) return;
    *m *= g->inner;
    *dm *= g->inner;
    for (int i = 0; i < g->atoms; i++) {
        const rmt_complex r = rmt_inverse(g->place[i] - *t);
        *m += g->weight[i] * r;
        *dm += g->weight[i] * r * r * *dt;
    }
}

bool rmt_glue_has_atoms(const rmt_glue *g)
{
    double above = 0.5, below = -0.5;
    for (int i = g->order - 1; i >= 0; i--) {
        above = 1 - g->a[i] - g->b2[i] / above;
        below = -1 - g->a[i] - g->b2[i] / below;
        if (!(above > 0 && below < 0)) return true;
    }
    return false;
}

static void value(const void *data, rmt_complex J, rmt_complex x, double ratio, rmt_surface_value *v)
{
    rmt_complex t, dt, m, dm;
    rmt_glue_value(data, J, &t, &dt, &m, &dm);
    const rmt_complex r = rmt_inverse(m);
    v->F = t - (ratio - 1) * r - x;
    v->s = dt + (ratio - 1) * dm * r * r;
    v->x = -1;
    v->ratio = -r;
    v->m = m / ratio;
    v->slope = dm / ratio;
}

/* m = -1/t: x = ratio t */
static rmt_complex far(const void *data, rmt_complex x, double ratio)
{
    (void)data;
    return ratio / (2 * x);
}

rmt_surface rmt_glue_surface(const rmt_glue *g)
{
    return (rmt_surface){value, far, g};
}

/* A zero of 1/m between u and v, J = 1/u and 1/v being on the real axis; false if it is a pole. */
static bool pole_between(const rmt_glue *g, double u, double v, double *place, double *weight)
{
    rmt_complex t, dt, m, dm;
    rmt_glue_value(g, 1 / u, &t, &dt, &m, &dm);
    const bool positive = creal(1 / m) > 0;
    const double before = fabs(creal(1 / m));
    for (int i = 0; i < 28; i++) {
        const double middle = (u + v) / 2;
        rmt_glue_value(g, 1 / middle, &t, &dt, &m, &dm);
        if ((creal(1 / m) > 0) == positive)
            u = middle;
        else
            v = middle;
    }
    *weight = creal(dt * m * m / dm);
    *place = creal(t + *weight / m);
    return fabs(creal(1 / m)) < before;
}

/* Whether the whole has the atom: just above it, that is all of its transform. */
static bool is_atom(const rmt_glue *g, double ratio, double place, double weight)
{
    const rmt_surface f = rmt_glue_surface(g);
    const double height = 1e-5 * fmin(1, weight);
    rmt_surface_value v;
    rmt_point p;
    if (!rmt_descend(&f, place, height, ratio, &p)) return false;
    f.value(f.data, p.s, p.x, ratio, &v);
    return fabs(cimag(v.m) * height / weight - 1) < 0.1;
}

int rmt_glue_atoms(const rmt_glue *g, double ratio, double *place, double *weight)
{
    enum { POINTS = 400 };
    int count = 0;
    for (int i = 0; i < g->atoms; i++) {
        const double w = 1 - (1 - g->weight[i]) / ratio;
        if (!(w > 0)) continue;
        place[count] = g->place[i];
        weight[count++] = w;
    }
    for (int side = -1; side <= 1 && ratio > 1; side += 2)
        for (int i = 0; i < POINTS; i++) {
            double u = side * pow(1e-4, (double)i / POINTS), v = side * pow(1e-4, (i + 1.0) / POINTS), p, w;
            rmt_complex t, dt, above, below, dm;
            if (i == 0) u *= 1 - 1e-9;
            rmt_glue_value(g, 1 / u, &t, &dt, &above, &dm);
            rmt_glue_value(g, 1 / v, &t, &dt, &below, &dm);
            if ((creal(above) > 0) == (creal(below) > 0) || !pole_between(g, u, v, &p, &w)) continue;
            w = 1 - (1 - w) / ratio;
            if (!(w > 1e-12) || !is_atom(g, ratio, p, w)) continue;
            if (count == RMT_MOST_ATOMS) return -1;
            int at = count++;
            for (; at > 0 && place[at - 1] > p; at--) {
                place[at] = place[at - 1];
                weight[at] = weight[at - 1];
            }
            place[at] = p;
            weight[at] = w;
        }
    return count;
}
