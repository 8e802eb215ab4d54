/** Columns in a new order. */
#ifndef RANDLAPACK_PERMUTE_COLUMNS_IMPL_H
#define RANDLAPACK_PERMUTE_COLUMNS_IMPL_H

#include "randlapack_names_impl.h"

/* Column j of A (m x n, column major) becomes what was column pivot[j]; first: n words of workspace. */
void randlapack_xpermute_columns(int64_t m, int64_t n, scalar_t *A, int64_t lda, const int64_t *pivot, int64_t *first);

#endif
