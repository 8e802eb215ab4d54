/* y = alpha op(S') x + beta y. */
#include "apply_impl.h"

/* A strided vector of n entries as an n x 1 view: row major, the stride as leading dimension. */
static randblas_xview vector_view(const void *x, int64_t n, int64_t inc)
{
    randblas_xview v = {(scalar_t *)(uintptr_t)x, inc, true};
    if (inc < 0 && n > 0) v.p -= (n - 1) * inc; /* BLAS: a negative stride starts at the far end */
    return v;
}

static void gather(randblas_xview x, int64_t n, scalar_t *out)
{
    for (int64_t i = 0; i < n; i++) out[i] = x.p[i * x.ld];
}

/* Engines want positive strides: copy the vectors that run backwards. */
static int apply_reversed(const randblas_xproblem *p, randblas_xview x)
{
    randblas_arena arena = randblas_arena_open(NULL);
    scalar_t *xs = randblas_arena_get(&arena, p->k, sizeof *xs), *ys = randblas_arena_get(&arena, p->m, sizeof *ys);
    int info = arena.info;
    if (!info) {
        randblas_xproblem q = *p;
        gather(x, p->k, xs);
        gather(p->B, p->m, ys);
        q.B = (randblas_xview){ys, 1, true};
        info = randblas_xapply_dense(&q, (randblas_xview){xs, 1, true});
        if (!info)
            for (int64_t i = 0; i < p->m; i++) p->B.p[i * p->B.ld] = ys[i];
    }
    randblas_arena_close(&arena);
    return info;
}

int randblas_xskve(randblas_op transs, int64_t m, int64_t n, scalar_arg alpha, const randblas_sketch *S, int64_t ro,
                   int64_t co, const array_t *x, int64_t incx, scalar_arg beta, array_t *y, int64_t incy)
{
    const bool tall = transs != RANDBLAS_NO_TRANS;
    if (bad_op(transs)) return -1;
    if (m < 0) return -2;
    if (n < 0) return -3;
    if (SCALAR_MISSING(alpha)) return -4;
    if (!S) return -5;
    if (bad_range(ro, tall ? n : m, S->rows)) return -6;
    if (bad_range(co, tall ? m : n, S->cols)) return -7;
    if (!x && n > 0) return -8;
    if (incx == 0) return -9;
    if (SCALAR_MISSING(beta)) return -10;
    if (!y && m > 0) return -11;
    if (incy == 0) return -12;

    if (m == 0) return 0;
    const randblas_xproblem p = {.S = S,
                                 .trans = tall,
                                 .ro = ro,
                                 .co = co,
                                 .m = m,
                                 .n = 1,
                                 .k = n,
                                 .alpha = SCALAR_VALUE(alpha),
                                 .B = vector_view(y, m, incy)};
    randblas_xscale_view(m, 1, SCALAR_VALUE(beta), p.B);
    if (n == 0 || p.alpha == (scalar_t)0) return 0;
    const randblas_xview X = vector_view(x, n, incx);
    return incx < 0 || incy < 0 ? apply_reversed(&p, X) : randblas_xapply_dense(&p, X);
}
