/*
 * Samples of a k-DPP @cite kulesza2011: as for a DPP (dpp.c), but the coins of the eigenvectors are conditioned on
 * showing k heads.  Scaling L by c changes a k-DPP not at all, and the c that makes the coins show k heads on average
 * keeps all probabilities within range (coin_sums.c).  The coins are thrown from the last to the first: with l heads
 * still to come from the first i coins, coin i is heads with probability p_i f_(l-1)^(i-1) / f_l^i.  They stand in
 * ascending order of the eigenvalues, so that word 0 of the stream is for the largest.
 */
#include "coin_sums_impl.h"
#include "ensemble_impl.h"
#include "lapack_impl.h"
#include "options_impl.h"
#include "progress_impl.h"
#include "projection_draw_impl.h"

#include <math.h>

typedef struct conditioned {
    int64_t r, k;
    double *heads; /* r, the largest eigenvalue's last */
    double *table; /* (r + 1) x (k + 1) */
} conditioned;

static int condition_coins(randblas_arena *arena, const randlapack_xensemble *E, int64_t k, conditioned *c,
                           double *log_normaliser)
{
    const int64_t r = E->rank;
    *c = (conditioned){.r = r, .k = k};
    double *ascending = randblas_arena_get(arena, r, sizeof *ascending);
    double *tails = randblas_arena_get(arena, r, sizeof *tails);
    c->heads = randblas_arena_get(arena, r, sizeof *c->heads);
    c->table = randblas_arena_get(arena, randblas_size_product(r + 1, k + 1), sizeof *c->table);
    if (arena->info || k == 0) return arena->info;
    for (int64_t i = 0; i < r; i++) ascending[i] = E->values[r - 1 - i];
    const double log_c = randlapack_tilt(r, ascending, k, c->heads, tails);
    randlapack_coin_sums(r, c->heads, tails, k, c->table);
    *log_normaliser = log(c->table[(r + 1) * (k + 1) - 1]) - (double)k * log_c;
    for (int64_t i = 0; i < r; i++) { /* log of 1/tails = 1 + c lambda, which for k = r may be past the range */
        const double x = log_c + log(ascending[i]);
        *log_normaliser += fmax(x, 0) + log1p(exp(-fabs(x)));
    }
    return 0;
}

static void choose_eigenvectors(const conditioned *c, randlapack_uniforms *coins, int64_t *which)
{
    const int64_t width = c->k + 1;
    int64_t l = c->k, chosen = 0;
    for (int64_t i = c->r; l > 0; i--) {
        const double u = randlapack_uniforms_next(coins);
        const double joint = c->heads[i - 1] * c->table[(i - 1) * width + l - 1];
        if (l < i && !(u * c->table[i * width + l] < joint)) continue;
        which[chosen++] = c->r - i;
        l--;
    }
}

static int sample(randblas_arena *arena, const randlapack_xensemble *E, const conditioned *c, int64_t nsamples,
                  int64_t *items, int64_t ldi, const randlapack_dpp_options *options)
{
    const uint64_t blocks = ((uint64_t)E->n + 1) / 2;
    const randlapack_xprojection P = randlapack_xprojection_open(arena, E->n, c->k);
    int64_t *which = randblas_arena_get(arena, c->k, sizeof *which);
    int info = arena->info;
    for (int64_t t = 0; t < nsamples && !info; t++) {
        const uint64_t first = (uint64_t)t * blocks;
        randlapack_uniforms coins = randlapack_uniforms_open(&options->state, first, RANDLAPACK_COINS);
        randlapack_uniforms draws = randlapack_uniforms_open(&options->state, first, RANDLAPACK_ITEMS);
        info = randlapack_progress(&options->control, "sample", (double)t / (double)nsamples);
        if (info) break;
        choose_eigenvectors(c, &coins, which);
        randlapack_xensemble_columns(E, c->k, which);
        randlapack_xprojection_draw(&P, c->k, E->basis, E->n, &draws, items + t * ldi);
    }
    return info;
}

static int solve(randblas_arena *arena, const randblas_xlinop *L, int64_t k, int64_t nsamples, int64_t *items,
                 int64_t ldi, const randlapack_dpp_options *options, randlapack_dpp_report *report)
{
    randlapack_xensemble E;
    conditioned c;
    const double begin = randlapack_seconds();
    int info = randlapack_progress(&options->control, "factor", 0);
    if (!info) info = randlapack_xensemble_open(arena, L, &E);
    const double middle = randlapack_seconds();
    report->seconds_factor = middle - begin;
    if (info == -1) return info;
    for (int64_t t = 0; t < nsamples; t++)
        for (int64_t i = 0; i < k; i++) items[i + t * ldi] = -1;
    if (info && info != RANDBLAS_NOT_POSITIVE_DEFINITE) return info;
    report->rank = E.rank;
    if (k > E.rank) return RANDBLAS_RANK_DEFICIENT;
    report->expected_size = (double)k;
    int failed = condition_coins(arena, &E, k, &c, &report->log_normaliser);
    if (!failed) failed = sample(arena, &E, &c, nsamples, items, ldi, options);
    report->seconds_sample = randlapack_seconds() - middle;
    return failed ? failed : info;
}

int randlapack_xkdpp(const randblas_xlinop *L, int64_t k, int64_t nsamples, int64_t *items, int64_t ldi,
                     const randlapack_dpp_options *options, randlapack_dpp_report *report)
{
    randlapack_dpp_report ignored;
    randlapack_dpp_options o;
    if (!report) report = &ignored;
    *report = (randlapack_dpp_report){0};
    int info = randblas_xlinop_check(L);
    if (info) return info;
    if (L->rows != L->cols) return -1;
    if (k < 0 || k > L->rows) return -2;
    if (nsamples < 0) return -3;
    if (!items && nsamples > 0 && k > 0) return -4;
    if (ldi < (k > 1 ? k : 1)) return -5;
    if (!randlapack_read_options(&o, sizeof o, sizeof o, options)) return -6;
    if (!randblas_control_is_legal(&o.control)) return -6;

    report->next = randlapack_state_after(&o.state, (uint64_t)nsamples * (((uint64_t)L->rows + 1) / 2));
    randblas_arena arena = randblas_arena_open(&o.control);
    info = solve(&arena, L, k, nsamples, items, ldi, &o, report);
    randblas_arena_close(&arena);
    return info;
}
