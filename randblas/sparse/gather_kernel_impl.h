/** The inner loops of sparse sketching, one copy per instruction set, and the choice among them. */
#ifndef RANDBLAS_GATHER_KERNEL_IMPL_H
#define RANDBLAS_GATHER_KERNEL_IMPL_H

#include "isa_impl.h"
#include "scalar_impl.h"

#define GATHER_BYTES 128 /* a row of a packed block: two cache lines, two to eight vector registers */
#define ROW_BLOCK 128    /* rows of Y that may change places: half the first-level cache */
#define GATHER_WIDTH (GATHER_BYTES / (int64_t)sizeof(real_t))

/* S is real: a complex row is a real row of twice the length, so two precisions serve all four. */
#define randblas_rgather RANDBLAS_R(gather)
#define randblas_rgather_select RANDBLAS_R(gather_select)

/*
 * Memory that will be wanted next: runs of cache lines, each `lines` long, `stride` bytes from one run to the next. The
 * kernel asks for a few lines at a time among its arithmetic, which hides their way from memory.
 */
typedef struct randblas_ahead {
    const char *line;
    int64_t left, lines; /* of this run, of each run */
    int64_t stride;
    int64_t runs; /* including this one */
} randblas_ahead;

typedef struct randblas_rgather {
    /*
     * Strips of a row-major A to pack together.  1 is for processors with a large second-level cache: pack one, ask for
     * the next among the arithmetic, take rows as they come.  More, for small caches: pack without asking early, and
     * take rows of equal counts one after another, so that no branch is mispredicted.
     */
    int64_t strips;
    /*
     * Y[i, :] += sum_t value[t] X[index[t], :], t = ptr[i] .. ptr[i + 1], i < rows; rows of GATHER_WIDTH, aligned.
     * All of ahead will have been asked for.
     */
    void (*values)(int64_t rows, const int32_t *ptr, const int32_t *index, const real_t *value, const real_t *X,
                   real_t *Y, randblas_ahead *ahead);
    /*
     * The same for values +-size: code[t] = 2 index + (1 if negative), an index being less than 2^15; and unless order
     * is NULL, ptr[i] stands for row order[i] of the ROW_BLOCK rows that i is among.
     */
    void (*signs)(int64_t rows, const int32_t *ptr, const uint8_t *order, const uint16_t *code, real_t size,
                  const real_t *X, real_t *Y, randblas_ahead *ahead);
    /*
     * The other way round, X[l, :] in registers: Y[row, :] +-= size X[l, :] for each of the nnz codes 2 row + (1 if
     * negative) of l, l < cols.
     */
    void (*scatter)(int64_t cols, int64_t nnz, const uint16_t *code, real_t size, const real_t *X, real_t *Y,
                    randblas_ahead *ahead);
    /* y[0 .. n] += sum_t alpha value[t] X[index[t] ldx .. + n], t < nnz; index[nnz .. nnz + next] will be used next. */
    void (*row)(int64_t n, int64_t nnz, int64_t next, const int32_t *index, const real_t *value, real_t alpha,
                const real_t *X, int64_t ldx, real_t *y);
    /* Strip s of X, at X + s stride: X[l, :] = A[l lda + s GATHER_WIDTH .. + GATHER_WIDTH], l < rows. */
    void (*copy)(int64_t rows, int64_t strips, const real_t *A, int64_t lda, real_t *X, int64_t stride);
} randblas_rgather;

ISA_DECLARE(randblas_rgather, RANDBLAS_R(gather_table));

/* The fastest copy that this processor can run.  All return the same bits: products and sums are rounded apart. */
const randblas_rgather *randblas_rgather_select(void);

#endif
