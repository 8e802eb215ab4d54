/*
 * Diagonals of estimates that leave one probe out, or two. With columns p_i, q_i of P and T, K the inner products of
 * the directions s_i, and [a b; b c] = K_ij^-1,
 *
 *     d_i = base - p_i o q_i + r_i w_i o p_i,
 *     d_ij = base - (a p_i o q_i + b (p_i o q_j + p_j o q_i) + c p_j o q_j) + r_i w_i o (a p_i + b p_j)
 *
 * the second without probe j.  The diagonal is the mean of d_i; replica j of the jackknife, the mean of d_ij over i, is
 * had for all j at once, with matrices of the a and b, zero where i = j (a = c, because K has ones on its diagonal),
 *
 *     base + ((E - P o T) a + P o ((W r - T) b) - T o (P b) - (P o T) diag(sum a)) / (k - 1),   E = (W r) o P
 */
#include "diagonal_impl.h"
#include "diagonal_out_impl.h"

#include "blas_impl.h"

#include <math.h>

/* a and b, and the sums of a. */
static void pairs(int64_t k, const scalar_t *K, scalar_t *a, scalar_t *b, double *sums)
{
    for (int64_t j = 0; j < k; j++) {
        sums[j] = 0;
        for (int64_t i = 0; i < k; i++) {
            const randlapack_pair m = randlapack_pair_inverse(1, (double)K[i + j * k], 1, (double)REAL_EPS);
            a[i + j * k] = (scalar_t)(i == j ? 0 : m.xx);
            b[i + j * k] = (scalar_t)(i == j ? 0 : m.xy);
            sums[j] += i == j ? 0 : m.xx;
        }
    }
}

/* Mean and spread of an entry from its samples and replicas, k of each with the stride n. */
static void finish(const randlapack_xdiagonal_run *run, int64_t i, double base, const scalar_t *samples,
                   const double *replicas)
{
    const int64_t n = run->p.n, k = run->p.k;
    double sum = 0, mean = 0, spread = 0;
    for (int64_t j = 0; j < k; j++) {
        sum += (double)samples[i + j * n] / (double)k;
        mean += replicas[j] / (double)k;
    }
    for (int64_t j = 0; j < k; j++) spread += (replicas[j] - mean) * (replicas[j] - mean);
    run->mean[i] = base + sum;
    run->spread[i] = (double)(k - 1) * sqrt(spread);
}

int randlapack_xdiagonal_out(randlapack_xdiagonal_run *run, const double *base, const scalar_t *P, const scalar_t *T,
                             const double *r, const scalar_t *K)
{
    const int64_t n = run->p.n, k = run->p.k;
    randblas_arena *arena = run->p.arena;
    scalar_t *a = randblas_arena_get(arena, randblas_size_product(k, k), sizeof *a),
             *b = randblas_arena_get(arena, randblas_size_product(k, k), sizeof *b);
    scalar_t *D = randlapack_xgrown(arena, n, k, NULL, 0, 0), *W = randlapack_xgrown(arena, n, k, NULL, 0, 0);
    scalar_t *Da = randlapack_xgrown(arena, n, k, NULL, 0, 0), *Wb = randlapack_xgrown(arena, n, k, NULL, 0, 0);
    scalar_t *Pb = randlapack_xgrown(arena, n, k, NULL, 0, 0);
    double *sums = randblas_arena_get(arena, k, sizeof *sums), *row = randblas_arena_get(arena, k, sizeof *row);
    if (arena->info) return arena->info;
    pairs(k, K, a, b, sums);
    for (int64_t j = 0; j < k; j++)
        for (int64_t i = j * n; i < (j + 1) * n; i++) {
            const double wr = (double)run->p.X[i] * r[j];
            D[i] = (scalar_t)(wr * (double)P[i] - (double)P[i] * (double)T[i]);
            W[i] = (scalar_t)(wr - (double)T[i]);
        }
    const randblas_xview va = {a, k, false}, vb = {b, k, false};
    randblas_xgemm(n, k, k, 1, (randblas_xview){D, n, false}, va, (randblas_xview){Da, n, false});
    randblas_xgemm(n, k, k, 1, (randblas_xview){W, n, false}, vb, (randblas_xview){Wb, n, false});
    randblas_xgemm(n, k, k, 1, view_make(P, n, RANDBLAS_COL_MAJOR), vb, (randblas_xview){Pb, n, false});
    for (int64_t i = 0; i < n; i++) {
        for (int64_t j = 0; j < k; j++) {
            const int64_t at = i + j * n;
            const double p = (double)P[at], t = (double)T[at];
            row[j] = ((double)Da[at] + p * (double)Wb[at] - t * (double)Pb[at] - p * t * sums[j]) / (double)(k - 1);
        }
        finish(run, i, base[i], D, row);
    }
    return 0;
}
