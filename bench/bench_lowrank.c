/*
 * Claims: the randomised SVD takes hardly more than its products, and less time than scikit-learn's and RandLAPACK's to
 * a smaller error; block Krylov reaches the best error; leading eigenpairs take three products; randomly pivoted
 * Cholesky in blocks is fast and as accurate as one pivot at a time.  Time is processor time of all threads.  The
 * singular values of all problems are e^(-i/20), so that the excess over the best error is known from those found:
 * sum_{i <= k} (s_i^2 - found_i^2) / 2 sum_{i > k} s_i^2.
 */
#include "bench.h"
#include "peer_lapack.h"
#include "sketching.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <randlapack.h>
#include <stdio.h>
#include <stdlib.h>

enum { TERMS = 600, PASSES = 1, KRYLOV_RANK = 64 };
enum { PEER_BLOCK = 32, PEER_PRODUCTS = 8 }; /* the fastest way of ABRIK to an excess of 1e-9 at this rank */

static double value(int64_t i)
{
    return exp(-(double)i / 20);
}

static double *orthonormal(int64_t m, int64_t n)
{
    double *Q = bench_allocate(m * n * 8), *tau = bench_allocate(n * 8);
    bench_random(m * n, Q);
    LAPACKE_dgeqrf(LAPACK_COL_MAJOR, (int)m, (int)n, Q, (int)m, tau);
    LAPACKE_dorgqr(LAPACK_COL_MAJOR, (int)m, (int)n, (int)n, Q, (int)m, tau);
    free(tau);
    return Q;
}

/* left diag(values) right^T; symmetric and indefinite when right is NULL. */
static double *make_matrix(int64_t m, int64_t n)
{
    const int64_t terms = n < TERMS ? n : TERMS;
    double *left = orthonormal(m, terms), *right = m == n ? NULL : orthonormal(n, terms);
    double *scaled = bench_allocate(n * terms * 8), *A = bench_allocate(m * n * 8);
    for (int64_t t = 0; t < terms; t++)
        for (int64_t i = 0; i < n; i++)
            scaled[i + t * n] = (right ? right : left)[i + t * n] * value(t) * (!right && t % 2 ? -1 : 1);
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasTrans, (int)m, (int)n, (int)terms, 1, left, (int)m, scaled, (int)n, 0,
                A, (int)m);
    free(left), free(right), free(scaled);
    return A;
}

static double excess(int64_t k, const double *found)
{
    double missing = 0, tail = 0;
    for (int64_t i = 0; i < k; i++) missing += (value(i) - fabs(found[i])) * (value(i) + fabs(found[i]));
    for (int64_t i = k; i < TERMS; i++) tail += value(i) * value(i);
    return missing / (2 * tail);
}

typedef struct problem {
    randblas_dlinop A;
    double *values; /* dense A, to be multiplied */
    int64_t k;
    double *U, *s, *V, *X, *Y;
    randlapack_rsvd_options options;
    double *peer;         /* singular values found by a peer */
    int64_t *ptr, *index; /* CSR arrays, that a peer wants without const */
    double *entries;
    randlapack_rsvd_report report;
    randlapack_eig_report pairs;
} problem;

/* Of the test matrix of rsvd, by default. */
static int64_t columns(int64_t k)
{
    return (k + 19) / 16 * 16;
}

static problem make_problem(randblas_dlinop A, double *values, int64_t k)
{
    const int64_t l = columns(k);
    problem p = {.A = A, .values = values, .k = k};
    p.U = bench_allocate(A.rows * k * 8);
    p.V = bench_allocate(A.cols * k * 8);
    p.s = bench_allocate(k * 8);
    p.peer = bench_allocate(k * 8);
    p.X = bench_allocate(A.cols * l * 8);
    p.Y = bench_allocate(A.rows * l * 8);
    bench_random(A.cols * l, p.X);
    return p;
}

static void free_problem(problem *p)
{
    free(p->U), free(p->s), free(p->peer), free(p->V), free(p->X), free(p->Y);
}

