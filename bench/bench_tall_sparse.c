/*
 * Claim: on tall sparse least squares, a million rows of ten nonzeros and condition 1e4, the automatic driver is faster
 * than LSQR and LSMR without preconditioner, to at least their accuracy, and takes less time or memory than a sparse
 * QR.
 *
 * Two matrices.  "pairs": five random pairs of columns in a row, (a, (a + e w) / sqrt(1 + e^2)) in pair p with a, w
 * random and e from 2 down to 2e-4, so that all columns have one norm and no scaling of them helps; its singular values
 * are 1 +- 1/sqrt(1 + e^2) to the power of 1/2, about.  "scaled": ten random columns in a row, with norms from 1 to
 * 1e-4.
 *
 * The peers are run until their estimate of ||A^T r|| / (||A||_F ||r||) is 1e-12, but not for longer than PATIENCE
 * times what we took.  What all of them reached is measured against the exact solution of the problem as stored, by
 * normal equations refined with extended residuals.
 */
#include "bench.h"
#include "peer_spqr.h"
#include "plain_krylov.h"
#include "sketching.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <randlapack.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { PER_ROW = 10, PATIENCE = 10 };
static const double peer_tolerance = 1e-12, most_condition = 1e4;

typedef struct problem {
    const char *name;
    csr A;
    double *b, *x; /* x is the solution */
    double frobenius, condition;
} problem;

typedef struct quality {
    double residual, normal, forward; /* ||r|| / ||b||, ||A^T r|| / (||A||_F ||r||), ||x - x*|| / ||x*|| */
} quality;

/* ---------------------------------------------------------------- problems ---------------------------------------- */

