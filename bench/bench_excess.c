/*
 * Claim: with a Gaussian sketch the excess of sketch-and-solve, ||A (x^ - x*)||^2 / ||b - A x*||^2, has the mean
 * n / (d - n - 1).  The other families beside it, on rows that matter alike and on rows of which a few matter most.
 *
 * A has orthonormal columns and b is orthogonal to them with length one, so that x* = 0 and the excess is ||x^||^2; it
 * depends on the range of A alone.
 */
#include "bench.h"
#include "sketching.h"

#include <lapacke.h>
#include <math.h>
#include <randlapack.h>
#include <string.h>

enum { M = 512, N = 10, D = 60 };

typedef struct problem {
    double Q[M * N], b[M], leverage[M];
} problem;

typedef struct result {
    double mean, error, median; /* of the excess; standard error of the mean */
    int deficient;              /* sketches that lost rank */
} result;

/* Random columns; coherent: the first rows dominate, so that their leverage is nearly one. */
static void make(bool coherent, problem *p)
{
    double A[M * (N + 1)], tau[N + 1];
    bench_random(M * (N + 1), A);
    for (int j = 0; j <= N && coherent; j++)
        for (int i = 0; i < M; i++) A[i + j * M] *= i < N / 2 ? 1e3 : 1;
    if (LAPACKE_dgeqrf(LAPACK_COL_MAJOR, M, N + 1, A, M, tau) ||
        LAPACKE_dorgqr(LAPACK_COL_MAJOR, M, N + 1, N + 1, A, M, tau))
        exit(EXIT_FAILURE);
    memcpy(p->Q, A, sizeof p->Q);
    memcpy(p->b, A + (size_t)M * N, sizeof p->b);
    for (int i = 0; i < M; i++) {
        p->leverage[i] = 0;
        for (int j = 0; j < N; j++) p->leverage[i] += A[i + j * M] * A[i + j * M];
    }
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static result measure(const problem *p, const randblas_dist *dist, int seeds)
{
    const randblas_dlinop A = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, M, N, p->Q, M);
    double *excess = bench_allocate(seeds * 8), sum = 0, squares = 0, x[N];
    result found = {0};
    for (int k = 0; k < seeds; k++) {
        const randblas_state state = randblas_seed((uint64_t)k);
        randblas_sketch *S = NULL;
        sketching_check(randblas_sketch_create(dist, &state, &S, NULL));
        const int info = randlapack_dlsq_sketch_solve(&A, S, 1, p->b, M, x, N, NULL, NULL);
        randblas_sketch_destroy(S);
        if (info != RANDBLAS_RANK_DEFICIENT) sketching_check(info);
        found.deficient += info != 0;
        excess[k] = 0;
        for (int j = 0; j < N; j++) excess[k] += x[j] * x[j];
        sum += excess[k];
        squares += excess[k] * excess[k];
    }
    qsort(excess, (size_t)seeds, sizeof *excess, ascending);
    found.median = excess[seeds / 2];
    found.mean = sum / seeds;
    found.error = sqrt(fmax(squares / seeds - found.mean * found.mean, 0) / seeds);
    free(excess);
    return found;
}

static void table(const problem *p, const char *rows, int seeds)
{
    const struct {
        const char *name;
        randblas_dist dist;
    } families[] = {
        {"Gaussian", randblas_gaussian(D, M)},
        {"uniform", randblas_uniform(D, M)},
        {"Rademacher", randblas_rademacher(D, M)},
        {"sparse sign", randblas_sparse_sign(D, M, 8)},
        {"SparseStack", randblas_sparse_stack(D, M, 8)},
        {"LESS-uniform", randblas_less_uniform(D, M, N)},
        {"LESS, leverage scores", randblas_less(D, M, N, p->leverage)},
        {"SRHT", randblas_srht(D, M)},
        {"SRFT", randblas_srft(D, M)},
        {"uniform row sampling", randblas_row_sample(D, M, 0)},
        {"leverage row sampling", randblas_row_sample_weighted(D, M, p->leverage, 1)},
        {"leverage row sampling without replacement", randblas_row_sample_weighted(D, M, p->leverage, 0)},
    };
    for (size_t f = 0; f < sizeof families / sizeof *families; f++) {
        const result r = measure(p, &families[f].dist, seeds);
        char what[160];
        snprintf(what, sizeof what, "Gaussian law %.3f; standard error %.1e, median %.3g, %d of %d lost rank",
                 (double)N / (D - N - 1), r.error, r.median, r.deficient, seeds);
        bench_note(bench_name("excess, n %d, d %d, m %d, %s rows, %s", N, D, M, rows, families[f].name), r.mean, "",
                   what);
    }
}

/* The law itself, in standard errors of the mean over the seeds. */
static void law(const problem *p, const char *rows, int64_t d, int seeds)
{
    const randblas_dist dist = randblas_gaussian(d, M);
    const result r = measure(p, &dist, seeds);
    const double expected = (double)N / (double)(d - N - 1);
    bench_at_most(bench_name("excess, Gaussian, n %d, d %d, %s rows: mean %.4f for %.4f, deviation", N, (int)d, rows,
                             r.mean, expected),
                  fabs(r.mean - expected) / r.error, "standard errors", 3);
}

int main(int argc, char **argv)
{
    const int seeds = bench_quick(argc, argv) ? 200 : 2000;
    bench_set_threads(1); /* the problems are small */
    static problem even, coherent;
    make(false, &even);
    make(true, &coherent);
    law(&even, "even", 20, seeds); /* fourth moments of the excess exist for d > n + 7 */
    law(&even, "even", 40, seeds);
    law(&even, "even", 160, seeds);
    law(&coherent, "coherent", 40, seeds);
    table(&even, "even", seeds / 5);
    table(&coherent, "coherent", seeds / 5);
    return 0;
}
