/** A matrix as the command holds it: dense in either layout, or sparse by rows; in double or in float. */
#ifndef MATRIX_H
#define MATRIX_H

#include "cli.h"
#include "randblas.h"

#include <stdbool.h>

/** What is read.  Zero it before use; matrix_free() releases it in any state. */
typedef struct matrix {
    int64_t rows, cols;
    int ndim;               /**< dimensions in the file: 0 or 1 (a column) or 2 */
    bool single;            /**< values are float, not double */
    bool sparse;            /**< CSR: ptr, colind, values; duplicates add */
    randblas_layout layout; /**< dense */
    int64_t ld;             /**< dense */
    int64_t nnz;            /**< sparse */
    int64_t *ptr, *colind;  /**< sparse */
    const void *values;
    void *owned;        /**< the block of the values; NULL while they lie in the bytes that were read */
    const char *format; /**< "npy" or "Matrix Market" */
    char type[16];      /**< element type in the file */
    void *mapping;      /**< the mapped file that the values lie in, or NULL */
    size_t mapping_size;
} matrix;

/** How to read: the precision that is wanted (double if nothing is said), and whom to tell.  A nonzero return of
 * progress cancels. */
typedef struct matrix_request {
    bool single; /**< as float */
    bool keep;   /**< as float if the file is of float */
    randblas_progress_fn progress;
    void *context;
} matrix_request;

/** What a reader returns when progress cancelled it; not an exit code. */
enum { MATRIX_CANCELLED = -1 };

/** Release what A holds, the mapping too. */
void matrix_free(matrix *A);

/** a b, or INT64_MAX when that is too large; a, b >= 0. */
int64_t matrix_product(int64_t a, int64_t b);

/**
 * Whether a file of so many bytes may make us allocate count elements of 8 bytes: up to 64 times its size, and small
 * blocks always.  The dimensions in a header are claims; without this, 60 bytes could ask for a petabyte.
 */
bool matrix_justified(int64_t count, size_t file_size);

/** Memory for count elements of so many bytes each, at least one byte; NULL when there is none. */
void *matrix_allocate(int64_t count, size_t width);

/** Store value as element k of a float or double array. */
static inline void matrix_store(void *values, bool single, int64_t k, double value)
{
    if (single)
        ((float *)values)[k] = (float)value;
    else
        ((double *)values)[k] = value;
}

/** Write A out by columns, max(1, rows) apart. */
void matrix_write_columns(const matrix *A, void *columns);

/** Make A dense and column major, as right-hand sides and what is factored in place must be.  file_size bounds what a
 * sparse A may become. */
int matrix_to_columns(matrix *A, size_t file_size, cli_error *error);

#endif
