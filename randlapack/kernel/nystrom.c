/*
 * Nystrom approximation with shift: test matrix, one or two products, factor (nystrom_core.c), truncation to rank k.
 * What is left out is positive semidefinite, so that tr(A) - sum lambda is the nuclear norm of the error.
 */
#include "nystrom_core_impl.h"

#include "lapack_impl.h"
#include "options_impl.h"
#include "progress_impl.h"
#include "randlapack_kernel.h"

#include "linop_impl.h"

#include <math.h>
#include <string.h>

#define DEFAULT_OVERSAMPLING 10

typedef struct nystrom {
    const randblas_xlinop *A;
    randlapack_nystrom_options options;
    randlapack_nystrom_report *report;
    randblas_arena arena;
    int64_t k, l;
    int32_t products;
} nystrom;

/* tr(A); -1 for a callback. */
static double trace(const randblas_xlinop *A)
{
    double sum = 0;
    switch (A->kind) {
    case RANDBLAS_CALLBACK:
        return -1;
    case RANDBLAS_CSR:
    case RANDBLAS_CSC:
        for (int64_t i = 0; i < A->rows; i++)
            for (int64_t p = A->ptr[i]; p < A->ptr[i + 1]; p++)
                if ((A->kind == RANDBLAS_CSR ? A->colind : A->rowind)[p] == i) sum += (double)A->values[p];
        return sum;
    case RANDBLAS_COO:
        for (int64_t p = 0; p < A->nnz; p++)
            if (A->rowind[p] == A->colind[p]) sum += (double)A->values[p];
        return sum;
    default:
        for (int64_t i = 0; i < A->rows; i++) sum += (double)A->values[i + i * A->ld];
        return sum;
    }
}

static int multiply(nystrom *s, randlapack_xnystrom_core *core)
{
    const double begin = randlapack_seconds();
    int info = 0;
    for (int32_t p = 0; p < s->products && !info; p++) {
        info = randlapack_progress(&s->options.control, "products", (double)p / (double)s->products);
        if (!info) info = p == 0 ? randlapack_xnystrom_core_extend(core, s->l) : randlapack_xnystrom_core_again(core);
    }
    s->report->seconds_products = randlapack_seconds() - begin;
    return info == -1 ? -6 : info; /* the options do not describe an operator */
}

static int solve(nystrom *s, scalar_t *U, int64_t ldu, scalar_t *lambda)
{
    const int64_t n = s->A->rows;
    randlapack_xnystrom_core core = {.A = s->A, .arena = &s->arena, .family = s->options.family, .n = n};
    core.state = s->options.state;
    const double whole = trace(s->A);
    double sum = 0;
    s->report->trace_error = whole;
    if (s->k == 0) return isfinite(whole) ? 0 : RANDBLAS_NOT_FINITE;
    scalar_t *values = randblas_arena_get(&s->arena, s->l, sizeof *values);
    int info = s->arena.info ? s->arena.info : multiply(s, &core);
    const double begin = randlapack_seconds();
    if (!info) info = randlapack_progress(&s->options.control, "factor", 0);
    if (!info) info = randlapack_xnystrom_core_factor(&core, values);
    s->report->seconds_factor = randlapack_seconds() - begin;
    s->report->shift = core.shift;
    if (info) return info;
    for (int64_t j = 0; j < s->k; j++) {
        memcpy(U + j * ldu, core.W + j * n, (size_t)n * sizeof *U);
        lambda[j] = values[j];
        sum += (double)values[j];
    }
    if (s->A->kind != RANDBLAS_CALLBACK) s->report->trace_error = fmax(whole - sum, 0);
    return 0;
}

static void fill_nan(const nystrom *s, scalar_t *U, int64_t ldu, scalar_t *lambda)
{
    for (int64_t j = 0; j < s->k; j++) {
        for (int64_t i = 0; i < s->A->rows; i++) U[i + j * ldu] = (scalar_t)NAN;
        lambda[j] = (scalar_t)NAN;
    }
}

static bool read_options(nystrom *s, const randlapack_nystrom_options *options)
{
    randlapack_nystrom_options *o = &s->options;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->products < 0 || o->products > 2) return false;
    const int64_t over = o->oversampling < 0 ? 0 : o->oversampling ? o->oversampling : DEFAULT_OVERSAMPLING;
    s->l = over < s->A->rows - s->k ? s->k + over : s->A->rows;
    s->products = o->products ? o->products : 1;
    return true;
}

int randlapack_xnystrom(const randblas_xlinop *A, int64_t k, scalar_t *U, int64_t ldu, scalar_t *lambda,
                        const randlapack_nystrom_options *options, randlapack_nystrom_report *report)
{
    randlapack_nystrom_report ignored;
    nystrom s = {.A = A, .k = k, .report = report ? report : &ignored};
    *s.report = (randlapack_nystrom_report){.trace_error = -1};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if (A->rows != A->cols) return -1;
    if (k < 0 || k > A->rows) return -2;
    if (!U && k > 0) return -3;
    if (ldu < (A->rows > 1 ? A->rows : 1)) return -4;
    if (!lambda && k > 0) return -5;
    if (!read_options(&s, options)) return -6;

    s.report->sketch_cols = k > 0 ? s.l : 0;
    s.arena = randblas_arena_open(&s.options.control);
    info = solve(&s, U, ldu, lambda);
    randblas_arena_close(&s.arena);
    if (info > 0) fill_nan(&s, U, ldu, lambda);
    return info;
}
