/*
 * The randomised range finder with subspace iteration @cite halko2011:
 *
 *     Y = A G;   repeat:  Z = orth(A^T orth(Y)),  Y = A Z;   Q = orth(Y)
 *
 * All bases but the last need only be well conditioned: one step of Cholesky QR.
 */
#include "range_core_impl.h"

#include "frobenius_impl.h"
#include "lapack_impl.h"
#include "progress_impl.h"

#include "blas_impl.h"

#include <math.h>

#define PROBES RANDLAPACK_PROBES
#define LARGEST_SHIFT (IS_SINGLE ? 120 : 1000) /* 2^-exponent is a normal number */

static void set_exponent(randlapack_xrange_core *r, double size)
{
    const int e = size > 0 && isfinite(size) ? ilogb(size) : 0;
    r->exponent = e > LARGEST_SHIFT ? LARGEST_SHIFT : e < -LARGEST_SHIFT ? -LARGEST_SHIFT : e;
    r->scale = (scalar_t)ldexp(1, -r->exponent);
}

int randlapack_xrange_open(randlapack_xrange_core *r)
{
    r->rows = r->transposed ? r->A->cols : r->A->rows;
    r->cols = r->transposed ? r->A->rows : r->A->cols;
    r->products = 0;
    const int info = randlapack_xfrobenius(r->arena, r->A, &r->norm);
    if (!info) set_exponent(r, r->norm);
    return !info && !isfinite(r->norm) ? RANDBLAS_NOT_FINITE : info;
}

static randblas_op op_of(const randlapack_xrange_core *r, bool transpose)
{
    return transpose == r->transposed ? RANDBLAS_NO_TRANS : RANDBLAS_TRANS;
}

int randlapack_xrange_multiply(randlapack_xrange_core *r, bool transpose, int64_t c, const scalar_t *X, scalar_t *Y)
{
    const int64_t out = transpose ? r->cols : r->rows, in = transpose ? r->rows : r->cols;
    r->products += c;
    return randblas_xlinop_apply(RANDBLAS_COL_MAJOR, op_of(r, transpose), c, r->scale, r->A, X, in, 0, Y, out);
}

/* Of a callback nothing is known before its first product, which is scaled afterwards. */
static void scale_first(randlapack_xrange_core *r, int64_t c, scalar_t *Y)
{
    double largest = 0;
    for (int64_t k = 0; k < r->rows * c; k++) largest = fmax(largest, fabs((double)Y[k]));
    set_exponent(r, largest);
    for (int64_t k = 0; k < r->rows * c; k++) Y[k] *= r->scale;
}

int randlapack_xrange_sample(randlapack_xrange_core *r, int64_t c, scalar_t *Y)
{
    randblas_dist dist = randblas_gaussian(c, r->cols);
    randblas_sketch *S = NULL;
    const bool scaled = r->norm >= 0 || r->products > 0;
    if (r->family) dist.family = r->family;
    int info = randblas_sketch_create(&dist, &r->state, &S, &r->state);
    if (!info)
        info = randblas_xskop(RANDBLAS_COL_MAJOR, RANDBLAS_RIGHT, RANDBLAS_TRANS, op_of(r, false), r->rows, c, r->cols,
                              r->scale, S, 0, 0, r->A, 0, Y, r->rows);
    randblas_sketch_destroy(S);
    r->products += c;
    if (!info && !scaled) scale_first(r, c, Y);
    return info;
}

