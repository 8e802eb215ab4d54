/*
 * Preconditioned Cholesky QR of A P, which stands in the place of Q, with T = R_s from a sketch:
 *
 *     W = A P R_s^-1,   W^T W = R_c^T R_c,   Q = W R_c^-1,   R = R_c R_s.
 *
 * If S embeds the range of A with distortion eta, cond(W) <= (1 + eta) / (1 - eta), and Q departs from orthonormal by a
 * small multiple of eps cond(W)^2 @cite melnichenko2023.  So cond(R_c), for which columns are scaled to norm 1,
 * decides: up to PASS it is done; up to REPEAT the same is done once more, to Q; beyond, the sketch does not represent
 * A, for W has grown and the rows of A with it.  When R_s itself is so well conditioned that A must be, W = A P will
 * do.
 *
 * In a team with exact sums all that is done to rows is done to each alike (steady_rows.c), and sums over rows are
 * those of Gram matrices.
 *
 * Of the columns beyond the rank k, R holds Q^T A P, and what remains of them has to be as small as the sketch said.
 */
#include "steady_rows_impl.h"
#include "tall_qr_impl.h"

#include "blas_impl.h"
#include "lapack_impl.h"

#include <math.h>
#include <string.h>

#define PASS 12
#define REPEAT 100
#define DIRECT 12    /* cond(R_s) up to which A needs no preconditioner */
#define REMAINDER 10 /* by how much the remainder may exceed the tolerance: distortion and rounding */

static bool failed(int code, int *info)
{
    if (code < 0) *info = code;
    return code != 0;
}

/* R = G times `right`, or G if that is NULL; all k x k. */
static int collect(randlapack_xtall_qr *f, const scalar_t *right, int64_t ld)
{
    const int64_t k = f->rank, n = f->n;
    for (int64_t j = 0; j < k; j++) memset(f->G + j * n + j + 1, 0, (size_t)(n - j - 1) * sizeof *f->G);
    const int info = right ? randlapack_xtrmm(RANDBLAS_COL_MAJOR, k, k, right, ld, f->G, n) : 0;
    for (int64_t j = 0; j < k; j++) memcpy(f->R + j * f->ldr, f->G + j * n, (size_t)n * sizeof *f->R);
    return info;
}

static bool sums_are_exact(const randlapack_xtall_qr *f)
{
    return f->team && f->team->exact;
}

/* G (c x c, ld c, both triangles) = that of columns j .. j + c in the place of Q, of all rows. */
static int exact_gram(const randlapack_xtall_qr *f, int64_t j, int64_t c)
{
    const randblas_xlinop Y = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, f->m, c, f->Q + j * f->ldq, f->ldq);
    return f->team->gram(f->team->context, &Y, f->G);
}

/* Q = Q R^-1, k columns. */
static int solve(const randlapack_xtall_qr *f, int64_t k, const scalar_t *R)
{
    if (!sums_are_exact(f)) return randlapack_xtrsm_right(f->m, k, R, f->n, f->Q, f->ldq);
    randlapack_xsteady_solve(f->m, k, R, f->n, f->Q, f->ldq);
    return 0;
}

/* Sum of the upper triangle of G (k x k, ld n) over the team, packed on the way. */
static int sum_triangle(const randlapack_xtall_qr *f, int64_t k)
{
    const int64_t n = f->n;
    scalar_t *G = f->G;
    if (!f->team) return 0;
    for (int64_t j = 1; j < k; j++) memmove(G + j * (j + 1) / 2, G + j * n, (size_t)(j + 1) * sizeof *G);
    const int info = f->team->sum(f->team->context, k * (k + 1) / 2, G);
    for (int64_t j = k - 1; j > 0; j--) memmove(G + j * n, G + j * (j + 1) / 2, (size_t)(j + 1) * sizeof *G);
    return info;
}

/* G = Q^T Q; syrk of no rows leaves it alone. */
static int gram(const randlapack_xtall_qr *f, int64_t k)
{
    int info = 0;
    if (sums_are_exact(f)) {
        info = exact_gram(f, 0, k);
        for (int64_t j = k - 1; j > 0 && !info; j--) memmove(f->G + j * f->n, f->G + j * k, (size_t)k * sizeof *f->G);
        return info;
    }
    if (f->m > 0)
        info = randlapack_xsyrk(RANDBLAS_COL_MAJOR, f->m, k, f->Q, f->ldq, 0, f->G, f->n);
    else
        memset(f->G, 0, (size_t)(k * f->n) * sizeof *f->G);
    return info ? info : sum_triangle(f, k);
}

/* Q = Q R_c^-1.  Returns cond(R_c), or infinity if there is no such factor. */
static double cholesky_qr(randlapack_xtall_qr *f, int *info)
{
    const int64_t k = f->rank, n = f->n;
    if (failed(gram(f, k), info)) return INFINITY;
    if (failed(randlapack_xpotrf(k, f->G, n), info)) return INFINITY;
    const double condition = randlapack_xtriangle_condition(k, f->G, n, f->work, f->tau);
    if (condition > REPEAT) return INFINITY;
    return failed(solve(f, k, f->G), info) ? INFINITY : condition;
}

