/* A ~ Q B of the rank that a tolerance needs; the algorithm stands in qb_core.c. */
#include "qb_core_impl.h"

#include "options_impl.h"
#include "progress_impl.h"

#include "randlapack.h"

#include <math.h>

#define DEFAULT_PASSES 2
#define DEFAULT_BLOCK 32

typedef struct factoring {
    randlapack_xrange_core range;
    randlapack_xqb_core qb;
    randlapack_qb_options options;
    randblas_arena arena;
} factoring;

/* Q (m x k), B (k x n): what was found, then zeros; NaN for an input that is not finite. */
static void write_out(const factoring *f, int64_t k, scalar_t *Q, int64_t ldq, scalar_t *B, int64_t ldb, bool finite)
{
    const randlapack_xqb_core *qb = &f->qb;
    const int64_t m = f->range.A->rows, n = f->range.A->cols;
    const scalar_t none = finite ? 0 : (scalar_t)NAN;
    for (int64_t j = 0; j < k; j++) {
        const bool found = finite && j < qb->rank;
        for (int64_t i = 0; i < m; i++) Q[i + j * ldq] = found ? qb->Q[i + j * m] : none;
        for (int64_t i = 0; i < n; i++)
            B[j + i * ldb] = found ? (scalar_t)ldexp((double)qb->W[i + j * n], f->range.exponent) : none;
    }
}

static int solve(factoring *f)
{
    f->qb.range = &f->range;
    f->range.control = &f->options.control;
    f->range.arena = &f->arena;
    f->range.family = f->options.family;
    f->range.state = f->options.state;
    const int info = randlapack_xrange_open(&f->range);
    if (info) return info;
    return f->range.rows > 0 && f->range.cols > 0 ? randlapack_xqb_run(&f->qb) : 0;
}

static bool read_options(factoring *f, int64_t k, const randlapack_qb_options *options)
{
    randlapack_qb_options *o = &f->options;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (!(o->tolerance >= 0) || o->block < 0) return false;
    const int64_t block = o->block ? o->block : o->tolerance > 0 ? DEFAULT_BLOCK : k;
    f->qb.most = k;
    f->qb.block = block < k ? block : k;
    f->qb.tolerance = o->tolerance;
    f->qb.passes = o->power_passes < 0 ? 0 : o->power_passes ? o->power_passes : DEFAULT_PASSES;
    f->qb.reached = true;
    return true;
}

int randlapack_xqb(const randblas_xlinop *A, int64_t k, scalar_t *Q, int64_t ldq, scalar_t *B, int64_t ldb,
                   const randlapack_qb_options *options, randlapack_qb_report *report)
{
    randlapack_qb_report ignored, *out = report ? report : &ignored;
    factoring f = {.range = {.A = A}};
    const double begin = randlapack_seconds();
    *out = (randlapack_qb_report){.frobenius_error = -1};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if (k < 0 || k > (A->rows < A->cols ? A->rows : A->cols)) return -2;
    if (!Q && k > 0) return -3;
    if (ldq < (A->rows > 1 ? A->rows : 1)) return -4;
    if (!B && k > 0) return -5;
    if (ldb < (k > 1 ? k : 1)) return -6;
    if (!read_options(&f, k, options)) return -7;

    f.arena = randblas_arena_open(&f.options.control);
    info = solve(&f);
    if (!info || info == RANDBLAS_NOT_FINITE) write_out(&f, k, Q, ldq, B, ldb, !info);
    if (!info) out->frobenius_error = f.qb.error;
    out->rank = info ? 0 : f.qb.rank;
    out->products = f.range.products;
    randblas_arena_close(&f.arena);
    out->seconds = randlapack_seconds() - begin;
    if (info == -1) return -7; /* the options do not describe an operator */
    return !info && !f.qb.reached ? RANDBLAS_NOT_CONVERGED : info;
}
