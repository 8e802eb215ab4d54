/* The Marchenko-Pastur law as an object: c z m^2 - (1 - c - z) m + 1 = 0 for variance 1. */
#include "arena_impl.h"
#include "law_models_impl.h"
#include "quadratic_impl.h"

static double degrees(const rmt_law *law, int64_t n)
{
    return fmax(1, floor((double)n / law->parameters[0] + 0.5));
}

/* Dumitriu and Edelman: B lower bidiagonal, chi of N, N - 1, ... on the diagonal and of n - 1, n - 2, ... below. */
static int tridiagonal(const rmt_law *law, const randblas_state *state, rmt_tridiagonal *T)
{
    const double N = degrees(law, T->order);
    const int64_t n = T->order, rank = (double)n <= N ? n : (int64_t)N;
    double above = 0;
    for (int64_t i = 0; i < rank; i++) {
        const double d = rmt_chi(state, 2 * i, (rank < n ? (double)n : N) - (double)i);
        const double e = i + 1 < rank ? rmt_chi(state, 2 * i + 1, (double)(rank - 1 - i)) : 0;
        T->d[i] = d * d + above * above;
        T->e[i] = d * e;
        above = e;
    }
    T->order = rank;
    T->low = n - rank;
    T->factor = law->parameters[1] / N;
    return 0;
}

static int matrix(const rmt_law *law, int64_t n, const randblas_state *state, double *A, int64_t lda)
{
    const double N = degrees(law, n);
    return rmt_wishart(n, (int64_t)N, state, 0, law->parameters[1] / N, A, lda);
}

static const rmt_law_class class = {.family = RMT_MARCHENKO_PASTUR,
                                    .parameters = 2,
                                    RMT_QUADRATIC_MEMBERS,
                                    .tridiagonal = tridiagonal,
                                    .matrix = matrix};

int rmt_law_marchenko_pastur(double ratio, double sigma2, rmt_law **law)
{
    int exponent = 0;
    if (!(ratio >= 1e-100 && ratio <= 1e100)) return -1;
    if (!(sigma2 >= 1e-200 && sigma2 <= 1e200)) return -2;
    if (!law) return -3;
    const double v = frexp(sigma2, &exponent), c = ratio, parameters[2] = {ratio, sigma2};
    const rmt_dd root = dd_sqrt(dd_of(c)), one = dd_of(1);
    /* 1 - sqrt c = (1 - c)/(1 + sqrt c) */
    const rmt_dd plus = dd_add(one, root), minus = dd_div(dd_sub(one, dd_of(c)), plus);
    const rmt_quadratic q = {.lo = dd_scale(dd_square(minus), v),
                             .hi = dd_scale(dd_square(plus), v),
                             .width = 4 * root.hi * v,
                             .k = 1,
                             .P = {2 * root.hi * minus.hi * v, -2 * root.hi * plus.hi * v},
                             .p = {(1 - c) * v, -1},
                             .q = {0, c * v, 0},
                             .alpha = (1 + c) * v,
                             .beta2 = c * v * v,
                             .mean = v,
                             .variance = c * v * v,
                             .roots = 1,
                             .root = {0}};
    return rmt_quadratic_create(&class, parameters, ldexp(1, exponent), &q, law);
}

static int create(const double *p, rmt_law **law)
{
    return rmt_law_marchenko_pastur(p[0], p[1], law);
}

/* Mean sigma2, variance ratio sigma2^2; wide enough for the extremes. */
static void guess(int64_t n, const double *x, double *p)
{
    const rmt_sample_summary s = rmt_summarise(n, x);
    p[1] = s.mean > 0 ? s.mean : 1;
    p[0] = s.variance / (p[1] * p[1]);
    const double needed = sqrt(fmax(0, s.largest / p[1])) - 1;
    if (!(p[0] > needed * needed)) p[0] = needed * needed * (1 + 1 / (double)n);
    if (s.least > 0 && p[0] < 1 && s.least < p[1] * (1 - sqrt(p[0])) * (1 - sqrt(p[0]))) {
        const double other = 1 - sqrt(s.least / p[1]);
        p[0] = other * other * (1 + 1 / (double)n);
    }
    if (!(p[0] > 0)) p[0] = 1e-6;
}

const rmt_law_fitting rmt_marchenko_pastur_fitting = {2, create, guess, {{0, INFINITY}, {0, INFINITY}}};
