/* Which reader a file is for. */
#include "matrix_file.h"

#include "mapped_file.h"
#include "matrix_market.h"
#include "npy.h"
#include "piped_file.h"

#include <string.h>
#include <strings.h>

static bool begins_with(const unsigned char *bytes, size_t size, const char *magic)
{
    const size_t n = strlen(magic);
    return size >= n && !strncasecmp((const char *)bytes, magic, n);
}

/* The formats that are taken for a matrix most often deserve a better sentence than "unknown". */
static int refuse(const unsigned char *bytes, size_t size, cli_error *error)
{
    if (begins_with(bytes, size, "PK\x03\x04"))
        return cli_fail(error, CLI_INPUT, "is a .npz or zip archive; extract the array as .npy first");
    if (begins_with(bytes, size, "\x1f\x8b"))
        return cli_fail(error, CLI_INPUT, "is compressed with gzip; decompress it first");
    return cli_fail(error, CLI_INPUT, "is neither a .npy nor a Matrix Market file");
}

static bool is_matrix(const unsigned char *bytes, size_t size)
{
    return begins_with(bytes, size, NPY_MAGIC) || begins_with(bytes, size, MATRIX_MARKET_MAGIC);
}

int matrix_file_read(const char *path, const matrix_request *request, matrix *A, size_t *file_size, cli_error *error)
{
    void *map;
    memset(A, 0, sizeof *A);
    int code = piped_file_is(path) ? piped_file_read(path, is_matrix, request, &map, file_size, error)
                                   : mapped_file_open(path, &map, file_size, error);
    if (code) return code;
    const unsigned char *bytes = map;
    if (begins_with(bytes, *file_size, NPY_MAGIC))
        code = npy_read(bytes, *file_size, request, A, error);
    else if (begins_with(bytes, *file_size, MATRIX_MARKET_MAGIC))
        code = matrix_market_read(bytes, *file_size, request, A, error);
    else
        code = refuse(bytes, *file_size, error);
    if (!code && A->values && !A->owned) {
        A->mapping = map; /* the values lie in it */
        A->mapping_size = *file_size;
    } else
        mapped_file_close(map, *file_size);
    return code;
}
