/*
 * The range finder alone: Q of range_core.c, and ||(I - Q Q^T) A G|| for ten Gaussian vectors, whose mean of squares is
 * ||A - Q Q^T A||_F^2.
 */
#include "lapack_impl.h"
#include "options_impl.h"
#include "progress_impl.h"
#include "range_core_impl.h"

#include "randlapack.h"
#include "view_impl.h"

#include <math.h>

#define DEFAULT_PASSES 2

typedef struct finder {
    randlapack_xrange_core core;
    randlapack_qb_options options;
    randlapack_qb_report *report;
    randblas_arena arena;
    int64_t k;
    int32_t passes;
} finder;

static int measure(finder *f, const scalar_t *Q)
{
    randlapack_xrange_core *core = &f->core;
    const int64_t c = RANDLAPACK_PROBES;
    scalar_t *work = randblas_arena_get(&f->arena, randblas_size_product(f->k, c), sizeof *work);
    const int info = randlapack_xrange_probe(core, 0, NULL, NULL, &f->report->frobenius_error);
    if (info || f->arena.info) return info ? info : f->arena.info;
    randlapack_xproject_out(core->rows, f->k, Q, c, core->E, work, NULL);
    f->report->frobenius_error = ldexp(randlapack_xnorm(core->rows * c, core->E), core->exponent);
    return 0;
}

static int solve(finder *f, scalar_t *Q, int64_t ldq)
{
    int info = randlapack_xrange_open(&f->core);
    if (info) return info;
    const randlapack_xrange_core *core = &f->core;
    scalar_t *basis = randblas_arena_get(&f->arena, randblas_size_product(core->rows, f->k), sizeof *basis);
    scalar_t *Z = randblas_arena_get(&f->arena, randblas_size_product(core->cols, f->k), sizeof *Z);
    randlapack_xorthonormal_open(&f->core.orthonormal, &f->arena, f->k);
    info = f->arena.info;
    if (!info && f->k > 0) info = randlapack_xrange_find(&f->core, f->k, f->passes, basis, Z);
    if (!info && core->cols > 0 && core->rows > 0) info = measure(f, basis);
    if (info) return info;
    if (core->cols == 0 || core->rows == 0) f->report->frobenius_error = 0;
    f->report->rank = f->k;
    randblas_xcopy_view(core->rows, f->k, (randblas_xview){basis, core->rows, false}, (randblas_xview){Q, ldq, false});
    return 0;
}

static bool read_options(finder *f, const randlapack_qb_options *options)
{
    randlapack_qb_options *o = &f->options;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (o->tolerance != 0 || o->block != 0) return false;
    f->passes = o->power_passes < 0 ? 0 : o->power_passes ? o->power_passes : DEFAULT_PASSES;
    return o->control.memory_limit >= 0 && !o->control.allocate == !o->control.release;
}

int randlapack_xrange(const randblas_xlinop *A, int64_t k, scalar_t *Q, int64_t ldq,
                      const randlapack_qb_options *options, randlapack_qb_report *report)
{
    randlapack_qb_report ignored;
    finder f = {.core = {.A = A}, .k = k, .report = report ? report : &ignored};
    const double begin = randlapack_seconds();
    *f.report = (randlapack_qb_report){.frobenius_error = -1};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if (k < 0 || k > (A->rows < A->cols ? A->rows : A->cols)) return -2;
    if (!Q && k > 0) return -3;
    if (ldq < (A->rows > 1 ? A->rows : 1)) return -4;
    if (!read_options(&f, options)) return -5;

    f.arena = randblas_arena_open(&f.options.control);
    f.core.control = &f.options.control;
    f.core.arena = &f.arena;
    f.core.family = f.options.family;
    f.core.state = f.options.state;
    info = solve(&f, Q, ldq);
    randblas_arena_close(&f.arena);
    f.report->products = f.core.products;
    f.report->seconds = randlapack_seconds() - begin;
    for (int64_t j = 0; j < k && info == RANDBLAS_NOT_FINITE; j++)
        for (int64_t i = 0; i < A->rows; i++) Q[i + j * ldq] = (scalar_t)NAN;
    return info == -1 ? -5 : info; /* the options do not describe an operator */
}
