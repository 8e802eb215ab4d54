/*
 * Kernels E phi(u) phi(v) made linear in X^T X.  Points of length s and cosine rho have u = s xi, and
 *
 *     E phi(u) phi(v) = sum_k a_k(s)^2 rho^k.
 *
 * Hermite: rho = O(p^(-1/2)) for independent points, so that cubes are of order n^(-1/2) in norm, and so is the matrix
 * of rho^2 around its mean, 1/p off the diagonal.  Taylor: a_0 = b_0 + b_2 s^2 + O(s^4), a_1 = b_1 s + O(s^3), and
 * a_2^2 = O(s^4), for any rho.
 */
#include "kernel_panels_impl.h"

#include "blas_impl.h"
#include "progress_impl.h"
#include "rmt_kernels.h"

static bool positive(double x)
{
    return x > 0 && isfinite(x);
}

int rmt_kernel_linearise(rmt_kernel_regime regime, const rmt_activation *phi, double length, double dimension,
                         rmt_linear_kernel *kernel)
{
    double a[3], b[3], nu;
    const bool taylor = regime == RMT_REGIME_TAYLOR;
    if (!taylor && regime != RMT_REGIME_HERMITE) return -1;
    if (!phi || (taylor && rmt_activation_taylor(phi, b))) return -2;
    if (!positive(length)) return -3;
    if (!positive(dimension) && !taylor) return -4;
    if (!kernel) return -5;
    const int info = rmt_activation_hermite(phi, length, 3, a, &nu);
    if (info) return info;
    const double slope = taylor ? b[1] : a[1] / length;
    const double bottom = taylor ? b[0] * (b[0] + 2 * b[2] * length * length) : a[0] * a[0];
    kernel->gram = slope * slope;
    kernel->constant = taylor ? bottom : bottom + a[2] * a[2] / dimension;
    kernel->diagonal = nu - bottom - slope * length * (slope * length);
    return 0;
}

static bool is_finite(int64_t p, int64_t n, randblas_xview X)
{
    double sum = 0; /* of 0 x: NaN once one of them is */
    const int64_t outer = X.row_major ? p : n, inner = X.row_major ? n : p;
#pragma omp parallel for schedule(static) reduction(+ : sum) if (p * n > 16384)
    for (int64_t j = 0; j < outer; j++)
        for (int64_t i = 0; i < inner; i++) sum += 0 * X.p[i + j * X.ld];
    return sum == 0;
}

/* Columns from j on, from the diagonal downwards, and their mirror image. */
static void panel(const rmt_linear_kernel *kernel, int64_t n, int64_t j, int64_t cols, double *K, int64_t ldk)
{
#pragma omp parallel for schedule(dynamic, 1) if ((n - j) * cols > 16384)
    for (int64_t start = j; start < n; start += RMT_PHI_ROWS) {
        const int64_t stop = start + RMT_PHI_ROWS < n ? start + RMT_PHI_ROWS : n;
        for (int64_t c = j; c < j + cols && c < stop; c++) {
            for (int64_t i = c < start ? start : c; i < stop; i++) K[i + c * ldk] += kernel->constant;
            if (c >= start) K[c + c * ldk] += kernel->diagonal;
        }
        rmt_phi_mirror(K, ldk, start, stop - start, j, cols);
    }
}

int rmt_linear_kernel_matrix(const rmt_linear_kernel *kernel, randblas_layout layout, int64_t p, int64_t n,
                             const double *X, int64_t ldx, double *K, int64_t ldk, const randblas_control *control)
{
    if (!kernel || !isfinite(kernel->gram) || !isfinite(kernel->constant) || !isfinite(kernel->diagonal)) return -1;
    if (layout != RANDBLAS_ROW_MAJOR && layout != RANDBLAS_COL_MAJOR) return -2;
    if (p < 0 || p > RANDBLAS_LARGEST) return -3;
    if (n < 0 || n > RANDBLAS_LARGEST) return -4;
    if (!X && p > 0 && n > 0) return -5;
    if (rmt_phi_bad_ld(layout, p, n, ldx)) return -6;
    if (!K && n > 0) return -7;
    if (rmt_phi_bad_ld(RANDBLAS_COL_MAJOR, n, n, ldk)) return -8;
    if (!randblas_control_is_legal(control)) return -9;

    const randblas_xview x = view_make(X, ldx, layout);
    const randblas_control none = {0}, *given = control ? control : &none;
    int info = is_finite(p, n, x) ? 0 : RANDBLAS_NOT_FINITE;
    for (int64_t j = 0; j < n && !info; j += RMT_PHI_PANEL) {
        const int64_t cols = n - j < RMT_PHI_PANEL ? n - j : RMT_PHI_PANEL;
        const randblas_xview block = {K + j + j * ldk, ldk, false};
        info = randlapack_progress(given, "kernel", (double)j / (double)n);
        if (info) break;
        randblas_xscale_view(n - j, cols, 0, block);
        randblas_xview right = x;
        if (p > 0) {
            right.p = view_at(x, 0, j);
            randblas_xgemm(n - j, cols, p, kernel->gram, view_transposed(right), right, block);
        }
        panel(kernel, n, j, cols, K, ldk);
    }
    return info;
}
