/*
 * min (1/n) |y - F^T beta|^2 + gamma |beta|^2, F d x n.  With the Gram matrix of the smaller side,
 *
 *     d <= n:  beta = (F F^T + n gamma I)^-1 F y
 *     d > n:   beta = F x,  x = (F^T F + n gamma I)^-1 y,  y - F^T beta = n gamma x  without cancellation
 *
 * by Cholesky.  Where n gamma is below RIDGE times the trace, Gram matrices have lost too many digits, or have no
 * inverse: then by QR and the singular values of R, to the minimum-norm solution if gamma = 0.
 */
#include "features_ridge_impl.h"

#include "blas_impl.h"
#include "lapack_impl.h"

#include <float.h>
#include <math.h>
#include <string.h>

static const double RIDGE = 1e-10;

static int64_t side(const rmt_ridge *r)
{
    return r->d < r->n ? r->d : r->n;
}

int64_t rmt_ridge_space(int64_t d, int64_t n, int64_t m)
{
    const int64_t k = d < n ? d : n;
    return randblas_size_product(2 * k, k) + 2 * d + 2 * n + m;
}

int rmt_ridge_open(rmt_ridge *r, double *work, const randblas_control *control)
{
    const int64_t d = r->d, n = r->n, k = side(r);
    r->G = work;
    r->L = r->G + k * k;
    r->x = r->L + k * k;
    r->beta = r->x + (d > n ? d : n);
    r->left = r->beta + d;
    r->trace = 0;
    r->decomposed = false;
    r->arena = randblas_arena_open(control);
    const randblas_layout layout = d > n ? RANDBLAS_COL_MAJOR : RANDBLAS_ROW_MAJOR; /* F, or F^T by rows */
    const int info = randlapack_xsyrk(layout, d > n ? d : n, k, r->F, d, 0, r->G, k);
    for (int64_t j = 0; j < k && !info; j++) r->trace += r->G[j + j * k];
    return info;
}

void rmt_ridge_close(rmt_ridge *r)
{
    randblas_arena_close(&r->arena);
}

/* y = A x or A^T x, A rows x cols and column major */
static void apply(bool transposed, int64_t rows, int64_t cols, const double *A, int64_t lda, const double *x, double *y)
{
    const randblas_xview V = view_make(A, lda, RANDBLAS_COL_MAJOR);
    const int64_t to = transposed ? cols : rows, from = transposed ? rows : cols;
    memset(y, 0, (size_t)to * sizeof *y);
    if (to > 0 && from > 0)
        randblas_xgemv(to, from, 1, transposed ? view_transposed(V) : V, false, view_make(x, from, RANDBLAS_COL_MAJOR),
                       view_make(y, to, RANDBLAS_COL_MAJOR));
}

/* By Cholesky; not 0 if that fails. */
static int solve(rmt_ridge *r, double ridge)
{
    const int64_t k = side(r);
    memcpy(r->L, r->G, (size_t)(k * k) * sizeof *r->L);
    for (int64_t j = 0; j < k; j++) r->L[j + j * k] += ridge;
    int info = randlapack_xpotrf(k, r->L, k);
    if (info) return info;
    if (r->d > r->n)
        memcpy(r->x, r->y, (size_t)k * sizeof *r->x);
    else
        apply(false, r->d, r->n, r->F, r->d, r->y, r->x);
    info = randlapack_xtrsm(RANDBLAS_TRANS, k, 1, r->L, k, r->x, k);
    if (!info) info = randlapack_xtrsm(RANDBLAS_NO_TRANS, k, 1, r->L, k, r->x, k);
    if (info) return info;
    if (r->d <= r->n) {
        memcpy(r->beta, r->x, (size_t)k * sizeof *r->beta);
        return 0;
    }
    apply(false, r->d, k, r->F, r->d, r->x, r->beta);
    for (int64_t j = 0; j < k; j++) r->left[j] = ridge * r->x[j];
    return 0;
}

/* ---------------------------------------------------------------- singular values --------------------------------- */

