/*
 * One block: P [A_11; A_21] = [L_11; L_21] U_11 by getrf, which pivots within the panel; the same exchanges in all
 * other columns; U_12 = L_11^-1 A_12; the Schur complement A_22 - L_21 U_12.
 */
#include "lu_impl.h"

#include "blas_impl.h"
#include "lapack_impl.h"

/* Rows s + i and s + swaps[i], i < b, in turn, in the columns on both sides of the panel and in ipvt. */
static void exchange_rows(const randlapack_xlu_state *f, int64_t b)
{
    const randlapack_xsketch_pivots *p = &f->p;
    const int64_t s = p->done, *swaps = p->pivot;
#pragma omp parallel for schedule(static) if ((double)p->n * (double)b > 16384)
    for (int64_t j = 0; j < p->n; j++) {
        scalar_t *a = p->A + s + j * p->lda;
        for (int64_t i = 0; i < b && (j < s || j >= s + b); i++) {
            const scalar_t x = a[i];
            a[i] = a[swaps[i]];
            a[swaps[i]] = x;
        }
    }
    for (int64_t i = 0; i < b; i++) {
        const int64_t row = f->ipvt[s + i];
        f->ipvt[s + i] = f->ipvt[s + swaps[i]];
        f->ipvt[s + swaps[i]] = row;
    }
}

int randlapack_xlu_panel(randlapack_xlu_state *f, int64_t b)
{
    randlapack_xsketch_pivots *p = &f->p;
    const int64_t s = p->done, rows = p->m - s, left = p->n - s - b;
    scalar_t *panel = p->A + s * (p->lda + 1), *right = panel + b * p->lda;
    const randblas_xview L21 = {panel + b, p->lda, false}, U12 = {right, p->lda, false},
                         A22 = {right + b, p->lda, false};
    int info = randlapack_xgetrf(rows, b, panel, p->lda, p->pivot, p->iwork);
    if (info) return info;
    exchange_rows(f, b);
    for (int64_t j = 0; j < b; j++) p->pivot[j] = j; /* the panel's columns are in their order */
    info = randlapack_xtrsm_unit_lower(b, left, panel, p->lda, right, p->lda);
    if (!info && left > 0 && rows > b) randblas_xgemm(rows - b, left, b, -1, L21, U12, A22);
    return info;
}
