/*
 * XTrace @cite epperly2024xtrace : every probe serves twice, in the sketch of the range and, left out of it, as a
 * sample of what the sketch of the others misses.  With A W = Q R for the probes W, and Q_i a basis of the range of A W
 * without its column i,
 *
 *     t_i = tr(Q_i^T A Q_i) + f_i w_i^T P_i A P_i w_i,   P_i = I - Q_i Q_i^T,   tr(A) ~ mean of t_i
 *
 * None of the Q_i is formed: Q_i Q_i^T = Q (I - s_i s_i^T) Q^T, s_i the unit vector along row i of R^-1.  With columns
 * V of unit vectors left out, K = V^T V, Z = A Q, H = Q^T Z, w = Q^T w_i, z = Z^T w_i, r column i of R, and
 * u = w - V a, a = K^-1 V^T w,
 *
 *     t_i = tr(H) - tr(K^-1 V^T H V) + f_i ((V a)^T r - z^T u + u^T H u)
 *
 * For probes whose law no rotation changes, P_i w_i has a uniform direction whatever its length, so that the length
 * may be replaced by its mean: f_i = (n - k + 1) / ||P_i w_i||^2, ||P_i w_i||^2 = ||w_i||^2 - ||u||^2; else f_i = 1.
 *
 * The t_i depend on one another, and their spread tells too small an error.  The jackknife does not: it takes the
 * estimates without probe j, the means over i of t_i with both s_i and s_j left out.  All that V appears in is then
 * known from k x k matrices, so that the k^2 pairs cost O(1) each.
 *
 * Kept: X = W, Q, R, Z.  Two products a probe.
 */
#include "trace_impl.h"

#include "lapack_impl.h"

#include "blas_impl.h"

#include <math.h>

static randblas_xview view(scalar_t *X, int64_t ld)
{
    return (randblas_xview){X, ld, false};
}

/* What the samples are made of, k x k and k: K = S^T S, SHS = S^T H S, SW = S^T W, ST = S^T T for T = Z^T X. */
typedef struct parts {
    int64_t n, k;
    bool turns;
    scalar_t *H, *W, *T, *S, *HS, *HtS, *K, *SHS, *SW, *ST, *SHW, *SHtW;
    double *sr, *tw, *whw, *ww, *xx; /* s^T r, z^T w, w^T H w, w^T w, ||w_i||^2 */
    double captured;                 /* tr(H) */
} parts;

static int open_parts(randblas_arena *arena, parts *q)
{
    scalar_t **squares[] = {&q->H, &q->W,   &q->T,  &q->S,  &q->HS,  &q->HtS,
                            &q->K, &q->SHS, &q->SW, &q->ST, &q->SHW, &q->SHtW};
    double **rows[] = {&q->sr, &q->tw, &q->whw, &q->ww, &q->xx};
    for (int i = 0; i < 12; i++) *squares[i] = randlapack_xgrown(arena, q->k, q->k, NULL, 0, 0);
    for (int i = 0; i < 5; i++) *rows[i] = randblas_arena_get(arena, q->k, sizeof **rows[i]);
    return arena->info;
}

/* C = op(A) B, k x k from rows of length m. */
static void product(int64_t m, int64_t k, bool transpose, scalar_t *A, scalar_t *B, scalar_t *C)
{
    randblas_xgemm(k, k, m, 1, transpose ? view_transposed(view(A, m)) : view(A, m), view(B, m), view(C, k));
}

