/* Coordinate format: triples as they come, then a stable counting sort by row. */
#include "mm_coordinate.h"

#include <stdlib.h>
#include <string.h>

typedef struct triples {
    int64_t count, *row, *col;
    double *value;
} triples;

static void triples_free(triples *t)
{
    free(t->row);
    free(t->col);
    free(t->value);
}

static int triples_allocate(triples *t, int64_t room, cli_error *error)
{
    t->row = matrix_allocate(room, sizeof *t->row);
    t->col = matrix_allocate(room, sizeof *t->col);
    t->value = matrix_allocate(room, sizeof *t->value);
    if (t->row && t->col && t->value) return CLI_OK;
    return cli_fail(error, CLI_INTERNAL, "memory for its entries could not be allocated");
}

static void append(triples *t, int64_t i, int64_t j, double value)
{
    t->row[t->count] = i;
    t->col[t->count] = j;
    t->value[t->count] = value;
    t->count++;
}

static int read_index(mm_text *text, const char *what, int64_t limit, int64_t *index, cli_error *error)
{
    const int code = mm_text_size(text, "is not an index", index, error);
    if (code) return code;
    if (*index < 1 || *index > limit)
        return cli_fail(error, CLI_INPUT, "line %lld: %s %lld is not in 1 to %lld", (long long)text->line, what,
                        (long long)*index, (long long)limit);
    --*index;
    return CLI_OK;
}

/* One line; an entry off the diagonal of a symmetric matrix stands for two. */
static int read_entry(mm_text *text, const mm_header *header, const matrix *A, triples *t, cli_error *error)
{
    int64_t i, j;
    double value = 1;
    int code = read_index(text, "row", A->rows, &i, error);
    if (!code) code = read_index(text, "column", A->cols, &j, error);
    if (!code && header->field != MM_PATTERN) code = mm_text_number(text, header->field == MM_INTEGER, &value, error);
    if (!code) code = mm_text_end_line(text, error);
    if (code) return code;
    if (header->symmetry == MM_SKEW && i == j)
        return cli_fail(error, CLI_INPUT, "line %lld: a skew-symmetric matrix has no entries on its diagonal",
                        (long long)text->line);
    append(t, i, j, value);
    if (header->symmetry != MM_GENERAL && i != j) append(t, j, i, header->symmetry == MM_SKEW ? -value : value);
    return CLI_OK;
}

static int compress_rows(const triples *t, matrix *A, cli_error *error)
{
    A->ptr = matrix_allocate(A->rows + 1, sizeof *A->ptr);
    A->colind = matrix_allocate(t->count, sizeof *A->colind);
    A->values = A->owned = matrix_allocate(t->count, A->single ? sizeof(float) : sizeof(double));
    if (!A->ptr || !A->colind || !A->owned)
        return cli_fail(error, CLI_INTERNAL, "memory for its entries could not be allocated");
    int64_t *ptr = A->ptr;
    memset(ptr, 0, (size_t)(A->rows + 1) * sizeof *ptr);
    for (int64_t k = 0; k < t->count; k++) ptr[t->row[k] + 1]++;
    for (int64_t i = 0; i < A->rows; i++) ptr[i + 1] += ptr[i];
    for (int64_t k = 0; k < t->count; k++) { /* ptr[i] runs through row i ... */
        const int64_t at = ptr[t->row[k]]++;
        A->colind[at] = t->col[k];
        matrix_store(A->owned, A->single, at, t->value[k]);
    }
    memmove(ptr + 1, ptr, (size_t)A->rows * sizeof *ptr); /* ... and ends where row i + 1 begins */
    ptr[0] = 0;
    A->nnz = t->count;
    A->sparse = true;
    return CLI_OK;
}

static int read_sizes(mm_text *text, size_t size, const mm_header *header, matrix *A, int64_t *count, cli_error *error)
{
    int code = mm_text_size(text, "is not a number of rows", &A->rows, error);
    if (!code) code = mm_text_size(text, "is not a number of columns", &A->cols, error);
    if (!code) code = mm_text_size(text, "is not a number of entries", count, error);
    if (!code) code = mm_text_end_line(text, error);
    if (!code) code = mm_check_room(text, *count, header->field == MM_PATTERN ? 4 : 6, error);
    if (code) return code;
    if (!matrix_justified(A->rows, size) || !matrix_justified(A->cols, size))
        return cli_fail(error, CLI_INPUT, "line %lld: %lld x %lld is absurd for a file of %zu bytes",
                        (long long)text->line, (long long)A->rows, (long long)A->cols, size);
    if (header->symmetry != MM_GENERAL && A->rows != A->cols)
        return cli_fail(error, CLI_INPUT, "line %lld: a symmetric matrix must be square", (long long)text->line);
    return CLI_OK;
}

int mm_read_coordinate(mm_text *text, size_t size, const mm_header *header, const matrix_request *request, matrix *A,
                       cli_error *error)
{
    triples t = {0};
    int64_t count;
    int code = read_sizes(text, size, header, A, &count, error);
    if (!code) code = triples_allocate(&t, header->symmetry == MM_GENERAL ? count : 2 * count, error);
    for (int64_t k = 0; !code && k < count; k++) {
        code = mm_report(text, k, size, request);
        if (!code) code = mm_next_entry(text, k, count, error);
        if (!code) code = read_entry(text, header, A, &t, error);
    }
    if (!code) code = mm_no_more(text, count, error);
    if (!code) code = compress_rows(&t, A, error);
    triples_free(&t);
    return code;
}
