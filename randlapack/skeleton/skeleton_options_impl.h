/** The options that the drivers of this folder share. */
#ifndef RANDLAPACK_SKELETON_OPTIONS_IMPL_H
#define RANDLAPACK_SKELETON_OPTIONS_IMPL_H

#include "randlapack.h"

#include <stdbool.h>

/* The caller's options with every default filled in; false if they are illegal. */
bool randlapack_skeleton_read(randlapack_skeleton_options *full, const randlapack_skeleton_options *options);

#endif
