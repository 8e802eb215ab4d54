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

#include "blas_impl.h"

static randblas_xview view(scalar_t *X, int64_t ld)
{
    return (randblas_xview){X, ld, false};
}

int randlapack_xtrace_hutchpp(randlapack_xtrace_run *run, int64_t k)
{
    const int64_t n = run->p.n;
    int info = randlapack_xprobing_split(&run->p, RANDBLAS_NO_TRANS, k);
    if (info) return info;
    run->p.k = k;
    scalar_t *W = randlapack_xgrown(run->p.arena, k, k, NULL, 0, 0);
    scalar_t *PG = randlapack_xgrown(run->p.arena, n, k, run->p.X, n, k);
    scalar_t *APG = randlapack_xgrown(run->p.arena, n, k, run->p.Y, n, k);
    double *sums = randblas_arena_get(run->p.arena, k, sizeof *sums), captured = 0;
    if (run->p.arena->info) return run->p.arena->info;
    randblas_xgemm(k, k, n, 1, view_transposed(view(run->p.Q, n)), view(run->p.X, n), view(W, k));
    randblas_xgemm(n, k, k, -1, view(run->p.Q, n), view(W, k), view(PG, n));
    randblas_xgemm(n, k, k, -1, view(run->p.Z, n), view(W, k), view(APG, n));
    randlapack_xdot_columns(n, k, run->p.Q, run->p.Z, sums);
    for (int64_t j = 0; j < k; j++) captured += sums[j];
    randlapack_xdot_columns(n, k, PG, APG, sums);
    run->e = (randlapack_estimate){0};
    for (int64_t j = 0; j < k; j++) randlapack_estimate_add(&run->e, sums[j]);
    run->e.mean += captured;
    return 0;
}
