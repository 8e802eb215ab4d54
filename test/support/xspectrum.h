/** Matrices of known singular values, and controls that count, refuse and cancel, for the tests of drivers. */
#ifndef XSPECTRUM_H
#define XSPECTRUM_H

#include "xsupport.h"

#include <float.h>
#include <lapacke.h>

#if IS_SINGLE
#define LAPACK(name) LAPACKE_s##name
#else
#define LAPACK(name) LAPACKE_d##name
#endif

/* The m x n matrix (m >= n) Q with orthonormal columns, column major without padding. */
static inline scalar_t *random_orthonormal(int64_t m, int64_t n, uint64_t *seed)
{
    scalar_t *Q = malloc((size_t)(m * n + 1) * sizeof *Q), *tau = malloc((size_t)(n + 1) * sizeof *tau);
    for (int64_t k = 0; k < m * n; k++) Q[k] = random_scalar(seed);
    if (m * n == 0) return free(tau), Q;
    assert_int_equal(LAPACK(geqrf)(LAPACK_COL_MAJOR, (lapack_int)m, (lapack_int)n, Q, (lapack_int)m, tau), 0);
    assert_int_equal(
        LAPACK(orgqr)(LAPACK_COL_MAJOR, (lapack_int)m, (lapack_int)n, (lapack_int)n, Q, (lapack_int)m, tau), 0);
    free(tau);
    return Q;
}

/* U diag(s) V^T in a padded array of the layout. */
static inline randblas_xview random_with_values(int64_t m, int64_t n, const double *s, randblas_layout layout,
                                                int64_t pad, uint64_t *seed)
{
    const int64_t r = m < n ? m : n;
    scalar_t *U = random_orthonormal(m, r, seed), *V = random_orthonormal(n, r, seed);
    const randblas_xview A = random_view(m, n, layout, pad, seed);
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < n; j++) {
            double sum = 0;
            for (int64_t k = 0; k < r; k++) sum += (double)U[i + k * m] * s[k] * (double)V[j + k * n];
            *view_at(A, i, j) = (scalar_t)sum;
        }
    free(U), free(V);
    return A;
}

/* n values from 1 down to 1/cond, equally spaced on a logarithmic scale. */
static inline double *geometric(int64_t n, double cond)
{
    double *s = malloc((size_t)(n + 1) * sizeof *s);
    for (int64_t k = 0; k < n; k++) s[k] = pow(cond, n > 1 ? -(double)k / (double)(n - 1) : 0);
    return s;
}

static inline double norm2(int64_t n, const scalar_t *x)
{
    double sum = 0;
    for (int64_t i = 0; i < n; i++) sum += (double)x[i] * (double)x[i];
    return sqrt(sum);
}

/* An allocator that counts what is out and refuses one request. */
typedef struct counting {
    int64_t out, requests, refuse; /* refuse the request of this number, from 1; 0: none */
} counting;

static inline void *counting_allocate(void *context, size_t bytes)
{
    counting *c = context;
    if (++c->requests == c->refuse) return NULL;
    void *block = malloc(bytes);
    if (block) c->out++;
    return block;
}

static inline void counting_release(void *context, void *block)
{
    counting *c = context;
    c->out--;
    free(block);
}

/* A progress callback that remembers which phases it saw and cancels in one of them. */
typedef struct watching {
    const char *cancel_in; /* NULL: never */
    int64_t calls, skip;   /* calls in that phase to let pass before */
    double last;
    char phases[8][16];
    int nphases;
} watching;

static inline int watching_progress(void *context, const char *phase, double fraction)
{
    watching *w = context;
    w->calls++;
    assert_true(fraction <= 1);
    if (w->nphases == 0 || strcmp(w->phases[w->nphases - 1], phase) != 0) {
        assert_true(w->nphases < 8);
        strncpy(w->phases[w->nphases++], phase, 15);
    }
    w->last = fraction;
    return w->cancel_in && strcmp(w->cancel_in, phase) == 0 && w->skip-- == 0;
}

#endif
