/*
 * Claims: QR of a tall matrix through its sketch, pivots included, takes less time than LAPACK's without pivots, and Q
 * is orthonormal to rounding; QR with pivots of a square matrix takes no more than LAPACK's without, and LU with
 * columns chosen from a sketch less still; a two-sided factorisation shows the singular values in less time
 * than LAPACK's SVD.
 */
#include "bench.h"
#include "peer_lapack.h"
#include "sketching.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <randlapack.h>
#include <string.h>

typedef struct problem {
    int64_t m, n;
    const double *A; /* m x n, column major */
    double *work;    /* m x n: Q, or LAPACK's copy of A */
    double *R, *tau; /* n x n, n */
    int64_t *ipvt, *jpvt;
    lapack_int *order;
    int strict; /* RandLAPACK's choice of pivots */
    randlapack_tall_qr_report report;
} problem;

/* U diag(s) V^T with s from 1 down to 1/cond; U the columns of a random matrix, nearly orthogonal. */
static void fill(int64_t m, int64_t n, double cond, double *A)
{
    double *X = bench_allocate(m * n * 8), *V = bench_allocate(n * n * 8), *tau = bench_allocate(n * 8);
    bench_random(m * n, X);
    bench_random(n * n, V);
    LAPACKE_dgeqrf(LAPACK_COL_MAJOR, (lapack_int)n, (lapack_int)n, V, (lapack_int)n, tau);
    LAPACKE_dorgqr(LAPACK_COL_MAJOR, (lapack_int)n, (lapack_int)n, (lapack_int)n, V, (lapack_int)n, tau);
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < n; i++) V[i + j * n] *= pow(cond, -(double)i / (double)(n - 1));
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, (int)m, (int)n, (int)n, 1, X, (int)m, V, (int)n, 0, A,
                (int)m);
    free(X), free(V), free(tau);
}

static problem make_problem(int64_t m, int64_t n, double cond)
{
    const int64_t least = m < n ? m : n;
    double *A = bench_allocate(m * n * 8);
    problem p = {.m = m, .n = n, .A = A, .work = bench_allocate(m * n * 8), .R = bench_allocate(n * n * 8)};
    p.tau = bench_allocate(least * 8);
    p.ipvt = bench_allocate(m * 8);
    p.jpvt = bench_allocate(n * 8);
    p.order = bench_allocate(n * (int64_t)sizeof(lapack_int));
    fill(m, n, cond, A);
    return p;
}

static void free_problem(problem *p)
{
    free((void *)(uintptr_t)p->A), free(p->work), free(p->R), free(p->tau), free(p->ipvt), free(p->jpvt),
        free(p->order);
}

static void cqrrpt(void *context)
{
    problem *p = context;
    const randblas_dlinop A = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, p->m, p->n, p->A, p->m);
    sketching_check(randlapack_dcqrrpt(&A, p->work, p->m, p->R, p->n, p->jpvt, NULL, &p->report));
}

static void rcholqr(void *context)
{
    problem *p = context;
    const randblas_dlinop A = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, p->m, p->n, p->A, p->m);
    sketching_check(randlapack_drcholqr(&A, p->work, p->m, p->R, p->n, NULL, &p->report));
}

static void rgs(void *context)
{
    problem *p = context;
    const randblas_dlinop A = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, p->m, p->n, p->A, p->m);
    sketching_check(randlapack_drgs(&A, 0, p->work, p->m, p->R, p->n, NULL, 0, NULL, NULL));
}

static void householder(void *context)
{
    problem *p = context;
    const lapack_int m = (lapack_int)p->m, n = (lapack_int)p->n;
    memcpy(p->work, p->A, (size_t)(p->m * p->n) * 8);
    sketching_check(LAPACKE_dgeqrf(LAPACK_COL_MAJOR, m, n, p->work, m, p->tau));
    sketching_check(LAPACKE_dorgqr(LAPACK_COL_MAJOR, m, n, n, p->work, m, p->tau));
}

static void geqp3(void *context)
{
    problem *p = context;
    memcpy(p->work, p->A, (size_t)(p->m * p->n) * 8);
    for (int64_t j = 0; j < p->n; j++) p->order[j] = 0;
    sketching_check(LAPACKE_dgeqp3(LAPACK_COL_MAJOR, (lapack_int)p->m, (lapack_int)p->n, p->work, (lapack_int)p->m,
                                   p->order, p->tau));
}

