/*
 * One sketch:  S A = Q R0, and with a ridge  [sqrt(gamma) R0; sqrt(lambda) I] = Q' R, which is the triangle of
 * [sqrt(gamma) S A; sqrt(lambda) I]; without one R = R0 and 1/gamma is a factor in front.  The Gram matrix, whose
 * condition number is the square of A's, is never formed.
 *
 * Rank: with the columns of R scaled by powers of two to norms in [1, 2), which changes nothing that matters, R is
 * taken to be deficient when its reciprocal condition number is at most (n + 16) eps: then not one digit of the result
 * would be right.
 */
#include "sketched_inverse_impl.h"

#include "lapack_impl.h"

#include <math.h>

static int64_t max_i64(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

randlapack_xsketched_inverse randlapack_xsketched_inverse_open(randblas_arena *arena,
                                                               const randlapack_debias_rule *rule, double ridge)
{
    const int64_t d = rule->rows, n = rule->cols, rows = ridge > 0 ? max_i64(d, 2 * n) : max_i64(d, n);
    const int64_t work = max_i64(RANDLAPACK_QR_WORK(n), RANDLAPACK_VALUES_WORK(n));
    randlapack_xsketched_inverse w = {0};
    w.W = randblas_arena_get(arena, randblas_size_product(rows, n), sizeof *w.W);
    w.tau = randblas_arena_get(arena, n, sizeof *w.tau);
    w.work = randblas_arena_get(arena, work, sizeof *w.work);
    w.values = randblas_arena_get(arena, n, sizeof *w.values);
    w.ratio = randblas_arena_get(arena, n, sizeof *w.ratio);
    w.iwork = randblas_arena_get(arena, randblas_size_product(8, n), sizeof *w.iwork);
    w.exponents = randblas_arena_get(arena, n, sizeof *w.exponents);
    return w;
}

int randlapack_xsketched_inverse_sketch(const randblas_xlinop *A, const randblas_dist *dist,
                                        const randblas_state *state, randlapack_xsketched_inverse *w)
{
    const int64_t d = dist->rows, n = A->cols;
    randblas_sketch *S = NULL;
    bool finite = true;
    int info = randblas_sketch_create(dist, state, &S, NULL);
    if (info) return info;
    info = randblas_xskop(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, d, n, A->rows, 1, S,
                          0, 0, A, 0, w->W, d);
    randblas_sketch_destroy(S);
    if (info) return info < 0 && info > RANDBLAS_OUT_OF_MEMORY ? RANDBLAS_INTERNAL : info;
    for (int64_t k = 0; k < d * n; k++) finite = finite && isfinite(w->W[k]);
    return finite ? 0 : RANDBLAS_NOT_FINITE;
}

/* to (n x n) = the upper triangle of from, of which there are `rows` rows. */
static void copy_triangle(int64_t rows, int64_t n, const scalar_t *from, int64_t ld, scalar_t *to)
{
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < n; i++) to[i + j * n] = i <= j && i < rows ? from[i + j * ld] : 0;
}

/* The factor gamma from the singular values of R0. */
static int find_factor(const randlapack_debias_rule *rule, double ridge, randlapack_xsketched_inverse *w,
                       const scalar_t *R0, randlapack_sketched_outcome *out)
{
    const int64_t n = rule->cols;
    copy_triangle(n, n, R0, n, w->W);
    const int info = randlapack_xsingular_values(n, w->W, n, w->values, w->work, w->iwork);
    if (info) return info;
    for (int64_t k = 0; k < n; k++) {
        const double root = sqrt(ridge) / fabs((double)w->values[k]);
        w->ratio[k] = root * root;
    }
    return randlapack_debias_ridge(rule, w->ratio, &out->factor, &out->dimension) ? 0 : RANDBLAS_NOT_CONVERGED;
}

/* R = the triangle of [sqrt(gamma) R; sqrt(lambda) I]. */
static int append_ridge(int64_t n, double ridge, double gamma, randlapack_xsketched_inverse *w, scalar_t *R)
{
    const double scale = sqrt(gamma);
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < n; i++) {
            w->W[i + j * 2 * n] = (scalar_t)(scale * (double)R[i + j * n]);
            w->W[n + i + j * 2 * n] = i == j ? (scalar_t)sqrt(ridge) : 0;
        }
    const int info = randlapack_xgeqrf(2 * n, n, w->W, 2 * n, w->tau, w->work);
    copy_triangle(n, n, w->W, 2 * n, R);
    return info;
}

/* x = 2^e x, in two halves because 2^1074 is no double. */
static void scale_by_power(int64_t n, int e, scalar_t *x)
{
    const scalar_t half = (scalar_t)ldexp(1, e / 2), rest = (scalar_t)ldexp(1, e - e / 2);
    for (int64_t i = 0; i < n; i++) x[i] = x[i] * half * rest;
}

/* Reciprocal condition of R, and whether that of R with scaled columns is too small. */
static int judge(int64_t n, const scalar_t *R, randlapack_xsketched_inverse *w, double *rcond)
{
    double scaled = 0;
    int info = randlapack_xtrcon(n, R, n, rcond, w->work, w->iwork);
    if (info) return info;
    for (int64_t j = 0; j < n; j++) {
        const double norm = randlapack_xnorm(j + 1, R + j * n);
        if (!isfinite(norm)) return RANDBLAS_NOT_FINITE;
        if (norm <= 0) return RANDBLAS_RANK_DEFICIENT;
        w->exponents[j] = ilogb(norm);
    }
    copy_triangle(n, n, R, n, w->W);
    for (int64_t j = 0; j < n; j++) scale_by_power(j + 1, -(int)w->exponents[j], w->W + j * n);
    info = randlapack_xtrcon(n, w->W, n, &scaled, w->work, w->iwork);
    if (info) return info;
    return scaled > (double)(n + 16) * (double)REAL_EPS ? 0 : RANDBLAS_RANK_DEFICIENT;
}

randlapack_sketched_outcome randlapack_xsketched_inverse_factor(const randlapack_debias_rule *rule, double ridge,
                                                                randlapack_xsketched_inverse *w, scalar_t *R)
{
    const int64_t d = rule->rows, n = rule->cols;
    randlapack_sketched_outcome out = {.dimension = (double)n, .scale = 1};
    out.info = randlapack_xgeqrf(d, n, w->W, d, w->tau, w->work);
    if (out.info) return out;
    copy_triangle(d, n, w->W, d, R);
    if (ridge > 0) {
        out.info = find_factor(rule, ridge, w, R, &out);
        if (!out.info) out.info = append_ridge(n, ridge, out.factor, w, R);
    } else {
        out.factor = randlapack_debias_plain(rule);
        out.scale = 1 / out.factor;
    }
    if (!out.info) out.info = judge(n, R, w, &out.rcond);
    return out;
}

int randlapack_xsketched_inverse_solve(int64_t n, int64_t count, const scalar_t *R, scalar_t *Y)
{
    const int info = randlapack_xtrsm(RANDBLAS_TRANS, n, count, R, n, Y, n);
    return info ? info : randlapack_xtrsm(RANDBLAS_NO_TRANS, n, count, R, n, Y, n);
}

int randlapack_xsketched_inverse_forms(int64_t n, int64_t count, const scalar_t *R, scalar_t *Y, double *forms)
{
    const int info = randlapack_xtrsm(RANDBLAS_TRANS, n, count, R, n, Y, n);
    for (int64_t c = 0; c < count; c++) {
        const double norm = randlapack_xnorm(n, Y + c * n);
        forms[c] = norm * norm;
    }
    return info;
}
