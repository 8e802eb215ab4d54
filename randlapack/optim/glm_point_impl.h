/** A point of the iteration of randlapack_xglm(): x, its margins, f and the gradient. */
#ifndef RANDLAPACK_GLM_POINT_IMPL_H
#define RANDLAPACK_GLM_POINT_IMPL_H

#include "glm_loss_impl.h"
#include "sweep_impl.h"

typedef struct randlapack_glm_value {
    double value, magnitude; /* f and the sum of the magnitudes of its terms */
    double slopes, weights;  /* ||r||^2 and tr D */
} randlapack_glm_value;

typedef struct randlapack_xglm_point {
    const randblas_xlinop *A;
    randlapack_xglm_problem problem;
    randlapack_xsweep sweep;
    double lambda;
    double *ridge;              /* n: lambda c^2 */
    scalar_t *c, *z, *x, *g;    /* n: scales of the columns, x / c, x, the gradient in z */
    scalar_t *t, *full, *trial; /* m: margins here, after a whole step, and after the part that is tried */
    scalar_t *u, *d;            /* m: r, then workspace; second derivatives */
    randlapack_glm_value here;
    int64_t passes; /* over A */
} randlapack_xglm_point;

/* Everything at z; zero: n zeros.  Returns 0, RANDBLAS_NOT_FINITE when f overflows, or codes of products. */
int randlapack_xglm_point_start(randlapack_xglm_point *s, const scalar_t *zero);

/*
 * Go to z + alpha p, alpha the first of 1, 1/2, 1/4, ... that satisfies Armijo's condition with slope = g^T p, but for
 * rounding errors of f; *moved says whether there was one.  If not, g, u and d are no longer those of z.
 */
int randlapack_xglm_point_step(randlapack_xglm_point *s, const scalar_t *p, double slope, bool *moved);

/* The size of the Hessian: the largest entry of D, or of the ridge where that is all there is. */
int randlapack_xglm_point_scale(const randlapack_xglm_point *s, double *scale);

#endif