static uint64_t hash(uint64_t i)
{
    uint64_t z = (i + 1) * 0x9e3779b97f4a7c15u; /* SplitMix64 */
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static double uniform(uint64_t i)
{
    return (double)(hash(i) >> 11) * 0x1p-52 - 1;
}

/* Distinct, ascending; word counts on. */
static void draw(int64_t n, int count, uint64_t *word, int64_t *at)
{
    for (int k = 0; k < count;) {
        const int64_t j = (int64_t)(hash((*word)++) % (uint64_t)n);
        int place = k;
        while (place > 0 && at[place - 1] > j) place--;
        if (place > 0 && at[place - 1] == j) continue;
        for (int l = k++; l > place; l--) at[l] = at[l - 1];
        at[place] = j;
    }
}

static void pairs_row(int64_t n, uint64_t word, int64_t *colind, double *values)
{
    int64_t at[PER_ROW / 2];
    const int64_t last = n / 2 - 1;
    draw(n / 2, PER_ROW / 2, &word, at);
    for (int k = 0; k < PER_ROW / 2; k++) {
        const double e = 2 * pow(most_condition, -(double)at[k] / (double)last);
        const double a = uniform(word++), w = uniform(word++);
        colind[2 * k] = 2 * at[k];
        values[2 * k] = a;
        colind[2 * k + 1] = 2 * at[k] + 1;
        values[2 * k + 1] = (a + e * w) / sqrt(1 + e * e);
    }
}

static void scaled_row(int64_t n, uint64_t word, int64_t *colind, double *values)
{
    draw(n, PER_ROW, &word, colind);
    for (int k = 0; k < PER_ROW; k++)
        values[k] = pow(most_condition, -(double)colind[k] / (double)(n - 1)) * uniform(word++);
}

static double row_times(const csr *A, int64_t i, const double *x)
{
    double sum = 0;
    for (int64_t k = A->ptr[i]; k < A->ptr[i + 1]; k++) sum += A->values[k] * x[A->colind[k]];
    return sum;
}

/* A is drawn, b = A x + noise. */
static problem make(const char *name, int64_t m, int64_t n)
{
    problem p = {.name = name, .A = {.m = m, .n = n}};
    p.A.ptr = bench_allocate((m + 1) * 8);
    p.A.colind = bench_allocate(PER_ROW * m * 8);
    p.A.values = bench_allocate(PER_ROW * m * 8);
    p.b = bench_allocate(m * 8);
    p.x = bench_allocate(n * 8);
    bench_random(n, p.x);
    const bool pairs = strcmp(name, "pairs") == 0;
    for (int64_t i = 0; i <= m; i++) p.A.ptr[i] = PER_ROW * i;
#pragma omp parallel for schedule(static)
    for (int64_t i = 0; i < m; i++) {
        (pairs ? pairs_row : scaled_row)(n, (uint64_t)i << 8, p.A.colind + PER_ROW * i, p.A.values + PER_ROW * i);
        p.b[i] = row_times(&p.A, i, p.x) + 1e-3 * uniform(((uint64_t)i << 8) + 255);
    }
    p.frobenius = cblas_dnrm2((int)(PER_ROW * m), p.A.values, 1);
    return p;
}

static void release(problem *p)
{
    free(p->A.ptr), free(p->A.colind), free(p->A.values), free(p->b), free(p->x);
}

/* ---------------------------------------------------------------- the exact solution ------------------------------ */

/* A^T A, upper triangle. */
static void gram(const csr *A, double *G)
{
    const int64_t n = A->n;
    memset(G, 0, (size_t)(n * n) * 8);
    for (int64_t i = 0; i < A->m; i++)
        for (int64_t k = A->ptr[i]; k < A->ptr[i + 1]; k++)
            for (int64_t l = A->ptr[i]; l <= k; l++) G[A->colind[l] + A->colind[k] * n] += A->values[l] * A->values[k];
}

/* A^T (b - A x), every sum in extended precision. */
static void extended_gradient(const problem *p, const long double *x, long double *sum, double *g)
{
    const csr *A = &p->A;
    for (int64_t j = 0; j < A->n; j++) sum[j] = 0;
    for (int64_t i = 0; i < A->m; i++) {
        long double r = p->b[i];
        for (int64_t k = A->ptr[i]; k < A->ptr[i + 1]; k++) r -= A->values[k] * x[A->colind[k]];
        for (int64_t k = A->ptr[i]; k < A->ptr[i + 1]; k++) sum[A->colind[k]] += A->values[k] * r;
    }
    for (int64_t j = 0; j < A->n; j++) g[j] = (double)sum[j];
}

/* The error contracts by about eps cond^2 = 1e-8 a step. */
static void solve_exactly(problem *p)
{
    const int n = (int)p->A.n;
    double *G = bench_allocate((int64_t)n * n * 8), *R = bench_allocate((int64_t)n * n * 8), *g = bench_allocate(n * 8);
    long double *x = bench_allocate(2 * n * (int64_t)sizeof *x);
    gram(&p->A, G);
    memcpy(R, G, (size_t)n * (size_t)n * 8);
    if (LAPACKE_dpotrf(LAPACK_COL_MAJOR, 'U', n, R, n)) exit(EXIT_FAILURE);
    for (int j = 0; j < n; j++) x[j] = p->x[j];
    for (int step = 0; step < 6; step++) {
        extended_gradient(p, x, x + n, g);
        if (LAPACKE_dpotrs(LAPACK_COL_MAJOR, 'U', n, 1, R, n, g, n)) exit(EXIT_FAILURE);
        for (int j = 0; j < n; j++) x[j] += g[j];
    }
    for (int j = 0; j < n; j++) p->x[j] = (double)x[j];
    if (LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'N', 'U', n, G, n, g)) exit(EXIT_FAILURE);
    p->condition = sqrt(g[n - 1] / g[0]);
    free(G), free(R), free(g), free(x);
}

static quality judge(const problem *p, const double *x)
{
    const int64_t m = p->A.m, n = p->A.n;
    double *r = bench_allocate(m * 8), *g = bench_allocate(n * 8), error = 0;
    memcpy(r, p->b, (size_t)m * 8);
    const double residual = plain_sweep(&p->A, x, 1, r, g);
    for (int64_t j = 0; j < n; j++) error = hypot(error, x[j] - p->x[j]);
    const quality q = {residual / cblas_dnrm2((int)m, p->b, 1), cblas_dnrm2((int)n, g, 1) / (p->frobenius * residual),
                       error / cblas_dnrm2((int)n, p->x, 1)};
    free(r), free(g);
    return q;
}

/* ---------------------------------------------------------------- the methods ------------------------------------- */

/* Counts the workspace of the library; the size stands before each block. */
typedef struct meter {
    int64_t now, most;
} meter;

