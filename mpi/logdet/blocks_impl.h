/** A square matrix in blocks, dealt out block-cyclically over a grid of processes. */
#ifndef RANDLAPACK_MPI_BLOCKS_IMPL_H
#define RANDLAPACK_MPI_BLOCKS_IMPL_H

#include "cyclic_impl.h"
#include "spread_impl.h"

typedef struct randlapack_mpi_xblocks {
    randlapack_mpi *group;
    int64_t n, block;
    int grid_rows, grid_cols, row, col; /* process rank = row grid_cols + col */
    int64_t rows, cols, ld;             /* of the local part */
    scalar_t *local;                    /* column major */
} randlapack_mpi_xblocks;

/* The grid of the BLACS, and the descriptor of the matrix on it. */
typedef struct randlapack_mpi_xgrid {
    int handle, context;
    int desc[9]; /* a dense matrix, its context, sizes, blocks, where it starts, the leading dimension */
} randlapack_mpi_xgrid;

void randlapack_mpi_xgrid_open(const randlapack_mpi_xblocks *b, randlapack_mpi_xgrid *grid);
void randlapack_mpi_xgrid_close(const randlapack_mpi_xgrid *grid);

/* Grid and room for the local part.  Returns 0, memory codes, RANDBLAS_TOO_LARGE. */
int randlapack_mpi_xblocks_open(randblas_arena *arena, randlapack_mpi *group, int64_t n, int64_t block,
                                randlapack_mpi_xblocks *b);

/*
 * Deal out A; collective, and info, whatever has happened to this process before, becomes that of all.  *finite:
 * whether all entries of A are, the same for all.
 */
int randlapack_mpi_xblocks_load(randblas_arena *arena, const randlapack_mpi_xrows *A, randlapack_mpi_xblocks *b,
                                bool *finite, int info);

#endif
