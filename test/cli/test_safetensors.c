/* The safetensors reader: every type, several files, and headers that lie. */
#include "cli_support.h"

#include "safetensors.h"

#include <math.h>
#include <unistd.h>

typedef struct bytes {
    unsigned char *data;
    size_t size;
} bytes;

/* A file of a header and so many bytes, 0, 1, 2, ... */
static bytes make(const char *header, size_t data)
{
    const size_t length = strlen(header);
    bytes b = {malloc(8 + length + data + 1), 8 + length + data};
    assert_non_null(b.data);
    for (int i = 0; i < 8; i++) b.data[i] = (unsigned char)(length >> 8 * i);
    for (size_t i = 0; i < length; i++) b.data[8 + i] = (unsigned char)header[i];
    for (size_t i = 0; i < data; i++) b.data[8 + length + i] = (unsigned char)i;
    return b;
}

static void refused(const char *header, size_t data, const char *sentence)
{
    const bytes b = make(header, data);
    tensor_set set = {0};
    cli_error error = {""};
    assert_int_equal(safetensors_parse(b.data, b.size, &set, &error), CLI_INPUT);
    if (!strstr(error.text, sentence)) fail_msg("'%s' says '%s', not '%s'", header, error.text, sentence);
    assert_true(set.count == 0);
    tensor_set_close(&set);
    free(b.data);
}

static void test_types(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t width;
        double value; /* of the element with bytes 0, 1, 2, ... */
    } cases[] = {{"F64", 8, 0},        {"F32", 4, 0},   {"F16", 2, 0}, {"BF16", 2, 0}, {"I64", 8, 506097522914230528.0},
                 {"I32", 4, 50462976}, {"I16", 2, 256}, {"I8", 1, 0},  {"U8", 1, 0},   {"BOOL", 1, 0}};
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        char header[200];
        double x[2];
        tensor_set set = {0};
        cli_error error;
        snprintf(header, sizeof header,
                 "{\"a\":{\"dtype\":\"%s\",\"shape\":[2,1],\"data_offsets\":[0,%zu]},\"__metadata__\":{\"b\":\"c\"}} ",
                 cases[k].name, 2 * cases[k].width);
        const bytes b = make(header, 2 * cases[k].width);
        assert_int_equal(safetensors_parse(b.data, b.size, &set, &error), CLI_OK);
        assert_true(set.count == 1 && set.tensors[0].count == 2 && set.tensors[0].ndim == 2);
        assert_true(set.tensors[0].shape[0] == 2 && set.tensors[0].shape[1] == 1 && !strcmp(set.tensors[0].name, "a"));
        assert_string_equal(tensor_type_name(set.tensors[0].type), cases[k].name);
        tensor_decode(&set.tensors[0], 0, 2, x);
        if (cases[k].name[0] == 'I') assert_true(x[0] == cases[k].value);
        unsigned char *data = b.data + 8 + strlen(header);
        memset(data, 0, 2 * cases[k].width);
        const double d = -1.5;
        const float f = -1.5F;
        if (set.tensors[0].type == TENSOR_F64) memcpy(data + 8, &d, 8);
        if (set.tensors[0].type == TENSOR_F32) memcpy(data + 4, &f, 4);
        if (set.tensors[0].type == TENSOR_BF16) data[2] = 0xc0, data[3] = 0xbf;
        if (set.tensors[0].type == TENSOR_F16) data[3] = 0xbe;
        tensor_decode(&set.tensors[0], 1, 1, x);
        if (strchr("FB", cases[k].name[0]) && cases[k].width > 1) assert_true(x[0] == -1.5);
        tensor_set_close(&set);
        free(b.data);
    }
}

