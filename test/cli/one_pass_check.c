/*
 * Help for the test of --one-pass.
 *
 *     one_pass_check make FILE ROWS COLS fortran|c    a .npy of sum_t 2^-t u_t v_t^T, t = 1 .. 12, u and v cosines
 *     one_pass_check peak COMMAND ...                 run it; print its greatest resident memory, in KB, on stdout
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TERMS = 12 };

static int fail(const char *what)
{
    perror(what);
    return EXIT_FAILURE;
}

/* COLUMNS x TERMS, by rows: orthonormal columns. */
static double *cosines(long n)
{
    double *u = malloc((size_t)n * TERMS * sizeof *u);
    for (long i = 0; u && i < n; i++)
        for (int t = 0; t < TERMS; t++)
            u[i * TERMS + t] = sqrt(2 / (double)n) * cos(acos(-1) * ((double)i + 0.5) * (t + 1) / (double)n);
    return u;
}

/* 128 bytes, so that the elements are aligned. */
static void write_header(FILE *file, long rows, long cols, int fortran)
{
    char header[128];
    memset(header, ' ', sizeof header);
    memcpy(header, "\x93NUMPY\x01\x00\x76", 9);
    header[9] = 0;
    const int n = snprintf(header + 10, 100, "{'descr': '<f8', 'fortran_order': %s, 'shape': (%ld, %ld), }",
                           fortran ? "True" : "False", rows, cols);
    header[10 + n] = ' ';
    header[127] = '\n';
    fwrite(header, 1, sizeof header, file);
}

/* In either order: `outer` lines of `inner` elements. */
static int make(const char *name, long rows, long cols, int fortran)
{
    const long outer = fortran ? cols : rows, inner = fortran ? rows : cols;
    double *u = cosines(outer), *v = cosines(inner), *line = malloc((size_t)inner * sizeof *line);
    FILE *file = fopen(name, "wb");
    int failed = !file || !u || !v || !line;
    if (!failed) write_header(file, rows, cols, fortran);
    for (long i = 0; i < outer && !failed; i++) {
        for (long j = 0; j < inner; j++) {
            line[j] = 0;
            for (int t = 0; t < TERMS; t++) line[j] += ldexp(u[i * TERMS + t] * v[j * TERMS + t], -t - 1);
        }
        failed = fwrite(line, sizeof *line, (size_t)inner, file) != (size_t)inner;
    }
    if (file && fclose(file)) failed = 1;
    free(u), free(v), free(line);
    return failed ? fail(name) : EXIT_SUCCESS;
}

static int peak(char **argv)
{
    struct rusage usage;
    int status = 0;
    const pid_t child = fork();
    if (child < 0) return fail("fork");
    if (child == 0) {
        if (!freopen("/dev/null", "w", stdout)) _exit(EXIT_FAILURE);
        execv(argv[0], argv);
        _exit(EXIT_FAILURE);
    }
    if (waitpid(child, &status, 0) != child || getrusage(RUSAGE_CHILDREN, &usage)) return fail("waitpid");
    printf("%ld\n", usage.ru_maxrss);
    return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    if (argc == 6 && !strcmp(argv[1], "make"))
        return make(argv[2], strtol(argv[3], NULL, 10), strtol(argv[4], NULL, 10), argv[5][0] == 'f');
    if (argc > 2 && !strcmp(argv[1], "peak")) return peak(argv + 2);
    fprintf(stderr, "usage: one_pass_check make|peak ...\n");
    return EXIT_FAILURE;
}
