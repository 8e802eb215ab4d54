/** Rows spread over a group, as drivers take them. */
#ifndef RANDLAPACK_MPI_SPREAD_IMPL_H
#define RANDLAPACK_MPI_SPREAD_IMPL_H

#include "group_impl.h"
#include "mpi_names_impl.h"
#include "team_impl.h"

#include "arena_impl.h"

/* What the routines of a team work with. */
typedef struct randlapack_mpi_xteam {
    randlapack_mpi *group;
    const randblas_xlinop *A;
    const randblas_control *control; /* of the call, or NULL */
    randblas_arena arena;            /* of buffers */
    scalar_t *sums;                  /* n x nrhs and nrhs: on their way to the others */
    double *bounds;                  /* of the columns of the whole A, where sums are exact */
    randlapack_xteam team;
} randlapack_mpi_xteam;

/*
 * The first operation of a driver: info, what its other arguments are like; position, that of A among them; key, what
 * must be the same on all processes beside A.  Returns the code of all, and the nonzeros of the whole.
 */
int randlapack_mpi_xopen(randlapack_mpi *group, const randlapack_mpi_xrows *A, int info, int position, int64_t key,
                         int64_t *nnz);

/*
 * After that: the team for at most nrhs right-hand sides, t->arena to be closed in any case.  Returns 0, or a failure
 * of this process, which the next operation tells to all.
 */
int randlapack_mpi_xteam_make(randlapack_mpi *group, const randlapack_mpi_xrows *A, int64_t nnz, int64_t nrhs,
                              const randblas_control *control, randlapack_mpi_xteam *t);

/* The codes of a driver for one process, whose arguments are counted without the group. */
static inline int randlapack_mpi_shifted(int info)
{
    return info < 0 && info > -100 ? info - 1 : info;
}

#endif