static void test_several(void **state)
{
    (void)state;
    const bytes b = make("{\"late\":{\"dtype\":\"I8\",\"shape\":[3],\"data_offsets\":[4,7]},"
                         "\"none\":{\"dtype\":\"F32\",\"shape\":[0,5],\"data_offsets\":[4,4]},"
                         "\"odd\":{\"dtype\":\"F8_E4M3\",\"shape\":[4],\"data_offsets\":[0,4]},"
                         "\"one\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[7,8]}}",
                         8);
    tensor_set set = {0};
    cli_error error;
    double x[3];
    assert_int_equal(safetensors_parse(b.data, b.size, &set, &error), CLI_OK);
    assert_true(set.count == 4);
    assert_string_equal(set.tensors[0].name, "odd");
    assert_true(set.tensors[0].type == TENSOR_OTHER);
    assert_string_equal(set.tensors[1].name, "none");
    assert_true(set.tensors[1].count == 0);
    tensor_decode(&set.tensors[2], 1, 2, x);
    assert_true(x[0] == 5 && x[1] == 6);
    tensor_decode(&set.tensors[3], 0, 1, x);
    assert_true(x[0] == 7 && set.tensors[3].ndim == 0 && set.tensors[3].count == 1);
    tensor_set_close(&set);
    free(b.data);
    const bytes empty = make("{}", 0);
    assert_int_equal(safetensors_parse(empty.data, empty.size, &set, &error), CLI_OK);
    assert_true(set.count == 0);
    tensor_set_close(&set);
    free(empty.data);
}

