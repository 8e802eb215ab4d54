/** Sample covariance matrices of normal data with a diagonal population, and how to draw the data. */
#ifndef COVARIANCES_H
#define COVARIANCES_H

#include <lapacke.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static inline double covariance_uniform(uint64_t *state)
{
    *state += 0x9e3779b97f4a7c15u; /* splitmix64 */
    uint64_t z = *state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return ((double)((z ^ (z >> 31)) >> 11) + 0.5) * 0x1p-53;
}

/* count standard normal numbers, Box and Muller */
static inline void covariance_normal(int64_t count, double *x, uint64_t *state)
{
    for (int64_t i = 0; i < count; i += 2) {
        const double r = sqrt(-2 * log(covariance_uniform(state))), t = 6.283185307179586 * covariance_uniform(state);
        x[i] = r * cos(t);
        if (i + 1 < count) x[i + 1] = r * sin(t);
    }
}

/*
 * Eigenvalues, ascending, of X X^T/n, X p x n with rows of variance tau[i]; S (p x p, column major) is for its
 * eigenvectors if `vectors`, and workspace.  The work is p^2 n/2 multiplications and the eigenvalues.
 */
static inline int covariance_eigenvalues(int p, int n, const double *tau, uint64_t seed, int vectors, double *S,
                                         double *values)
{
    double *x = malloc((size_t)p * 16 * sizeof *x);
    if (!x) return -1;
    memset(S, 0, (size_t)p * (size_t)p * sizeof *S);
    for (int j = 0; j < n; j += 16) { /* a few columns at a time */
        const int width = n - j < 16 ? n - j : 16;
        memset(x, 0, (size_t)p * 16 * sizeof *x);
        for (int i = 0; i < p; i++) {
            covariance_normal(width, x + 16 * i, &seed);
            for (int k = 0; k < width; k++) x[16 * i + k] *= sqrt(tau[i] / n);
        }
        for (int c = 0; c < p; c++)
            for (int r = c; r < p; r++) {
                double sum = 0;
                for (int k = 0; k < 16; k++) sum += x[16 * r + k] * x[16 * c + k];
                S[r + (int64_t)c * p] += sum;
            }
    }
    free(x);
    return (int)LAPACKE_dsyevd(LAPACK_COL_MAJOR, vectors ? 'V' : 'N', 'L', p, S, p, values);
}

#endif
