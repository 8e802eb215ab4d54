/** The Matrix Market exchange format (Boisvert, Pozo, Remington, NIST IR 5935, 1996). */
#ifndef MATRIX_MARKET_H
#define MATRIX_MARKET_H

#include "matrix.h"

#define MATRIX_MARKET_MAGIC "%%MatrixMarket"

/**
 * Read a real, integer or pattern matrix that is general, symmetric, skew-symmetric or (as it is real) Hermitian.  The
 * array format makes a dense matrix, the coordinate format a sparse one with both triangles filled in; duplicates are
 * kept, which means that they add.  One entry a line; comments and blank lines may stand anywhere after the first line.
 *
 * @return an exit code, or MATRIX_CANCELLED
 */
int matrix_market_read(const unsigned char *bytes, size_t size, const matrix_request *request, matrix *A,
                       cli_error *error);

#endif
