/*
 * det A from the diagonal of a factorisation: P A = L U, A = U D U^T with blocks of one or two (rook pivoting: L stays
 * bounded, which plain Bunch-Kaufman does not promise), or A = R^T R.
 *
 * A block [a b; b c] has determinant b^2 ((a/b)(c/b) - 1), b not zero, which overflows nowhere.  Rook pivoting takes it
 * only if |a c| < 0.41 b^2, so it is negative: no cancellation.
 */
#include "logdet_impl.h"

#include "lapack_impl.h"

#include <math.h>

rmt_xlogdet_square_space rmt_xlogdet_square_open(randblas_arena *arena, rmt_matrix_kind kind, int64_t n)
{
    rmt_xlogdet_square_space space = {0};
    if (kind == RMT_DEFINITE) return space;
    space.pivots = randblas_arena_get(arena, n, sizeof *space.pivots);
    space.iwork = randblas_arena_get(arena, n, sizeof *space.iwork);
    if (kind == RMT_SYMMETRIC) space.work = randblas_arena_get(arena, RANDLAPACK_SYTRF_WORK(n), sizeof *space.work);
    return space;
}

static int by_lu(int64_t n, scalar_t *A, int64_t lda, const rmt_xlogdet_square_space *space, rmt_product *p)
{
    const int info = randlapack_xgetrf(n, n, A, lda, space->pivots, space->iwork);
    for (int64_t i = 0; i < n && !info; i++) {
        rmt_product_times(p, (double)A[i + i * lda]);
        if (space->pivots[i] != i) p->sign = -p->sign;
    }
    return info;
}

static int by_ldl(int64_t n, scalar_t *A, int64_t lda, const rmt_xlogdet_square_space *space, rmt_product *p)
{
    const int info = randlapack_xsytrf(n, A, lda, space->pivots, space->work, space->iwork);
    for (int64_t i = 0; i < n && !info; i++) {
        const double a = (double)A[i + i * lda];
        if (!space->pivots[i] || i + 1 == n) {
            rmt_product_times(p, a);
            continue;
        }
        const double b = (double)A[i + (i + 1) * lda], c = (double)A[i + 1 + (i + 1) * lda];
        rmt_product_times(p, b);
        rmt_product_times(p, b);
        if (b != 0) rmt_product_times(p, (a / b) * (c / b) - 1); /* b = 0, never seen, is a zero already */
        if (b != 0) p->count--;                                  /* three factors, two values */
        i++;
    }
    return info;
}

int rmt_xlogdet_square(rmt_matrix_kind kind, int64_t n, scalar_t *A, int64_t lda, const rmt_xlogdet_square_space *space,
                       rmt_product *p)
{
    *p = rmt_product_one();
    if (n == 0) return 0;
    if (kind == RMT_GENERAL) return by_lu(n, A, lda, space, p);
    if (kind == RMT_SYMMETRIC) return by_ldl(n, A, lda, space, p);
    const int info = randlapack_xpotrf(n, A, lda);
    for (int64_t pass = 0; pass < 2; pass++)
        for (int64_t i = 0; i < n && !info; i++) rmt_product_times(p, (double)A[i + i * lda]);
    p->count /= 2;
    return info;
}

bool rmt_xlogdet_finite(int64_t m, int64_t n, randblas_uplo uplo, randblas_xview A)
{
    const bool flat = A.row_major;
    const int64_t inner = flat ? n : m, outer = flat ? m : n;
    const bool head = uplo == (flat ? RANDBLAS_LOWER : RANDBLAS_UPPER), tail = uplo && !head;
    bool finite = true;
    for (int64_t j = 0; j < outer; j++) {
        scalar_t bad = 0; /* 0 or NaN */
        for (int64_t i = tail ? j : 0; i < (head ? j + 1 : inner); i++) bad += A.p[i + j * A.ld] * 0;
        finite = finite && bad == 0;
    }
    return finite;
}

void rmt_xlogdet_load_triangle(int64_t n, randblas_uplo uplo, randblas_xview A, bool both, randblas_xview W)
{
    const bool upper = uplo == RANDBLAS_UPPER;
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i <= j; i++) {
            const scalar_t a = upper ? *view_at(A, i, j) : *view_at(A, j, i);
            *view_at(W, i, j) = a;
            if (both) *view_at(W, j, i) = a;
        }
}
