/** Layers of a model: which of its tensors are matrices, and how one is cut into several. */
#ifndef WEIGHTS_LAYERS_H
#define WEIGHTS_LAYERS_H

#include "model.h"

/** What a layer is. */
typedef enum layer_kind {
    LAYER_DENSE,
    LAYER_CONVOLUTION, /**< of 1, 2 or 3 dimensions; a stack of matrices too */
    LAYER_EMBEDDING,   /**< over a vocabulary, by name or by shape */
    LAYER_HEAD,        /**< rows of an attention matrix that belong to one head */
    LAYER_KINDS
} layer_kind;

/** How a convolution is read: its positions' matrices as one spectrum, each for itself, or one matrix of all. */
typedef enum layer_convolution { CONVOLUTION_POOL, CONVOLUTION_SLICE, CONVOLUTION_UNFOLD } layer_convolution;

/** Which dimensions of a convolution are its channels. */
typedef enum layer_channels { CHANNELS_AUTO, CHANNELS_FIRST, CHANNELS_LAST } layer_channels;

/** Why a tensor is no layer. */
typedef enum layer_skip {
    SKIP_VECTOR, /**< biases, norms, scalars */
    SKIP_EMPTY,  /**< no elements */
    SKIP_TYPE,   /**< integers, quantised types, what is not known */
    SKIP_SHAPE,  /**< more than five dimensions */
    SKIP_SMALL,  /**< fewer eigenvalues than are wanted */
    SKIP_FILTER, /**< by its name */
    SKIP_REASONS
} layer_skip;

/** What to look for. */
typedef struct layer_rule {
    layer_convolution convolution;
    layer_channels channels;
    int64_t heads;       /**< 0: attention matrices stay whole */
    int64_t least;       /**< eigenvalues */
    int filters;         /**< 0: all names */
    const char **filter; /**< patterns of names */
} layer_rule;

/** Matrices of one spectrum: `pieces` of rows x cols, entry (i, j) of the p-th at first + p piece + i row + j column.
 */
typedef struct layer {
    char *name;
    layer_kind kind;
    int64_t tensor; /**< index */
    int64_t rows, cols, pieces;
    int64_t first, row_stride, col_stride, piece_stride; /**< elements of the tensor */
} layer;

/** All of a model. */
typedef struct layer_list {
    int64_t count, room;
    layer *layers;
    int64_t skipped[SKIP_REASONS];
    int64_t tensors;    /**< of the model */
    int64_t parameters; /**< elements of them */
    int64_t covered;    /**< elements of the layers */
} layer_list;

/** The name of a kind. */
const char *layer_kind_name(layer_kind kind);

/** Eigenvalues of a layer: of the smaller Gram matrix of each piece. */
int64_t layer_eigenvalues(const layer *l);

/** Find the layers; in the order of the file, or of the numbers in their names if the file is in alphabetical order. */
int layers_find(const model *m, const layer_rule *rule, layer_list *list, cli_error *error);

/** The layer of a name; NULL if there is none. */
const layer *layers_named(const layer_list *list, const char *name);

/** Release everything, in any state. */
void layers_free(layer_list *list);

/** Whether a name is after another when numbers in them count as numbers. */
int layers_compare_names(const char *a, const char *b);

#endif
