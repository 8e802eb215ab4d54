/* Reading the matrices of a verb; see input.h. */
#include "input.h"

#include "interrupt.h"
#include "matrix_file.h"

int input_stopped(const char *verb)
{
    return cli_complain(verb, CLI_SIGNAL + interrupt_signal(), "interrupted; nothing was written");
}

static int read_file(const input_request *request, const char *path, bool columns, matrix *M)
{
    const matrix_request how = {request->single, request->keep, progress_update, request->bar};
    cli_error error;
    size_t file_size;
    int code = matrix_file_read(path, &how, M, &file_size, &error);
    progress_end(request->bar);
    if (code == MATRIX_CANCELLED) return input_stopped(request->verb);
    if (!code && columns) code = matrix_to_columns(M, file_size, &error);
    return code ? cli_complain(path, code, "%s", error.text) : CLI_OK;
}

int input_read(const input_request *request, const char *path, matrix *M)
{
    return read_file(request, path, false, M);
}

int input_read_columns(const input_request *request, const char *path, matrix *M)
{
    return read_file(request, path, true, M);
}

randblas_dlinop input_double(const matrix *A)
{
    return A->sparse ? randblas_dlinop_csr(A->rows, A->cols, A->ptr, A->colind, A->values)
                     : randblas_dlinop_dense(A->layout, A->rows, A->cols, A->values, A->ld);
}

randblas_slinop input_single(const matrix *A)
{
    return A->sparse ? randblas_slinop_csr(A->rows, A->cols, A->ptr, A->colind, A->values)
                     : randblas_slinop_dense(A->layout, A->rows, A->cols, A->values, A->ld);
}
