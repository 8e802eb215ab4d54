/** What both fuzzers ask of a reader, whatever it is given. */
#ifndef FUZZ_READER_H
#define FUZZ_READER_H

#include "matrix.h"

/** A reader of bytes. */
typedef int (*fuzz_read_fn)(const unsigned char *bytes, size_t size, const matrix_request *request, matrix *A,
                            cli_error *error);

/**
 * Read in both precisions.  A reader either makes a matrix of which every element can be touched and every index is in
 * range, or fails with an exit code and one printable sentence; abort otherwise.
 */
void fuzz_reader(fuzz_read_fn read, const unsigned char *bytes, size_t size);

#endif
