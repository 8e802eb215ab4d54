/* Materialise an operator. */
#include "apply_impl.h"

int randblas_xfill_view(const randblas_sketch *S, int64_t ro, int64_t co, int64_t r, int64_t c, randblas_xview out)
{
    if (r == 0 || c == 0) return 0;
    switch (sketch_class(S)) {
    case RANDBLAS_CLASS_IID:
        return randblas_xfill_iid(S, ro, co, r, c, out);
    case RANDBLAS_CLASS_SPARSE:
        return randblas_xfill_sparse(S, ro, co, r, c, out);
    case RANDBLAS_CLASS_TRANSFORM:
        return randblas_xfill_transform(S, ro, co, r, c, out);
    case RANDBLAS_CLASS_STRUCTURED:
        return randblas_xfill_structured(S, ro, co, r, c, out);
    }
    return RANDBLAS_INTERNAL;
}

int randblas_xfill(randblas_layout layout, int64_t m, int64_t n, const randblas_sketch *S, int64_t ro, int64_t co,
                   array_t *B, int64_t ldb)
{
    if (bad_layout(layout)) return -1;
    if (m < 0) return -2;
    if (n < 0) return -3;
    if (!S) return -4;
    if (bad_range(ro, m, S->rows)) return -5;
    if (bad_range(co, n, S->cols)) return -6;
    if (!B && m > 0 && n > 0) return -7;
    if (bad_ld(layout, m, n, ldb)) return -8;
    return randblas_xfill_view(S, ro, co, m, n, view_make(B, ldb, layout));
}
