/*
 * Claim: a matrix in a file of four times the memory that is allowed is decomposed in one pass, with an error within
 * three times that of the SVD with passes.  The program runs itself three times, so that what each run needs can be
 * told apart (getrusage): to write the file, to stream it, and to decompose it in memory.  The matrix is L diag(s) R^T,
 * L cosines, R random and orthonormal, s = e^(-i/20), so that rows can be made one block after another.
 */
#include "bench.h"
#include "sketching.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <randlapack.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { COLS = 1024, TERMS = 200, RANK = 20, BLOCK = 512, SHARE = 4 };

static double value(int64_t i)
{
    return exp(-(double)i / 20);
}

static void fail(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

static FILE *open_file(const char *name, const char *mode)
{
    FILE *file = fopen(name, mode);
    if (!file) fail(name);
    return file;
}

/* diag(s) R^T, TERMS x COLS, column major. */
static double *right_factor(void)
{
    double *Q = bench_allocate((int64_t)COLS * TERMS * 8), *B = bench_allocate((int64_t)COLS * TERMS * 8), tau[TERMS];
    bench_random((int64_t)COLS * TERMS, Q);
    LAPACKE_dgeqrf(LAPACK_COL_MAJOR, COLS, TERMS, Q, COLS, tau);
    LAPACKE_dorgqr(LAPACK_COL_MAJOR, COLS, TERMS, TERMS, Q, COLS, tau);
    for (int t = 0; t < TERMS; t++)
        for (int j = 0; j < COLS; j++) B[t + j * TERMS] = value(t) * Q[j + t * COLS];
    free(Q);
    return B;
}

static void write_file(const char *name, int64_t m)
{
    const double pi = 3.14159265358979323846, scale = sqrt(2 / (double)m);
    double *B = right_factor(), *L = bench_allocate(BLOCK * TERMS * 8), *rows = bench_allocate(BLOCK * COLS * 8);
    FILE *file = open_file(name, "wb");
    for (int64_t first = 0; first < m; first += BLOCK) {
        for (int64_t i = 0; i < BLOCK; i++)
            for (int64_t t = 0; t < TERMS; t++)
                L[t + i * TERMS] = scale * cos(pi * ((double)(first + i) + 0.5) * (double)(t + 1) / (double)m);
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, BLOCK, COLS, TERMS, 1, L, TERMS, B, TERMS, 0, rows, COLS);
        if (fwrite(rows, 8, BLOCK * COLS, file) != BLOCK * COLS) fail(name);
    }
    if (fclose(file)) fail(name);
    free(B), free(L), free(rows);
}

static int64_t read_rows(void *context, int64_t room, double *A)
{
    FILE *file = context;
    const size_t count = fread(A, COLS * sizeof *A, (size_t)room, file);
    return ferror(file) ? RANDBLAS_IO_ERROR : (int64_t)count;
}

/* ||A - U diag(s) V^T||_F in a second reading, which only the measurement needs. */
static double distance(const char *name, int64_t m, const double *U, const double *s, double *V)
{
    double error = 0, *rows = bench_allocate(BLOCK * COLS * 8);
    FILE *file = open_file(name, "rb");
    for (int t = 0; t < RANK; t++) cblas_dscal(COLS, s[t], V + (size_t)t * COLS, 1);
    for (int64_t first = 0; first < m; first += BLOCK) {
        if (read_rows(file, BLOCK, rows) != BLOCK) fail(name);
        cblas_dgemm(CblasColMajor, CblasNoTrans, CblasTrans, COLS, BLOCK, RANK, -1, V, COLS, U + first, (int)m, 1, rows,
                    COLS);
        error = hypot(error, cblas_dnrm2(BLOCK * COLS, rows, 1));
    }
    fclose(file);
    free(rows);
    return error;
}

/* One pass: prints seconds, error and estimated error. */
static void one_pass(const char *name, int64_t m, int64_t limit)
{
    double *U = bench_allocate(m * RANK * 8), *V = bench_allocate(COLS * RANK * 8), s[RANK];
    const randlapack_stream_options options = {.control = {.memory_limit = limit}};
    randlapack_stream_report report;
    FILE *file = open_file(name, "rb");
    const double start = bench_now();
    sketching_check(randlapack_dsvd_stream(m, COLS, RANK, read_rows, file, U, m, s, V, COLS, &options, &report));
    const double seconds = bench_now() - start;
    fclose(file);
    printf("%.6e %.6e %.6e\n", seconds, distance(name, m, U, s, V), report.frobenius_error);
    free(U), free(V);
}

