/** Reading a matrix from a file of any format that the command knows. */
#ifndef MATRIX_FILE_H
#define MATRIX_FILE_H

#include "matrix.h"

/**
 * Read .npy or Matrix Market, told apart by how the file begins.  A pipe is read into memory; "-" is standard input.
 *
 * @param[in]  path       the file, which must live as long as A
 * @param[in]  request    precision and progress
 * @param[out] A          the matrix, to be given to matrix_free(), also on failure
 * @param[out] file_size  its bytes
 * @return an exit code, or MATRIX_CANCELLED
 */
int matrix_file_read(const char *path, const matrix_request *request, matrix *A, size_t *file_size, cli_error *error);

#endif
