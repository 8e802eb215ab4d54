/*
 * The triangle of a sketch: S A = Q_1 R_1 without pivoting, which is fast, then R_1 P = Q_2 R_s by geqp3 on n rows
 * instead of d.  Householder QR keeps column norms and inner products, so the pivots are those of S A.
 */
#include "permute_columns_impl.h"
#include "tall_qr_impl.h"

#include "lapack_impl.h"

#include <math.h>
#include <string.h>

/* The same on the root of the team. */
static int sketch_of_team(randlapack_xtall_qr *f)
{
    const randlapack_xteam *team = f->team;
    const randblas_xlinop own = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, f->m, f->n, f->Q, f->ldq);
    if (f->S) return team->sketch(team->context, f->S, f->d, &own, f->sketch, f->d);
    memset(f->sketch, 0, (size_t)(f->d * f->n) * sizeof *f->sketch);
    randblas_xcopy_view(f->m, f->n, (randblas_xview){f->Q, f->ldq, false},
                        (randblas_xview){f->sketch + team->first, f->d, false});
    return team->sum(team->context, f->d * f->n, f->sketch);
}

int randlapack_xtall_qr_sketch(randlapack_xtall_qr *f)
{
    if (f->team) return sketch_of_team(f);
    if (f->S)
        return randblas_xskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, f->d, f->n, f->m,
                              1, f->S, 0, 0, f->Q, f->ldq, 0, f->sketch, f->d);
    randblas_xcopy_view(f->m, f->n, (randblas_xview){f->Q, f->ldq, false}, (randblas_xview){f->sketch, f->d, false});
    return 0;
}

/* T = R_1, with zeros below. */
static int factor(randlapack_xtall_qr *f)
{
    const int64_t n = f->n;
    int info = 0;
    if (!f->team || f->team->root) info = randlapack_xgeqrt(f->d, n, f->sketch, f->d, f->G, f->work);
    for (int64_t j = 0; j < n; j++) {
        memcpy(f->T + j * n, f->sketch + j * f->d, (size_t)(j + 1) * sizeof *f->T);
        memset(f->T + j * n + j + 1, 0, (size_t)(n - j - 1) * sizeof *f->T);
    }
    return f->team && !info ? f->team->share(f->team->context, n * n, f->T) : info;
}

static void scale_column(int64_t n, scalar_t *x, int exponent)
{
    for (int64_t i = 0; i < n; i++) x[i] = (scalar_t)ldexp((double)x[i], exponent);
}

/* T = R_s.  G holds the exponents of the columns when they are to be equilibrated. */
static int pivot(randlapack_xtall_qr *f)
{
    const int64_t n = f->n;
    for (int64_t j = 0; j < n && f->options.equilibrate; j++) {
        const double norm = randlapack_xnorm(n, f->T + j * n);
        f->G[j] = (scalar_t)(norm > 0 ? ilogb(norm) : 0);
        scale_column(n, f->T + j * n, -(int)f->G[j]);
    }
    const int info = randlapack_xgeqp3(n, n, f->T, n, f->pivot, f->tau, f->work, f->iwork);
    if (info) return info;
    f->rank = 0;
    while (f->rank < n && (double)ABS(f->T[f->rank * (n + 1)]) > f->tolerance * (double)ABS(f->T[0])) f->rank++;
    for (int64_t j = 0; j < n; j++) {
        if (f->options.equilibrate) scale_column(n, f->T + j * n, (int)f->G[f->pivot[j]]);
        memset(f->T + j * n + j + 1, 0, (size_t)(n - j - 1) * sizeof *f->T);
    }
    return 0;
}

/* The diagonal of R_s is made positive: then so is that of R. */
static void fix_signs(randlapack_xtall_qr *f)
{
    const int64_t n = f->n;
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = n - 1; j >= i && f->T[i * (n + 1)] < 0; j--) f->T[i + j * n] = -f->T[i + j * n];
}

int randlapack_xtall_qr_pivots(randlapack_xtall_qr *f)
{
    int info = factor(f);
    f->rank = f->n;
    for (int64_t j = 0; j < f->n; j++) f->pivot[j] = j;
    if (!info && f->pivoted) info = pivot(f);
    if (info) return info;
    fix_signs(f);
    if (f->pivoted) randlapack_xpermute_columns(f->m, f->n, f->Q, f->ldq, f->pivot, f->iwork);
    return 0;
}
