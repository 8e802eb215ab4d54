/*
 * B += alpha op(S') A for a composition S = S_1 S_2 ... S_t: the factors one after another on blocks of columns of A,
 * from the last for S' and from the first for its transpose,
 *
 *     B += alpha S_1[ro : ro + m, :] (S_2 ( ... (S_t[:, co : co + k] A))).
 *
 * The submatrix costs nothing more: its rows are rows of the first factor, its columns columns of the last.
 * Cost: that of the factors; memory: two blocks of the largest inner size times the columns of a block.
 */
#include "structured_impl.h"

#define MIN_COLUMNS 32 /* fewer would not pay for sampling the factors anew for each block */

/* Factor s, restricted to the submatrix: the problem without its right-hand sides and without B. */
static randblas_xproblem factor_problem(const randblas_xproblem *p, int64_t s)
{
    const randblas_sketch *F = p->S->factors[s];
    const bool first = s == 0, last = s == p->S->nfactors - 1;
    const int64_t rows = first ? (p->trans ? p->k : p->m) : F->rows;
    const int64_t cols = last ? (p->trans ? p->m : p->k) : F->cols;
    return (randblas_xproblem){.S = F,
                               .trans = p->trans,
                               .ro = first ? p->ro : 0,
                               .co = last ? p->co : 0,
                               .m = p->trans ? cols : rows,
                               .k = p->trans ? rows : cols,
                               .alpha = 1};
}

/* Columns j .. j + n of B and A; work holds the two blocks of intermediate results. */
static int apply_columns(const randblas_xproblem *p, randblas_xview A, int64_t j, int64_t n, scalar_t *work[2])
{
    const int64_t t = p->S->nfactors;
    randblas_xview X = view_from(A, 0, j);
    int info = 0;
    for (int64_t step = 0; !info && step < t; step++) {
        randblas_xproblem q = factor_problem(p, p->trans ? step : t - 1 - step);
        q.n = n;
        if (step == t - 1) {
            q.B = view_from(p->B, 0, j);
            q.alpha = p->alpha;
        } else {
            q.B = (randblas_xview){work[step % 2], A.row_major ? n : q.m, A.row_major};
            randblas_xscale_view(q.m, n, 0, q.B);
        }
        info = randblas_xapply_dense(&q, X);
        X = q.B;
    }
    return info;
}

int randblas_xapply_composition(const randblas_xproblem *p, randblas_xview A)
{
    const int64_t t = p->S->nfactors;
    int64_t largest = 1;
    for (int64_t s = 1; s < t; s++) {
        const int64_t inner = p->S->factors[s]->rows;
        if (inner == 0) return 0; /* an empty sum */
        largest = max_i64(largest, inner);
    }
    const int64_t nb = min_i64(p->n, max_i64(MIN_COLUMNS, STRUCTURED_PANEL / largest));
    randblas_arena arena = randblas_arena_open(NULL);
    scalar_t *work[2] = {NULL, NULL};
    for (int64_t i = 0; i < min_i64(2, t - 1); i++)
        work[i] = randblas_arena_get(&arena, randblas_size_product(largest, nb), sizeof *work[i]);
    int info = arena.info;
    for (int64_t j = 0; !info && j < p->n; j += nb) info = apply_columns(p, A, j, min_i64(nb, p->n - j), work);
    randblas_arena_close(&arena);
    return info;
}