static void cqrrpt_of_peer(void *context)
{
    problem *p = context;
    memcpy(p->work, p->A, (size_t)(p->m * p->n) * 8);
    peer_cqrrpt(p->m, p->n, p->work, p->R, p->jpvt);
}

static void bqrrp_of_peer(void *context)
{
    enum { BLOCK = 96 }; /* ours for such sizes */
    problem *p = context;
    memcpy(p->work, p->A, (size_t)(p->m * p->n) * 8);
    peer_bqrrp(p->m, p->n, p->work, BLOCK, p->strict, p->tau, p->jpvt);
}

/* ||Q^T Q - I||_F */
static double orthogonality(const problem *p)
{
    const int64_t n = p->n;
    double *G = bench_allocate(n * n * 8), squares = 0;
    cblas_dsyrk(CblasColMajor, CblasUpper, CblasTrans, (int)n, (int)p->m, 1, p->work, (int)p->m, 0, G, (int)n);
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i <= j; i++) {
            const double e = G[i + j * n] - (i == j);
            squares += e * e * (i == j ? 1 : 2);
        }
    free(G);
    return sqrt(squares);
}

/* The largest ratio, either way, of the pivots in R to geqp3's, which `work` holds. */
static double worst_pivot(const problem *p, const double *R, int64_t ldr)
{
    double worst = 1;
    for (int64_t j = 0; j < (p->m < p->n ? p->m : p->n); j++) {
        const double ratio = fabs(R[j + j * ldr] / p->work[j + j * p->m]);
        worst = fmax(worst, fmax(ratio, 1 / ratio));
    }
    return worst;
}

static void compare_tall(const char *shape, problem *p, int runs)
{
    double ours, theirs;
    if (!peer_lapack_name()) {
        bench_skip(bench_name("CQRRPT %s, speed over RandLAPACK", shape), "RandLAPACK is not installed");
        return;
    }
    bench_best_of_both(runs, cqrrpt, p, cqrrpt_of_peer, p, &ours, &theirs);
    bench_note(bench_name("CQRRPT %s, speed over RandLAPACK", shape), theirs / ours, "x", "");
    bench_note(bench_name("CQRRPT %s, |Q^T Q - I|_F of RandLAPACK", shape), orthogonality(p), "", "");
}

static void measure_tall(int64_t m, int64_t n, double cond, int runs)
{
    problem p = make_problem(m, n, cond);
    double ours, theirs, again, pivoted;
    bench_best_of_both(runs, cqrrpt, &p, householder, &p, &ours, &theirs);
    bench_best_of_both(runs > 1 ? runs / 2 : 1, cqrrpt, &p, geqp3, &p, &again, &pivoted);
    char shape[64];
    snprintf(shape, sizeof shape, "%d x %d, cond %.0e", (int)m, (int)n, cond);
    const double pivots = worst_pivot(&p, p.R, n);
    cqrrpt(&p);
    bench_note(bench_name("CQRRPT %s, seconds", shape), ours, "s", "");
    bench_at_least(bench_name("CQRRPT %s, speed over dgeqrf and dorgqr", shape), theirs / ours, "x", 1.5);
    bench_at_least(bench_name("CQRRPT %s, speed over dgeqp3", shape), pivoted / again, "x", 4);
    bench_at_most(bench_name("CQRRPT %s, |Q^T Q - I|_F", shape), orthogonality(&p), "", 1e-13);
    bench_at_most(bench_name("CQRRPT %s, pivots over dgeqp3's or the inverse", shape), pivots, "x", 1.2);
    bench_best_of_both(runs, rcholqr, &p, householder, &p, &ours, &theirs);
    bench_at_least(bench_name("rcholqr %s, speed over dgeqrf and dorgqr", shape), theirs / ours, "x", 1.5);
    rcholqr(&p);
    bench_at_most(bench_name("rcholqr %s, |Q^T Q - I|_F", shape), orthogonality(&p), "", 1e-13);
    bench_best_of_both(runs > 1 ? runs / 2 : 1, rgs, &p, householder, &p, &ours, &theirs);
    bench_note(bench_name("randomised Gram-Schmidt %s, speed over dgeqrf and dorgqr", shape), theirs / ours, "x", "");
    compare_tall(shape, &p, runs > 1 ? runs / 2 : 1);
    free_problem(&p);
}

static void bqrrp_by(problem *p, randlapack_bqrrp_method method)
{
    const randlapack_bqrrp_options options = {.method = method};
    memcpy(p->work, p->A, (size_t)(p->m * p->n) * 8);
    sketching_check(randlapack_dbqrrp(p->m, p->n, p->work, p->m, p->jpvt, p->tau, &options, NULL));
}

