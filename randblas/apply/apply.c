/* From checked arguments to the engine that does the work. */
#include "apply_impl.h"
#include "linop_impl.h"

int randblas_xapply_dense(const randblas_xproblem *p, randblas_xview A)
{
    switch (sketch_class(p->S)) {
    case RANDBLAS_CLASS_IID:
        return randblas_xapply_iid(p, A);
    case RANDBLAS_CLASS_SPARSE:
        return randblas_xapply_sparse(p, A);
    case RANDBLAS_CLASS_TRANSFORM:
        return randblas_xapply_transform(p, A);
    case RANDBLAS_CLASS_STRUCTURED:
        return randblas_xapply_structured(p, A);
    }
    return RANDBLAS_INTERNAL;
}

/* op(A) as a view, if it is one: dense and not to be conjugated. */
static bool as_view(const randblas_xlinop *A, randblas_op op, randblas_xview *view)
{
    if (A->kind != RANDBLAS_DENSE || (IS_COMPLEX && op == RANDBLAS_CONJ_TRANS)) return false;
    *view = view_make(A->values, A->ld, A->layout);
    if (op != RANDBLAS_NO_TRANS) *view = view_transposed(*view);
    return true;
}

int randblas_xapply_sided(randblas_side side, randblas_op transs, randblas_op transa, int64_t m, int64_t n, int64_t k,
                          scalar_t alpha, const randblas_sketch *S, int64_t ro, int64_t co, const randblas_xlinop *A,
                          scalar_t beta, randblas_xview B)
{
    if (m == 0 || n == 0) return 0;
    randblas_xscale_view(m, n, beta, B);
    if (k == 0 || alpha == (scalar_t)0) return 0;
    if (A->kind == RANDBLAS_CALLBACK)
        return randblas_xapply_callback(side, transs, transa, m, n, k, alpha, S, ro, co, A, B);

    const bool left = side == RANDBLAS_LEFT;
    const randblas_xproblem p = {.S = S,
                                 .trans = (transs != RANDBLAS_NO_TRANS) == left,
                                 .ro = ro,
                                 .co = co,
                                 .m = left ? m : n,
                                 .n = left ? n : m,
                                 .k = k,
                                 .alpha = alpha,
                                 .B = left ? B : view_transposed(B)};
    const randblas_xlinop a = left ? *A : linop_transposed(A);
    randblas_xview view;
    return as_view(&a, transa, &view) ? randblas_xapply_dense(&p, view) : randblas_xapply_linop(&p, transa, &a);
}
