#include "lapack_impl.h"

#include "threads_impl.h"

#include <cblas.h>
#include <lapacke.h>

#include <math.h>

#ifndef RANDBLAS_BLAS_INT
#define RANDBLAS_BLAS_INT int
#endif
typedef RANDBLAS_BLAS_INT blas_int;

#if IS_SINGLE
#define CBLAS(name) cblas_s##name
#define LAPACK(name) LAPACKE_s##name##_work
#else
#define CBLAS(name) cblas_d##name
#define LAPACK(name) LAPACKE_d##name##_work
#endif

static bool fits(int64_t n)
{
    return sizeof(lapack_int) == 8 || n <= INT32_MAX;
}

/* LAPACK's info < 0 would be an illegal argument of ours. */
static int code(lapack_int info)
{
    return info < 0 ? RANDBLAS_INTERNAL : info > 0 ? RANDBLAS_NOT_CONVERGED : 0;
}

/*
 * Half the work of LAPACK's eigenvalue and singular value routines are matrix-vector products, for each of which a BLAS
 * forks and joins its threads; Cholesky of a small matrix is made of small products likewise.  Below a size that costs
 * more than it saves, many times more where cores are shared.  A BLAS that is called from one of the threads of a
 * parallel region stays on it.
 */
#define SERIAL_SPECTRUM 512
#define SERIAL_CHOLESKY 256

#ifdef _OPENMP
static bool serial(int64_t n, int64_t most)
{
    return n <= most && thread_limit() > 1;
}
#endif

static enum CBLAS_TRANSPOSE blas_op(randblas_op op)
{
    return op == RANDBLAS_NO_TRANS ? CblasNoTrans : CblasTrans;
}

int randlapack_xtrsm(randblas_op op, int64_t n, int64_t nrhs, const scalar_t *R, int64_t ldr, scalar_t *B, int64_t ldb)
{
    if (n == 0 || nrhs == 0) return 0;
    if (!fits(n) || !fits(nrhs) || !fits(ldr) || !fits(ldb)) return RANDBLAS_TOO_LARGE;
    if (nrhs == 1)
        CBLAS(trsv)(CblasColMajor, CblasUpper, blas_op(op), CblasNonUnit, (blas_int)n, R, (blas_int)ldr, B, 1);
    else
        CBLAS(trsm)
    (CblasColMajor, CblasLeft, CblasUpper, blas_op(op), CblasNonUnit, (blas_int)n, (blas_int)nrhs, 1, R, (blas_int)ldr,
     B, (blas_int)ldb);
    return 0;
}

int randlapack_xtrmv(randblas_op op, int64_t n, const scalar_t *R, int64_t ldr, scalar_t *x)
{
    if (n == 0) return 0;
    if (!fits(n) || !fits(ldr)) return RANDBLAS_TOO_LARGE;
    CBLAS(trmv)(CblasColMajor, CblasUpper, blas_op(op), CblasNonUnit, (blas_int)n, R, (blas_int)ldr, x, 1);
    return 0;
}

int randlapack_xtrsm_right(int64_t m, int64_t n, const scalar_t *R, int64_t ldr, scalar_t *B, int64_t ldb)
{
    if (m == 0 || n == 0) return 0;
    if (!fits(m) || !fits(n) || !fits(ldr) || !fits(ldb)) return RANDBLAS_TOO_LARGE;
    CBLAS(trsm)
    (CblasColMajor, CblasRight, CblasUpper, CblasNoTrans, CblasNonUnit, (blas_int)m, (blas_int)n, 1, R, (blas_int)ldr,
     B, (blas_int)ldb);
    return 0;
}

int randlapack_xtrsm_unit_lower(int64_t n, int64_t nrhs, const scalar_t *L, int64_t ldl, scalar_t *B, int64_t ldb)
{
    if (n == 0 || nrhs == 0) return 0;
    if (!fits(n) || !fits(nrhs) || !fits(ldl) || !fits(ldb)) return RANDBLAS_TOO_LARGE;
    CBLAS(trsm)
    (CblasColMajor, CblasLeft, CblasLower, CblasNoTrans, CblasUnit, (blas_int)n, (blas_int)nrhs, 1, L, (blas_int)ldl, B,
     (blas_int)ldb);
    return 0;
}

