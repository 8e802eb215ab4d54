/*
 * CQRRPT: Cholesky QR of a tall matrix with randomisation and pivoting @cite melnichenko2023.
 *
 *     S A P = Q_s R_s  with column pivoting, S of d rows;   A P R_s^-1 = Q R_c  by Cholesky QR;   R = R_c R_s
 *
 * After k steps the sketched norm of what remains of a column is its true norm times a factor within about
 * 1 +- 1/sqrt(2 (d - k)), so a pivot chosen by it is nearly the largest; hence d = 3 n + 64 and not a little more than
 * n, which costs a few percent: the sketch is brought to n rows by unpivoted QR first.
 */
#include "tall_qr_impl.h"

int randlapack_xcqrrpt(const randblas_xlinop *A, scalar_t *Q, int64_t ldq, scalar_t *R, int64_t ldr, int64_t *jpvt,
                       const randlapack_tall_qr_options *options, randlapack_tall_qr_report *report)
{
    randlapack_tall_qr_report ignored;
    randlapack_xtall_qr f = {.A = A, .report = report ? report : &ignored, .pivoted = true};
    *f.report = (randlapack_tall_qr_report){.rank = 0};
    const int info = randblas_xlinop_check(A);
    if (info) return info;
    f.m = A->rows, f.n = A->cols;
    if (f.m < f.n) return -1;
    if (!Q && f.n > 0) return -2;
    if (ldq < (f.m > 1 ? f.m : 1)) return -3;
    if (!R && f.n > 0) return -4;
    if (ldr < (f.n > 1 ? f.n : 1)) return -5;
    if (!jpvt && f.n > 0) return -6;
    if (!randlapack_xtall_qr_read(&f, options)) return -7;
    f.Q = Q, f.ldq = ldq, f.R = R, f.ldr = ldr, f.pivot = jpvt;
    return randlapack_xtall_qr_run(&f, -7);
}
