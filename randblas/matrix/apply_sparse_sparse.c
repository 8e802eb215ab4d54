/*
 * B += alpha op(S') A for a sparse S and a sparse A (k x n):
 *
 *     for each nonzero a_lj of A, for each nonzero s_rl of column l of op(S'):  B_rj += alpha s_rl a_lj.
 *
 * op(S') is compressed by column a piece at a time, cut along the vectors that its family draws whole.  Pieces of
 * columns meet rows of A: CSR has them at hand; in a CSC matrix whose columns ascend each column goes on from where the
 * last piece left it; other matrices are sorted by rows first, in O(nnz) workspace.  Pieces of rows meet all of A.
 *
 * Threads share out the columns of B.  Each entry of B is summed in one order, whatever their number.
 * Cost: 2 sum_l nnz(S_l) nnz(A_l) flops; memory: a piece, and k + n integers.
 */
#include "apply_impl.h"
#include "linop_impl.h"
#include "sparse_impl.h"
#include "threads_impl.h"

#define PIECE (4 * 1024 * 1024 / (int64_t)(sizeof(int64_t) + sizeof(double))) /* nonzeros of op(S') at a time */
#define WORTH 65536                                                           /* nonzeros of A from which threads pay */

typedef struct piece {
    const randblas_xproblem *p;
    const randblas_xlinop *A; /* any kind if there is one piece of columns, else CSR or CSC */
    bool conjugate;
    int64_t row, rows, col, cols; /* of op(S') */
    int64_t *cursor;              /* CSC: the next entry of each column */
    randblas_columns S;           /* this part of op(S') */
    randblas_xlinop sorted;       /* what A points to when A had to be sorted */
} piece;

static inline void add_entry(const piece *h, int64_t l, int64_t j, int64_t q)
{
    const scalar_t stored = ((const scalar_t *)h->A->values)[q];
    const scalar_t a = h->p->alpha * (h->conjugate ? CONJ(stored) : stored);
    scalar_t *B = view_at(h->p->B, h->row, j);
    const int64_t step = h->p->B.row_major ? h->p->B.ld : 1;
    for (int64_t e = h->S.ptr[l - h->col]; e < h->S.ptr[l - h->col + 1]; e++)
        B[h->S.row[e] * step] += (real_t)h->S.value[e] * a;
}

/* The part of A that meets the piece, columns j0 .. j1 of it. */
static void add_rows(const piece *h, int64_t j0, int64_t j1)
{
    for (int64_t l = h->col; l < h->col + h->cols; l++)
        for (int64_t q = h->A->ptr[l]; q < h->A->ptr[l + 1]; q++)
            if (h->A->colind[q] >= j0 && h->A->colind[q] < j1) add_entry(h, l, h->A->colind[q], q);
}

static void add_columns(const piece *h, int64_t j0, int64_t j1)
{
    const bool all = h->cols == h->p->k; /* then the order of rows does not matter */
    for (int64_t j = j0; j < j1; j++) {
        int64_t q = all ? h->A->ptr[j] : h->cursor[j];
        for (; q < h->A->ptr[j + 1] && (all || h->A->rowind[q] < h->col + h->cols); q++)
            add_entry(h, h->A->rowind[q], j, q);
        if (!all) h->cursor[j] = q;
    }
}

static void add_coordinates(const piece *h, int64_t j0, int64_t j1)
{
    for (int64_t q = 0; q < h->A->nnz; q++)
        if (h->A->colind[q] >= j0 && h->A->colind[q] < j1) add_entry(h, h->A->rowind[q], h->A->colind[q], q);
}

static void add_piece(const piece *h)
{
    const int64_t n = h->p->n;
    const int parts = linop_entries(h->A) > WORTH ? (int)min_i64(thread_limit(), n) : 1;
#pragma omp parallel for schedule(static) num_threads(parts) if (parts > 1)
    for (int t = 0; t < parts; t++) {
        const int64_t j0 = n / parts * t + min_i64(n % parts, t), j1 = j0 + n / parts + (t < n % parts);
        if (h->A->kind == RANDBLAS_CSR)
            add_rows(h, j0, j1);
        else if (h->A->kind == RANDBLAS_CSC)
            add_columns(h, j0, j1);
        else
            add_coordinates(h, j0, j1);
    }
}

static int apply_piece(piece *h)
{
    const randblas_xproblem *p = h->p;
    randblas_arena arena = randblas_arena_open(NULL);
    const int64_t ro = p->ro + (p->trans ? h->col : h->row), co = p->co + (p->trans ? h->row : h->col);
    const int info = randblas_sparse_columns(p->S, p->trans, ro, co, h->rows, h->cols, &arena, &h->S);
    if (!info) add_piece(h);
    randblas_arena_close(&arena);
    return info;
}

static int by_pieces_of_rows(piece *h, int64_t size)
{
    int info = 0;
    for (h->row = 0; !info && h->row < h->p->m; h->row += size) {
        h->rows = min_i64(size, h->p->m - h->row);
        info = apply_piece(h);
    }
    return info;
}

static int by_pieces_of_columns(piece *h, int64_t size)
{
    randblas_arena arena = randblas_arena_open(NULL);
    if (size < h->p->k && h->A->kind == RANDBLAS_CSC && randblas_xsparse_ascends(h->A)) {
        h->cursor = randblas_arena_get(&arena, h->p->n, sizeof *h->cursor);
        for (int64_t j = 0; h->cursor && j < h->p->n; j++) h->cursor[j] = h->A->ptr[j];
    } else if (size < h->p->k) {
        h->sorted = randblas_xsparse_compress(h->A, RANDBLAS_CSR, &arena);
        h->A = &h->sorted;
    }
    int info = arena.info;
    for (h->col = 0; !info && h->col < h->p->k; h->col += size) {
        h->cols = min_i64(size, h->p->k - h->col);
        info = apply_piece(h);
    }
    randblas_arena_close(&arena);
    return info;
}

int randblas_xapply_sparse_sparse(const randblas_xproblem *p, const randblas_xlinop *A, bool conjugate)
{
    const int64_t size = max_i64(1, PIECE / max_i64(1, sparse_vector_nnz(p->S)));
    piece h = {.p = p, .A = A, .conjugate = conjugate, .rows = p->m, .cols = p->k};
    return sparse_columns_are_vectors(p->S, p->trans) ? by_pieces_of_columns(&h, min_i64(size, p->k))
                                                      : by_pieces_of_rows(&h, min_i64(size, p->m));
}
