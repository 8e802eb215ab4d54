/** The rows of a .npy file, a batch at a time, in memory that does not depend on how many there are. */
#ifndef NPY_ROWS_H
#define NPY_ROWS_H

#include "npy.h"

/** An open file and where its next row is.  Zero it before use; npy_rows_close() takes it in any state. */
typedef struct npy_rows {
    npy_header header; /**< rows and columns are header.shape */
    int64_t next;      /**< index of the next row */
    bool open;
    int fd;
    unsigned char *buffer; /**< elements on their way */
    size_t room;           /**< its bytes */
    cli_error error;       /**< why reading failed */
} npy_rows;

/**
 * Open a file and read its header.  Nothing is mapped, so that nothing but the buffer counts as memory of the process.
 *
 * @param[in]  buffer  bytes for elements on their way, at least 8; a file in Fortran order is read in pieces of columns
 *                     of so many bytes at most
 * @return an exit code
 */
int npy_rows_open(const char *path, size_t buffer, npy_rows *rows, cli_error *error);

/** NULL is legal. */
void npy_rows_close(npy_rows *rows);

/**
 * The next rows, at most `room`, into A (room x columns, row major): what randlapack_dsvd_stream() and its float twin
 * call.  In C order they are contiguous in the file, in Fortran order a piece of each column.
 *
 * @param[in] context  an npy_rows
 * @return how many, 0 at the end, RANDBLAS_BAD_FORMAT (the file ends too early) or RANDBLAS_IO_ERROR; then
 *         rows->error says why
 */
int64_t npy_rows_read_double(void *context, int64_t room, double *A);
/** The same, rounded to float. */
int64_t npy_rows_read_single(void *context, int64_t room, float *A);

#endif
