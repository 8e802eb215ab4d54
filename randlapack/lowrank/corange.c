/*
 * The other factor from a sketch @cite tropp2017practical : for orthonormal Q (m x l) and a random Psi (r x m, r > l),
 *
 *     B = argmin_B ||Psi Q B - Psi A||_F = (Psi Q)^+ Psi A,   B^T = Z T,  T = left diag(values) right
 *
 * For Q = orth(A X) it is the generalised Nystrom approximation A X (Psi A X)^+ Psi A, but stable whatever the rank of
 * A X: Psi Q is a random matrix times an orthonormal one, of condition (1 + sqrt(l/r)) / (1 - sqrt(l/r)) about for a
 * Gaussian Psi, while Psi A X has the condition of A and needs a truncated pseudo-inverse @cite nakatsukasa2020.
 * Rows of B that are known from elsewhere are taken off, Psi A - Psi Q_1 B_1, and the rest is found from that.
 * What singular values of Psi Q are below rounding all the same (a sparse Psi may miss a row) are taken as zero.
 */
#include "corange_impl.h"

#include "lapack_impl.h"

#include "blas_impl.h"

#include <math.h>

void randlapack_xcorange_open(randlapack_xcorange *c, randblas_arena *arena)
{
    const int64_t l = c->l, square = randblas_size_product(l, l);
    c->P = randblas_arena_get(arena, randblas_size_product(c->rows, l), sizeof *c->P);
    c->S = randblas_arena_get(arena, randblas_size_product(c->rows, l), sizeof *c->S);
    c->Z = randblas_arena_get(arena, randblas_size_product(c->cols, l), sizeof *c->Z);
    c->left = randblas_arena_get(arena, square, sizeof *c->left);
    c->right = randblas_arena_get(arena, square, sizeof *c->right);
    c->T = randblas_arena_get(arena, square, sizeof *c->T);
    c->values = randblas_arena_get(arena, l, sizeof *c->values);
    c->tau = randblas_arena_get(arena, l, sizeof *c->tau);
    c->work =
        randblas_arena_get(arena, randblas_size_sum(RANDLAPACK_SVD_WORK(l), RANDLAPACK_QR_WORK(l)), sizeof *c->work);
    c->iwork = randblas_arena_get(arena, randblas_size_product(8, l), sizeof *c->iwork);
    randlapack_xorthonormal_open(&c->orthonormal, arena, l);
}

static bool all_finite(int64_t count, const scalar_t *x)
{
    for (int64_t i = 0; i < count; i++)
        if (!isfinite(x[i])) return false;
    return true;
}

/* W less what is known: Psi (A - Q_1 B_1). */
static void subtract_known(randlapack_xcorange *c)
{
    const randblas_xview p = {c->P, c->rows, false}, z = {c->Z, c->cols, false}, w = {c->W, c->cols, false};
    if (c->known > 0) randblas_xgemm(c->cols, c->rows, c->known, -1, z, view_transposed(p), w);
}

/* P = Q R for the columns of P whose rows of B are not known, Q in place, R = left diag(values) right. */
static int factor(randlapack_xcorange *c)
{
    const int64_t l = c->l - c->known, rows = c->rows;
    scalar_t *P = c->P + c->known * rows;
    int info = randlapack_xgeqrf(rows, l, P, rows, c->tau, c->work);
    if (info) return info;
    for (int64_t j = 0; j < l; j++)
        for (int64_t i = 0; i < l; i++) c->T[i + j * l] = i <= j ? P[i + j * rows] : 0;
    info = randlapack_xorgqr(rows, l, P, rows, c->tau, c->work);
    return info ? info : randlapack_xgesdd(l, c->T, l, c->values, c->left, l, c->right, l, c->work, c->iwork);
}

/* S = (P^+)^T = Q left diag(values)^+ right; T is overwritten. */
static void invert(randlapack_xcorange *c)
{
    const int64_t l = c->l - c->known, rows = c->rows;
    const double least = 10 * (double)rows * (double)REAL_EPS * (double)c->values[0];
    const randblas_xview t = {c->T, l, false}, s = {c->S, rows, false}, p = {c->P + c->known * rows, rows, false};
    for (int64_t j = 0; j < l; j++) {
        const double inverse = (double)c->values[j] > least ? 1 / (double)c->values[j] : 0;
        for (int64_t i = 0; i < l; i++) c->left[i + j * l] *= (scalar_t)inverse;
    }
    randblas_xscale_view(l, l, 0, t);
    randblas_xgemm(l, l, l, 1, (randblas_xview){c->left, l, false}, (randblas_xview){c->right, l, false}, t);
    randblas_xscale_view(rows, l, 0, s);
    randblas_xgemm(rows, l, l, 1, p, t, s);
}

int randlapack_xcorange_fit(randlapack_xcorange *c)
{
    const int64_t rest = c->l - c->known;
    const randblas_xview z = {c->Z + c->known * c->cols, c->cols, false};
    if (!all_finite(c->rows * c->l, c->P) || !all_finite(c->cols * c->rows, c->W)) return RANDBLAS_NOT_FINITE;
    if (rest == 0) return 0;
    subtract_known(c);
    const int info = factor(c);
    if (info) return info;
    invert(c);
    randblas_xscale_view(c->cols, rest, 0, z);
    randblas_xgemm(c->cols, rest, c->rows, 1, (randblas_xview){c->W, c->cols, false},
                   (randblas_xview){c->S, c->rows, false}, z);
    return 0;
}

int randlapack_xcorange_solve(randlapack_xcorange *c)
{
    const int64_t l = c->l;
    if (l == 0) return 0;
    int info = randlapack_xcorange_fit(c);
    if (!info && !all_finite(c->cols * l, c->Z)) info = RANDBLAS_NOT_FINITE;
    if (!info)
        info = randlapack_xorthonormalise(&c->orthonormal, RANDLAPACK_ORTHONORMAL, c->cols, l, c->Z, c->cols, c->T);
    return info ? info : randlapack_xgesdd(l, c->T, l, c->values, c->left, l, c->right, l, c->work, c->iwork);
}

int64_t randlapack_xtruncate(int64_t rows, int64_t probes, scalar_t *E, int64_t k, const scalar_t *vectors, int64_t ld,
                             const scalar_t *coefficients, double bound, double *error)
{
    int64_t t = 0;
    *error = randlapack_xnorm(rows * probes, E);
    for (; t < k && !(bound >= 0 && RANDLAPACK_PROBE_MARGIN * *error <= bound); t++) {
        for (int64_t p = 0; p < probes; p++)
            for (int64_t i = 0; i < rows; i++) E[i + p * rows] -= vectors[i + t * ld] * coefficients[p + t * probes];
        if (bound >= 0 || t == k - 1) *error = randlapack_xnorm(rows * probes, E);
    }
    return t;
}

int64_t randlapack_xvalues_above_rounding(int64_t length, int64_t k, const scalar_t *values)
{
    int64_t rank = 0;
    const double least = (double)length * (double)REAL_EPS * (k > 0 ? (double)values[0] : 0);
    while (rank < k && (double)values[rank] > least) rank++;
    return rank;
}
