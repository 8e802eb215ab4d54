/** The verbs that run in several processes: as lstsq_main() and logdet_main(), by all of them. */
#ifndef MPI_VERBS_H
#define MPI_VERBS_H

#include "processes.h"

/** Least squares. */
int mpi_lstsq(const processes *p, int argc, char **argv);
/** Truncated SVD. */
int mpi_svd(const processes *p, int argc, char **argv);
/** Its help text, since its options are not those of svd_main(). */
void mpi_svd_help(FILE *stream);
/** Log-determinant; complains where the library was built without ScaLAPACK. */
int mpi_logdet(const processes *p, int argc, char **argv);

#endif
