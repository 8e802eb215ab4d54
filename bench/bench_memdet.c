/*
 * Claims: the log-determinant of a matrix in a file, with a quarter of the memory it takes, in 1.25 times the time of
 * the factorisation in memory; with no more memory than stated; to 1e-12 of it; the traffic that doc/memdet.md derives;
 * and the same bits after any kill.  The program runs itself, so that what each run takes can be told apart
 * (getrusage).
 */
#include "bench.h"
#include "sketching.h"

#include <fcntl.h>
#include <lapacke.h>
#include <math.h>
#include <rmt.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SHARE = 4, KILLS = 20 };

static const char *const names[] = {"", "LU", "LDL^T", "Cholesky"};
static const char *const peers[] = {"", "GETRF", "SYTRF", "POTRF"};

static void fail(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

/* Entry (i, j): a number in (-1, 1) of its own, the same for (j, i) if the matrix is symmetric. */
static double entry(rmt_memdet_method method, int64_t n, int64_t i, int64_t j)
{
    const bool flip = method != RMT_MEMDET_LU && i < j;
    uint64_t z = (uint64_t)(flip ? j * n + i : i * n + j) * 0x9e3779b97f4a7c15u + 0x1234567u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    const double x = (double)((z ^ z >> 31) >> 11) * 0x1p-52 - 1;
    if (i != j || method == RMT_MEMDET_LU) return x;
    /* definite; or a saddle point, definite above, negative below */
    const double size = 1.3 * sqrt((double)n);
    return method == RMT_MEMDET_CHOLESKY ? x + size : x + (i % 3 ? size : -size);
}

static void fill(rmt_memdet_method method, int64_t n, int64_t j0, int64_t j1, double *A)
{
#pragma omp parallel for
    for (int64_t j = j0; j < j1; j++)
        for (int64_t i = 0; i < n; i++) A[i + (j - j0) * n] = entry(method, n, i, j);
}

static void write_matrix(const char *name, rmt_memdet_method method, int64_t n)
{
    const int64_t step = 256;
    double *A = bench_allocate(n * step * 8);
    FILE *file = fopen(name, "wb");
    if (!file) fail(name);
    for (int64_t j = 0; j < n; j += step) {
        const int64_t cols = n - j < step ? n - j : step;
        fill(method, n, j, j + cols, A);
        if (fwrite(A, 8, (size_t)(n * cols), file) != (size_t)(n * cols)) fail(name);
    }
    if (fclose(file)) fail(name);
    free(A);
}

/* The parts, each a process of its own: seconds, log|det|, and more. */

static double sum_of_logs(int64_t n, const double *A, const lapack_int *pivots, rmt_memdet_method method)
{
    double sum = 0, lost = 0;
    for (int64_t i = 0; i < n; i++) {
        double x = log(fabs(A[i + i * n]));
        if (method == RMT_MEMDET_CHOLESKY) x *= 2;
        if (method == RMT_MEMDET_LDL && pivots[i] < 0) {
            const double e = A[i + 1 + i * n];
            x = log(fabs(A[i + i * n] * A[i + 1 + (i + 1) * n] - e * e));
            i++;
        }
        const double next = sum + x;
        lost += fabs(sum) > fabs(x) ? sum - next + x : x - next + sum;
        sum = next;
    }
    return sum + lost;
}

static void in_memory(const char *name, rmt_memdet_method method, int64_t n)
{
    double *A = bench_allocate(n * n * 8), start = bench_now();
    lapack_int *pivots = bench_allocate(n * (int64_t)sizeof *pivots);
    FILE *file = fopen(name, "rb");
    if (!file || fread(A, 8, (size_t)(n * n), file) != (size_t)(n * n)) fail(name);
    fclose(file);
    const double loaded = bench_now() - start;
    start = bench_now();
    const clock_t before = clock();
    lapack_int info = 0;
    if (method == RMT_MEMDET_CHOLESKY) info = LAPACKE_dpotrf(LAPACK_COL_MAJOR, 'L', (lapack_int)n, A, (lapack_int)n);
    if (method == RMT_MEMDET_LDL) info = LAPACKE_dsytrf(LAPACK_COL_MAJOR, 'L', (lapack_int)n, A, (lapack_int)n, pivots);
    if (method == RMT_MEMDET_LU)
        info = LAPACKE_dgetrf(LAPACK_COL_MAJOR, (lapack_int)n, (lapack_int)n, A, (lapack_int)n, pivots);
    if (info) fail("factorisation");
    const double seconds = bench_now() - start, busy = (double)(clock() - before) / CLOCKS_PER_SEC;
    printf("%.6e %.17e %.6e %.6e\n", seconds, sum_of_logs(n, A, pivots, method), loaded, busy);
    free(A), free(pivots);
}

static void out_of_core(const char *name, rmt_memdet_method method, int64_t n, const char *scratch, int64_t limit)
{
    const rmt_dmemdet_input input = {.format = RMT_MEMDET_FLOAT64, .n = n, .path = name};
    const rmt_memdet_options options = {.method = method,
                                        .control = {.memory_limit = limit},
                                        .scratch = *scratch ? scratch : NULL,
                                        .resume = *scratch != 0,
                                        .keep = 1};
    rmt_memdet_report r;
    const clock_t before = clock();
    sketching_check(rmt_dmemdet(&input, &options, &r));
    const double busy = (double)(clock() - before) / CLOCKS_PER_SEC;
    const int64_t nb = r.blocks, cube = nb * nb * nb - nb;
    const bool lu = r.method == RMT_MEMDET_LU;
    const bool counted = r.input_blocks == (lu ? nb * nb : nb * (nb + 1) / 2) &&
                         r.written_blocks == (lu ? nb * (nb + 1) / 2 - 1 : nb * (nb - 1) / 2) &&
                         r.read_blocks == (lu ? cube / 3 : cube / 6);
    printf("%.6e %.17e %d %.6e %.6e %.6e %d %d %d %.3e %.6e\n", r.seconds, r.logabsdet, (int)nb, r.seconds_input,
           r.seconds_io, r.seconds_wait, counted, (int)r.resumed, r.fallback, r.growth, busy);
}

typedef struct run {
    double seconds, logdet, more[9], megabytes;
    bool killed;
} run;

/* This program again, for one of its parts; killed after so many seconds if that is positive. */
static run run_part(const char *part, const char *name, rmt_memdet_method method, int64_t n, const char *scratch,
                    int64_t limit, double kill_after)
{
    char numbers[3][24], text[512] = {0};
    int ends[2], status = 0;
    run r = {0};
    struct rusage usage;
    snprintf(numbers[0], 24, "%d", (int)method), snprintf(numbers[1], 24, "%lld", (long long)n);
    snprintf(numbers[2], 24, "%lld", (long long)limit);
    if (pipe(ends)) fail("pipe");
    const pid_t child = fork();
    if (child < 0) fail("fork");
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]), close(ends[1]);
        execl("/proc/self/exe", "bench_memdet", part, name, numbers[0], numbers[1], scratch, numbers[2], (char *)NULL);
        _exit(EXIT_FAILURE);
    }
    close(ends[1]);
    if (kill_after > 0) {
        usleep((useconds_t)(kill_after * 1e6));
        kill(child, SIGKILL);
    }
    FILE *out = fdopen(ends[0], "r");
    if (out && fgets(text, sizeof text, out))
        sscanf(text, "%lf %lf %lf %lf %lf %lf %lf %lf %lf %lf %lf", &r.seconds, &r.logdet, &r.more[0], &r.more[1],
               &r.more[2], &r.more[3], &r.more[4], &r.more[5], &r.more[6], &r.more[7], &r.more[8]);
    if (out) fclose(out);
    if (wait4(child, &status, 0, &usage) != child) fail("wait");
    r.killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    if (status && !(r.killed && kill_after > 0)) {
        unlink(name);
        fail(part);
    }
    r.megabytes = (double)usage.ru_maxrss / 1024;
    return r;
}

