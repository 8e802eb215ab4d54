/* B = alpha op(S') A + beta B or alpha A op(S') + beta B, A symmetric or Hermitian with one triangle stored. */
#include "apply_impl.h"

static int apply_triangle(randblas_kind kind, randblas_layout layout, randblas_side side, randblas_uplo uplo,
                          randblas_op transs, int64_t m, int64_t n, scalar_arg alpha, const randblas_sketch *S,
                          int64_t ro, int64_t co, const array_t *A, int64_t lda, scalar_arg beta, array_t *B,
                          int64_t ldb)
{
    if (bad_layout(layout)) return -1;
    if (bad_side(side)) return -2;
    if (bad_uplo(uplo)) return -3;
    if (bad_op(transs)) return -4;
    if (m < 0) return -5;
    if (n < 0) return -6;
    if (SCALAR_MISSING(alpha)) return -7;
    if (!S) return -8;
    const bool tall = transs != RANDBLAS_NO_TRANS; /* op(S') is m x n */
    if (bad_range(ro, tall ? n : m, S->rows)) return -9;
    if (bad_range(co, tall ? m : n, S->cols)) return -10;
    const int64_t order = side == RANDBLAS_LEFT ? n : m;
    if (!A && order > 0) return -11;
    if (bad_ld(layout, order, order, lda)) return -12;
    if (SCALAR_MISSING(beta)) return -13;
    if (!B && m > 0 && n > 0) return -14;
    if (bad_ld(layout, m, n, ldb)) return -15;

    randblas_xlinop a = randblas_xlinop_symmetric(layout, uplo, order, A, lda);
    a.kind = kind;
    return randblas_xapply_sided(side, transs, RANDBLAS_NO_TRANS, m, n, order, SCALAR_VALUE(alpha), S, ro, co, &a,
                                 SCALAR_VALUE(beta), view_make(B, ldb, layout));
}

int randblas_xsksy(randblas_layout layout, randblas_side side, randblas_uplo uplo, randblas_op transs, int64_t m,
                   int64_t n, scalar_arg alpha, const randblas_sketch *S, int64_t ro, int64_t co, const array_t *A,
                   int64_t lda, scalar_arg beta, array_t *B, int64_t ldb)
{
    return apply_triangle(RANDBLAS_SYMMETRIC, layout, side, uplo, transs, m, n, alpha, S, ro, co, A, lda, beta, B, ldb);
}

#if IS_COMPLEX
int randblas_xskhe(randblas_layout layout, randblas_side side, randblas_uplo uplo, randblas_op transs, int64_t m,
                   int64_t n, scalar_arg alpha, const randblas_sketch *S, int64_t ro, int64_t co, const array_t *A,
                   int64_t lda, scalar_arg beta, array_t *B, int64_t ldb)
{
    return apply_triangle(RANDBLAS_HERMITIAN, layout, side, uplo, transs, m, n, alpha, S, ro, co, A, lda, beta, B, ldb);
}
#endif
