/** Writing a result: .npy to a file, text to stdout. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include "atomic_file.h"

#include <stdbool.h>
#include <stdint.h>

/** What the values are. */
typedef enum result_type { RESULT_DOUBLE, RESULT_SINGLE, RESULT_INDEX } result_type;

/** A dense column-major result whose leading dimension is max(1, rows). */
typedef struct result {
    result_type type;
    int ndim; /**< 1: a vector, of one column */
    int64_t rows, cols;
    const void *values;
} result;

/** Entry (i, j). */
static inline double result_at(const result *x, int64_t i, int64_t j)
{
    const int64_t k = i + j * x->rows;
    if (x->type == RESULT_INDEX) return (double)((const int64_t *)x->values)[k];
    return x->type == RESULT_SINGLE ? (double)((const float *)x->values)[k] : ((const double *)x->values)[k];
}

/** The type of real values. */
static inline result_type result_real(bool single)
{
    return single ? RESULT_SINGLE : RESULT_DOUBLE;
}

/** Write as .npy into a file that is open. */
int output_npy_into(atomic_file *file, const result *x, cli_error *error);

/** Write as .npy, whole or not at all. */
int output_npy(const char *path, const result *x, cli_error *error);

/** Print on stdout, one row a line, with as many digits as give the same numbers back. */
void output_text(const result *x);

#endif
