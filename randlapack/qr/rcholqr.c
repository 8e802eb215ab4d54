/*
 * Randomised Cholesky QR @cite balabanov2022cholesky: S A = Q_s R_s without pivoting; A R_s^-1 = Q R_c by Cholesky QR;
 * R = R_c R_s.
 */
#include "tall_qr_impl.h"

int randlapack_xrcholqr(const randblas_xlinop *A, scalar_t *Q, int64_t ldq, scalar_t *R, int64_t ldr,
                        const randlapack_tall_qr_options *options, randlapack_tall_qr_report *report)
{
    randlapack_tall_qr_report ignored;
    randlapack_xtall_qr f = {.A = A, .report = report ? report : &ignored};
    *f.report = (randlapack_tall_qr_report){.rank = 0};
    const int info = randblas_xlinop_check(A);
    if (info) return info;
    f.m = A->rows, f.n = A->cols;
    if (f.m < f.n) return -1;
    if (!Q && f.n > 0) return -2;
    if (ldq < (f.m > 1 ? f.m : 1)) return -3;
    if (!R && f.n > 0) return -4;
    if (ldr < (f.n > 1 ? f.n : 1)) return -5;
    if (!randlapack_xtall_qr_read(&f, options)) return -6;
    f.Q = Q, f.ldq = ldq, f.R = R, f.ldr = ldr;
    return randlapack_xtall_qr_run(&f, -6);
}
