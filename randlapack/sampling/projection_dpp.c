/*
 * Projection DPPs of the range of a tall matrix: P(S) = det(Q_S)^2, Q an orthonormal basis (row_basis.c), drawn by
 * projection_draw.c.
 */
#include "lapack_impl.h"
#include "options_impl.h"
#include "progress_impl.h"
#include "projection_draw_impl.h"
#include "row_basis_impl.h"

static int sample(randblas_arena *arena, const randlapack_xrow_basis *basis, int64_t nsamples, int64_t *items,
                  int64_t ldi, const randlapack_dpp_options *options)
{
    const uint64_t blocks = ((uint64_t)basis->cols + 1) / 2;
    const randlapack_xprojection P = randlapack_xprojection_open(arena, basis->rows, basis->rank);
    int info = arena->info;
    for (int64_t t = 0; t < nsamples && !info; t++) {
        randlapack_uniforms u = randlapack_uniforms_open(&options->state, (uint64_t)t * blocks, RANDLAPACK_ITEMS);
        info = randlapack_progress(&options->control, "sample", (double)t / (double)nsamples);
        if (!info) randlapack_xprojection_draw(&P, basis->rank, basis->Q, basis->ld, &u, items + t * ldi);
    }
    return info;
}

static int solve(randblas_arena *arena, const randblas_xlinop *A, int64_t nsamples, int64_t *items, int64_t ldi,
                 const randlapack_dpp_options *options, randlapack_dpp_report *report)
{
    randlapack_xrow_basis basis;
    const double begin = randlapack_seconds();
    int info = randlapack_progress(&options->control, "factor", 0);
    if (!info) info = randlapack_xrow_basis_make(arena, A, 0, &basis);
    const double middle = randlapack_seconds();
    report->seconds_factor = middle - begin;
    if (info && info != RANDBLAS_RANK_DEFICIENT) return info;
    report->rank = basis.rank;
    report->expected_size = (double)basis.rank;
    const int failed = sample(arena, &basis, nsamples, items, ldi, options);
    report->seconds_sample = randlapack_seconds() - middle;
    return failed ? failed : info;
}

int randlapack_xprojection_dpp(const randblas_xlinop *A, int64_t nsamples, int64_t *items, int64_t ldi,
                               const randlapack_dpp_options *options, randlapack_dpp_report *report)
{
    randlapack_dpp_report ignored;
    randlapack_dpp_options o;
    if (!report) report = &ignored;
    *report = (randlapack_dpp_report){0};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if (A->rows < A->cols) return -1;
    if (nsamples < 0) return -2;
    if (!items && nsamples > 0 && A->cols > 0) return -3;
    if (ldi < (A->cols > 1 ? A->cols : 1)) return -4;
    if (!randlapack_read_options(&o, sizeof o, sizeof o, options)) return -5;
    if (!randblas_control_is_legal(&o.control)) return -5;

    report->next = randlapack_state_after(&o.state, (uint64_t)nsamples * (((uint64_t)A->cols + 1) / 2));
    for (int64_t t = 0; t < nsamples; t++)
        for (int64_t i = 0; i < A->cols; i++) items[i + t * ldi] = -1;
    randblas_arena arena = randblas_arena_open(&o.control);
    info = solve(&arena, A, nsamples, items, ldi, &o, report);
    randblas_arena_close(&arena);
    return info;
}
