/*
 * Surrogate sketch @cite derezinski2020 with coins.  For independent b_i with P(b_i = 1) = pi_i let
 *
 *     H_b = sum_i (b_i / pi_i) a_i a_i^T + lambda I,   P'(b) = P(b) det(H_b) / det(H),   H = E H_b = A^T A + lambda I.
 *
 * det and adj are affine in each b_i, as a_i a_i^T has rank one, so E det(H_b) = det(H) and E adj(H_b) = adj(H): P' is
 * a distribution, and under it E' H_b^-1 = adj(H)/det(H) = H^-1, if lambda > 0.  If not, sets of rank n - 1 have an
 * adjugate but no probability, and E' H_b^-1 falls short of H^-1 by what they would have added; the least-squares
 * solution does not, for the adjugate, z z^T with H_b z = 0, maps the right-hand side to zero.  By Cauchy-Binet
 *
 *     P'(S) = sum over T in S of  det(A_T A_T^T / lambda)/det(I + A A^T / lambda)  prod over S \ T of pi_i
 *                                                                            prod outside S of 1 - pi_i,
 *
 * the factors 1/pi_i of T having cancelled its pi_i: T is a sample of the DPP of A A^T / lambda, and S is T and those
 * of the other rows whose coins say so.
 *
 * The marginal kernel of the DPP is A H^-1 A^T = Q Q^T, Q the rows of A in an orthonormal basis of [A; sqrt(lambda) I]:
 * with Q^T Q = W diag(mu) W^T, mu_i = s_i^2/(s_i^2 + lambda), the eigenvectors are Q w_i / sqrt(mu_i), chosen with
 * probability mu_i.  They are orthonormal to eps/mu_i, which is what rounding costs a choice of probability mu_i.
 */
#include "lapack_impl.h"
#include "options_impl.h"
#include "progress_impl.h"
#include "projection_draw_impl.h"
#include "row_basis_impl.h"
#include "row_coins_impl.h"

#include "blas_impl.h"

#include <math.h>

typedef struct surrogate {
    const randblas_xlinop *A;
    int64_t k, nsamples, ldr;
    int64_t *sizes, *rows;
    scalar_t *weights;
    randlapack_surrogate_options options;
    randlapack_row_sampling_report *report;
    randblas_arena arena;
    randlapack_xrow_basis basis; /* of the range, or Q W */
    randlapack_xprojection P;
    scalar_t *chosen; /* m x rank: eigenvectors; NULL where all are chosen */
    scalar_t *mu;     /* rank, ascending; NULL likewise */
    double *pi;       /* m */
    int64_t *items;   /* rank */
} surrogate;

/* Q = Q W, mu. */
static int diagonalise(surrogate *s)
{
    const int64_t m = s->A->rows, r = s->basis.rank;
    scalar_t *G = randblas_arena_get(&s->arena, randblas_size_product(r, r), sizeof *G);
    scalar_t *work = randblas_arena_get(&s->arena, RANDLAPACK_EIGEN_WORK(r), sizeof *work);
    int64_t *iwork = randblas_arena_get(&s->arena, 5 * r + 3, sizeof *iwork);
    s->mu = randblas_arena_get(&s->arena, r, sizeof *s->mu);
    s->chosen = randblas_arena_get(&s->arena, randblas_size_product(m, r), sizeof *s->chosen);
    if (s->arena.info || r == 0) return s->arena.info;
    const randblas_xview Q = {s->basis.Q, s->basis.ld, false}, g = {G, r, false};
    randblas_xscale_view(r, r, 0, g);
    randblas_xgemm(r, r, m, 1, view_transposed(Q), Q, g);
    int info = randlapack_xsyevd(r, G, r, s->mu, work, iwork);
    if (!info) info = randlapack_xrow_basis_rotate(&s->arena, &s->basis, r, r, G);
    return info;
}

/* The chosen eigenvectors, scaled to norm 1; word i is for the i-th largest mu.  Returns how many. */
static int64_t choose_eigenvectors(const surrogate *s, randlapack_uniforms *coins)
{
    const int64_t m = s->A->rows;
    int64_t count = 0;
    for (int64_t i = s->basis.rank - 1; i >= 0 && count < s->P.most; i--) { /* m < n: the rest of mu is rounding */
        const double mu = (double)s->mu[i];
        if (!(randlapack_uniforms_next(coins) < mu)) continue;
        const scalar_t *q = s->basis.Q + i * s->basis.ld;
        for (int64_t l = 0; l < m; l++) s->chosen[l + count * m] = (scalar_t)((double)q[l] / sqrt(mu));
        count++;
    }
    return count;
}

/* T into items; returns its size. */
static int64_t draw_dpp(const surrogate *s, uint64_t first)
{
    randlapack_uniforms draws = randlapack_uniforms_open(&s->options.state, first, RANDLAPACK_ITEMS);
    int64_t count = s->basis.rank;
    if (s->mu) {
        randlapack_uniforms coins = randlapack_uniforms_open(&s->options.state, first, RANDLAPACK_COINS);
        count = choose_eigenvectors(s, &coins);
        randlapack_xprojection_draw(&s->P, count, s->chosen, s->A->rows, &draws, s->items);
    } else {
        randlapack_xprojection_draw(&s->P, count, s->basis.Q, s->basis.ld, &draws, s->items);
    }
    return count;
}