/* What is row major is the transpose, column major. */
int randlapack_xtrmm(randblas_layout layout, int64_t rows, int64_t n, const scalar_t *R, int64_t ldr, scalar_t *B,
                     int64_t ldb)
{
    const bool flat = layout == RANDBLAS_ROW_MAJOR;
    if (rows == 0 || n == 0) return 0;
    if (!fits(rows) || !fits(n) || !fits(ldr) || !fits(ldb)) return RANDBLAS_TOO_LARGE;
    CBLAS(trmm)
    (CblasColMajor, flat ? CblasLeft : CblasRight, CblasUpper, flat ? CblasTrans : CblasNoTrans, CblasNonUnit,
     (blas_int)(flat ? n : rows), (blas_int)(flat ? rows : n), 1, R, (blas_int)ldr, B, (blas_int)ldb);
    return 0;
}

int randlapack_xsyrk(randblas_layout layout, int64_t rows, int64_t n, const scalar_t *A, int64_t lda, scalar_t beta,
                     scalar_t *G, int64_t ldg)
{
    if (!fits(rows) || !fits(n) || !fits(lda) || !fits(ldg)) return RANDBLAS_TOO_LARGE;
    CBLAS(syrk)
    (CblasColMajor, CblasUpper, layout == RANDBLAS_ROW_MAJOR ? CblasNoTrans : CblasTrans, (blas_int)n, (blas_int)rows,
     1, A, (blas_int)lda, beta, G, (blas_int)ldg);
    return 0;
}

int randlapack_xpotrf(int64_t n, scalar_t *G, int64_t ldg)
{
    if (!fits(n) || !fits(ldg)) return RANDBLAS_TOO_LARGE;
    int info = 0;
#pragma omp parallel num_threads(2) if (serial(n, SERIAL_CHOLESKY))
    if (thread_index() == 0) info = code(LAPACK(potrf)(LAPACK_COL_MAJOR, 'U', (lapack_int)n, G, (lapack_int)ldg));
    bool definite = info == 0;
    for (int64_t j = 0; j < n && definite; j++) definite = isfinite(G[j + j * ldg]); /* not all notice NaN */
    return info >= 0 && !definite ? RANDBLAS_NOT_POSITIVE_DEFINITE : info;
}

int randlapack_xpotrf_lower(int64_t n, scalar_t *G, int64_t ldg, int64_t *failed)
{
    *failed = 0;
    if (!fits(n) || !fits(ldg)) return RANDBLAS_TOO_LARGE;
    const lapack_int info = LAPACK(potrf)(LAPACK_COL_MAJOR, 'L', (lapack_int)n, G, (lapack_int)ldg);
    if (info < 0) return RANDBLAS_INTERNAL;
    *failed = (int64_t)info;
    for (int64_t j = 0; j < n && *failed == 0; j++)
        if (!isfinite(G[j + j * ldg])) *failed = j + 1; /* not all notice NaN */
    return *failed ? RANDBLAS_NOT_POSITIVE_DEFINITE : 0;
}

int randlapack_xsytrf_rook(int64_t n, scalar_t *A, int64_t lda, scalar_t *e, int64_t *swaps, scalar_t *work,
                           int64_t *iwork)
{
    lapack_int *narrow = (lapack_int *)(void *)iwork;
    if (!fits(RANDLAPACK_ROOK_WORK(n)) || !fits(lda)) return RANDBLAS_TOO_LARGE;
    const lapack_int info = LAPACK(sytrf_rk)(LAPACK_COL_MAJOR, 'L', (lapack_int)n, A, (lapack_int)lda, e, narrow, work,
                                             (lapack_int)RANDLAPACK_ROOK_WORK(n));
    for (int64_t k = 0; k < n; k++) swaps[k] = (narrow[k] < 0 ? -(int64_t)narrow[k] : (int64_t)narrow[k]) - 1;
    return info < 0 ? RANDBLAS_INTERNAL : 0;
}

int randlapack_xtrsm_right_lower(int64_t m, int64_t n, bool unit, const scalar_t *L, int64_t ldl, scalar_t *B,
                                 int64_t ldb)
{
    if (m == 0 || n == 0) return 0;
    if (!fits(m) || !fits(n) || !fits(ldl) || !fits(ldb)) return RANDBLAS_TOO_LARGE;
    CBLAS(trsm)
    (CblasColMajor, CblasRight, CblasLower, CblasTrans, unit ? CblasUnit : CblasNonUnit, (blas_int)m, (blas_int)n, 1, L,
     (blas_int)ldl, B, (blas_int)ldb);
    return 0;
}

int randlapack_xsyrk_lower(int64_t n, int64_t k, const scalar_t *A, int64_t lda, scalar_t *G, int64_t ldg)
{
    if (n == 0 || k == 0) return 0;
    if (!fits(n) || !fits(k) || !fits(lda) || !fits(ldg)) return RANDBLAS_TOO_LARGE;
    CBLAS(syrk)
    (CblasColMajor, CblasLower, CblasNoTrans, (blas_int)n, (blas_int)k, -1, A, (blas_int)lda, 1, G, (blas_int)ldg);
    return 0;
}

