/*
 * Rows spread over processes: two processes of one thread against one process of two, against ScaLAPACK's PDGELS on
 * the same two processes, and what is sent.  Runs mpi_worker under mpirun, the contestants in turn.
 */
#include "bench.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct outcome {
    double seconds, residual;
    long long steps, messages, words;
} outcome;

/* A program under mpirun, its output to be read. */
static FILE *start(int processes, int threads, const char *program)
{
    char command[1024];
    snprintf(command, sizeof command,
             "OMP_NUM_THREADS=%d OMP_WAIT_POLICY=passive OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 "
             "OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_hwloc_base_binding_policy=none "
             "OMPI_MCA_btl_vader_single_copy_mechanism=none OMPI_MCA_btl=self,vader OMPI_MCA_plm=isolated "
             "%s %s %d %s 2>/dev/null",
             threads, BENCH_MPIEXEC, BENCH_MPIEXEC_FLAG, processes, program);
    return popen(command, "r");
}

/* Results in groups of 1, 2, 3, 4 and 7 processes. */
static void equality(void)
{
    double worst, excess, passes;
    int same;
    FILE *pipe = start(7, 1, BENCH_RANKS);
    const bool got = pipe && fscanf(pipe, "ranks %lf %d %lf %lf", &worst, &same, &excess, &passes) == 4;
    if (!pipe || pclose(pipe) != 0 || !got) {
        bench_skip("results of 1, 2, 3, 4, 7 processes", "mpirun does not run");
        return;
    }
    bench_at_most("results of 1, 2, 3, 4, 7 processes against the serial library, relative difference", worst, "",
                  1e-13);
    bench_at_least("groups with the same bits, of 5, with exact sums", same, "", 5);
    bench_at_most("words sent, distance from the formula with whole passes over A", fabs(excess), "words", 1e-6);
    bench_at_least("passes over A beyond the steps", passes, "", 1);
    bench_at_most("the same", passes, "", 6);
}

/* One run of the worker; its least time is kept in `best`. */
static bool run(int processes, int threads, const char *what, long long m, long long n, outcome *best)
{
    char program[512], name[32];
    outcome now;
    snprintf(program, sizeof program, "%s %s %lld %lld 2", BENCH_WORKER, what, m, n);
    FILE *pipe = start(processes, threads, program);
    if (!pipe) return false;
    const int got = fscanf(pipe, "%31s %lf %lf %lld %lld %lld", name, &now.seconds, &now.residual, &now.steps,
                           &now.messages, &now.words);
    if (pclose(pipe) != 0 || got != 6) return false;
    if (!(best->seconds <= now.seconds)) *best = now;
    return true;
}

/* The other drivers: two processes of one thread over the library for one process in two threads. */
static void compare(bool quick, int rounds)
{
    static const struct {
        const char *what, *name;
        long long m, n;
    } cases[] = {
        {"qr", "pivoted QR", 100000, 200},
        {"svd", "SVD of rank 20", 100000, 300},
        {"stream", "SVD of rank 20 of streams", 100000, 300},
        {"leverage", "leverage scores", 100000, 200},
        {"average", "average of 16 debiased sketches", 100000, 100},
        {"logistic", "logistic regression", 100000, 100},
        {"trace", "trace of A^T A by 48 products", 100000, 300},
        {"logdet", "log-determinant", 2000, 2000},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        const long long cut = quick ? 10 : 1, m = cases[k].m / cut, n = cases[k].n / (quick ? 2 : 1);
        outcome spread = {.seconds = NAN}, serial = {.seconds = NAN};
        char what[32], name[128], detail[32];
        bool ran = true;
        if (cases[k].m == cases[k].n && !BENCH_HAS_SCALAPACK) continue;
        snprintf(what, sizeof what, "serial-%s", cases[k].what);
        const long long rows = cases[k].m == cases[k].n ? n : m;
        for (int round = 0; round < rounds && ran; round++)
            ran = run(2, 1, cases[k].what, rows, n, &spread) && run(1, 2, what, rows, n, &serial);
        snprintf(name, sizeof name, "%s %lld x %lld, 2 processes x 1 thread over one x 2", cases[k].name, rows, n);
        snprintf(detail, sizeof detail, "%.3g s", serial.seconds);
        if (ran)
            bench_note(name, spread.seconds / serial.seconds, "ratio", detail);
        else
            bench_skip(name, "a program fails");
    }
}

int main(int argc, char **argv)
{
    const bool quick = bench_quick(argc, argv);
    const long long m = quick ? 20000 : 100000, n = quick ? 200 : 500;
    const int rounds = quick ? 2 : 4;
    const outcome none = {.seconds = NAN};
    outcome two = none, one = none, serial = none, gels = none, exact = none, small = none;
    bool ran = true, peer = BENCH_HAS_SCALAPACK;
    for (int k = 0; k < rounds && ran; k++) {
        ran = run(2, 1, "lsq", m, n, &two) && run(1, 2, "lsq", m, n, &one) && run(1, 2, "serial-lsq", m, n, &serial);
        if (ran && peer && k < 2) peer = run(2, 1, "gels", m, n, &gels);
    }
    if (ran) ran = run(2, 1, "exact", m / 10, n / 5, &exact) && run(2, 1, "lsq", m / 10, n / 5, &small);
    if (!ran) {
        bench_skip("least squares over processes", "mpirun does not run");
        return 0;
    }
    bench_at_most(bench_name("least squares %lld x %lld, 2 processes x 1 thread over 1 x 2", m, n),
                  two.seconds / one.seconds, "ratio", 1.15);
    bench_at_most("the same over the library for one process, 2 threads", two.seconds / serial.seconds, "ratio", 1.15);
    if (peer)
        bench_at_least("PDGELS on the same 2 processes, over it", gels.seconds / two.seconds, "ratio", 2);
    else
        bench_skip("PDGELS on the same 2 processes, over it", "ScaLAPACK is not installed");
    bench_at_most("its ||A^T r|| / (||A|| ||r||)", two.residual, "", 1e-14);
    bench_note("words that process 0 sends, over m n", (double)two.words / ((double)m * (double)n), "ratio",
               "n^2 of them R");
    bench_note("messages of process 0", (double)two.messages, "", "");
    bench_note(bench_name("exact sums at %lld x %lld, over plain ones", m / 10, n / 5), exact.seconds / small.seconds,
               "ratio", "");
    equality();
    compare(quick, quick ? 1 : 3);
    return 0;
}
