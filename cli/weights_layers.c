/*
 * Which tensors are matrices; see weights_layers.h.  A tensor of n = 3, 4 or 5 dimensions is a convolution, with its
 * channels first (out, in, kernel ...) or last (kernel ..., in, out): first if the first two dimensions together are at
 * least as large as the last two.  In either case the kernel's dimensions are neighbours, so that their positions lie
 * one stride apart.
 */
#include "weights_layers.h"

#include <ctype.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_DIMS = 5, VOCABULARY = 8192 };

const char *layer_kind_name(layer_kind kind)
{
    static const char *const names[] = {"dense", "conv", "embedding", "head"};
    return names[kind];
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

int64_t layer_eigenvalues(const layer *l)
{
    return l->pieces * smaller(l->rows, l->cols);
}

/* ---------------------------------------------------------------- shapes ------------------------------------------ */

/* Dimensions [from, to) as one: its size, and how far apart its elements are. */
static int64_t merge(const tensor *t, int from, int to, int64_t *stride)
{
    int64_t size = 1, step = 1;
    for (int k = from; k < to; k++) size *= t->shape[k];
    if (t->columns)
        for (int k = 0; k < from; k++) step *= t->shape[k];
    else
        for (int k = to; k < t->ndim; k++) step *= t->shape[k];
    *stride = step;
    return size;
}

static bool channels_first(const tensor *t, layer_channels channels)
{
    if (channels != CHANNELS_AUTO) return channels == CHANNELS_FIRST;
    return t->shape[0] + t->shape[1] >= t->shape[t->ndim - 2] + t->shape[t->ndim - 1];
}

static layer convolution(const tensor *t, const layer_rule *rule)
{
    layer l = {.kind = LAYER_CONVOLUTION, .pieces = 1};
    const int n = t->ndim;
    const bool first = channels_first(t, rule->channels), unfold = rule->convolution == CONVOLUTION_UNFOLD;
    if (unfold) { /* out x (in, kernel), or (kernel, in) x out */
        const int cut = first ? 1 : n - 1;
        l.rows = merge(t, 0, cut, &l.row_stride);
        l.cols = merge(t, cut, n, &l.col_stride);
        return l;
    }
    const int from = first ? 0 : n - 2;
    l.rows = merge(t, from, from + 1, &l.row_stride);
    l.cols = merge(t, from + 1, from + 2, &l.col_stride);
    l.pieces = merge(t, first ? 2 : 0, first ? n : n - 2, &l.piece_stride);
    return l;
}

static bool holds(const char *name, const char *const *words)
{
    for (; *words; words++)
        if (strstr(name, *words)) return true;
    return false;
}

/* By name, or by one side that has the size of a vocabulary. */
static bool is_embedding(const char *name, int64_t rows, int64_t cols)
{
    static const char *const words[] = {"embed", "wte", "wpe", "lookup_table", NULL};
    const int64_t least = smaller(rows, cols), most = rows + cols - least;
    return holds(name, words) || (most >= VOCABULARY && most / 8 >= least);
}

static layer matrix_of(const tensor *t)
{
    layer l = {.pieces = 1};
    l.rows = merge(t, 0, 1, &l.row_stride);
    l.cols = merge(t, 1, 2, &l.col_stride);
    l.kind = is_embedding(t->name, l.rows, l.cols) ? LAYER_EMBEDDING : LAYER_DENSE;
    return l;
}

/* ---------------------------------------------------------------- the list ---------------------------------------- */

static int no_memory(cli_error *error)
{
    return cli_fail(error, CLI_INTERNAL, "memory for the list of layers could not be allocated");
}

/* Append; the name has the layer's number in brackets unless that is negative. */
static int append(layer_list *list, layer l, const char *name, int64_t number, const char *what, cli_error *error)
{
    if (list->count == list->room) {
        const int64_t room = 2 * list->room + 16;
        layer *layers = realloc(list->layers, (size_t)room * sizeof *layers);
        if (!layers) return no_memory(error);
        list->layers = layers;
        list->room = room;
    }
    const size_t length = strlen(name) + 40;
    l.name = malloc(length);
    if (!l.name) return no_memory(error);
    if (number < 0)
        snprintf(l.name, length, "%s", name);
    else
        snprintf(l.name, length, "%s[%s%lld]", name, what, (long long)number);
    list->layers[list->count++] = l;
    return CLI_OK;
}

static int append_slices(layer_list *list, layer l, const char *name, cli_error *error)
{
    const int64_t pieces = l.pieces;
    int code = CLI_OK;
    l.pieces = 1;
    for (int64_t p = 0; p < pieces && !code; p++, l.first += l.piece_stride)
        code = append(list, l, name, pieces > 1 ? p : -1, "", error);
    return code;
}

/* How many equal parts an attention matrix has: by head, for queries, keys and values each; 1: none that are known. */
static int64_t head_parts(const char *name, int64_t heads)
{
    static const char *const fused[] = {"qkv", "in_proj", "c_attn", "query_key_value", NULL};
    static const char *const single[] = {"q_proj", "k_proj", "v_proj", "query", "key",  "value", "q_lin", "k_lin",
                                         "v_lin",  "to_q",   "to_k",   "to_v",  ".wq.", ".wk.",  ".wv.",  NULL};
    if (heads == 0) return 1;
    return holds(name, fused) ? 3 * heads : holds(name, single) ? heads : 1;
}

/* Cut along the rows, which are outputs in PyTorch, unless only the columns are a multiple, or the larger side. */
static int append_heads(layer_list *list, layer l, const char *name, int64_t parts, cli_error *error)
{
    const bool by_columns = l.rows % parts != 0 || (l.cols % parts == 0 && l.cols > l.rows);
    int64_t *const side = by_columns ? &l.cols : &l.rows;
    const int64_t stride = by_columns ? l.col_stride : l.row_stride;
    int code = CLI_OK;
    *side /= parts;
    l.kind = LAYER_HEAD;
    for (int64_t p = 0; p < parts && !code; p++, l.first += *side * stride)
        code = append(list, l, name, p, "head ", error);
    return code;
}

static bool wanted(const char *name, const layer_rule *rule)
{
    for (int i = 0; i < rule->filters; i++)
        if (!fnmatch(rule->filter[i], name, 0)) return true;
    return rule->filters == 0;
}

static int add_tensor(const model *m, int64_t index, const layer_rule *rule, layer_list *list, cli_error *error)
{
    const tensor *t = &m->set.tensors[index];
    layer_skip why = SKIP_REASONS;
    if (!wanted(t->name, rule))
        why = SKIP_FILTER;
    else if (t->ndim < 2)
        why = SKIP_VECTOR;
    else if (t->count == 0)
        why = SKIP_EMPTY;
    else if (!tensor_is_real(t->type))
        why = SKIP_TYPE;
    else if (t->ndim > MOST_DIMS)
        why = SKIP_SHAPE;
    layer l = {0};
    if (why == SKIP_REASONS) {
        l = t->ndim == 2 ? matrix_of(t) : convolution(t, rule);
        l.tensor = index;
        const bool apart = rule->convolution == CONVOLUTION_SLICE;
        if ((apart ? smaller(l.rows, l.cols) : layer_eigenvalues(&l)) < rule->least) why = SKIP_SMALL;
    }
    if (why < SKIP_REASONS) {
        list->skipped[why]++;
        return CLI_OK;
    }
    list->covered += t->count;
    const int64_t parts = l.kind == LAYER_DENSE ? head_parts(t->name, rule->heads) : 1;
    if (parts > 1 && (l.rows % parts == 0 || l.cols % parts == 0)) return append_heads(list, l, t->name, parts, error);
    if (rule->convolution == CONVOLUTION_SLICE) return append_slices(list, l, t->name, error);
    return append(list, l, t->name, -1, "", error);
}

/* ---------------------------------------------------------------- order ------------------------------------------- */

int layers_compare_names(const char *a, const char *b)
{
    while (*a && *b) {
        if (!isdigit((unsigned char)*a) || !isdigit((unsigned char)*b)) {
            if (*a != *b) return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
            a++, b++;
            continue;
        }
        while (*a == '0') a++;
        while (*b == '0') b++;
        const size_t m = strspn(a, "0123456789"), n = strspn(b, "0123456789");
        if (m != n) return m < n ? -1 : 1; /* without zeros before them, longer numbers are larger */
        const int order = strncmp(a, b, m);
        if (order) return order;
        a += m;
        b += n;
    }
    return (*a != '\0') - (*b != '\0');
}

static int compare_order(const void *a, const void *b)
{
    const layer *x = a, *y = b;
    const int order = layers_compare_names(x->name, y->name);
    return order ? order : (x->tensor > y->tensor) - (x->tensor < y->tensor);
}

/* Writers of the format sort by name, so that layer 10 comes before layer 2; other orders are someone's own. */
static bool is_alphabetical(const layer_list *list)
{
    for (int64_t i = 1; i < list->count; i++)
        if (list->layers[i].tensor != list->layers[i - 1].tensor &&
            strcmp(list->layers[i - 1].name, list->layers[i].name) > 0)
            return false;
    return true;
}

int layers_find(const model *m, const layer_rule *rule, layer_list *list, cli_error *error)
{
    *list = (layer_list){.tensors = m->set.count};
    for (int64_t i = 0; i < m->set.count; i++) {
        const int code = add_tensor(m, i, rule, list, error);
        if (code) return code;
        if (tensor_width(m->set.tensors[i].type)) list->parameters += m->set.tensors[i].count; /* others are claims */
    }
    if (list->count && is_alphabetical(list))
        qsort(list->layers, (size_t)list->count, sizeof *list->layers, compare_order);
    return CLI_OK;
}

const layer *layers_named(const layer_list *list, const char *name)
{
    for (int64_t i = 0; i < list->count; i++)
        if (!strcmp(list->layers[i].name, name)) return &list->layers[i];
    return NULL;
}

void layers_free(layer_list *list)
{
    for (int64_t i = 0; i < list->count; i++) free(list->layers[i].name);
    free(list->layers);
    *list = (layer_list){0};
}
