/** What can be read once and from its beginning only: standard input, a pipe, a terminal. */
#ifndef PIPED_FILE_H
#define PIPED_FILE_H

#include "matrix.h"

/** Whether a name stands for such a thing; "-" is standard input, which may also be a regular file. */
bool piped_file_is(const char *path);

/**
 * Read all of it into memory, as if it were mapped.
 *
 * @param[in]  wanted  whether these first bytes, of which there are some, are of something that is wanted
 * @param[in]  request its progress, which may cancel while there is nothing to read, too
 * @param[out] bytes   the contents, to be given to mapped_file_close(); NULL on failure
 * @return an exit code, or MATRIX_CANCELLED
 */
int piped_file_read(const char *path, bool (*wanted)(const unsigned char *bytes, size_t size),
                    const matrix_request *request, void **bytes, size_t *size, cli_error *error);

#endif
