/*
 * What bench_mpi runs under mpirun:  mpi_worker WHAT ROWS COLUMNS RUNS
 *
 * WHAT: lsq, exact (with exact sums), gels (ScaLAPACK's PDGELS), qr, svd, stream, leverage, average, logistic, logdet
 * (of a square matrix of COLUMNS), trace (of A^T A); serial-WHAT for the library for one process, in one process.
 * Process 0 prints "WHAT seconds residual steps messages words": the least time of the runs, the slowest process
 * counting, ||A^T r|| over ||A|| ||r|| for least squares, and what process 0 has sent in one of them.
 */
#include "bench.h"

#include "randlapack_mpi.h"
#ifdef BENCH_SCALAPACK
#include "randlapack_mpi_logdet.h"
#endif

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct work {
    int64_t m, n, first, own;
    int rank, size;
    double *A, *b, *x;
    double *Q, *V, *s; /* own x n, n x n, n: results */
    int64_t *pivots;
    randlapack_mpi *group;
    randlapack_mpi_drows rows;
    randlapack_lsq_report report;
} work;

/* Gaussian columns of growing length, condition about 1e4; the rows of this process, by their places in the whole. */
static void make(work *w)
{
    const randblas_dist dist = randblas_gaussian(w->m, w->n + 1);
    const randblas_state state = randblas_seed(1);
    randblas_sketch *S = NULL;
    const double grow = pow(1e4, 1.0 / (double)w->n);
    w->A = bench_allocate(w->own * w->n * 8);
    w->b = bench_allocate(w->own * 8);
    w->x = bench_allocate(w->m * 8);
    w->Q = bench_allocate(w->own * w->n * 8);
    w->V = bench_allocate(w->n * w->n * 8);
    w->s = bench_allocate(w->own * 8 + w->n * 8);
    w->pivots = bench_allocate(w->n * 8);
    if (randblas_sketch_create(&dist, &state, &S, NULL) ||
        randblas_dfill(RANDBLAS_COL_MAJOR, w->own, w->n, S, w->first, 0, w->A, w->own) ||
        randblas_dfill(RANDBLAS_COL_MAJOR, w->own, 1, S, w->first, w->n, w->b, w->own))
        exit(1);
    randblas_sketch_destroy(S);
    double scale = 1;
    for (int64_t j = 0; j < w->n; j++, scale *= grow)
        for (int64_t i = 0; i < w->own; i++) w->A[i + j * w->own] *= scale;
}

static int solve(work *w)
{
    return randlapack_mpi_dlsq_precond(w->group, &w->rows, 1, w->b, w->own, w->x, w->n, NULL, &w->report);
}

static int solve_serially(work *w)
{
    return randlapack_dlsq_precond(&w->rows.local, 1, w->b, w->own, w->x, w->n, NULL, &w->report);
}

/* ---------------------------------------------------------------- the other drivers ------------------------------- */

#define RANK 20

static int qr(work *w)
{
    return randlapack_mpi_dcqrrpt(w->group, &w->rows, w->Q, w->own, w->V, w->n, w->pivots, NULL, NULL);
}

static int qr_serially(work *w)
{
    return randlapack_dcqrrpt(&w->rows.local, w->Q, w->own, w->V, w->n, w->pivots, NULL, NULL);
}

static int svd(work *w)
{
    return randlapack_mpi_drsvd(w->group, &w->rows, RANK, w->Q, w->own, w->s, w->V, w->n, NULL, NULL);
}

static int svd_serially(work *w)
{
    const randlapack_rsvd_options options = {.method = RANDLAPACK_SVD_SUBSPACE};
    return randlapack_drsvd(&w->rows.local, RANK, w->Q, w->own, w->s, w->V, w->n, &options, NULL);
}

static int leverage(work *w)
{
    return randlapack_mpi_dleverage_sketched(w->group, &w->rows, w->s, NULL, NULL);
}

static int leverage_serially(work *w)
{
    return randlapack_dleverage_sketched(&w->rows.local, w->s, NULL, NULL);
}

/* The rows in one batch. */
static int take(work *w, randlapack_dstream **stream)
{
    const randlapack_stream_options options = {.first_row = w->first, .expected_rows = w->own};
    const int info = randlapack_dstream_create(w->n, RANK, &options, stream);
    return info ? info : randlapack_dstream_push(*stream, RANDBLAS_COL_MAJOR, w->own, w->A, w->own);
}

