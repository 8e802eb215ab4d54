/* Claim: the automatic least-squares driver is faster than dgels where it matters and nowhere slower. */
#include "bench.h"
#include "lsq_problem.h"
#include "sketching.h"

#include <lapacke.h>
#include <math.h>
#include <randlapack.h>
#include <string.h>

enum { SMALL = 5000000, SMALL_RUNS = 12 }; /* entries of A, for which a run takes less than a second */

typedef struct gels {
    const lsq_problem *p;
    double *A, *b;
} gels;

/* dgels overwrites A: the copy is not timed. */
static double time_gels(const gels *g)
{
    const lsq_problem *p = g->p;
    memcpy(g->A, p->A, (size_t)(p->m * p->n) * sizeof(double));
    memcpy(g->b, p->b, (size_t)p->m * sizeof(double));
    const double start = bench_now();
    if (LAPACKE_dgels(LAPACK_COL_MAJOR, 'N', (lapack_int)p->m, (lapack_int)p->n, 1, g->A, (lapack_int)p->m, g->b,
                      (lapack_int)p->m))
        exit(EXIT_FAILURE);
    return bench_now() - start;
}

typedef struct ours {
    const lsq_problem *p;
    double *x;
    randlapack_lsq_report report;
} ours;

static void solve(void *context)
{
    ours *o = context;
    const lsq_problem *p = o->p;
    const randblas_dlinop A = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, p->m, p->n, p->A, p->m);
    sketching_check(randlapack_dlsq(&A, NULL, 1, p->b, p->m, o->x, p->n, NULL, &o->report));
}

static void measure(int64_t m, int64_t n, double cond, int runs, double target)
{
    static const char *const names[] = {"", "sketch", "Cholesky", "none", "SVD"};
    lsq_problem p;
    if (lsq_problem_make(m, n, cond, 1e-3, &p)) exit(EXIT_FAILURE);
    gels g = {&p, bench_allocate(m * n * 8), bench_allocate(m * 8)};
    ours o = {&p, bench_allocate(n * 8), {0}};
    double theirs = INFINITY, mine = INFINITY, normal, gels_normal;
    const int most = m * n < SMALL ? SMALL_RUNS : runs;
    for (int i = 0; i < most; i++) { /* in turn: a neighbour's load is for both */
        theirs = fmin(theirs, time_gels(&g));
        mine = fmin(mine, bench_best(1, solve, &o));
    }
    lsq_residual(&p, o.x, &normal);
    lsq_residual(&p, g.b, &gels_normal);
    char name[96];
    snprintf(name, sizeof name, "%dx%d, cond %.0e", (int)m, (int)n, cond);
    bench_at_least(
        bench_name("%s, speed over dgels (%.3g s; preconditioner: %s)", name, theirs, names[o.report.preconditioner]),
        theirs / mine, "x", target);
    bench_at_most(bench_name("%s, normal residual over dgels", name), normal / gels_normal, "x", 10);
    bench_at_most(bench_name("%s, forward error over dgels", name),
                  lsq_forward_error(&p, o.x) / lsq_forward_error(&p, g.b), "x", 10);
    free(g.A), free(g.b), free(o.x);
    lsq_problem_free(&p);
}

int main(int argc, char **argv)
{
    const bool quick = bench_quick(argc, argv);
    const int runs = quick ? 2 : 3;
    static const struct {
        int m, n;
        double target;
    } grid[] = {{1000, 100, 0.95},  {1000, 500, 0.95},  {2000, 1500, 0.95},  {3000, 1000, 0.95},
                {10000, 100, 0.95}, {10000, 300, 0.95}, {10000, 2000, 0.95}, {20000, 1000, 2},
                {50000, 500, 2},    {100000, 50, 0.95}, {200000, 200, 0.95}, {40000, 2000, 3}};
    bench_max_threads();
    for (size_t k = 0; k < sizeof grid / sizeof *grid; k++) {
        if (quick && (int64_t)grid[k].m * grid[k].n > 25000000) continue;
        measure(grid[k].m, grid[k].n, 1e3, runs, grid[k].target);
        measure(grid[k].m, grid[k].n, 1e8, runs, grid[k].target);
    }
    return 0;
}
