/** What the demo's programs share: reading and writing arrays, and giving up with a sentence. */
#ifndef DEMO_H
#define DEMO_H

#include <stdint.h>

/** A dense matrix, column major with leading dimension rows. */
typedef struct demo_matrix {
    int64_t rows, cols;
    double *values;
} demo_matrix;

/** Print "what: why" and end the program. */
_Noreturn void demo_fail(const char *what, const char *why);

/** malloc, or the end. */
void *demo_allocate(int64_t count, int64_t width);

/** Read any file that the command reads, as double. */
demo_matrix demo_read(const char *path);

/** Write a uint8 .npy in C order, so that each row is contiguous. */
void demo_write_bytes(const char *path, int64_t rows, int64_t cols, const uint8_t *values);

#endif
