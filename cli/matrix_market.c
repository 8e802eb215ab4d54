/* Matrix Market: the first line, the array format, and what both formats need. */
#include "matrix_market.h"

#include "mm_coordinate.h"

#include <string.h>

int mm_check_room(const mm_text *text, int64_t count, int64_t line_bytes, cli_error *error)
{
    const int64_t left = text->end - text->line_end;
    if (count <= (left + 1) / line_bytes) return CLI_OK; /* + 1: the last newline may be missing */
    return cli_fail(error, CLI_INPUT, "line %lld: declares more entries than the %lld bytes after it can hold",
                    (long long)text->line, (long long)left);
}

int mm_report(const mm_text *text, int64_t k, size_t size, const matrix_request *request)
{
    enum { OFTEN = 1 << 16 };
    if (k % OFTEN || !request->progress) return CLI_OK;
    const double done = 1 - (double)(text->end - text->p) / (double)size;
    return request->progress(request->context, "reading", done) ? MATRIX_CANCELLED : CLI_OK;
}

int mm_next_entry(mm_text *text, int64_t k, int64_t count, cli_error *error)
{
    if (mm_text_line(text)) return CLI_OK;
    return cli_fail(error, CLI_INPUT, "is truncated: it ends after %lld of %lld entries", (long long)k,
                    (long long)count);
}

int mm_no_more(mm_text *text, int64_t count, cli_error *error)
{
    if (!mm_text_line(text)) return CLI_OK;
    return cli_fail(error, CLI_INPUT, "line %lld: more than the %lld entries that are declared", (long long)text->line,
                    (long long)count);
}

/* One of the names must be the next word; on failure the sentence lists them. */
static int choose(mm_text *text, const char *const *names, const char *problem, int *choice, cli_error *error)
{
    const mm_word word = mm_text_word(text);
    for (*choice = 0; names[*choice]; ++*choice)
        if (mm_word_is(word, names[*choice])) return CLI_OK;
    return cli_fail(error, CLI_INPUT, "line 1: %s", problem);
}

static int read_header(mm_text *text, mm_header *header, cli_error *error)
{
    static const char *const magic[] = {MATRIX_MARKET_MAGIC, NULL}, *const object[] = {"matrix", NULL},
                             *const format[] = {"array", "coordinate", NULL},
                             *const field[] = {"real", "integer", "pattern", "double", NULL},
                             *const symmetry[] = {"general", "symmetric", "skew-symmetric", "hermitian", NULL};
    static const mm_field fields[] = {MM_REAL, MM_INTEGER, MM_PATTERN, MM_REAL};
    static const mm_symmetry symmetries[] = {MM_GENERAL, MM_SYMMETRIC, MM_SKEW, MM_SYMMETRIC};
    int a, b, c, d;
    if (!mm_text_raw_line(text)) return cli_fail(error, CLI_INPUT, "is empty");
    int code = choose(text, magic, "does not begin with " MATRIX_MARKET_MAGIC, &a, error);
    if (!code) code = choose(text, object, "is not a matrix", &a, error);
    if (!code) code = choose(text, format, "the format is neither 'array' nor 'coordinate'", &b, error);
    if (!code) code = choose(text, field, "the field is not 'real', 'integer' or 'pattern'", &c, error);
    if (!code)
        code = choose(text, symmetry, "the symmetry is not 'general', 'symmetric', 'skew-symmetric' or 'hermitian'", &d,
                      error);
    if (!code) code = mm_text_end_line(text, error);
    if (code) return code;
    *header = (mm_header){b == 1, fields[c], symmetries[d]};
    if (header->field == MM_PATTERN && (!header->coordinate || header->symmetry == MM_SKEW))
        return cli_fail(error, CLI_INPUT, "line 1: a pattern is in coordinate format and not skew-symmetric");
    return CLI_OK;
}

static int read_array_sizes(mm_text *text, const mm_header *header, matrix *A, int64_t *count, cli_error *error)
{
    *count = 0;
    int code = mm_text_size(text, "is not a number of rows", &A->rows, error);
    if (!code) code = mm_text_size(text, "is not a number of columns", &A->cols, error);
    if (!code) code = mm_text_end_line(text, error);
    if (code) return code;
    const int64_t n = A->rows;
    if (header->symmetry != MM_GENERAL && n != A->cols)
        return cli_fail(error, CLI_INPUT, "line %lld: a symmetric matrix must be square", (long long)text->line);
    *count = matrix_product(A->rows, A->cols); /* all, the lower triangle, or that without the diagonal */
    if (header->symmetry != MM_GENERAL && *count < INT64_MAX)
        *count = header->symmetry == MM_SKEW ? (*count - n) / 2 : *count / 2 + (n + (n & 1)) / 2;
    return mm_check_room(text, *count, 2, error);
}

/* Column by column; of a symmetric matrix the lower triangle is there and the upper one is filled in. */
static int read_array_entries(mm_text *text, size_t size, const mm_header *header, const matrix_request *request,
                              int64_t count, matrix *A, cli_error *error)
{
    const bool general = header->symmetry == MM_GENERAL, skew = header->symmetry == MM_SKEW;
    int64_t k = 0;
    for (int64_t j = 0; j < A->cols; j++) {
        if (skew) matrix_store(A->owned, A->single, j + j * A->rows, 0);
        for (int64_t i = general ? 0 : j + skew; i < A->rows; i++, k++) {
            double value;
            int code = mm_report(text, k, size, request);
            if (!code) code = mm_next_entry(text, k, count, error);
            if (!code) code = mm_text_number(text, header->field == MM_INTEGER, &value, error);
            if (!code) code = mm_text_end_line(text, error);
            if (code) return code;
            matrix_store(A->owned, A->single, i + j * A->rows, value);
            if (!general) matrix_store(A->owned, A->single, j + i * A->rows, skew && i != j ? -value : value);
        }
    }
    return mm_no_more(text, count, error);
}

static int read_array(mm_text *text, size_t size, const mm_header *header, const matrix_request *request, matrix *A,
                      cli_error *error)
{
    int64_t count;
    const int code = read_array_sizes(text, header, A, &count, error);
    if (code) return code;
    if (!matrix_justified(A->rows, size) || !matrix_justified(A->cols, size)) /* of an empty array */
        return cli_fail(error, CLI_INPUT, "line %lld: %lld x %lld is absurd for a file of %zu bytes",
                        (long long)text->line, (long long)A->rows, (long long)A->cols, size);
    A->layout = RANDBLAS_COL_MAJOR;
    A->ld = A->rows > 0 ? A->rows : 1;
    A->values = A->owned = matrix_allocate(A->rows * A->cols, A->single ? sizeof(float) : sizeof(double));
    if (!A->owned) return cli_fail(error, CLI_INTERNAL, "memory for its entries could not be allocated");
    return read_array_entries(text, size, header, request, count, A, error);
}

int matrix_market_read(const unsigned char *bytes, size_t size, const matrix_request *request, matrix *A,
                       cli_error *error)
{
    static const char *const names[] = {"real", "integer", "pattern"};
    mm_text text = mm_text_begin(bytes, size);
    mm_header header = {0};
    int code = read_header(&text, &header, error);
    if (code) return code;
    if (!mm_text_line(&text)) return cli_fail(error, CLI_INPUT, "is truncated: the line with the sizes is missing");
    A->format = "Matrix Market";
    A->ndim = 2;
    A->single = request->single;
    strncpy(A->type, names[header.field], sizeof A->type - 1);
    return header.coordinate ? mm_read_coordinate(&text, size, &header, request, A, error)
                             : read_array(&text, size, &header, request, A, error);
}
