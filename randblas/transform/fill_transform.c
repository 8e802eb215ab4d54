/* Materialise a transform by its closed formula, entry by entry: computed in double and rounded once. */
#include "xtransform_impl.h"

#define STRIP 256 /* columns whose signs are drawn at a time */

typedef struct entries {
    const randblas_sketch *S;
    randblas_hadamard H;
} entries;

/* Rows ro .. ro + r of the columns j0 .. j0 + c, c <= STRIP. */
static void fill_strip(const entries *e, int64_t ro, int64_t j0, int64_t r, int64_t c, randblas_xview out)
{
    const randblas_sketch *S = e->S;
    real_t sign[STRIP];
    randblas_rsigns(&S->stream, j0, c, sign);
    for (int64_t i = 0; i < r; i++) {
        const int64_t k = S->index[ro + i];
        for (int64_t j = 0; j < c; j++) {
            const double t = S->family == RANDBLAS_SRFT                     ? randblas_cosine_entry(k, j0 + j, S->order)
                             : randblas_hadamard_negative(&e->H, k, j0 + j) ? -1.0
                                                                            : 1.0;
            *view_at(out, i, j) = (real_t)(S->scale * (double)sign[j] * t);
        }
    }
}

int randblas_xfill_transform(const randblas_sketch *S, int64_t ro, int64_t co, int64_t r, int64_t c, randblas_xview out)
{
    entries e = {.S = S};
    if (S->family == RANDBLAS_SRHT) e.H = randblas_hadamard_make(S->order);
#pragma omp parallel for schedule(static) if (r * c > 65536)
    for (int64_t j = 0; j < c; j += STRIP) fill_strip(&e, ro, co + j, r, min_i64(STRIP, c - j), view_from(out, 0, j));
    return 0;
}
