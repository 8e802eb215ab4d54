/*
 * Least squares with rows spread over processes:  mpirun -n 3 spread_rows
 *
 * Each process makes its own rows of one large matrix, by their places in it.  The solution comes out on all.
 */
#include "example.h"

#include <randlapack_mpi.h>

int main(int argc, char **argv)
{
    enum { M = 30000, N = 40 };
    const randblas_dist dist = randblas_gaussian(M, N + 1);
    const randblas_state state = randblas_seed(1);
    randblas_sketch *entries = NULL; /* a Gaussian operator serves as a matrix whose rows anyone can make */
    randlapack_mpi *group = NULL;
    randlapack_mpi_drows rows;
    randlapack_mpi_traffic traffic;
    randlapack_lsq_report report;
    double x[N], gradient[N], total[N], largest = 0;

    MPI_Init(&argc, &argv);
    CHECK(randlapack_mpi_create(MPI_COMM_WORLD, NULL, &group));
    const int rank = randlapack_mpi_rank(group), size = randlapack_mpi_size(group);
    const int64_t first = (int64_t)M * rank / size, own = (int64_t)M * (rank + 1) / size - first;
    double *A = example_alloc(own, N), *b = example_alloc(own, 1);
    CHECK(randblas_sketch_create(&dist, &state, &entries, NULL));
    CHECK(randblas_dfill(RANDBLAS_COL_MAJOR, own, N, entries, first, 0, A, own));
    CHECK(randblas_dfill(RANDBLAS_COL_MAJOR, own, 1, entries, first, N, b, own));
    for (int64_t i = 0; i < own; i++) b[i] += A[i] - 2 * A[i + own]; /* x is near (1, -2, 0, ...) */

    const randblas_dlinop local = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, own, N, A, own);
    CHECK(randlapack_mpi_drows_make(group, &local, &rows));
    example_expect(rows.rows == M && rows.first == first, "the rows follow one another");
    CHECK(randlapack_mpi_dlsq_precond(group, &rows, 1, b, own, x, N, NULL, &report));
    CHECK(randlapack_mpi_count(group, &traffic, 0));
    if (rank == 0)
        printf("%d processes, sketch of %lld rows, %lld steps; process 0 sent %lld words of a matrix of %d\n", size,
               (long long)report.sketch_rows, (long long)report.iterations, (long long)traffic.words, M * N);

    /* At the solution the residual is orthogonal to every column. */
    for (int j = 0; j < N; j++) gradient[j] = 0;
    for (int64_t i = 0; i < own; i++) {
        double r = b[i];
        for (int j = 0; j < N; j++) r -= A[i + j * own] * x[j];
        for (int j = 0; j < N; j++) gradient[j] += A[i + j * own] * r;
    }
    MPI_Allreduce(gradient, total, N, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
    for (int j = 0; j < N; j++) largest = fmax(largest, fabs(total[j]));
    if (rank == 0) printf("largest entry of A^T r: %.1e; x begins %.3f %.3f\n", largest, x[0], x[1]);
    example_expect(largest < 1e-11, "the residual is orthogonal to A");
    example_expect(fabs(x[0] - 1) < 0.05 && fabs(x[1] + 2) < 0.05, "the coefficients are found");

    randblas_sketch_destroy(entries);
    free(A), free(b);
    randlapack_mpi_destroy(group);
    MPI_Finalize();
    return 0;
}
