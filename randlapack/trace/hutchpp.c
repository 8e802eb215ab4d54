/*
 * Hutch++ @cite meyer2021 : of A the part that a basis Q of its range holds exactly, of the rest the mean over probes,
 *
 *     tr(A) = tr(Q^T A Q) + E g^T P A P g,   P = I - Q Q^T,   Q = orth(A S)
 *
 * with as many probes g as columns of S: three products a probe.  A P g = A g - (A Q)(Q^T g), so that more columns of Q
 * cost no products with the probes that were there before.
 *
 * Kept: X = [G], Y = A G, Q, Z = A Q.
 */
#include "trace_impl.h"

#include "lapack_impl.h"
#include "progress_impl.h"

#include "blas_impl.h"

static randblas_xview view(scalar_t *X, int64_t ld)
{
    return (randblas_xview){X, ld, false};
}

/* S and G, their products, Q and its. */
static int multiply(randlapack_xtrace_run *run, int64_t k)
{
    const int64_t n = run->p.n, l = run->k, c = k - l;
    scalar_t *S = randblas_arena_get(run->p.arena, randblas_size_product(n, c), sizeof *S);
    run->X = randlapack_xgrown(run->p.arena, n, k, run->X, n, l);
    run->Y = randlapack_xgrown(run->p.arena, n, k, run->Y, n, l);
    run->Q = randlapack_xgrown(run->p.arena, n, k, run->Q, n, l);
    run->Z = randlapack_xgrown(run->p.arena, n, k, run->Z, n, l);
    run->R = randlapack_xgrown(run->p.arena, k, k, run->R, l, l);
    int info = run->p.arena->info;
    if (!info) info = randlapack_progress(run->control, "sketch", (double)l / (double)run->most);
    if (!info) info = randlapack_xprobing_draw(&run->p, c, S);
    if (!info) info = randlapack_xprobing_measure(&run->p, c, S, run->Q + n * l);
    if (!info) info = randlapack_xbasis_extend(run->p.arena, n, l, c, run->Q, run->R, k);
    if (!info) info = randlapack_xprobing_multiply(&run->p, RANDBLAS_NO_TRANS, c, run->Q + n * l, run->Z + n * l);
    if (!info) info = randlapack_progress(run->control, "probes", (double)l / (double)run->most);
    if (!info) info = randlapack_xprobing_draw(&run->p, c, run->X + n * l);
    return info ? info : randlapack_xprobing_measure(&run->p, c, run->X + n * l, run->Y + n * l);
}

int randlapack_xtrace_hutchpp(randlapack_xtrace_run *run, int64_t k)
{
    const int64_t n = run->p.n;
    int info = multiply(run, k);
    if (info) return info;
    run->k = k;
    scalar_t *W = randlapack_xgrown(run->p.arena, k, k, NULL, 0, 0);
    scalar_t *PG = randlapack_xgrown(run->p.arena, n, k, run->X, n, k);
    scalar_t *APG = randlapack_xgrown(run->p.arena, n, k, run->Y, n, k);
    double *sums = randblas_arena_get(run->p.arena, k, sizeof *sums), captured = 0;
    if (run->p.arena->info) return run->p.arena->info;
    randblas_xgemm(k, k, n, 1, view_transposed(view(run->Q, n)), view(run->X, n), view(W, k));
    randblas_xgemm(n, k, k, -1, view(run->Q, n), view(W, k), view(PG, n));
    randblas_xgemm(n, k, k, -1, view(run->Z, n), view(W, k), view(APG, n));
    randlapack_xdot_columns(n, k, run->Q, run->Z, sums);
    for (int64_t j = 0; j < k; j++) captured += sums[j];
    randlapack_xdot_columns(n, k, PG, APG, sums);
    run->e = (randlapack_estimate){0};
    for (int64_t j = 0; j < k; j++) randlapack_estimate_add(&run->e, sums[j]);
    run->e.mean += captured;
    return 0;
}
