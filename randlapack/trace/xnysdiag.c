/*
 * XNysDiag @cite epperly2024xtrace : XDiag for positive semidefinite A with Nystrom approximations in place of
 * projections, one product a probe.  With F F^T that of A + nu I from all probes (nystrom_out.c) and unit vectors g_i
 * along row i of C^-1,
 *
 *     d_i = diag(F F^T) - (F g_i) o (F g_i) + h_i w_i o (F g_i) - nu,   h_i = (H^-1)_ii^-1/2
 *
 * because (A + nu I - B_i) w_i = h_i F g_i for the approximation B_i without probe i: diagonal_out.c with P = T = F G.
 *
 * Kept: X, Y = A X.
 */
#include "diagonal_out_impl.h"

#include "blas_impl.h"

#include <math.h>

int randlapack_xdiagonal_xnysdiag(randlapack_xdiagonal_run *run, int64_t k)
{
    const int64_t n = run->p.n;
    randlapack_xnystrom_out b;
    int info = randlapack_xprobing_products(&run->p, k);
    if (info) return info;
    run->p.k = k;
    info = randlapack_xnystrom_out_make(run->p.arena, n, k, run->p.X, run->p.Y, &b);
    scalar_t *K = randlapack_xgrown(run->p.arena, k, k, NULL, 0, 0);
    scalar_t *FG = randlapack_xgrown(run->p.arena, n, k, NULL, 0, 0);
    double *base = randblas_arena_get(run->p.arena, n, sizeof *base);
    if (!info) info = run->p.arena->info;
    if (info) return info;
    const randblas_xview g = {b.G, k, false};
    randblas_xgemm(n, k, k, 1, (randblas_xview){b.F, n, false}, g, (randblas_xview){FG, n, false});
    randblas_xgemm(k, k, k, 1, view_transposed(g), g, (randblas_xview){K, k, false});
    for (int64_t j = 0; j < k; j++) b.inverse[j] = sqrt(b.inverse[j]);
    for (int64_t i = 0; i < n; i++) {
        base[i] = -b.shift;
        for (int64_t j = 0; j < k; j++) base[i] += (double)b.F[i + j * n] * (double)b.F[i + j * n];
    }
    return randlapack_xdiagonal_out(run, base, FG, FG, b.inverse, K);
}