static int stream(work *w)
{
    randlapack_dstream *S = NULL;
    int info = take(w, &S);
    if (!info) info = randlapack_mpi_dstream_finish(w->group, S, w->Q, w->own, w->s, w->V, w->n, NULL);
    randlapack_dstream_destroy(S);
    return info;
}

static int stream_serially(work *w)
{
    randlapack_dstream *S = NULL;
    int info = take(w, &S);
    if (!info) info = randlapack_dstream_finish(S, w->Q, w->own, w->s, w->V, w->n, NULL);
    randlapack_dstream_destroy(S);
    return info;
}

static const randlapack_inverse_options average_options = {.sketches = 16, .family = RANDBLAS_SPARSE_SIGN};

static int average(work *w)
{
    return randlapack_mpi_dinverse_solve(w->group, &w->rows, 1, w->x, w->n, w->s, w->n, NULL, 1, &average_options,
                                         NULL);
}

static int average_serially(work *w)
{
    return randlapack_dinverse_solve(&w->rows.local, 1, w->x, w->n, w->s, w->n, NULL, 1, &average_options, NULL);
}

/* Labels are the signs of b. */
static double *labels(work *w)
{
    for (int64_t i = 0; i < w->own; i++) w->s[i] = w->b[i] > 0;
    return w->s;
}

static int logistic(work *w)
{
    return randlapack_mpi_dglm(w->group, RANDLAPACK_LOGISTIC, &w->rows, labels(w), NULL, NULL, 1, w->x, NULL, NULL);
}

static int logistic_serially(work *w)
{
    return randlapack_dglm(RANDLAPACK_LOGISTIC, &w->rows.local, labels(w), NULL, NULL, 1, w->x, NULL, NULL);
}

static int trace_of(const randblas_dlinop *op)
{
    const randlapack_trace_options options = {.method = RANDLAPACK_TRACE_HUTCHPP, .products = 48};
    double value = 0;
    return randlapack_dtrace(op, &value, &options, NULL);
}

static int trace(work *w)
{
    randlapack_mpi_doperator *op = NULL;
    int info = randlapack_mpi_doperator_create(w->group, &w->rows, RANDLAPACK_MPI_GRAM, &op);
    if (!info) info = randlapack_mpi_finish(w->group, trace_of(randlapack_mpi_doperator_linop(op)));
    randlapack_mpi_doperator_destroy(op);
    return info;
}

static int trace_serially(work *w)
{
    const randblas_dlinop gram = randlapack_dlinop_gram(&w->rows.local);
    return trace_of(&gram);
}

#ifdef BENCH_SCALAPACK
static int logdet(work *w)
{
    rmt_logdet_report report;
    return randlapack_mpi_dlogdet(w->group, &w->rows, RMT_GENERAL, 0, NULL, &report);
}

static int logdet_serially(work *w)
{
    rmt_logdet_report report;
    return rmt_dlogdet(RMT_GENERAL, RANDBLAS_COL_MAJOR, RANDBLAS_UPPER, w->n, w->A, w->n, NULL, &report);
}

void Cblacs_get(int context, int what, int *value);
void Cblacs_gridinit(int *context, const char *order, int rows, int cols);
void Cblacs_gridexit(int context);
void descinit_(int *desc, const int *m, const int *n, const int *mb, const int *nb, const int *rsrc, const int *csrc,
               const int *context, const int *lld, int *info);
void pdgels_(const char *trans, const int *m, const int *n, const int *nrhs, double *A, const int *ia, const int *ja,
             const int *desca, double *B, const int *ib, const int *jb, const int *descb, double *work,
             const int *lwork, int *info);

/* PDGELS on a column of processes, blocks of 64 x 64 of which each is given its rows (as random as any others).  A and
 * b are overwritten. */
static int gels(work *w)
{
    const int block = 64, n = (int)w->n, one = 1, zero = 0, own = (int)w->own, query = -1;
    const int m = (int)(w->m / (block * w->size)) * block * w->size; /* the same number for each */
    int context, desca[9], descb[9], info = 0, length;
    double size;
    Cblacs_get(-1, 0, &context);
    Cblacs_gridinit(&context, "C", w->size, 1);
    descinit_(desca, &m, &n, &block, &block, &zero, &zero, &context, &own, &info);
    descinit_(descb, &m, &one, &block, &block, &zero, &zero, &context, &own, &info);
    pdgels_("N", &m, &n, &one, w->A, &one, &one, desca, w->b, &one, &one, descb, &size, &query, &info);
    length = (int)size;
    double *buffer = bench_allocate((int64_t)length * 8);
    pdgels_("N", &m, &n, &one, w->A, &one, &one, desca, w->b, &one, &one, descb, buffer, &length, &info);
    free(buffer);
    Cblacs_gridexit(context);
    return info;
}
#endif

