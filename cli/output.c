/* Writing a result; see output.h. */
#include "output.h"

#include "npy.h"

static const struct {
    const char *name; /* NumPy's */
    size_t width;
    int digits; /* that give the same number back */
} types[] = {[RESULT_DOUBLE] = {"f8", sizeof(double), 17},
             [RESULT_SINGLE] = {"f4", sizeof(float), 9},
             [RESULT_INDEX] = {"i8", sizeof(int64_t), 17}};

int output_npy_into(atomic_file *file, const result *x, cli_error *error)
{
    char header[NPY_HEADER_ROOM];
    const size_t length = npy_format_header(header, types[x->type].name, x->ndim, x->rows, x->cols);
    const int code = atomic_file_write(file, header, length, error);
    return code ? code : atomic_file_write(file, x->values, (size_t)(x->rows * x->cols) * types[x->type].width, error);
}

int output_npy(const char *path, const result *x, cli_error *error)
{
    atomic_file file;
    int code = atomic_file_open(&file, path, error);
    if (code) return code;
    code = output_npy_into(&file, x, error);
    return atomic_file_close(&file, code, error);
}

void output_text(const result *x)
{
    for (int64_t i = 0; i < x->rows; i++)
        for (int64_t j = 0; j < x->cols; j++)
            printf("%.*g%c", types[x->type].digits, result_at(x, i, j), j + 1 < x->cols ? ' ' : '\n');
}
