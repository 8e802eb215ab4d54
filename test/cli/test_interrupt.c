/* A signal in the middle of the solver: the program stops with its code and writes nothing. */
#include "testing.h"

#include "interrupt.h"
#include "lstsq.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
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

static char folder[] = "/tmp/randlapack-test-XXXXXX";

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

/* Exit code of lstsq in a process of its own, so that each has fresh signal state; 1000 + signal when killed. */
static int run(int raised, int count, char *A, char *b, char *x)
{
    int status;
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        char verb[] = "lstsq", option[] = "-o", quiet[] = "-q";
        char *argv[] = {verb, quiet, option, x, A, b, NULL};
        signal_to_raise = raised;
        times = count;
        if (!freopen("/dev/null", "w", stderr)) _exit(99);
        interrupt_install();
        _exit(lstsq_main(6, argv));
    }
    if (waitpid(child, &status, 0) != child) return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static void stops_and_writes_nothing(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(folder));
    char *A = put("A.mtx", "%%MatrixMarket matrix array real general\n3 2\n1\n1\n1\n1\n2\n3\n");
    char *b = put("b.mtx", "%%MatrixMarket matrix array real general\n3 1\n1\n2\n3\n"), *x = put("x.npy", NULL);
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    for (int k = 0; k < 6; k++) {
        const int raised = signals[k / 2];
        assert_int_equal(run(raised, 1 + k % 2, A, b, x), 128 + raised);
        assert_int_not_equal(access(x, F_OK), 0);
    }
    assert_int_equal(run(SIGINT, 0, A, b, x), CLI_OK); /* it was the signal */
    assert_int_equal(access(x, F_OK), 0);
    unlink(A), unlink(b), unlink(x);
    free(A), free(b), free(x);
    assert_int_equal(rmdir(folder), 0); /* and there is no temporary file */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(stops_and_writes_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