/* The products of the default of rsvd, by GEMM. */
static void multiply(void *context)
{
    const problem *p = context;
    const int m = (int)p->A.rows, n = (int)p->A.cols, l = (int)columns(p->k);
    for (int pass = 0; pass <= PASSES; pass++) {
        cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, m, l, n, 1, p->values, m, p->X, n, 0, p->Y, m);
        cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, n, l, m, 1e-3, p->values, m, p->Y, m, 0, p->X, n);
    }
}

static void subspace(void *context)
{
    problem *p = context;
    sketching_check(randlapack_drsvd(&p->A, p->k, p->U, p->A.rows, p->s, p->V, p->A.cols, &p->options, &p->report));
}

static void krylov(void *context)
{
    problem *p = context;
    sketching_check(
        randlapack_dkrylov_svd(&p->A, p->k, p->U, p->A.rows, p->s, p->V, p->A.cols, &p->options, &p->report));
}

typedef struct cholesky {
    const randlapack_dentries *A;
    int64_t k, *S;
    double *F;
    randlapack_rpcholesky_options options;
    randlapack_rpcholesky_report report;
} cholesky;

static void factor(cholesky *c)
{
    sketching_check(randlapack_drpcholesky(c->A, c->k, c->S, c->F, c->A->rows, &c->options, &c->report));
}

static void rsvd_of_peer(void *context)
{
    problem *p = context;
    peer_rsvd(p->A.rows, p->A.cols, p->values, p->k, p->peer);
}

static void krylov_of_peer(void *context)
{
    problem *p = context;
    if (p->values)
        peer_abrik(p->A.rows, p->A.cols, p->values, PEER_BLOCK, PEER_PRODUCTS, p->k, p->peer);
    else
        peer_abrik_csr(p->A.rows, p->A.cols, p->A.ptr[p->A.rows], p->ptr, p->index, p->entries, PEER_BLOCK,
                       PEER_PRODUCTS, p->k, p->peer);
}

static double whole_svd(const problem *p)
{
    const int64_t m = p->A.rows, n = p->A.cols;
    double *A = bench_allocate(m * n * 8), *U = bench_allocate(m * n * 8), *V = bench_allocate(n * n * 8);
    double *s = bench_allocate(n * 8);
    for (int64_t i = 0; i < m * n; i++) A[i] = p->values[i];
    const double start = bench_clock();
    LAPACKE_dgesdd(LAPACK_COL_MAJOR, 'S', (int)m, (int)n, A, (int)m, s, U, (int)m, V, (int)n);
    const double seconds = bench_clock() - start;
    free(A), free(U), free(V), free(s);
    return seconds;
}

/* scikit-learn's time and excess on the same problem, in a process of its own; false where it is not installed. */
static bool peer(const problem *p, int runs, double *seconds, double *excess_found)
{
    const char *pythons[] = {"python3", "/usr/bin/python3"};
    bool found = false;
    for (int i = 0; i < 2 && !found; i++) {
        char command[512];
        snprintf(command, sizeof command, "%s %s %d %d %d %d 2>/dev/null", pythons[i], BENCH_PEER, (int)p->A.rows,
                 (int)p->A.cols, (int)p->k, runs);
        FILE *pipe = popen(command, "r");
        found = pipe && fscanf(pipe, "%lf %lf", seconds, excess_found) == 2;
        if (pipe) pclose(pipe);
    }
    return found;
}

static void compare_with_peer(const char *what, const problem *p, int runs, double ours, double mean)
{
    double theirs = 0, their_excess = 0;
    if (!peer(p, runs, &theirs, &their_excess)) {
        bench_skip(bench_name("%s, speed over scikit-learn", what), "scikit-learn is not installed");
        return;
    }
    bench_at_least(bench_name("%s, speed over scikit-learn", what), theirs / ours, "x", 1.4);
    bench_at_most(bench_name("%s, excess over scikit-learn's (means over seeds)", what), mean / their_excess, "x", 1);
}

