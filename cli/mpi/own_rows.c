/* Parallel reading of .npy; see own_rows.h. */
#include "own_rows.h"

#include "interrupt.h"
#include "npy_rows.h"

#include <mpi.h>
#include <stdlib.h>
#include <string.h>

enum { BUFFER = 4 << 20, BATCH = 16 << 20 }; /* bytes on their way; between two looks at signals */

static int64_t width_of(const own_rows *r)
{
    return r->whole.single ? (int64_t)sizeof(float) : (int64_t)sizeof(double);
}

own_rows own_rows_of(int64_t m, int r, int p)
{
    const int64_t each = m / p, rest = m % p; /* m r would overflow */
    own_rows part = {.first = each * r + rest * r / p};
    part.count = each * (r + 1) + rest * (r + 1) / p - part.first;
    return part;
}

/* From the header: shape, type, which rows. */
static void describe(const processes *p, const own_rows_request *request, const npy_header *h, own_rows *r)
{
    *r = own_rows_of(h->shape[0], p->rank, p->size);
    r->whole = (matrix){.rows = h->shape[0], .cols = h->shape[1], .ndim = h->ndim, .format = "npy"};
    r->whole.single = request->single || (request->keep && (h->type == NPY_F4 || h->type == NPY_F2));
    strncpy(r->whole.type, npy_type_name(h->type), sizeof r->whole.type - 1);
}

static int read_values(const own_rows_request *request, npy_rows *file, own_rows *r, cli_error *error)
{
    const int64_t cols = r->whole.cols, width = width_of(r);
    const int64_t batch = cols > 0 && cols * width < BATCH ? BATCH / (cols * width) : 1;
    r->values = matrix_allocate(matrix_product(r->count, cols), (size_t)width);
    if (!r->values) return cli_fail(error, CLI_INTERNAL, "memory for its rows could not be allocated");
    file->next = r->first;
    for (int64_t done = 0; done < r->count && cols > 0;) {
        char *to = (char *)r->values + (size_t)(done * cols * width);
        const int64_t room = r->count - done < batch ? r->count - done : batch;
        const int64_t got = r->whole.single ? npy_rows_read_single(file, room, (float *)(void *)to)
                                            : npy_rows_read_double(file, room, (double *)(void *)to);
        if (got < 0) {
            *error = file->error;
            return CLI_INPUT;
        }
        done += got;
        if (progress_update(request->bar, "reading", (double)done / (double)r->count))
            return cli_fail(error, CLI_SIGNAL + interrupt_signal(), "interrupted; nothing was written");
    }
    return CLI_OK;
}

/* All have to see the same file. */
static int compare(const processes *p, const own_rows *r, cli_error *error)
{
    int64_t shape[3] = {r->whole.rows, r->whole.cols, r->whole.ndim}, first[3];
    memcpy(first, shape, sizeof shape);
    MPI_Bcast(first, 3, MPI_INT64_T, 0, MPI_COMM_WORLD);
    if (!memcmp(first, shape, sizeof shape)) return CLI_OK;
    return cli_fail(error, CLI_INPUT, "is another file, of %lld x %lld, for process %d", (long long)shape[0],
                    (long long)shape[1], p->rank);
}

int own_rows_read(const processes *p, const own_rows_request *request, const char *path, own_rows *r)
{
    npy_rows file = {.open = false};
    cli_error error = {""};
    int code = npy_rows_open(path, BUFFER, &file, &error);
    if (!code) describe(p, request, &file.header, r);
    code = processes_agree(p, code, path, &error);
    if (!code) code = processes_agree(p, compare(p, r, &error), path, &error);
    if (!code) code = processes_agree(p, read_values(request, &file, r, &error), path, &error);
    npy_rows_close(&file);
    progress_end(request->bar);
    return code;
}

void *own_rows_columns(const own_rows *r)
{
    matrix part = r->whole;
    part.rows = r->count;
    part.values = r->values;
    part.layout = RANDBLAS_ROW_MAJOR;
    part.ld = part.cols > 0 ? part.cols : 1;
    void *columns = matrix_allocate(matrix_product(part.rows, part.cols), (size_t)width_of(r));
    if (columns) matrix_write_columns(&part, columns);
    return columns;
}

void own_rows_free(own_rows *r)
{
    free(r->values);
    memset(r, 0, sizeof *r);
}