/* Sample t = items and the rows whose coins say so. */
static void join_coins(const surrogate *s, int64_t t, uint64_t first, int64_t count)
{
    randlapack_uniforms coins = randlapack_uniforms_open(&s->options.state, first, RANDLAPACK_REST);
    int64_t *rows = s->rows + t * s->ldr, next = 0, size = 0;
    for (int64_t i = 0; i < s->A->rows; i++) {
        const bool heads = randlapack_uniforms_next(&coins) < s->pi[i], item = next < count && s->items[next] == i;
        next += item;
        if (!heads && !item) continue;
        if (s->weights) s->weights[size + t * s->ldr] = (scalar_t)(1 / sqrt(s->pi[i]));
        rows[size++] = i;
    }
    s->sizes[t] = size;
}

static uint64_t blocks_of(const surrogate *s)
{
    const int64_t m = s->A->rows, n = s->A->cols;
    return ((uint64_t)(m > n ? m : n) + 1) / 2;
}

static int sample(surrogate *s)
{
    for (int64_t t = 0; t < s->nsamples; t++) {
        const uint64_t first = (uint64_t)t * blocks_of(s);
        const int info = randlapack_progress(&s->options.control, "sample", (double)t / (double)s->nsamples);
        if (info) return info;
        join_coins(s, t, first, draw_dpp(s, first));
    }
    return 0;
}

/* The mean size is sum 1 - (1 - l_i)(1 - pi_i), l_i the probability that T holds row i. */
static int describe(surrogate *s)
{
    const int64_t m = s->A->rows;
    double *scores = randblas_arena_get(&s->arena, m, sizeof *scores);
    if (s->arena.info) return s->arena.info;
    randlapack_xrow_norms(m, s->basis.rank, s->basis.Q, s->basis.ld, scores);
    s->report->rank = s->basis.rank;
    for (int64_t i = 0; i < m; i++) {
        s->report->dimension += scores[i];
        s->report->expected_rows += scores[i] + (1 - scores[i]) * s->pi[i];
    }
    return 0;
}

static int open_sampling(surrogate *s)
{
    const int64_t m = s->A->rows;
    s->P = randlapack_xprojection_open(&s->arena, m, s->basis.rank < m ? s->basis.rank : m);
    s->items = randblas_arena_get(&s->arena, s->basis.rank, sizeof *s->items);
    if (s->arena.info) return s->arena.info;
    return s->options.lambda > 0 ? diagonalise(s) : 0;
}

static int solve(surrogate *s)
{
    const double begin = randlapack_seconds();
    s->pi = randblas_arena_get(&s->arena, s->A->rows, sizeof *s->pi);
    int info = s->arena.info;
    if (!info) randlapack_row_coins(s->A->rows, s->k, s->options.weights, s->pi);
    if (!info) info = randlapack_progress(&s->options.control, "factor", 0);
    if (!info) info = randlapack_xrow_basis_make(&s->arena, s->A, s->options.lambda, &s->basis);
    if (info && info != RANDBLAS_RANK_DEFICIENT) return info;
    int failed = describe(s);
    if (!failed) failed = open_sampling(s);
    const double middle = randlapack_seconds();
    s->report->seconds_factor = middle - begin;
    if (!failed) failed = sample(s);
    s->report->seconds_sample = randlapack_seconds() - middle;
    return failed ? failed : info;
}

static bool read_options(surrogate *s, const randlapack_surrogate_options *options)
{
    randlapack_surrogate_options *o = &s->options;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    return o->lambda >= 0 && isfinite(o->lambda) && randlapack_row_weights_legal(s->A->rows, o->weights);
}

static void clear(const surrogate *s)
{
    for (int64_t t = 0; t < s->nsamples; t++) {
        s->sizes[t] = 0;
        for (int64_t i = 0; i < s->A->rows; i++) {
            s->rows[i + t * s->ldr] = -1;
            if (s->weights) s->weights[i + t * s->ldr] = 0;
        }
    }
}

int randlapack_xsurrogate_sample(const randblas_xlinop *A, int64_t k, int64_t nsamples, int64_t *sizes, int64_t *rows,
                                 int64_t ldr, scalar_t *weights, const randlapack_surrogate_options *options,
                                 randlapack_row_sampling_report *report)
{
    randlapack_row_sampling_report ignored;
    surrogate s = {.A = A, .k = k, .nsamples = nsamples, .sizes = sizes, .rows = rows, .ldr = ldr, .weights = weights};
    s.report = report ? report : &ignored;
    *s.report = (randlapack_row_sampling_report){0};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if (k > A->rows || k < (A->rows > 0)) return -2;
    if (nsamples < 0) return -3;
    if (!sizes && nsamples > 0) return -4;
    if (!rows && nsamples > 0 && A->rows > 0) return -5;
    if (ldr < (A->rows > 1 ? A->rows : 1)) return -6;
    if (!read_options(&s, options)) return -8;
    if (!row_basis_fits(A, s.options.lambda)) return -1;

    s.report->next = randlapack_state_after(&s.options.state, (uint64_t)nsamples * blocks_of(&s));
    clear(&s);
    s.arena = randblas_arena_open(&s.options.control);
    info = solve(&s);
    randblas_arena_close(&s.arena);
    return info;
}
