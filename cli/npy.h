/** NumPy's .npy format, versions 1 to 3 (numpy.lib.format). */
#ifndef NPY_H
#define NPY_H

#include "matrix.h"

#define NPY_MAGIC "\x93NUMPY"

/** Element types that can be read. */
typedef enum npy_type {
    NPY_B1,
    NPY_I1,
    NPY_I2,
    NPY_I4,
    NPY_I8,
    NPY_U1,
    NPY_U2,
    NPY_U4,
    NPY_U8,
    NPY_F2,
    NPY_F4,
    NPY_F8
} npy_type;

enum { NPY_DIMS = 8, NPY_MOST_HEADER = 12 + 65536 }; /* longer headers are refused before they are looked at */

/** What the header says. */
typedef struct npy_header {
    npy_type type;
    size_t width;            /**< bytes of an element */
    bool swapped;            /**< its bytes are in the order that this machine has not */
    bool fortran_order;      /**< column major */
    int ndim;                /**< 0, 1 or 2; of a tensor up to NPY_DIMS */
    int64_t shape[NPY_DIMS]; /**< missing dimensions are 1 */
    size_t offset;           /**< where the elements begin */
} npy_header;

/** Read and check the header: magic, version, the Python dictionary, and that the elements fill the rest exactly. */
int npy_read_header(const unsigned char *bytes, size_t size, npy_header *header, cli_error *error);

/** The same of an array of up to NPY_DIMS dimensions.  Of the bytes only the first NPY_MOST_HEADER need be there. */
int npy_read_tensor_header(const unsigned char *bytes, size_t size, npy_header *header, cli_error *error);

/** The name of a type as NumPy has it: "float32". */
const char *npy_type_name(npy_type type);

/** Widen count elements to double; in has any alignment. */
void npy_decode(npy_type type, bool swapped, const unsigned char *in, size_t count, double *out);

/**
 * Read an array of at most two dimensions as a dense matrix; one dimension makes a column.  Where the elements already
 * have the wanted type and alignment, A->values point into bytes and A->owned is NULL.
 *
 * @return an exit code, or MATRIX_CANCELLED
 */
int npy_read(const unsigned char *bytes, size_t size, const matrix_request *request, matrix *A, cli_error *error);

/** Room for any header that npy_format_header() makes. */
enum { NPY_HEADER_ROOM = 192 };

/**
 * The header, version 1, of a column-major array in this machine's byte order.
 *
 * @param[in]  type  "f4", "f8" or "i8"
 * @param[in]  ndim  1 (shape (rows,)) or 2
 * @return its length, a multiple of 64 so that the elements are aligned when the file is mapped
 */
size_t npy_format_header(char header[NPY_HEADER_ROOM], const char *type, int ndim, int64_t rows, int64_t cols);

#endif
