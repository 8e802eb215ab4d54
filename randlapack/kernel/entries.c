#include "entries_impl.h"

#include "arena_impl.h"
#include "view_impl.h"

randlapack_xentries randlapack_xentries_callback(int64_t rows, int64_t cols, randlapack_xcolumns_fn columns,
                                                 void *context)
{
    return (randlapack_xentries){.rows = rows, .cols = cols, .columns = columns, .context = context};
}

randlapack_xentries randlapack_xentries_dense(randblas_layout layout, int64_t rows, int64_t cols, const scalar_t *A,
                                              int64_t lda)
{
    return (randlapack_xentries){.rows = rows, .cols = cols, .values = A, .ld = lda, .layout = layout};
}

randlapack_xentries randlapack_xentries_symmetric(randblas_layout layout, randblas_uplo uplo, int64_t n,
                                                  const scalar_t *A, int64_t lda)
{
    return (randlapack_xentries){.rows = n, .cols = n, .values = A, .ld = lda, .layout = layout, .uplo = uplo};
}

randlapack_xentries randlapack_xentries_kernel(const randlapack_xkernel *kernel)
{
    /* The routine reads what it points to only. */
    return (randlapack_xentries){.rows = !kernel           ? 0
                                         : kernel->targets ? kernel->ntargets
                                                           : kernel->npoints,
                                 .cols = kernel ? kernel->npoints : 0,
                                 .columns = randlapack_xkernel_columns,
                                 .context = (void *)(uintptr_t)kernel};
}

static bool array_is_legal(const randlapack_xentries *A)
{
    const bool by_rows = A->layout == RANDBLAS_ROW_MAJOR;
    const int64_t inner = by_rows ? A->cols : A->rows, outer = by_rows ? A->rows : A->cols;
    if (!by_rows && A->layout != RANDBLAS_COL_MAJOR) return false;
    if (A->uplo && A->uplo != RANDBLAS_UPPER && A->uplo != RANDBLAS_LOWER) return false;
    if (A->uplo && A->rows != A->cols) return false;
    if (A->ld < (inner > 1 ? inner : 1) || randblas_beyond_memory(outer, A->ld)) return false;
    return A->values || A->rows == 0 || A->cols == 0;
}

int randlapack_xentries_check(const randlapack_xentries *A)
{
    if (!A || (A->size && A->size != sizeof *A) || A->rows < 0 || A->cols < 0) return -1;
    if (A->rows > RANDBLAS_LARGEST || A->cols > RANDBLAS_LARGEST) return -1;
    if (A->columns) /* a kernel can be seen to be one, and then be checked */
        return A->columns == randlapack_xkernel_columns
                   ? randlapack_xkernel_columns(A->context, 0, NULL, 0, NULL, NULL, 1)
                   : 0;
    return array_is_legal(A) ? 0 : -1;
}

static scalar_t array_entry(const randlapack_xentries *A, int64_t i, int64_t j)
{
    const randblas_xview v = view_make(A->values, A->ld, A->layout);
    const bool other = A->uplo == RANDBLAS_UPPER ? i > j : A->uplo == RANDBLAS_LOWER && i < j;
    return other ? *view_at(v, j, i) : *view_at(v, i, j);
}

int randlapack_xentries_get(const randlapack_xentries *A, int64_t nrows, const int64_t *rows, int64_t ncols,
                            const int64_t *cols, scalar_t *out, int64_t ld)
{
    if (nrows == 0 || ncols == 0) return 0;
    if (A->columns) return A->columns(A->context, nrows, rows, ncols, cols, out, ld) ? RANDBLAS_CALLBACK_FAILED : 0;
#pragma omp parallel for if (nrows * ncols > 65536)
    for (int64_t j = 0; j < ncols; j++)
        for (int64_t i = 0; i < nrows; i++) out[i + j * ld] = array_entry(A, rows ? rows[i] : i, cols ? cols[j] : j);
    return 0;
}

bool randlapack_xentries_in_range(int64_t count, const int64_t *index, int64_t n)
{
    for (int64_t i = 0; i < count; i++)
        if (index[i] < 0 || index[i] >= n) return false;
    return true;
}
