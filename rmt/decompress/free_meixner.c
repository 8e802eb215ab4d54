/*
 * The free Meixner law in standard form: with y = (x - mean)/deviation and b = 1 + excess,
 *
 *     P = -((1 + 2 excess) y + skew)/b,    Q = (1 + skew y + excess y^2)/b,    P^2 - 4 Q = ((y - skew)^2 - 4 b)/b^2,
 *
 * and P = -2 (skew -+ (1 + 2 excess)/sqrt(b)) at the edges y = skew -+ 2 sqrt(b), free of cancellation there.
 */
#include "decompress_impl.h"
#include "quadratic_impl.h"

static const rmt_law_class class = {.family = RMT_FREE_MEIXNER, .parameters = 4, RMT_QUADRATIC_MEMBERS};

/* Zeros of 1 + skew y + excess y^2. */
int rmt_free_meixner_walls(double skew, double excess, rmt_complex wall[2])
{
    if (excess == 0) {
        if (skew != 0) wall[0] = -1 / skew;
        return skew != 0;
    }
    const double d = dd_sub(dd_square(dd_of(skew)), dd_of(4 * excess)).hi;
    if (d < 0) {
        wall[0] = CMPLX(-skew / (2 * excess), sqrt(-d) / (2 * excess));
        wall[1] = conj(wall[0]);
    } else {
        const double h = -(skew + copysign(sqrt(d), skew)) / 2;
        wall[0] = h / excess;
        wall[1] = 1 / h;
    }
    return 2;
}

/* P at the edge y = skew + sign 2 sqrt(b): there (1 + 2 excess) y + skew = 2 b skew + sign 2 (1 + 2 excess) sqrt(b). */
static double edge_value(double skew, double excess, rmt_dd root, double sign)
{
    const rmt_dd turn = dd_div(dd_add(dd_of(1), dd_of(2 * excess)), root);
    return -2 * dd_add(dd_of(skew), dd_scale(turn, sign)).hi;
}

int rmt_law_free_meixner(double mean, double deviation, double skew, double excess, rmt_law **law)
{
    int exponent = 0;
    if (!(deviation >= 1e-300 && deviation <= 1e300)) return isfinite(mean) ? -2 : -1;
    if (!(fabs(mean) / deviation <= 1e100)) return -1;
    if (!(fabs(skew) <= 1e70)) return -3;
    if (!(excess > -1 && excess < 1e140)) return -4;
    if (!law) return -5;
    const double s = frexp(deviation, &exponent), centre = ldexp(mean, -exponent);
    const rmt_dd b = dd_add(dd_of(1), dd_of(excess)), root = dd_sqrt(b), middle = dd_scale(dd_of(skew), s);
    const rmt_dd at = dd_add(dd_of(centre), middle), reach = dd_scale(root, 2 * s);
    const double slope = (1 + 2 * excess) / b.hi;
    rmt_quadratic q = {.lo = dd_sub(at, reach),
                       .hi = dd_add(at, reach),
                       .width = 2 * reach.hi,
                       .k = 1 / b.hi,
                       .P = {s * edge_value(skew, excess, root, -1), s * edge_value(skew, excess, root, 1)},
                       .p = {slope * centre - skew / b.hi * s, -slope},
                       .q = {(excess * centre * centre - skew * s * centre + s * s) / b.hi,
                             (skew * s - 2 * excess * centre) / b.hi, excess / b.hi},
                       .slope = {(skew + 2 * excess * (skew - 2 * root.hi)) * s / b.hi,
                                 -(skew + 2 * excess * (skew + 2 * root.hi)) * s / b.hi},
                       .alpha = at.hi,
                       .beta2 = b.hi * s * s,
                       .mean = centre,
                       .variance = s * s};
    q.roots = rmt_free_meixner_walls(skew, excess, q.root);
    for (int i = 0; i < q.roots; i++) q.root[i] = centre + s * q.root[i];
    const double parameters[4] = {mean, deviation, skew, excess};
    return rmt_quadratic_create(&class, parameters, ldexp(1, exponent), &q, law);
}
