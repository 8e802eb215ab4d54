/** What the examples share: reporting of failure, a test matrix, and singular values. */
#ifndef EXAMPLE_H
#define EXAMPLE_H

#include <randblas.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* Every call returns info, and every info is looked at. */
#define CHECK(call) example_check(call, #call)
static inline void example_check(int info, const char *call)
{
    if (info == 0) return;
    fprintf(stderr, "%s\n  gave %d: %s\n", call, info, randblas_strerror(info));
    exit(EXIT_FAILURE);
}

/* What the example promises, checked. */
static inline void example_expect(bool holds, const char *what)
{
    if (holds) return;
    fprintf(stderr, "failed: %s\n", what);
    exit(EXIT_FAILURE);
}

static inline double *example_alloc(int64_t rows, int64_t cols)
{
    double *A = calloc((size_t)(rows * cols), sizeof *A);
    example_expect(A, "there is memory");
    return A;
}

/* max |A - B| / max |A| over two arrays of n entries */
static inline double example_difference(int64_t n, const double *A, const double *B)
{
    double largest = 0, difference = 0;
    for (int64_t i = 0; i < n; i++) {
        largest = fmax(largest, fabs(A[i]));
        difference = fmax(difference, fabs(A[i] - B[i]));
    }
    return difference / largest;
}

/* Column j of the orthonormal cosine basis of length m, entry i. */
static inline double example_cosine(int64_t m, int64_t i, int64_t j)
{
    const double pi = 3.14159265358979323846;
    return (j == 0 ? sqrt(1.0 / (double)m) : sqrt(2.0 / (double)m)) *
           cos(pi * ((double)i + 0.5) * (double)j / (double)m);
}

/* U (m x n, column major): the first n columns of that basis; all rows matter alike. */
static inline double *example_basis(int64_t m, int64_t n)
{
    double *U = example_alloc(m, n);
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < m; i++) U[i + j * m] = example_cosine(m, i, j);
    return U;
}

/* An m x n matrix of independent normal numbers: a sketching operator written out. */
static inline double *example_normal(int64_t m, int64_t n, uint64_t seed)
{
    double *A = example_alloc(m, n);
    const randblas_state state = randblas_seed(seed);
    randblas_dist dist = randblas_gaussian(m, n);
    dist.unscaled = 1; /* variance 1 instead of 1/m */
    randblas_sketch *S = NULL;
    CHECK(randblas_sketch_create(&dist, &state, &S, NULL));
    CHECK(randblas_dfill(RANDBLAS_COL_MAJOR, m, n, S, 0, 0, A, m));
    randblas_sketch_destroy(S);
    return A;
}

static inline double example_dot(int64_t n, const double *x, const double *y)
{
    double sum = 0;
    for (int64_t i = 0; i < n; i++) sum += x[i] * y[i];
    return sum;
}

/* Singular values of A (m x n, m >= n, overwritten), in no order: one-sided Jacobi turns its columns orthogonal. */
static inline void example_singular_values(int64_t m, int64_t n, double *A, double *s)
{
    bool turned = true;
    for (int sweep = 0; turned && sweep < 30; sweep++) {
        turned = false;
        for (int64_t p = 0; p < n; p++)
            for (int64_t q = p + 1; q < n; q++) {
                double *x = A + p * m, *y = A + q * m;
                const double xx = example_dot(m, x, x), yy = example_dot(m, y, y), xy = example_dot(m, x, y);
                if (fabs(xy) <= 1e-13 * sqrt(xx * yy)) continue;
                turned = true;
                const double zeta = (yy - xx) / (2 * xy);
                const double t = copysign(1, zeta) / (fabs(zeta) + hypot(1, zeta)), c = 1 / hypot(1, t);
                for (int64_t i = 0; i < m; i++) {
                    const double xi = x[i];
                    x[i] = c * (xi - t * y[i]);
                    y[i] = c * (y[i] + t * xi);
                }
            }
    }
    for (int64_t j = 0; j < n; j++) s[j] = sqrt(example_dot(m, A + j * m, A + j * m));
}

/* The least and the largest of them. */
static inline void example_extremes(int64_t m, int64_t n, double *A, double *least, double *largest)
{
    double *s = example_alloc(n, 1);
    example_singular_values(m, n, A, s);
    *least = *largest = s[0];
    for (int64_t j = 1; j < n; j++) {
        *least = fmin(*least, s[j]);
        *largest = fmax(*largest, s[j]);
    }
    free(s);
}

#endif
