/**
 * The safetensors format: 8 bytes with the length of a header, little-endian; the header, a JSON object that gives each
 * tensor's type, shape and bytes; the tensors' bytes.  A model of several files has an index, a JSON object whose
 * weight_map names the file of each tensor.
 */
#ifndef SAFETENSORS_H
#define SAFETENSORS_H

#include "cli.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Element types; TENSOR_OTHER can be listed, but not decoded. */
typedef enum tensor_type {
    TENSOR_F64,
    TENSOR_F32,
    TENSOR_F16,
    TENSOR_BF16,
    TENSOR_I64,
    TENSOR_I32,
    TENSOR_I16,
    TENSOR_I8,
    TENSOR_U8,
    TENSOR_BOOL,
    TENSOR_OTHER
} tensor_type;

enum { TENSOR_DIMS = 8 };

/** A tensor, row major. */
typedef struct tensor {
    char *name;
    tensor_type type;
    int ndim; /**< 0: one element */
    int64_t shape[TENSOR_DIMS];
    int64_t count;             /**< elements */
    const unsigned char *data; /**< in the mapped file */
} tensor;

/** The tensors of a model, in the order of their bytes, file after file.  Zero it before use. */
typedef struct tensor_set {
    int64_t count;
    tensor *tensors;
    int files; /**< mapped ones */
    struct tensor_mapping {
        char *path;
        void *bytes;
        size_t size;
    } * mappings;
} tensor_set;

/** Add the tensors of a file's bytes, which have to stay. */
int safetensors_parse(const unsigned char *bytes, size_t size, tensor_set *set, cli_error *error);

/**
 * Open a file, or all files of an index (a name that ends in .json); the files of an index are in its folder.  Files
 * are mapped: what is not read needs no memory.
 */
int safetensors_open(const char *path, tensor_set *set, cli_error *error);

/** Release everything, in any state. */
void safetensors_close(tensor_set *set);

/** The name of a type as the format has it: "BF16"; "?" for TENSOR_OTHER. */
const char *tensor_type_name(tensor_type type);

/** Widen elements first to first + count - 1 to double.  Not for TENSOR_OTHER. */
void tensor_decode(const tensor *t, int64_t first, int64_t count, double *out);

#endif