static int make_parts(randlapack_xtrace_run *run, parts *q)
{
    const int64_t n = run->p.n, k = run->p.k;
    int info = open_parts(run->p.arena, q);
    if (!info) info = randlapack_xinverse_rows(run->p.arena, k, run->p.R, q->S);
    if (info) return info;
    randlapack_xnormalise_columns(k, k, q->S, NULL);
    product(n, k, true, run->p.Q, run->p.Z, q->H);
    product(n, k, true, run->p.Q, run->p.X, q->W);
    product(n, k, true, run->p.Z, run->p.X, q->T);
    product(k, k, false, q->H, q->S, q->HS);
    product(k, k, true, q->H, q->S, q->HtS);
    product(k, k, true, q->S, q->S, q->K);
    product(k, k, true, q->S, q->HS, q->SHS);
    product(k, k, true, q->S, q->W, q->SW);
    product(k, k, true, q->S, q->T, q->ST);
    product(k, k, true, q->HtS, q->W, q->SHW);
    product(k, k, true, q->HS, q->W, q->SHtW);
    scalar_t *HW = q->HS; /* no longer needed */
    randblas_xscale_view(k, k, 0, view(HW, k));
    product(k, k, false, q->H, q->W, HW);
    randlapack_xdot_columns(k, k, q->S, run->p.R, q->sr);
    randlapack_xdot_columns(k, k, q->T, q->W, q->tw);
    randlapack_xdot_columns(k, k, q->W, HW, q->whw);
    randlapack_xdot_columns(k, k, q->W, q->W, q->ww);
    randlapack_xdot_columns(n, k, run->p.X, run->p.X, q->xx);
    q->captured = 0;
    for (int64_t i = 0; i < k; i++) q->captured += (double)q->H[i + i * k];
    return 0;
}

/* t_i from k probes, or, for j other than i, from those without j. */
static double sample(const parts *q, int64_t i, int64_t j)
{
    const int64_t k = q->k, ii = i + i * k, ji = j + i * k, ij = i + j * k, jj = j + j * k;
    const bool pair = i != j;
    const double x = (double)q->SW[ii], y = pair ? (double)q->SW[ji] : 0;
    const randlapack_pair inverse =
        pair ? randlapack_pair_inverse((double)q->K[ii], (double)q->K[ij], (double)q->K[jj], (double)REAL_EPS)
             : (randlapack_pair){1, 0, 0};
    const double a = inverse.xx * x + inverse.xy * y, b = inverse.xy * x + inverse.yy * y;
    const double cross = (double)q->SHS[ij] + (double)q->SHS[ji];
    const double left_out = inverse.xx * (double)q->SHS[ii] + inverse.xy * cross + inverse.yy * (double)q->SHS[jj];
    const double zu = q->tw[i] - a * (double)q->ST[ii] - b * (double)q->ST[ji];
    const double uhu = q->whw[i] - a * ((double)q->SHW[ii] + (double)q->SHtW[ii]) -
                       b * ((double)q->SHW[ji] + (double)q->SHtW[ji]) + a * a * (double)q->SHS[ii] + a * b * cross +
                       b * b * (double)q->SHS[jj];
    const double length = q->xx[i] - (q->ww[i] - a * x - b * y);
    const double rest = (double)(q->n - k + 1 + pair);
    const double factor = q->turns && length > 0 ? rest / length : 1;
    return q->captured - left_out + factor * (a * q->sr[i] - zu + uhu);
}

int randlapack_xtrace_xtrace(randlapack_xtrace_run *run, int64_t k)
{
    parts q = {.n = run->p.n, .k = k, .turns = run->p.probe != RANDLAPACK_PROBE_RADEMACHER};
    int info = randlapack_xprobing_range(&run->p, RANDBLAS_NO_TRANS, k);
    run->p.k = info ? run->p.k : k;
    double *replicas = randblas_arena_get(run->p.arena, k, sizeof *replicas), mean = 0;
    if (!info) info = run->p.arena->info;
    if (!info) info = make_parts(run, &q);
    if (info) return info;
    for (int64_t j = 0; j < k; j++) {
        replicas[j] = 0;
        for (int64_t i = 0; i < k; i++) replicas[j] += i == j ? 0 : sample(&q, i, j) / (double)(k - 1);
        mean += sample(&q, j, j) / (double)k;
    }
    run->e = randlapack_estimate_jackknife(k, mean, replicas);
    return 0;
}
