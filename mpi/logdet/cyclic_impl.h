/** Indices dealt out to processes in blocks, in turn. */
#ifndef RANDLAPACK_MPI_CYCLIC_IMPL_H
#define RANDLAPACK_MPI_CYCLIC_IMPL_H

#include <stdint.h>

/* How many of n indices process `which` of `count` has. */
int64_t randlapack_mpi_cyclic_count(int64_t n, int64_t block, int which, int count);

/* The index in the whole of local index i. */
int64_t randlapack_mpi_cyclic_index(int64_t i, int64_t block, int which, int count);

#endif
