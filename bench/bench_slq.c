/*
 * Claims: stochastic Lanczos quadrature with blocks of probes is faster than imate, which takes one vector after the
 * other, and than such a loop in C; reorthogonalisation where it is needed costs little; the number of threads changes
 * no bit; for a dense matrix or a narrow band the entry chooses a factorisation, which is faster than both.
 *
 * Seconds are of processor time, all threads together.  imate is run by bench/imate_slq.py on the same matrices, if
 * python finds it.
 */
#include "bench.h"
#include "plain_lanczos.h"
#include "sketching.h"

#include <math.h>
#include <randlapack.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct problem {
    randblas_dlinop A;
    randlapack_slq_options options;
    randlapack_spectral_value value;
    randlapack_slq_report report;
    double plain;
    int reorthogonalise;
} problem;

/* Diagonal 2 + i/n, -0.5 and 0.1 beside it: positive definite. */
static randblas_dlinop pentadiagonal(int64_t n)
{
    const double beside[] = {0.1, -0.5, 0, -0.5, 0.1};
    int64_t *ptr = bench_allocate((n + 1) * 8), *colind = bench_allocate(5 * n * 8), nnz = 0;
    double *values = bench_allocate(5 * n * 8);
    for (int64_t i = 0; i < n; i++) {
        ptr[i] = nnz;
        for (int64_t j = i - 2; j <= i + 2; j++) {
            if (j < 0 || j >= n) continue;
            colind[nnz] = j;
            values[nnz++] = i == j ? 2 + (double)i / (double)n : beside[j - i + 2];
        }
    }
    ptr[n] = nnz;
    return randblas_dlinop_csr(n, n, ptr, colind, values);
}

/* exp(-|i - j| / 50) + a diagonal: a kernel matrix, positive definite. */
static randblas_dlinop dense(int64_t n)
{
    double *A = bench_allocate(n * n * 8);
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < n; i++) A[i + j * n] = exp(-fabs((double)(i - j)) / 50) + (i == j ? 0.5 : 0);
    return randblas_dlinop_dense(RANDBLAS_COL_MAJOR, n, n, A, n);
}

static void run(void *context)
{
    problem *p = context;
    const randlapack_spectral_function f = {.kind = RANDLAPACK_FUNCTION_LOG};
    sketching_check(randlapack_dslq(&p->A, 1, &f, &p->value, &p->options, &p->report));
}

static void run_plain(void *context)
{
    problem *p = context;
    p->plain = plain_slq_logdet(&p->A, p->options.degree, p->options.samples, p->reorthogonalise);
}

static void against_imate(const char *what, const problem *p, int runs, double ours, double target)
{
    const char *pythons[] = {"python3", "/usr/bin/python3"};
    double theirs = 0, value = 0;
    bool found = false;
    const int k = (int)p->options.degree, s = (int)p->options.samples;
    for (int i = 0; i < 2 && !found; i++) {
        char command[512];
        snprintf(command, sizeof command, "%s %s %s %d %d %d %d 2>/dev/null", pythons[i], BENCH_PEER, what,
                 (int)p->A.rows, k, s, runs);
        FILE *pipe = popen(command, "r");
        found = pipe && fscanf(pipe, "%lf %lf", &theirs, &value) == 2;
        if (pipe) pclose(pipe);
    }
    const char *name = bench_name("slq, %s, degree %d, %d samples, speed over imate", what, k, s);
    if (found)
        bench_at_least(name, theirs / ours, "times", target);
    else
        bench_skip(name, "imate is not installed");
}

static void speed(const char *what, problem p, int runs, double target, double over_imate)
{
    double ours = 0, plain = 0;
    bench_best_of_both(runs, run, &p, run_plain, &p, &ours, &plain);
    const int64_t k = p.options.degree, s = p.options.samples;
    bench_note(bench_name("slq, %s, degree %d, %d samples", what, (int)k, (int)s), ours, "s", "-");
    bench_at_least(bench_name("slq, %s, degree %d, %d samples, speed over one vector at a time", what, (int)k, (int)s),
                   plain / ours, "times", target);
    bench_at_most(bench_name("slq, %s, degree %d, %d samples, difference in standard errors", what, (int)k, (int)s),
                  fabs(p.plain - p.value.value) / p.value.standard_error / sqrt(2), "-", 4);
    against_imate(what, &p, runs, ours, over_imate);
}

/* What the entry chooses, exact, against quadrature of degree 20 with 20 samples. */
static void chosen(const char *what, problem p, int runs)
{
    const randlapack_spectral_function f = {.kind = RANDLAPACK_FUNCTION_LOG};
    double least = HUGE_VAL;
    for (int i = 0; i < runs; i++) {
        const double begin = bench_clock();
        sketching_check(randlapack_dspectral_sum(&p.A, &f, &p.value, NULL, &p.report));
        least = fmin(least, bench_clock() - begin);
    }
    const bool direct = p.report.method != RANDLAPACK_SPECTRAL_QUADRATURE;
    bench_note(bench_name("log-determinant, %s, by the default", what), least, "s", "-");
    bench_at_least(bench_name("log-determinant, %s, factored by default", what), direct, "-", 1);
}

static void reorthogonalisation(const char *what, problem p, int runs)
{
    const char *names[] = {"", "window", "partial", "full"};
    problem with = p;
    for (int how = 1; how <= 3; how++) {
        double none = 0, some = 0;
        with.options.reorthogonalise = (randlapack_reorthogonalise)how;
        bench_best_of_both(runs, run, &p, run, &with, &none, &some);
        const char *name = bench_name("slq, %s, %s reorthogonalisation against none", what, names[how]);
        if (how == RANDLAPACK_REORTHOGONALISE_PARTIAL)
            bench_at_most(name, some / none, "times", 1.5);
        else
            bench_note(name, some / none, "times", "-");
    }
}

static void threads(const char *what, problem p)
{
    double first = 0, worst = 0;
    for (int t = 1; t <= 4; t++) {
        bench_set_threads(t);
        run(&p);
        if (t == 1) first = p.value.value;
        worst = fmax(worst, fabs(p.value.value - first));
    }
    bench_set_threads(bench_max_threads());
    bench_at_most(bench_name("slq, %s, 1 to 4 threads, largest difference", what), worst, "-", 0);
}

int main(int argc, char **argv)
{
    const bool quick = bench_quick(argc, argv);
    const int64_t sparse_n = quick ? 20000 : 50000, dense_n = quick ? 1000 : 4000;
    const int runs = quick ? 3 : 5;
    bench_count_processor_time();
    problem sparse = {.A = pentadiagonal(sparse_n), .options = {.degree = 20, .samples = 20}};
    problem full = {.A = dense(dense_n), .options = {.degree = 20, .samples = 20}};
    speed("sparse", sparse, runs, 2, 2);
    speed("dense", full, runs, 2, 5);
    reorthogonalisation("sparse", sparse, runs);
    reorthogonalisation("dense", full, runs);
    threads("sparse", sparse);
    threads("dense", full);
    chosen("sparse", sparse, runs);
    chosen("dense", full, runs);
    sparse.options.degree = full.options.degree = 50;
    sparse.options.samples = full.options.samples = 100;
    speed("sparse", sparse, quick ? 1 : 3, 2, 2);
    reorthogonalisation("sparse", sparse, quick ? 1 : 3);
    speed("dense", full, 1, 2, 5);
    return 0;
}
