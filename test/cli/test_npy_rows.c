/* Rows of .npy in batches: what the reader of whole files gives, and files that change under it. */
#include "cli_support.h"

#include "mapped_file.h"
#include "npy_rows.h"

#include <math.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ROWS = 37, COLS = 5 };

static char folder[] = "/tmp/randlapack-test-XXXXXX";
static char path[64];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder)) return -1;
    snprintf(path, sizeof path, "%s/file.npy", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

/* ROWS x COLS elements of a type, whose bytes are 0, 1, 2, ... but for the exponents of floating point. */
static size_t write_file(const char *type, size_t width, bool fortran_order, int ndim)
{
    unsigned char bytes[2048] = {0};
    char dictionary[128];
    char shape[32];
    snprintf(shape, sizeof shape, ndim == 2 ? "(%d, %d)" : "(%d,)", ROWS, COLS);
    const int length = snprintf(dictionary, sizeof dictionary, "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n",
                                type, fortran_order ? "True" : "False", shape);
    const size_t offset = 10 + (size_t)length, size = offset + (size_t)(ndim == 2 ? ROWS * COLS : ROWS) * width;
    memcpy(bytes, NPY_MAGIC "\x01", 8);
    bytes[8] = (unsigned char)length;
    memcpy(bytes + 10, dictionary, (size_t)length);
    for (size_t i = offset; i < size; i++) bytes[i] = (unsigned char)((i - offset) * 7 % 61);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    return size;
}

static int64_t read_some(npy_rows *r, bool single, int64_t room, void *A)
{
    return single ? npy_rows_read_single(r, room, A) : npy_rows_read_double(r, room, A);
}

/* The file in batches of `batch` rows must be what npy_read() makes of it. */
static void compare(size_t buffer, int64_t batch, bool single)
{
    void *bytes;
    size_t size;
    cli_error error;
    matrix A = {0};
    npy_rows r;
    double out[ROWS * COLS + 1];
    assert_int_equal(mapped_file_open(path, &bytes, &size, &error), CLI_OK);
    assert_int_equal(npy_read(bytes, size, &(matrix_request){.single = single}, &A, &error), CLI_OK);
    assert_int_equal(npy_rows_open(path, buffer, &r, &error), CLI_OK);
    assert_true(r.header.shape[0] == A.rows && r.header.shape[1] == A.cols);
    int64_t done = 0;
    for (int64_t count; (count = read_some(&r, single, batch, out)) > 0; done += count) {
        assert_true(count == batch || done + count == A.rows);
        for (int64_t i = 0; i < count; i++)
            for (int64_t j = 0; j < A.cols; j++) {
                const int64_t k = i * A.cols + j;
                const double got = single ? (double)((float *)out)[k] : out[k];
                const double wanted = matrix_at(&A, done + i, j);
                assert_true(got == wanted || (isnan(got) && isnan(wanted)));
            }
    }
    assert_int_equal(done, A.rows);
    assert_int_equal(read_some(&r, single, batch, out), 0); /* and stays at the end */
    npy_rows_close(&r);
    matrix_free(&A);
    mapped_file_close(bytes, size);
}

static void every_type_and_order(void **state)
{
    (void)state;
    static const struct {
        const char *type;
        size_t width;
    } types[] = {{"<f8", 8}, {">f8", 8}, {"<f4", 4}, {">f4", 4}, {"<f2", 2}, {"|b1", 1}, {"|i1", 1},
                 {"|u1", 1}, {"<i2", 2}, {">u2", 2}, {"<i4", 4}, {">u4", 4}, {"<i8", 8}, {">u8", 8}};
    const int64_t batches[] = {1, 4, ROWS, ROWS + 10};
    const size_t buffers[] = {8, 100, 1 << 20};
    for (size_t t = 0; t < sizeof types / sizeof *types; t++)
        for (int form = 0; form < 4; form++) {
            write_file(types[t].type, types[t].width, form % 2, form < 2 ? 2 : 1);
            for (int b = 0; b < 4 && (form < 2 || b > 0); b++)
                for (int c = 0; c < 3; c++)
                    for (int single = 0; single < 2; single++)
                        if (batches[b] <= ROWS) compare(buffers[c], batches[b], single);
        }
}

/* A file that is cut while it is read ends in a sentence, in both orders, converted or not. */
static void truncated_while_open(void **state)
{
    (void)state;
    for (int form = 0; form < 4; form++) {
        const size_t size = write_file(form < 2 ? "<f8" : ">f8", 8, form % 2, 2);
        double out[ROWS * COLS];
        cli_error error;
        npy_rows r;
        assert_int_equal(npy_rows_open(path, 64, &r, &error), CLI_OK);
        assert_int_equal(npy_rows_read_double(&r, 4, out), 4);
        assert_int_equal(truncate(path, (off_t)size - 20), 0);
        int64_t count;
        while ((count = npy_rows_read_double(&r, 4, out)) > 0) {
        }
        assert_int_equal(count, RANDBLAS_BAD_FORMAT);
        if (!strstr(r.error.text, "is truncated: it ended at byte")) fail_msg("'%s'", r.error.text);
        npy_rows_close(&r);
    }
}

static void assert_open_refused(const char *name, const char *sentence)
{
    cli_error error;
    npy_rows r;
    assert_int_equal(npy_rows_open(name, 64, &r, &error), CLI_INPUT);
    if (!strstr(error.text, sentence)) fail_msg("expected '%s', got '%s'", sentence, error.text);
    npy_rows_close(&r);
}

static void what_cannot_be_opened(void **state)
{
    (void)state;
    const size_t size = write_file("<f8", 8, false, 2);
    for (size_t cut = 1; cut < size; cut += 13) {
        write_file("<f8", 8, false, 2);
        assert_int_equal(truncate(path, (off_t)(size - cut)), 0);
        assert_open_refused(path, size - cut < 6 ? "not a .npy" : "truncated");
    }
    write_file("<c8", 8, false, 2);
    assert_open_refused(path, "complex");
    assert_int_equal(truncate(path, 0), 0);
    assert_open_refused(path, "is empty");
    unlink(path);
    assert_open_refused(path, "cannot be opened");
    assert_open_refused(folder, "is a directory");
    assert_open_refused("/dev/null", "not a regular file");
    npy_rows_close(NULL);
}

/* A claim of a header longer than the file, and a long header within a long file. */
static void headers_up_to_the_longest(void **state)
{
    (void)state;
    static unsigned char bytes[12 + 65536 + 16];
    cli_error error;
    npy_rows r;
    double value[2];
    memcpy(bytes, NPY_MAGIC "\x02", 8);
    bytes[10] = 1; /* 65536 */
    memset(bytes + 12, ' ', 65536);
    static const char dictionary[] = "{'descr': '<f8', 'fortran_order': False, 'shape': (2,)}";
    memcpy(bytes + 12, dictionary, sizeof dictionary - 1);
    bytes[sizeof bytes - 1] = 0x40; /* 2.0 */
    FILE *file = fopen(path, "wb");
    assert_int_equal(fwrite(bytes, 1, sizeof bytes, file), sizeof bytes);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(npy_rows_open(path, 8, &r, &error), CLI_OK);
    assert_int_equal(npy_rows_read_double(&r, 9, value), 2);
    assert_true(value[0] == 0 && value[1] == 2);
    npy_rows_close(&r);
    assert_int_equal(truncate(path, 60000), 0);
    assert_open_refused(path, "truncated in its header");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_and_order),
        cmocka_unit_test(truncated_while_open),
        cmocka_unit_test(what_cannot_be_opened),
        cmocka_unit_test(headers_up_to_the_longest),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
