/**
 * A stream: where an operator's random numbers start.  Block (lo, hi) of the stream is Philox4x32-10 at the state's
 * counter, its low 64 bits advanced by lo and its high 64 bits by hi.
 */
#ifndef RANDBLAS_STREAM_IMPL_H
#define RANDBLAS_STREAM_IMPL_H

#include <stdint.h>

typedef struct randblas_stream {
    uint64_t lo, hi;
    uint32_t key[2];
} randblas_stream;

#endif
