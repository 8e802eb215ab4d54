/** Input files, mapped read-only: the readers see bytes, and large matrices are never copied. */
#ifndef MAPPED_FILE_H
#define MAPPED_FILE_H

#include "cli.h"

#include <stddef.h>

/**
 * Open a regular file that is not empty; "-" is standard input, if that is one.
 *
 * @param[out] fd    its descriptor, to be closed on failure too unless it is -1
 * @param[out] size  its bytes
 */
int regular_file_open(const char *path, int *fd, size_t *size, cli_error *error);

/**
 * Map a regular file.  Should it shrink or fail while it is mapped, the process says so and exits with CLI_INPUT: a
 * mapping has no other way to report it.
 *
 * @param[in]  path   its name, which must live as long as the mapping
 * @param[out] bytes  the contents, to be given to mapped_file_close(); NULL on failure
 * @param[out] size   how many; never 0 on success
 */
int mapped_file_open(const char *path, void **bytes, size_t *size, cli_error *error);

/** NULL is legal. */
void mapped_file_close(void *bytes, size_t size);

#endif
