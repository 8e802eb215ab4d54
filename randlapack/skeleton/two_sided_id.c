/*
 * A ~ A(:, cols) Z, the skeleton of the columns, and A(:, cols) = W A(rows, cols), that of the rows of A(:, cols),
 * which is exact: as many rows as there are columns, all of them independent.
 */
#include "skeleton_impl.h"
#include "skeleton_options_impl.h"

#include "view_impl.h"

#include <math.h>

/* The rows for these columns, and W. */
static int choose_rows(randlapack_xskeleton *s, int64_t *rows, scalar_t *W, int64_t ldw, const int64_t *cols)
{
    const int64_t m = s->A->rows, rank = s->report->rank;
    if (rank == 0) return 0;
    scalar_t *Ct = randblas_arena_get(s->arena, randblas_size_product(rank, m), sizeof *Ct);
    scalar_t *Wt = randblas_arena_get(s->arena, randblas_size_product(rank, m), sizeof *Wt);
    int info = s->arena->info;
    if (!info) info = randlapack_xgather_columns(s->arena, s->A, rank, cols, Ct);
    if (!info) info = randlapack_xskeleton_rows(s, Ct, rows, Wt, rank);
    if (!info) randblas_xcopy_view(m, rank, (randblas_xview){Wt, rank, true}, (randblas_xview){W, ldw, false});
    return info;
}

/* W (m x k) and rows from column `first` on. */
static void no_columns(int64_t m, int64_t first, int64_t k, scalar_t value, int64_t *rows, scalar_t *W, int64_t ldw)
{
    skeleton_no_index(first, k, rows);
    for (int64_t t = first; t < k; t++)
        for (int64_t i = 0; i < m; i++) W[i + t * ldw] = value;
}

int randlapack_xtwo_sided_id(const randblas_xlinop *A, int64_t k, int64_t *rows, scalar_t *W, int64_t ldw,
                             int64_t *cols, scalar_t *Z, int64_t ldz, const randlapack_skeleton_options *options,
                             randlapack_skeleton_report *report)
{
    randlapack_skeleton_report ignored;
    randlapack_skeleton_options full;
    randlapack_xskeleton s = {.A = A, .options = &full, .report = report ? report : &ignored};
    *s.report = (randlapack_skeleton_report){.error = -1, .norm = -1};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if (k < 0 || k > (A->rows < A->cols ? A->rows : A->cols)) return -2;
    if (!rows && k > 0) return -3;
    if (!W && k > 0) return -4;
    if (ldw < (A->rows > 1 ? A->rows : 1)) return -5;
    if (!cols && k > 0) return -6;
    if (!Z && k > 0) return -7;
    if (ldz < (k > 1 ? k : 1)) return -8;
    if (!randlapack_skeleton_read(&full, options)) return -9;

    randblas_arena arena = randblas_arena_open(&full.control);
    s.arena = &arena;
    info = randlapack_xskeleton_columns(&s, k, cols, Z, ldz);
    if (!info) info = choose_rows(&s, rows, W, ldw, cols);
    randblas_arena_close(&arena);
    if (!info) no_columns(A->rows, s.report->rank, k, 0, rows, W, ldw);
    if (info == RANDBLAS_NOT_FINITE) {
        no_columns(A->rows, 0, k, (scalar_t)NAN, rows, W, ldw);
        skeleton_no_index(0, k, cols);
        skeleton_no_rows(0, k, A->cols, (scalar_t)NAN, Z, ldz);
    }
    if (info == -1) return -9; /* the options do not describe a sketch */
    return !info && skeleton_missed(&s) ? RANDBLAS_NOT_CONVERGED : info;
}
