/*
 * m(z) = (P + S)/(2 Q) = 2/(P - S) with S = k sqrt(z - lo) sqrt(z - hi), which behaves like k z at infinity: the branch
 * with m ~ -1/z for each of these laws, since P' + k = -2 q2.  Of the two forms the one without cancellation is taken.
 * The second sheet is the other sign of S.
 *
 * R: with z = R + 1/w and m = -w the equation becomes q2 w R^2 + (q2 - 1 + q1 w) R + q0 w + q1 + p0 = 0.
 * S: with y = w S, R(y) = w/y, it becomes q0 y^2 + (q1 (1 + w) + p0) y + w (q2 (1 + w) - 1) = 0; q0 = 0 wherever the
 * mean is not zero.
 */
#include "quadratic_impl.h"

#include <stdlib.h>

static void find_atoms(rmt_quadratic *q)
{
    for (int i = 0; i < q->roots; i++) {
        const double r = creal(q->root[i]);
        if (cimag(q->root[i]) != 0) continue;
        const bool above = r >= q->hi.hi;
        if (!above && r > q->lo.hi) continue; /* a pole that rounding put inside */
        const double P = q->P[above] + q->p[1] * ((r - (above ? q->hi.hi : q->lo.hi)) - (above ? q->hi.lo : q->lo.lo));
        double slope = q->q[2] * (r - (q->roots == 2 ? creal(q->root[1 - i]) : 0));
        if (q->q[2] == 0) slope = q->q[1];
        /* S(r) has the sign of k (r - middle): the pole is on the first sheet where P has the same. */
        const double weight = above == (P > 0) ? -P / slope : 0;
        if (!(weight > 0)) continue;
        q->place[q->atoms] = r;
        q->weight[q->atoms++] = weight;
    }
    if (q->atoms == 2 && q->place[0] > q->place[1]) {
        const double place = q->place[0], weight = q->weight[0];
        q->place[0] = q->place[1], q->weight[0] = q->weight[1];
        q->place[1] = place, q->weight[1] = weight;
    }
}

int rmt_quadratic_create(const rmt_law_class *class, const double *parameters, double scale, const rmt_quadratic *given,
                         rmt_law **law)
{
    rmt_law *made = rmt_law_allocate(class, sizeof(rmt_quadratic));
    *law = made;
    if (!made) return RANDBLAS_OUT_OF_MEMORY;
    for (int i = 0; i < class->parameters; i++) made->parameters[i] = parameters[i];
    made->scale = scale;
    rmt_quadratic *q = made->data;
    *q = *given;
    for (int e = 0; e < 2; e++) {
        q->Q[e] = q->P[e] * q->P[e] / 4;
        if (given->slope[e] == 0) q->slope[e] = (e ? -1 : 1) * (q->q[1] + 2 * q->q[2] * (e ? q->hi.hi : q->lo.hi));
    }
    find_atoms(q);
    for (int e = 0; e < 2; e++) q->half[e] = rmt_quadratic_mass(q, e, RMT_PI / 2);
    return 0;
}

void rmt_quadratic_density(const rmt_law *law, int64_t n, const double *x, double *y)
{
    const rmt_quadratic *q = law->data;
    const double inverse = 1 / law->scale;
    for (int64_t i = 0; i < n; i++) {
        const double u = x[i] * inverse, low = (u - q->lo.hi) - q->lo.lo, high = (q->hi.hi - u) + q->hi.lo;
        const int e = high < low;
        const double t = e ? high : low, Q = q->Q[e] + t * (q->slope[e] + t * q->q[2]);
        y[i] = isnan(u) ? u : low > 0 && high > 0 ? q->k * sqrt(low) * sqrt(high) / (2 * RMT_PI * Q) * inverse : 0;
    }
}

/* P, S and Q at z; Q split in two factors, which overflow later. */
typedef struct values {
    rmt_complex P, S, Q, R;
} values;

