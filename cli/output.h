/** Writing a result: .npy to a file, text to stdout. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include "cli.h"

#include <stdbool.h>
#include <stdint.h>

/** A dense column-major result whose leading dimension is max(1, rows). */
typedef struct result {
    bool single; /**< float, not double */
    int ndim;    /**< 1: a vector, of one column */
    int64_t rows, cols;
    const void *values;
} result;

/** Entry (i, j). */
static inline double result_at(const result *x, int64_t i, int64_t j)
{
    const int64_t k = i + j * x->rows;
    return x->single ? (double)((const float *)x->values)[k] : ((const double *)x->values)[k];
}

/** Write as .npy, whole or not at all. */
int output_npy(const char *path, const result *x, cli_error *error);

/** Print on stdout, one row a line, with as many digits as give the same numbers back. */
void output_text(const result *x);

#endif
