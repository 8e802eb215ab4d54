/* A signal in the middle of the solver: the program stops with its code and writes nothing. */
#include "testing.h"

#include "atomic_folder.h"
#include "eig.h"
#include "id.h"
#include "interrupt.h"
#include "lstsq.h"
#include "qr.h"
#include "svd.h"

#include <dirent.h>
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

int __wrap_randlapack_dlsq(const randblas_dlinop *A, const double *weights, int64_t nrhs, const double *B, int64_t ldb,
                           double *X, int64_t ldx, const randlapack_lsq_options *options, randlapack_lsq_report *report)
{
    for (int i = 0; i < times; i++) raise(signal_to_raise);
    return __real_randlapack_dlsq(A, weights, nrhs, B, ldb, X, ldx, options, report);
}

/* Of the verbs that write folders, between two files. */
int __wrap_atomic_folder_file(atomic_folder *, const char *, atomic_file *, cli_error *);
int __real_atomic_folder_file(atomic_folder *, const char *, atomic_file *, cli_error *);

int __wrap_atomic_folder_file(atomic_folder *output, const char *name, atomic_file *file, cli_error *error)
{
    for (int i = 0; output->files == 1 && i < times; i++) raise(signal_to_raise);
    return __real_atomic_folder_file(output, name, file, error);
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

typedef int (*verb_fn)(int argc, char **argv);

/* Exit code of a verb in a process of its own, so that each has fresh signal state; 1000 + signal when killed. */
static int run(int raised, int count, verb_fn verb, const char *const *words)
{
    enum { MOST = 10 };
    int status;
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        char *argv[MOST + 1] = {NULL};
        int argc = 0;
        for (; words[argc] && argc < MOST; argc++) argv[argc] = strdup(words[argc]);
        signal_to_raise = raised;
        times = count;
        if (!freopen("/dev/null", "w", stderr)) _exit(99);
        interrupt_install();
        _exit(verb(argc, argv));
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
        assert_int_equal(run(raised, 1 + k % 2, lstsq_main, words), 128 + raised);
        assert_int_not_equal(access(x, F_OK), 0);
    }
    assert_int_equal(run(SIGINT, 0, lstsq_main, words), CLI_OK); /* it was the signal */
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
    static const struct {
        const char *name;
        verb_fn verb;
    } verbs[] = {{"svd", svd_main}, {"eig", eig_main}, {"id", id_main}, {"qr", qr_main}};
    char *A = put("A.mtx", "%%MatrixMarket matrix array real general\n2 2\n1\n2\n2\n3\n"), *x = put("x", NULL);
    for (int v = 0; v < 4; v++) {
        const char *const first[] = {verbs[v].name, "-q", "-k", "2", "-o", x, A, NULL};
        const char *const again[] = {verbs[v].name, "-q", "-k", "1", "-f", "-o", x, A, NULL};
        for (int k = 0; k < 6; k++) {
            assert_int_equal(run(signals[k / 2], 1 + k % 2, verbs[v].verb, first), 128 + signals[k / 2]);
            assert_int_equal(entries(), 1);
        }
        assert_int_equal(run(SIGINT, 0, verbs[v].verb, first), CLI_OK);
        const ino_t before = identity(x);
        assert_true(before > 0);
        for (int k = 0; k < 2; k++) assert_int_equal(run(SIGINT, 1 + k, verbs[v].verb, again), 128 + SIGINT);
        assert_true(entries() == 2 && identity(x) == before);
        assert_int_equal(run(SIGINT, 0, verbs[v].verb, again), CLI_OK);
        assert_true(entries() == 2 && identity(x) != before);
        remove_output(x);
    }
    unlink(A);
    free(A), free(x);
    assert_int_equal(entries(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stops_and_writes_nothing),
        cmocka_unit_test(leaves_no_part_of_a_folder),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
