/** The processes that mpirun has started, as the verbs see them: who says what, and one exit code for all. */
#ifndef PROCESSES_H
#define PROCESSES_H

#include "cli.h"
#include "progress.h"
#include "randlapack_mpi.h"

#include <stdbool.h>

/** This process among the others. */
typedef struct processes {
    int rank, size;
    randlapack_mpi *group;
} processes;

/**
 * Something has been done by each on its own: whether all have succeeded.  Of those that have not, the first is said to
 * have failed, by process 0 and in one sentence.
 *
 * @param[in] code     of this process
 * @param[in] subject  what its sentence begins with
 * @param[in] error    the sentence; need not be set where code is 0
 * @return the code of that process, on all, or 0
 */
int processes_agree(const processes *p, int code, const char *subject, const cli_error *error);

/** The code of process 0, on all; it has complained. */
int processes_follow(const processes *p, int code);

/** Whether this is the process that speaks. */
static inline bool processes_speaks(const processes *p)
{
    return p->rank == 0;
}

/** The exit code of a result code that all have; process 0 complains. */
int processes_judge(const processes *p, const char *verb, int info);

#endif
