/** Rows of a matrix that all processes have, as those of each, in one precision. */
#ifndef XGROUPS_H
#define XGROUPS_H

#include "groups.h"
#include "xsupport.h"

#include "group_impl.h"
#include "mpi_names_impl.h"

#include <stdlib.h>

/* The rows that this process has of A, dense or CSR; to be given to free_rows(). */
static inline randlapack_mpi_xrows own_rows(randlapack_mpi *g, const randblas_xlinop *A, cut how)
{
    const int64_t first = cut_at(how, A->rows, g->rank, g->size), end = cut_at(how, A->rows, g->rank + 1, g->size);
    randblas_xlinop own = *A;
    randlapack_mpi_xrows rows;
    own.rows = end - first;
    if (A->kind == RANDBLAS_CSR) {
        own.ptr = malloc((size_t)(own.rows + 1) * sizeof *own.ptr);
        for (int64_t i = 0; i <= own.rows; i++) own.ptr[i] = A->ptr[first + i] - A->ptr[first];
        own.colind += A->ptr[first];
        own.values += A->ptr[first];
        own.nnz = own.ptr[own.rows];
    } else {
        own.values += A->layout == RANDBLAS_ROW_MAJOR ? first * A->ld : first;
    }
    assert_int_equal(randlapack_mpi_xrows_make(g, &own, &rows), 0);
    return rows;
}

/* Needed for CSR only. */
static inline void free_rows(randlapack_mpi_xrows *rows)
{
    if (rows->local.kind == RANDBLAS_CSR) free(rows->local.ptr);
}

#endif
