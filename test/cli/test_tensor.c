/* Elements of tensors, and models of every format. */
#include "cli_support.h"

#include "model.h"

#include <math.h>
#include <unistd.h>
#ifdef HAVE_LIBZIP
#include <zip.h>
#endif

/* ---------------------------------------------------------------- elements ---------------------------------------- */

/* Every number of 16 bits survives, and what lies between two goes to the nearer one, to the even one in the middle. */
static void check_narrow(tensor_type type, bool swapped)
{
    unsigned char in[2], out[2];
    tensor t = {.type = type, .swapped = swapped, .count = 1, .data = in}, u = t;
    const int infinity = type == TENSOR_F16 ? 0x7c00 : 0x7f80;
    u.data = out;
    for (int bits = 0; bits < 0x8000; bits++) {
        const bool big = swapped != tensor_big_endian();
        double x, next, middle, back;
        in[big] = (unsigned char)(bits & 255);
        in[!big] = (unsigned char)(bits >> 8);
        tensor_decode(&t, 0, 1, &x);
        tensor_encode(&t, 0, 1, &x, out);
        if (bits > infinity) {
            tensor_decode(&u, 0, 1, &back);
            assert_true(isnan(x) && isnan(back));
            continue;
        }
        assert_memory_equal(in, out, 2);
        if (bits >= infinity - 1) continue;
        in[big] = (unsigned char)((bits + 1) & 255);
        in[!big] = (unsigned char)((bits + 1) >> 8);
        tensor_decode(&t, 0, 1, &next);
        middle = x + (next - x) / 2;
        tensor_encode(&t, 0, 1, &middle, out);
        tensor_decode(&u, 0, 1, &back);
        assert_true(back == (bits % 2 ? next : x));
        middle = -nextafter(middle, INFINITY);
        tensor_encode(&t, 0, 1, &middle, out);
        tensor_decode(&u, 0, 1, &back);
        assert_true(back == -next);
    }
}

static void test_narrow(void **state)
{
    (void)state;
    check_narrow(TENSOR_F16, false);
    check_narrow(TENSOR_F16, true);
    check_narrow(TENSOR_BF16, false);
    check_narrow(TENSOR_BF16, true);
    unsigned char out[2];
    tensor t = {.type = TENSOR_F16, .count = 1, .data = out};
    const double huge[] = {1e30, 65520, -1e308}; /* do not become infinite */
    for (int i = 0; i < 3; i++) {
        double back;
        tensor_encode(&t, 0, 1, &huge[i], out);
        tensor_decode(&t, 0, 1, &back);
        assert_true(back == copysign(65504, huge[i]));
    }
}

static void test_wide(void **state)
{
    (void)state;
    const double x[3] = {1.5, -0.1, 1e-310};
    unsigned char bytes[24];
    for (int k = 0; k < 4; k++) {
        const tensor t = {.type = k < 2 ? TENSOR_F64 : TENSOR_F32, .swapped = k % 2, .count = 3, .data = bytes};
        double back[3];
        float single[2];
        tensor_encode(&t, 0, 3, x, bytes);
        tensor_decode(&t, 0, 3, back);
        for (int i = 0; i < 3; i++) assert_true(back[i] == (k < 2 ? x[i] : (double)(float)x[i]));
        tensor_decode_single(&t, 1, 2, single);
        assert_true(single[0] == (float)x[1] && single[1] == (float)x[2]);
    }
}

/* ---------------------------------------------------------------- models ------------------------------------------ */

static void write_bytes(const char *path, const void *bytes, size_t size)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_true(fwrite(bytes, 1, size, f) == size && !fclose(f));
}

/* A .npy file of so many bytes, 0, 1, 2, ... */
static size_t make_npy(char *out, const char *descr, const char *shape, bool fortran, size_t bytes)
{
    const int text = sprintf(out + 10, "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }", descr,
                             fortran ? "True" : "False", shape);
    memcpy(out, "\x93NUMPY\x01", 8);
    out[8] = (char)text;
    out[9] = 0;
    for (size_t i = 0; i < bytes; i++) out[10 + text + (int)i] = (char)i;
    return 10 + (size_t)text + bytes;
}

static int open_bytes(const char *path, const void *bytes, size_t size, model *m, cli_error *error)
{
    write_bytes(path, bytes, size);
    error->text[0] = '\0';
    const int code = model_open(path, m, error);
    unlink(path);
    return code;
}

static void refused(const void *bytes, size_t size, const char *sentence)
{
    model m;
    cli_error error;
    assert_int_equal(open_bytes("tensor_test.bin", bytes, size, &m, &error), CLI_INPUT);
    if (!strstr(error.text, sentence)) fail_msg("'%s', not '%s'", error.text, sentence);
    model_close(&m);
}

