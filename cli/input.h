/** Reading the matrices of a verb, and handing them to the library. */
#ifndef INPUT_H
#define INPUT_H

#include "matrix.h"
#include "progress.h"

/** How a verb reads: its name, for complaints; the precision; the bar. */
typedef struct input_request {
    const char *verb;
    bool single; /**< as float */
    bool keep;   /**< as float if the file is of float */
    progress *bar;
} input_request;

/** Read a file; complains.  Returns an exit code; M is to be given to matrix_free(), also on failure. */
int input_read(const input_request *request, const char *path, matrix *M);

/** The same, made dense and column major. */
int input_read_columns(const input_request *request, const char *path, matrix *M);

/** A matrix of double as the library sees it. */
randblas_dlinop input_double(const matrix *A);

/** A matrix of float as the library sees it. */
randblas_slinop input_single(const matrix *A);

/** Say that a signal has stopped the work; returns the exit code. */
int input_stopped(const char *verb);

#endif
