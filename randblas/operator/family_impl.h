/** What each class of families adds to the making of an operator. */
#ifndef RANDBLAS_FAMILY_IMPL_H
#define RANDBLAS_FAMILY_IMPL_H

#include "sketch_impl.h"

/* No dimension of an operator is larger, so that sums and small multiples of sizes cannot overflow. */
#define RANDBLAS_MAX_SIZE ((int64_t)1 << 60)

/*
 * Fill in what must be computed once.  S has its sizes, nnz, scale and stream; the distribution was checked by
 * randblas_state_next().  On failure the caller destroys S, so what was allocated so far just stays in it.
 * Return 0, -1 (weights or factors are illegal), RANDBLAS_OUT_OF_MEMORY or RANDBLAS_TOO_LARGE.
 */
int randblas_setup_less(randblas_sketch *S, const randblas_dist *dist);
int randblas_setup_row_sample(randblas_sketch *S, const randblas_dist *dist);
int randblas_setup_transform(randblas_sketch *S, const randblas_dist *dist);
int randblas_setup_structured(randblas_sketch *S, const randblas_dist *dist);

/* The sizes of a structured distribution; -1 when its factors do not fit together, RANDBLAS_TOO_LARGE. */
int randblas_structured_sizes(const randblas_dist *dist, int64_t *rows, int64_t *cols);

/* A deep copy. */
int randblas_sketch_clone(const randblas_sketch *S, randblas_sketch **out);

/* The least order 2^k, 12 2^k, 20 2^k or 28 2^k that is at least m. */
int64_t randblas_hadamard_order(int64_t m);

/*
 * index[0 .. count) = distinct integers of 0 .. n - 1, uniform and in random order; count <= n.  Takes the blocks
 * (0 .. count - 1, hi) of the stream.  A shorter sample is a prefix of a longer one.  Return 0 or
 * RANDBLAS_OUT_OF_MEMORY.
 */
int randblas_distinct(const randblas_stream *s, uint64_t hi, int64_t count, int64_t n, int64_t *index);

/* count elements of the given size (at least one byte), or NULL; released by free(). */
void *randblas_allocate(int64_t count, size_t size);

#endif
