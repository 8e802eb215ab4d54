/* Entries of a principal block of a symmetric operator: read where they are stored, else by products with columns of
 * the identity, in bunches. */
#include "decompress_impl.h"

#include "arena_impl.h"
#include "kernel/entries_impl.h" /* not that of randblas */
#include "progress_impl.h"

#include <string.h>

enum { BUNCH = 64 };

static bool legal(int64_t n, int64_t m, const int64_t *index)
{
    for (int64_t k = 0; k < m; k++)
        if (index[k] < (k ? index[k - 1] + 1 : 0) || index[k] >= n) return false;
    return true;
}

static int multiply(const randblas_dlinop *A, int64_t m, const int64_t *index, const randblas_control *control,
                    double *S, int64_t lds)
{
    const int64_t n = A->rows, width = m < BUNCH ? m : BUNCH;
    randblas_arena arena = randblas_arena_open(control);
    double *X = randblas_arena_get(&arena, randblas_size_product(n, width), sizeof *X);
    double *Y = randblas_arena_get(&arena, randblas_size_product(n, width), sizeof *Y);
    int info = arena.info;
    for (int64_t start = 0; start < m && !info; start += width) {
        const int64_t count = m - start < width ? m - start : width;
        memset(X, 0, (size_t)(n * count) * sizeof *X);
        for (int64_t j = 0; j < count; j++) X[index[start + j] + n * j] = 1;
        info = randblas_dlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, count, 1, A, X, n, 0, Y, n);
        for (int64_t j = 0; j < count && !info; j++)
            for (int64_t i = 0; i < m; i++) S[i + lds * (start + j)] = Y[index[i] + n * j];
        if (!info && control) info = randlapack_progress(control, "block", (double)start / (double)m);
    }
    randblas_arena_close(&arena);
    return info;
}

int rmt_decompress_principal(const randblas_dlinop *A, int64_t m, const int64_t *index, const randblas_control *control,
                             double *S, int64_t lds)
{
    const int checked = A ? randblas_dlinop_check(A) : -1;
    if (checked) return checked;
    if (A->rows != A->cols || A->rows < 1) return -1;
    if (m < 1 || m > A->rows) return -2;
    if (!index || !legal(A->rows, m, index)) return -3;
    if (control && !randblas_control_is_legal(control)) return -4;
    if (!S) return -5;
    if (lds < m) return -6;
    if (A->kind == RANDBLAS_DENSE || A->kind == RANDBLAS_SYMMETRIC || A->kind == RANDBLAS_HERMITIAN) {
        randlapack_xentries K = randlapack_xentries_dense(A->layout, A->rows, A->rows, A->values, A->ld);
        if (A->kind != RANDBLAS_DENSE) K.uplo = A->uplo;
        return randlapack_xentries_get(&K, m, index, m, index, S, lds);
    }
    return multiply(A, m, index, control, S, lds);
}

int rmt_decompress_entries(const randlapack_dentries *K, int64_t m, const int64_t *index, double *S, int64_t lds)
{
    if (randlapack_xentries_check(K) || K->rows != K->cols || K->rows < 1) return -1;
    if (m < 1 || m > K->rows) return -2;
    if (!index || !legal(K->rows, m, index)) return -3;
    if (!S) return -4;
    if (lds < m) return -5;
    return randlapack_xentries_get(K, m, index, m, index, S, lds);
}
