/*
 * Moments of V = (X X^T)^-1 for C = I; a linear change of variables does the rest.  V has the law of U V U^T for every
 * orthogonal U, so that E V = v I and E v_ij v_kl = a d_ij d_kl + b (d_ik d_jl + d_il d_jk), d Kronecker's, whence
 * E V A V = a A + b (A^T + tr(A) I).  By Haff's identity (1979), with D_ij = (1 + d_ij)/2 d/ds_ij, S = X X^T,
 *
 *     E tr F = (n - p - 1) E tr(V F) + 2 E tr(D F),   D_ij v_kl = -(v_ki v_jl + v_kj v_il)/2.
 *
 * F = I gives v = 1/(n - p - 1); F = V and F = tr(V) I, with k = n - p,
 *
 *     p v   = (k - 2) E tr V^2 - E (tr V)^2,      E tr V^2 = p (a + (p + 1) b)
 *     p^2 v = (k - 1) E (tr V)^2 - 2 E tr V^2,    E (tr V)^2 = p (p a + 2 b)
 *
 * which a = (k - 2) b, 1/b = k (k - 1)(k - 3) solves.  In accordance, 1/v_11 is chi-squared with k + 1 degrees of
 * freedom: E v_11^2 = 1/((k - 1)(k - 3)) = a + 2 b.
 */
#include "rmt_kernels.h"

#include <math.h>

int rmt_gaussian_inverse(int64_t p, int64_t n, double factors[3])
{
    if (p < 1) return -1;
    if (n <= p || n - p < 2) return -2;
    if (!factors) return -3;
    const double k = (double)(n - p), columns = (double)n;
    factors[0] = columns / (k - 1);
    factors[2] = k > 3 ? columns / k * (columns / (k - 1)) / (k - 3) : INFINITY;
    factors[1] = k > 3 ? factors[2] * (k - 2) : INFINITY;
    return 0;
}
