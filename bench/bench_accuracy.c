/*
 * Claim: least squares by sketching is as accurate as Householder QR (dgels) for every condition number and size of the
 * residual, by itself and with every preconditioner and solver: optimal backward error by the exact formula, forward
 * error against the solution in extended precision, wherever the data determine at least one digit of it.
 */
#include "bench.h"
#include "lsq_extended.h"
#include "lsq_problem.h"
#include "sketching.h"

#include <float.h>
#include <lapacke.h>
#include <math.h>
#include <randlapack.h>
#include <string.h>

typedef struct errors {
    double backward, forward;
} errors;

typedef struct way {
    const char *name;
    randlapack_lsq_options options;
} way;

static const way ways[] = {
    {"automatic", {0}},
    {"fossils", {.method = RANDLAPACK_METHOD_FOSSILS}},
    {"sketch, LSQR", {.preconditioner = RANDLAPACK_PRECOND_SKETCH}},
    {"sketch, LSMR", {.preconditioner = RANDLAPACK_PRECOND_SKETCH, .solver = RANDLAPACK_SOLVER_LSMR}},
    {"sketch, CG", {.preconditioner = RANDLAPACK_PRECOND_SKETCH, .solver = RANDLAPACK_SOLVER_CG}},
    {"Cholesky, LSQR", {.preconditioner = RANDLAPACK_PRECOND_CHOLESKY}},
    {"SVD, LSQR", {.preconditioner = RANDLAPACK_PRECOND_SVD}},
};
#define NWAYS (int)(sizeof ways / sizeof *ways)

typedef struct worst {
    errors over[NWAYS]; /* those of dgels */
    int points;         /* where the forward error counts */
} worst;

static double norm(int64_t n, const double *x)
{
    double sum = 0;
    for (int64_t i = 0; i < n; i++) sum = hypot(sum, x[i]);
    return sum;
}

static errors judge(const lsq_extended *e, const lsq_problem *p, const double *exact, const double *x)
{
    const double theta = e->frobenius / norm(p->m, p->b);
    double error = 0;
    for (int64_t j = 0; j < p->n; j++) error = hypot(error, x[j] - exact[j]);
    return (errors){lsq_extended_backward_error(e, p->b, x, theta) / e->frobenius, error / norm(p->n, exact)};
}

static void by_lapack(const lsq_problem *p, double *x)
{
    double *A = bench_allocate(p->m * p->n * 8), *b = bench_allocate(p->m * 8);
    memcpy(A, p->A, (size_t)(p->m * p->n) * 8);
    memcpy(b, p->b, (size_t)p->m * 8);
    if (LAPACKE_dgels(LAPACK_COL_MAJOR, 'N', (lapack_int)p->m, (lapack_int)p->n, 1, A, (lapack_int)p->m, b,
                      (lapack_int)p->m))
        exit(EXIT_FAILURE);
    memcpy(x, b, (size_t)p->n * 8);
    free(A), free(b);
}

/* Rank deficiency to working precision is an outcome, not a failure, at condition 1e15. */
static void must(int info)
{
    if (info != RANDBLAS_RANK_DEFICIENT && info != RANDBLAS_NOT_CONVERGED) sketching_check(info);
}

static errors over(errors a, errors b, bool digits)
{
    /* Two solutions that are both right to the last bit are equally good. */
    return (errors){a.backward / fmax(b.backward, 1e-17), digits ? a.forward / fmax(b.forward, 1e-16) : 0};
}

static void largest(errors *w, errors e)
{
    if (!(e.backward <= w->backward)) w->backward = e.backward;
    if (!(e.forward <= w->forward)) w->forward = e.forward;
}

static void measure(int64_t m, int64_t n, double cond, double noise, worst *w)
{
    lsq_problem p;
    lsq_extended e;
    double *x = bench_allocate(n * 8), *exact = bench_allocate(n * 8), ignored;
    if (lsq_problem_make(m, n, cond, noise, &p) || lsq_extended_make(m, n, p.A, &e)) exit(EXIT_FAILURE);
    if (lsq_extended_solve(&e, p.b, exact)) exit(EXIT_FAILURE);
    const randblas_dlinop A = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, m, n, p.A, m);
    /* Wedin: a relative change of eps in A and b moves x by up to this; sizes are of order one but for the residual. */
    const double moved = DBL_EPSILON * cond * (1 + cond * lsq_residual(&p, exact, &ignored));
    const bool digits = moved < 0.1 * norm(n, exact);
    w->points += digits;

    by_lapack(&p, x);
    const errors lapack = judge(&e, &p, exact, x);
    for (int k = 0; k < NWAYS; k++) {
        randlapack_lsq_report report;
        must(randlapack_dlsq(&A, NULL, 1, p.b, m, x, n, &ways[k].options, &report));
        const errors found = judge(&e, &p, exact, x);
        largest(&w->over[k], over(found, lapack, digits));
        char others[160];
        snprintf(others, sizeof others,
                 "said %.1e, dgels %.1e; forward error %.1e, said at most %.1e, dgels %.1e; %d steps",
                 report.backward_error, lapack.backward, found.forward, report.forward_error, lapack.forward,
                 (int)report.iterations);
        bench_note(bench_name("accuracy %dx%d, cond %.0e, residual %.0e, backward error, %s", (int)m, (int)n, cond,
                              noise, ways[k].name),
                   found.backward, "", others);
    }
    lsq_problem_free(&p);
    lsq_extended_free(&e);
    free(x), free(exact);
}

int main(int argc, char **argv)
{
    const int step = bench_quick(argc, argv) ? 5 : 1;
    const double noises[] = {0, 1e-6, 1};
    for (int i = 0; i < 3; i++) {
        worst w = {0};
        for (int c = 0; c <= 15; c += step) measure(1000, 50, pow(10, c), noises[i], &w);
        for (int k = 0; k < NWAYS; k++) {
            bench_at_most(bench_name("accuracy 1000x50, cond 1 to 1e15, residual %.0e, %s, "
                                     "backward error over dgels, worst",
                                     noises[i], ways[k].name),
                          w.over[k].backward, "x", 10);
            bench_at_most(bench_name("accuracy 1000x50, cond 1 to 1e15, residual %.0e, %s, "
                                     "forward error over dgels, worst of %d",
                                     noises[i], ways[k].name, w.points),
                          w.over[k].forward, "x", 10);
        }
    }
    return 0;
}