int randlapack_xtrtri(int64_t n, scalar_t *R, int64_t ldr)
{
    if (!fits(n) || !fits(ldr)) return RANDBLAS_TOO_LARGE;
    return code(LAPACK(trtri)(LAPACK_COL_MAJOR, 'U', 'N', (lapack_int)n, R, (lapack_int)ldr));
}

int randlapack_xgeqrf(int64_t m, int64_t n, scalar_t *A, int64_t lda, scalar_t *tau, scalar_t *work)
{
    const int64_t lwork = RANDLAPACK_QR_WORK(n);
    if (!fits(m) || !fits(lwork) || !fits(lda)) return RANDBLAS_TOO_LARGE;
    return code(LAPACK(geqrf)(LAPACK_COL_MAJOR, (lapack_int)m, (lapack_int)n, A, (lapack_int)lda, tau, work,
                              (lapack_int)lwork));
}

int randlapack_xormqr(int64_t m, int64_t n, int64_t k, const scalar_t *A, int64_t lda, const scalar_t *tau, scalar_t *C,
                      int64_t ldc, scalar_t *work)
{
    const int64_t lwork = RANDLAPACK_QR_WORK(n);
    if (!fits(m) || !fits(k) || !fits(lwork) || !fits(lda) || !fits(ldc)) return RANDBLAS_TOO_LARGE;
    return code(LAPACK(ormqr)(LAPACK_COL_MAJOR, 'L', 'T', (lapack_int)m, (lapack_int)n, (lapack_int)k, A,
                              (lapack_int)lda, tau, C, (lapack_int)ldc, work, (lapack_int)lwork));
}

int randlapack_xgeqrt(int64_t m, int64_t n, scalar_t *A, int64_t lda, scalar_t *T, scalar_t *work)
{
    const lapack_int block = (lapack_int)RANDLAPACK_QRT_BLOCK(n);
    if (!fits(m) || !fits(64 * n) || !fits(lda)) return RANDBLAS_TOO_LARGE;
    if (n <= RANDLAPACK_QRT_NARROW)
        return code(LAPACK(geqrf)(LAPACK_COL_MAJOR, (lapack_int)m, (lapack_int)n, A, (lapack_int)lda, T, work,
                                  block * (lapack_int)n));
    return code(
        LAPACK(geqrt)(LAPACK_COL_MAJOR, (lapack_int)m, (lapack_int)n, block, A, (lapack_int)lda, T, block, work));
}

int randlapack_xgeqrt_panel(int64_t m, int64_t n, scalar_t *A, int64_t lda, scalar_t *T, scalar_t *work)
{
    if (!fits(m) || !fits(n * n) || !fits(lda)) return RANDBLAS_TOO_LARGE;
    return code(LAPACK(geqrt)(LAPACK_COL_MAJOR, (lapack_int)m, (lapack_int)n, (lapack_int)n, A, (lapack_int)lda, T,
                              (lapack_int)n, work));
}

int randlapack_xlarft(int64_t m, int64_t n, const scalar_t *V, int64_t ldv, const scalar_t *tau, scalar_t *T)
{
    if (!fits(m) || !fits(n * n) || !fits(ldv)) return RANDBLAS_TOO_LARGE;
    return code(LAPACK(larft)(LAPACK_COL_MAJOR, 'F', 'C', (lapack_int)m, (lapack_int)n, V, (lapack_int)ldv, tau, T,
                              (lapack_int)n));
}

int randlapack_xgemqrt(int64_t m, int64_t cols, int64_t n, const scalar_t *A, int64_t lda, const scalar_t *T,
                       scalar_t *C, int64_t ldc, scalar_t *work)
{
    const lapack_int block = (lapack_int)RANDLAPACK_QRT_BLOCK(n);
    if (!fits(m) || !fits(64 * cols) || !fits(64 * n) || !fits(lda) || !fits(ldc)) return RANDBLAS_TOO_LARGE;
    if (n <= RANDLAPACK_QRT_NARROW)
        return code(LAPACK(ormqr)(LAPACK_COL_MAJOR, 'L', 'T', (lapack_int)m, (lapack_int)cols, (lapack_int)n, A,
                                  (lapack_int)lda, T, C, (lapack_int)ldc, work, block * (lapack_int)cols));
    return code(LAPACK(gemqrt)(LAPACK_COL_MAJOR, 'L', 'T', (lapack_int)m, (lapack_int)cols, (lapack_int)n, block, A,
                               (lapack_int)lda, T, block, C, (lapack_int)ldc, work));
}