static const struct {
    const char *name;
    int (*run)(work *w), (*run_serially)(work *w);
} drivers[] = {
    {"lsq", solve, solve_serially},
    {"exact", solve, NULL},
    {"qr", qr, qr_serially},
    {"svd", svd, svd_serially},
    {"stream", stream, stream_serially},
    {"leverage", leverage, leverage_serially},
    {"average", average, average_serially},
    {"logistic", logistic, logistic_serially},
    {"trace", trace, trace_serially},
#ifdef BENCH_SCALAPACK
    {"gels", gels, NULL},
    {"logdet", logdet, logdet_serially},
#endif
};

/* NULL for a word that says nothing. */
static int (*find_driver(const char *what))(work *w)
{
    const bool serial = strncmp(what, "serial-", 7) == 0;
    for (size_t k = 0; k < sizeof drivers / sizeof *drivers; k++)
        if (strcmp(drivers[k].name, what + (serial ? 7 : 0)) == 0)
            return serial ? drivers[k].run_serially : drivers[k].run;
    return NULL;
}

/* ||A^T r|| / (||A||_F ||r||), r = b - A x, for x everywhere. */
static double normal_residual(const work *w)
{
    double sums[2] = {0, 0}, total[2], normal = 0;
    double *g = calloc((size_t)w->n, sizeof *g), *all = calloc((size_t)w->n, sizeof *all);
    for (int64_t i = 0; i < w->own; i++) {
        double r = w->b[i];
        for (int64_t j = 0; j < w->n; j++) r -= w->A[i + j * w->own] * w->x[j];
        for (int64_t j = 0; j < w->n; j++) {
            g[j] += w->A[i + j * w->own] * r;
            sums[1] += w->A[i + j * w->own] * w->A[i + j * w->own];
        }
        sums[0] += r * r;
    }
    MPI_Allreduce(g, all, (int)w->n, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
    MPI_Allreduce(sums, total, 2, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
    for (int64_t j = 0; j < w->n; j++) normal += all[j] * all[j];
    free(g), free(all);
    return sqrt(normal / (total[0] * total[1]));
}

static double timed(work *w, int (*what)(work *w))
{
    double seconds, slowest;
    MPI_Barrier(MPI_COMM_WORLD);
    const double begin = bench_now();
    if (what(w)) exit(1);
    seconds = bench_now() - begin;
    MPI_Allreduce(&seconds, &slowest, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
    return slowest;
}

int main(int argc, char **argv)
{
    work w = {0};
    randlapack_mpi_traffic traffic = {0};
    double least = INFINITY, residual = 0;
    MPI_Init(&argc, &argv);
    if (argc < 5) return 2;
    MPI_Comm_rank(MPI_COMM_WORLD, &w.rank);
    MPI_Comm_size(MPI_COMM_WORLD, &w.size);
    w.m = atoll(argv[2]), w.n = atoll(argv[3]);
    w.first = w.m * w.rank / w.size, w.own = w.m * (w.rank + 1) / w.size - w.first;
    int (*run_driver)(work *) = find_driver(argv[1]);
    if (!run_driver) return 2;
    make(&w);
    const randlapack_mpi_options options = {.exact = strcmp(argv[1], "exact") == 0};
    const randblas_dlinop local = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, w.own, w.n, w.A, w.own);
    if (randlapack_mpi_create(MPI_COMM_WORLD, &options, &w.group) ||
        randlapack_mpi_drows_make(w.group, &local, &w.rows))
        return 1;
    for (int run = 0; run < atoi(argv[4]); run++) {
        randlapack_mpi_count(w.group, NULL, 1);
        least = fmin(least, timed(&w, run_driver));
    }
    randlapack_mpi_count(w.group, &traffic, 0);
    if (strcmp(argv[1], "lsq") == 0) residual = normal_residual(&w);
    if (w.rank == 0)
        printf("%s %.6g %.3g %lld %lld %lld\n", argv[1], least, residual, (long long)w.report.iterations,
               (long long)traffic.messages, (long long)traffic.words);
    randlapack_mpi_destroy(w.group);
    free(w.A), free(w.b), free(w.x), free(w.Q), free(w.V), free(w.s), free(w.pivots);
    MPI_Finalize();
    return 0;
}
