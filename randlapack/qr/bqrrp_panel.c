/*
 * A panel of b columns: A = Q [R; 0] with Q = I - V T V^T, then Q^T = I - V T^T V^T on the columns behind it, with V
 * written out in full so that both products are GEMM.
 */
#include "bqrrp_impl.h"
#include "permute_columns_impl.h"

#include "blas_impl.h"
#include "lapack_impl.h"

#include <string.h>

/* The panel with column pivoting of its own (HQRRP): T afterwards, and the rows above permuted. */
static int pivoted_panel(randlapack_xbqrrp_state *f, int64_t b)
{
    const int64_t s = f->p.done;
    scalar_t *panel = f->p.A + s + s * f->p.lda;
    int info = randlapack_xgeqp3(f->p.m - s, b, panel, f->p.lda, f->p.pivot, f->tau + s, f->p.work, f->p.iwork);
    if (!info) info = randlapack_xlarft(f->p.m - s, b, panel, f->p.lda, f->tau + s, f->T);
    if (info) return info;
    randlapack_xpermute_columns(s, b, f->p.A + s * f->p.lda, f->p.lda, f->p.pivot, f->p.first);
    for (int64_t j = 0; j < b; j++) f->p.iwork[j] = f->p.jpvt[s + f->p.pivot[j]];
    memcpy(f->p.jpvt + s, f->p.iwork, (size_t)b * sizeof *f->p.jpvt);
    return 0;
}

static int plain_panel(randlapack_xbqrrp_state *f, int64_t b)
{
    const int64_t s = f->p.done;
    const int info = randlapack_xgeqrt_panel(f->p.m - s, b, f->p.A + s + s * f->p.lda, f->p.lda, f->T, f->p.work);
    for (int64_t j = 0; j < b; j++) {
        f->tau[s + j] = f->T[j * (b + 1)];
        f->p.pivot[j] = j;
    }
    return info;
}

/* V = the unit lower trapezoid of the panel. */
static void write_reflectors(const randlapack_xbqrrp_state *f, int64_t b)
{
    const int64_t s = f->p.done, rows = f->p.m - s;
#pragma omp parallel for schedule(static) if ((double)rows * (double)b > 65536)
    for (int64_t j = 0; j < b; j++) {
        scalar_t *v = f->V + j * rows;
        memset(v, 0, (size_t)j * sizeof *v);
        v[j] = 1;
        memcpy(v + j + 1, f->p.A + s + j + 1 + (s + j) * f->p.lda, (size_t)(rows - j - 1) * sizeof *v);
    }
}

int randlapack_xbqrrp_panel(randlapack_xbqrrp_state *f, int64_t b)
{
    const int64_t s = f->p.done, rows = f->p.m - s, left = f->p.n - s - b;
    const randblas_xview V = {f->V, rows, false}, W = {f->W, b, false},
                         A = {f->p.A + s + (s + b) * f->p.lda, f->p.lda, false};
    int info = f->options.method == RANDLAPACK_PIVOT_PANELS ? pivoted_panel(f, b) : plain_panel(f, b);
    if (info || left == 0) return info;
    write_reflectors(f, b);
    randblas_xscale_view(b, left, 0, W);
    randblas_xgemm(b, left, rows, 1, view_transposed(V), A, W);
    info = randlapack_xtrmm(RANDBLAS_ROW_MAJOR, left, b, f->T, b, f->W, b); /* W^T T, and W^T is row major */
    randblas_xgemm(rows, left, b, -1, V, W, A);
    return info;
}

int randlapack_xbqrrp_rest(randlapack_xbqrrp_state *f, bool pivoted)
{
    const int64_t s = f->p.done, left = f->p.n - s;
    scalar_t *rest = f->p.A + s + s * f->p.lda;
    if (left == 0 || f->p.m == s) return 0;
    if (!pivoted) return randlapack_xgeqrf(f->p.m - s, left, rest, f->p.lda, f->tau + s, f->p.work);
    const int info = randlapack_xgeqp3(f->p.m - s, left, rest, f->p.lda, f->p.pivot, f->tau + s, f->p.work, f->p.iwork);
    if (info) return info;
    randlapack_xpermute_columns(s, left, f->p.A + s * f->p.lda, f->p.lda, f->p.pivot, f->p.first);
    for (int64_t j = 0; j < left; j++) f->p.iwork[j] = f->p.jpvt[s + f->p.pivot[j]];
    memcpy(f->p.jpvt + s, f->p.iwork, (size_t)left * sizeof *f->p.jpvt);
    return 0;
}
