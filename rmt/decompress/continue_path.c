/*
 * Predictor and corrector along a line in (x, ratio): ds = -(F_x dx + F_ratio dratio)/F_s, then Newton's method.  A
 * step counts if the first correction is small next to the step and each further one small next to the one before:
 * a jump to another sheet would be as large as the step.  Else the step is halved.
 */
#include "continuation_impl.h"

enum { CORRECTIONS = 8, STEPS = 4000 };

/* Newton's method from s; true where it converges as it should from a guess that is good to `room`. */
static bool correct(const rmt_surface *f, rmt_complex x, double ratio, double room, rmt_complex *s)
{
    rmt_surface_value v;
    double last = room;
    for (int i = 0; i < CORRECTIONS; i++) {
        f->value(f->data, *s, x, ratio, &v);
        const rmt_complex change = v.F * rmt_inverse(v.s);
        const double size = rmt_size(change);
        if (!isfinite(size)) return false;
        *s -= change;
        if (size <= 4e-15 * rmt_size(*s)) return true;
        if (size > 0.3 * last && size > 1e-10 * rmt_size(*s)) return false;
        if (size > 0.3 * last) return true; /* as near as rounding lets it */
        last = size;
    }
    return last <= 1e-10 * rmt_size(*s);
}

bool rmt_follow(const rmt_surface *f, rmt_point *p, rmt_complex x, double ratio)
{
    const rmt_point from = *p;
    const rmt_complex dx = x - from.x;
    const double growth = ratio - from.ratio;
    double done = 0, step = 1;
    for (int i = 0; i < STEPS && done < 1; i++) {
        if (step < 1e-9) return false;
        const double next = fmin(1, done + step), share = next - done;
        rmt_surface_value v;
        f->value(f->data, p->s, p->x, p->ratio, &v);
        const rmt_complex change = -share * (v.x * dx + v.ratio * growth) * rmt_inverse(v.s);
        rmt_complex s = p->s + change;
        const rmt_complex at = next < 1 ? from.x + next * dx : x;
        const double there = next < 1 ? from.ratio + next * growth : ratio;
        if (isfinite(rmt_size(change)) && rmt_size(change) <= 0.3 * rmt_size(p->s) &&
            correct(f, at, there, rmt_size(change) + 1e-12 * rmt_size(s), &s)) {
            *p = (rmt_point){s, at, there};
            done = next;
            step *= 2;
        } else
            step /= 2;
    }
    return done >= 1;
}

/* From so far away that the transform is that of a point. */
bool rmt_descend(const rmt_surface *f, double x, double height, double ratio, rmt_point *p)
{
    double at = 1e3 * fmax(ratio, 1);
    *p = (rmt_point){f->far(f->data, CMPLX(x, at), ratio), CMPLX(x, at), ratio};
    if (!correct(f, p->x, ratio, rmt_size(p->s), &p->s)) return false;
    while (at > 1e-6 && at > height) {
        at = fmax(height, at / 4);
        if (!rmt_follow(f, p, CMPLX(x, at), ratio)) return false;
    }
    return at <= height || rmt_follow(f, p, CMPLX(x, height), ratio);
}

bool rmt_evolve(const rmt_surface *f, double x, double lift, double ratio, rmt_point *p)
{
    bool known = rmt_descend(f, x, lift, 1, p);
    while (known && p->ratio != ratio) { /* decades at a time */
        const double next = ratio > 1 ? fmin(ratio, 2 * p->ratio) : fmax(ratio, p->ratio / 2);
        known = rmt_follow(f, p, p->x, next);
    }
    for (double at = lift; known && at > 0;) {
        at = at > 1e-6 ? at / 8 : 0;
        known = rmt_follow(f, p, CMPLX(x, at), ratio);
    }
    return known;
}
