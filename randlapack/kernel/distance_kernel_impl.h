/** Distances of points and kernel functions of them, for one tile. */
#ifndef RANDLAPACK_DISTANCE_KERNEL_IMPL_H
#define RANDLAPACK_DISTANCE_KERNEL_IMPL_H

#include "isa_impl.h"
#include "randlapack_names_impl.h"

#define TILE_ROWS 64
#define TILE_COLS 64

typedef struct randlapack_xdistance_kernels {
    /* sum (TILE_ROWS x TILE_COLS, column major) += squares or absolute values of the differences in `dims` coordinates;
     * x holds TILE_ROWS numbers for each coordinate, y TILE_COLS; all arrays aligned to 64 bytes.  At least the first
     * rows x cols of the tile are done. */
    void (*squares)(int64_t rows, int64_t cols, int64_t dims, const scalar_t *x, const scalar_t *y, scalar_t *sum);
    void (*absolutes)(int64_t rows, int64_t cols, int64_t dims, const scalar_t *x, const scalar_t *y, scalar_t *sum);
    /* The kernel function of a tile of such sums, in place.  They are multiplied by `scale` (squared distances by
     * its square) before. */
    void (*gaussian)(int64_t rows, int64_t cols, scalar_t scale, scalar_t *tile);
    void (*laplacian)(int64_t rows, int64_t cols, scalar_t scale, scalar_t *tile);
    void (*exponential)(int64_t rows, int64_t cols, scalar_t scale, scalar_t *tile);
    void (*matern32)(int64_t rows, int64_t cols, scalar_t scale, scalar_t *tile);
    void (*matern52)(int64_t rows, int64_t cols, scalar_t scale, scalar_t *tile);
} randlapack_xdistance_kernels;

ISA_DECLARE(randlapack_xdistance_kernels, randlapack_xdistance);

#endif
