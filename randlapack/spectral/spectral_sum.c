/* A factorisation where it is worth its time (direct.c), else stochastic Lanczos quadrature. */
#include "direct_impl.h"
#include "slq_impl.h"

#include "progress_impl.h"

#include <math.h>

/* By factorisation; false if there is none to be made, or no room for it. */
static bool factor(const randlapack_xspectral *s, double products, double *sum, int *info)
{
    randblas_arena arena = randblas_arena_open(&s->options.control);
    randlapack_xdirect d = {s->A, s->f, s->options.spectrum, products, &arena, 0, false};
    randlapack_spectral_method method;
    bool direct;
    do {
        method = randlapack_xdirect_choose(&d);
        direct = method != RANDLAPACK_SPECTRAL_QUADRATURE;
        *info = direct ? randlapack_progress(&s->options.control, "factor", 0) : 0;
        if (direct && !*info) *info = randlapack_xdirect_sum(&d, method, sum, s->report);
    } while (randlapack_xdirect_again(&d, method, *info));
    randblas_arena_close(&arena);
    const bool room = *info != RANDBLAS_MEMORY_LIMIT && *info != RANDBLAS_TOO_LARGE;
    if (direct && room) s->report->method = method;
    if (!room) *info = 0;
    return direct && room;
}

int randlapack_xspectral_sum(const randblas_xlinop *A, const randlapack_spectral_function *f,
                             randlapack_spectral_value *value, const randlapack_slq_options *options,
                             randlapack_slq_report *report)
{
    randlapack_slq_report ignored;
    randlapack_xspectral s = {.A = A, .functions = 1, .f = f, .report = report ? report : &ignored};
    const double begin = randlapack_seconds();
    double sum = 0;
    *s.report = (randlapack_slq_report){0};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    const bool symmetric = !options || options->spectrum == RANDLAPACK_SPECTRUM_EIGENVALUES;
    if (symmetric && A->rows != A->cols) return -1;
    if (!f || !randlapack_function_valid(f)) return -2;
    if (!value) return -3;
    if (!randlapack_xslq_read(&s, options)) return -4;
    const double products = (double)s.options.degree * (double)s.options.samples;
    if (A->cols > 0 && factor(&s, symmetric ? products : 2 * products, &sum, &info)) {
        *value = (randlapack_spectral_value){sum, 0, 0};
        if (info < 0 || !isfinite(sum)) *value = (randlapack_spectral_value){NAN, NAN, NAN};
        s.report->seconds = randlapack_seconds() - begin;
        return info;
    }
    info = randlapack_xslq(A, 1, f, value, options, report);
    if (info >= -5 && info < -1) info++; /* counted as here */
    return info;
}
