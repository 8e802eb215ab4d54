/* A signal in the middle of the solver, or while a file is written: the program stops with its code and leaves nothing.
 */
#include "testing.h"

#include "atomic_folder.h"
#include "interrupt.h"
#include "output.h"
#include "randlapack.h"
#include "verbs.h"

#include <dirent.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* The linker gives us the solver's calls (--wrap). */
int __wrap_randlapack_dlsq(const randblas_dlinop *, const double *, int64_t, const double *, int64_t, double *, int64_t,
                           const randlapack_lsq_options *, randlapack_lsq_report *);
int __real_randlapack_dlsq(const randblas_dlinop *, const double *, int64_t, const double *, int64_t, double *, int64_t,
                           const randlapack_lsq_options *, randlapack_lsq_report *);

static int signal_to_raise, times;
static bool while_writing; /* else in the solver, or between two files of a folder */

int __wrap_randlapack_dlsq(const randblas_dlinop *A, const double *weights, int64_t nrhs, const double *B, int64_t ldb,
                           double *X, int64_t ldx, const randlapack_lsq_options *options, randlapack_lsq_report *report)
{
    for (int i = 0; !while_writing && i < times; i++) raise(signal_to_raise);
    return __real_randlapack_dlsq(A, weights, nrhs, B, ldb, X, ldx, options, report);
}

/* Of the verbs that write folders, between two files. */
int __wrap_atomic_folder_file(atomic_folder *, const char *, atomic_file *, cli_error *);
int __real_atomic_folder_file(atomic_folder *, const char *, atomic_file *, cli_error *);

int __wrap_atomic_folder_file(atomic_folder *output, const char *name, atomic_file *file, cli_error *error)
{
    for (int i = 0; !while_writing && output->files == 1 && i < times; i++) raise(signal_to_raise);
    return __real_atomic_folder_file(output, name, file, error);
}

/* Of all verbs, when the first half of a file has been written. */
int __wrap_atomic_file_write(atomic_file *, const void *, size_t, cli_error *);
int __real_atomic_file_write(atomic_file *, const void *, size_t, cli_error *);

int __wrap_atomic_file_write(atomic_file *file, const void *bytes, size_t size, cli_error *error)
{
    if (!while_writing) return __real_atomic_file_write(file, bytes, size, error);
    const size_t half = size / 2;
    const int code = __real_atomic_file_write(file, bytes, half, error);
    for (int i = 0; !code && i < times; i++) raise(signal_to_raise);
    return code ? code : __real_atomic_file_write(file, (const char *)bytes + half, size - half, error);
}

static char folder[] = "/tmp/randlapack-test-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

/* Files and folders in it. */
static int entries(void)
{
    int count = 0;
    DIR *d = opendir(folder);
    while (readdir(d)) count++;
    closedir(d);
    return count - 2;
}

static char *put(const char *name, const char *text)
{
    char *path = malloc(64);
    snprintf(path, 64, "%s/%s", folder, name);
    FILE *file = text ? fopen(path, "w") : NULL;
    if (file) {
        fputs(text, file);
        fclose(file);
    }
    return path;
}

/* Exit code of a verb in a process of its own, so that each has fresh signal state; 1000 + signal when killed. */
static int run(int raised, int count, const char *const *words)
{
    enum { MOST = 12 };
    int status;
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        char *argv[MOST + 1] = {NULL};
        int argc = 0;
        for (; words[argc] && argc < MOST; argc++) argv[argc] = strdup(words[argc]);
        signal_to_raise = raised;
        times = count;
        if (!freopen("/dev/null", "w", stderr) || !freopen("/dev/null", "w", stdout)) _exit(99);
        interrupt_install();
        _exit(verb_find(words[0])->main(argc, argv));
    }
    if (waitpid(child, &status, 0) != child) return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

static void stops_and_writes_nothing(void **state)
{
    (void)state;
    char *A = put("A.mtx", "%%MatrixMarket matrix array real general\n3 2\n1\n1\n1\n1\n2\n3\n");
    char *b = put("b.mtx", "%%MatrixMarket matrix array real general\n3 1\n1\n2\n3\n"), *x = put("x.npy", NULL);
    const char *const words[] = {"lstsq", "-q", "-o", x, A, b, NULL};
    for (int k = 0; k < 6; k++) {
        const int raised = signals[k / 2];
        assert_int_equal(run(raised, 1 + k % 2, words), 128 + raised);
        assert_int_not_equal(access(x, F_OK), 0);
    }
    assert_int_equal(run(SIGINT, 0, words), CLI_OK); /* it was the signal */
    assert_int_equal(access(x, F_OK), 0);
    unlink(A), unlink(b), unlink(x);
    free(A), free(b), free(x);
    assert_int_equal(entries(), 0); /* and there is no temporary file */
}

/* Inode of a folder: another one after it was replaced; 0: there is none. */
static ino_t identity(const char *path)
{
    struct stat status;
    return stat(path, &status) ? 0 : status.st_ino;
}

static void remove_output(const char *output)
{
    static const char *const names[] = {"U.npy", "s.npy", "V.npy", "Q.npy", "w.npy",
                                        "J.npy", "Z.npy", "R.npy", "P.npy"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[96];
        snprintf(path, sizeof path, "%s/%s", output, names[i]);
        unlink(path);
    }
    assert_int_equal(rmdir(output), 0);
}

