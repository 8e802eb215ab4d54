/* Do the rows of all processes follow one another, and do the processes agree on the rest? */
#include "spread_impl.h"

static bool malformed(const randlapack_mpi *group, const randlapack_mpi_xrows *A)
{
    if (!A || (A->size != 0 && A->size != sizeof *A) || A->rows < 0 || A->first < 0) return true;
    return group->exact && A->local.kind != RANDBLAS_DENSE && A->local.kind != RANDBLAS_CSR;
}

static randlapack_mpi_span span_of(const randlapack_mpi_xrows *A, int64_t key)
{
    const randblas_xlinop *own = &A->local;
    const bool sparse = own->kind == RANDBLAS_CSR || own->kind == RANDBLAS_CSC || own->kind == RANDBLAS_COO;
    return (randlapack_mpi_span){.first = A->first,
                                 .end = A->first + own->rows,
                                 .rows = A->rows,
                                 .cols = own->cols,
                                 .key = 16 * key + (int64_t)own->kind,
                                 .nnz = sparse ? own->nnz : 0,
                                 .valid = A->first <= INT64_MAX - own->rows};
}

int randlapack_mpi_xopen(randlapack_mpi *group, const randlapack_mpi_xrows *A, int info, int position, int64_t key,
                         int64_t *nnz)
{
    randlapack_mpi_span span = {0};
    const bool bad = malformed(group, A);
    const int found = bad ? -1 : randblas_xlinop_check(&A->local);
    if (!bad) span = span_of(A, key);
    if (found && (!info || info < -position)) info = found == -1 ? -position : found; /* the first in order */
    info = randlapack_mpi_collect(group, RANDLAPACK_MPI_SPAN, 1, &span, info);
    if (info) return info;
    *nnz = span.nnz;
    return span.valid && span.first == 0 && span.end == span.rows ? 0 : -position; /* the same for all */
}

int randlapack_mpi_xrows_make(randlapack_mpi *group, const randblas_xlinop *local, randlapack_mpi_xrows *A)
{
    randlapack_mpi_xrows made = {.size = sizeof made};
    int64_t nnz = 0;
    int info;
    if (!group) return -1;
    randlapack_mpi_begin(group);
    info = randblas_xlinop_check(local);
    if (info == -1) info = -2;
    if (!info && group->exact && local->kind != RANDBLAS_DENSE && local->kind != RANDBLAS_CSR) info = -2;
    if (!info && local->rows > INT64_MAX / group->size) info = RANDBLAS_TOO_LARGE;
    if (!info && !A) info = -3;
    info = randlapack_mpi_end(group, info);
    if (!info) info = randlapack_mpi_count_rows(group, local->rows, &made.first, &made.rows);
    if (info) return info;
    made.local = *local;
    info = randlapack_mpi_xopen(group, &made, 0, 2, 0, &nnz);
    if (!info) *A = made;
    return info;
}
