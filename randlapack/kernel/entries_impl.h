/** Matrices seen through their entries, from the inside. */
#ifndef RANDLAPACK_ENTRIES_IMPL_H
#define RANDLAPACK_ENTRIES_IMPL_H

#include "randlapack_names_impl.h"

#include "randlapack_kernel.h"

/* 0, or -1 when A is NULL or one of its fields is illegal. */
int randlapack_xentries_check(const randlapack_xentries *A);

/* out[i + j ld] = A(rows[i], cols[j]); rows or cols NULL: from 0.  Returns 0 or RANDBLAS_CALLBACK_FAILED. */
int randlapack_xentries_get(const randlapack_xentries *A, int64_t nrows, const int64_t *rows, int64_t ncols,
                            const int64_t *cols, scalar_t *out, int64_t ld);

/* Whether all of the indices are in [0, n). */
bool randlapack_xentries_in_range(int64_t count, const int64_t *index, int64_t n);

#endif
