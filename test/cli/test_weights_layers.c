/* Layers of a model, and their matrices: each entry against the index that its definition gives. */
#include "cli_support.h"

#include "weights_matrix.h"

enum { MOST = 4096 };

/* A model of one tensor whose elements are their places in C order, stored in either order. */
typedef struct fixture {
    float values[MOST];
    tensor t;
    model m;
} fixture;

static int64_t place(const tensor *t, const int64_t *index, bool columns)
{
    int64_t at = 0;
    for (int k = 0; k < t->ndim; k++) {
        const int d = columns ? t->ndim - 1 - k : k;
        at = at * t->shape[d] + index[d];
    }
    return at;
}

static void make(fixture *f, const char *name, int ndim, const int64_t *shape, bool columns)
{
    memset(f, 0, sizeof *f);
    f->t = (tensor){.name = (char *)(uintptr_t)name, .type = TENSOR_F32, .columns = columns, .ndim = ndim, .count = 1};
    for (int k = 0; k < ndim; k++) f->t.count *= f->t.shape[k] = shape[k];
    assert_true(f->t.count <= MOST);
    for (int64_t e = 0; e < f->t.count; e++) {
        int64_t index[TENSOR_DIMS] = {0}, rest = e;
        for (int k = ndim - 1; k >= 0; k--) {
            index[k] = rest % shape[k];
            rest /= shape[k];
        }
        f->values[place(&f->t, index, columns)] = (float)e;
    }
    f->t.data = (const unsigned char *)f->values;
    f->m.format = "safetensors";
    f->m.set.count = 1;
    f->m.set.tensors = &f->t;
}

static layer_list find(fixture *f, layer_rule rule)
{
    layer_list list;
    cli_error error;
    if (rule.least == 0) rule.least = 1;
    assert_int_equal(layers_find(&f->m, &rule, &list, &error), CLI_OK);
    return list;
}

static double at(const layer_matrix *W, int64_t i, int64_t j)
{
    const int64_t k = W->layout == RANDBLAS_ROW_MAJOR ? i * W->ld + j : i + j * W->ld;
    return W->single ? (double)((const float *)W->values)[k] : ((const double *)W->values)[k];
}

/* Entry (i, j) of the p-th matrix has to be element first + p piece + i row + j column in C order. */
static void check(fixture *f, const layer *l, int64_t first, int64_t piece, int64_t row, int64_t column)
{
    layer_data data = {0};
    cli_error error;
    assert_int_equal(layer_data_read(&f->m, 0, true, &data, &error), CLI_OK);
    for (int64_t p = 0; p < l->pieces; p++) {
        layer_matrix view = layer_matrix_view(&data, l, p), copy = layer_matrix_copy(&data, l, p);
        assert_true(view.rows == l->rows && view.cols == l->cols && copy.ld == l->rows);
        for (int64_t i = 0; i < l->rows; i++)
            for (int64_t j = 0; j < l->cols; j++) {
                const double wanted = (double)(first + p * piece + i * row + j * column);
                assert_true(at(&view, i, j) == wanted && at(&copy, i, j) == wanted);
            }
        layer_matrix_free(&view);
        layer_matrix_free(&copy);
    }
    layer_data_free(&data);
}

static void test_dense(void **state)
{
    (void)state;
    fixture f;
    for (int columns = 0; columns < 2; columns++) {
        make(&f, "w", 2, (int64_t[]){5, 7}, columns);
        layer_list list = find(&f, (layer_rule){0});
        assert_true(list.count == 1 && list.layers[0].kind == LAYER_DENSE && list.covered == 35);
        assert_true(list.layers[0].rows == 5 && list.layers[0].cols == 7);
        check(&f, &list.layers[0], 0, 0, 7, 1);
        layers_free(&list);
    }
}

