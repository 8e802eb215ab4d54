/*
 * XDiag @cite epperly2024xtrace : XTrace for the diagonal.  With A W = Q R for probes W of signs and Q_i a basis of the
 * range of A W without its column i,
 *
 *     d_i = diag(Q_i Q_i^T A) + w_i o ((I - Q_i Q_i^T) A w_i),   diag(A) ~ mean of d_i
 *
 * As Q_i Q_i^T = Q (I - s_i s_i^T) Q^T, s_i the unit vector along row i of R^-1, and A w_i = Q r for column i of R,
 * this is what diagonal_out.c takes with base = diag(Q Z^T), Z = A^T Q, P = Q S, T = Z S and r_i = s_i^T r.
 *
 * Kept: X = W, Q, R, Z.  Two products a probe, one of them with A^T.
 */
#include "diagonal_out_impl.h"

#include "progress_impl.h"

#include "blas_impl.h"

static int multiply(randlapack_xdiagonal_run *run, int64_t k)
{
    const int64_t n = run->p.n, l = run->k, c = k - l;
    run->X = randlapack_xgrown(run->p.arena, n, k, run->X, n, l);
    run->Q = randlapack_xgrown(run->p.arena, n, k, run->Q, n, l);
    run->Z = randlapack_xgrown(run->p.arena, n, k, run->Z, n, l);
    run->R = randlapack_xgrown(run->p.arena, k, k, run->R, l, l);
    int info = run->p.arena->info;
    if (!info) info = randlapack_progress(run->control, "probes", (double)l / (double)run->most);
    if (!info) info = randlapack_xprobing_draw(&run->p, c, run->X + n * l);
    if (!info) info = randlapack_xprobing_measure(&run->p, c, run->X + n * l, run->Q + n * l);
    if (!info) info = randlapack_xbasis_extend(run->p.arena, n, l, c, run->Q, run->R, k);
    if (!info) info = randlapack_progress(run->control, "basis", (double)l / (double)run->most);
    return info ? info : randlapack_xprobing_multiply(&run->p, RANDBLAS_TRANS, c, run->Q + n * l, run->Z + n * l);
}

int randlapack_xdiagonal_xdiag(randlapack_xdiagonal_run *run, int64_t k)
{
    const int64_t n = run->p.n;
    int info = multiply(run, k);
    if (info) return info;
    run->k = k;
    randblas_arena *arena = run->p.arena;
    scalar_t *S = randlapack_xgrown(arena, k, k, NULL, 0, 0), *K = randlapack_xgrown(arena, k, k, NULL, 0, 0);
    scalar_t *P = randlapack_xgrown(arena, n, k, NULL, 0, 0), *T = randlapack_xgrown(arena, n, k, NULL, 0, 0);
    double *r = randblas_arena_get(arena, k, sizeof *r), *base = randblas_arena_get(arena, n, sizeof *base);
    info = arena->info ? arena->info : randlapack_xinverse_rows(arena, k, run->R, S);
    if (info) return info;
    randlapack_xnormalise_columns(k, k, S, NULL);
    const randblas_xview s = {S, k, false};
    randblas_xgemm(n, k, k, 1, (randblas_xview){run->Q, n, false}, s, (randblas_xview){P, n, false});
    randblas_xgemm(n, k, k, 1, (randblas_xview){run->Z, n, false}, s, (randblas_xview){T, n, false});
    randblas_xgemm(k, k, k, 1, view_transposed(s), s, (randblas_xview){K, k, false});
    randlapack_xdot_columns(k, k, S, run->R, r);
    for (int64_t i = 0; i < n; i++) {
        base[i] = 0;
        for (int64_t j = 0; j < k; j++) base[i] += (double)run->Q[i + j * n] * (double)run->Z[i + j * n];
    }
    return randlapack_xdiagonal_out(run, base, P, T, r, K);
}
