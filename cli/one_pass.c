/* The verb svd with --one-pass; see one_pass.h. */
#include "one_pass.h"

#include <string.h>

enum { LEAST_BUFFER = 1 << 16, MOST_BUFFER = 4 << 20, SHARE = 8 };

/* An eighth of the memory, within limits, for elements on their way. */
static size_t buffer_size(const one_pass *once)
{
    const int64_t share = once->memory / SHARE;
    if (!once->memory || share > MOST_BUFFER) return MOST_BUFFER;
    return share > LEAST_BUFFER ? (size_t)share : LEAST_BUFFER;
}

int one_pass_open(factor_run *run, one_pass *once)
{
    const factor_settings *s = &run->settings;
    cli_error error;
    const int code = npy_rows_open(s->path, buffer_size(once), &once->rows, &error);
    if (code) return cli_complain(s->path, code, "%s", error.text);
    const npy_header *h = &once->rows.header;
    const bool narrow = h->type == NPY_F4 || h->type == NPY_F2;
    matrix *A = &run->A;
    A->rows = h->shape[0];
    A->cols = h->shape[1];
    A->ndim = h->ndim;
    A->single = s->common.single || (narrow && !s->common.wide);
    A->layout = h->fortran_order ? RANDBLAS_COL_MAJOR : RANDBLAS_ROW_MAJOR;
    A->format = "npy";
    strncpy(A->type, npy_type_name(h->type), sizeof A->type - 1);
    return CLI_OK;
}

void one_pass_close(one_pass *once)
{
    npy_rows_close(&once->rows);
}

/* What the results and the buffer leave of the memory; 1, which is too little, for nothing. */
static int64_t memory_left(const factor_run *run, const one_pass *once)
{
    const int64_t width = run->A.single ? (int64_t)sizeof(float) : (int64_t)sizeof(double);
    const int64_t numbers = matrix_product(run->A.rows + run->A.cols + 1, run->k);
    const int64_t taken = matrix_product(numbers, width), left = once->memory - (int64_t)once->rows.room;
    return taken < left ? left - taken : 1;
}

/* Rows that are asked for at a time: as many as the buffer holds. */
static int64_t batch_rows(const factor_run *run, const one_pass *once)
{
    const int64_t width = run->A.single ? (int64_t)sizeof(float) : (int64_t)sizeof(double);
    const int64_t rows = (int64_t)once->rows.room / (factor_ld(run->A.cols) * width);
    return rows > 1 ? rows : 1;
}

int one_pass_solve(const factor_run *run, one_pass *once, void *U, void *s, void *V)
{
    const int64_t m = run->A.rows, n = run->A.cols;
    randlapack_stream_options options = {.size = sizeof options,
                                         .control = run->control,
                                         .state = randblas_seed(run->settings.common.seed),
                                         .oversampling = once->oversampling,
                                         .tolerance = run->settings.tolerance,
                                         .batch_rows = batch_rows(run, once)};
    if (once->memory) options.control.memory_limit = memory_left(run, once);
    const int info = run->A.single ? randlapack_ssvd_stream(m, n, run->k, npy_rows_read_single, &once->rows, U,
                                                            factor_ld(m), s, V, factor_ld(n), &options, &once->report)
                                   : randlapack_dsvd_stream(m, n, run->k, npy_rows_read_double, &once->rows, U,
                                                            factor_ld(m), s, V, factor_ld(n), &options, &once->report);
    one_pass_close(once);
    return info;
}
