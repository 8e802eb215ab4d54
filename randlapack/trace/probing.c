/*
 * Probes and products.  All products are divided by a power of two near the size of the first, so that squares of what
 * is made of them are harmless whatever the scale of A.
 */
#include "probing_impl.h"

#include "lapack_impl.h"

#include <math.h>
#include <string.h>

#define PARALLEL 65536 /* entries from which threads pay */
#define LARGEST_EXPONENT (IS_SINGLE ? 120 : 1000)

void randlapack_xdot_columns(int64_t n, int64_t c, const scalar_t *X, const scalar_t *Y, double *sums)
{
#pragma omp parallel for schedule(static) if (n * c >= PARALLEL)
    for (int64_t j = 0; j < c; j++) {
        double sum[4] = {0};
        int64_t i = 0;
        for (; i + 4 <= n; i += 4)
            for (int k = 0; k < 4; k++) sum[k] += (double)X[i + k + j * n] * (double)Y[i + k + j * n];
        for (; i < n; i++) sum[0] += (double)X[i + j * n] * (double)Y[i + j * n];
        sums[j] = (sum[0] + sum[1]) + (sum[2] + sum[3]);
    }
}

void randlapack_xnormalise_columns(int64_t n, int64_t c, scalar_t *X, double *norms)
{
    for (int64_t j = 0; j < c; j++) {
        double sum = 0;
        randlapack_xdot_columns(n, 1, X + j * n, X + j * n, &sum);
        sum = sqrt(sum);
        if (norms) norms[j] = sum;
        for (int64_t i = 0; i < n && sum > 0; i++) X[i + j * n] = (scalar_t)((double)X[i + j * n] / sum);
    }
}

int randlapack_xprobing_draw(randlapack_xprobing *p, int64_t c, scalar_t *X)
{
    const bool sphere = p->probe == RANDLAPACK_PROBE_SPHERE;
    randblas_dist dist =
        p->probe == RANDLAPACK_PROBE_RADEMACHER ? randblas_rademacher(c, p->n) : randblas_gaussian(c, p->n);
    randblas_sketch *S = NULL;
    dist.unscaled = 1;
    int info = randblas_sketch_create(&dist, &p->state, &S, &p->state);
    if (!info) info = randblas_xfill(RANDBLAS_ROW_MAJOR, c, p->n, S, 0, 0, X, p->n); /* the transpose of S */
    randblas_sketch_destroy(S);
    if (info || !sphere) return info;
    randlapack_xnormalise_columns(p->n, c, X, NULL);
    for (int64_t k = 0; k < p->n * c; k++) X[k] = (scalar_t)((double)X[k] * sqrt((double)p->n));
    return 0;
}

static void choose_exponent(randlapack_xprobing *p, double largest)
{
    const int e = largest > 0 ? ilogb(largest) : 0;
    p->exponent = e > LARGEST_EXPONENT ? LARGEST_EXPONENT : e < -LARGEST_EXPONENT ? -LARGEST_EXPONENT : e;
    p->scaled = true;
}

int randlapack_xprobing_multiply(randlapack_xprobing *p, randblas_op op, int64_t c, const scalar_t *X, scalar_t *Y)
{
    const int64_t n = p->n;
    const int info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, op, c, 1, p->A, X, n, 0, Y, n);
    if (info) return info;
    double largest = 0, bad = 0; /* bad: 0 or NaN */
    for (int64_t k = 0; k < n * c; k++) {
        const double y = fabs((double)Y[k]);
        largest = y > largest ? y : largest;
        bad += y * 0;
    }
    p->products += c;
    if (!(bad == 0)) return RANDBLAS_NOT_FINITE;
    if (!p->scaled) choose_exponent(p, largest);
    if (p->exponent == 0) return 0;
    const scalar_t scale = (scalar_t)ldexp(1, -p->exponent);
    for (int64_t k = 0; k < n * c; k++) Y[k] *= scale;
    return 0;
}

int randlapack_xprobing_measure(randlapack_xprobing *p, int64_t c, const scalar_t *X, scalar_t *Y)
{
    const int info = randlapack_xprobing_multiply(p, RANDBLAS_NO_TRANS, c, X, Y);
    for (int64_t j = 0; j < c && !info; j++) {
        double sum = 0;
        randlapack_xdot_columns(p->n, 1, Y + j * p->n, Y + j * p->n, &sum);
        p->norm = hypot(p->norm, sqrt(sum));
    }
    p->measured += info ? 0 : c;
    return info;
}

double randlapack_xprobing_norm(const randlapack_xprobing *p)
{
    return p->measured > 0 ? p->norm / sqrt((double)p->measured) : 0;
}

scalar_t *randlapack_xgrown(randblas_arena *arena, int64_t rows, int64_t cols, const scalar_t *X, int64_t old_rows,
                            int64_t old)
{
    const int64_t size = randblas_size_product(rows, cols);
    scalar_t *grown = randblas_arena_get(arena, size, sizeof *grown);
    if (!grown) return NULL;
    memset(grown, 0, (size_t)size * sizeof *grown);
    for (int64_t j = 0; j < old; j++) memcpy(grown + j * rows, X + j * old_rows, (size_t)old_rows * sizeof *grown);
    return grown;
}
