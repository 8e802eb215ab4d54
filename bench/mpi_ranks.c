/*
 * What bench_mpi runs under mpirun in seven processes: least squares in groups of 1, 2, 3, 4 and 7 of them, against the
 * library for one process.  Process 0 prints "ranks", the greatest relative difference of a solution, how many groups
 * have the bits of the first with exact sums, what the words that process 0 of seven sends are in excess of the formula
 * of doc/scaling.md with the nearest whole number of passes over A, and that number less the steps.
 */
#include "bench.h"

#include "randlapack_mpi.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { M = 4001, N = 40, ALL = 7, SKETCHED = 160 };

static double A[M * N], b[M];

static void make(void)
{
    const randblas_dist dist = randblas_gaussian(M, N + 1);
    const randblas_state state = randblas_seed(1);
    randblas_sketch *S = NULL;
    if (randblas_sketch_create(&dist, &state, &S, NULL) || randblas_dfill(RANDBLAS_COL_MAJOR, M, N, S, 0, 0, A, M) ||
        randblas_dfill(RANDBLAS_COL_MAJOR, M, 1, S, 0, N, b, M))
        exit(1);
    randblas_sketch_destroy(S);
}

/* In the first `size` processes; the others form a group of their own, whose solution is dropped. */
static void solve(int size, bool exact, double *x, long long *words, long long *steps)
{
    const randlapack_mpi_options options = {.exact = exact};
    const randlapack_lsq_options how = {.preconditioner = RANDLAPACK_PRECOND_SKETCH, .sketch_rows = SKETCHED};
    randlapack_mpi *group = NULL;
    randlapack_mpi_drows rows;
    randlapack_mpi_traffic traffic;
    randlapack_lsq_report report;
    MPI_Comm comm;
    int rank;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_split(MPI_COMM_WORLD, rank < size, rank, &comm);
    if (randlapack_mpi_create(comm, &options, &group)) exit(1);
    const int64_t r = randlapack_mpi_rank(group), p = randlapack_mpi_size(group);
    const int64_t first = M * r / p, own = M * (r + 1) / p - first;
    const randblas_dlinop local = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, own, N, A + first, M);
    if (randlapack_mpi_drows_make(group, &local, &rows)) exit(1);
    randlapack_mpi_count(group, NULL, 1);
    if (randlapack_mpi_dlsq_precond(group, &rows, 1, b + first, M, x, N, &how, &report)) exit(1);
    randlapack_mpi_count(group, &traffic, 0);
    *words = traffic.words;
    *steps = report.iterations;
    randlapack_mpi_destroy(group);
    MPI_Comm_free(&comm);
}

static double difference(const double *x, const double *y)
{
    double off = 0, size = 0;
    for (int i = 0; i < N; i++) {
        off += (x[i] - y[i]) * (x[i] - y[i]);
        size += y[i] * y[i];
    }
    return sqrt(off / size);
}

int main(int argc, char **argv)
{
    static const int sizes[] = {1, 2, 3, 4, ALL};
    double serial[N], x[N], one[N] = {0}, worst = 0;
    long long words = 0, steps = 0, ignored;
    int rank, same = 0;
    const randlapack_lsq_options how = {.preconditioner = RANDLAPACK_PRECOND_SKETCH, .sketch_rows = SKETCHED};
    const randblas_dlinop whole = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, M, N, A, M);
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    make();
    if (randlapack_dlsq_precond(&whole, 1, b, M, serial, N, &how, NULL)) return 1;
    for (int k = 0; k < 5; k++) {
        solve(sizes[k], false, x, &words, &steps);
        worst = fmax(worst, difference(x, serial));
        solve(sizes[k], true, x, &ignored, &ignored);
        if (k == 0) memcpy(one, x, sizeof one);
        same += memcmp(one, x, sizeof one) == 0;
    }
    int children = 0;
    for (int child = 1; child < ALL; child *= 2) children++;
    const double fixed = 9 + N * (N + 1) / 2.0 + N, passes = ((double)words / children - fixed) / (N + 1);
    const double excess = (passes - rint(passes)) * (N + 1) * children;
    if (rank == 0) printf("ranks %.3g %d %.3g %.0f\n", worst, same, excess, rint(passes) - (double)steps);
    MPI_Finalize();
    return 0;
}