static values evaluate(const rmt_quadratic *q, rmt_complex z)
{
    const rmt_complex low = CMPLX((creal(z) - q->lo.hi) - q->lo.lo, cimag(z));
    const rmt_complex high = CMPLX((creal(z) - q->hi.hi) - q->hi.lo, cimag(z));
    const int e = cabs(high) < cabs(low);
    const rmt_complex t = e ? high : low;
    values v = {.P = q->P[e] + q->p[1] * t, .S = q->k * (csqrt(low) * csqrt(high)), .R = 1};
    bool factored = cabs(t) > 1e50;
    for (int i = 0; i < q->roots; i++) factored = factored || cabs(z - q->root[i]) < cabs(t);
    if (!factored) {
        v.Q = q->Q[e] + t * ((e ? -1 : 1) * q->slope[e] + t * q->q[2]);
    } else {
        v.Q = q->roots ? z - q->root[0] : 1;
        v.R = q->roots == 2 ? q->q[2] * (z - q->root[1]) : q->roots == 1 ? q->q[1] : q->q[0];
    }
    return v;
}

static rmt_complex stieltjes(const rmt_quadratic *q, rmt_complex z, double sign)
{
    if (isnan(creal(z)) || isnan(cimag(z))) return CMPLX(NAN, NAN);
    if (isinf(creal(z)) || isinf(cimag(z))) return sign > 0 ? 0 : CMPLX(NAN, NAN);
    const values v = evaluate(q, z);
    const rmt_complex S = sign * v.S;
    const double aligned = creal(v.P) * creal(S) + cimag(v.P) * cimag(S);
    if (aligned > 0) return (v.P + S) / v.Q / (2 * v.R);
    return 2 / (v.P - S);
}

static void stieltjes_array(const rmt_law *law, int64_t n, const rmt_complex *z, rmt_complex *m, double sign)
{
    const double inverse = 1 / law->scale;
    for (int64_t i = 0; i < n; i++) {
        /* Not by complex arithmetic, which loses the sign of a zero. */
        const rmt_complex u = CMPLX(creal(z[i]) * inverse, cimag(z[i]) * inverse);
        const rmt_complex value = stieltjes(law->data, u, sign);
        m[i] = CMPLX(creal(value) * inverse, cimag(value) * inverse);
    }
}

void rmt_quadratic_stieltjes(const rmt_law *law, int64_t n, const rmt_complex *z, rmt_complex *m)
{
    stieltjes_array(law, n, z, m, 1);
}

void rmt_quadratic_second_sheet(const rmt_law *law, int64_t n, const rmt_complex *z, rmt_complex *m)
{
    stieltjes_array(law, n, z, m, -1);
}

/*
 * m' from Q m^2 - P m + 1 = 0, with 2 Q m - P = S.  h = (S - B)/2, B = P + 2 z, or -2 C/(S + B), C = Q + z P + z^2,
 * whose z^2 cancels.
 */
rmt_law_value rmt_quadratic_value(const rmt_law *law, rmt_complex z)
{
    const rmt_quadratic *q = law->data;
    const values at = evaluate(q, z);
    const rmt_complex m = stieltjes(q, z, 1), S = at.S, B = at.P + 2 * z, C = q->q[0] + (q->q[1] + q->p[0]) * z;
    const bool aligned = creal(B) * creal(S) + cimag(B) * cimag(S) > 0;
    return (rmt_law_value){.m = m,
                           .dm = m * (q->p[1] - (q->q[1] + 2 * q->q[2] * z) * m) / S,
                           .h = aligned ? -2 * C / (S + B) : (S - B) / 2};
}

/* Inside the support P/(2 Q), outside m itself. */
void rmt_quadratic_boundary(const rmt_law *law, int64_t n, const double *x, double *y)
{
    const rmt_quadratic *q = law->data;
    const double inverse = 1 / law->scale;
    for (int64_t i = 0; i < n; i++) {
        const double u = x[i] * inverse, low = (u - q->lo.hi) - q->lo.lo, high = (q->hi.hi - u) + q->hi.lo;
        const int e = high < low;
        const double t = e ? high : low;
        if (low > 0 && high > 0)
            y[i] = (q->P[e] + (e ? -1 : 1) * q->p[1] * t) / (2 * (q->Q[e] + t * (q->slope[e] + t * q->q[2]))) * inverse;
        else
            y[i] = creal(stieltjes(q, CMPLX(u, 0.0), 1)) * inverse;
    }
}

