/*
 * B += alpha op(S') A for a Khatri-Rao operator, contracted factor by factor.  With F = S_t the last factor and L the
 * row-wise product of those before it, S[i, (q, j)] = scale L[i, q] F[i, j], so that for A_q, the rows (q, :) of A,
 *
 *     S A   = scale sum_q diag(L[:, q]) F A_q,
 *     S^T A = scale [F^T diag(L[:, q]) A]_q.
 *
 * The columns of the A_q of many q stand side by side, so that F is sampled once for all of them, and F is applied by
 * its own engine: 2 d m n flops for a dense F, as GEMM with S would take, but as few as m n for a sparse one.
 * L costs d m/m_t multiplications a factor, the sums 2 d (m/m_t) n.  Memory: three panels.
 */
#include "entries_impl.h"
#include "structured_impl.h"

typedef struct workspace {
    double *entries;     /* of L, before rounding */
    real_t *L;           /* r x nq, scaled */
    scalar_t *wide;      /* r x (nq columns): what stands on F's row side */
    scalar_t *tall;      /* nj x (nq columns): what stands on its column side */
    int64_t nq, columns; /* what the blocks hold at most */
} workspace;

static workspace take_workspace(randblas_arena *arena, int64_t r, int64_t nj, int64_t nq, int64_t n)
{
    const int64_t side = max_i64(r, nj);
    workspace w;
    w.nq = min_i64(nq, max_i64(1, STRUCTURED_PANEL / side));
    w.columns = min_i64(n, max_i64(1, STRUCTURED_PANEL / side / w.nq));
    const int64_t vectors = w.nq * w.columns;
    w.entries = randblas_arena_get(arena, randblas_size_product(r, w.nq), sizeof *w.entries);
    w.L = randblas_arena_get(arena, randblas_size_product(r, w.nq), sizeof *w.L);
    w.wide = randblas_arena_get(arena, randblas_size_product(r, vectors), sizeof *w.wide);
    w.tall = randblas_arena_get(arena, randblas_size_product(nj, vectors), sizeof *w.tall);
    return w;
}

/* L[:, q0 : q0 + nq] times the scale. */
static int sample_leading(const randblas_sketch *S, int64_t ro, int64_t r, int64_t q0, int64_t nq, const workspace *w)
{
    const int info = randblas_khatri_rao_entries(S->factors, S->nfactors - 1, ro, q0, r, nq, w->entries);
    for (int64_t i = 0; !info && i < r * nq; i++) w->L[i] = (real_t)(S->scale * w->entries[i]);
    return info;
}

/* B[:, c] += alpha sum_q L[:, q] Y[:, (c, q)] */
static void sum_products(int64_t r, int64_t nq, int64_t n, scalar_t alpha, const real_t *L, const scalar_t *Y,
                         randblas_xview B)
{
#pragma omp parallel for if ((double)r * (double)(nq * n) > 65536)
    for (int64_t c = 0; c < n; c++)
        for (int64_t q = 0; q < nq; q++)
            for (int64_t i = 0; i < r; i++) *view_at(B, i, c) += alpha * (L[i + q * r] * Y[i + (c * nq + q) * r]);
}

/* Z[:, (c, q)] = L[:, q] A[:, c] */
static void scale_rows(int64_t r, int64_t nq, int64_t n, const real_t *L, randblas_xview A, scalar_t *Z)
{
#pragma omp parallel for if ((double)r * (double)(nq * n) > 65536)
    for (int64_t c = 0; c < n; c++)
        for (int64_t q = 0; q < nq; q++)
            for (int64_t i = 0; i < r; i++) Z[i + (c * nq + q) * r] = L[i + q * r] * *view_at(A, i, c);
}

/* n columns of the block with the rows (or, transposed, the columns) x of S', which stand at x.offset; L is sampled. */
static int apply_block(const randblas_xproblem *p, randblas_piece x, int64_t n, randblas_xview A, randblas_xview B,
                       const workspace *w)
{
    const int64_t r = p->trans ? p->k : p->m, length = x.nq * x.nj, vectors = x.nq * n;
    const randblas_xview flat = {w->tall, length, false}; /* tall again, as a block of A or B */
    const randblas_xview wide = {w->wide, r, false}, tall = {w->tall, x.nj, false};
    randblas_xproblem q = {.S = p->S->factors[p->S->nfactors - 1],
                           .trans = p->trans,
                           .ro = p->ro,
                           .co = x.j0,
                           .m = p->trans ? x.nj : r,
                           .n = vectors,
                           .k = p->trans ? r : x.nj,
                           .alpha = 1,
                           .B = p->trans ? tall : wide};
    if (p->trans)
        scale_rows(r, x.nq, n, w->L, A, w->wide);
    else
        randblas_xcopy_view(length, n, view_from(A, x.offset, 0), flat);
    randblas_xscale_view(q.m, q.n, 0, q.B);
    const int info = randblas_xapply_dense(&q, p->trans ? wide : tall);
    if (info) return info;
    if (p->trans)
        randblas_xadd_view(length, n, p->alpha, flat, view_from(B, x.offset, 0));
    else
        sum_products(r, x.nq, n, p->alpha, w->L, w->wide, B);
    return 0;
}

static int apply_piece(const randblas_xproblem *p, randblas_piece piece, randblas_xview A)
{
    const int64_t r = p->trans ? p->k : p->m;
    randblas_arena arena = randblas_arena_open(NULL);
    const workspace w = take_workspace(&arena, r, piece.nj, piece.nq, p->n);
    int info = arena.info;
    for (int64_t q = 0; !info && q < piece.nq; q += w.nq) {
        randblas_piece x = piece;
        x.q0 += q;
        x.nq = min_i64(w.nq, piece.nq - q);
        x.offset += q * piece.nj;
        info = sample_leading(p->S, p->ro, r, x.q0, x.nq, &w);
        for (int64_t c = 0; !info && c < p->n; c += w.columns)
            info = apply_block(p, x, min_i64(w.columns, p->n - c), view_from(A, 0, c), view_from(p->B, 0, c), &w);
    }
    randblas_arena_close(&arena);
    return info;
}

int randblas_xapply_khatri_rao(const randblas_xproblem *p, randblas_xview A)
{
    const randblas_sketch *F = p->S->factors[p->S->nfactors - 1];
    if (p->S->nfactors == 1) {
        randblas_xproblem q = *p;
        q.S = F;
        return randblas_xapply_dense(&q, A);
    }
    int info = 0;
    randblas_piece pieces[3];
    const int n = randblas_pieces(p->co, p->trans ? p->m : p->k, F->cols, pieces);
    for (int i = 0; !info && i < n; i++) info = apply_piece(p, pieces[i], A);
    return info;
}
