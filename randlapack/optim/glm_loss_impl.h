/** Losses of generalised linear models and their derivatives. */
#ifndef RANDLAPACK_GLM_LOSS_IMPL_H
#define RANDLAPACK_GLM_LOSS_IMPL_H

#include "randlapack_names_impl.h"

#include "randlapack.h"

typedef struct randlapack_xglm_problem {
    randlapack_glm_model model;
    int64_t m;
    const scalar_t *y, *weights, *offset; /* the last two may be NULL */
} randlapack_xglm_problem;

/* 0, -3 (a response), -4 (a weight), or RANDBLAS_NOT_FINITE. */
int randlapack_xglm_check(const randlapack_xglm_problem *p);

/*
 * Rows first .. first + count with margins t, offsets included: r = dloss/dt and d = d^2loss/dt^2, weights included;
 * sums[0] += loss, sums[1] += the magnitudes of its terms, sums[2] += r^2, sums[3] += d.
 */
void randlapack_xglm_loss(const randlapack_xglm_problem *p, int64_t first, int64_t count, const scalar_t *t,
                          scalar_t *r, scalar_t *d, double *sums);

#endif
