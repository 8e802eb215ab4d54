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

#include "progress_impl.h"

#include "blas_impl.h"

static int multiply(randlapack_xdiagonal_run *run, int64_t k)
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
    if (!info) info = randlapack_xprobing_multiply(&run->p, RANDBLAS_TRANS, c, run->Q + n * l, run->Z + n * l);
    if (!info) info = randlapack_progress(run->control, "probes", (double)l / (double)run->most);
    if (!info) info = randlapack_xprobing_draw(&run->p, c, run->X + n * l);
    return info ? info : randlapack_xprobing_measure(&run->p, c, run->X + n * l, run->Y + n * l);
}

int randlapack_xdiagonal_diagpp(randlapack_xdiagonal_run *run, int64_t k)
{
    const int64_t n = run->p.n;
    const int info = multiply(run, k);
    if (info) return info;
    run->k = k;
    scalar_t *W = randlapack_xgrown(run->p.arena, k, k, NULL, 0, 0);
    scalar_t *PY = randlapack_xgrown(run->p.arena, n, k, run->Y, n, k);
    double *base = randblas_arena_get(run->p.arena, n, sizeof *base);
    if (run->p.arena->info) return run->p.arena->info;
    const randblas_xview q = {run->Q, n, false}, w = {W, k, false};
    randblas_xgemm(k, k, n, 1, view_transposed(q), (randblas_xview){run->Y, n, false}, w);
    randblas_xgemm(n, k, k, -1, q, w, (randblas_xview){PY, n, false});
    for (int64_t i = 0; i < n; i++) {
        base[i] = run->mean[i] = run->spread[i] = 0;
        for (int64_t j = 0; j < k; j++) base[i] += (double)run->Q[i + j * n] * (double)run->Z[i + j * n];
    }
    for (int64_t j = 0; j < k; j++) randlapack_xdiagonal_add(run, j + 1, base, run->X + j * n, PY + j * n);
    return 0;
}