/* (kernel 3 x 2, in 4, out 6) and (out 6, in 4, kernel 3 x 2), in both orders of storage. */
static void check_convolution(bool first, bool columns)
{
    fixture f;
    const int64_t last_shape[] = {3, 2, 4, 6}, first_shape[] = {6, 4, 3, 2};
    make(&f, "conv", 4, first ? first_shape : last_shape, columns);
    layer_list list = find(&f, (layer_rule){.convolution = CONVOLUTION_POOL});
    const layer *l = &list.layers[0];
    assert_true(list.count == 1 && l->kind == LAYER_CONVOLUTION && l->pieces == 6 && layer_eigenvalues(l) == 24);
    assert_true(l->rows == (first ? 6 : 4) && l->cols == (first ? 4 : 6));
    if (!columns) check(&f, l, 0, first ? 1 : 24, first ? 24 : 6, first ? 6 : 1);
    layers_free(&list);

    list = find(&f, (layer_rule){.convolution = CONVOLUTION_SLICE});
    assert_true(list.count == 6 && list.layers[2].pieces == 1);
    assert_string_equal(list.layers[2].name, "conv[2]");
    /* position (1, 0) is the third in C order, the second in the other */
    check(&f, &list.layers[columns ? 1 : 2], first ? 2 : 48, 0, first ? 24 : 6, first ? 6 : 1);
    layers_free(&list);

    list = find(&f, (layer_rule){.convolution = CONVOLUTION_UNFOLD});
    assert_true(list.count == 1 && list.layers[0].rows == (first ? 6 : 24) && list.layers[0].cols == (first ? 24 : 6));
    if (!columns) check(&f, &list.layers[0], 0, 0, first ? 24 : 6, 1);
    layers_free(&list);
    list = find(&f, (layer_rule){.channels = first ? CHANNELS_LAST : CHANNELS_FIRST});
    assert_true(list.layers[0].pieces == 24);
    layers_free(&list);
}

static void test_convolution(void **state)
{
    (void)state;
    for (int k = 0; k < 4; k++) check_convolution(k & 1, k & 2);
    fixture f;
    make(&f, "conv1d", 3, (int64_t[]){8, 5, 3}, false);
    layer_list list = find(&f, (layer_rule){0});
    assert_true(list.layers[0].pieces == 3 && list.layers[0].rows == 8 && list.layers[0].cols == 5);
    check(&f, &list.layers[0], 0, 1, 15, 3);
    layers_free(&list);
    make(&f, "experts", 3, (int64_t[]){2, 5, 8}, false);
    list = find(&f, (layer_rule){0});
    assert_true(list.layers[0].pieces == 2 && list.layers[0].rows == 5 && list.layers[0].cols == 8);
    check(&f, &list.layers[0], 0, 40, 8, 1);
    layers_free(&list);
    make(&f, "conv3d", 5, (int64_t[]){2, 2, 1, 3, 9}, false);
    list = find(&f, (layer_rule){0});
    assert_true(list.layers[0].pieces == 4 && list.layers[0].rows == 3 && list.layers[0].cols == 9);
    layers_free(&list);
}

static void test_heads(void **state)
{
    (void)state;
    fixture f;
    make(&f, "h.0.q_proj.weight", 2, (int64_t[]){12, 8}, false);
    layer_list list = find(&f, (layer_rule){.heads = 3});
    assert_true(list.count == 3 && list.layers[1].kind == LAYER_HEAD && list.layers[1].rows == 4);
    assert_string_equal(list.layers[1].name, "h.0.q_proj.weight[head 1]");
    check(&f, &list.layers[1], 32, 0, 8, 1);
    layers_free(&list);
    make(&f, "h.0.c_attn.weight", 2, (int64_t[]){6, 18}, false); /* in x 3 out */
    list = find(&f, (layer_rule){.heads = 2});
    assert_true(list.count == 6 && list.layers[5].cols == 3 && list.layers[5].rows == 6);
    check(&f, &list.layers[5], 15, 0, 18, 1);
    layers_free(&list);
    make(&f, "h.0.q_proj.weight", 2, (int64_t[]){12, 8}, false);
    list = find(&f, (layer_rule){.heads = 5}); /* no multiple */
    assert_true(list.count == 1 && list.layers[0].kind == LAYER_DENSE);
    layers_free(&list);
    make(&f, "mlp.up.weight", 2, (int64_t[]){12, 8}, false);
    list = find(&f, (layer_rule){.heads = 2});
    assert_true(list.count == 1);
    layers_free(&list);
}

/* Shapes alone: the elements are never looked at. */
static layer_list find_shape(const char *name, tensor_type type, int ndim, const int64_t *shape, layer_rule rule)
{
    static tensor t;
    model m = {.format = "safetensors", .set = {.count = 1, .tensors = &t}};
    layer_list list;
    cli_error error;
    t = (tensor){.name = (char *)(uintptr_t)name, .type = type, .ndim = ndim, .count = 1};
    for (int k = 0; k < ndim; k++) t.count *= t.shape[k] = shape[k];
    assert_int_equal(layers_find(&m, &rule, &list, &error), CLI_OK);
    return list;
}

