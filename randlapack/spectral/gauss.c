/*
 * The eigenvalues of a Lanczos matrix are the nodes of the Gauss rule that is exact for polynomials of degree 2k - 1,
 * the squares of the first components of its eigenvectors the weights @cite golub1969.  Implicit QL with Wilkinson's
 * shift; of the eigenvectors only the first and last rows are carried along, so that the cost is O(k^2).
 *
 * Bidiagonal matrices are taken as tridiagonal ones with zero diagonal, eigenvalues +-sigma: singular values come out
 * with an error of eps sigma_1, where squaring would leave sqrt(eps) sigma_1.
 */
#include "gauss_impl.h"

#include "randblas.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define SWEEPS 60 /* for one eigenvalue */

/* The end of the unreduced block that starts at l.  What is small beside the whole matrix is zero: graded matrices
 * would converge slowly, and Lanczos knows no more digits of them. */
static int64_t block_end(int64_t l, int64_t k, const double *d, const double *e, double small)
{
    int64_t m = l;
    while (m + 1 < k && fabs(e[m]) > fmax(DBL_EPSILON / 2 * (fabs(d[m]) + fabs(d[m + 1])), small)) m++;
    return m;
}

static double largest(int64_t k, const double *d, const double *e)
{
    double most = 0;
    for (int64_t i = 0; i < k; i++) most = fmax(most, fabs(d[i]) + fabs(e[i]));
    return most;
}

static void rotate(double *row, int64_t i, double c, double s)
{
    const double next = row[i + 1];
    row[i + 1] = s * row[i] + c * next;
    row[i] = c * row[i] - s * next;
}

/* One sweep of QL over the block l .. m. */
static void sweep(int64_t l, int64_t m, double *d, double *e, double *first, double *last)
{
    const double half = (d[l + 1] - d[l]) / (2 * e[l]), root = hypot(half, 1);
    double g = d[m] - d[l] + e[l] / (half + copysign(root, half)), s = 1, c = 1, p = 0;
    for (int64_t i = m - 1; i >= l; i--) {
        const double f = s * e[i], b = c * e[i], r = hypot(f, g);
        e[i + 1] = r;
        if (r == 0) { /* the block falls apart here */
            d[i + 1] -= p;
            e[m] = 0;
            return;
        }
        s = f / r;
        c = g / r;
        const double q = d[i + 1] - p, t = (d[i] - q) * s + 2 * c * b;
        p = s * t;
        d[i + 1] = q + p;
        g = c * t - b;
        rotate(first, i, c, s);
        if (last) rotate(last, i, c, s);
    }
    d[l] -= p;
    e[l] = g;
    e[m] = 0;
}

static void exchange(double *x, int64_t i, int64_t j)
{
    const double t = x[i];
    x[i] = x[j];
    x[j] = t;
}

static void sort(int64_t k, double *d, double *first, double *last)
{
    for (int64_t i = 1; i < k; i++)
        for (int64_t j = i; j > 0 && d[j] < d[j - 1]; j--) {
            exchange(d, j, j - 1);
            exchange(first, j, j - 1);
            if (last) exchange(last, j, j - 1);
        }
}

int randlapack_gauss(int64_t k, double *d, double *e, double *weights, double *last)
{
    for (int64_t i = 0; i < k; i++) weights[i] = i == 0;
    for (int64_t i = 0; i < k && last; i++) last[i] = i == k - 1;
    if (k > 0) e[k - 1] = 0;
    const double small = DBL_EPSILON / 8 * largest(k, d, e);
    for (int64_t l = 0; l < k; l++) {
        int64_t m = block_end(l, k, d, e, small);
        for (int sweeps = 0; m > l; sweeps++) {
            if (sweeps == SWEEPS) return RANDBLAS_NOT_CONVERGED;
            sweep(l, m, d, e, weights, last);
            m = block_end(l, k, d, e, small);
        }
    }
    sort(k, d, weights, last);
    for (int64_t i = 0; i < k; i++) weights[i] *= weights[i];
    for (int64_t i = 0; i < k && last; i++) last[i] *= last[i];
    return 0;
}

int randlapack_gauss_golub_kahan(int64_t k, double *d, double *e, double *weights)
{
    const int64_t pairs = (k + 1) / 2;
    for (int64_t i = 0; i < k; i++) d[i] = 0;
    const int info = randlapack_gauss(k, d, e, weights, NULL);
    for (int64_t i = 0; i < pairs && !info; i++) {
        const int64_t low = (k - 1) / 2 - i, high = k / 2 + i; /* a pair +-x, or 0 in the middle of an odd order */
        d[high] = low == high ? 0 : (fabs(d[low]) + fabs(d[high])) / 2;
        if (low != high) weights[high] += weights[low];
    }
    memmove(d, d + k / 2, (size_t)pairs * sizeof *d);
    memmove(weights, weights + k / 2, (size_t)pairs * sizeof *weights);
    return info;
}
