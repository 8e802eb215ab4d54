/** Reading an options struct that may be older or newer than the library. */
#ifndef RANDLAPACK_OPTIONS_IMPL_H
#define RANDLAPACK_OPTIONS_IMPL_H

#include "arena_impl.h" /* randblas_control_is_legal */

#include <stdbool.h>
#include <stddef.h>

/**
 * Copy the caller's options into `full`, the struct of this version, of which `first` bytes existed in version 0.1.
 * Both structs begin with their size; the caller's may be 0, which means `first`.  Fields that the caller does not have
 * are zero.  A larger struct, of a caller newer than the library, is accepted if what the library does not know is
 * zero.  Returns false if the size is impossible or an unknown field is set.
 */
bool randlapack_read_options(void *full, size_t known, size_t first, const void *options);

#endif
