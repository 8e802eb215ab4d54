/** Stochastic Lanczos quadrature: the loop over blocks of probes. */
#ifndef RANDLAPACK_SLQ_IMPL_H
#define RANDLAPACK_SLQ_IMPL_H

#include "lanczos_impl.h"
#include "quadrature_impl.h"

#include "estimate_impl.h"
#include "family_impl.h"

/* The caller sets what stands above the line. */
typedef struct randlapack_xspectral {
    const randblas_xlinop *A;
    int64_t functions;
    const randlapack_spectral_function *f;
    randlapack_slq_options options; /* resolved: no field is zero by default any more */
    randlapack_slq_report *report;
    /* ---- */
    randblas_arena arena;
    randlapack_xlanczos lanczos;
    randblas_sketch *probes;
    randlapack_quadrature *Q;
    randlapack_stop stop;
    bool adaptive;             /* number of samples */
    randlapack_estimate *sums; /* of each function */
    int *codes;                /* what is wrong with each */
    double *d, *e, *w, *work;  /* a tridiagonal matrix, its rule, f on it */
    double *now, *before;      /* pilot: means at this degree and the checkpoint before; 2 x functions */
    int64_t pilot;             /* probes that they are taken over */
    bool degree_met;
} randlapack_xspectral;

/* Defaults in their place; false if a field is illegal. */
bool randlapack_xslq_read(randlapack_xspectral *s, const randlapack_slq_options *options);

#endif
