/* B = alpha op(S') op(A) + beta B and its right-hand counterpart, A dense. */
#include "apply_impl.h"

int randblas_xskge(randblas_layout layout, randblas_side side, randblas_op transs, randblas_op transa, int64_t m,
                   int64_t n, int64_t k, scalar_arg alpha, const randblas_sketch *S, int64_t ro, int64_t co,
                   const array_t *A, int64_t lda, scalar_arg beta, array_t *B, int64_t ldb)
{
    if (bad_layout(layout)) return -1;
    if (bad_side(side)) return -2;
    if (bad_op(transs)) return -3;
    if (bad_op(transa)) return -4;
    if (m < 0) return -5;
    if (n < 0) return -6;
    if (k < 0) return -7;
    if (SCALAR_MISSING(alpha)) return -8;
    if (!S) return -9;
    const bool left = side == RANDBLAS_LEFT, no_trans = transa == RANDBLAS_NO_TRANS;
    const int64_t op_rows = left ? m : k, op_cols = left ? k : n; /* of op(S') */
    const bool tall = transs != RANDBLAS_NO_TRANS;
    if (bad_range(ro, tall ? op_cols : op_rows, S->rows)) return -10;
    if (bad_range(co, tall ? op_rows : op_cols, S->cols)) return -11;
    const int64_t a_rows = left ? k : m, a_cols = left ? n : k; /* of op(A) */
    if (!A && a_rows > 0 && a_cols > 0) return -12;
    if (bad_ld(layout, no_trans ? a_rows : a_cols, no_trans ? a_cols : a_rows, lda)) return -13;
    if (SCALAR_MISSING(beta)) return -14;
    if (!B && m > 0 && n > 0) return -15;
    if (bad_ld(layout, m, n, ldb)) return -16;

    const randblas_xlinop a =
        randblas_xlinop_dense(layout, no_trans ? a_rows : a_cols, no_trans ? a_cols : a_rows, A, lda);
    return randblas_xapply_sided(side, transs, transa, m, n, k, SCALAR_VALUE(alpha), S, ro, co, &a, SCALAR_VALUE(beta),
                                 view_make(B, ldb, layout));
}
