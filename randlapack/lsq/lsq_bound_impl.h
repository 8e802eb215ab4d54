/** From a backward error to a bound on the error of a least-squares solution. */
#ifndef RANDLAPACK_LSQ_BOUND_IMPL_H
#define RANDLAPACK_LSQ_BOUND_IMPL_H

/* Norms of A are those of the sketch, all on one scale. */
typedef struct randlapack_lsq_sizes {
    double largest, condition, frobenius; /* ||A||, ||A|| ||A^+||, ||A||_F */
    double distortion;                    /* of the sketch; 0 for A itself */
    double residual, solution;            /* ||b - A x||, ||x|| */
    double backward;                      /* the backward error, relative */
    double eps;                           /* of the working precision */
} randlapack_lsq_sizes;

/* A bound on ||x - x*|| / ||x||, infinite where the condition allows none. */
double randlapack_lsq_forward_bound(const randlapack_lsq_sizes *sizes);

#endif
