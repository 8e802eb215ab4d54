/* A .npy file as a model of one tensor, named as the file is. */
#include "model.h"

#include <stdlib.h>
#include <string.h>

void model_from_npy(const npy_header *h, tensor *t)
{
    static const tensor_type same[] = {
        [NPY_B1] = TENSOR_BOOL, [NPY_I1] = TENSOR_I8,  [NPY_I2] = TENSOR_I16, [NPY_I4] = TENSOR_I32,
        [NPY_I8] = TENSOR_I64,  [NPY_U1] = TENSOR_U8,  [NPY_U2] = TENSOR_U16, [NPY_U4] = TENSOR_U32,
        [NPY_U8] = TENSOR_U64,  [NPY_F2] = TENSOR_F16, [NPY_F4] = TENSOR_F32, [NPY_F8] = TENSOR_F64};
    *t = (tensor){
        .type = same[h->type], .swapped = h->swapped, .columns = h->fortran_order, .ndim = h->ndim, .count = 1};
    for (int k = 0; k < h->ndim; k++) {
        t->shape[k] = h->shape[k];
        t->count = t->shape[k] == 0 || t->count == 0 ? 0 : t->count * t->shape[k]; /* the header's check bounds it */
    }
    t->bytes = t->count * (int64_t)h->width;
}

int model_open_npy(model *m, cli_error *error)
{
    npy_header h;
    tensor t;
    const char *slash = strrchr(m->path, '/'), *base = slash ? slash + 1 : m->path;
    char *path = strdup(m->path);
    if (!path) return cli_fail(error, CLI_INTERNAL, "memory for its name could not be allocated");
    int code = tensor_set_map(&m->set, path, error);
    if (code) return code;
    const struct tensor_mapping *file = &m->set.mappings[0];
    code = npy_read_tensor_header(file->bytes, file->size, &h, error);
    if (code) return code;
    model_from_npy(&h, &t);
    t.data = (const unsigned char *)file->bytes + h.offset;
    t.name = strdup(base);
    code = t.name ? tensor_set_add(&m->set, 1, &t, error)
                  : cli_fail(error, CLI_INTERNAL, "memory for its name could not be allocated");
    if (code) free(t.name);
    return code;
}
