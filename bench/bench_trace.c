/*
 * Claims: at equal products, Hutch++, XTrace and XNysTrace have the variances of the papers relative to Hutchinson's
 * estimator, for spectra that decay fast (exp, poly), not at all (flat) and once (step) @cite epperly2024xtrace ; their
 * intervals at 95 % hold the trace; probes in blocks are faster than one at a time.  Root-mean-square errors are over
 * seeds, against the known trace.
 */
#include "bench.h"
#include "sketching.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <randlapack.h>
#include <stdio.h>

enum { N = 400, PRODUCTS = 120, METHODS = 4, SPECTRA = 4, RANK_OF_STEP = 50 };

static const char *const spectra[SPECTRA] = {"exp", "poly", "step", "flat"};
static const randlapack_trace_method methods[METHODS] = {RANDLAPACK_TRACE_HUTCHINSON, RANDLAPACK_TRACE_HUTCHPP,
                                                         RANDLAPACK_TRACE_XTRACE, RANDLAPACK_TRACE_XNYSTRACE};
static const char *const names[METHODS] = {"Hutchinson", "Hutch++", "XTrace", "XNysTrace"};

static double eigenvalue(int spectrum, int i)
{
    switch (spectrum) {
    case 0:
        return pow(0.7, i);
    case 1:
        return pow(i + 1, -2);
    case 2:
        return i < RANK_OF_STEP ? 1 : 1e-3;
    default:
        return 3 - 2.0 * i / (N - 1);
    }
}

/* Q diag(eigenvalues) Q^T. */
static double *make_matrix(int spectrum, double *trace)
{
    double *Q = bench_allocate(N * N * 8), *S = bench_allocate(N * N * 8), *A = bench_allocate(N * N * 8), tau[N];
    bench_random(N * N, Q);
    LAPACKE_dgeqrf(LAPACK_COL_MAJOR, N, N, Q, N, tau);
    LAPACKE_dorgqr(LAPACK_COL_MAJOR, N, N, N, Q, N, tau);
    for (int j = 0; j < N; j++)
        for (int i = 0; i < N; i++) S[i + j * N] = Q[i + j * N] * eigenvalue(spectrum, j);
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasTrans, N, N, N, 1, Q, N, S, N, 0, A, N);
    *trace = 0;
    for (int i = 0; i < N; i++) *trace += A[i + i * N];
    free(Q), free(S);
    return A;
}

typedef struct score {
    double rms, held; /* error, and the fraction of intervals that hold the trace */
} score;

static score measure(const double *A, double trace, randlapack_trace_method method, int seeds)
{
    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, N, N, A, N);
    score s = {0};
    for (int seed = 0; seed < seeds; seed++) {
        const randlapack_trace_options options = {
            .size = sizeof options, .method = method, .products = PRODUCTS, .state = randblas_seed((uint64_t)seed)};
        randlapack_trace_report report;
        double found;
        sketching_check(randlapack_dtrace(&op, &found, &options, &report));
        s.rms += (found - trace) * (found - trace) / seeds;
        s.held += (fabs(found - trace) <= report.half_width + 1e-12 * trace) / (double)seeds;
    }
    s.rms = sqrt(s.rms);
    return s;
}

/*
 * Without decay an estimator has the variance of the samples that its products leave it: XTrace twice Hutchinson's,
 * Hutch++ three times, plus what the projection adds to the entries beside the diagonal, 2 c^2 k (n - k) / n / k for
 * A ~ c I and k = 40 columns: together six times.  A step beyond the columns of Hutch++ but not beyond the probes of
 * the others gains it little.  With decay, the leave-one-out methods are to be ahead of Hutch++.
 */
static void compare(int spectrum, const score *s)
{
    const double flat[METHODS] = {1, 8, 2.6, 1.6};
    for (int m = 1; m < METHODS; m++) {
        const char *name = bench_name("%s, variance of %s over Hutchinson's", spectra[spectrum], names[m]);
        const double ratio = pow(s[m].rms / s[0].rms, 2);
        if (spectrum == 3)
            bench_at_most(name, ratio, "x", flat[m]);
        else if (m == 1)
            bench_at_most(name, ratio, "x", spectrum == 2 ? 1 : 1e-2);
        else
            bench_at_most(name, ratio, "x", pow(s[1].rms / s[0].rms, 2));
    }
    for (int m = 0; m < METHODS; m++)
        bench_at_least(bench_name("%s, %s, 95 %% intervals that hold the trace", spectra[spectrum], names[m]),
                       100 * s[m].held, "%", 90);
}

