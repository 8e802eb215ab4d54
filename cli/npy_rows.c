/* Rows of .npy by pread: whole rows where the file has them in C order, pieces of columns where in Fortran order. */
#include "npy_rows.h"

#include "mapped_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where elements go, from element `first` on, `stride` apart. */
typedef struct destination {
    bool single;
    void *values;
    int64_t first, stride;
} destination;

/* `wanted` bytes at an offset; 0, RANDBLAS_BAD_FORMAT or RANDBLAS_IO_ERROR. */
static int read_at(npy_rows *r, size_t offset, size_t wanted, void *out)
{
    for (size_t done = 0; done < wanted;) {
        const ssize_t n = pread(r->fd, (unsigned char *)out + done, wanted - done, (off_t)(offset + done));
        if (n > 0)
            done += (size_t)n;
        else if (n == 0) {
            cli_fail(&r->error, CLI_INPUT, "is truncated: it ended at byte %zu while it was read", offset + done);
            return RANDBLAS_BAD_FORMAT;
        } else if (errno != EINTR) {
            cli_fail(&r->error, CLI_INPUT, "cannot be read: %s", strerror(errno));
            return RANDBLAS_IO_ERROR;
        }
    }
    return 0;
}

int npy_rows_open(const char *path, size_t buffer, npy_rows *r, cli_error *error)
{
    size_t size = 0;
    memset(r, 0, sizeof *r);
    r->room = buffer;
    int code = regular_file_open(path, &r->fd, &size, error);
    r->open = r->fd >= 0;
    if (code) return code;
    unsigned char *head = matrix_allocate(NPY_MOST_HEADER, 1);
    r->buffer = matrix_allocate((int64_t)r->room, 1);
    if (!head || !r->buffer)
        code = cli_fail(error, CLI_INTERNAL, "memory for its rows could not be allocated");
    else if (read_at(r, 0, size < NPY_MOST_HEADER ? size : NPY_MOST_HEADER, head)) {
        *error = r->error;
        code = CLI_INPUT;
    } else
        code = npy_read_header(head, size, &r->header, error);
    free(head);
    return code;
}

void npy_rows_close(npy_rows *r)
{
    if (!r) return;
    if (r->open) close(r->fd);
    free(r->buffer);
    memset(r, 0, sizeof *r);
}

/* Convert in blocks that stay in cache on their way through double. */
static void spread(const npy_header *h, const unsigned char *in, int64_t count, destination to)
{
    enum { BLOCK = 1024 };
    double block[BLOCK];
    for (int64_t k = 0; k < count; k += BLOCK) {
        const int64_t n = count - k < BLOCK ? count - k : BLOCK;
        npy_decode(h->type, h->swapped, in + (size_t)k * h->width, (size_t)n, block);
        for (int64_t i = 0; i < n; i++) matrix_store(to.values, to.single, to.first + (k + i) * to.stride, block[i]);
    }
}

/* `count` elements of the file from element `begin` on, in pieces that the buffer holds. */
static int read_elements(npy_rows *r, int64_t begin, int64_t count, destination to)
{
    const npy_header *h = &r->header;
    const int64_t piece = (int64_t)(r->room / h->width);
    for (int64_t done = 0, n; done < count; done += n) {
        n = count - done < piece ? count - done : piece;
        const int info = read_at(r, h->offset + (size_t)(begin + done) * h->width, (size_t)n * h->width, r->buffer);
        if (info) return info;
        spread(h, r->buffer, n, (destination){to.single, to.values, to.first + done * to.stride, to.stride});
    }
    return 0;
}

/* Whether the file's elements are what is wanted. */
static bool usable(const npy_header *h, bool single)
{
    return h->type == (single ? NPY_F4 : NPY_F8) && !h->swapped && !h->fortran_order;
}

static int64_t read_rows(npy_rows *r, int64_t room, bool single, void *A)
{
    const npy_header *h = &r->header;
    const int64_t rows = h->shape[0], cols = h->shape[1], left = rows - r->next;
    const int64_t count = left < room ? left : room;
    int info = 0;
    if (usable(h, single))
        info = read_at(r, h->offset + (size_t)(r->next * cols) * h->width, (size_t)(count * cols) * h->width, A);
    else if (!h->fortran_order)
        info = read_elements(r, r->next * cols, count * cols, (destination){single, A, 0, 1});
    else
        for (int64_t j = 0; j < cols && !info; j++)
            info = read_elements(r, j * rows + r->next, count, (destination){single, A, j, cols});
    if (info) return info;
    r->next += count;
    return count;
}

int64_t npy_rows_read_double(void *context, int64_t room, double *A)
{
    return read_rows(context, room, false, A);
}

int64_t npy_rows_read_single(void *context, int64_t room, float *A)
{
    return read_rows(context, room, true, A);
}
