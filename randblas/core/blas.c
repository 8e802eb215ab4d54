#include "blas_impl.h"

#include <cblas.h>

#ifndef RANDBLAS_BLAS_INT
#define RANDBLAS_BLAS_INT int
#endif
typedef RANDBLAS_BLAS_INT blas_int;

/* The largest size handed to BLAS.  The tests lower it to see the cutting at work. */
#ifndef RANDBLAS_BLAS_MAX
#define RANDBLAS_BLAS_MAX (sizeof(blas_int) == 8 ? INT64_MAX : INT32_MAX)
#endif

#if defined(RANDBLAS_PREC_s)
#define cblas_xgemm cblas_sgemm
#define cblas_xgemv cblas_sgemv
#define BY_ADDRESS(x) (x)
#elif defined(RANDBLAS_PREC_d)
#define cblas_xgemm cblas_dgemm
#define cblas_xgemv cblas_dgemv
#define BY_ADDRESS(x) (x)
#elif defined(RANDBLAS_PREC_c)
#define cblas_xgemm cblas_cgemm
#define cblas_xgemv cblas_cgemv
#define BY_ADDRESS(x) (&(x))
#else
#define cblas_xgemm cblas_zgemm
#define cblas_xgemv cblas_zgemv
#define BY_ADDRESS(x) (&(x))
#endif

/* How many vectors (columns, or rows if row major) of a rows x cols view the leading dimension strides over. */
static int64_t vectors_of(randblas_xview v, int64_t rows, int64_t cols)
{
    return v.row_major ? rows : cols;
}

/* With one vector only the leading dimension may be anything, so make it fit. */
static int64_t fitting_ld(randblas_xview v, int64_t rows, int64_t cols)
{
    return vectors_of(v, rows, cols) > 1 ? v.ld : v.row_major ? cols : rows;
}

/* Whether the leading dimension is too large unless the dimension it strides over is cut. */
static bool ld_too_large(randblas_xview v, int64_t rows, int64_t cols)
{
    return vectors_of(v, rows, cols) > 1 && v.ld > RANDBLAS_BLAS_MAX;
}

void randblas_xgemm(int64_t m, int64_t n, int64_t k, scalar_t alpha, randblas_xview A, randblas_xview B,
                    randblas_xview C)
{
    const int64_t limit = RANDBLAS_BLAS_MAX;
    if (m == 0 || n == 0 || k == 0) return;
    bool cut_m = m > limit, cut_n = n > limit, cut_k = k > limit;
    if (ld_too_large(A, m, k)) *(A.row_major ? &cut_m : &cut_k) = true;
    if (ld_too_large(B, k, n)) *(B.row_major ? &cut_k : &cut_n) = true;
    if (ld_too_large(C, m, n)) *(C.row_major ? &cut_m : &cut_n) = true;
    if (cut_m) {
        randblas_xgemm(m / 2, n, k, alpha, A, B, C);
        randblas_xgemm(m - m / 2, n, k, alpha, view_from(A, m / 2, 0), B, view_from(C, m / 2, 0));
    } else if (cut_n) {
        randblas_xgemm(m, n / 2, k, alpha, A, B, C);
        randblas_xgemm(m, n - n / 2, k, alpha, A, view_from(B, 0, n / 2), view_from(C, 0, n / 2));
    } else if (cut_k) {
        randblas_xgemm(m, n, k / 2, alpha, A, B, C);
        randblas_xgemm(m, n, k - k / 2, alpha, view_from(A, 0, k / 2), view_from(B, k / 2, 0), C);
    } else {
        const scalar_t one = 1;
        const enum CBLAS_ORDER order = C.row_major ? CblasRowMajor : CblasColMajor;
        const enum CBLAS_TRANSPOSE ta = A.row_major == C.row_major ? CblasNoTrans : CblasTrans;
        const enum CBLAS_TRANSPOSE tb = B.row_major == C.row_major ? CblasNoTrans : CblasTrans;
        cblas_xgemm(order, ta, tb, (blas_int)m, (blas_int)n, (blas_int)k, BY_ADDRESS(alpha), A.p,
                    (blas_int)fitting_ld(A, m, k), B.p, (blas_int)fitting_ld(B, k, n), BY_ADDRESS(one), C.p,
                    (blas_int)fitting_ld(C, m, n));
    }
}

void randblas_xgemv(int64_t m, int64_t n, scalar_t alpha, randblas_xview A, bool conjugate, randblas_xview x,
                    randblas_xview y)
{
    const int64_t limit = RANDBLAS_BLAS_MAX;
    const int64_t incx = x.row_major && n > 1 ? x.ld : 1, incy = y.row_major && m > 1 ? y.ld : 1;
    if (m == 0 || n == 0) return;
    const bool wide_ld = ld_too_large(A, m, n);
    const bool cut_m = m > limit || incy > limit || (wide_ld && A.row_major);
    const bool cut_n = n > limit || incx > limit || (wide_ld && !A.row_major);
    if (cut_m) {
        randblas_xgemv(m / 2, n, alpha, A, conjugate, x, y);
        randblas_xgemv(m - m / 2, n, alpha, view_from(A, m / 2, 0), conjugate, x, view_from(y, m / 2, 0));
    } else if (cut_n) {
        randblas_xgemv(m, n / 2, alpha, A, conjugate, x, y);
        randblas_xgemv(m, n - n / 2, alpha, view_from(A, 0, n / 2), conjugate, view_from(x, n / 2, 0), y);
    } else {
        /* A vector has no layout: conj(A) is the conjugate transpose of the same array in the other one. */
        const scalar_t one = 1;
        const enum CBLAS_ORDER order = A.row_major != conjugate ? CblasRowMajor : CblasColMajor;
        cblas_xgemv(order, conjugate ? CblasConjTrans : CblasNoTrans, (blas_int)(conjugate ? n : m),
                    (blas_int)(conjugate ? m : n), BY_ADDRESS(alpha), A.p, (blas_int)fitting_ld(A, m, n), x.p,
                    (blas_int)incx, BY_ADDRESS(one), y.p, (blas_int)incy);
    }
}