static void compare_with_randlapack(const char *what, problem *p, int runs, double mean)
{
    double ours, theirs;
    if (!peer_lapack_name()) {
        bench_skip(bench_name("%s, speed over RandLAPACK", what), "RandLAPACK is not installed");
        return;
    }
    bench_best_of_both(runs, subspace, p, rsvd_of_peer, p, &ours, &theirs);
    bench_at_least(bench_name("%s, speed over RandLAPACK", what), theirs / ours, "x", 1.2);
    bench_at_least(bench_name("%s, RandLAPACK's excess over ours", what), excess(p->k, p->peer) / mean, "x", 10);
}

static void measure_rsvd(int64_t m, int64_t n, int64_t k, bool whole, int runs)
{
    char what[80];
    double *A = make_matrix(m, n), seconds = 0, products = 0, mean = 0;
    problem p = make_problem(randblas_dlinop_dense(RANDBLAS_COL_MAJOR, m, n, A, m), A, k);
    snprintf(what, sizeof what, "rsvd %d x %d, k = %d", (int)m, (int)n, (int)k);
    bench_best_of_both(runs, subspace, &p, multiply, &p, &seconds, &products);
    for (uint64_t seed = 0; seed < 4; seed++) {
        p.options.state = randblas_seed(seed);
        subspace(&p);
        mean += excess(k, p.s) / 4;
    }
    bench_note(what, seconds, "s", "");
    bench_at_most(bench_name("%s, time over its products by GEMM", what), seconds / products, "x", 1.25);
    bench_note(bench_name("%s, excess over the best error, mean of 4 seeds", what), mean, "", "");
    compare_with_peer(what, &p, runs, seconds, mean);
    compare_with_randlapack(what, &p, runs, mean);
    if (whole) bench_at_least(bench_name("%s, speed over dgesdd", what), whole_svd(&p) / seconds, "x", 8);
    free_problem(&p), free(A);
}

static void report_krylov(const char *what, problem *p, int runs)
{
    double seconds, theirs = 0;
    if (peer_lapack_name())
        bench_best_of_both(runs, krylov, p, krylov_of_peer, p, &seconds, &theirs);
    else
        seconds = bench_best(runs, krylov, p);
    bench_note(bench_name("krylov_svd %s, k = %d", what, (int)p->k), seconds, "s", "");
    bench_note(bench_name("krylov_svd %s, dimension", what), (double)p->report.sketch_cols, "", "");
    if (peer_lapack_name())
        bench_at_most(bench_name("krylov_svd %s, time over RandLAPACK's ABRIK", what), seconds / theirs, "x", 0.9);
    else
        bench_skip(bench_name("krylov_svd %s, time over RandLAPACK's ABRIK", what), "RandLAPACK is not installed");
}

static void measure_krylov(int64_t m, int64_t n, int runs)
{
    double *A = make_matrix(m, n);
    problem p = make_problem(randblas_dlinop_dense(RANDBLAS_COL_MAJOR, m, n, A, m), A, KRYLOV_RANK);
    char what[80];
    snprintf(what, sizeof what, "dense %d x %d", (int)m, (int)n);
    report_krylov(what, &p, runs);
    bench_at_most(bench_name("krylov_svd %s, excess over the best error", what), excess(p.k, p.s), "", 1e-9);
    if (peer_lapack_name()) bench_note(bench_name("krylov_svd %s, excess of ABRIK", what), excess(p.k, p.peer), "", "");
    free_problem(&p), free(A);
}

