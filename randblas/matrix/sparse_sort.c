/*
 * Between CSR, CSC and COO by counting sorts: O(nnz + rows + cols).  A pass is stable, so entries that come ordered by
 * column leave a sort by row ordered by row and, within a row, by column.
 */
#include "apply_impl.h"
#include "linop_impl.h"

/* The entries of A in storage order, rows and columns named: vector number and index, or both indices. */
typedef struct entries {
    const int64_t *ptr; /* NULL: COO */
    int64_t vectors;
    const int64_t *index; /* position within the vector */
    const int64_t *owner; /* COO: vector of each entry */
    const scalar_t *values;
} entries;

/* A seen as columns (CSR: as rows), to be sorted by the other index. */
static entries entries_of(const randblas_xlinop *A, bool by_row)
{
    const bool coo = A->kind == RANDBLAS_COO;
    return (entries){.ptr = coo ? NULL : A->ptr,
                     .vectors = coo      ? A->nnz
                                : by_row ? A->cols
                                         : A->rows,
                     .index = by_row ? A->rowind : A->colind,
                     .owner = by_row ? A->colind : A->rowind,
                     .values = A->values};
}

void randblas_xsparse_bucket(const randblas_xlinop *A, randblas_kind kind, int64_t *ptr, int64_t *index,
                             scalar_t *values)
{
    const bool by_row = kind == RANDBLAS_CSR;
    const entries e = entries_of(A, by_row);
    const int64_t keys = by_row ? A->rows : A->cols;
    const int64_t nnz = e.ptr ? e.ptr[e.vectors] : e.vectors;
    for (int64_t i = 0; i <= keys; i++) ptr[i] = 0;
    for (int64_t q = 0; q < nnz; q++) ptr[e.index[q] + 1]++;
    for (int64_t i = 0; i < keys; i++) ptr[i + 1] += ptr[i];
    /* ptr[i] is where the next entry of vector i goes; at the end it is where vector i + 1 starts. */
    for (int64_t v = 0; v < e.vectors; v++) {
        const int64_t first = e.ptr ? e.ptr[v] : v, last = e.ptr ? e.ptr[v + 1] : v + 1;
        for (int64_t q = first; q < last; q++) {
            const int64_t to = ptr[e.index[q]]++;
            index[to] = e.ptr ? v : e.owner[q];
            values[to] = e.values[q];
        }
    }
    for (int64_t i = keys; i > 0; i--) ptr[i] = ptr[i - 1];
    ptr[0] = 0;
}

randblas_xlinop randblas_xsparse_compress(const randblas_xlinop *A, randblas_kind kind, randblas_arena *arena)
{
    if (A->kind == kind) return *A;
    const bool by_row = kind == RANDBLAS_CSR;
    const int64_t nnz = linop_entries(A);
    randblas_xlinop C = *A;
    C.kind = kind;
    C.nnz = nnz;
    C.ptr = randblas_arena_get(arena, (by_row ? A->rows : A->cols) + 1, sizeof *C.ptr);
    int64_t *index = randblas_arena_get(arena, nnz, sizeof *index);
    C.values = randblas_arena_get(arena, nnz, sizeof(scalar_t));
    C.rowind = by_row ? NULL : index;
    C.colind = by_row ? index : NULL;
    if (!arena->info) randblas_xsparse_bucket(A, kind, C.ptr, index, C.values);
    return C;
}

bool randblas_xsparse_ascends(const randblas_xlinop *A)
{
    bool ascends = true;
#pragma omp parallel for reduction(&& : ascends) if (linop_entries(A) > 65536)
    for (int64_t j = 0; j < A->cols; j++)
        for (int64_t q = A->ptr[j] + 1; q < A->ptr[j + 1]; q++) ascends = ascends && A->rowind[q - 1] <= A->rowind[q];
    return ascends;
}
