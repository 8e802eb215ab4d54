/* Wigner's semicircle: m^2 r^2/4 + z m + 1 = 0. */
#include "law_models_impl.h"
#include "quadratic_impl.h"

/* GOE: entries of variance 1 off the diagonal and 2 on it; edges at 2 sqrt(n).  Dumitriu and Edelman: normal diagonal
 * of variance 2, chi with n - 1, n - 2, ... degrees of freedom beside it. */
static int tridiagonal(const rmt_law *law, const randblas_state *state, rmt_tridiagonal *T)
{
    const int64_t n = T->order;
    for (int64_t i = 0; i < n; i++) {
        T->d[i] = sqrt(2.0) * rmt_normal(state, 2 * i);
        T->e[i] = i + 1 < n ? rmt_chi(state, 2 * i + 1, (double)(n - 1 - i)) : 0;
    }
    T->factor = law->parameters[0] / (2 * sqrt((double)n));
    return 0;
}

static int matrix(const rmt_law *law, int64_t n, const randblas_state *state, double *A, int64_t lda)
{
    const double scale = law->parameters[0] / (2 * sqrt(2.0 * (double)n));
    const int info = rmt_gaussian_matrix(n, n, state, 0, A, lda);
    for (int64_t j = 0; j < n && !info; j++)
        for (int64_t i = 0; i <= j; i++) A[i + j * lda] = scale * (A[i + j * lda] + A[j + i * lda]);
    return info;
}

static const rmt_law_class class = {
    .family = RMT_SEMICIRCLE, .parameters = 1, RMT_QUADRATIC_MEMBERS, .tridiagonal = tridiagonal, .matrix = matrix};

int rmt_law_semicircle(double radius, rmt_law **law)
{
    int exponent = 0;
    if (!(radius >= 1e-300 && radius <= 1e300)) return -1;
    if (!law) return -2;
    const double r = 2 * frexp(radius, &exponent);
    const rmt_quadratic q = {.lo = {-r, 0},
                             .hi = {r, 0},
                             .width = 2 * r,
                             .k = 1,
                             .P = {r, -r},
                             .p = {0, -1},
                             .q = {r * r / 4, 0, 0},
                             .beta2 = r * r / 4,
                             .variance = r * r / 4};
    return rmt_quadratic_create(&class, &radius, ldexp(1, exponent - 1), &q, law);
}

static int create(const double *p, rmt_law **law)
{
    return rmt_law_semicircle(p[0], law);
}

static void guess(int64_t n, const double *x, double *p)
{
    const rmt_sample_summary s = rmt_summarise(n, x);
    const double reach = fmax(fabs(s.least), fabs(s.largest));
    p[0] = fmax(2 * sqrt(s.variance + s.mean * s.mean), reach * (1 + 0.5 / (double)n));
}

const rmt_law_fitting rmt_semicircle_fitting = {1, create, guess, {{0, INFINITY}}};
