/**
 * Kernel matrices for extrapolated log-determinants, as randlapack_dcolumns_fn: Matern kernels with several outputs,
 * and the kernels of wide random ReLU networks.  Examples and benchmarks share them.
 */
#ifndef LOGDET_KERNELS_H
#define LOGDET_KERNELS_H

#include <randlapack.h>

#include <math.h>
#include <stdlib.h>

/*
 * K((i, a), (j, b)) = sum_q M_q(a, b) kappa(|x_i - x_j| / h_q): a linear model of coregionalisation, M_q = B_q B_q^T
 * positive semidefinite.  With one term it is separable; with several of different h_q it is not.
 */
typedef struct matern_outputs {
    int64_t points, dim, outputs, terms;
    int order2;           /* twice the order of the Matern function: 1, 3, 5 */
    const double *x;      /* points x dim, row major */
    const double *length; /* h_q */
    const double *mix;    /* M_q, outputs x outputs each */
} matern_outputs;

static inline double matern_value(int order2, double r)
{
    const double a = sqrt((double)order2) * r;
    return exp(-a) * (order2 == 1 ? 1 : order2 == 3 ? 1 + a : 1 + a + a * a / 3);
}

/* All entries between two points: block[a + b d]. */
static inline void matern_block(const matern_outputs *k, int64_t i, int64_t j, double *block)
{
    const int64_t dd = k->outputs * k->outputs;
    double r2 = 0;
    for (int64_t c = 0; c < k->dim; c++) {
        const double t = k->x[i * k->dim + c] - k->x[j * k->dim + c];
        r2 += t * t;
    }
    for (int64_t s = 0; s < dd; s++) block[s] = 0;
    for (int64_t q = 0; q < k->terms; q++) {
        const double value = matern_value(k->order2, sqrt(r2) / k->length[q]);
        for (int64_t s = 0; s < dd; s++) block[s] += value * k->mix[q * dd + s];
    }
}

static inline int matern_columns(void *context, int64_t nrows, const int64_t *rows, int64_t ncols, const int64_t *cols,
                                 double *out, int64_t ld)
{
    const matern_outputs *k = context;
    const int64_t d = k->outputs;
#pragma omp parallel for if (nrows * ncols > 4096)
    for (int64_t i = 0; i < nrows; i++) {
        double *block = malloc((size_t)(d * d) * sizeof *block);
        int64_t row = -1, col = -1;
        for (int64_t j = 0; j < ncols; j++) {
            const int64_t u = rows ? rows[i] : i, v = cols ? cols[j] : j;
            if (block && (u / d != row || v / d != col)) matern_block(k, row = u / d, col = v / d, block);
            out[i + j * ld] = block ? block[u % d + v % d * d] : NAN;
        }
        free(block);
    }
    return 0;
}

/* A random kernel of this kind: points uniform in the unit cube, h_q from `length` down by 0.7, M_q random of full
 * rank, by a generator of its own (numbers in (-1, 1) from `random`).  Owns what it points to. */
static inline matern_outputs matern_make(int64_t points, int64_t dim, int64_t outputs, int64_t terms, int order2,
                                         double length, void (*random)(int64_t count, double *x))
{
    const int64_t d = outputs;
    double *x = malloc((size_t)(points * dim) * sizeof *x), *h = malloc((size_t)terms * sizeof *h);
    double *mix = calloc((size_t)(terms * d * d), sizeof *mix), *B = malloc((size_t)(d * d) * sizeof *B);
    if (!x || !h || !mix || !B) abort();
    random(points * dim, x);
    for (int64_t i = 0; i < points * dim; i++) x[i] = (x[i] + 1) / 2;
    for (int64_t q = 0; q < terms; q++) {
        h[q] = length * pow(0.7, (double)q);
        random(d * d, B);
        for (int64_t a = 0; a < d; a++)
            for (int64_t b = 0; b < d; b++) {
                double *m = mix + q * d * d + a + b * d;
                *m = a == b ? 0.5 : 0;
                for (int64_t t = 0; t < d; t++) *m += B[a + t * d] * B[b + t * d] / (double)d;
            }
    }
    free(B);
    return (matern_outputs){points, dim, d, terms, order2, x, h, mix};
}

static inline void matern_free(matern_outputs *k)
{
    free((void *)(uintptr_t)k->x), free((void *)(uintptr_t)k->length), free((void *)(uintptr_t)k->mix);
}

/*
 * Kernels of a ReLU network of infinite width and `depth` hidden layers on the inputs x, by the arc-cosine recursion
 * (Cho and Saul 2009; Jacot, Gabriel and Hongler 2018), weights of variance 2/width: with t the angle between two
 * inputs of a layer,
 *
 *     S' = |u||v| (sin t + (pi - t) cos t)/pi,    T' = S' + T (pi - t)/pi,    S = T = x^T x/dim at the start;
 *
 * S is the conjugate kernel, T the tangent kernel.  Norms do not change from layer to layer.
 */
typedef struct network_kernel {
    int64_t points, dim;
    int depth, tangent;
    const double *x; /* points x dim, row major */
} network_kernel;

static inline double network_value(const network_kernel *k, int64_t i, int64_t j)
{
    const double pi = 3.14159265358979323846;
    const double *u = k->x + i * k->dim, *v = k->x + j * k->dim;
    double uu = 0, vv = 0, uv = 0;
    for (int64_t c = 0; c < k->dim; c++) {
        uu += u[c] * u[c];
        vv += v[c] * v[c];
        uv += u[c] * v[c];
    }
    const double norm = sqrt(uu) * sqrt(vv);
    double cosine = i == j ? 1 : uv / norm, tangent = cosine;
    for (int layer = 0; layer < k->depth; layer++) {
        const double c = fmax(-1, fmin(1, cosine)), t = acos(c);
        cosine = i == j ? 1 : (sqrt(1 - c * c) + (pi - t) * c) / pi;
        tangent = cosine + tangent * (pi - t) / pi;
    }
    return (k->tangent ? tangent : cosine) * norm / (double)k->dim;
}

static inline int network_columns(void *context, int64_t nrows, const int64_t *rows, int64_t ncols, const int64_t *cols,
                                  double *out, int64_t ld)
{
    const network_kernel *k = context;
#pragma omp parallel for if (nrows * ncols > 256)
    for (int64_t i = 0; i < nrows; i++)
        for (int64_t j = 0; j < ncols; j++) out[i + j * ld] = network_value(k, rows ? rows[i] : i, cols ? cols[j] : j);
    return 0;
}

#endif