/* Ten entries a row, those of column j scaled by e^(-j/20) and more: the spectrum decays likewise, and is not known. */
static void measure_sparse_krylov(int64_t m, int64_t n, int runs)
{
    const int64_t each = 10;
    int64_t *ptr = bench_allocate((m + 1) * 8), *index = bench_allocate(m * each * 8);
    double *values = bench_allocate(m * each * 8);
    bench_random(m * each, values);
    for (int64_t i = 0; i <= m; i++) ptr[i] = i * each;
    for (int64_t t = 0; t < m * each; t++) {
        index[t] = (t % each) * (n / each) + (t * 7919 + t / each * 104729) % (n / each);
        values[t] *= 1e-8 + value(index[t] % (n / each) * each + index[t] / (n / each));
    }
    problem p = make_problem(randblas_dlinop_csr(m, n, ptr, index, values), NULL, KRYLOV_RANK);
    p.ptr = ptr, p.index = index, p.entries = values;
    report_krylov("CSR", &p, runs);
    bench_at_most("krylov_svd CSR, estimated excess", p.report.excess, "", 1e-9);
    free_problem(&p), free(ptr), free(index), free(values);
}

static void measure_eig(int64_t n, int64_t k)
{
    double *A = make_matrix(n, n), best = 0;
    problem p = make_problem(randblas_dlinop_dense(RANDBLAS_COL_MAJOR, n, n, A, n), A, k);
    const double start = bench_now();
    sketching_check(randlapack_deig(&p.A, k, p.U, n, p.s, NULL, &p.pairs));
    bench_note(bench_name("eig %d x %d, k = %d", (int)n, (int)n, (int)k), bench_now() - start, "s", "");
    for (int64_t i = k; i < TERMS; i++) best = hypot(best, value(i));
    bench_at_most("eig, products with A, in vectors over k", (double)p.pairs.products / (double)k, "", 3);
    bench_at_most("eig, error over the best", p.pairs.frobenius_error / best, "x", 1.02);
    free_problem(&p), free(A);
}

/* Against pivots one at a time, which are as good as the method can be; the kernel is that of bench_kernel. */
static void measure_cholesky(int64_t n, int64_t k, int runs)
{
    double *points = bench_allocate(n * 3 * 8), trace[2] = {0, 0};
    const randlapack_dkernel kernel = {.size = sizeof kernel,
                                       .family = RANDLAPACK_KERNEL_MATERN52,
                                       .layout = RANDBLAS_COL_MAJOR,
                                       .npoints = n,
                                       .dim = 3,
                                       .points = points,
                                       .ldpoints = n,
                                       .bandwidth = 0.5};
    const randlapack_dentries A = randlapack_dentries_kernel(&kernel);
    cholesky c = {.A = &A, .k = k, .S = bench_allocate(k * 8), .F = bench_allocate(n * k * 8)};
    bench_random(n * 3, points);
    double seconds = INFINITY;
    for (int run = 0; run < runs; run++) {
        const double start = bench_now();
        factor(&c);
        seconds = fmin(seconds, bench_now() - start);
    }
    bench_at_least(bench_name("RPCholesky n = %d, k = %d, of n k^2", (int)n, (int)k),
                   (double)n * (double)k * (double)k / seconds * 1e-9, "GFLOP/s", 25);
    for (int seed = 0; seed < 6; seed++) {
        c.options = (randlapack_rpcholesky_options){.state = randblas_seed(seed / 2), .block = seed % 2};
        factor(&c);
        trace[seed % 2] += c.report.trace_error;
    }
    bench_at_most("RPCholesky, trace error over that of one pivot at a time, 3 seeds", trace[0] / trace[1], "x", 1.05);
    free(points), free(c.S), free(c.F);
}

int main(int argc, char **argv)
{
    const bool quick = bench_quick(argc, argv);
    const int runs = quick ? 3 : 7;
    bench_set_threads(bench_max_threads() < 2 ? 1 : 2);
    bench_count_processor_time();
    for (int64_t k = 50; k <= 100; k += 50) {
        measure_rsvd(10000, 1000, k, false, runs);
        measure_rsvd(5000, 2000, k, k == 100 && !quick, runs);
    }
    measure_krylov(10000, 1000, runs);
    if (!quick) measure_krylov(5000, 2000, runs);
    measure_sparse_krylov(quick ? 30000 : 100000, 1000, runs);
    measure_eig(quick ? 2000 : 4000, 100);
    measure_cholesky(20000, 500, quick ? 3 : 7);
    return 0;
}
