/*
 * The subordination point.  T maps the upper half plane into itself; by Schwarz and Pick
 *
 *     |T - v|^2/(Im v Im T)
 *
 * does not rise along v -> T(v), so a Newton step that lowers it is safe, and otherwise T itself is taken.  A fixed
 * point on the real line is the right one if |T'| <= 1 there; the others repel.  So where |T'| <= 1 a Newton step that
 * lowers |T - v| alone is safe too.
 */
#include "free_impl.h"

enum { STEPS = 60, STALLED = 10 };

rmt_free_point rmt_free_map(const rmt_free *f, rmt_complex z, rmt_complex v)
{
    rmt_free_point p = {.v = v};
    const rmt_free_value at = rmt_free_evaluate(&f->source[f->kind == RMT_FREE_MULTIPLY], v);
    const rmt_complex h = at.h, dh = at.dF - 1;
    if (f->kind == RMT_FREE_COMPRESS) {
        p.T = (z + (1 - f->tau) * h) / f->tau;
        p.Tv = (1 - f->tau) / f->tau * dh;
        p.Tz = 1 / f->tau;
        p.w1 = v;
        p.m = -1 / at.F / f->tau;
        p.mv = at.dF / (at.F * at.F) / f->tau;
        p.h = h;
    } else if (f->kind == RMT_FREE_ADD) {
        p.w1 = v;
        p.w2 = z + h;
        const rmt_free_value to = rmt_free_evaluate(&f->source[1], p.w2);
        p.T = z + to.h;
        p.Tv = (to.dF - 1) * dh;
        p.Tz = to.dF;
        p.m = -1 / at.F;
        p.mv = at.dF / (at.F * at.F);
        p.h = h + to.h;
    } else {
        p.w2 = v;
        p.w1 = -z / h;
        const rmt_free_value to = rmt_free_evaluate(&f->source[0], p.w1);
        const rmt_complex g = to.h, slope = z * (to.dF - 1) / (g * g);
        p.T = -z / g;
        p.Tv = slope * (z * dh / (h * h));
        p.Tz = -1 / g - slope / h;
        p.m = -v / at.F / z;
        p.mv = (v * at.dF / at.F - 1) / at.F / z;
        p.h = z * h / v;
    }
    return p;
}

static bool finite(rmt_complex z)
{
    return isfinite(creal(z)) && isfinite(cimag(z));
}

static bool usable(const rmt_free_point *p)
{
    return finite(p->T) && finite(p->Tv);
}

static double residual(const rmt_free_point *p)
{
    return cabs(p->T - p->v);
}

static double distance(const rmt_free_point *p)
{
    const double r = cabs(p->T - p->v), area = cimag(p->v) * cimag(p->T);
    return area > 0 ? r * (r / area) : INFINITY;
}

/* The Newton step, kept in the half plane. */
static rmt_complex newton(const rmt_free_point *p)
{
    const rmt_complex v = p->v + (p->T - p->v) / (1 - p->Tv);
    return cimag(v) > 0 ? v : CMPLX(creal(v), cimag(p->v) / 16);
}

/* Does a Newton step from p to next count? */
static bool counts(const rmt_free_point *p, const rmt_free_point *next)
{
    const bool safe = cabs(next->Tv) <= 1 + 1e-6 || cimag(next->v) > cimag(p->v) / 2;
    return usable(next) && (distance(next) < 0.5 * distance(p) || (safe && residual(next) < 0.5 * residual(p)));
}

static rmt_complex image(const rmt_free_point *p)
{
    return cimag(p->T) > 0 ? p->T : CMPLX(creal(p->T), cimag(p->v) / 16);
}

/* T - v is small and so is a Newton step: between two close fixed points the first alone would mean little. */
static bool settled(const rmt_free *f, const rmt_free_point *p, double tolerance)
{
    const double r = residual(p), size = cabs(p->v) + cabs(p->T) + (f->kind == RMT_FREE_MULTIPLY ? 0 : 1);
    return r <= tolerance * size && r <= 1e-7 * size * cabs(1 - p->Tv) && cabs(p->Tv) <= 1 + 1e-6;
}

