/* Whether a matrix is symmetric; see symmetry.h. */
#include "symmetry.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static double entry(const matrix *A, int64_t k)
{
    return A->single ? (double)((const float *)A->values)[k] : ((const double *)A->values)[k];
}

/* What two entries that should be equal may differ by. */
static double allowance(const matrix *A)
{
    const int64_t count = A->sparse ? A->nnz : A->rows * A->cols;
    double largest = 0;
    for (int64_t k = 0; k < count; k++)
        if (fabs(entry(A, k)) > largest) largest = fabs(entry(A, k));
    return 100 * (A->single ? (double)FLT_EPSILON : DBL_EPSILON) * largest;
}

static int refuse(int64_t i, int64_t j, double a, double b, cli_error *error)
{
    return cli_fail(error, CLI_INPUT, "is not symmetric: entry (%lld, %lld) is %.9g, entry (%lld, %lld) is %.9g",
                    (long long)i + 1, (long long)j + 1, a, (long long)j + 1, (long long)i + 1, b);
}

/* Tile by tile, so that the entries of columns are not fetched one cache line each. */
static int check_dense(const matrix *A, cli_error *error)
{
    enum { TILE = 32 };
    const int64_t n = A->rows;
    const double most = allowance(A);
    for (int64_t I = 0; I < n; I += TILE)
        for (int64_t J = 0; J <= I; J += TILE)
            for (int64_t i = I; i < n && i < I + TILE; i++)
                for (int64_t j = J; j < i && j < J + TILE; j++) {
                    const double a = entry(A, i * A->ld + j), b = entry(A, j * A->ld + i);
                    const bool rows = A->layout == RANDBLAS_ROW_MAJOR;
                    if (fabs(a - b) > most) return refuse(i, j, rows ? a : b, rows ? b : a, error);
                }
    return CLI_OK;
}

/* The transpose of a sparse A, as rows: row i holds column i of A. */
typedef struct transpose {
    int64_t *ptr, *from, *at; /* of each entry: the row of A that it is from, and its place there */
    double *row, *column;     /* row i and column i of A, written out */
} transpose;

static bool transpose_open(transpose *t, const matrix *A)
{
    const int64_t n = A->rows;
    *t = (transpose){calloc((size_t)n + 2, sizeof *t->ptr), matrix_allocate(A->nnz, sizeof *t->from),
                     matrix_allocate(A->nnz, sizeof *t->at), calloc((size_t)n + 1, sizeof *t->row),
                     calloc((size_t)n + 1, sizeof *t->column)};
    if (!t->ptr || !t->from || !t->at || !t->row || !t->column) return false;
    int64_t *next = t->ptr + 1; /* one ahead, so that it ends as it should begin */
    for (int64_t k = 0; k < A->nnz; k++) t->ptr[A->colind[k] + 2]++;
    for (int64_t i = 0; i < n; i++) next[i + 1] += next[i];
    for (int64_t i = 0; i < n; i++)
        for (int64_t k = A->ptr[i]; k < A->ptr[i + 1]; k++) {
            const int64_t place = next[A->colind[k]]++;
            t->from[place] = i;
            t->at[place] = k;
        }
    return true;
}

static void transpose_close(transpose *t)
{
    free(t->ptr);
    free(t->from);
    free(t->at);
    free(t->row);
    free(t->column);
}

/* Row i against column i, both written out, because duplicates add and come in any order; cleared behind us. */
static int check_row(const matrix *A, transpose *t, int64_t i, double most, cli_error *error)
{
    int code = CLI_OK;
    for (int64_t k = A->ptr[i]; k < A->ptr[i + 1]; k++) t->row[A->colind[k]] += entry(A, k);
    for (int64_t k = t->ptr[i]; k < t->ptr[i + 1]; k++) t->column[t->from[k]] += entry(A, t->at[k]);
    for (int64_t k = A->ptr[i]; !code && k < A->ptr[i + 1]; k++) {
        const int64_t j = A->colind[k];
        if (fabs(t->row[j] - t->column[j]) > most) code = refuse(i, j, t->row[j], t->column[j], error);
    }
    for (int64_t k = A->ptr[i]; k < A->ptr[i + 1]; k++) t->row[A->colind[k]] = 0;
    for (int64_t k = t->ptr[i]; k < t->ptr[i + 1]; k++) t->column[t->from[k]] = 0;
    return code;
}

/* What is in row i alone is seen there, what is in column i alone in the row of its entry. */
static int check_sparse(const matrix *A, cli_error *error)
{
    transpose t;
    const double most = allowance(A);
    int code = transpose_open(&t, A) ? CLI_OK : cli_fail(error, CLI_INTERNAL, "memory for a check failed");
    for (int64_t i = 0; !code && i < A->rows; i++) code = check_row(A, &t, i, most, error);
    transpose_close(&t);
    return code;
}

int symmetry_check(const matrix *A, cli_error *error)
{
    if (A->rows != A->cols)
        return cli_fail(error, CLI_INPUT, "is not symmetric: it has %lld rows and %lld columns", (long long)A->rows,
                        (long long)A->cols);
    return A->sparse ? check_sparse(A, error) : check_dense(A, error);
}