static void test_npy(void **state)
{
    (void)state;
    char bytes[400];
    model m;
    cli_error error;
    double x[3];
    size_t size = make_npy(bytes, "|i1", "(2, 3, 2, 1)", true, 12);
    assert_int_equal(open_bytes("tensor_test.npy", bytes, size, &m, &error), CLI_OK);
    const tensor *t = tensor_find(&m.set, "tensor_test.npy");
    assert_true(t && m.set.count == 1 && t->ndim == 4 && t->shape[1] == 3 && t->count == 12 && t->columns);
    tensor_decode(t, 9, 3, x);
    assert_true(x[0] == 9 && x[2] == 11);
    assert_null(tensor_find(&m.set, "tensor"));
    model_close(&m);
    size = make_npy(bytes, "<f4", "()", false, 4);
    assert_int_equal(open_bytes("tensor_test.npy", bytes, size, &m, &error), CLI_OK);
    assert_true(m.set.tensors[0].ndim == 0 && m.set.tensors[0].count == 1);
    model_close(&m);
    refused(bytes, make_npy(bytes, "<f4", "(1, 1, 1, 1, 1, 1, 1, 1, 1)", false, 4), "more than eight dimensions");
    refused(bytes, make_npy(bytes, "<f4", "(2, 3, 4)", false, 95), "2 x 3 x 4 elements of 4 bytes");
    refused(bytes, make_npy(bytes, "<f4", "(4294967296, 4294967296, 4294967296)", false, 4), "do not fit");
    refused(bytes, make_npy(bytes, "<f4", "(4294967296, 0, 4294967296)", false, 0), "absurd shape");
    refused("\x89HDF\r\n\x1a\n....", 12, "HDF5 file (Keras), which is not read; convert");
    refused("\x80\x02}q", 4, "pickle");
    refused("GGUF", 4, "GGUF");
    refused("\x08\x07 nothing", 10, "claims a header");
    assert_int_equal(model_open("none", &m, &error), CLI_INPUT);
    model_close(&m);
}

#ifdef HAVE_LIBZIP
typedef struct member {
    const char *name;
    char bytes[200];
    size_t size;
} member;

static void make_zip(const char *path, int count, const member *members, bool deflate)
{
    zip_t *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    assert_non_null(z);
    for (int i = 0; i < count; i++) {
        zip_source_t *source = zip_source_buffer(z, members[i].bytes, members[i].size, 0);
        const zip_int64_t index = zip_file_add(z, members[i].name, source, 0);
        assert_true(index >= 0);
        zip_set_file_compression(z, (zip_uint64_t)index, deflate ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0);
    }
    assert_int_equal(zip_close(z), 0);
}

static void check_npz(bool deflate)
{
    member members[3] = {{.name = "a.npy"}, {.name = "layer/b.npy"}, {.name = "c"}};
    model m;
    cli_error error;
    double x[6];
    members[0].size = make_npy(members[0].bytes, "|u1", "(6,)", false, 6);
    members[1].size = make_npy(members[1].bytes, "<i2", "(1, 3)", true, 6);
    members[2].size = make_npy(members[2].bytes, "<f8", "(0, 3)", false, 0);
    make_zip("tensor_test.npz", 3, members, deflate);
    assert_int_equal(model_open("tensor_test.npz", &m, &error), CLI_OK);
    assert_true(m.set.count == 3 && !strcmp(m.format, "npz") && m.set.tensors[2].count == 0);
    const tensor *b = tensor_find(&m.set, "layer/b");
    assert_true(b && b->ndim == 2 && b->columns && !b->data);
    for (int turn = 0; turn < 2; turn++) {
        assert_int_equal(model_load(&m, 1, &error), CLI_OK);
        tensor_decode(b, 0, 3, x);
        assert_true(x[0] == 256 && x[2] == 5 * 256 + 4);
        assert_int_equal(model_load(&m, 0, &error), CLI_OK);
        assert_null(b->data);
        tensor_decode(&m.set.tensors[0], 0, 6, x);
        assert_true(x[5] == 5);
    }
    assert_int_equal(model_load(&m, 2, &error), CLI_OK);
    model_close(&m);
    unlink("tensor_test.npz");
}

static void test_npz(void **state)
{
    (void)state;
    check_npz(false);
    check_npz(true);
}

/* One byte of an archive changed, at each place in turn: it is refused, or read without the tensors being wrong. */
static void test_npz_damaged(void **state)
{
    (void)state;
    member one = {.name = "a.npy"};
    unsigned char bytes[1000];
    model m;
    cli_error error;
    one.size = make_npy(one.bytes, "|u1", "(2, 3)", false, 6);
    make_zip("tensor_test.npz", 1, &one, false);
    FILE *f = fopen("tensor_test.npz", "rb");
    assert_non_null(f);
    const size_t size = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    for (size_t k = 0; k < size; k++) {
        bytes[k] ^= 0x41;
        write_bytes("tensor_test.npz", bytes, size);
        int code = model_open("tensor_test.npz", &m, &error);
        for (int64_t i = 0; i < m.set.count && !code; i++) {
            double x;
            code = model_load(&m, i, &error);
            for (int64_t e = 0; e < m.set.tensors[i].count && !code; e++) tensor_decode(&m.set.tensors[i], e, 1, &x);
        }
        assert_true(code == CLI_OK || code == CLI_INPUT);
        model_close(&m);
        bytes[k] ^= 0x41;
    }
    for (size_t shorter = 1; shorter < size; shorter++) {
        assert_int_equal(open_bytes("tensor_test.npz", bytes, shorter, &m, &error), CLI_INPUT);
        model_close(&m);
    }
    member pickle[2] = {one, {.name = "archive/data.pkl", .size = 1}};
    make_zip("tensor_test.npz", 2, pickle, false);
    assert_int_equal(model_open("tensor_test.npz", &m, &error), CLI_INPUT);
    assert_non_null(strstr(error.text, "PyTorch"));
    model_close(&m);
    pickle[1].name = "a";
    pickle[1].size = make_npy(pickle[1].bytes, "|u1", "(2, 3)", false, 6);
    make_zip("tensor_test.npz", 2, pickle, false);
    assert_int_equal(model_open("tensor_test.npz", &m, &error), CLI_INPUT);
    assert_non_null(strstr(error.text, "two tensors of the name 'a'"));
    model_close(&m);
    unlink("tensor_test.npz");
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_narrow), cmocka_unit_test(test_wide),        cmocka_unit_test(test_npy),
#ifdef HAVE_LIBZIP
        cmocka_unit_test(test_npz),    cmocka_unit_test(test_npz_damaged),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
