/* Which files are read at all, by which reader, and what happens to one that shrinks. */
#include "cli_support.h"

#include "matrix_file.h"

#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/randlapack-test-XXXXXX";
static char path[64];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder)) return -1;
    snprintf(path, sizeof path, "%s/file", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static void write_file(const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static void assert_file_refused(const char *name, const char *sentence)
{
    matrix A;
    cli_error error;
    size_t size;
    assert_int_equal(matrix_file_read(name, &(matrix_request){0}, &A, &size, &error), CLI_INPUT);
    if (!strstr(error.text, sentence)) fail_msg("expected '%s', got '%s'", sentence, error.text);
    matrix_free(&A);
}

static void what_is_no_file(void **state)
{
    (void)state;
    assert_file_refused(path, "No such file");
    assert_file_refused(folder, "is a directory");
    assert_file_refused("/dev/null", "is empty");
    assert_file_refused("/dev/zero", "neither"); /* and does not read on */
    write_file("", 0);
    assert_file_refused(path, "is empty");
    if (geteuid() == 0) return; /* root reads anything */
    assert_int_equal(chmod(path, 0), 0);
    assert_file_refused(path, "Permission denied");
    unlink(path);
}

static void what_is_no_matrix(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *sentence;
    } cases[] = {{"1 2 3\n", "neither"},    {"\x93NUMPZ", "neither"}, {"%MatrixMarket matrix", "neither"},
                 {"PK\x03\x04", "archive"}, {"\x1f\x8b", "gzip"},     {"\x93NUMPY", "truncated"}};
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        write_file(cases[k].bytes, strlen(cases[k].bytes));
        assert_file_refused(path, cases[k].sentence);
    }
}

static void mapped_or_copied(void **state)
{
    (void)state;
    matrix A;
    cli_error error;
    size_t size;
    for (int single = 0; single < 2; single++) {
        assert_int_equal(
            matrix_file_read(CORPUS "/npy/type_le_f8.npy", &(matrix_request){.single = single}, &A, &size, &error),
            CLI_OK);
        assert_int_equal(A.mapping == NULL, single);
        assert_int_equal(A.owned == NULL, !single);
        matrix_free(&A);
        assert_true(A.values == NULL && A.mapping == NULL);
    }
}

/* The process ends with a sentence and not with a core. */
static void shrinking_file(void **state)
{
    (void)state;
    int ends[2], status;
    char said[256] = {0};
    static const char dictionary[] = "{'descr': '<f8', 'fortran_order': False, 'shape': (65536,)}     ";
    static const unsigned char preamble[] = "\x93NUMPY\x01\x00\x40\x00";
    _Static_assert(sizeof dictionary - 1 == 64, "the length in the preamble");
    write_file(preamble, 10);
    FILE *file = fopen(path, "ab");
    fputs(dictionary, file);
    fputs("      ", file);
    fclose(file);
    static const unsigned char longer[] = "\x93NUMPY\x01\x00\x46\x00"; /* 6 blanks more: elements at 80 */
    file = fopen(path, "r+b");
    fwrite(longer, 1, 10, file);
    fclose(file);
    assert_int_equal(truncate(path, 80 + 65536 * 8), 0);
    assert_int_equal(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) {
        matrix A;
        cli_error error;
        size_t size;
        dup2(ends[1], STDERR_FILENO);
        if (matrix_file_read(path, &(matrix_request){0}, &A, &size, &error) || !A.mapping) _exit(99);
        if (truncate(path, 100)) _exit(98);
        const volatile double *values = A.values;
        _exit(values[65535] == 0 ? 97 : 96);
    }
    close(ends[1]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(read(ends[0], said, sizeof said - 1) > 0);
    close(ends[0]);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), CLI_INPUT);
    assert_non_null(strstr(said, path));
    assert_non_null(strstr(said, "shrank"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_file),
        cmocka_unit_test(what_is_no_matrix),
        cmocka_unit_test(mapped_or_copied),
        cmocka_unit_test(shrinking_file),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