static void bqrrp(void *context)
{
    bqrrp_by(context, RANDLAPACK_PIVOT_BLOCKS);
}

static void hqrrp(void *context)
{
    bqrrp_by(context, RANDLAPACK_PIVOT_PANELS);
}

static void bqrrp_tenth(void *context)
{
    problem *p = context;
    const randlapack_bqrrp_options options = {.rank = p->n / 10};
    memcpy(p->work, p->A, (size_t)(p->m * p->n) * 8);
    sketching_check(randlapack_dbqrrp(p->m, p->n, p->work, p->m, p->jpvt, p->tau, &options, NULL));
}

static void geqrf(void *context)
{
    problem *p = context;
    memcpy(p->work, p->A, (size_t)(p->m * p->n) * 8);
    sketching_check(
        LAPACKE_dgeqrf(LAPACK_COL_MAJOR, (lapack_int)p->m, (lapack_int)p->n, p->work, (lapack_int)p->m, p->tau));
}

static void sketched_lu(void *context)
{
    problem *p = context;
    const randlapack_lu_options options = {.tolerance = -1}; /* all of it, however ill conditioned */
    memcpy(p->work, p->A, (size_t)(p->m * p->n) * 8);
    sketching_check(randlapack_dsketched_lu(p->m, p->n, p->work, p->m, p->ipvt, p->jpvt, &options, NULL));
}

static void getrf(void *context)
{
    problem *p = context;
    memcpy(p->work, p->A, (size_t)(p->m * p->n) * 8);
    sketching_check(
        LAPACKE_dgetrf(LAPACK_COL_MAJOR, (lapack_int)p->m, (lapack_int)p->n, p->work, (lapack_int)p->m, p->order));
}

static void measure_lu(int64_t n, double cond, int runs)
{
    problem p = make_problem(n, n, cond);
    double ours, theirs, again, pivoted;
    char shape[64];
    snprintf(shape, sizeof shape, "%d x %d, cond %.0e", (int)n, (int)n, cond);
    bench_best_of_both(runs, sketched_lu, &p, getrf, &p, &ours, &theirs);
    bench_note(bench_name("sketched LU %s, seconds", shape), ours, "s", "");
    bench_at_least(bench_name("sketched LU %s, speed over dgetrf", shape), theirs / ours, "x", 0.4);
    bench_best_of_both(runs > 1 ? runs / 2 : 1, sketched_lu, &p, geqp3, &p, &again, &pivoted);
    bench_at_least(bench_name("sketched LU %s, speed over dgeqp3", shape), pivoted / again, "x", 3.5);
    sketched_lu(&p);
    memcpy(p.R, p.work, (size_t)(n * n) * 8);
    geqp3(&p);
    bench_note(bench_name("sketched LU %s, pivots over dgeqp3's or the inverse", shape), worst_pivot(&p, p.R, n), "x",
               "");
    free_problem(&p);
}

typedef struct two_sided {
    problem *p;
    double *U, *V, *s; /* s: singular values; the diagonal of T is in p->tau */
} two_sided;

static void urv(void *context)
{
    const two_sided *t = context;
    const int64_t n = t->p->n;
    const randlapack_urv_options options = {.tolerance = -1};
    memcpy(t->p->work, t->p->A, (size_t)(n * n) * 8);
    sketching_check(randlapack_durv(n, n, t->p->work, n, t->U, n, t->V, n, &options, NULL));
    for (int64_t k = 0; k < n; k++) t->p->tau[k] = t->p->work[k * (n + 1)];
}

static void gesdd(void *context)
{
    const two_sided *t = context;
    const lapack_int n = (lapack_int)t->p->n;
    memcpy(t->p->work, t->p->A, (size_t)(t->p->n * t->p->n) * 8);
    sketching_check(LAPACKE_dgesdd(LAPACK_COL_MAJOR, 'A', n, n, t->p->work, n, t->s, t->U, n, t->V, n));
}

static void measure_urv(int64_t n, double cond, int runs)
{
    problem p = make_problem(n, n, cond);
    two_sided t = {&p, bench_allocate(n * n * 8), bench_allocate(n * n * 8), bench_allocate(n * 8)};
    double ours, theirs, worst = 1;
    char shape[64];
    snprintf(shape, sizeof shape, "%d x %d, cond %.0e", (int)n, (int)n, cond);
    bench_best_of_both(runs, urv, &t, gesdd, &t, &ours, &theirs);
    for (int64_t k = 0; k < n - 1; k++) worst = fmax(worst, fmax(p.tau[k] / t.s[k], t.s[k] / p.tau[k]));
    bench_note(bench_name("URV %s, seconds", shape), ours, "s", "");
    bench_at_least(bench_name("URV %s, speed over dgesdd", shape), theirs / ours, "x", 1.5);
    bench_at_most(bench_name("URV %s, diagonal over singular values but the last, or the inverse", shape), worst, "x",
                  2);
    free(t.U), free(t.V), free(t.s);
    free_problem(&p);
}

