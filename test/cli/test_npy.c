/* The .npy reader: headers, every type and order, hostile files. */
#include "cli_support.h"

#include "matrix_file.h"
#include "npy.h"

#include <math.h>
#include <stdio.h>

enum { ROOM = 1024 };

/* A file of a version with this dictionary and these elements; returns its size. */
static size_t make(unsigned char out[ROOM], int version, const char *dictionary, const void *elements, size_t bytes)
{
    const size_t length = strlen(dictionary), field = version == 1 ? 2 : 4;
    size_t size = 8 + field;
    memcpy(out, NPY_MAGIC, 6);
    out[6] = (unsigned char)version;
    out[7] = 0;
    for (size_t i = 0; i < field; i++) out[8 + i] = (unsigned char)(length >> (8 * i));
    memcpy(out + size, dictionary, length);
    size += length;
    if (bytes) memcpy(out + size, elements, bytes);
    return size + bytes;
}

static void reverse(unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        const unsigned char t = p[i];
        p[i] = p[n - 1 - i];
        p[n - 1 - i] = t;
    }
}

/* Six elements of each type as C has them; binary16 by its bits. */
static const int8_t i1[] = {-128, -1, 0, 1, 2, 127};
static const int16_t i2[] = {-32768, -1, 0, 1, 258, 32767};
static const int32_t i4[] = {INT32_MIN, -1, 0, 1, 65538, INT32_MAX};
static const int64_t i8[] = {-(INT64_C(1) << 53), -1, 0, 1, 65538, INT64_C(1) << 53};
static const uint8_t u1[] = {0, 1, 2, 3, 128, 255};
static const uint16_t u2[] = {0, 1, 2, 3, 258, 65535};
static const uint32_t u4[] = {0, 1, 2, 3, 65538, UINT32_MAX};
static const uint64_t u8[] = {0, 1, 2, 3, 65538, UINT64_C(1) << 63};
static const uint16_t f2[] = {0x3c00, 0xc000, 0x0001, 0x7bff, 0x8000, 0x3555};
static const float f4[] = {1, -2, 0x1p-149f, 3.4028234663852886e38f, 0.1f, 0};
static const double f8[] = {1, -2, 0x1p-1074, 1.7976931348623157e308, 0.1, 0};
static const uint8_t b1[] = {0, 1, 1, 0, 1, 0};

static const struct {
    const char *code;
    const void *elements;
    size_t width;
    double expected[6];
} types[] = {
    {"i1", i1, 1, {-128, -1, 0, 1, 2, 127}},
    {"i2", i2, 2, {-32768, -1, 0, 1, 258, 32767}},
    {"i4", i4, 4, {-2147483648.0, -1, 0, 1, 65538, 2147483647}},
    {"i8", i8, 8, {-0x1p53, -1, 0, 1, 65538, 0x1p53}},
    {"u1", u1, 1, {0, 1, 2, 3, 128, 255}},
    {"u2", u2, 2, {0, 1, 2, 3, 258, 65535}},
    {"u4", u4, 4, {0, 1, 2, 3, 65538, 4294967295}},
    {"u8", u8, 8, {0, 1, 2, 3, 65538, 0x1p63}},
    {"f2", f2, 2, {1, -2, 0x1p-24, 65504, -0.0, 0x1.554p-2}},
    {"f4", f4, 4, {1, -2, 0x1p-149, 3.4028234663852886e38, (double)0.1f, 0}},
    {"f8", f8, 8, {1, -2, 0x1p-1074, 1.7976931348623157e308, 0.1, 0}},
    {"b1", b1, 1, {0, 1, 1, 0, 1, 0}},
};
enum { TYPES = sizeof types / sizeof types[0] };

static void check_type(int t, char order, bool fortran, bool single, int version)
{
    const uint16_t one = 1;
    const char native = *(const unsigned char *)&one ? '<' : '>';
    unsigned char elements[48], file[ROOM];
    char dictionary[128];
    matrix A;
    cli_error error;
    void *block;
    memcpy(elements, types[t].elements, 6 * types[t].width);
    for (size_t k = 0; order != native && k < 6; k++) reverse(elements + k * types[t].width, types[t].width);
    snprintf(dictionary, sizeof dictionary, "{'descr': '%c%s', 'fortran_order': %s, 'shape': (3, 2), }\n", order,
             types[t].code, fortran ? "True" : "False");
    const size_t size = make(file, version, dictionary, elements, 6 * types[t].width);
    assert_int_equal(read_exactly(npy_read, file, size, single, &A, &error, &block), CLI_OK);
    assert_true(A.rows == 3 && A.cols == 2 && A.ndim == 2 && !A.sparse && A.single == single);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 2; j++) {
            const double e = types[t].expected[fortran ? i + 3 * j : 2 * i + j];
            const double want = single ? (double)(float)e : e, got = matrix_at(&A, i, j);
            assert_memory_equal(&got, &want, sizeof got); /* the sign of zero too */
        }
    matrix_free(&A);
    free(block);
}

