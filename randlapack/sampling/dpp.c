/*
 * Samples of a DPP by its eigendecomposition L = sum lambda_i v_i v_i^T @cite hough2006, @cite kulesza2012: the DPP is
 * a mixture of projection DPPs.  Each eigenvector is chosen independently with probability lambda_i/(1 + lambda_i), and
 * the items are a sample of the projection DPP of those chosen (projection_draw.c).
 */
#include "ensemble_impl.h"
#include "lapack_impl.h"
#include "options_impl.h"
#include "progress_impl.h"
#include "projection_draw_impl.h"

#include <math.h>

static int64_t choose_eigenvectors(const randlapack_xensemble *E, randlapack_uniforms *coins, int64_t *which)
{
    int64_t k = 0;
    for (int64_t i = 0; i < E->rank; i++)
        if (randlapack_uniforms_next(coins) < 1 / (1 + 1 / E->values[i])) which[k++] = i;
    return k;
}

static int sample(randblas_arena *arena, const randlapack_xensemble *E, int64_t nsamples, int64_t *sizes,
                  int64_t *items, int64_t ldi, const randlapack_dpp_options *options)
{
    const uint64_t blocks = ((uint64_t)E->n + 1) / 2;
    const randlapack_xprojection P = randlapack_xprojection_open(arena, E->n, E->rank);
    int64_t *which = randblas_arena_get(arena, E->rank, sizeof *which);
    int info = arena->info;
    for (int64_t t = 0; t < nsamples && !info; t++) {
        const uint64_t first = (uint64_t)t * blocks;
        randlapack_uniforms coins = randlapack_uniforms_open(&options->state, first, RANDLAPACK_COINS);
        randlapack_uniforms draws = randlapack_uniforms_open(&options->state, first, RANDLAPACK_ITEMS);
        info = randlapack_progress(&options->control, "sample", (double)t / (double)nsamples);
        if (info) break;
        sizes[t] = choose_eigenvectors(E, &coins, which);
        randlapack_xensemble_columns(E, sizes[t], which);
        randlapack_xprojection_draw(&P, sizes[t], E->basis, E->n, &draws, items + t * ldi);
    }
    return info;
}

static void describe(const randlapack_xensemble *E, randlapack_dpp_report *report)
{
    report->rank = E->rank;
    for (int64_t i = 0; i < E->rank; i++) {
        report->expected_size += 1 / (1 + 1 / E->values[i]);
        report->log_normaliser += log1p(E->values[i]);
    }
}

static int solve(randblas_arena *arena, const randblas_xlinop *L, int64_t nsamples, int64_t *sizes, int64_t *items,
                 int64_t ldi, const randlapack_dpp_options *options, randlapack_dpp_report *report)
{
    randlapack_xensemble E;
    const double begin = randlapack_seconds();
    int info = randlapack_progress(&options->control, "factor", 0);
    if (!info) info = randlapack_xensemble_open(arena, L, &E);
    const double middle = randlapack_seconds();
    report->seconds_factor = middle - begin;
    if (info == -1) return info;
    for (int64_t t = 0; t < nsamples; t++) {
        sizes[t] = 0;
        for (int64_t i = 0; i < L->rows; i++) items[i + t * ldi] = -1;
    }
    if (info && info != RANDBLAS_NOT_POSITIVE_DEFINITE) return info;
    describe(&E, report);
    const int failed = sample(arena, &E, nsamples, sizes, items, ldi, options);
    report->seconds_sample = randlapack_seconds() - middle;
    return failed ? failed : info;
}

int randlapack_xdpp(const randblas_xlinop *L, int64_t nsamples, int64_t *sizes, int64_t *items, int64_t ldi,
                    const randlapack_dpp_options *options, randlapack_dpp_report *report)
{
    randlapack_dpp_report ignored;
    randlapack_dpp_options o;
    if (!report) report = &ignored;
    *report = (randlapack_dpp_report){0};
    int info = randblas_xlinop_check(L);
    if (info) return info;
    if (L->rows != L->cols) return -1;
    if (nsamples < 0) return -2;
    if (!sizes && nsamples > 0) return -3;
    if (!items && nsamples > 0 && L->rows > 0) return -4;
    if (ldi < (L->rows > 1 ? L->rows : 1)) return -5;
    if (!randlapack_read_options(&o, sizeof o, sizeof o, options)) return -6;
    if (!randblas_control_is_legal(&o.control)) return -6;

    report->next = randlapack_state_after(&o.state, (uint64_t)nsamples * (((uint64_t)L->rows + 1) / 2));
    randblas_arena arena = randblas_arena_open(&o.control);
    info = solve(&arena, L, nsamples, sizes, items, ldi, &o, report);
    randblas_arena_close(&arena);
    return info;
}
