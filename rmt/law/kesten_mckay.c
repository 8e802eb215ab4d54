/*
 * The Kesten-McKay law: P = (2 - d) z/(d - 1), Q = (d^2 - z^2)/(d - 1).  It is the law of d (2 x - 1), x of Wachter's
 * law with a = b = d/2.
 */
#include "law_models_impl.h"
#include "quadratic_impl.h"

static int tridiagonal(const rmt_law *law, const randblas_state *state, rmt_tridiagonal *T)
{
    const double d = law->parameters[0];
    const int info = rmt_manova_tridiagonal(d / 2, d / 2, state, T);
    T->shift = 0.5;
    T->factor = 2 * d;
    return info;
}

static int matrix(const rmt_law *law, int64_t n, const randblas_state *state, double *A, int64_t lda)
{
    const double pairs = law->parameters[0] / 2;
    return rmt_haar_sum(n, pairs == floor(pairs) && pairs < 1e6 ? (int64_t)pairs : 0, state, law, A, lda);
}

static const rmt_law_class class = {
    .family = RMT_KESTEN_MCKAY, .parameters = 1, RMT_QUADRATIC_MEMBERS, .tridiagonal = tridiagonal, .matrix = matrix};

int rmt_law_kesten_mckay(double d, rmt_law **law)
{
    if (!(d > 1 && d < 1e15)) return -1;
    if (!law) return -2;
    const double e = d - 1;
    const rmt_dd edge = dd_scale(dd_sqrt(dd_sub(dd_of(d), dd_of(1))), 2);
    const double P = 2 * (d - 2) / sqrt(e);
    const rmt_quadratic q = {.lo = dd_negative(edge),
                             .hi = edge,
                             .width = 2 * edge.hi,
                             .k = d / e,
                             .P = {P, -P},
                             .p = {0, -(d - 2) / e},
                             .q = {d * d / e, 0, -1 / e},
                             .beta2 = e,
                             .variance = d,
                             .roots = 2,
                             .root = {-d, d}};
    return rmt_quadratic_create(&class, &d, 1, &q, law);
}

static int create(const double *p, rmt_law **law)
{
    return rmt_law_kesten_mckay(p[0], law);
}

static void guess(int64_t n, const double *x, double *p)
{
    const rmt_sample_summary s = rmt_summarise(n, x);
    const double reach = fmax(fabs(s.least), fabs(s.largest));
    p[0] = fmax(s.variance + s.mean * s.mean, (1 + reach * reach / 4) * (1 + 1 / (double)n));
}

const rmt_law_fitting rmt_kesten_mckay_fitting = {1, create, guess, {{1, 1e15}}};
