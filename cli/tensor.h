/** Tensors of a model, whatever the format of its file. */
#ifndef TENSOR_H
#define TENSOR_H

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
    TENSOR_U64,
    TENSOR_U32,
    TENSOR_U16,
    TENSOR_U8,
    TENSOR_BOOL,
    TENSOR_OTHER
} tensor_type;

enum { TENSOR_DIMS = 8 };

/** A tensor. */
typedef struct tensor {
    char *name;
    tensor_type type;
    bool swapped; /**< its bytes are in the order that this machine has not */
    bool columns; /**< the first dimension varies fastest; else the last one does */
    int ndim;     /**< 0: one element */
    int file;     /**< of the mapped ones */
    int64_t shape[TENSOR_DIMS];
    int64_t count;             /**< elements */
    int64_t bytes;             /**< they take */
    const unsigned char *data; /**< in the mapped file; NULL: not loaded */
    int64_t entry;             /**< where the rest of the file is found when it is loaded */
} tensor;

/** The tensors of a model, in the order of their bytes, file after file.  Zero it before use. */
typedef struct tensor_set {
    int64_t count;
    tensor *tensors;
    const tensor **by_name; /**< sorted, for tensor_find(); NULL before tensor_check_names() */
    int files;              /**< mapped ones */
    struct tensor_mapping {
        char *path;
        void *bytes;
        size_t size;
    } * mappings;
} tensor_set;

/** Release everything, in any state. */
void tensor_set_close(tensor_set *set);

/** Map a file as the last of the set; takes over the path, which is freed with the set, also on failure. */
int tensor_set_map(tensor_set *set, char *path, cli_error *error);

/** Add tensors, whose names it takes over when it succeeds. */
int tensor_set_add(tensor_set *set, int64_t count, const tensor *list, cli_error *error);

/** That no two have one name; from then on they are found by name. */
int tensor_check_names(tensor_set *set, cli_error *error);

/** The tensor of this name; NULL if there is none. */
const tensor *tensor_find(const tensor_set *set, const char *name);

/** The name of a type as safetensors has it: "BF16"; "?" for TENSOR_OTHER. */
const char *tensor_type_name(tensor_type type);

/** Bytes of an element; 0 for TENSOR_OTHER. */
int tensor_width(tensor_type type);

/** Whether a type is floating point. */
bool tensor_is_real(tensor_type type);

/** Whether this machine stores the first byte of a number last. */
bool tensor_big_endian(void);

/** Widen elements first to first + count - 1 to double.  Not for TENSOR_OTHER. */
void tensor_decode(const tensor *t, int64_t first, int64_t count, double *out);

/** The same, rounded to float: exact for F32, F16 and BF16. */
void tensor_decode_single(const tensor *t, int64_t first, int64_t count, float *out);

/** Round to a floating-point type, to nearest even, and store as elements first to first + count - 1 of bytes that
 * begin with the tensor's. */
void tensor_encode(const tensor *t, int64_t first, int64_t count, const double *in, unsigned char *bytes);

/** A name cut to room - 1 bytes and made printable. */
void tensor_shown(const char *name, char *shown, size_t room);

#endif
