/** Uniform numbers in the order of a stream's words; see randlapack_sampling.h for which word is what. */
#ifndef RANDLAPACK_UNIFORMS_IMPL_H
#define RANDLAPACK_UNIFORMS_IMPL_H

#include "sketch_impl.h"

enum { RANDLAPACK_COINS = 0, RANDLAPACK_ITEMS = 1, RANDLAPACK_REST = 2 }; /* purposes */

#define RANDLAPACK_UNIFORM_BLOCKS 64

typedef struct randlapack_uniforms {
    randblas_stream stream;
    uint64_t purpose, block;
    int next;
    uint32_t half[4 * RANDLAPACK_UNIFORM_BLOCKS];
} randlapack_uniforms;

/* From word 0 of a purpose, the stream starting `first` blocks after the state. */
randlapack_uniforms randlapack_uniforms_open(const randblas_state *state, uint64_t first, uint64_t purpose);

/* On [0, 1). */
double randlapack_uniforms_next(randlapack_uniforms *u);

/* The state so many blocks on. */
randblas_state randlapack_state_after(const randblas_state *state, uint64_t blocks);

#endif
