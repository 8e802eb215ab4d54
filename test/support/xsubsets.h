/** Determinants and linear systems of a few rows, by elimination in double: the definitions that samplers are held to.
 */
#ifndef XSUBSETS_H
#define XSUBSETS_H

#include "xsupport.h"

#define SMALL 8

/* Gaussian elimination with row pivoting of M (n x n) and r (n): the determinant; r = M^-1 r unless it is zero. */
static inline double eliminate(int n, double M[SMALL][SMALL], double r[SMALL])
{
    double det = 1;
    for (int k = 0; k < n; k++) {
        int best = k;
        for (int i = k + 1; i < n; i++)
            if (fabs(M[i][k]) > fabs(M[best][k])) best = i;
        if (M[best][k] == 0) return 0;
        for (int j = 0; j < n && best != k; j++) {
            const double swap = M[k][j];
            M[k][j] = M[best][j], M[best][j] = swap;
        }
        const double swap = r[k];
        r[k] = r[best], r[best] = swap;
        det *= best == k ? M[k][k] : -M[k][k];
        for (int i = k + 1; i < n; i++) {
            const double f = M[i][k] / M[k][k];
            for (int j = k; j < n; j++) M[i][j] -= f * M[k][j];
            r[i] -= f * r[k];
        }
    }
    for (int k = n - 1; k >= 0; k--) {
        for (int j = k + 1; j < n; j++) r[k] -= M[k][j] * r[j];
        r[k] /= M[k][k];
    }
    return det;
}

/* det L_S, S the bits of a mask. */
static inline double principal_minor(int n, randblas_xview L, unsigned set)
{
    double M[SMALL][SMALL], ignored[SMALL] = {0};
    int rows[SMALL], k = 0;
    for (int i = 0; i < n; i++)
        if (set >> i & 1) rows[k++] = i;
    for (int a = 0; a < k; a++)
        for (int b = 0; b < k; b++) M[a][b] = (double)*view_at(L, rows[a], rows[b]);
    return eliminate(k, M, ignored);
}

/* H = sum over S of w_i^2 a_i a_i^T + lambda I and x = H^-1 sum w_i^2 a_i b_i (or H^-1 g if b is NULL); returns det H.
 */
static inline double normal_equations(int m, int n, randblas_xview A, unsigned set, const double *w2, double lambda,
                                      const double *b, const double *g, double x[SMALL])
{
    double H[SMALL][SMALL] = {{0}};
    for (int j = 0; j < n; j++) {
        H[j][j] = lambda;
        x[j] = b ? 0 : g[j];
    }
    for (int i = 0; i < m; i++) {
        if (!(set >> i & 1)) continue;
        for (int j = 0; j < n; j++) {
            const double a = (double)*view_at(A, i, j) * (w2 ? w2[i] : 1);
            for (int l = 0; l < n; l++) H[j][l] += a * (double)*view_at(A, i, l);
            if (b) x[j] += a * b[i];
        }
    }
    return eliminate(n, H, x);
}

static inline int set_size(unsigned set)
{
    int k = 0;
    for (; set; set &= set - 1) k++;
    return k;
}

/* The mask of a sample; asserts that it ascends within 0 .. n - 1. */
static inline unsigned mask_of(int64_t size, const int64_t *items, int64_t n)
{
    unsigned set = 0;
    for (int64_t t = 0; t < size; t++) {
        assert_true(items[t] >= 0 && items[t] < n && (t == 0 || items[t] > items[t - 1]));
        set |= 1u << items[t];
    }
    return set;
}

#endif
