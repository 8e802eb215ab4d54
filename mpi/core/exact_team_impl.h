/** What a team does with exact sums: the same bits whoever has which rows. */
#ifndef RANDLAPACK_MPI_EXACT_TEAM_IMPL_H
#define RANDLAPACK_MPI_EXACT_TEAM_IMPL_H

#include "pass_impl.h"
#include "spread_impl.h"

/* bounds[j] = max |a_ij| over all rows, infinite if one is not finite; A dense or CSR; info as for
 * randlapack_mpi_collect(). */
int randlapack_mpi_xcolumn_bounds(randlapack_mpi *group, const randblas_control *control, const randblas_xlinop *A,
                                  double *bounds, int info);

/* B = S A, rows `first` and on of A being here, on the root or on all.  Returns -1 for families that it cannot do. */
int randlapack_mpi_xexact_sketch(randlapack_mpi *group, const randblas_control *control, const randblas_sketch *S,
                                 int64_t d, const randblas_xlinop *A, int64_t first, bool root_only, scalar_t *B,
                                 int64_t ldb);

/* U = A P - U diag(alpha), the rows of this process; W = A^T U and, unless NULL, norms of all rows of U, collective. */
int randlapack_mpi_xexact_multiply(const randlapack_mpi_xteam *t, int64_t nrhs, const scalar_t *P,
                                   const scalar_t *alpha, scalar_t *U);
int randlapack_mpi_xexact_transposed(const randlapack_mpi_xteam *t, int64_t nrhs, const scalar_t *U, scalar_t *W,
                                     double *norms, int info);

/* Of a team: its `pass` and `norms`. */
int randlapack_mpi_xexact_pass(void *context, const randlapack_xpass *pass, int64_t nrhs, const scalar_t *P,
                               const scalar_t *alpha, scalar_t *U, scalar_t *W, double *norms);
int randlapack_mpi_xexact_norms(void *context, int64_t rows, int64_t nrhs, const scalar_t *U, double *norms);

/* And its `multiply`, `transposed`, `gram` and `totals`. */
int randlapack_mpi_xexact_product(void *context, int64_t nrhs, const scalar_t *P, scalar_t *U);
int randlapack_mpi_xexact_adjoint(void *context, int64_t nrhs, const scalar_t *U, scalar_t *W);
int randlapack_mpi_xexact_gram(void *context, const randblas_xlinop *Y, scalar_t *G);
int randlapack_mpi_xexact_totals(void *context, int64_t rows, int64_t count, const double *terms, double *totals);

/* ||A||_F of the matrix of the team, all rows; infinite if an entry is not finite. */
int randlapack_mpi_xexact_frobenius(const randlapack_mpi_xteam *t, double *norm);

/* Whether the entries of a family are known to be small, and at most one stands at each position: what the exact sketch
 * can do. */
static inline bool randlapack_mpi_family_is_exact(int family)
{
    return family == RANDBLAS_GAUSSIAN || family == RANDBLAS_UNIFORM || family == RANDBLAS_RADEMACHER ||
           family == RANDBLAS_SPARSE_SIGN || family == RANDBLAS_SPARSE_STACK || family == RANDBLAS_SRHT ||
           family == RANDBLAS_SRFT;
}

#endif