/* A fixed point on the axis from which T leads away. */
static bool repels(const rmt_free_point *p)
{
    return cabs(p->T - p->v) <= 1e-8 * cabs(p->v) && cabs(p->Tv) > 1 + 1e-6;
}

/* Next to an edge T - v is a parabola on the axis, and the other fixed point on the other side of its top. */
static rmt_complex mirror(const rmt_free *f, rmt_complex z, const rmt_free_point *p)
{
    const double step = 1e-5 * cabs(p->v);
    const rmt_free_point beside = rmt_free_map(f, z, p->v + step);
    const rmt_complex v = p->v + 2 * (1 - p->Tv) * step / (beside.Tv - p->Tv);
    return CMPLX(creal(v), fmax(fabs(cimag(v)), cimag(p->v)));
}

/* A law with a single atom: the other law at z - b or z/b, without loss of the sign of a zero. */
static bool solve_moved(const rmt_free *f, rmt_complex z, rmt_free_point *p)
{
    const double b = f->source[1].low;
    const bool product = f->kind == RMT_FREE_MULTIPLY;
    *p = (rmt_free_point){.w1 = product ? CMPLX(creal(z) / b, cimag(z) / b) : CMPLX(creal(z) - b, cimag(z))};
    const rmt_free_value at = rmt_free_evaluate(&f->source[0], p->w1);
    p->v = p->w1;
    p->w2 = product ? -z / at.h : z + at.h;
    p->m = product ? -1 / at.F / b : -1 / at.F;
    p->mv = at.dF / (at.F * at.F) / (product ? b * b : 1);
    p->h = product ? b * at.h : at.h - b;
    p->Tz = 1;
    return finite(p->m);
}

rmt_complex rmt_free_slope(const rmt_free *f, rmt_complex z, const rmt_free_point *p)
{
    const rmt_complex dm = p->mv * p->Tz / (1 - p->Tv);
    return f->kind == RMT_FREE_MULTIPLY && !f->shifted ? dm - p->m / z : dm;
}

static bool iterate(const rmt_free *f, rmt_complex z, rmt_complex v, rmt_free_point *point)
{
    rmt_free_point p = rmt_free_map(f, z, v);
    if (!usable(&p)) p = rmt_free_map(f, z, CMPLX(creal(z) + 0.0625, cimag(z) + 1.5));
    int stalled = 0;
    for (int step = 0; step < STEPS && usable(&p) && stalled < STALLED; step++) {
        if (settled(f, &p, 2e-16)) break;
        if (repels(&p)) {
            const rmt_free_point mirrored = rmt_free_map(f, z, mirror(f, z, &p));
            if (usable(&mirrored) && cabs(mirrored.Tv) < cabs(p.Tv)) p = mirrored;
        }
        const rmt_free_point next = rmt_free_map(f, z, newton(&p));
        if (counts(&p, &next)) {
            p = next;
            continue;
        }
        if (settled(f, &p, stalled > 2 ? 1e-12 : 1e-14)) break;
        stalled += settled(f, &p, 1e-8);
        p = rmt_free_map(f, z, image(&p));
    }
    *point = p;
    return usable(&p) && settled(f, &p, 1e-12);
}

/* From above, where T contracts, lower by lower. */
static bool lower(const rmt_free *f, rmt_complex z, rmt_free_point *p)
{
    rmt_complex v = CMPLX(creal(z), cimag(z) + 1);
    const double least = fmax(cimag(z), 1e-16 * fabs(creal(z)));
    for (double height = 1; height > least; height /= 8)
        if (iterate(f, CMPLX(creal(z), height), v, p)) v = p->v;
    return iterate(f, z, v, p);
}

bool rmt_free_solve(const rmt_free *f, rmt_complex z, rmt_complex v, rmt_free_point *point)
{
    if (f->shifted) return solve_moved(f, z, point);
    if (!finite(v) || !(cimag(v) > 0)) v = CMPLX(creal(z), cimag(z) + 1);
    return iterate(f, z, v, point) || lower(f, z, point);
}
