/* Output: what is written can be read, and a failure leaves everything as it was. */
#include "cli_support.h"

#include "atomic_file.h"
#include "interrupt.h"
#include "matrix_file.h"
#include "npy.h"
#include "output.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/randlapack-test-XXXXXX";
static char path[64];

static int make_folder(void **state)
{
    (void)state;
    interrupt_install(); /* a file limit is then an error, not a signal */
    if (!mkdtemp(folder)) return -1;
    snprintf(path, sizeof path, "%s/x.npy", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static int files_in_folder(void)
{
    int count = 0;
    DIR *d = opendir(folder);
    while (readdir(d)) count++;
    closedir(d);
    return count - 2;
}

static void round_trip(void **state)
{
    (void)state;
    static const double d[6] = {1, -0.0, 0.1, 4.9e-324, 1e308, 3};
    static const float s[6] = {1, -0.0f, 0.1f, 1e-45f, 1e38f, 3};
    static const int64_t shapes[][3] = {{1, 6, 1}, {2, 6, 1}, {2, 3, 2}, {2, 1, 6}, {1, 0, 1}, {2, 0, 4}, {2, 4, 0}};
    for (size_t k = 0; k < 2 * sizeof shapes / sizeof shapes[0]; k++) {
        const int64_t *shape = shapes[k / 2];
        const bool single = k % 2;
        const result x = {result_real(single), (int)shape[0], shape[1], shape[2],
                          single ? (const void *)s : (const void *)d};
        matrix A;
        cli_error error;
        size_t size;
        assert_int_equal(output_npy(path, &x, &error), CLI_OK);
        assert_int_equal(matrix_file_read(path, &(matrix_request){.single = single}, &A, &size, &error), CLI_OK);
        const int64_t count = shape[1] * shape[2], width = single ? 4 : 8;
        assert_true(A.ndim == x.ndim && A.rows == x.rows && A.cols == x.cols);
        assert_string_equal(A.type, single ? "float32" : "float64");
        assert_int_equal((int64_t)size % 64, count * width % 64); /* the header is padded */
        assert_null(A.owned);                                     /* so that the file can be used in place */
        assert_memory_equal(A.values, x.values, (size_t)(count * width));
        matrix_free(&A);
    }
    assert_int_equal(files_in_folder(), 1);
}

/* Byte for byte what numpy.save writes. */
static void same_as_numpy(void **state)
{
    (void)state;
    static const double d[6] = {0, 2, 4, 1, 3, 5};
    char ours[256], theirs[256];
    cli_error error;
    assert_int_equal(output_npy(path, &(result){RESULT_DOUBLE, 2, 3, 2, d}, &error), CLI_OK);
    FILE *file = fopen(path, "rb");
    const size_t n = fread(ours, 1, sizeof ours, file);
    fclose(file);
    file = fopen(CORPUS "/npy/fortran.npy", "rb");
    assert_non_null(file);
    assert_int_equal(fread(theirs, 1, sizeof theirs, file), n);
    fclose(file);
    assert_memory_equal(ours, theirs, n);
}

static void old_file_survives_a_full_disk(void **state)
{
    (void)state;
    static double large[1 << 16];
    const struct rlimit small = {1 << 12, RLIM_INFINITY};
    struct rlimit before;
    struct stat status;
    cli_error error;
    assert_int_equal(output_npy(path, &(result){RESULT_DOUBLE, 1, 3, 1, large}, &error), CLI_OK);
    assert_int_equal(stat(path, &status), 0);
    const off_t size = status.st_size;
    getrlimit(RLIMIT_FSIZE, &before);
    setrlimit(RLIMIT_FSIZE, &small);
    const int code = output_npy(path, &(result){RESULT_DOUBLE, 1, 1 << 16, 1, large}, &error);
    setrlimit(RLIMIT_FSIZE, &before);
    assert_int_equal(code, CLI_OUTPUT);
    assert_non_null(strstr(error.text, "cannot be written: File too large"));
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_size, size);
    assert_int_equal(files_in_folder(), 1);
}

static void devices_are_written_in_place(void **state)
{
    (void)state;
    static const double d[3];
    struct stat status;
    cli_error error;
    assert_int_equal(output_npy("/dev/null", &(result){RESULT_DOUBLE, 1, 3, 1, d}, &error), CLI_OK);
    assert_int_equal(output_npy("/dev/full", &(result){RESULT_DOUBLE, 1, 3, 1, d}, &error), CLI_OUTPUT);
    assert_non_null(strstr(error.text, "No space left"));
    assert_int_equal(stat("/dev/full", &status), 0);
    assert_true(S_ISCHR(status.st_mode));
}

static void permissions_and_links(void **state)
{
    (void)state;
    static const double d[3] = {1, 2, 3};
    const result x = {RESULT_DOUBLE, 1, 3, 1, d};
    char link[80];
    struct stat status;
    cli_error error;
    unlink(path);
    const mode_t mask = umask(027);
    assert_int_equal(output_npy(path, &x, &error), CLI_OK);
    umask(mask);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0640);
    assert_int_equal(chmod(path, 0604), 0);
    snprintf(link, sizeof link, "%s/link", folder);
    assert_int_equal(symlink("x.npy", link), 0);
    assert_int_equal(output_npy(link, &x, &error), CLI_OK); /* the target is replaced, not the link */
    assert_int_equal(lstat(link, &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0604);
    unlink(link);
}

static void what_cannot_be_written(void **state)
{
    (void)state;
    cli_error error;
    char name[128];
    assert_int_equal(atomic_file_check(folder, &error), CLI_OUTPUT);
    assert_non_null(strstr(error.text, "is a directory"));
    snprintf(name, sizeof name, "%s/none/x.npy", folder);
    assert_int_equal(atomic_file_check(name, &error), CLI_OUTPUT);
    assert_non_null(strstr(error.text, "No such file"));
    snprintf(name, sizeof name, "%s/none/", folder);
    assert_int_equal(atomic_file_check(name, &error), CLI_OUTPUT);
    assert_int_equal(atomic_file_check("", &error), CLI_OUTPUT);
    unlink(path);
    assert_int_equal(atomic_file_check(path, &error), CLI_OK);
    assert_int_equal(files_in_folder(), 0); /* asking leaves nothing */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trip),
        cmocka_unit_test(same_as_numpy),
        cmocka_unit_test(old_file_survives_a_full_disk),
        cmocka_unit_test(devices_are_written_in_place),
        cmocka_unit_test(permissions_and_links),
        cmocka_unit_test(what_cannot_be_written),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
