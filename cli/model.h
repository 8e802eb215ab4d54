/** A model: named tensors from a file of any format that is read. */
#ifndef MODEL_H
#define MODEL_H

#include "npy.h"
#include "tensor.h"

/** An open model.  Zero it before use; model_close() takes it in any state. */
typedef struct model {
    const char *path;
    const char *format; /**< "safetensors", "npy" or "npz" */
    tensor_set set;
    void *archive;        /**< of an .npz file, or NULL */
    int64_t loaded;       /**< index of the tensor in the block, of an archive */
    unsigned char *block; /**< its bytes */
} model;

/**
 * Open safetensors, an index of several (a name that ends in .json), .npy or .npz, told apart by how the file begins.
 *
 * @param[in] path  the file, which must live as long as the model
 * @return an exit code
 */
int model_open(const char *path, model *m, cli_error *error);

/**
 * Make the bytes of a tensor available: nothing is done where it is mapped; a member of an archive is read, and the one
 * before it is given up.
 */
int model_load(model *m, int64_t index, cli_error *error);

/** Release everything, in any state. */
void model_close(model *m);

/** The one tensor of a .npy file. */
int model_open_npy(model *m, cli_error *error);

/** The members of a .npz file: a zip archive of .npy files; a sentence when the command was built without libzip. */
int model_open_npz(model *m, cli_error *error);
/** Read one into the block. */
int model_load_npz(model *m, tensor *t, cli_error *error);
/** NULL is legal. */
void model_close_npz(void *archive);

/** A tensor as a .npy header describes it. */
void model_from_npy(const npy_header *h, tensor *t);

#endif
