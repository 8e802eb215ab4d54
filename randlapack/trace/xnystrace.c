/*
 * XNysTrace @cite epperly2024xtrace : XTrace for positive semidefinite A with Nystrom approximations in place of
 * projections, one product a probe.  With B = F F^T that of A + nu I from all probes (nystrom_out.c),
 *
 *     t_i = tr(B) - ||F g_i||^2 / ||g_i||^2 + f_i / ||g_i||^2 - nu n
 *
 * because w_i^T (A + nu I - B_i) w_i = 1 / (H^-1)_ii = 1 / ||g_i||^2 for the approximation B_i without probe i.  It
 * sees only what of w_i is orthogonal to the other probes, whose length may be replaced by its mean as in XTrace: f_i =
 * (n - k + 1) ((X^T X)^-1)_ii for probes whose law no rotation changes, else f_i = 1.
 *
 * Kept: X, Y = A X.
 */
#include "trace_impl.h"

#include "lapack_impl.h"

#include "blas_impl.h"

/* What the samples are made of, k x k: K = H^-1 and L = (F G)^T (F G), G scaled as it comes, and (X^T X)^-1. */
typedef struct parts {
    int64_t n, k;
    bool turns;
    scalar_t *K, *L, *XX;
    const double *inverse;
    double captured; /* tr(F F^T) less nu n */
} parts;

/* (X^T X)^-1; probes that are not independent to rounding are taken as they are. */
static int probe_inverse(const randlapack_xtrace_run *run, const randlapack_xnystrom_out *b, parts *q)
{
    const int64_t k = run->p.k;
    scalar_t *G = randlapack_xgrown(run->p.arena, k, k, NULL, 0, 0);
    int info = run->p.arena->info;
    q->turns = run->p.probe != RANDLAPACK_PROBE_RADEMACHER;
    if (info || !q->turns) return info;
    if (randlapack_xpotrf(k, b->XX, k)) {
        q->turns = false;
        return 0;
    }
    info = randlapack_xinverse_rows(run->p.arena, k, b->XX, G);
    const randblas_xview g = view_make(G, k, RANDBLAS_COL_MAJOR);
    if (!info) randblas_xgemm(k, k, k, 1, view_transposed(g), g, view_make(q->XX, k, RANDBLAS_COL_MAJOR));
    return info;
}

static int make_parts(randlapack_xtrace_run *run, const randlapack_xnystrom_out *b, parts *q)
{
    const int64_t n = run->p.n, k = run->p.k;
    const randblas_xview g = view_make(b->G, k, RANDBLAS_COL_MAJOR);
    scalar_t *FG = randlapack_xgrown(run->p.arena, n, k, NULL, 0, 0);
    double *sums = randblas_arena_get(run->p.arena, k, sizeof *sums);
    q->K = randlapack_xgrown(run->p.arena, k, k, NULL, 0, 0);
    q->L = randlapack_xgrown(run->p.arena, k, k, NULL, 0, 0);
    q->XX = randlapack_xgrown(run->p.arena, k, k, NULL, 0, 0);
    if (run->p.arena->info) return run->p.arena->info;
    const randblas_xview fg = view_make(FG, n, RANDBLAS_COL_MAJOR);
    randblas_xgemm(n, k, k, 1, view_make(b->F, n, RANDBLAS_COL_MAJOR), g, fg);
    randblas_xgemm(k, k, k, 1, view_transposed(g), g, view_make(q->K, k, RANDBLAS_COL_MAJOR));
    randblas_xgemm(k, k, n, 1, view_transposed(fg), fg, view_make(q->L, k, RANDBLAS_COL_MAJOR));
    randlapack_xdot_columns(n, k, b->F, b->F, sums);
    q->inverse = b->inverse;
    q->captured = -b->shift * (double)n;
    for (int64_t i = 0; i < k; i++) q->captured += sums[i];
    return probe_inverse(run, b, q);
}

/* The inverse of rows and columns i and j of K; of a zero, zero. */
static randlapack_pair invert(const scalar_t *K, int64_t k, int64_t i, int64_t j)
{
    const double a = (double)K[i + i * k];
    if (i == j) return (randlapack_pair){a > 0 ? 1 / a : 0, 0, 0};
    return randlapack_pair_inverse(a, (double)K[i + j * k], (double)K[j + j * k], (double)REAL_EPS);
}

/* t_i from k probes, or, for j other than i, from those without j. */
static double sample(const parts *q, int64_t i, int64_t j)
{
    const int64_t k = q->k;
    const randlapack_pair m = invert(q->K, k, i, j);
    const double left_out =
        m.xx * (double)q->L[i + i * k] + 2 * m.xy * (double)q->L[i + j * k] + m.yy * (double)q->L[j + j * k];
    const double length = q->turns ? invert(q->XX, k, i, j).xx : 0;
    const double factor = length > 0 ? (double)(q->n - k + 1 + (i != j)) / length : 1;
    return q->captured - left_out + factor * m.xx * q->inverse[i];
}

int randlapack_xtrace_xnystrace(randlapack_xtrace_run *run, int64_t k)
{
    randlapack_xnystrom_out b;
    parts q = {.n = run->p.n, .k = k};
    int info = randlapack_xprobing_products(&run->p, k);
    run->p.k = info ? run->p.k : k;
    double *replicas = randblas_arena_get(run->p.arena, k, sizeof *replicas), mean = 0;
    if (!info) info = run->p.arena->info;
    if (!info) info = randlapack_xnystrom_out_make(run->p.arena, run->p.n, k, run->p.X, run->p.Y, &b);
    if (!info) info = make_parts(run, &b, &q);
    if (info) return info;
    for (int64_t j = 0; j < k; j++) {
        replicas[j] = 0;
        for (int64_t i = 0; i < k; i++) replicas[j] += i == j ? 0 : sample(&q, i, j) / (double)(k - 1);
        mean += sample(&q, j, j) / (double)k;
    }
    run->e = randlapack_estimate_jackknife(k, mean, replicas);
    return 0;
}
