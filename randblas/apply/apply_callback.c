/*
 * B += alpha op(S') op(A) or alpha op(A) op(S') for a matrix-free A, which can only multiply from the left:
 *
 *     right:  B   += alpha op(A)   Z,   Z = op(S'),
 *     left:   B^T += alpha op(A)^T Z,   Z = op(S')^T,
 *
 * a few columns of Z at a time.  op(A)^T is A^T, A or conj(A); since Z is real, conj(A) Z = conj(A Z).
 */
#include "apply_impl.h"
#include "linop_impl.h"

#define PANEL (4 * 1024 * 1024 / (int64_t)sizeof(scalar_t)) /* scalars of workspace, unless one column needs more */

typedef struct callback_problem {
    const randblas_xlinop *A;
    randblas_op op; /* what the callback is asked for, and ... */
    bool conjugate; /* ... whether the conjugate of its answer is wanted */
    const randblas_sketch *S;
    int64_t ro, co;
    bool trans;      /* Z = S'^T */
    int64_t m, n, k; /* B (m x n) += alpha op(A) (m x k) Z (k x n) */
    scalar_t alpha;
    randblas_xview B;
} callback_problem;

/* Z[:, j : j + c]. */
static int columns_of_z(const callback_problem *p, int64_t j, int64_t c, randblas_xview Z)
{
    if (p->trans) return randblas_xfill_view(p->S, p->ro + j, p->co, c, p->k, view_transposed(Z));
    return randblas_xfill_view(p->S, p->ro, p->co + j, p->k, c, Z);
}

/* B[:, j : j + c] += alpha Y. */
static void add(const callback_problem *p, int64_t j, int64_t c, randblas_xview Y)
{
    for (int64_t l = 0; l < c; l++)
        for (int64_t i = 0; i < p->m; i++) {
            const scalar_t y = *view_at(Y, i, l);
            *view_at(p->B, i, j + l) += p->alpha * (p->conjugate ? CONJ(y) : y);
        }
}

static int by_blocks(const callback_problem *p)
{
    int64_t block = max_i64(1, min_i64(p->n, PANEL / (p->m + p->k)));
    if (block > 16) block -= block % 16; /* whole tiles of the dense families */
    randblas_arena arena = randblas_arena_open(NULL);
    const randblas_xview Z = {randblas_arena_get(&arena, randblas_size_product(p->k, block), sizeof(scalar_t)), p->k,
                              false};
    const randblas_xview Y = {randblas_arena_get(&arena, randblas_size_product(p->m, block), sizeof(scalar_t)), p->m,
                              false};
    int info = arena.info;
    for (int64_t j = 0; !info && j < p->n; j += block) {
        const int64_t c = min_i64(block, p->n - j);
        info = columns_of_z(p, j, c, Z);
        if (info) break;
        if (p->A->apply(p->A->context, p->op, c, Z.p, Z.ld, Y.p, Y.ld))
            info = RANDBLAS_CALLBACK_FAILED;
        else
            add(p, j, c, Y);
    }
    randblas_arena_close(&arena);
    return info;
}

int randblas_xapply_callback(randblas_side side, randblas_op transs, randblas_op transa, int64_t m, int64_t n,
                             int64_t k, scalar_t alpha, const randblas_sketch *S, int64_t ro, int64_t co,
                             const randblas_xlinop *A, randblas_xview B)
{
    const bool left = side == RANDBLAS_LEFT, tall = transs != RANDBLAS_NO_TRANS;
    const randblas_op transposed = transa == RANDBLAS_NO_TRANS ? RANDBLAS_TRANS : RANDBLAS_NO_TRANS;
    const callback_problem p = {.A = A,
                                .op = left ? transposed : transa,
                                .conjugate = IS_COMPLEX && left && transa == RANDBLAS_CONJ_TRANS,
                                .S = S,
                                .ro = ro,
                                .co = co,
                                .trans = tall != left,
                                .m = left ? n : m,
                                .n = left ? m : n,
                                .k = k,
                                .alpha = alpha,
                                .B = left ? view_transposed(B) : B};
    return by_blocks(&p);
}
