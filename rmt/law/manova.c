/*
 * MANOVA in tridiagonal form (Edelman and Sutton 2008).  With m1 >= p and m2 >= p degrees of freedom the eigenvalues of
 * S1 (S1 + S2)^-1 of order p are the squared singular values of the upper bidiagonal matrix
 *
 *     B_ii = c_(p-i) s'_(p-i) (s'_p = 1),   B_(i,i+1) = -s_(p-i) c'_(p-i-1),
 *     c_k^2 ~ Beta((m1 - p + k)/2, (m2 - p + k)/2),   c'_k^2 ~ Beta(k/2, (m1 + m2 - 2 p + 1 + k)/2).
 *
 * With m1 < p there are p - m1 zeros, and the others are those of (p, m1, m2) -> (m1, p, m1 + m2 - p); with m2 < p the
 * same holds for ones.
 */
#include "arena_impl.h"
#include "lapack_impl.h"
#include "law_models_impl.h"

typedef struct sizes {
    int64_t p, m1, m2, low, high;
} sizes;

static int64_t rounded(double x)
{
    return x < 1 ? 1 : (int64_t)floor(x + 0.5);
}

static sizes sizes_of(int64_t n, double a, double b)
{
    sizes z = {.p = n, .m1 = rounded(a * (double)n), .m2 = rounded(b * (double)n)};
    if (z.m1 + z.m2 < n) z.m2 = n - z.m1;
    if (z.m1 < z.p) {
        z.low = z.p - z.m1;
        z.m2 -= z.low;
        z.p = z.m1;
        z.m1 = n;
    }
    if (z.m2 < z.p) {
        const int64_t p = z.p;
        z.high = p - z.m2;
        z.m1 -= z.high;
        z.p = z.m2;
        z.m2 = p;
    }
    return z;
}

/* Cosine and sine whose squares are beta variates: numbers i and i + 1 of the state. */
static void angle(const randblas_state *state, int64_t i, double x, double y, double *c, double *s)
{
    const double g = rmt_gamma(state, i, x), h = rmt_gamma(state, i + 1, y);
    *c = sqrt(g / (g + h));
    *s = sqrt(h / (g + h));
}

int rmt_manova_tridiagonal(double a, double b, const randblas_state *state, rmt_tridiagonal *T)
{
    if (a + b > 1e9) return RANDBLAS_TOO_LARGE;
    const sizes z = sizes_of(T->order, a, b);
    const double more1 = (double)(z.m1 - z.p), more2 = (double)(z.m2 - z.p);
    double across = 0, s_prime = 1; /* B_(i-1,i), s'_(p-i) */
    for (int64_t i = 0; i < z.p; i++) {
        const double k = (double)(z.p - i);
        double c, s, c_next = 0, s_next = 1;
        angle(state, 4 * i, (more1 + k) / 2, (more2 + k) / 2, &c, &s);
        if (i + 1 < z.p) angle(state, 4 * i + 2, (k - 1) / 2, (more1 + more2 + k) / 2, &c_next, &s_next);
        const double diagonal = c * s_prime;
        T->d[i] = diagonal * diagonal + across * across;
        across = -s * c_next;
        T->e[i] = diagonal * across;
        s_prime = s_next;
    }
    T->order = z.p;
    T->low = z.low;
    T->high = z.high;
    return 0;
}

/* A = R^-T S1 R^-1 with S1 + S2 = R^T R, upper triangle. */
int rmt_manova_matrix(int64_t n, double a, double b, const randblas_state *state, double *A, int64_t lda)
{
    if (a + b > 1e9) return RANDBLAS_TOO_LARGE;
    const int64_t m1 = rounded(a * (double)n), m2 = rounded(b * (double)n);
    randblas_arena arena = randblas_arena_open(NULL);
    double *R = randblas_arena_get(&arena, randblas_size_product(n, n), sizeof *R);
    double *F = randblas_arena_get(&arena, randblas_size_product(n, n), sizeof *F);
    int info = arena.info;
    if (!info) info = rmt_wishart(n, m1, state, 0, 1, A, lda);
    if (!info) info = rmt_wishart(n, m2, state, 1, 1, R, n);
    for (int64_t j = 0; j < n && !info; j++)
        for (int64_t i = 0; i <= j; i++) {
            R[i + j * n] += A[i + j * lda];
            F[i + j * n] = F[j + i * n] = A[i + j * lda];
        }
    if (!info) info = randlapack_xpotrf(n, R, n);
    /* F = S1 R^-1, then A = (R^-T F) */
    if (!info) info = randlapack_xtrsm_right(n, n, R, n, F, n);
    if (!info) info = randlapack_xtrsm(RANDBLAS_TRANS, n, n, R, n, F, n);
    for (int64_t j = 0; j < n && !info; j++)
        for (int64_t i = 0; i <= j; i++) A[i + j * lda] = (F[i + j * n] + F[j + i * n]) / 2;
    randblas_arena_close(&arena);
    return info;
}
