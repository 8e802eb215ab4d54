/* See fuzz_reader.h. */
#include "fuzz_reader.h"

#include <stdlib.h>
#include <string.h>

static volatile double consumed; /* so that the reads of the elements are not optimised away */

static void require(bool condition)
{
    if (!condition) abort();
}

static void check_sentence(int code, const cli_error *error)
{
    require(code == CLI_INPUT || code == CLI_INTERNAL);
    require(error->text[0] != '\0');
    for (const char *p = error->text; *p; p++) require(*p >= ' ' && *p <= '~');
}

static double touch(const matrix *A, int64_t k)
{
    return A->single ? (double)((const float *)A->values)[k] : ((const double *)A->values)[k];
}

static void check_sparse(const matrix *A)
{
    double sum = 0;
    require(A->ptr[0] == 0 && A->ptr[A->rows] == A->nnz);
    for (int64_t i = 0; i < A->rows; i++) {
        require(A->ptr[i] <= A->ptr[i + 1]);
        for (int64_t k = A->ptr[i]; k < A->ptr[i + 1]; k++) {
            require(A->colind[k] >= 0 && A->colind[k] < A->cols);
            sum += touch(A, k);
        }
    }
    consumed = sum;
}

static void check_dense(const matrix *A)
{
    double sum = 0;
    const bool columns = A->layout == RANDBLAS_COL_MAJOR;
    const int64_t inner = columns ? A->rows : A->cols, outer = columns ? A->cols : A->rows;
    require(A->ld == (inner > 0 ? inner : 1));
    for (int64_t k = 0; k < inner * outer; k++) sum += touch(A, k);
    consumed = sum;
}

static void read_once(fuzz_read_fn read, const unsigned char *bytes, size_t size, bool single)
{
    const matrix_request request = {.single = single};
    matrix A = {0};
    cli_error error = {{0}};
    int code = read(bytes, size, &request, &A, &error);
    if (!code) {
        require(A.rows >= 0 && A.cols >= 0 && A.ndim >= 0 && A.ndim <= 2 && A.single == single);
        if (A.sparse)
            check_sparse(&A);
        else
            check_dense(&A);
        code = matrix_to_columns(&A, size, &error);
        if (!code) check_dense(&A);
    }
    if (code) check_sentence(code, &error);
    matrix_free(&A);
}

void fuzz_reader(fuzz_read_fn read, const unsigned char *bytes, size_t size)
{
    read_once(read, bytes, size, false);
    read_once(read, bytes, size, true);
}