static void every_type_order_and_version(void **state)
{
    (void)state;
    for (int t = 0; t < TYPES; t++)
        for (int version = 1; version <= 3; version++)
            for (int k = 0; k < 8; k++) check_type(t, k & 1 ? '>' : '<', k & 2, k & 4, version);
}

/* Files that NumPy itself wrote: arange(6).reshape(3, 2), of every type. */
static void files_of_numpy(void **state)
{
    (void)state;
    static const char *const names[] = {"type_i1",    "type_le_i2", "type_le_i4", "type_le_i8", "type_u1",
                                        "type_le_u2", "type_le_u4", "type_le_u8", "type_le_f2", "type_le_f4",
                                        "type_le_f8", "type_be_i2", "type_be_i4", "type_be_i8", "type_be_f2",
                                        "type_be_f4", "type_be_f8", "fortran",    "version2",   "version3"};
    for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
        char path[512];
        matrix A;
        cli_error error;
        size_t size;
        snprintf(path, sizeof path, "%s/npy/%s.npy", CORPUS, names[k]);
        assert_int_equal(matrix_file_read(path, &(matrix_request){0}, &A, &size, &error), CLI_OK);
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 2; j++) assert_true(matrix_at(&A, i, j) == 2 * i + j);
        matrix_free(&A);
    }
}

static void half_precision_specials(void **state)
{
    (void)state;
    const uint16_t bits[] = {0x7c00, 0xfc00, 0x7e00, 0x0400, 0x03ff, 0x83ff};
    double out[6];
    npy_decode(NPY_F2, false, (const unsigned char *)bits, 6, out);
    assert_true(out[0] == (double)INFINITY && out[1] == -(double)INFINITY && isnan(out[2]));
    assert_true(out[3] == 0x1p-14 && out[4] == 1023 * 0x1p-24 && out[5] == -1023 * 0x1p-24);
}

/* No copy where none is needed, and no unaligned doubles. */
static void elements_stay_in_place(void **state)
{
    (void)state;
    _Alignas(16) unsigned char file[ROOM];
    matrix A = {0};
    cli_error error;
    for (int padding = 0; padding < 8; padding++) {
        char dictionary[128];
        snprintf(dictionary, sizeof dictionary, "{'descr': '=f8', 'fortran_order': False, 'shape': (6,), }%*s", padding,
                 "");
        const size_t size = make(file, 1, dictionary, f8, sizeof f8);
        const unsigned char *elements = file + size - sizeof f8;
        assert_int_equal(npy_read(file, size, &(matrix_request){0}, &A, &error), CLI_OK);
        assert_int_equal(A.owned == NULL, (uintptr_t)elements % 8 == 0);
        if (!A.owned) assert_ptr_equal(A.values, elements);
        assert_memory_equal(A.values, f8, sizeof f8);
        matrix_free(&A);
    }
}

static void shapes(void **state)
{
    (void)state;
    static const struct {
        const char *shape;
        int ndim;
        int64_t rows, cols;
    } cases[] = {{"()", 0, 1, 1},      {"(3,)", 1, 3, 1},     {"( 3 , )", 1, 3, 1}, {"(3)", 1, 3, 1},
                 {"(1, 3)", 2, 1, 3},  {"(3L, 1L)", 2, 3, 1}, {"(0,)", 1, 0, 1},    {"(0, 7)", 2, 0, 7},
                 {"(7, 0,)", 2, 7, 0}, {"(0, 0)", 2, 0, 0}};
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        unsigned char file[ROOM];
        char dictionary[128];
        matrix A;
        cli_error error;
        void *block;
        snprintf(dictionary, sizeof dictionary, "{\"shape\": %s, 'fortran_order': True, 'descr': '<f8'}",
                 cases[k].shape);
        const size_t bytes = (size_t)(cases[k].rows * cases[k].cols) * 8;
        const size_t size = make(file, 1, dictionary, f8, bytes);
        assert_int_equal(read_exactly(npy_read, file, size, false, &A, &error, &block), CLI_OK);
        assert_true(A.ndim == cases[k].ndim && A.rows == cases[k].rows && A.cols == cases[k].cols);
        assert_true(A.ld == (A.rows > 0 ? A.rows : 1));
        matrix_free(&A);
        free(block);
    }
}