/* sqrt(B^2 - 4 A C), B = b0 + b1 w, A C = w (c0 + c1 w), continued from w = 0, where it is B. */
static rmt_complex root_from_zero(double b0, double b1, double c0, double c1, rmt_complex w)
{
    /* b0^2 + h w + g w^2 = b0^2 (1 - w/w1)(1 - w/w2); 1/w1 and 1/w2 solve b0^2 v^2 + h v + g = 0 */
    const double h = 2 * b0 * b1 - 4 * c0, g = b1 * b1 - 4 * c1;
    const rmt_complex root = csqrt(CMPLX(h * h - 4 * b0 * b0 * g, 0.0));
    const rmt_complex s = -(h >= 0 ? h + root : h - root) / 2;
    const rmt_complex v1 = s / (b0 * b0), v2 = s == 0 ? 0 : g / s;
    return b0 * csqrt(1 - w * v1) * csqrt(1 - w * v2);
}

void rmt_quadratic_r(const rmt_law *law, int64_t n, const rmt_complex *w, rmt_complex *r)
{
    const rmt_quadratic *q = law->data;
    const double c = q->q[1] + q->p[0];
    for (int64_t i = 0; i < n; i++) {
        const rmt_complex v = w[i] * law->scale, B = q->q[2] - 1 + q->q[1] * v;
        const rmt_complex root = root_from_zero(q->q[2] - 1, q->q[1], q->q[2] * c, q->q[2] * q->q[0], v);
        const bool aligned = creal(B) * creal(root) + cimag(B) * cimag(root) >= 0;
        const rmt_complex value = aligned ? -2 * (q->q[0] * v + c) / (B + root) : (root - B) / (2 * q->q[2] * v);
        r[i] = value * law->scale;
    }
}

void rmt_quadratic_s(const rmt_law *law, int64_t n, const rmt_complex *w, rmt_complex *s)
{
    const rmt_quadratic *q = law->data;
    for (int64_t i = 0; i < n; i++) {
        const rmt_complex u = 1 + w[i];
        s[i] = q->mean == 0 ? CMPLX(NAN, NAN) : (1 - q->q[2] * u) / (q->q[1] * u + q->p[0]) / law->scale;
    }
}

int rmt_quadratic_jacobi(const rmt_law *law, int64_t count, double *alpha, double *beta2)
{
    const rmt_quadratic *q = law->data;
    for (int64_t k = 0; k < count; k++) {
        alpha[k] = k ? q->alpha : q->mean;
        beta2[k] = k ? q->beta2 : q->variance;
    }
    return 0;
}

/* The coefficients of R by the equation above, in the unscaled law. */
int rmt_quadratic_cumulants(const rmt_law *law, int64_t count, double *kappa)
{
    const rmt_quadratic *q = law->data;
    for (int64_t k = 0; k < count; k++) {
        double sum = k == 0 ? q->q[1] + q->p[0] : k == 1 ? q->q[0] : 0;
        if (k > 0) sum += q->q[1] * kappa[k - 1];
        for (int64_t i = 0; i < k; i++) sum += q->q[2] * kappa[i] * kappa[k - 1 - i];
        kappa[k] = sum / (1 - q->q[2]);
    }
    double power = 1;
    for (int64_t k = 0; k < count; k++) kappa[k] *= power *= law->scale;
    return 0;
}

void rmt_quadratic_intervals(const rmt_law *law, int64_t capacity, double *edges, int64_t *count)
{
    const rmt_quadratic *q = law->data;
    *count = 1;
    if (capacity < 1) return;
    edges[0] = q->lo.hi * law->scale;
    edges[1] = q->hi.hi * law->scale;
}

void rmt_quadratic_atoms(const rmt_law *law, int64_t capacity, double *places, double *weights, int64_t *count)
{
    const rmt_quadratic *q = law->data;
    *count = q->atoms;
    for (int i = 0; i < q->atoms && i < capacity; i++) {
        places[i] = q->place[i] * law->scale;
        weights[i] = q->weight[i];
    }
}
