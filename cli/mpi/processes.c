/* Agreement over all processes; see processes.h. */
#include "processes.h"

#include "interrupt.h"
#include "randlapack.h"

#include <mpi.h>
#include <string.h>

typedef struct verdict {
    int code;
    char subject[400];
    cli_error error;
} verdict;

int processes_agree(const processes *p, int code, const char *subject, const cli_error *error)
{
    verdict v = {.code = code};
    int own = code ? p->rank : p->size, first = own;
    MPI_Allreduce(&own, &first, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
    if (first == p->size) return CLI_OK;
    if (first == p->rank) {
        strncpy(v.subject, subject, sizeof v.subject - 1);
        v.error = *error;
    }
    MPI_Bcast(&v, (int)sizeof v, MPI_BYTE, first, MPI_COMM_WORLD);
    return processes_speaks(p) ? cli_complain(v.subject, v.code, "%s", v.error.text) : v.code;
}

int processes_follow(const processes *p, int code)
{
    (void)p;
    MPI_Bcast(&code, 1, MPI_INT, 0, MPI_COMM_WORLD);
    return code;
}

/* The signal that any of them has had. */
static int signal_of_all(void)
{
    int own = interrupt_signal(), all = own;
    MPI_Allreduce(&own, &all, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
    return all;
}

int processes_judge(const processes *p, const char *verb, int info)
{
    const int code = info == RANDBLAS_SUCCESS     ? CLI_OK
                     : info == RANDBLAS_CANCELLED ? CLI_SIGNAL + signal_of_all()
                     : info > 0                   ? CLI_NUMERICAL
                                                  : CLI_INTERNAL;
    if (!code || !processes_speaks(p)) return code;
    const char *sentence = info == RANDBLAS_CANCELLED ? "interrupted; nothing was written" : randlapack_strerror(info);
    return cli_complain(verb, code, "%s", sentence);
}