/* F or F^T, whichever is tall, = Q R, R = U diag(s) V^T; z = U^T Q^T y of F^T, V^T y of F. */
static int decompose(rmt_ridge *r)
{
    const int64_t d = r->d, n = r->n, k = side(r), rows = d > n ? d : n;
    double *A = randblas_arena_get(&r->arena, randblas_size_product(rows, k), sizeof *A);
    double *square = randblas_arena_get(&r->arena, randblas_size_product(3 * k, k), sizeof *square);
    double *work =
        randblas_arena_get(&r->arena, randblas_size_sum(RANDLAPACK_SVD_WORK(k), RANDLAPACK_QR_WORK(k)), sizeof *work);
    double *tau = randblas_arena_get(&r->arena, randblas_size_product(5, k), sizeof *tau);
    int64_t *iwork = randblas_arena_get(&r->arena, randblas_size_product(8, k), sizeof *iwork);
    if (r->arena.info) return r->arena.info;
    double *R = square;
    r->Q = A;
    r->U = R + k * k;
    r->Vt = r->U + k * k;
    r->s = tau + k;
    r->z = r->s + k;
    r->a = r->z + k;
    const randblas_xview F = view_make(r->F, d, d > n ? RANDBLAS_COL_MAJOR : RANDBLAS_ROW_MAJOR);
    randblas_xcopy_view(rows, k, F, view_make(A, rows, RANDBLAS_COL_MAJOR));
    int info = randlapack_xgeqrf(rows, k, A, rows, tau, work);
    for (int64_t j = 0; j < k; j++)
        for (int64_t i = 0; i < k; i++) R[i + j * k] = i <= j ? A[i + j * rows] : 0;
    if (!info) info = randlapack_xgesdd(k, R, k, r->s, r->U, k, r->Vt, k, work, iwork);
    memcpy(r->x, r->y, (size_t)n * sizeof *r->x);
    if (!info && d <= n) info = randlapack_xormqr(n, 1, k, A, n, tau, r->x, n, work);
    if (!info) apply(d <= n, k, k, d <= n ? r->U : r->Vt, k, r->x, r->z);
    if (!info && d > n) info = randlapack_xorgqr(d, k, A, d, tau, work);
    r->decomposed = !info;
    return info;
}

/* Singular values of at most max(d, n) eps times the largest are zero. */
static int solve_decomposed(rmt_ridge *r, double ridge)
{
    const int64_t d = r->d, n = r->n, k = side(r);
    const int info = r->decomposed ? 0 : decompose(r);
    if (info) return info;
    const double cut = (double)(d > n ? d : n) * DBL_EPSILON * r->s[0];
    double *a = r->a, *rest = a + k;
    for (int64_t i = 0; i < k; i++) {
        const double s = r->s[i], factor = s > cut && s > 0 ? 1 / (s + ridge / s) : 0; /* s^2 may overflow */
        a[i] = factor * r->z[i];
        rest[i] = factor > 0 ? ridge / s * a[i] : r->z[i];
    }
    if (d <= n) {
        apply(true, k, k, r->Vt, k, a, r->beta);
        return 0;
    }
    apply(false, k, k, r->U, k, a, r->x);
    apply(false, d, k, r->Q, d, r->x, r->beta);
    apply(true, k, k, r->Vt, k, rest, r->left);
    return 0;
}

/* ---------------------------------------------------------------- errors ------------------------------------------ */

static double mean_square(int64_t count, const double *x)
{
    double sum = 0;
    for (int64_t i = 0; i < count; i++) sum += x[i] * x[i];
    return count > 0 ? sum / (double)count : NAN;
}

/* y - F^T beta, from point i on; before it is there already */
static void leave(rmt_ridge *r, int64_t i)
{
    const int64_t count = r->n + r->m - i;
    double *e = r->left + i;
    apply(true, r->d, count, r->F + i * r->d, r->d, r->beta, e);
    for (int64_t j = 0; j < count; j++) e[j] = r->y[i + j] - e[j];
}

int rmt_ridge_errors(rmt_ridge *r, double gamma, double errors[2])
{
    const double ridge = (double)r->n * gamma;
    int info = ridge >= RIDGE * r->trace ? solve(r, ridge) : RANDBLAS_NOT_POSITIVE_DEFINITE;
    if (info) info = solve_decomposed(r, ridge);
    if (info) return info;
    leave(r, r->d > r->n ? r->n : 0);
    errors[0] = mean_square(r->n, r->left);
    errors[1] = mean_square(r->m, r->left + r->n);
    return 0;
}