static void hostile_headers(void **state)
{
    (void)state;
    static const struct {
        const char *dictionary;
        size_t bytes; /* of elements */
        const char *sentence;
    } cases[] = {
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (-1, 2)}", 0, "negative dimension"},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2, 3)}", 48, "more than two dimensions"},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,)}", 8, "too large"},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (9223372036854775807, 9223372036854775807)}", 8,
         "truncated"},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (2305843009213693953,)}", 8,
         "truncated"}, /* 8 n = 8 mod 2^64 */
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (0, 9223372036854775807)}", 0, "absurd"},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (3,)}", 23, "truncated"},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (3,)}", 25, "1 bytes more"},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (3 3)}", 8, "malformed"},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': 3}", 8, "'shape'"},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (3,", 24, "malformed"},
        {"{'descr': '<c16', 'fortran_order': False, 'shape': (1,)}", 16, "complex"},
        {"{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", 8, "type '|O'"},
        {"{'descr': '<U2', 'fortran_order': False, 'shape': (1,)}", 8, "type '<U2'"},
        {"{'descr': '<f16', 'fortran_order': False, 'shape': (1,)}", 16, "type '<f16'"},
        {"{'descr': '<f\x1b[2J', 'fortran_order': False, 'shape': (1,)}", 8, "type '<f?[2J'"},
        {"{'descr': '', 'fortran_order': False, 'shape': (1,)}", 8, "type ''"},
        {"{'descr': [('x', '<f8')], 'fortran_order': False, 'shape': (1,)}", 8, "records"},
        {"{'descr': 8, 'fortran_order': False, 'shape': (1,)}", 8, "'descr'"},
        {"{'descr': '<f8', 'fortran_order': 1, 'shape': (1,)}", 8, "'fortran_order'"},
        {"{'descr': '<f8', 'fortran_order': False}", 0, "without 'shape'"},
        {"{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': ()}", 8, "repeated key"},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (), 'evil': ()}", 8, "unknown or repeated key"},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': ()} 1", 8, "malformed"},
        {"{'descr", 0, "malformed"},
        {"", 0, "not a dictionary"},
    };
    static const unsigned char zeros[64];
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        unsigned char file[ROOM];
        const size_t size = make(file, 1, cases[k].dictionary, zeros, cases[k].bytes);
        assert_refused(npy_read, file, size, cases[k].sentence);
    }
}

/* Every beginning of a good file is a bad file. */
static void truncated_anywhere(void **state)
{
    (void)state;
    unsigned char file[ROOM];
    const size_t size = make(file, 1, "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }\n", f8, sizeof f8);
    for (size_t n = 0; n < size; n++) assert_refused(npy_read, file, n, n < 6 ? "not a .npy file" : "truncated");
}

static void hostile_preambles(void **state)
{
    (void)state;
    static const unsigned char version[] = "\x93NUMPY\x09\x00\x02\x00{}",
                               length[] = "\x93NUMPY\x02\x00\xff\xff\xff\xff{}",
                               longer[] = "\x93NUMPY\x01\x00\xff\xff{}";
    static const unsigned char nul[] =
        "\x93NUMPY\x01\x00\x39\x00{'descr': '<f8\0', 'fortran_order': False, 'shape': (1,)}"
        "12345678";
    assert_refused(npy_read, nul, sizeof nul - 1, "'descr'");
    assert_refused(npy_read, version, sizeof version - 1, "version 9");
    assert_refused(npy_read, length, sizeof length - 1, "header of 4294967295 bytes");
    assert_refused(npy_read, longer, sizeof longer - 1, "truncated in its header");
}

static int cancel(void *context, const char *phase, double fraction)
{
    (void)fraction;
    assert_string_equal(phase, "reading");
    ++*(int *)context;
    return 1;
}

static void cancelled(void **state)
{
    (void)state;
    unsigned char file[ROOM];
    int calls = 0;
    matrix A = {0};
    cli_error error;
    const size_t size = make(file, 1, "{'descr': '<i4', 'fortran_order': False, 'shape': (6,)}", i4, sizeof i4);
    const matrix_request request = {.progress = cancel, .context = &calls};
    assert_int_equal(npy_read(file, size, &request, &A, &error), MATRIX_CANCELLED);
    assert_int_equal(calls, 1);
    matrix_free(&A);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_order_and_version),
        cmocka_unit_test(files_of_numpy),
        cmocka_unit_test(half_precision_specials),
        cmocka_unit_test(elements_stay_in_place),
        cmocka_unit_test(shapes),
        cmocka_unit_test(hostile_headers),
        cmocka_unit_test(truncated_anywhere),
        cmocka_unit_test(hostile_preambles),
        cmocka_unit_test(cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
