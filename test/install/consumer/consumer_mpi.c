/* The component for MPI as users get it, in a group of one process. */
#include <randlapack_mpi.h>

#include <math.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    const double A[] = {1, 1, 1, 1, 2, 3}, b[] = {1, 2, 3}; /* y = 0 + 1 t */
    double x[2] = {0, 0};
    randlapack_mpi *group = NULL;
    randlapack_mpi_drows rows;
    const randblas_dlinop own = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, 3, 2, A, 3);
    MPI_Init(&argc, &argv);
    int info = randlapack_mpi_create(MPI_COMM_SELF, NULL, &group);
    if (!info) info = randlapack_mpi_drows_make(group, &own, &rows);
    if (!info) info = randlapack_mpi_dlsq_precond(group, &rows, 1, b, 3, x, 2, NULL, NULL);
    randlapack_mpi_destroy(group);
    MPI_Finalize();
    if (info || fabs(x[0]) > 1e-13 || fabs(x[1] - 1) > 1e-13) {
        printf("info %d, x %g %g\n", info, x[0], x[1]);
        return 1;
    }
    return 0;
}
