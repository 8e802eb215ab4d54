/* Every allocation on the way from the files of a model to the report of its layers fails in turn: a sentence, no leak.
 */
#include "failing_malloc.h"

#include "weights.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *__wrap_strdup(const char *text);

/* That of the C library would take memory behind our back. */
char *__wrap_strdup(const char *text)
{
    const size_t size = strlen(text) + 1;
    char *copy = malloc(size);
    if (copy) memcpy(copy, text, size);
    return copy;
}

enum { SIDE = 12, PIECES = 4 };

static void write_file(const char *path, const void *head, size_t head_size, int64_t count, int width)
{
    unsigned char bytes[8] = {0};
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    fwrite(head, 1, head_size, f);
    for (int64_t k = 0; k < count * width; k++) { /* numbers of moderate size, of both signs */
        bytes[0] = (unsigned char)(k * k * 31 + k);
        const unsigned char last = (unsigned char)(k % (2 * width) < width ? 0x3e : 0xbe);
        fputc(k % width == width - 1 ? last : bytes[0], f);
    }
    assert_int_equal(fclose(f), 0);
}

static void write_model(const char *path, const char *name, const char *type, const char *shape, int64_t count,
                        int width)
{
    char text[300] = {0};
    const int length =
        snprintf(text + 8, sizeof text - 8, "{\"%s\":{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[0,%lld]}}",
                 name, type, shape, (long long)count * width);
    text[0] = (char)length;
    write_file(path, text, 8 + (size_t)length, count, width);
}

static int look_at_all(weights_run *run, model *m, const layer_list *list)
{
    const randblas_control control = {0};
    layer_data data = {0};
    cli_error error;
    int code = CLI_OK;
    for (int64_t i = 0; i < list->count && !code; i++) {
        weights_result result = {0};
        code = layer_data_read(m, list->layers[i].tensor, false, &data, &error);
        if (!code && weights_layer(run, &list->layers[i], &data, &control, &result)) code = CLI_INTERNAL;
        free(result.values);
    }
    layer_data_free(&data);
    return code;
}

static int look(void *context)
{
    static weights_run run;
    const layer_rule rule = {.least = 2, .convolution = CONVOLUTION_SLICE};
    model m;
    layer_list list = {0};
    cli_error error;
    int code = model_open(context, &m, &error);
    if (!code) code = layers_find(&m, &rule, &list, &error);
    if (!code) code = look_at_all(&run, &m, &list);
    layers_free(&list);
    model_close(&m);
    return code;
}

static void test_safetensors(void **state)
{
    (void)state;
    static const char index[] = "{\"weight_map\":{\"a\":\"wa_a.safetensors\",\"b\":\"wa_b.safetensors\"}}";
    char path[] = "wa.json";
    write_model("wa_a.safetensors", "a", "BF16", "12,12", SIDE * SIDE, 2);
    write_model("wa_b.safetensors", "b", "F32", "12,12,2,2", SIDE * SIDE * PIECES, 4);
    write_file(path, index, sizeof index - 1, 0, 1);
    assert_true(fail_each_allocation(look, path, CLI_INTERNAL) > 15);
    for (int i = 0; i < 3; i++) unlink(((const char *[]){"wa_a.safetensors", "wa_b.safetensors", path})[i]);
}

static void test_npy(void **state)
{
    (void)state;
    static const char head[] =
        "\x93NUMPY\1\0\x46\0{'descr': '<f8', 'fortran_order': True, 'shape': (12, 12), }         \n";
    char path[] = "wa.npy";
    write_file(path, head, 10 + 0x46, SIDE * SIDE, 8);
    assert_true(fail_each_allocation(look, path, CLI_INTERNAL) > 4);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_safetensors), cmocka_unit_test(test_npy)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
