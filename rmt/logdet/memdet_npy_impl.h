/** The header of a .npy file that holds a square matrix of floats or doubles. */
#ifndef RMT_MEMDET_NPY_IMPL_H
#define RMT_MEMDET_NPY_IMPL_H

#include "memdet_io_impl.h"

#include <stdbool.h>

typedef struct rmt_memdet_npy {
    int64_t n, offset; /* order; where the entries begin */
    int item;          /* bytes of an entry */
    bool columns;      /* column major */
} rmt_memdet_npy;

/* 0, RANDBLAS_BAD_FORMAT, RANDBLAS_IO_ERROR */
int rmt_memdet_read_npy(const rmt_memdet_io *io, int fd, rmt_memdet_npy *npy);

#endif
