/*
 * Diag++ @cite baston2022 : of A the part that a basis Q of its range holds exactly, of the rest the mean over probes
 * g,
 *
 *     diag(A) = diag(Q Q^T A) + E g o ((I - Q Q^T) A g),   Q = orth(A S)
 *
 * with as many probes as columns of S: three products a probe, one of them with A^T.
 *
 * Kept: X = [G], Y = A G, Q, Z = A^T Q.
 */
#include "diagonal_impl.h"

#include "blas_impl.h"

int randlapack_xdiagonal_diagpp(randlapack_xdiagonal_run *run, int64_t k)
{
    const int64_t n = run->p.n;
    const int info = randlapack_xprobing_split(&run->p, RANDBLAS_TRANS, k);
    if (info) return info;
    run->p.k = k;
    scalar_t *W = randlapack_xgrown(run->p.arena, k, k, NULL, 0, 0);
    scalar_t *PY = randlapack_xgrown(run->p.arena, n, k, run->p.Y, n, k);
    double *base = randblas_arena_get(run->p.arena, n, sizeof *base);
    if (run->p.arena->info) return run->p.arena->info;
    const randblas_xview q = {run->p.Q, n, false}, w = {W, k, false};
    randblas_xgemm(k, k, n, 1, view_transposed(q), (randblas_xview){run->p.Y, n, false}, w);
    randblas_xgemm(n, k, k, -1, q, w, (randblas_xview){PY, n, false});
    for (int64_t i = 0; i < n; i++) {
        base[i] = run->mean[i] = run->spread[i] = 0;
        for (int64_t j = 0; j < k; j++) base[i] += (double)run->p.Q[i + j * n] * (double)run->p.Z[i + j * n];
    }
    for (int64_t j = 0; j < k; j++) randlapack_xdiagonal_add(run, j + 1, base, run->p.X + j * n, PY + j * n);
    return 0;
}
