/*
 * The estimates of lsq_errors.c for given solutions: one sketch, its SVD, and one pass over A for each block of
 * right-hand sides.
 */
#include "lsq_arguments_impl.h"
#include "lsq_errors_impl.h"
#include "lsq_options_impl.h"
#include "progress_impl.h"
#include "tall_impl.h"

#include <math.h>

static const randlapack_lsq_errors unknown = {(double)NAN, (double)NAN, (double)NAN, (double)NAN,
                                              (double)NAN, (double)NAN, (double)NAN};

/* The right-hand sides of one block; returns 0, RANDBLAS_NOT_FINITE, or the code of a failed product. */
static int measure_block(randlapack_xtall *t, int64_t nrhs, const scalar_t *B, int64_t ldb, const scalar_t *X,
                         int64_t ldx, randlapack_lsq_errors *errors)
{
    const int64_t m = t->A->rows, n = t->A->cols;
    randlapack_xnormal_block *b = &t->block;
    int outcome = 0;
    for (int64_t r = 0; r < nrhs; r++) {
        t->rhs[r] = randlapack_xscaled_rhs(m, B + r * ldb);
        randlapack_xload_rhs(m, &t->rhs[r], B + r * ldb, b->U + r * m);
        randlapack_xscale_copy(n, -t->rhs[r].exponent, X + r * ldx, b->X + r * n);
        b->coefficients[r] = 1;
    }
    const int info = randlapack_xpass_run(&t->pass, nrhs, b->X, b->coefficients, b->U, b->G, b->norms);
    for (int64_t r = 0; r < nrhs && !info; r++) {
        errors[r] =
            randlapack_xlsq_errors(&t->svd, t->distortion, &t->rhs[r], b->X + r * n, b->G + r * n, b->norms[r], b->H);
        if (t->rhs[r].finite && !isnan(errors[r].backward_error)) continue;
        errors[r] = unknown;
        outcome = RANDBLAS_NOT_FINITE;
    }
    return info ? info : outcome;
}

static int measure(randlapack_xtall *t, int64_t nrhs, const scalar_t *B, int64_t ldb, const scalar_t *X, int64_t ldx,
                   randlapack_lsq_errors *errors)
{
    const int64_t block = nrhs < RANDLAPACK_MAX_RHS ? nrhs : RANDLAPACK_MAX_RHS;
    int outcome = 0, info = randlapack_xtall_factor(t, block, false, false, 0);
    if (info == RANDBLAS_NOT_FINITE) {
        for (int64_t r = 0; r < nrhs; r++) errors[r] = unknown;
        return info;
    }
    if (info == RANDBLAS_RANK_DEFICIENT) info = 0; /* the condition says so */
    for (int64_t r = 0; r < nrhs && !info; r += block) {
        const int64_t count = r + block > nrhs ? nrhs - r : block;
        info = randlapack_progress(&t->options.control, "iterate", (double)r / (double)nrhs);
        if (!info) info = measure_block(t, count, B + r * ldb, ldb, X + r * ldx, ldx, errors + r);
        if (info == RANDBLAS_NOT_FINITE) {
            outcome = info;
            info = 0;
        }
    }
    return info ? info : outcome;
}

int randlapack_xlsq_error(const randblas_xlinop *A, int64_t nrhs, const scalar_t *B, int64_t ldb, const scalar_t *X,
                          int64_t ldx, const randlapack_lsq_options *options, randlapack_lsq_errors *errors)
{
    randlapack_xtall t = {.A = A};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if (A->rows < A->cols) return -1;
    info = randlapack_xlsq_arguments(A, nrhs, B, ldb, X, ldx);
    if (info) return info;
    if (!randlapack_lsq_read_options(&t.options, options, A->cols)) return -7;
    if (!errors && nrhs > 0) return -8;

    t.arena = randblas_arena_open(&t.options.control);
    info = measure(&t, nrhs, B, ldb, X, ldx, errors);
    randlapack_xtall_close(&t);
    return info;
}
