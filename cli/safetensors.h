/**
 * The safetensors format: 8 bytes with the length of a header, little-endian; the header, a JSON object that gives each
 * tensor's type, shape and bytes; the tensors' bytes.  A model of several files has an index, a JSON object whose
 * weight_map names the file of each tensor.
 */
#ifndef SAFETENSORS_H
#define SAFETENSORS_H

#include "tensor.h"

/** Add the tensors of a file's bytes, which have to stay. */
int safetensors_parse(const unsigned char *bytes, size_t size, tensor_set *set, cli_error *error);

/**
 * Open a file, or all files of an index (a name that ends in .json); the files of an index are in its folder, and hold
 * the tensors that it says.  Files are mapped: what is not read needs no memory.
 */
int safetensors_open(const char *path, tensor_set *set, cli_error *error);

#endif