static bool run_as_part(int argc, char **argv)
{
    if (argc != 7) return false;
    const rmt_memdet_method method = (rmt_memdet_method)strtol(argv[3], NULL, 10);
    const int64_t n = strtoll(argv[4], NULL, 10), limit = strtoll(argv[6], NULL, 10);
    bench_set_threads(bench_max_threads() < 2 ? 1 : 2);
    if (!strcmp(argv[1], "write"))
        write_matrix(argv[2], method, n);
    else if (!strcmp(argv[1], "memory"))
        in_memory(argv[2], method, n);
    else
        out_of_core(argv[2], method, n, argv[5], limit);
    return true;
}

/* In turn with the factorisation in memory; the least ratio of neighbours in time. */
static void compare(const char *name, rmt_memdet_method method, int64_t n, int runs)
{
    const int64_t limit = n * n * 8 / SHARE;
    const char *what = names[method];
    double ratio = INFINITY, busy[2] = {INFINITY, INFINITY}, error = 0, megabytes = 0;
    run ours = {0}, theirs = {0};
    for (int k = 0; k < runs; k++) {
        const run one = run_part("core", name, method, n, "", limit, 0);
        const run other = run_part("memory", name, method, n, "", limit, 0);
        megabytes = fmax(megabytes, one.megabytes);
        busy[0] = fmin(busy[0], one.more[8]), busy[1] = fmin(busy[1], other.more[1]);
        error = fmax(error, fabs(one.logdet / other.logdet - 1));
        if (one.seconds / other.seconds >= ratio) continue;
        ratio = one.seconds / other.seconds;
        ours = one, theirs = other;
    }
    const char *label = bench_name("memdet %s, n = %d, in %d panels, time over that of %s in memory", what, (int)n,
                                   (int)ours.more[0], peers[method]);
    bench_at_most(label, ratio, "x", 1.25);
    bench_note(bench_name("memdet %s, n = %d, processor time over that of %s", what, (int)n, peers[method]),
               busy[0] / busy[1], "x", "");
    bench_at_most(bench_name("memdet %s, n = %d, peak memory of the process over the budget", what, (int)n),
                  megabytes / ((double)limit / 1048576), "x", 1.05);
    bench_at_most(bench_name("memdet %s, n = %d, relative error of log|det|", what, (int)n), error, "", 1e-12);
    bench_at_least(bench_name("memdet %s, n = %d, blocks moved as the formula says", what, (int)n), ours.more[4], "",
                   1);
    bench_note(bench_name("memdet %s, n = %d, time", what, (int)n), ours.seconds, "s", "");
    bench_note(bench_name("%s, n = %d, time", peers[method], (int)n), theirs.seconds, "s", "");
    bench_note(bench_name("%s, n = %d, time to read the file before that", peers[method], (int)n), theirs.more[0], "s",
               "");
    bench_note(bench_name("memdet %s, n = %d, of its time reading the matrix", what, (int)n), ours.more[1], "s", "");
    bench_note(bench_name("memdet %s, n = %d, scratch input and output hidden behind arithmetic", what, (int)n),
               100 * (1 - ours.more[3] / ours.more[2]), "%", "");
    bench_note(bench_name("memdet %s, n = %d, growth", what, (int)n), ours.more[7], "", "");
}

