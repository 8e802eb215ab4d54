/** Log-determinants in memory, from the inside: what exists in each precision. */
#ifndef RMT_LOGDET_IMPL_H
#define RMT_LOGDET_IMPL_H

#include "logdet_common_impl.h"
#include "rmt_names_impl.h"

#include "arena_impl.h"
#include "view_impl.h"

typedef struct rmt_xlogdet_square_space {
    int64_t *pivots, *iwork;
    scalar_t *work;
} rmt_xlogdet_square_space;

rmt_xlogdet_square_space rmt_xlogdet_square_open(randblas_arena *arena, rmt_matrix_kind kind, int64_t n);

/* det A by the factorisation that suits the kind; A column major, its upper triangle if symmetric; overwritten.  Only
 * RANDBLAS_NOT_POSITIVE_DEFINITE and what cannot be done are failures. */
int rmt_xlogdet_square(rmt_matrix_kind kind, int64_t n, scalar_t *A, int64_t lda, const rmt_xlogdet_square_space *space,
                       rmt_product *p);

/* Whether the m x n entries, or those of a triangle (uplo not 0), are finite. */
bool rmt_xlogdet_finite(int64_t m, int64_t n, randblas_uplo uplo, randblas_xview A);

/* W(i, j) = A(i, j) for i <= j, found in the triangle uplo of A; both: for i > j too.  W may be A's array. */
void rmt_xlogdet_load_triangle(int64_t n, randblas_uplo uplo, randblas_xview A, bool both, randblas_xview W);

#endif