int randlapack_xrange_find(randlapack_xrange_core *r, int64_t l, int32_t passes, scalar_t *Q, scalar_t *Z)
{
    const randlapack_xorthonormal *o = &r->orthonormal;
    const double steps = 2 * (double)passes + 2;
    int info = randlapack_progress(r->control, "range", 0);
    if (!info) info = randlapack_xrange_sample(r, l, Q);
    for (int32_t p = 0; p < passes && !info; p++) {
        info = randlapack_xorthonormalise(o, RANDLAPACK_WELL_CONDITIONED, r->rows, l, Q, r->rows, NULL);
        if (!info) info = randlapack_progress(r->control, "range", (2 * (double)p + 1) / steps);
        if (!info) info = randlapack_xrange_multiply(r, true, l, Q, Z);
        if (!info) info = randlapack_xorthonormalise(o, RANDLAPACK_WELL_CONDITIONED, r->cols, l, Z, r->cols, NULL);
        if (!info) info = randlapack_progress(r->control, "range", (2 * (double)p + 2) / steps);
        if (!info) info = randlapack_xrange_multiply(r, false, l, Z, Q);
    }
    if (info) return info;
    return randlapack_xorthonormalise(o, RANDLAPACK_ORTHONORMAL, r->rows, l, Q, r->rows, NULL);
}

/* G with E g g^T = I / PROBES, E = A G / 2^exponent; the first product of a callback sets the exponent. */
static int open_probes(randlapack_xrange_core *r)
{
    const randblas_dist dist = randblas_gaussian(PROBES, r->cols);
    randblas_sketch *S = NULL;
    const bool first = r->norm < 0 && r->products == 0;
    r->G = randblas_arena_get(r->arena, randblas_size_product(r->cols, PROBES), sizeof *r->G);
    r->E = randblas_arena_get(r->arena, randblas_size_product(r->rows, PROBES), sizeof *r->E);
    int info = r->arena->info;
    if (!info) info = randblas_sketch_create(&dist, &r->state, &S, &r->state);
    if (!info) info = randblas_xfill(RANDBLAS_ROW_MAJOR, PROBES, r->cols, S, 0, 0, r->G, r->cols); /* transposed */
    randblas_sketch_destroy(S);
    if (!info) info = randlapack_xrange_multiply(r, false, PROBES, r->G, r->E);
    if (!info && first) scale_first(r, PROBES, r->E);
    r->deflated = 0;
    return info;
}

/* E -= Q W^T G for the columns that have not been taken off. */
static int deflate(randlapack_xrange_core *r, int64_t k, const scalar_t *Q, const scalar_t *W)
{
    const int64_t from = r->deflated, c = k - from;
    scalar_t *T = randblas_arena_get(r->arena, randblas_size_product(c, PROBES), sizeof *T);
    if (r->arena->info) return r->arena->info;
    const randblas_xview q = view_make(Q + from * r->rows, r->rows, RANDBLAS_COL_MAJOR), t = {T, c, false},
                         w = view_make(W + from * r->cols, r->cols, RANDBLAS_COL_MAJOR);
    r->deflated = k;
    if (c == 0) return 0;
    randblas_xscale_view(c, PROBES, 0, t);
    randblas_xgemm(c, PROBES, r->cols, 1, view_transposed(w), (randblas_xview){r->G, r->cols, false}, t);
    randblas_xgemm(r->rows, PROBES, c, -1, q, t, (randblas_xview){r->E, r->rows, false});
    return 0;
}

int randlapack_xrange_probe(randlapack_xrange_core *r, int64_t k, const scalar_t *Q, const scalar_t *W, double *error)
{
    int info = r->E ? 0 : open_probes(r);
    if (!info) info = deflate(r, k, Q, W);
    if (info) return info;
    *error = ldexp(randlapack_xnorm(r->rows * PROBES, r->E), r->exponent);
    return isfinite(*error) ? 0 : RANDBLAS_NOT_FINITE;
}

int randlapack_xrange_residual(randlapack_xrange_core *r, int64_t k, const scalar_t *Q, const scalar_t *W,
                               double captured, double *error)
{
    if (r->rows == 0 || r->cols == 0 || r->norm == 0) return *error = 0, 0;
    if (r->norm > 0) {
        const double norm = ldexp(r->norm, -r->exponent), rest = norm * norm - captured;
        if (rest > 100 * (double)REAL_EPS * norm * norm * sqrt((double)(k + 1)))
            return *error = ldexp(sqrt(rest), r->exponent), 0;
    }
    return randlapack_xrange_probe(r, k, Q, W, error);
}
