/** The processes that solve a problem together, and the collective operations between them. */
#ifndef RANDLAPACK_MPI_GROUP_IMPL_H
#define RANDLAPACK_MPI_GROUP_IMPL_H

#include "randlapack_mpi.h"

#include <stdbool.h>

struct randlapack_mpi {
    MPI_Comm comm;
    int rank, size;
    bool exact;
    int64_t piece;                     /* bytes of a message at most */
    unsigned char *outgoing, *arrived; /* a message each */
    int info;                          /* a failure that all know of: nothing is sent any more */
    randlapack_mpi_traffic traffic;
};

/* What is done to x on the way up the tree, and what comes down. */
typedef enum randlapack_mpi_op {
    RANDLAPACK_MPI_END,        /* nothing: all have come to the end of a driver, or failed */
    RANDLAPACK_MPI_SUM_D,      /* double, summed for all */
    RANDLAPACK_MPI_SUM_S,      /* float */
    RANDLAPACK_MPI_SUM_I,      /* int64_t */
    RANDLAPACK_MPI_ROOT_SUM_D, /* summed for the root alone: x is scratch on the others */
    RANDLAPACK_MPI_ROOT_SUM_S,
    RANDLAPACK_MPI_ROOT_SUM_I,
    RANDLAPACK_MPI_LARGEST, /* double, the largest, for all */
    RANDLAPACK_MPI_SPAN,    /* a randlapack_mpi_span, joined, for all */
    RANDLAPACK_MPI_SHARE_D, /* double, from the root to all */
    RANDLAPACK_MPI_SHARE_S, /* float */
    RANDLAPACK_MPI_GIVE_D,  /* double, from the root to one: x is scratch on the way */
    RANDLAPACK_MPI_GIVE_S
} randlapack_mpi_op;

/* Rows of neighbouring processes that follow one another; all eight bytes wide. */
typedef struct randlapack_mpi_span {
    int64_t first, end; /* rows */
    int64_t rows, cols; /* as each has them */
    int64_t key;        /* whatever else must be the same */
    int64_t nnz;        /* added up */
    int64_t valid;      /* follow one another and agree; RANDLAPACK_MPI_GAPS: rows may be left out between them */
} randlapack_mpi_span;

#define RANDLAPACK_MPI_GAPS 2

/* A call of a driver begins. */
static inline void randlapack_mpi_begin(randlapack_mpi *group)
{
    group->info = 0;
}

/*
 * One operation on count entries of x, in which all take part; info: what has happened to this process since the last
 * one, a failure if negative.  Returns 0, or the same failure on all of them, that of the lowest rank.
 */
int randlapack_mpi_collect(randlapack_mpi *group, randlapack_mpi_op op, int64_t count, void *x, int info);

/* The same for what the root gives to one process. */
int randlapack_mpi_give(randlapack_mpi *group, randlapack_mpi_op op, int rank, int64_t count, void *x, int info);

/* The last operation of a driver: the info of all, a numerical outcome being the same for all. */
int randlapack_mpi_end(randlapack_mpi *group, int info);

/* The number of rows before those of this process, and that of all; when nothing has failed. */
int randlapack_mpi_count_rows(const randlapack_mpi *group, int64_t own, int64_t *before, int64_t *all);

#endif