int randlapack_xorgqr(int64_t m, int64_t n, scalar_t *A, int64_t lda, const scalar_t *tau, scalar_t *work)
{
    const int64_t lwork = RANDLAPACK_QR_WORK(n);
    if (!fits(m) || !fits(lwork) || !fits(lda)) return RANDBLAS_TOO_LARGE;
    return code(LAPACK(orgqr)(LAPACK_COL_MAJOR, (lapack_int)m, (lapack_int)n, (lapack_int)n, A, (lapack_int)lda, tau,
                              work, (lapack_int)lwork));
}

int randlapack_xsterf(int64_t n, scalar_t *d, scalar_t *e)
{
    return fits(n) ? code(LAPACK(sterf)((lapack_int)n, d, e)) : RANDBLAS_TOO_LARGE;
}

int randlapack_xbdsqr(int64_t n, scalar_t *d, scalar_t *e, scalar_t *work)
{
    scalar_t none = 0;
    if (!fits(4 * n)) return RANDBLAS_TOO_LARGE;
    return code(LAPACK(bdsqr)(LAPACK_COL_MAJOR, 'U', (lapack_int)n, 0, 0, 0, d, e, &none, 1, &none, 1, &none, 1, work));
}

int randlapack_xgeqp3(int64_t m, int64_t n, scalar_t *A, int64_t lda, int64_t *pivots, scalar_t *tau, scalar_t *work,
                      int64_t *iwork)
{
    const int64_t lwork = RANDLAPACK_QR_WORK(n);
    lapack_int *narrow = (lapack_int *)(void *)iwork;
    if (!fits(m) || !fits(lwork) || !fits(lda)) return RANDBLAS_TOO_LARGE;
    for (int64_t j = 0; j < n; j++) narrow[j] = 0; /* all columns are free */
    const int info = code(LAPACK(geqp3)(LAPACK_COL_MAJOR, (lapack_int)m, (lapack_int)n, A, (lapack_int)lda, narrow, tau,
                                        work, (lapack_int)lwork));
    for (int64_t j = 0; j < n; j++) pivots[j] = (int64_t)narrow[j] - 1;
    return info;
}

int randlapack_xgetrf(int64_t m, int64_t n, scalar_t *A, int64_t lda, int64_t *swaps, int64_t *iwork)
{
    const int64_t least = m < n ? m : n;
    lapack_int *narrow = (lapack_int *)(void *)iwork;
    if (!fits(m) || !fits(n) || !fits(lda)) return RANDBLAS_TOO_LARGE;
    const lapack_int info = LAPACK(getrf)(LAPACK_COL_MAJOR, (lapack_int)m, (lapack_int)n, A, (lapack_int)lda, narrow);
    for (int64_t i = 0; i < least; i++) swaps[i] = (int64_t)narrow[i] - 1;
    return info < 0 ? RANDBLAS_INTERNAL : 0; /* a pivot of zero is for the caller to see */
}

int randlapack_xsytrf(int64_t n, scalar_t *A, int64_t lda, int64_t *blocks, scalar_t *work, int64_t *iwork)
{
    const int64_t lwork = RANDLAPACK_SYTRF_WORK(n);
    lapack_int *narrow = (lapack_int *)(void *)iwork;
    if (!fits(lwork) || !fits(lda)) return RANDBLAS_TOO_LARGE;
    const lapack_int info =
        LAPACK(sytrf_rook)(LAPACK_COL_MAJOR, 'U', (lapack_int)n, A, (lapack_int)lda, narrow, work, (lapack_int)lwork);
    for (int64_t i = 0; i < n; i++) blocks[i] = narrow[i] < 0;
    return info < 0 ? RANDBLAS_INTERNAL : 0; /* a pivot of zero is for the caller to see */
}

int randlapack_xtrcon(int64_t n, const scalar_t *R, int64_t ldr, double *rcond, scalar_t *work, int64_t *iwork)
{
    real_t found = 0;
    if (!fits(n) || !fits(ldr)) return RANDBLAS_TOO_LARGE;
    const int info = code(LAPACK(trcon)(LAPACK_COL_MAJOR, '1', 'U', 'N', (lapack_int)n, R, (lapack_int)ldr, &found,
                                        work, (lapack_int *)(void *)iwork));
    *rcond = (double)found;
    return info;
}

