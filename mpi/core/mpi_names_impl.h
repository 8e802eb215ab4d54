/** The letter x in this component; see randblas/core/names_impl.h. */
#ifndef RANDLAPACK_MPI_NAMES_IMPL_H
#define RANDLAPACK_MPI_NAMES_IMPL_H

#include "randlapack_names_impl.h"

#define RANDLAPACK_MPI_X(name) RANDBLAS_X_(randlapack_mpi, name)

/* public */
#define randlapack_mpi_xrows RANDLAPACK_MPI_X(rows)
#define randlapack_mpi_xrows_make RANDLAPACK_MPI_X(rows_make)
#define randlapack_mpi_xsketch RANDLAPACK_MPI_X(sketch)
#define randlapack_mpi_xlsq_precond RANDLAPACK_MPI_X(lsq_precond)
#define randlapack_mpi_xcqrrpt RANDLAPACK_MPI_X(cqrrpt)
#define randlapack_mpi_xrsvd RANDLAPACK_MPI_X(rsvd)
#define randlapack_mpi_xleverage_sketched RANDLAPACK_MPI_X(leverage_sketched)
#define randlapack_mpi_xinverse_solve RANDLAPACK_MPI_X(inverse_solve)
#define randlapack_mpi_xinverse_forms RANDLAPACK_MPI_X(inverse_forms)
#define randlapack_mpi_xinverse_trace RANDLAPACK_MPI_X(inverse_trace)
#define randlapack_mpi_xinverse_trace_factor RANDLAPACK_MPI_X(inverse_trace_factor)
#define randlapack_mpi_xglm RANDLAPACK_MPI_X(glm)
#define randlapack_mpi_xstream_finish RANDLAPACK_MPI_X(stream_finish)

#define randlapack_mpi_xoperator RANDLAPACK_MPI_X(operator)
#define randlapack_mpi_xoperator_create RANDLAPACK_MPI_X(operator_create)
#define randlapack_mpi_xoperator_linop RANDLAPACK_MPI_X(operator_linop)
#define randlapack_mpi_xoperator_destroy RANDLAPACK_MPI_X(operator_destroy)

#define randlapack_mpi_xlogdet RANDLAPACK_MPI_X(logdet)
#define randlapack_mpi_xspectrum RANDLAPACK_MPI_X(spectrum)

/* private */
#define randlapack_mpi_xgrid RANDLAPACK_MPI_X(grid)
#define randlapack_mpi_xgrid_open RANDLAPACK_MPI_X(grid_open)
#define randlapack_mpi_xgrid_close RANDLAPACK_MPI_X(grid_close)
#define randlapack_mpi_xblocks RANDLAPACK_MPI_X(blocks)
#define randlapack_mpi_xblocks_open RANDLAPACK_MPI_X(blocks_open)
#define randlapack_mpi_xblocks_load RANDLAPACK_MPI_X(blocks_load)
#define randlapack_mpi_xopen RANDLAPACK_MPI_X(open)
#define randlapack_mpi_xteam RANDLAPACK_MPI_X(team)
#define randlapack_mpi_xteam_make RANDLAPACK_MPI_X(team_make)
#define randlapack_mpi_xcolumn_bounds RANDLAPACK_MPI_X(column_bounds)
#define randlapack_mpi_xexact_sketch RANDLAPACK_MPI_X(exact_sketch)
#define randlapack_mpi_xexact_multiply RANDLAPACK_MPI_X(exact_multiply)
#define randlapack_mpi_xexact_transposed RANDLAPACK_MPI_X(exact_transposed)
#define randlapack_mpi_xexact_pass RANDLAPACK_MPI_X(exact_pass)
#define randlapack_mpi_xexact_norms RANDLAPACK_MPI_X(exact_norms)
#define randlapack_mpi_xexact_product RANDLAPACK_MPI_X(exact_product)
#define randlapack_mpi_xexact_adjoint RANDLAPACK_MPI_X(exact_adjoint)
#define randlapack_mpi_xexact_gram RANDLAPACK_MPI_X(exact_gram)
#define randlapack_mpi_xexact_frobenius RANDLAPACK_MPI_X(exact_frobenius)
#define randlapack_mpi_xexact_totals RANDLAPACK_MPI_X(exact_totals)

#if IS_SINGLE
#define RANDLAPACK_MPI_SUM_X RANDLAPACK_MPI_SUM_S
#define RANDLAPACK_MPI_ROOT_SUM_X RANDLAPACK_MPI_ROOT_SUM_S
#define RANDLAPACK_MPI_SHARE_X RANDLAPACK_MPI_SHARE_S
#define RANDLAPACK_MPI_GIVE_X RANDLAPACK_MPI_GIVE_S
#else
#define RANDLAPACK_MPI_SUM_X RANDLAPACK_MPI_SUM_D
#define RANDLAPACK_MPI_ROOT_SUM_X RANDLAPACK_MPI_ROOT_SUM_D
#define RANDLAPACK_MPI_SHARE_X RANDLAPACK_MPI_SHARE_D
#define RANDLAPACK_MPI_GIVE_X RANDLAPACK_MPI_GIVE_D
#endif

#endif
