/** Newton directions by conjugate gradients with the exact Hessian. */
#ifndef RANDLAPACK_GLM_DIRECTION_IMPL_H
#define RANDLAPACK_GLM_DIRECTION_IMPL_H

#include "randlapack_names_impl.h"

#include "glm_hessian_impl.h"
#include "sweep_impl.h"

typedef struct randlapack_xglm_direction {
    const randlapack_xsweep *sweep;
    const randlapack_xglm_hessian *hessian;
    scalar_t *p;                /* n: the direction, H p = -g */
    scalar_t *q, *v, *r, *work; /* n: R p, the search direction, the residual, a product */
    scalar_t *w;                /* n: before and after a product with A */
    double decrement;           /* -g^T p */
    double start;               /* g^T (R^T R)^-1 g: the same by R alone */
    int64_t steps;              /* of conjugate gradients */
} randlapack_xglm_direction;

/* Workspace; look at arena.info. */
randlapack_xglm_direction randlapack_xglm_direction_open(randblas_arena *arena, const randlapack_xsweep *sweep,
                                                         const randlapack_xglm_hessian *hessian);

/* q = R^-T g / scale and start = scale ||q||^2. */
int randlapack_xglm_direction_start(randlapack_xglm_direction *d, const scalar_t *g, double scale);

/*
 * After that: p, with the residual in the norm of (R^T R)^-1 at most eta times what it was, in at most `most` steps, of
 * which there are none if most = 0.  second: m second derivatives; u: m scalars of workspace.
 */
int randlapack_xglm_direction_find(randlapack_xglm_direction *d, const scalar_t *second, double scale, double eta,
                                   int64_t most, scalar_t *u);

#endif