static void *metered_allocate(void *context, size_t bytes)
{
    meter *t = context;
    size_t *block = malloc(bytes + 16);
    if (!block) return NULL;
    *block = bytes;
    t->now += (int64_t)bytes;
    if (t->now > t->most) t->most = t->now;
    return block + 2;
}

static void metered_release(void *context, void *block)
{
    meter *t = context;
    if (!block) return;
    t->now -= (int64_t)((size_t *)block)[-2];
    free((size_t *)block - 2);
}

typedef struct ours {
    const problem *p;
    double *x;
    meter memory;
    double seconds; /* the least of several runs; the report is of that one */
    randlapack_lsq_report report;
} ours;

static void solve(ours *o, int runs)
{
    const csr *A = &o->p->A;
    const randlapack_lsq_options options = {
        .size = sizeof options,
        .control = {.allocate = metered_allocate, .release = metered_release, .allocator_context = &o->memory}};
    const randblas_dlinop op = randblas_dlinop_csr(A->m, A->n, A->ptr, A->colind, A->values);
    o->seconds = INFINITY;
    for (int i = 0; i < runs; i++) {
        randlapack_lsq_report report;
        const double start = bench_now();
        sketching_check(randlapack_dlsq(&op, NULL, 1, o->p->b, A->m, o->x, A->n, &options, &report));
        const double seconds = bench_now() - start;
        if (seconds < o->seconds) {
            o->seconds = seconds;
            o->report = report;
        }
    }
}

static const char *title(const problem *p)
{
    static char name[96];
    snprintf(name, sizeof name, "tall sparse %dx%d, %s, cond %.1e", (int)p->A.m, (int)p->A.n, p->name, p->condition);
    return name;
}

/* Lines about a peer: how it fared, and ours beside it. */
static void compare(const problem *p, const char *peer, double seconds, const char *what, const double *x,
                    const ours *o)
{
    const quality mine = judge(p, o->x), theirs = judge(p, x);
    bench_note(bench_name("%s, %s, seconds", title(p), peer), seconds, "s", what);
    bench_note(bench_name("%s, %s, residual over b", title(p), peer), theirs.residual, "", "of the peer");
    bench_note(bench_name("%s, %s, normal residual", title(p), peer), theirs.normal, "", "of the peer");
    bench_note(bench_name("%s, %s, forward error", title(p), peer), theirs.forward, "", "of the peer");
    bench_at_most(bench_name("%s, normal residual over that of %s", title(p), peer), mine.normal / theirs.normal, "x",
                  10);
    bench_at_most(bench_name("%s, forward error over that of %s", title(p), peer), mine.forward / theirs.forward, "x",
                  10);
}

typedef plain_run plain_solver(const csr *A, const double *b, const plain_limits *limits, double *x);

static void against_krylov(const problem *p, const char *peer, plain_solver *solver, const ours *o)
{
    const plain_limits limits = {p->frobenius, peer_tolerance, PATIENCE * o->seconds};
    double *x = bench_allocate(p->A.n * 8);
    const plain_run run = solver(&p->A, p->b, &limits, x);
    char what[96];
    for (int l = 0; l < PLAIN_LEVELS; l++)
        if (run.levels[l].iterations > 0) {
            snprintf(what, sizeof what, "%.2f s, %d steps", run.levels[l].seconds, (int)run.levels[l].iterations);
            bench_note(bench_name("%s, speed over %s stopped at %.0e", title(p), peer, plain_levels[l]),
                       run.levels[l].seconds / o->seconds, "x", what);
        }
    snprintf(what, sizeof what, "%s after %d steps", run.converged ? "converged" : "given up", (int)run.iterations);
    compare(p, peer, run.seconds, what, x, o);
    bench_at_least(bench_name("%s, speed over %s, %s", title(p), peer, what), run.seconds / o->seconds, "x", 1);
    free(x);
}