/* Pivots of blocks by LU of the sketch, as is RandLAPACK's default, and by geqp3. */
static void compare_square(const char *shape, problem *p, int runs)
{
    double ours, theirs;
    if (!peer_lapack_name())
        bench_skip(bench_name("BQRRP %s, speed over RandLAPACK", shape), "RandLAPACK is not installed");
    for (p->strict = 0; p->strict < 2 && peer_lapack_name(); p->strict++) {
        const char *pivots = p->strict ? "geqp3" : "LU";
        bench_best_of_both(runs, bqrrp, p, bqrrp_of_peer, p, &ours, &theirs);
        memcpy(p->R, p->work, (size_t)(p->n * p->n) * 8);
        geqp3(p);
        bench_note(bench_name("BQRRP %s, speed over RandLAPACK with %s", shape, pivots), theirs / ours, "x", "");
        bench_note(bench_name("BQRRP %s, pivots of RandLAPACK with %s over dgeqp3's or the inverse", shape, pivots),
                   worst_pivot(p, p->R, p->n), "x", "");
    }
}

static void measure_square(int64_t n, double cond, int runs)
{
    problem p = make_problem(n, n, cond);
    double ours, theirs, again, pivoted, panels;
    char shape[64];
    snprintf(shape, sizeof shape, "%d x %d, cond %.0e", (int)n, (int)n, cond);
    bench_best_of_both(runs, bqrrp, &p, geqrf, &p, &ours, &theirs);
    bench_note(bench_name("BQRRP %s, seconds", shape), ours, "s", "");
    bench_at_least(bench_name("BQRRP %s, speed over dgeqrf", shape), theirs / ours, "x", 0.9);
    bench_best_of_both(runs > 1 ? runs / 2 : 1, bqrrp, &p, geqp3, &p, &again, &pivoted);
    bench_at_least(bench_name("BQRRP %s, speed over dgeqp3", shape), pivoted / again, "x", 3.5);
    bench_note(bench_name("dgeqrf %s, speed over dgeqp3", shape), pivoted / theirs, "x", "");
    for (int method = RANDLAPACK_PIVOT_BLOCKS; method <= RANDLAPACK_PIVOT_PANELS; method++) {
        bqrrp_by(&p, (randlapack_bqrrp_method)method);
        memcpy(p.R, p.work, (size_t)(n * n) * 8);
        geqp3(&p);
        bench_at_most(bench_name("%s %s, pivots over dgeqp3's or the inverse",
                                 method == RANDLAPACK_PIVOT_BLOCKS ? "BQRRP" : "HQRRP", shape),
                      worst_pivot(&p, p.R, n), "x", 2);
    }
    bench_best_of_both(runs, bqrrp, &p, bqrrp_tenth, &p, &again, &theirs); /* 3.7 times the flops */
    bench_at_least(bench_name("BQRRP %s, to rank n/10, speed over all of it", shape), again / theirs, "x", 2.5);
    bench_best_of_both(runs, hqrrp, &p, geqrf, &p, &panels, &theirs);
    bench_note(bench_name("HQRRP %s, speed over dgeqrf", shape), theirs / panels, "x", "");
    compare_square(shape, &p, runs > 1 ? runs / 2 : 1);
    free_problem(&p);
}

int main(int argc, char **argv)
{
    const bool quick = bench_quick(argc, argv);
    bench_max_threads();
    for (int hard = quick ? 1 : 0; hard < 2; hard++) { /* the targets are for these sizes: quick is one run */
        measure_tall(50000, 500, hard ? 1e10 : 2, quick ? 1 : 4);
        measure_tall(20000, 1000, hard ? 1e10 : 2, quick ? 1 : 4);
        measure_square(quick ? 2000 : 3000, hard ? 1e10 : 2, quick ? 1 : 4);
        measure_lu(quick ? 2000 : 3000, hard ? 1e10 : 2, quick ? 1 : 4);
        measure_urv(quick ? 1000 : 2000, hard ? 1e10 : 2, quick ? 1 : 2);
    }
    return 0;
}
