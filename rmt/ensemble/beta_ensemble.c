/*
 * Tridiagonal and bidiagonal models of beta-ensembles, all entries independent.
 *
 * Hermite: diagonal N(0, 1), off-diagonal chi_(beta k)/sqrt(2), k = n - 1, ..., 1.
 * Laguerre: B_ii^2 ~ Gamma(shape + beta (n - 1 - i)/2), B_(i,i-1)^2 ~ Gamma(beta (n - i)/2); eigenvalues of B B^T.
 * Jacobi: B_ii = c_(n-i) s'_(n-i), s'_n = 1, B_(i,i+1) = -s_(n-i) c'_(n-i-1), c, s and c', s' cosines and sines,
 *     c_k^2 ~ Beta(a + beta (k - 1)/2, b + beta (k - 1)/2),  c'_k^2 ~ Beta(beta k/2, a + b + beta (k - 1)/2).
 *
 * Singular values of bidiagonal matrices are found to high relative accuracy, and so are their squares.
 */
#include "arena_impl.h"
#include "lapack_impl.h"
#include "law_models_impl.h"
#include "rmt_beta_ensemble.h"

static bool is_exponent(double beta)
{
    return beta >= 0 && beta <= 1e100;
}

static bool is_shape(double shape)
{
    return shape >= 1e-100 && shape <= 1e100;
}

/* What every ensemble has: room for the matrix. */
typedef struct workspace {
    randblas_arena arena;
    double *d, *e, *work;
} workspace;

static workspace open_workspace(int64_t n, bool bidiagonal)
{
    workspace w = {.arena = randblas_arena_open(NULL)};
    w.d = randblas_arena_get(&w.arena, n, sizeof *w.d);
    w.e = randblas_arena_get(&w.arena, n, sizeof *w.e);
    if (bidiagonal) w.work = randblas_arena_get(&w.arena, randblas_size_product(4, n), sizeof *w.work);
    return w;
}

int rmt_beta_hermite(double beta, int64_t n, const randblas_state *state, double *values, randblas_state *next)
{
    if (!is_exponent(beta)) return -1;
    if (n < 0) return -2;
    if (!state) return -3;
    if (!values && n > 0) return -4;
    const randblas_state start = *state;
    workspace w = open_workspace(n, false);
    int info = w.arena.info;
    for (int64_t i = 0; i < n && !info; i++) {
        w.d[i] = rmt_normal(&start, 2 * i);
        w.e[i] = i + 1 < n ? sqrt(rmt_gamma(&start, 2 * i + 1, beta * (double)(n - 1 - i) / 2)) : 0;
    }
    if (!info && n > 0) info = randlapack_xsterf(n, w.d, w.e);
    for (int64_t i = 0; i < n && !info; i++) values[i] = w.d[i];
    if (next && !info) *next = rmt_advance(&start, RMT_VARIATE_BLOCKS);
    randblas_arena_close(&w.arena);
    return info;
}

/* values = squares of the singular values of the bidiagonal matrix, ascending, and the end of a call. */
static int finish(workspace *w, int64_t n, const randblas_state *start, double *values, randblas_state *next)
{
    int info = w->arena.info;
    if (!info && n > 0) info = randlapack_xbdsqr(n, w->d, w->e, w->work);
    for (int64_t i = 0; i < n && !info; i++) values[i] = w->d[n - 1 - i] * w->d[n - 1 - i];
    if (next && !info) *next = rmt_advance(start, RMT_VARIATE_BLOCKS);
    randblas_arena_close(&w->arena);
    return info;
}

int rmt_beta_laguerre(double beta, double shape, int64_t n, const randblas_state *state, double *values,
                      randblas_state *next)
{
    if (!is_exponent(beta)) return -1;
    if (!is_shape(shape)) return -2;
    if (n < 0) return -3;
    if (!state) return -4;
    if (!values && n > 0) return -5;
    const randblas_state start = *state;
    workspace w = open_workspace(n, true);
    for (int64_t i = 0; i < n && !w.arena.info; i++) { /* B^T, which is upper bidiagonal */
        const double below = beta * (double)(n - 1 - i) / 2;
        w.d[i] = sqrt(rmt_gamma(&start, 2 * i, shape + below));
        w.e[i] = i + 1 < n ? sqrt(rmt_gamma(&start, 2 * i + 1, below)) : 0;
    }
    return finish(&w, n, &start, values, next);
}

/* Cosine and sine whose squares are beta variates: numbers i and i + 1 of the state. */
static void angle(const randblas_state *state, int64_t i, double x, double y, double *c, double *s)
{
    const double t = rmt_gamma_logarithm(state, i + 1, y) - rmt_gamma_logarithm(state, i, x);
    *c = 1 / sqrt(1 + exp(t));
    *s = 1 / sqrt(1 + exp(-t));
}

int rmt_beta_jacobi(double beta, double a, double b, int64_t n, const randblas_state *state, double *values,
                    randblas_state *next)
{
    if (!is_exponent(beta)) return -1;
    if (!is_shape(a)) return -2;
    if (!is_shape(b)) return -3;
    if (n < 0) return -4;
    if (!state) return -5;
    if (!values && n > 0) return -6;
    const randblas_state start = *state;
    workspace w = open_workspace(n, true);
    double s_prime = 1;
    for (int64_t i = 0; i < n && !w.arena.info; i++) {
        const double rest = beta * (double)(n - 1 - i) / 2;
        double c, s, c_next = 0, s_next = 1;
        angle(&start, 4 * i, a + rest, b + rest, &c, &s);
        if (i + 1 < n) angle(&start, 4 * i + 2, rest, a + b + rest - beta / 2, &c_next, &s_next);
        w.d[i] = c * s_prime;
        w.e[i] = -s * c_next;
        s_prime = s_next;
    }
    return finish(&w, n, &start, values, next);
}