/* R(1:k, k+1:n) = Q^T B, of all rows. */
static int project(const randlapack_xtall_qr *f, randblas_xview Q, randblas_xview B, randblas_xview R12)
{
    const int64_t k = f->rank, rest = f->n - k;
    int info = 0;
    if (sums_are_exact(f)) { /* a block of the Gram matrix of [Q B] */
        info = exact_gram(f, 0, f->n);
        if (!info) randblas_xcopy_view(k, rest, (randblas_xview){f->G + k * f->n, f->n, false}, R12);
        return info;
    }
    randblas_xgemm(k, rest, f->m, 1, view_transposed(Q), B, R12);
    for (int64_t j = 0; j < rest && f->team && !info; j++) info = f->team->sum(f->team->context, k, view_at(R12, 0, j));
    return info;
}

/* norms[j] = ||column j of B||, of all rows; loading has made squares harmless. */
static int remainders(const randlapack_xtall_qr *f, randblas_xview B, scalar_t *norms)
{
    const int64_t rest = f->n - f->rank;
    int info = 0;
    if (sums_are_exact(f)) {
        info = exact_gram(f, f->rank, rest);
        for (int64_t j = 0; j < rest && !info; j++) norms[j] = (scalar_t)sqrt((double)f->G[j + j * rest]);
        return info;
    }
    for (int64_t j = 0; j < rest; j++) norms[j] = (scalar_t)randlapack_xnorm(f->m, view_at(B, 0, j));
    if (!f->team) return 0;
    for (int64_t j = 0; j < rest; j++) norms[j] *= norms[j];
    info = f->team->sum(f->team->context, rest, norms);
    for (int64_t j = 0; j < rest && !info; j++) norms[j] = (scalar_t)sqrt((double)norms[j]);
    return info;
}

/* The columns of A P beyond the rank: R, what remains, and whether that is small; Q and R are zero there. */
static bool close_deficient(randlapack_xtall_qr *f, int *info)
{
    const int64_t k = f->rank, n = f->n, rest = n - k;
    const randblas_xview Q = {f->Q, f->ldq, false}, B = view_from(Q, 0, k), R12 = {f->R + k * f->ldr, f->ldr, false};
    const double relative = REMAINDER * fmax(f->tolerance, (double)n * REAL_EPS);
    const double first = k > 0 ? (double)ABS(f->R[0]) : 0;
    double error = 0;
    bool small = true;
    randblas_xscale_view(n, rest, 0, R12);
    if (f->options.sketched)
        randblas_xcopy_view(k, rest, (randblas_xview){f->T + k * n, n, false}, R12);
    else if (failed(project(f, Q, B, R12), info))
        return false;
    if (sums_are_exact(f))
        randlapack_xsteady_multiply(f->m, rest, k, -1, Q.p, Q.ld, R12, B.p, B.ld);
    else
        randblas_xgemm(f->m, rest, k, -1, Q, R12, B);
    if (failed(remainders(f, B, f->tau), info)) return false;
    for (int64_t j = 0; j < rest; j++) {
        const double left = (double)f->tau[j], norm = randlapack_xnorm(k, view_at(R12, 0, j));
        error = hypot(error, left);
        small = small && left <= relative * (f->options.equilibrate ? hypot(left, norm) : first);
    }
    randblas_xscale_view(f->m, rest, 0, B);
    f->report->error = error;
    return small;
}

/* Q = A P R_s^-1 and R = R_s. */
static bool precondition_only(randlapack_xtall_qr *f, int *info)
{
    const int64_t k = f->rank, n = f->n;
    f->report->method = RANDLAPACK_QR_SKETCHED;
    for (int64_t j = 0; j < k; j++) memcpy(f->R + j * f->ldr, f->T + j * n, (size_t)n * sizeof *f->R);
    return !failed(solve(f, k, f->T), info);
}

static bool orthogonalise(randlapack_xtall_qr *f, int *info)
{
    const int64_t k = f->rank, n = f->n;
    if (f->options.sketched) return precondition_only(f, info);
    const bool direct = f->report->condition <= DIRECT;
    f->report->method = direct ? RANDLAPACK_QR_CHOLESKY : RANDLAPACK_QR_PRECONDITIONED;
    if (!direct && failed(solve(f, k, f->T), info)) return false;
    const double condition = cholesky_qr(f, info);
    if (isinf(condition) || failed(collect(f, direct ? NULL : f->T, n), info)) return false;
    f->report->preconditioned_condition = condition;
    if (condition <= PASS) return true;
    f->report->method = RANDLAPACK_QR_TWICE;
    return !isinf(cholesky_qr(f, info)) && !failed(collect(f, f->R, f->ldr), info);
}

bool randlapack_xtall_qr_cholesky(randlapack_xtall_qr *f, int *info)
{
    const int64_t k = f->rank;
    f->report->condition = randlapack_xtriangle_condition(k, f->T, f->n, f->work, f->tau);
    const double limit = f->pivoted ? DBL_MAX : 1 / (REMAINDER * (double)f->n * REAL_EPS); /* no rank was found */
    if (f->report->condition > limit) return false;
    if (k > 0 && !orthogonalise(f, info)) return false;
    return k == f->n || close_deficient(f, info);
}
