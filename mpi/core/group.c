/* Making and freeing groups. */
#include "group_impl.h"

#include "options_impl.h"

#include <stdlib.h>

#define PIECE ((int64_t)1 << 20)
#define LEAST_PIECE 128
#define MOST_PIECE ((int64_t)1 << 30)

static bool read_options(randlapack_mpi_options *o, const randlapack_mpi_options *options)
{
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (o->message_bytes == 0) o->message_bytes = PIECE;
    return o->message_bytes >= LEAST_PIECE && o->message_bytes <= MOST_PIECE && o->message_bytes % 8 == 0;
}

static void release(randlapack_mpi *g)
{
    if (!g) return;
    free(g->outgoing);
    free(g->arrived);
    free(g);
}

static randlapack_mpi *allocate(const randlapack_mpi_options *o)
{
    randlapack_mpi *g = calloc(1, sizeof *g);
    if (!g) return NULL;
    g->piece = o->message_bytes;
    g->exact = o->exact != 0;
    g->outgoing = malloc((size_t)g->piece);
    g->arrived = malloc((size_t)g->piece);
    if (g->outgoing && g->arrived) return g;
    release(g);
    return NULL;
}

int randlapack_mpi_create(MPI_Comm comm, const randlapack_mpi_options *options, randlapack_mpi **group)
{
    randlapack_mpi_options o;
    randlapack_mpi *g = NULL;
    int info = 0, worst = 0;
    if (group) *group = NULL;
    if (comm == MPI_COMM_NULL) return -1;
    if (!read_options(&o, options)) info = -2;
    if (!info && !group) info = -3;
    if (!info) g = allocate(&o);
    if (!info && !g) info = RANDBLAS_OUT_OF_MEMORY;
    if (MPI_Allreduce(&info, &worst, 1, MPI_INT, MPI_MIN, comm)) worst = RANDBLAS_INTERNAL; /* there is no tree yet */
    if (!worst && MPI_Comm_dup(comm, &g->comm)) worst = RANDBLAS_INTERNAL;
    if (worst) {
        release(g);
        return worst;
    }
    MPI_Comm_rank(g->comm, &g->rank);
    MPI_Comm_size(g->comm, &g->size);
    *group = g;
    return 0;
}

int randlapack_mpi_create_fortran(int comm, const randlapack_mpi_options *options, randlapack_mpi **group)
{
    return randlapack_mpi_create(MPI_Comm_f2c(comm), options, group);
}

void randlapack_mpi_destroy(randlapack_mpi *group)
{
    if (!group) return;
    MPI_Comm_free(&group->comm);
    release(group);
}

int randlapack_mpi_rank(const randlapack_mpi *group)
{
    return group ? group->rank : -1;
}

int randlapack_mpi_size(const randlapack_mpi *group)
{
    return group ? group->size : 0;
}

int randlapack_mpi_finish(randlapack_mpi *group, int info)
{
    if (!group) return -1;
    const int code = randlapack_mpi_end(group, info);
    randlapack_mpi_begin(group);
    return code;
}

int randlapack_mpi_count_rows(const randlapack_mpi *group, int64_t own, int64_t *before, int64_t *all)
{
    *before = 0;
    if (MPI_Exscan(&own, before, 1, MPI_INT64_T, MPI_SUM, group->comm)) return RANDBLAS_INTERNAL;
    if (group->rank == 0) *before = 0; /* what MPI leaves there is not defined */
    return MPI_Allreduce(&own, all, 1, MPI_INT64_T, MPI_SUM, group->comm) ? RANDBLAS_INTERNAL : 0;
}

int randlapack_mpi_count(randlapack_mpi *group, randlapack_mpi_traffic *traffic, int reset)
{
    if (!group) return -1;
    if (traffic) *traffic = group->traffic;
    if (reset) group->traffic = (randlapack_mpi_traffic){0};
    return 0;
}
