/* Memory of a matrix, and its conversion to dense columns. */
#include "matrix.h"

#include "mapped_file.h"

#include <stdlib.h>
#include <string.h>

void matrix_free(matrix *A)
{
    free(A->ptr);
    free(A->colind);
    free(A->owned);
    mapped_file_close(A->mapping, A->mapping_size);
    memset(A, 0, sizeof *A);
}

int64_t matrix_product(int64_t a, int64_t b)
{
    return b > 0 && a > INT64_MAX / b ? INT64_MAX : a * b;
}

bool matrix_justified(int64_t count, size_t file_size)
{
    const int64_t always = INT64_C(1) << 20; /* elements, 8 MiB */
    const int64_t scaled = matrix_product(8, (int64_t)file_size);
    return count <= always || count <= scaled;
}

void *matrix_allocate(int64_t count, size_t width)
{
    if (count < 0 || (uint64_t)count > PTRDIFF_MAX / width) return NULL;
    return malloc(count ? (size_t)count * width : 1);
}

static double load(const matrix *A, int64_t k)
{
    return A->single ? (double)((const float *)A->values)[k] : ((const double *)A->values)[k];
}

/* Row by row; a duplicate adds to what is there. */
static void scatter_sparse(const matrix *A, void *columns)
{
    memset(columns, 0, (size_t)(A->rows * A->cols) * (A->single ? sizeof(float) : sizeof(double)));
    for (int64_t i = 0; i < A->rows; i++)
        for (int64_t k = A->ptr[i]; k < A->ptr[i + 1]; k++) {
            const int64_t at = i + A->colind[k] * A->rows;
            const double old = A->single ? (double)((float *)columns)[at] : ((double *)columns)[at];
            matrix_store(columns, A->single, at, old + load(A, k));
        }
}

static void transpose_rows(const matrix *A, void *columns)
{
    for (int64_t i = 0; i < A->rows; i++)
        for (int64_t j = 0; j < A->cols; j++) matrix_store(columns, A->single, i + j * A->rows, load(A, i * A->ld + j));
}

void matrix_write_columns(const matrix *A, void *columns)
{
    const size_t width = A->single ? sizeof(float) : sizeof(double);
    if (A->sparse)
        scatter_sparse(A, columns);
    else if (A->layout == RANDBLAS_ROW_MAJOR)
        transpose_rows(A, columns);
    else
        memcpy(columns, A->values, (size_t)(A->rows * A->cols) * width);
}

int matrix_to_columns(matrix *A, size_t file_size, cli_error *error)
{
    const int64_t count = matrix_product(A->rows, A->cols);
    if (!A->sparse && (A->layout == RANDBLAS_COL_MAJOR || A->cols <= 1)) {
        A->layout = RANDBLAS_COL_MAJOR;
        A->ld = A->rows > 0 ? A->rows : 1;
        return CLI_OK;
    }
    if (!matrix_justified(count, file_size))
        return cli_fail(error, CLI_INPUT, "is too sparse to be made dense (%lld x %lld)", (long long)A->rows,
                        (long long)A->cols);
    void *columns = matrix_allocate(count, A->single ? sizeof(float) : sizeof(double));
    if (!columns) return cli_fail(error, CLI_INTERNAL, "memory for its columns could not be allocated");
    matrix_write_columns(A, columns);
    matrix dense = *A; /* takes over everything but what held the values */
    matrix_free(A);
    *A = dense;
    A->values = A->owned = columns;
    A->mapping = NULL;
    A->ptr = A->colind = NULL;
    A->sparse = false;
    A->layout = RANDBLAS_COL_MAJOR;
    A->ld = A->rows > 0 ? A->rows : 1;
    return CLI_OK;
}
