/*
 * Edges.  At an edge where the density vanishes like a square root, v and x are real and x, as a function of v through
 * T(v, x) = v, is stationary: T_v = 1.  An error of v enters x with its square.
 */
#include "free_impl.h"

/* m without the atoms, which hide the rest next to them. */
static rmt_complex without_atoms(const rmt_free *f, rmt_complex z, rmt_complex m)
{
    for (int64_t k = 0; k < f->atoms; k++) m += f->weight[k] / (z - f->place[k]);
    return m;
}

/* Just above the axis Im m is about the height where the density is 0, and the square root of it at an edge. */
bool rmt_free_inside(const rmt_free *f, double x, rmt_complex *v, rmt_free_point *point)
{
    const bool product = f->kind == RMT_FREE_MULTIPLY;
    const double width = f->high - f->low, height = 1e-13 * (product ? fabs(x) : width);
    bool atom = product && x == 0;
    for (int64_t k = 0; k < f->atoms; k++)
        atom = atom || fabs(x - f->place[k]) <= 1e-9 * (product ? fabs(f->place[k]) : width);
    bool found = rmt_free_solve(f, CMPLX(x, height), *v, point);
    if (!found) found = rmt_free_solve(f, CMPLX(x, height), 0, point);
    *v = point->v;
    const rmt_complex m = without_atoms(f, CMPLX(x, height), point->m);
    return found && !atom && cimag(m) > 3e-7 * fmax(cabs(m), 0.01 / width);
}

/* x with T(v, x) = v */
static double axis_point(const rmt_free *f, double v, double x, double *slope)
{
    for (int step = 0; step < 40; step++) {
        const rmt_free_point p = rmt_free_map(f, CMPLX(x, 0.0), CMPLX(v, 0.0));
        const double change = creal((p.T - v) / p.Tz);
        *slope = 1 - creal(p.Tv);
        if (!isfinite(change)) return NAN;
        x -= change;
        if (fabs(change) <= 4e-16 * fabs(x)) break;
    }
    return x;
}

/* Secant method for T_v = 1. */
static double stationary(const rmt_free *f, double v, double u, double x)
{
    double s = NAN, t = NAN, last = axis_point(f, v, x, &s);
    x = axis_point(f, u, last, &t);
    for (int step = 0; step < 60 && isfinite(x); step++) {
        const double change = t * (u - v) / (t - s), before = x;
        if (t == s || t == 0) return x;
        v = u, s = t;
        u -= change;
        x = axis_point(f, u, x, &t);
        if (fabs(x - before) <= 2e-16 * fabs(x) && fabs(t) < 1e-3) return x;
        last = before;
    }
    return fabs(x - last) <= 1e-14 * (f->high - f->low) && fabs(t) < 1e-3 ? x : NAN;
}

static double halve(const rmt_free *f, double *outside, double *inside, rmt_complex *v, rmt_complex *u, double width)
{
    for (int step = 0; step < 120 && fabs(*inside - *outside) > width; step++) {
        /* towards 0 by factors */
        const double far = fabs(*inside), near = fabs(*outside);
        const double x = near == 0                                  ? *inside * 0.25
                         : *inside * *outside > 0 && far > 4 * near ? copysign(sqrt(far * near), *inside)
                                                                    : (*outside + *inside) / 2;
        rmt_complex start = *u;
        rmt_free_point p;
        if (x == *inside || x == *outside) break;
        if (rmt_free_inside(f, x, &start, &p))
            *inside = x, *u = start;
        else
            *outside = x, *v = start;
    }
    return (*outside + *inside) / 2;
}

double rmt_free_edge(const rmt_free *f, double outside, double inside)
{
    rmt_complex v = 0, u = 0;
    rmt_free_point p;
    const double width = f->high - f->low;
    rmt_free_inside(f, outside, &v, &p);
    rmt_free_inside(f, inside, &u, &p);
    if (outside != 0 || f->kind != RMT_FREE_MULTIPLY) {
        halve(f, &outside, &inside, &v, &u, 1e-8 * width);
        const double x = stationary(f, creal(v), creal(u), outside), slack = 1e-5 * width;
        if (x >= fmin(outside, inside) - slack && x <= fmax(outside, inside) + slack) return x;
    }
    const double x = halve(f, &outside, &inside, &v, &u, 1e-25 * width);
    return f->kind == RMT_FREE_MULTIPLY && fabs(x) < 1e-20 * width ? 0 : x;
}
