/* Writing a result; see output.h. */
#include "output.h"

#include "atomic_file.h"
#include "npy.h"

int output_npy(const char *path, const result *x, cli_error *error)
{
    char header[NPY_HEADER_ROOM];
    const size_t length = npy_format_header(header, x->single, x->ndim, x->rows, x->cols);
    const size_t width = x->single ? sizeof(float) : sizeof(double);
    atomic_file file;
    int code = atomic_file_open(&file, path, error);
    if (code) return code;
    code = atomic_file_write(&file, header, length, error);
    if (!code) code = atomic_file_write(&file, x->values, (size_t)(x->rows * x->cols) * width, error);
    return atomic_file_close(&file, code, error);
}

void output_text(const result *x)
{
    const int digits = x->single ? 9 : 17;
    for (int64_t i = 0; i < x->rows; i++)
        for (int64_t j = 0; j < x->cols; j++)
            printf("%.*g%c", digits, result_at(x, i, j), j + 1 < x->cols ? ' ' : '\n');
}
