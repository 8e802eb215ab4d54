/** The sampling kernels of one instruction set, and the choice among them. */
#ifndef RANDBLAS_IID_KERNEL_IMPL_H
#define RANDBLAS_IID_KERNEL_IMPL_H

#include "isa_impl.h"
#include "stream_impl.h"

typedef void randblas_column_kernel(const randblas_stream *s, uint64_t hi, uint64_t t0, int64_t ntiles, double scale,
                                    void *column);

typedef struct randblas_iid_kernels {
    /** [family: Gaussian, uniform, Rademacher][precision: float, double] */
    randblas_column_kernel *column[3][2];
    /**
     * The same in double past the caches, into a column aligned to 16 bytes; fence() before another thread reads it.
     * NULL for Gaussians: sampling them takes longer than ordinary stores.
     */
    randblas_column_kernel *streamed[3];
    void (*fence)(void);
    void (*words)(const randblas_stream *s, uint64_t hi, uint64_t b0, int64_t nblocks, uint32_t *words);
    /** Blocks (b, hi + v), v < count, as 64-bit words to even[v], odd[v], with room for count rounded up to 16. */
    void (*across)(const randblas_stream *s, uint64_t hi, uint64_t b, int64_t count, uint64_t *even, uint64_t *odd);
} randblas_iid_kernels;

ISA_DECLARE(randblas_iid_kernels, randblas_iid);

/** The fastest kernels that this processor can run.  All return the same bits. */
const randblas_iid_kernels *randblas_iid_select(void);

#endif
