#include "demo.h"

#include "matrix_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void demo_fail(const char *what, const char *why)
{
    fprintf(stderr, "%s: %s\n", what, why);
    exit(EXIT_FAILURE);
}

void *demo_allocate(int64_t count, int64_t width)
{
    void *block = malloc((size_t)(count * width) + 1);
    if (!block) demo_fail("demo", "out of memory");
    return block;
}

demo_matrix demo_read(const char *path)
{
    matrix A = {0};
    cli_error error = {{0}};
    size_t bytes;
    if (matrix_file_read(path, &(matrix_request){.single = false}, &A, &bytes, &error)) demo_fail(path, error.text);
    demo_matrix result = {A.rows, A.cols, demo_allocate(A.rows * A.cols, sizeof(double))};
    const double *from = A.values;
    for (int64_t j = 0; j < A.cols; j++)
        for (int64_t i = 0; i < A.rows; i++)
            result.values[i + j * A.rows] = from[A.layout == RANDBLAS_ROW_MAJOR ? i * A.ld + j : i + j * A.ld];
    matrix_free(&A);
    return result;
}

void demo_write_bytes(const char *path, int64_t rows, int64_t cols, const uint8_t *values)
{
    char dictionary[118], header[128] = "\x93NUMPY\x01";
    snprintf(dictionary, sizeof dictionary, "{'descr': '|u1', 'fortran_order': False, 'shape': (%lld, %lld), }",
             (long long)rows, (long long)cols);
    header[8] = 118; /* length of what follows, little endian */
    snprintf(header + 10, sizeof header - 10, "%-117s", dictionary);
    header[127] = '\n';
    FILE *file = fopen(path, "wb");
    const size_t count = (size_t)(rows * cols);
    int ok = file && fwrite(header, 1, sizeof header, file) == sizeof header && fwrite(values, 1, count, file) == count;
    if (file) ok = fclose(file) == 0 && ok;
    if (!ok) demo_fail(path, "cannot be written");
}
