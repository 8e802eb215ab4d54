/** Helpers of the command's tests. */
#ifndef CLI_SUPPORT_H
#define CLI_SUPPORT_H

#include "testing.h"

#include "matrix.h"

#include <stdlib.h>
#include <string.h>

/** A reader of bytes. */
typedef int (*read_fn)(const unsigned char *bytes, size_t size, const matrix_request *request, matrix *A,
                       cli_error *error);

/** Value k as it is stored. */
static inline double stored(const matrix *A, int64_t k)
{
    return A->single ? (double)((const float *)A->values)[k] : ((const double *)A->values)[k];
}

/** Entry (i, j); duplicates of a sparse matrix added. */
static inline double matrix_at(const matrix *A, int64_t i, int64_t j)
{
    if (!A->sparse) return stored(A, A->layout == RANDBLAS_COL_MAJOR ? i + j * A->ld : i * A->ld + j);
    double sum = 0;
    for (int64_t k = A->ptr[i]; k < A->ptr[i + 1]; k++)
        if (A->colind[k] == j) sum += stored(A, k);
    return sum;
}

/** Read from a block of exactly the size, so that a sanitizer sees a read past it; the caller frees *block after A. */
static inline int read_exactly(read_fn read, const void *bytes, size_t size, bool single, matrix *A, cli_error *error,
                               void **block)
{
    const matrix_request request = {.single = single};
    *block = malloc(size ? size : 1);
    memcpy(*block, bytes, size);
    memset(A, 0, sizeof *A);
    error->text[0] = '\0';
    return read(*block, size, &request, A, error);
}

/** The bytes must be refused as bad input with a sentence that holds this text. */
static inline void assert_refused(read_fn read, const void *bytes, size_t size, const char *sentence)
{
    matrix A;
    cli_error error;
    void *block;
    const int code = read_exactly(read, bytes, size, false, &A, &error, &block);
    if (code != CLI_INPUT || !strstr(error.text, sentence))
        fail_msg("expected '%s', got %d '%s'", sentence, code, error.text);
    matrix_free(&A);
    free(block);
}

#endif