/* The whole in memory: the same three numbers of randlapack_drsvd(). */
static void with_passes(const char *name, int64_t m)
{
    double *A = bench_allocate(m * COLS * 8), *U = bench_allocate(m * RANK * 8), *V = bench_allocate(COLS * RANK * 8);
    double s[RANK];
    FILE *file = open_file(name, "rb");
    const double start = bench_now();
    if (read_rows(file, m, A) != m) fail(name);
    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_ROW_MAJOR, m, COLS, A, COLS);
    randlapack_rsvd_report report;
    sketching_check(randlapack_drsvd(&op, RANK, U, m, s, V, COLS, NULL, &report));
    const double seconds = bench_now() - start;
    fclose(file);
    free(A);
    printf("%.6e %.6e %.6e\n", seconds, distance(name, m, U, s, V), report.frobenius_error);
    free(U), free(V);
}

typedef struct run {
    double seconds, error, estimate, megabytes;
} run;

/* This program again, for one of its parts. */
static run run_part(const char *program, const char *part, const char *name, int64_t m, int64_t limit)
{
    char rows[24], bytes[24];
    int ends[2], status = 0;
    run r = {0};
    struct rusage usage;
    snprintf(rows, sizeof rows, "%lld", (long long)m);
    snprintf(bytes, sizeof bytes, "%lld", (long long)limit);
    if (pipe(ends)) fail("pipe");
    const pid_t child = fork();
    if (child < 0) fail("fork");
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]), close(ends[1]);
        execl(program, program, part, name, rows, bytes, (char *)NULL);
        _exit(EXIT_FAILURE);
    }
    close(ends[1]);
    FILE *out = fdopen(ends[0], "r");
    const int found = out ? fscanf(out, "%lf %lf %lf", &r.seconds, &r.error, &r.estimate) : 0;
    if (out) fclose(out);
    if (wait4(child, &status, 0, &usage) != child || status || (strcmp(part, "write") != 0 && found != 3)) {
        unlink(name);
        fail(part);
    }
    r.megabytes = (double)usage.ru_maxrss / 1024;
    return r;
}

static bool run_as_part(int argc, char **argv)
{
    if (argc != 5) return false;
    const int64_t m = strtoll(argv[3], NULL, 10), limit = strtoll(argv[4], NULL, 10);
    bench_set_threads(bench_max_threads() < 2 ? 1 : 2);
    if (!strcmp(argv[1], "write"))
        write_file(argv[2], m);
    else if (!strcmp(argv[1], "stream"))
        one_pass(argv[2], m, limit);
    else
        with_passes(argv[2], m);
    return true;
}

int main(int argc, char **argv)
{
    if (run_as_part(argc, argv)) return 0;
    const int64_t m = bench_quick(argc, argv) ? 32768 : 65536, bytes = m * COLS * 8, allowed = bytes / SHARE;
    const double megabytes = (double)allowed / 1048576;
    char name[] = "/tmp/randlapack-bench-XXXXXX";
    const int fd = mkstemp(name);
    if (fd < 0) fail(name);
    close(fd);
    run_part("/proc/self/exe", "write", name, m, allowed);
    const run stream = run_part("/proc/self/exe", "stream", name, m, allowed);
    const run whole = run_part("/proc/self/exe", "passes", name, m, allowed);
    unlink(name);
    double best = 0;
    for (int t = RANK; t < TERMS; t++) best = hypot(best, value(t));
    bench_at_most(bench_name("svd_stream %d x %d, k = %d, %.0f MB in a file, peak memory of the process", (int)m, COLS,
                             RANK, (double)bytes / 1048576),
                  stream.megabytes, "MB", megabytes);
    bench_at_most("svd_stream, error over that of rsvd with two passes", stream.error / whole.error, "x", 3);
    bench_note("svd_stream, error over the best", stream.error / best, "x", "");
    bench_note("svd_stream, estimated error over the error", stream.estimate / stream.error, "x", "");
    bench_note("svd_stream, time from the file", stream.seconds, "s", "");
    bench_note("rsvd, time from the file, the matrix in memory", whole.seconds, "s", "");
    bench_note("rsvd, peak memory of the process", whole.megabytes, "MB", "");
    return 0;
}
