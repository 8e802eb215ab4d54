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

#include "blas_impl.h"

int randlapack_xdiagonal_xdiag(randlapack_xdiagonal_run *run, int64_t k)
{
    const int64_t n = run->p.n;
    int info = randlapack_xprobing_range(&run->p, RANDBLAS_TRANS, k);
    if (info) return info;
    run->p.k = k;
    randblas_arena *arena = run->p.arena;
    scalar_t *S = randlapack_xgrown(arena, k, k, NULL, 0, 0), *K = randlapack_xgrown(arena, k, k, NULL, 0, 0);
    scalar_t *P = randlapack_xgrown(arena, n, k, NULL, 0, 0), *T = randlapack_xgrown(arena, n, k, NULL, 0, 0);
    double *r = randblas_arena_get(arena, k, sizeof *r), *base = randblas_arena_get(arena, n, sizeof *base);
    info = arena->info ? arena->info : randlapack_xinverse_rows(arena, k, run->p.R, S);
    if (info) return info;
    randlapack_xnormalise_columns(k, k, S, NULL);
    const randblas_xview s = {S, k, false};
    randblas_xgemm(n, k, k, 1, (randblas_xview){run->p.Q, n, false}, s, (randblas_xview){P, n, false});
    randblas_xgemm(n, k, k, 1, (randblas_xview){run->p.Z, n, false}, s, (randblas_xview){T, n, false});
    randblas_xgemm(k, k, k, 1, view_transposed(s), s, (randblas_xview){K, k, false});
    randlapack_xdot_columns(k, k, S, run->p.R, r);
    for (int64_t i = 0; i < n; i++) {
        base[i] = 0;
        for (int64_t j = 0; j < k; j++) base[i] += (double)run->p.Q[i + j * n] * (double)run->p.Z[i + j * n];
    }
    return randlapack_xdiagonal_out(run, base, P, T, r, K);
}