typedef struct speed {
    const double *A; /* dense, or NULL: sparse */
    randblas_dlinop op;
    int64_t products;
    double *x, *y;
} speed;

static void in_blocks(void *context)
{
    const speed *p = context;
    const randlapack_trace_options options = {
        .size = sizeof options, .method = RANDLAPACK_TRACE_HUTCHINSON, .products = p->products};
    double found;
    sketching_check(randlapack_dtrace(&p->op, &found, &options, NULL));
}

/* The loop that one would write: a vector of signs, its product, a dot product. */
static void one_at_a_time(void *context)
{
    const speed *p = context;
    const int64_t n = p->op.rows;
    uint64_t bits = 88172645463325252u;
    for (int64_t t = 0; t < p->products; t++) {
        for (int64_t i = 0; i < n; i++) {
            bits ^= bits << 13, bits ^= bits >> 7, bits ^= bits << 17;
            p->x[i] = bits & 1 ? 1 : -1;
        }
        if (p->A)
            cblas_dgemv(CblasColMajor, CblasNoTrans, (int)n, (int)n, 1, p->A, (int)n, p->x, 1, 0, p->y, 1);
        else
            sketching_check(
                randblas_dlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, 1, 1, &p->op, p->x, n, 0, p->y, n));
        p->x[0] = cblas_ddot((int)n, p->x, 1, p->y, 1);
    }
}

static void race(const char *what, speed *p, int runs, double target)
{
    double ours, theirs;
    p->x = bench_allocate(p->op.rows * 8);
    p->y = bench_allocate(p->op.rows * 8);
    bench_best_of_both(runs, in_blocks, p, one_at_a_time, p, &ours, &theirs);
    bench_at_least(bench_name("%s, speed over one probe at a time", what), theirs / ours, "x", target);
    free(p->x), free(p->y);
}

static void race_dense(int64_t n, int runs)
{
    double *A = bench_allocate(n * n * 8);
    bench_random(n * n, A);
    char what[64];
    speed p = {.A = A, .op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, n, n, A, n), .products = 96};
    snprintf(what, sizeof what, "Hutchinson, dense n = %d, 96 products", (int)n);
    race(what, &p, runs, 3);
    free(A);
}

static void race_sparse(int64_t n, int runs)
{
    int64_t *ptr = bench_allocate((n + 1) * 8), *index = bench_allocate(5 * n * 8), nnz = 0;
    double *values = bench_allocate(5 * n * 8);
    for (int64_t i = 0; i < n; i++) {
        ptr[i] = nnz;
        for (int64_t j = i < 2 ? 0 : i - 2; j <= i + 2 && j < n; j++) {
            index[nnz] = j;
            values[nnz++] = i == j ? 6 : -1;
        }
    }
    ptr[n] = nnz;
    char what[64];
    speed p = {.op = randblas_dlinop_csr(n, n, ptr, index, values), .products = 96};
    snprintf(what, sizeof what, "Hutchinson, pentadiagonal n = %d, 96 products", (int)n);
    race(what, &p, runs, 1.2);
    free(ptr), free(index), free(values);
}

int main(int argc, char **argv)
{
    const bool quick = bench_quick(argc, argv);
    const int seeds = quick ? 60 : 400, runs = quick ? 3 : 7;
    bench_set_threads(bench_max_threads() < 2 ? 1 : 2);
    bench_count_processor_time();
    for (int spectrum = 0; spectrum < SPECTRA; spectrum++) {
        double trace;
        double *A = make_matrix(spectrum, &trace);
        score s[METHODS];
        for (int m = 0; m < METHODS; m++) {
            s[m] = measure(A, trace, methods[m], seeds);
            bench_note(bench_name("%s, %s, relative error with %d products", spectra[spectrum], names[m], PRODUCTS),
                       s[m].rms / trace, "", "root mean square");
        }
        compare(spectrum, s);
        free(A);
    }
    race_dense(quick ? 2000 : 4000, runs);
    race_sparse(50000, runs);
    return 0;
}
