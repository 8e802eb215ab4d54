/** The elements of a layer as matrices that the library takes, where possible where they are in the file. */
#ifndef WEIGHTS_MATRIX_H
#define WEIGHTS_MATRIX_H

#include "randblas.h"
#include "weights_layers.h"

/** The elements of a tensor, as float or double.  Zero it before use. */
typedef struct layer_data {
    int64_t tensor; /**< index; meaningful once there are elements */
    bool single;
    const void *elements; /**< in the file, or owned */
    void *owned;
} layer_data;

/** A dense matrix; values are NULL when memory failed. */
typedef struct layer_matrix {
    bool single;
    randblas_layout layout;
    int64_t rows, cols, ld;
    const void *values;
    void *owned;
} layer_matrix;

/** The elements of a tensor: as double if they are double and single is not asked for, else as float, which holds all
 * other types exactly.  What it held before is released. */
int layer_data_read(model *m, int64_t index, bool single, layer_data *data, cli_error *error);

/** Release them. */
void layer_data_free(layer_data *data);

/** The p-th matrix of a layer: a view, or a copy where the layout is none that the library has. */
layer_matrix layer_matrix_view(const layer_data *data, const layer *l, int64_t p);

/** The same, always a copy. */
layer_matrix layer_matrix_copy(const layer_data *data, const layer *l, int64_t p);

/** Put a column-major matrix of double back among elements of double. */
void layer_matrix_scatter(const double *W, const layer *l, int64_t p, double *elements);

/** Release it. */
void layer_matrix_free(layer_matrix *W);

#endif
