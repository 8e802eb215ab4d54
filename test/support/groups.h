/**
 * Tests of the MPI component run in seven processes.  A group of p of them and one of the rest solve the same problem,
 * for each p of interest; every process holds the whole problem, so that it can make the rows it is given and compare.
 */
#ifndef GROUPS_H
#define GROUPS_H

#include "randlapack_mpi.h"

#include <stdbool.h>

#if defined(RANDBLAS_PREC_s)
static const int group_sizes[] = {7, 2}; /* double precision has seen the others */
#else
static const int group_sizes[] = {7, 1, 2, 3, 4}; /* and 6, 5, 4, 3 beside them */
#endif
#define NSIZES (int)(sizeof group_sizes / sizeof *group_sizes)

/* How rows are dealt out. */
typedef enum cut { CUT_EVEN, CUT_FIRST_EMPTY, CUT_ALL_ON_LAST, CUT_UNEVEN } cut;

static inline int64_t cut_at(cut how, int64_t m, int rank, int size)
{
    const int64_t r = rank, p = size;
    if (rank <= 0) return 0;
    if (rank >= size || size == 1) return rank >= size ? m : 0;
    if (how == CUT_FIRST_EMPTY) return m * (r - 1) / (p - 1);
    if (how == CUT_ALL_ON_LAST) return 0;
    return how == CUT_UNEVEN ? m * r * r / (p * p) : m * r / p;
}

static inline randlapack_mpi *make_group(int size, bool exact, int64_t message_bytes)
{
    const randlapack_mpi_options options = {.exact = exact, .message_bytes = message_bytes};
    randlapack_mpi *group = NULL;
    MPI_Comm comm;
    int rank;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_split(MPI_COMM_WORLD, rank < size, rank, &comm);
    assert_int_equal(randlapack_mpi_create(comm, &options, &group), 0);
    MPI_Comm_free(&comm);
    return group;
}

/* Children in the tree of a process: ranks that are its own but for their lowest bit. */
static inline int children_of(int rank, int size)
{
    int count = 0;
    for (int r = 1; r < size; r++) count += (r & (r - 1)) == rank;
    return count;
}

/* Entry for test/mpi/main.c, which says what MPI_TEST is: the tests of a source. */
#define MPI_TEST_ENTRY_(name) mpi_test_##name
#define MPI_TEST_ENTRY(name) MPI_TEST_ENTRY_(name)
#define RUN_UNDER_MPI(tests)                                                                                           \
    int MPI_TEST_ENTRY(MPI_TEST)(void);                                                                                \
    int MPI_TEST_ENTRY(MPI_TEST)(void)                                                                                 \
    {                                                                                                                  \
        return cmocka_run_group_tests(tests, NULL, NULL);                                                              \
    }

#endif