/* By columns, rows ascending: what a sparse QR wants; not timed. */
static csr by_columns(const csr *A)
{
    const int64_t nnz = A->ptr[A->m];
    csr C = {.m = A->m, .n = A->n};
    C.ptr = calloc((size_t)A->n + 2, 8);
    C.colind = bench_allocate(nnz * 8);
    C.values = bench_allocate(nnz * 8);
    if (!C.ptr) exit(EXIT_FAILURE);
    for (int64_t k = 0; k < nnz; k++) C.ptr[A->colind[k] + 2]++;
    for (int64_t j = 0; j < A->n; j++) C.ptr[j + 2] += C.ptr[j + 1];
    for (int64_t i = 0; i < A->m; i++)
        for (int64_t k = A->ptr[i]; k < A->ptr[i + 1]; k++) {
            const int64_t to = C.ptr[A->colind[k] + 1]++;
            C.colind[to] = i;
            C.values[to] = A->values[k];
        }
    return C;
}

/* An allocation beyond what the machine has should fail rather than end the program. */
static void limit_memory(void)
{
    const rlim_t all = (rlim_t)sysconf(_SC_PHYS_PAGES) * (rlim_t)sysconf(_SC_PAGESIZE);
    const struct rlimit limit = {.rlim_cur = all, .rlim_max = RLIM_INFINITY};
    (void)setrlimit(RLIMIT_AS, &limit);
}

static void against_spqr(const problem *p, const ours *o)
{
    const char *claim = "time or memory of SuiteSparseQR over ours, the larger";
    if (!peer_spqr_there()) {
        bench_skip(bench_name("%s, %s", title(p), claim), "SuiteSparseQR is not installed");
        return;
    }
    csr C = by_columns(&p->A);
    double *x = bench_allocate(p->A.n * 8);
    const double start = bench_now();
    const double bytes = peer_spqr_solve(C.m, C.n, C.ptr, C.colind, C.values, p->b, x), seconds = bench_now() - start;
    if (bytes < 0) {
        bench_note(bench_name("%s, SuiteSparseQR", title(p)), seconds, "s", "ran out of memory");
    } else {
        const double mine = (double)o->memory.most;
        compare(p, "SuiteSparseQR", seconds, "of the peer", x, o);
        bench_note(bench_name("%s, SuiteSparseQR, memory", title(p)), bytes / 1e6, "MB", "of the peer");
        bench_note(bench_name("%s, speed over SuiteSparseQR", title(p)), seconds / o->seconds, "x", "beside memory");
        bench_note(bench_name("%s, memory of SuiteSparseQR over ours", title(p)), bytes / mine, "x", "beside speed");
        bench_at_least(bench_name("%s, %s", title(p), claim), fmax(seconds / o->seconds, bytes / mine), "x", 1);
    }
    free(C.ptr), free(C.colind), free(C.values), free(x);
}

static void describe(const problem *p, const ours *o)
{
    const quality q = judge(p, o->x);
    char parts[96];
    snprintf(parts, sizeof parts, "sketch %.2f, factor %.2f, iterate %.2f", o->report.seconds_sketch,
             o->report.seconds_factor, o->report.seconds_iterate);
    bench_note(bench_name("%s, seconds", title(p)), o->seconds, "s", parts);
    bench_note(bench_name("%s, steps, sketch of %d rows", title(p), (int)o->report.sketch_rows),
               (double)o->report.iterations, "steps", "ours");
    bench_note(bench_name("%s, memory", title(p)), (double)o->memory.most / 1e6, "MB", "ours, beyond A and b");
    bench_note(bench_name("%s, residual over b", title(p)), q.residual, "", "ours");
    bench_note(bench_name("%s, normal residual", title(p)), q.normal, "", "ours");
    bench_note(bench_name("%s, forward error", title(p)), q.forward, "", "ours");
}

static void measure(const char *name, int64_t m, int64_t n, int runs)
{
    problem p = make(name, m, n);
    ours o = {.p = &p, .x = bench_allocate(n * 8)};
    solve_exactly(&p);
    solve(&o, runs);
    describe(&p, &o);
    against_krylov(&p, "LSQR", plain_lsqr, &o);
    against_krylov(&p, "LSMR", plain_lsmr, &o);
    against_spqr(&p, &o);
    free(o.x);
    release(&p);
}

int main(int argc, char **argv)
{
    const bool quick = bench_quick(argc, argv);
    const int64_t m = quick ? 100000 : 1000000, n = quick ? 500 : 1000;
    limit_memory();
    bench_set_threads(bench_max_threads() < 2 ? 1 : 2);
    measure("pairs", m, n, quick ? 2 : 3);
    measure("scaled", m, n, quick ? 2 : 3);
    return 0;
}
