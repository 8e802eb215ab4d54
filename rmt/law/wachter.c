/*
 * Wachter's law: with s = a + b, P = (a - 1 - (s - 2) z)/(s - 1), Q = z (1 - z)/(s - 1).  The edges are u^2 and the
 * distances of the edges from 1 are v^2,
 *
 *     u-+ = (sqrt(a (s - 1)) -+ sqrt b)/s,    v-+ = (sqrt(b (s - 1)) +- sqrt a)/s,
 *
 * u- = (a - 1)/(sqrt(a (s - 1)) + sqrt b) and v+ = (b - 1)/(sqrt(b (s - 1)) + sqrt a) free of cancellation, and
 * P = +-2 u v/sqrt(s - 1) there.
 */
#include "law_models_impl.h"
#include "quadratic_impl.h"

static int tridiagonal(const rmt_law *law, const randblas_state *state, rmt_tridiagonal *T)
{
    return rmt_manova_tridiagonal(law->parameters[0], law->parameters[1], state, T);
}

static int matrix(const rmt_law *law, int64_t n, const randblas_state *state, double *A, int64_t lda)
{
    return rmt_manova_matrix(n, law->parameters[0], law->parameters[1], state, A, lda);
}

static const rmt_law_class class = {
    .family = RMT_WACHTER, .parameters = 2, RMT_QUADRATIC_MEMBERS, .tridiagonal = tridiagonal, .matrix = matrix};

int rmt_law_wachter(double a, double b, rmt_law **law)
{
    if (!(a >= 1e-100 && a <= 1e100)) return -1;
    if (!(b >= 1e-100 && b <= 1e100 && a + b > 1)) return -2;
    if (!law) return -3;
    const rmt_dd s = dd_add(dd_of(a), dd_of(b)), less = dd_sub(s, dd_of(1));
    const rmt_dd root_a = dd_sqrt(dd_of(a)), root_b = dd_sqrt(dd_of(b));
    const rmt_dd sum_a = dd_add(dd_sqrt(dd_scale(less, a)), root_b), sum_b = dd_add(dd_sqrt(dd_scale(less, b)), root_a);
    const rmt_dd u_lo = dd_div(dd_sub(dd_of(a), dd_of(1)), sum_a), u_hi = dd_div(sum_a, s);
    const rmt_dd v_hi = dd_div(dd_sub(dd_of(b), dd_of(1)), sum_b), v_lo = dd_div(sum_b, s);
    const double m = less.hi, t = s.hi, root = sqrt(m), variance = a / t * (b / t) / t;
    const rmt_quadratic q = {.lo = dd_square(u_lo),
                             .hi = dd_square(u_hi),
                             .width = 4 * sqrt(a) * sqrt(b) * root / (t * t),
                             .k = t / m,
                             .P = {2 * u_lo.hi * v_lo.hi / root, -2 * u_hi.hi * v_hi.hi / root},
                             .p = {(a - 1) / m, -(t - 2) / m},
                             .q = {0, 1 / m, -1 / m},
                             .alpha = (b + a * m) / (t * t),
                             .beta2 = a / t * (b / t) * m / (t * t),
                             .mean = a / t,
                             .variance = variance,
                             .roots = 2,
                             .root = {0, 1}};
    const double parameters[2] = {a, b};
    return rmt_quadratic_create(&class, parameters, 1, &q, law);
}

static int create(const double *p, rmt_law **law)
{
    return p[0] + p[1] > 1 ? rmt_law_wachter(p[0], p[1], law) : -1;
}

/* Mean a/(a + b), variance a b/(a + b)^3. */
static void guess(int64_t n, const double *x, double *p)
{
    const rmt_sample_summary s = rmt_summarise(n, x);
    double sum = s.variance > 0 ? s.mean * (1 - s.mean) / s.variance : 4;
    for (int step = 0; step < 60; step++, sum *= 0.9) { /* wide enough for the extremes */
        p[0] = s.mean * sum, p[1] = (1 - s.mean) * sum;
        const double root = sqrt(p[0] * (sum - 1)), lo = (root - sqrt(p[1])) / sum, hi = (root + sqrt(p[1])) / sum;
        if (sum * 0.9 < 1.01 || ((s.least <= 0 || lo * lo < s.least) && (s.largest >= 1 || hi * hi > s.largest))) break;
    }
}

const rmt_law_fitting rmt_wachter_fitting = {2, create, guess, {{0, INFINITY}, {0, INFINITY}}};