/* Killed at moments spread over the time a run takes; whoever resumes is killed too, a little later. */
static void kill_and_resume(const char *name, rmt_memdet_method method, int64_t n, const char *scratch)
{
    const int64_t limit = n * n * 8 / SHARE;
    const run whole = run_part("core", name, method, n, "", limit, 0);
    int same = 0, killed = 0, resumed = 0;
    uint64_t state = 1;
    for (int k = 0; k < KILLS; k++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        const double moment = 0.02 + 1.05 * whole.seconds * (double)(state >> 11) * 0x1p-53;
        killed += run_part("core", name, method, n, scratch, limit, moment).killed;
        const run again = run_part("core", name, method, n, scratch, limit, 0);
        same += memcmp(&again.logdet, &whole.logdet, sizeof whole.logdet) == 0;
        resumed += again.more[5] > 0;
    }
    bench_at_least(
        bench_name("memdet %s, n = %d, killed at %d moments and resumed: the same bits", names[method], (int)n, KILLS),
        same, "times", KILLS);
    bench_note(bench_name("memdet %s, of these killed before the end", names[method]), killed, "times", "");
    bench_note(bench_name("memdet %s, of these resumed behind the first panel", names[method]), resumed, "times", "");
}

int main(int argc, char **argv)
{
    if (run_as_part(argc, argv)) return 0;
    const bool quick = bench_quick(argc, argv);
    const int64_t sizes[] = {quick ? 4096 : 8192, 12000};
    char folder[] = "/tmp/randlapack-bench-XXXXXX", name[64], scratch[64];
    if (!mkdtemp(folder)) fail(folder);
    snprintf(name, sizeof name, "%s/matrix", folder), snprintf(scratch, sizeof scratch, "%s/scratch", folder);
    for (int s = 0; s < (quick ? 1 : 2); s++)
        for (int method = RMT_MEMDET_CHOLESKY; method >= RMT_MEMDET_LU; method--) {
            run_part("write", name, (rmt_memdet_method)method, sizes[s], "", 0, 0);
            compare(name, (rmt_memdet_method)method, sizes[s], quick ? 2 : 3);
        }
    for (int method = RMT_MEMDET_CHOLESKY; method >= RMT_MEMDET_LU; method--) {
        run_part("write", name, (rmt_memdet_method)method, quick ? 2000 : 4096, "", 0, 0);
        kill_and_resume(name, (rmt_memdet_method)method, quick ? 2000 : 4096, scratch);
    }
    unlink(name);
    rmdir(folder);
    return 0;
}
