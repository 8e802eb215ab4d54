/*
 * How good an iterate is, from the iterate alone.  Rows (or columns) carry powers of two; the residual is taken in
 * units in which b and the largest row are of order 1, from products with A as the caller gave it:
 *
 *     equations, coordinates   r = 2^(shift - e) b - A (2^-e x),   e the largest exponent of a row
 *     columns                  r = 2^shift b - A z,   z_j = 2^-e_j x_j,   and the gradient 2^-e_j (A^T r)_j
 */
#include "lapack_impl.h"
#include "project_impl.h"

#include <math.h>

static int find_gradient(randlapack_xproject *p)
{
    const randblas_xlinop *A = p->A;
    const int64_t n = A->cols, m = A->rows;
    double square = 0;
    const int info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_TRANS, 1, 1, A, p->r, m > 0 ? m : 1, 0,
                                           p->gradient, n > 0 ? n : 1);
    if (info) return info;
    for (int64_t j = 0; j < n; j++) {
        p->gradient[j] = (scalar_t)ldexp((double)p->gradient[j], -p->rows.exponent[j]);
        square += p->rows.norm[j] * p->rows.norm[j];
    }
    p->measure = randlapack_xnorm(n, p->gradient);
    p->normal = p->residual > 0 && square > 0 ? p->measure / p->residual / sqrt(square) : 0;
    return 0;
}

int randlapack_xproject_measure(randlapack_xproject *p)
{
    const randblas_xlinop *A = p->A;
    const bool columns = p->kind == RANDLAPACK_COLUMNS;
    const int unit = columns ? 0 : p->rows.largest;
    for (int64_t j = 0; j < A->cols; j++)
        p->z[j] = (scalar_t)ldexp((double)p->x[j], columns ? -p->rows.exponent[j] : -unit);
    for (int64_t i = 0; i < A->rows; i++) p->r[i] = (scalar_t)ldexp((double)p->b[i], p->shift - unit);
    p->right = randlapack_xnorm(A->rows, p->r);
    const int info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, 1, -1, A, p->z,
                                           A->cols > 0 ? A->cols : 1, 1, p->r, A->rows > 0 ? A->rows : 1);
    p->residual = p->measure = randlapack_xnorm(A->rows, p->r);
    return info || !columns ? info : find_gradient(p);
}
