/*
 * v_i = logdet of the covariance of point i given its k neighbours J: K_ii - K_iJ K_JJ^-1 K_Ji (Vecchia 1988).
 *
 * Neighbours are those points before i for which the sum of squared correlations between outputs is largest.  All is
 * done on correlations, so that scales do no harm.  If rounding leaves K_JJ or the result not positive definite, as for
 * points that nearly coincide, half of the neighbours are taken, down to none: v_i is a bound whatever J is.
 */
#include "neighbours_impl.h"

#include "lapack_impl.h"
#include "progress_impl.h"

#include <math.h>

#define STEP 64 /* points between reports of progress */

rmt_xneighbours rmt_xneighbours_open(randblas_arena *arena, int64_t n, int64_t d, int64_t k)
{
    const int64_t nd = randblas_size_product(n, d), kd = randblas_size_product(k, d);
    rmt_xneighbours w = {.n = n, .d = d, .k = k};
    w.rows = randblas_arena_get(arena, nd, sizeof *w.rows);
    w.scale = randblas_arena_get(arena, nd, sizeof *w.scale);
    w.logs = randblas_arena_get(arena, n, sizeof *w.logs);
    w.column = randblas_arena_get(arena, randblas_size_product(nd, d), sizeof *w.column);
    w.score = randblas_arena_get(arena, k, sizeof *w.score);
    w.best = randblas_arena_get(arena, k, sizeof *w.best);
    w.near = randblas_arena_get(arena, kd, sizeof *w.near);
    w.B = randblas_arena_get(arena, randblas_size_product(kd, kd), sizeof *w.B);
    w.C = randblas_arena_get(arena, randblas_size_product(kd, d), sizeof *w.C);
    w.D = randblas_arena_get(arena, randblas_size_product(d, d), sizeof *w.D);
    return w;
}

/* The diagonal of point i. */
static int load_diagonal(const randlapack_xentries *K, rmt_xneighbours *w, int64_t i)
{
    const int64_t d = w->d, *rows = w->rows + i * d;
    const int info = randlapack_xentries_get(K, d, rows, d, rows, w->D, d);
    w->logs[i] = 0;
    for (int64_t a = 0; a < d && !info; a++) {
        const double value = (double)w->D[a + a * d];
        if (!isfinite(value)) return RANDBLAS_NOT_FINITE;
        if (!(value > 0)) return RANDBLAS_NOT_POSITIVE_DEFINITE;
        w->scale[i * d + a] = (scalar_t)(1 / sqrt(value));
        w->logs[i] += log(value);
    }
    return info;
}

/* The neighbours of point i among those before it, sorted; returns how many, or -1 when an entry is not finite. */
static int64_t find(rmt_xneighbours *w, int64_t i)
{
    const int64_t d = w->d, rows = i * d;
    int64_t found = 0;
    for (int64_t t = 0; t < i; t++) {
        double score = 0;
        for (int64_t b = 0; b < d; b++)
            for (int64_t a = t * d; a < (t + 1) * d; a++) {
                scalar_t *c = w->column + a + b * rows;
                *c = *c * w->scale[a] * w->scale[i * d + b];
                score += (double)*c * (double)*c;
            }
        if (!isfinite(score)) return -1;
        if (found == w->k && score <= w->score[found - 1]) continue;
        int64_t at = found < w->k ? found++ : found - 1;
        for (; at > 0 && w->score[at - 1] < score; at--) {
            w->score[at] = w->score[at - 1];
            w->best[at] = w->best[at - 1];
        }
        w->score[at] = score;
        w->best[at] = t;
    }
    return found;
}

/* D = correlations of point i with itself, given the first k of its neighbours; its Cholesky factor. */
static int condition(const randlapack_xentries *K, rmt_xneighbours *w, int64_t i, int64_t k)
{
    const int64_t d = w->d, kd = k * d;
    int info = randlapack_xentries_get(K, d, w->rows + i * d, d, w->rows + i * d, w->D, d);
    for (int64_t s = 0; s < kd; s++) w->near[s] = w->rows[w->best[s / d] * d + s % d];
    if (!info) info = randlapack_xentries_get(K, kd, w->near, kd, w->near, w->B, kd);
    if (info) return info;
    for (int64_t t = 0; t < kd; t++) {
        const scalar_t scale = w->scale[w->best[t / d] * d + t % d];
        for (int64_t s = 0; s <= t; s++)
            w->B[s + t * kd] = s == t ? 1 : w->B[s + t * kd] * scale * w->scale[w->best[s / d] * d + s % d];
    }
    for (int64_t b = 0; b < d; b++)
        for (int64_t s = 0; s < kd; s++) w->C[s + b * kd] = w->column[w->best[s / d] * d + s % d + b * i * d];
    for (int64_t b = 0; b < d; b++)
        for (int64_t a = 0; a <= b; a++)
            w->D[a + b * d] = a == b ? 1 : w->D[a + b * d] * w->scale[i * d + a] * w->scale[i * d + b];
    if (k > 0) info = randlapack_xpotrf(kd, w->B, kd);
    if (!info && k > 0) info = randlapack_xtrsm(RANDBLAS_TRANS, kd, d, w->B, kd, w->C, kd);
    for (int64_t b = 0; b < d && !info; b++)
        for (int64_t a = 0; a <= b; a++)
            for (int64_t s = 0; s < kd; s++) w->D[a + b * d] -= w->C[s + a * kd] * w->C[s + b * kd];
    return info ? info : randlapack_xpotrf(d, w->D, d);
}

static int value_of(const randlapack_xentries *K, rmt_xneighbours *w, int64_t i, double *v)
{
    const int64_t d = w->d;
    int info = w->k > 0 ? randlapack_xentries_get(K, i * d, w->rows, d, w->rows + i * d, w->column, i * d) : 0;
    if (info) return info;
    int64_t k = w->k > 0 ? find(w, i) : 0;
    if (k < 0) return RANDBLAS_NOT_FINITE;
    while ((info = condition(K, w, i, k)) == RANDBLAS_NOT_POSITIVE_DEFINITE && k > 0) k /= 2;
    *v = w->logs[i];
    for (int64_t a = 0; a < d && !info; a++) *v += 2 * log((double)w->D[a + a * d]);
    return info;
}

int rmt_xneighbours_run(const randlapack_xentries *K, rmt_xneighbours *w, const int64_t *order,
                        const randblas_control *control, double *v)
{
    const double all = (double)w->n * (double)w->n;
    int info = 0;
    for (int64_t s = 0; s < w->n * w->d; s++) w->rows[s] = order[s / w->d] * w->d + s % w->d;
    for (int64_t i = 0; i < w->n && !info; i++) info = load_diagonal(K, w, i);
    for (int64_t i = 0; i < w->n && !info; i++) {
        if (control && i % STEP == 0) info = randlapack_progress(control, "baseline", (double)i * (double)i / all);
        if (!info) info = value_of(K, w, i, v + i);
    }
    return info;
}
