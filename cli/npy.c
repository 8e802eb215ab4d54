/* Reading .npy: elements that already are what is wanted stay where they are, others are converted. */
#include "npy.h"

#include <stdint.h>
#include <string.h>

/* Whether the elements can be used in place. */
static bool usable(const npy_header *h, const unsigned char *elements, bool single)
{
    return h->type == (single ? NPY_F4 : NPY_F8) && !h->swapped && (uintptr_t)elements % h->width == 0;
}

/* Convert in blocks, each small enough to stay in cache on its way through double and to cancel soon. */
static int convert(const npy_header *h, const unsigned char *elements, int64_t count, bool single,
                   const matrix_request *request, void *out)
{
    enum { BLOCK = 1024, REPORT = 1024 * BLOCK };
    double block[BLOCK];
    for (int64_t k = 0; k < count; k += BLOCK) {
        const int64_t n = count - k < BLOCK ? count - k : BLOCK;
        const unsigned char *in = elements + (size_t)k * h->width;
        if (k % REPORT == 0 && request->progress &&
            request->progress(request->context, "reading", (double)k / (double)count))
            return MATRIX_CANCELLED;
        npy_decode(h->type, h->swapped, in, (size_t)n, single ? block : (double *)out + k);
        for (int64_t i = 0; single && i < n; i++) ((float *)out)[k + i] = (float)block[i];
    }
    return CLI_OK;
}

int npy_read(const unsigned char *bytes, size_t size, const matrix_request *request, matrix *A, cli_error *error)
{
    npy_header h;
    int code = npy_read_header(bytes, size, &h, error);
    if (code) return code;
    const unsigned char *elements = bytes + h.offset;
    const int64_t rows = h.shape[0], cols = h.shape[1], count = rows * cols; /* the header's check bounds it */
    const int64_t inner = h.fortran_order ? rows : cols;
    const bool narrow = h.type == NPY_F2 || h.type == NPY_F4, single = request->single || (request->keep && narrow);
    A->format = "npy";
    strncpy(A->type, npy_type_name(h.type), sizeof A->type - 1);
    A->rows = rows;
    A->cols = cols;
    A->ndim = h.ndim;
    A->single = single;
    A->layout = h.fortran_order ? RANDBLAS_COL_MAJOR : RANDBLAS_ROW_MAJOR;
    A->ld = inner > 0 ? inner : 1;
    if (usable(&h, elements, single)) {
        A->values = elements;
        return CLI_OK;
    }
    A->owned = matrix_allocate(count, single ? sizeof(float) : sizeof(double));
    if (!A->owned) return cli_fail(error, CLI_INTERNAL, "memory for its elements could not be allocated");
    A->values = A->owned;
    return convert(&h, elements, count, single, request, A->owned);
}