static void test_skipped(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        tensor_type type;
        int ndim;
        int64_t shape[6];
        layer_skip why;
    } cases[] = {{"b", TENSOR_F32, 1, {9}, SKIP_VECTOR},      {"s", TENSOR_F32, 0, {0}, SKIP_VECTOR},
                 {"e", TENSOR_F32, 2, {0, 9}, SKIP_EMPTY},    {"i", TENSOR_I8, 2, {99, 99}, SKIP_TYPE},
                 {"q", TENSOR_OTHER, 2, {99, 99}, SKIP_TYPE}, {"d", TENSOR_F32, 6, {2, 2, 2, 2, 20, 20}, SKIP_SHAPE},
                 {"n", TENSOR_F32, 2, {99, 9}, SKIP_SMALL},   {"k", TENSOR_F32, 4, {3, 3, 99, 1}, SKIP_SMALL},
                 {"x", TENSOR_F32, 2, {99, 99}, SKIP_FILTER}};
    const char *filter = "[!x]*";
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        layer_list list = find_shape(cases[k].name, cases[k].type, cases[k].ndim, cases[k].shape,
                                     (layer_rule){.least = 10, .filters = 1, .filter = &filter});
        assert_true(list.count == 0 && list.skipped[cases[k].why] == 1 && list.tensors == 1);
        layers_free(&list);
    }
    layer_list claims = find_shape("q", TENSOR_OTHER, 1, (int64_t[]){INT64_C(1) << 62}, (layer_rule){.least = 10});
    assert_true(claims.parameters == 0); /* what no file holds is not added up */
    layers_free(&claims);
    static const struct {
        const char *name;
        int64_t rows, cols;
        layer_kind kind;
    } kinds[] = {{"wte.weight", 500, 64, LAYER_EMBEDDING},
                 {"lm_head.weight", 32000, 512, LAYER_EMBEDDING},
                 {"mlp.weight", 16384, 4096, LAYER_DENSE},
                 {"model.embed_tokens.weight", 100, 100, LAYER_EMBEDDING}};
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        layer_list list = find_shape(kinds[k].name, TENSOR_BF16, 2, (int64_t[]){kinds[k].rows, kinds[k].cols},
                                     (layer_rule){.least = 10});
        assert_true(list.count == 1 && list.layers[0].kind == kinds[k].kind);
        layers_free(&list);
    }
}

static void test_order(void **state)
{
    (void)state;
    assert_true(layers_compare_names("a.2.w", "a.10.w") < 0 && layers_compare_names("a.10.w", "a.2.w") > 0);
    assert_true(layers_compare_names("a.02", "a.2") == 0 && layers_compare_names("a", "a.1") < 0);
    assert_true(layers_compare_names("a1b", "a1c") < 0 && layers_compare_names("", "") == 0);
    assert_true(layers_compare_names("99999999999999999999998", "99999999999999999999999") < 0);
    const char *const sorted[] = {"l.1", "l.10", "l.2"}, *const own[] = {"l.2", "l.10", "l.1"};
    for (int k = 0; k < 2; k++) {
        tensor tensors[3];
        model m = {.format = "safetensors", .set = {.count = 3, .tensors = tensors}};
        layer_list list;
        cli_error error;
        for (int i = 0; i < 3; i++)
            tensors[i] =
                (tensor){.name = (char *)(uintptr_t)(k ? own : sorted)[i], .ndim = 2, .count = 4, .shape = {2, 2}};
        assert_int_equal(layers_find(&m, &(layer_rule){.least = 1}, &list, &error), CLI_OK);
        assert_string_equal(list.layers[0].name, k ? "l.2" : "l.1");
        assert_string_equal(list.layers[1].name, k ? "l.10" : "l.2");
        assert_ptr_equal(layers_named(&list, "l.10"), &list.layers[k ? 1 : 2]);
        assert_null(layers_named(&list, "l"));
        layers_free(&list);
    }
}

static void test_scatter(void **state)
{
    (void)state;
    fixture f;
    double elements[144], W[24];
    make(&f, "conv", 4, (int64_t[]){6, 4, 3, 2}, false);
    layer_list list = find(&f, (layer_rule){0});
    for (int k = 0; k < 144; k++) elements[k] = -1;
    for (int64_t p = 0; p < 6; p++) {
        for (int64_t i = 0; i < 6; i++)
            for (int64_t j = 0; j < 4; j++) W[i + 6 * j] = (double)(i * 24 + j * 6 + p);
        layer_matrix_scatter(W, &list.layers[0], p, elements);
    }
    for (int k = 0; k < 144; k++) assert_true(elements[k] == k);
    layers_free(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_dense), cmocka_unit_test(test_convolution),
                                       cmocka_unit_test(test_heads), cmocka_unit_test(test_skipped),
                                       cmocka_unit_test(test_order), cmocka_unit_test(test_scatter)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