int randlapack_xgesdd(int64_t n, scalar_t *A, int64_t lda, scalar_t *s, scalar_t *U, int64_t ldu, scalar_t *Vt,
                      int64_t ldvt, scalar_t *work, int64_t *iwork)
{
    const int64_t lwork = RANDLAPACK_SVD_WORK(n);
    if (!fits(lwork) || !fits(lda) || !fits(ldu) || !fits(ldvt)) return RANDBLAS_TOO_LARGE;
    lapack_int info = 0;
#pragma omp parallel num_threads(2) if (serial(n, SERIAL_SPECTRUM))
    if (thread_index() == 0)
        info =
            LAPACK(gesdd)(LAPACK_COL_MAJOR, 'S', (lapack_int)n, (lapack_int)n, A, (lapack_int)lda, s, U,
                          (lapack_int)ldu, Vt, (lapack_int)ldvt, work, (lapack_int)lwork, (lapack_int *)(void *)iwork);
    return code(info);
}

int randlapack_xsyevd(int64_t n, scalar_t *A, int64_t lda, scalar_t *w, scalar_t *work, int64_t *iwork)
{
    const int64_t lwork = RANDLAPACK_EIGEN_WORK(n);
    if (!fits(lwork) || !fits(lda)) return RANDBLAS_TOO_LARGE;
    lapack_int info = 0;
#pragma omp parallel num_threads(2) if (serial(n, SERIAL_SPECTRUM))
    if (thread_index() == 0)
        info = LAPACK(syevd)(LAPACK_COL_MAJOR, 'V', 'U', (lapack_int)n, A, (lapack_int)lda, w, work, (lapack_int)lwork,
                             (lapack_int *)(void *)iwork, (lapack_int)(5 * n + 3));
    return code(info);
}

int randlapack_xsymmetric_values(int64_t n, scalar_t *A, int64_t lda, scalar_t *w, scalar_t *work, int64_t *iwork)
{
    const int64_t lwork = RANDLAPACK_VALUES_WORK(n);
    if (n == 0) return 0;
    if (!fits(lwork) || !fits(lda)) return RANDBLAS_TOO_LARGE;
    lapack_int info = 0;
#pragma omp parallel num_threads(2) if (serial(n, SERIAL_SPECTRUM))
    if (thread_index() == 0)
        info = LAPACK(syevd)(LAPACK_COL_MAJOR, 'N', 'U', (lapack_int)n, A, (lapack_int)lda, w, work, (lapack_int)lwork,
                             (lapack_int *)(void *)iwork, 1);
    return code(info);
}

int randlapack_xpbtrf(int64_t n, int64_t band, scalar_t *AB, int64_t ldab)
{
    if (n == 0) return 0;
    if (!fits(n) || !fits(ldab)) return RANDBLAS_TOO_LARGE;
    const int info = code(LAPACK(pbtrf)(LAPACK_COL_MAJOR, 'U', (lapack_int)n, (lapack_int)band, AB, (lapack_int)ldab));
    bool definite = info == 0;
    for (int64_t j = 0; j < n && definite; j++) definite = isfinite(AB[band + j * ldab]);
    return info >= 0 && !definite ? RANDBLAS_NOT_POSITIVE_DEFINITE : info;
}

int randlapack_xsingular_values(int64_t n, scalar_t *A, int64_t lda, scalar_t *s, scalar_t *work, int64_t *iwork)
{
    const int64_t lwork = RANDLAPACK_VALUES_WORK(n);
    scalar_t none[1];
    if (n == 0) return 0;
    if (!fits(lwork) || !fits(lda)) return RANDBLAS_TOO_LARGE;
    lapack_int info = 0;
#pragma omp parallel num_threads(2) if (serial(n, SERIAL_SPECTRUM))
    if (thread_index() == 0)
        info = LAPACK(gesdd)(LAPACK_COL_MAJOR, 'N', (lapack_int)n, (lapack_int)n, A, (lapack_int)lda, s, none, 1, none,
                             1, work, (lapack_int)lwork, (lapack_int *)(void *)iwork);
    return code(info);
}

double randlapack_xnorm(int64_t n, const scalar_t *x)
{
    double largest = 0, sum = 0;
    for (int64_t i = 0; i < n; i++) {
        const double a = fabs((double)x[i]);
        if (!(a <= largest)) largest = a; /* NaN too, and then it stays */
        if (isnan(largest)) return largest;
    }
    if (largest == 0 || isinf(largest)) return largest;
    const double scale = ldexp(1, -ilogb(largest) / 2); /* in two halves: 2^1074 is no double */
    for (int64_t i = 0; i < n; i++) {
        const double a = (double)x[i] * scale * scale;
        sum += a * a;
    }
    return sqrt(sum) / scale / scale;
}
