/*
 * B += alpha op(S') A entry by entry, for vectors and for what the other engines do not fit: few columns, few nonzeros
 * against a column-major A.  Any layout, any strides.
 */
#include "panels_impl.h"
#include "threads_impl.h"

/* Rows r0 .. r1 of a panel times the column x, to the column y of B. */
static void gather_column(const randblas_xpanel *P, int64_t r0, int64_t r1, scalar_t alpha, const scalar_t *x,
                          int64_t incx, scalar_t *y, int64_t incy)
{
    for (int64_t i = r0; i < r1; i++) {
        scalar_t sum = 0;
        for (int32_t t = P->ptr[i]; t < P->ptr[i + 1]; t++) sum += P->value[t] * x[P->index[t] * incx];
        if (P->ptr[i + 1] > P->ptr[i]) y[i * incy] += alpha * sum;
    }
}

int randblas_xapply_columns(const randblas_xpanels *w, randblas_xview A)
{
    const randblas_xproblem *p = w->p;
    const int64_t incx = A.row_major ? A.ld : 1, incy = p->B.row_major ? p->B.ld : 1;
    for (int64_t b = 0; b < w->blocks; b++) {
        const randblas_xpanel *panel = w->panel + b * w->across;
        const int64_t rows = panel->rows, parts = min_i64(rows, p->n >= thread_limit() ? 1 : thread_limit());
#pragma omp parallel for collapse(2) schedule(static) if (rows * p->n > 4096)
        for (int64_t j = 0; j < p->n; j++)
            for (int64_t part = 0; part < parts; part++)
                for (int64_t q = 0; q < w->across; q++)
                    gather_column(panel + q, rows * part / parts, rows * (part + 1) / parts, p->alpha,
                                  view_at(A, panel[q].l0, j), incx, view_at(p->B, panel->row0, j), incy);
    }
    return 0;
}
