/*
 * Edges.  At an edge where the density vanishes like a square root, v and x are real and x, as a function of v through
 * T(v, x) = v, is stationary: T_v = 1.  An error of v enters x with its square.
 */
#include "free_impl.h"

static double height_at(const rmt_free *f, double x)
{
    return 4e-13 * (f->kind == RMT_FREE_MULTIPLY ? fabs(x) : f->high - f->low);
}

/* Outside, where a function is real on the axis, its imaginary part is height times its slope just above. */
static bool above(rmt_complex value, rmt_complex slope, double height)
{
    return cimag(value) > 20 * height * cabs(slope);
}

/* The same for m without the atoms, which hide the rest next to them, and with what rounding does to it. */
static bool dense(const rmt_free *f, rmt_complex z, const rmt_free_point *p)
{
    rmt_complex rest = p->m, slope = rmt_free_slope(f, z, p);
    for (int64_t k = 0; k < f->atoms; k++) {
        const rmt_complex t = 1 / (z - f->place[k]);
        rest += f->weight[k] * t;
        slope -= f->weight[k] * t * t;
    }
    return above(rest, slope, cimag(z)) && cimag(rest) > 1e-13 * cabs(p->m);
}

/* v at z has a small imaginary part next to atoms, even amidst a density; m has one where v is 0. */
bool rmt_free_inside(const rmt_free *f, double x, rmt_complex *v, rmt_free_point *point)
{
    const double height = height_at(f, x);
    if (height == 0) return false;
    const rmt_complex z = CMPLX(x, height);
    const bool found = rmt_free_solve(f, z, *v, point);
    *v = point->v;
    return found && (above(point->v, point->Tz / (1 - point->Tv), height) || dense(f, z, point));
}

/* x with T(v, x) = v, and 1 - T_v there. */
static double axis_point(const rmt_free *f, double v, double x, double *slope)
{
    for (int step = 0; step < 20; step++) {
        const rmt_free_point p = rmt_free_map(f, CMPLX(x, 0.0), CMPLX(v, 0.0));
        const double change = creal((p.T - v) / p.Tz);
        *slope = 1 - creal(p.Tv);
        if (!isfinite(change)) return NAN;
        x -= change;
        if (fabs(change) <= 4e-16 * fabs(x)) break;
    }
    return x;
}

/* Secant method for T_v = 1 from v and v + step; NAN where it leads away. */
static double stationary(const rmt_free *f, double v, double step, double x)
{
    double u = v + step, s = NAN, t = NAN, last = axis_point(f, v, x, &s);
    const double centre = v, far = 20 * fabs(step);
    x = axis_point(f, u, last, &t);
    for (int k = 0; k < 30 && fabs(u - centre) <= far; k++) {
        const double change = t * (u - v) / (t - s), before = x;
        if (t == s || t == 0) return x;
        v = u, s = t;
        u -= change;
        x = axis_point(f, u, x, &t);
        if (!isfinite(x)) return fabs(s) < 1e-6 ? before : NAN; /* v is an atom of an input */
        if (fabs(x - before) <= 2e-16 * fabs(x) && fabs(t) < 1e-6) return x;
        last = before;
    }
    return fabs(x - last) <= 1e-14 * fabs(x) && fabs(t) < 1e-6 ? x : NAN;
}

/* The edge between by the square root that v has there, from p at x + i height inside: v - v_e = 2 (z - x_e) dv/dx.
 * What is called outside may be inside by several heights. */
static double from_inside(const rmt_free *f, const rmt_free_point *p, double outside, double inside)
{
    const rmt_complex slope = p->Tz / (1 - p->Tv);
    const double height = height_at(f, inside), width = fabs(inside - outside), slack = 1e-3 * width + 40 * height;
    const double d = (cimag(p->v) / 2 - height * creal(slope)) / cimag(slope), v = creal(p->v - 2 * d * slope);
    if (!(d * (inside - outside) > 0 && fabs(d) < 2 * width + slack)) return NAN;
    const double x = stationary(f, v, 0.1 * cimag(p->v), inside - d);
    return x >= fmin(outside, inside) - slack && x <= fmax(outside, inside) + slack ? x : NAN;
}

/* Towards 0 by factors. */
static double between(double outside, double inside)
{
    const double far = fabs(inside), near = fabs(outside);
    if (near == 0) return inside * 0.25;
    return inside * outside > 0 && far > 4 * near ? copysign(sqrt(far * near), inside) : (outside + inside) / 2;
}

double rmt_free_edge(const rmt_free *f, double outside, double inside)
{
    const bool product = f->kind == RMT_FREE_MULTIPLY;
    const double width = f->high - f->low;
    rmt_complex v = 0;
    rmt_free_point p = {0}, q;
    rmt_free_inside(f, inside, &v, &p);
    for (int step = 0; step < 160 && fabs(inside - outside) > 1e-25 * width; step++) {
        if (step % 3 == 0 && !(product && outside == 0)) {
            const double x = from_inside(f, &p, outside, inside);
            if (isfinite(x)) return x;
        }
        const double x = between(outside, inside);
        rmt_complex start = p.v;
        if (x == inside || x == outside) break;
        if (rmt_free_inside(f, x, &start, &q))
            inside = x, p = q;
        else
            outside = x;
    }
    const double x = (outside + inside) / 2;
    return product && fabs(x) < 1e-20 * width ? 0 : x;
}