static void test_hostile(void **state)
{
    (void)state;
    tensor_set set = {0};
    cli_error error;
    for (size_t size = 0; size < 8; size++)
        assert_int_equal(safetensors_parse((const unsigned char *)"\2\0\0\0\0\0\0\0", size, &set, &error), CLI_INPUT);
    assert_int_equal(safetensors_parse((const unsigned char *)"\3\0\0\0\0\0\0\0{}", 10, &set, &error), CLI_INPUT);
    assert_int_equal(safetensors_parse((const unsigned char *)"\377\377\377\377\377\377\377\377{}", 10, &set, &error),
                     CLI_INPUT);
    refused("[]", 0, "no JSON object");
    refused("{", 0, "no JSON object");
    refused("{\"a\":{},\"a\":{}}", 0, "no JSON object");
    refused("{\"a\":1}", 0, "not described by an object");
    refused("{\"a\":{\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "no dtype");
    refused("{\"a\\n\":{\"dtype\":7}}", 0, "'a?' has no dtype");
    refused("{\"a\":{\"dtype\":\"I8\",\"shape\":[-1],\"data_offsets\":[0,1]}}", 1, "no valid shape");
    refused("{\"a\":{\"dtype\":\"I8\",\"shape\":[1.5],\"data_offsets\":[0,1]}}", 1, "no valid shape");
    refused("{\"a\":{\"dtype\":\"I8\",\"shape\":1,\"data_offsets\":[0,1]}}", 1, "no valid shape");
    refused("{\"a\":{\"dtype\":\"I8\",\"shape\":[1,1,1,1,1,1,1,1,1],\"data_offsets\":[0,1]}}", 1, "no valid shape");
    refused("{\"a\":{\"dtype\":\"I8\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}", 0, "no valid shape");
    refused("{\"a\":{\"dtype\":\"F64\",\"shape\":[2305843009213693952],\"data_offsets\":[0,0]}}", 0,
            "another number of bytes");
    refused("{\"a\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[0]}}", 1, "no valid data_offsets");
    refused("{\"a\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[0,\"1\"]}}", 1, "no valid data_offsets");
    refused("{\"a\":{\"dtype\":\"I8\",\"shape\":[2],\"data_offsets\":[0,2]}}", 1, "outside of the file");
    refused("{\"a\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[1,0]}}", 1, "outside of the file");
    refused("{\"a\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[-1,0]}}", 1, "outside of the file");
    refused("{\"a\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[9223372036854775807,9223372036854775807]}}", 1,
            "outside");
    refused("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,3]}}", 3, "another number of bytes");
    refused("{\"a\":{\"dtype\":\"I8\",\"shape\":[2],\"data_offsets\":[0,2]},\"b\":{\"dtype\":\"I8\",\"shape\":[2],"
            "\"data_offsets\":[1,3]}}",
            3, "overlaps");
    refused("{\"a\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[1,2]}}", 2, "gap");
    refused("{\"a\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 2, "1 bytes behind");
}

static void write_file(const char *path, const bytes *b)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_true(fwrite(b->data, 1, b->size, f) == b->size && !fclose(f));
}

static void write_text(const char *path, const char *text)
{
    const bytes b = {(unsigned char *)(uintptr_t)text, strlen(text)};
    write_file(path, &b);
}

static int open_text(const char *text, cli_error *error)
{
    tensor_set set = {0};
    write_text("st.index.json", text);
    const int code = safetensors_open("./st.index.json", &set, error);
    tensor_set_close(&set);
    return code;
}

static void test_index(void **state)
{
    (void)state;
    tensor_set set = {0};
    cli_error error;
    bytes one = make("{\"a\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1);
    bytes two = make("{\"b\":{\"dtype\":\"I8\",\"shape\":[2],\"data_offsets\":[0,2]}}", 2);
    write_file("st1.safetensors", &one);
    write_file("st2.safetensors", &two);
    write_text("st.index.json", "{\"weight_map\":{\"a\":\"st1.safetensors\",\"b\":\"st2.safetensors\"}}");
    assert_int_equal(safetensors_open("st.index.json", &set, &error), CLI_OK);
    assert_true(set.count == 2 && set.files == 2);
    assert_string_equal(set.tensors[1].name, "b");
    tensor_set_close(&set);
    assert_int_equal(safetensors_open("st1.safetensors", &set, &error), CLI_OK);
    assert_true(set.count == 1);
    tensor_set_close(&set);
    assert_int_equal(open_text("{\"weight_map\":{\"a\":\"../st1.safetensors\"}}", &error), CLI_INPUT);
    assert_int_equal(open_text("{\"weight_map\":{\"a\":\"..\"}}", &error), CLI_INPUT);
    assert_int_equal(open_text("{\"weight_map\":{\"a\":7}}", &error), CLI_INPUT);
    assert_int_equal(open_text("{\"weight_map\":{\"a\":\"\"}}", &error), CLI_INPUT);
    assert_int_equal(open_text("{\"weight_map\":[]}", &error), CLI_INPUT);
    assert_int_equal(open_text("nothing", &error), CLI_INPUT);
    assert_int_equal(open_text("{\"weight_map\":{\"a\":\"none\"}}", &error), CLI_INPUT);
    assert_non_null(strstr(error.text, "names none, which cannot be opened"));
    assert_int_equal(open_text("{\"weight_map\":{\"a\":\"st1.safetensors\",\"c\":\"st1.safetensors\"}}", &error),
                     CLI_INPUT);
    assert_non_null(strstr(error.text, "names tensor 'c', which is not in the file"));
    assert_int_equal(open_text("{\"weight_map\":{\"a\":\"st1.safetensors\",\"b\":\"st1.safetensors\"}}", &error),
                     CLI_INPUT);
    write_file("st2.safetensors", &one);
    assert_int_equal(open_text("{\"weight_map\":{\"a\":\"st1.safetensors\",\"b\":\"st2.safetensors\"}}", &error),
                     CLI_INPUT);
    assert_non_null(strstr(error.text, "two tensors of the name 'a'"));
    two.size--;
    write_file("st2.safetensors", &two);
    assert_int_equal(safetensors_open("st2.safetensors", &set, &error), CLI_INPUT);
    tensor_set_close(&set);
    assert_int_equal(safetensors_open("none.safetensors", &set, &error), CLI_INPUT);
    tensor_set_close(&set);
    for (int i = 0; i < 3; i++) unlink(((const char *[]){"st1.safetensors", "st2.safetensors", "st.index.json"})[i]);
    free(one.data);
    free(two.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_types), cmocka_unit_test(test_several),
                                       cmocka_unit_test(test_hostile), cmocka_unit_test(test_index)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
