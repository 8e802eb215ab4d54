/*
 * B += alpha op(S') A with A and B row major: for each row of B, whole rows of A are added to it, two at a time.  For
 * operators that use each row of A about once (CountSketch, row sampling) this is one pass over the rows of A that
 * count, with B's row in the first-level cache.
 */
#include "gather_kernel_impl.h"
#include "panels_impl.h"

int randblas_xapply_rows(const randblas_xpanels *w, randblas_xview A)
{
    const randblas_rgather *kernel = randblas_rgather_select();
    const randblas_xproblem *p = w->p;
    const int64_t reals = sizeof(scalar_t) / sizeof(real_t); /* a complex row is a real row of twice the length */
    const real_t alpha = REAL(p->alpha);
    for (int64_t b = 0; b < w->blocks; b++) {
        const randblas_xpanel *panel = w->panel + b * w->across;
#pragma omp parallel for schedule(dynamic, 32) if (panel->rows * p->n > 16384)
        for (int64_t i = 0; i < panel->rows; i++)
            for (int64_t q = 0; q < w->across; q++) {
                const int32_t t = panel[q].ptr[i];
                const int32_t next = panel[q].ptr[i + 1], end = panel[q].ptr[panel->rows];
                kernel->row(reals * p->n, next - t, end - next, panel[q].index + t, panel[q].value + t, alpha,
                            (const real_t *)view_at(A, panel[q].l0, 0), reals * A.ld,
                            (real_t *)view_at(p->B, panel->row0 + i, 0));
            }
    }
    return 0;
}
