/*
 * Rows that arrive at several processes, a batch at a time, and are kept by none:  mpirun -n 3 spread_stream
 *
 * Their truncated SVD comes from sketches; logistic regression on the leading coordinates, which are kept, tells two
 * kinds of rows apart.
 */
#include "example.h"

#include <randlapack_mpi.h>

enum { N = 60, K = 4, BATCHES = 20, ROWS = 150 };

/* The rows of a batch: a label for each decides the sign of a direction that four times the noise goes along. */
static void arrive(int64_t first, double *batch, double *labels)
{
    randblas_dist dist = randblas_gaussian(1000000, N + 1);
    const randblas_state state = randblas_seed(2);
    randblas_sketch *entries = NULL; /* a Gaussian operator serves as an endless matrix */
    dist.unscaled = 1;               /* variance 1 */
    CHECK(randblas_sketch_create(&dist, &state, &entries, NULL));
    CHECK(randblas_dfill(RANDBLAS_ROW_MAJOR, ROWS, N, entries, first, 0, batch, N));
    CHECK(randblas_dfill(RANDBLAS_ROW_MAJOR, ROWS, 1, entries, first, N, labels, 1));
    randblas_sketch_destroy(entries);
    for (int i = 0; i < ROWS; i++) {
        labels[i] = labels[i] > 0;
        for (int j = 0; j < N; j++) batch[i * N + j] += (labels[i] > 0 ? 4 : -4) * (j % 3 == 0) / sqrt(N / 3.0);
    }
}

int main(int argc, char **argv)
{
    randlapack_mpi *group = NULL;
    randlapack_dstream *stream = NULL;
    randlapack_mpi_drows rows;
    randlapack_stream_report report;
    randlapack_glm_report fit;
    double s[K], x[K];

    MPI_Init(&argc, &argv);
    CHECK(randlapack_mpi_create(MPI_COMM_WORLD, NULL, &group));
    const int rank = randlapack_mpi_rank(group);
    const int64_t own = (int64_t)BATCHES * ROWS;
    double *batch = example_alloc(ROWS, N), *labels = example_alloc(own, 1), *U = example_alloc(own, K),
           *V = example_alloc(N, K);

    /* Nobody needs to know how many rows the others have: their numbers begin far apart. */
    const randlapack_stream_options options = {
        .size = sizeof options, .oversampling = 30, .first_row = (int64_t)rank << 40};
    CHECK(randlapack_dstream_create(N, K, &options, &stream));
    for (int b = 0; b < BATCHES; b++) {
        arrive(rank * own + b * ROWS, batch, labels + b * ROWS);
        CHECK(randlapack_dstream_push(stream, RANDBLAS_ROW_MAJOR, ROWS, batch, N));
    }
    CHECK(randlapack_mpi_dstream_finish(group, stream, U, own, s, V, N, &report));
    randlapack_dstream_destroy(stream);

    /* Coordinates of norm about 1: U times the root of the number of rows. */
    for (int64_t i = 0; i < own * K; i++) U[i] *= sqrt((double)report.rows);
    const randblas_dlinop local = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, own, K, U, own);
    CHECK(randlapack_mpi_drows_make(group, &local, &rows));
    CHECK(randlapack_mpi_dglm(group, RANDLAPACK_LOGISTIC, &rows, labels, NULL, NULL, 1, x, NULL, &fit));

    double right = 0, all = 0;
    for (int64_t i = 0; i < own; i++) {
        double t = 0;
        for (int k = 0; k < K; k++) t += U[i + k * own] * x[k];
        right += (t > 0) == (labels[i] > 0);
    }
    MPI_Allreduce(&right, &all, 1, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
    if (rank == 0)
        printf("%lld rows, singular values %.1f %.1f %.1f ...; %lld steps; %.2f %% of the rows are told apart\n",
               (long long)report.rows, s[0], s[1], s[2], (long long)fit.iterations, 100 * all / (double)report.rows);
    example_expect(s[0] > 3 * s[1], "one direction stands out");
    example_expect(all > 0.99 * (double)report.rows, "it tells the rows apart");

    free(batch), free(labels), free(U), free(V);
    randlapack_mpi_destroy(group);
    MPI_Finalize();
    return 0;
}
