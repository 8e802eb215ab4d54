/* Layers as matrices; see weights_matrix.h. */
#include "weights_matrix.h"

#include "matrix.h"

#include <stdint.h>
#include <stdlib.h>

static bool usable(const tensor *t, bool single)
{
    return t->type == (single ? TENSOR_F32 : TENSOR_F64) && !t->swapped &&
           (uintptr_t)t->data % (uintptr_t)tensor_width(t->type) == 0;
}

int layer_data_read(model *m, int64_t index, bool single, layer_data *data, cli_error *error)
{
    const tensor *t = &m->set.tensors[index];
    if (data->elements && data->tensor == index) return CLI_OK;
    layer_data_free(data);
    const int code = model_load(m, index, error);
    if (code) return code;
    data->tensor = index;
    data->single = single || t->type != TENSOR_F64;
    data->elements = t->data;
    if (usable(t, data->single)) return CLI_OK;
    data->owned = matrix_allocate(t->count, data->single ? sizeof(float) : sizeof(double));
    data->elements = data->owned;
    if (!data->owned) return cli_fail(error, CLI_INTERNAL, "memory for a tensor could not be allocated");
    if (data->single)
        tensor_decode_single(t, 0, t->count, data->owned);
    else
        tensor_decode(t, 0, t->count, data->owned);
    return CLI_OK;
}

void layer_data_free(layer_data *data)
{
    free(data->owned);
    *data = (layer_data){0};
}

static const void *element(const layer_data *data, int64_t k)
{
    return data->single ? (const void *)((const float *)data->elements + k)
                        : (const void *)((const double *)data->elements + k);
}

/* A side of length 1 has any stride. */
static bool dense(int64_t inner, int64_t inner_stride, int64_t outer, int64_t outer_stride)
{
    return (inner == 1 || inner_stride == 1) && (outer == 1 || outer_stride >= inner);
}

layer_matrix layer_matrix_view(const layer_data *data, const layer *l, int64_t p)
{
    layer_matrix W = {.single = data->single, .rows = l->rows, .cols = l->cols};
    const bool by_rows = dense(l->cols, l->col_stride, l->rows, l->row_stride);
    const bool by_columns = dense(l->rows, l->row_stride, l->cols, l->col_stride);
    if (!by_rows && !by_columns) return layer_matrix_copy(data, l, p);
    const int64_t inner = by_rows ? l->cols : l->rows, outer = by_rows ? l->rows : l->cols;
    W.layout = by_rows ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
    W.ld = outer == 1 ? inner : by_rows ? l->row_stride : l->col_stride;
    W.values = element(data, l->first + p * l->piece_stride);
    return W;
}

#define GATHER(real_t)                                                                                                 \
    do {                                                                                                               \
        real_t *to = W.owned;                                                                                          \
        const real_t *from = element(data, l->first + p * l->piece_stride);                                            \
        for (int64_t j = 0; j < l->cols; j++)                                                                          \
            for (int64_t i = 0; i < l->rows; i++) to[i + j * l->rows] = from[i * l->row_stride + j * l->col_stride];   \
    } while (0)

layer_matrix layer_matrix_copy(const layer_data *data, const layer *l, int64_t p)
{
    layer_matrix W = {
        .single = data->single, .layout = RANDBLAS_COL_MAJOR, .rows = l->rows, .cols = l->cols, .ld = l->rows};
    W.owned = matrix_allocate(l->rows * l->cols, W.single ? sizeof(float) : sizeof(double));
    W.values = W.owned;
    if (!W.owned) return W;
    if (W.single)
        GATHER(float);
    else
        GATHER(double);
    return W;
}

void layer_matrix_scatter(const double *W, const layer *l, int64_t p, double *elements)
{
    double *to = elements + l->first + p * l->piece_stride;
    for (int64_t j = 0; j < l->cols; j++)
        for (int64_t i = 0; i < l->rows; i++) to[i * l->row_stride + j * l->col_stride] = W[i + j * l->rows];
}

void layer_matrix_free(layer_matrix *W)
{
    free(W->owned);
    *W = (layer_matrix){0};
}