/* A signal between two files, or two: no folder, or the old one untouched. */
static void leaves_no_part_of_a_folder(void **state)
{
    (void)state;
    static const char *const names[] = {"svd", "eig", "id", "qr"};
    char *A = put("A.mtx", "%%MatrixMarket matrix array real general\n2 2\n1\n2\n2\n3\n"), *x = put("x", NULL);
    for (int v = 0; v < 4; v++) {
        const char *const first[] = {names[v], "-q", "-k", "2", "-o", x, A, NULL};
        const char *const again[] = {names[v], "-q", "-k", "1", "-f", "-o", x, A, NULL};
        for (int k = 0; k < 6; k++) {
            assert_int_equal(run(signals[k / 2], 1 + k % 2, first), 128 + signals[k / 2]);
            assert_int_equal(entries(), 1);
        }
        assert_int_equal(run(SIGINT, 0, first), CLI_OK);
        const ino_t before = identity(x);
        assert_true(before > 0);
        for (int k = 0; k < 2; k++) assert_int_equal(run(SIGINT, 1 + k, again), 128 + SIGINT);
        assert_true(entries() == 2 && identity(x) == before);
        assert_int_equal(run(SIGINT, 0, again), CLI_OK);
        assert_true(entries() == 2 && identity(x) != before);
        remove_output(x);
    }
    unlink(A);
    free(A), free(x);
    assert_int_equal(entries(), 0);
}

/* ---------------------------------------------------------------- files ------------------------------------------- */

/* A safetensors file of one 24 x 16 matrix. */
static char *put_model(void)
{
    enum { COUNT = 24 * 16 };
    static const char header[] = "{\"w\":{\"dtype\":\"F32\",\"shape\":[24,16],\"data_offsets\":[0,1536]}}";
    char *path = put("model", NULL);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    const uint64_t length = sizeof header - 1;
    float values[COUNT];
    for (int k = 0; k < COUNT; k++) values[k] = (float)(k * k % 97) - 48;
    assert_true(fwrite(&length, 8, 1, file) == 1 && fwrite(header, length, 1, file) == 1 &&
                fwrite(values, sizeof values, 1, file) == 1 && !fclose(file));
    return path;
}

/* Points of a circle a row each, and targets. */
static void put_points(char **X, char **y)
{
    *X = put("X.mtx", "");
    *y = put("y.mtx", "");
    FILE *points = fopen(*X, "w"), *targets = fopen(*y, "w");
    assert_true(points && targets);
    fprintf(points, "%%%%MatrixMarket matrix array real general\n20 2\n");
    fprintf(targets, "%%%%MatrixMarket matrix array real general\n20 1\n");
    for (int k = 0; k < 40; k++) fprintf(points, "%g\n", k < 20 ? cos(k) : sin(k - 20));
    for (int k = 0; k < 20; k++) fprintf(targets, "%d\n", k % 3);
    fclose(points), fclose(targets);
}

/* Every file that a verb can write, when half of it is there: nothing, or the old one untouched. */
static void leaves_no_part_of_a_file(void **state)
{
    (void)state;
    char *x = put("x", NULL), *model = put_model(), *K = put("K.npy", NULL), *X, *y;
    char *A = put("A.mtx", "%%MatrixMarket matrix array real symmetric\n2 2\n2\n1\n2\n");
    char *b = put("b.mtx", "%%MatrixMarket matrix array real general\n2 1\n1\n2\n");
    char *w = put("w.mtx", "%%MatrixMarket matrix array real general\n8 1\n1\n2\n3\n4\n5\n6\n7\n8\n");
    static const double kernel[] = {2, 1, 1, 2};
    const result values = {RESULT_DOUBLE, 2, 2, 2, kernel};
    cli_error error;
    put_points(&X, &y);
    assert_int_equal(output_npy(K, &values, &error), CLI_OK);
    const char *const lines[][12] = {
        {"lstsq", "-o", x, A, b},
        {"law", "semicircle", "--pdf", "0:1:9", "-o", x},
        {"law", "semicircle", "--plot", x},
        {"logdet", K, "--kind", "spd", "--plot", x},
        {"decompress", w, "--to", "16", "-m", "smooth", "-o", x},
        {"decompress", w, "--to", "16", "-m", "smooth", "--plot", x},
        {"nnerror", X, y, "--ratio", "1,2", "-o", x},
        {"nnerror", X, y, "--ratio", "1,2", "--plot", x},
        {"weights", model, "--csv", x},
        {"weights", model, "--html", x},
        {"weights", model, "--smooth", x, "--keep", "0.5"},
        {"weights", model, "--sharpen", x},
    };
    const int inputs = entries();
    while_writing = true;
    for (size_t l = 0; l < sizeof lines / sizeof lines[0]; l++) {
        for (int count = 1; count <= 2; count++) {
            assert_int_equal(run(SIGINT, count, lines[l]), 128 + SIGINT);
            assert_int_equal(entries(), inputs);
        }
        assert_int_equal(run(SIGINT, 0, lines[l]), CLI_OK);
        const ino_t before = identity(x);
        assert_int_equal(run(SIGTERM, 1, lines[l]), 128 + SIGTERM);
        assert_true(entries() == inputs + 1 && before > 0 && identity(x) == before);
        unlink(x);
    }
    while_writing = false;
    char *const paths[] = {model, K, X, y, A, b, w, x};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        unlink(paths[i]);
        free(paths[i]);
    }
    assert_int_equal(entries(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stops_and_writes_nothing),
        cmocka_unit_test(leaves_no_part_of_a_folder),
        cmocka_unit_test(leaves_no_part_of_a_file),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
