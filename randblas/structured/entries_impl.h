/** Entries of structured operators, in double; the other precisions round them. */
#ifndef RANDBLAS_ENTRIES_IMPL_H
#define RANDBLAS_ENTRIES_IMPL_H

#include "sketch_impl.h"

/*
 * A piece of a range of composite indices q size + j: all pairs of q0 <= q < q0 + nq and j0 <= j < j0 + nj.  It starts
 * at offset within the range, and its nq nj indices are contiguous.
 */
typedef struct randblas_piece {
    int64_t offset;
    int64_t q0, nq, j0, nj;
} randblas_piece;

/* The range start .. start + count as at most three pieces: a partial q, whole ones, a partial one.  Returns how many.
 */
int randblas_pieces(int64_t start, int64_t count, int64_t size, randblas_piece pieces[3]);

/* out (r x c, column major, ld r) = S[ro : ro + r, co : co + c] for each structured family. */
int randblas_structured_entries(const randblas_sketch *S, int64_t ro, int64_t co, int64_t r, int64_t c, double *out);

/* The row-wise products of the first t factors, unscaled: what multiplies the factors after them. */
int randblas_khatri_rao_entries(randblas_sketch *const *factors, int64_t t, int64_t ro, int64_t co, int64_t r,
                                int64_t c, double *out);
int randblas_kronecker_entries(randblas_sketch *const *factors, int64_t t, int64_t ro, int64_t co, int64_t r, int64_t c,
                               double *out);
int randblas_composition_entries(randblas_sketch *const *factors, int64_t t, int64_t ro, int64_t co, int64_t r,
                                 int64_t c, double *out);

#endif
