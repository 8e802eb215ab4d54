/** Random features in the eigenbasis of their kernel. */
#ifndef RMT_FEATURES_IMPL_H
#define RMT_FEATURES_IMPL_H

#include "rmt_equivalent.h"

struct rmt_features {
    int64_t n, m;
    double *lambda;  /* n eigenvalues of K, at least 0 */
    double *V;       /* n x n */
    double *target;  /* V^T y */
    double *cross;   /* V^T K_{XX'}, n x m */
    double *squares; /* of its rows */
    double *y_test;
    double trace; /* of the kernel of the test points */
};

/* The root theta >= gamma of theta - gamma = (1/n) sum lambda theta/((d/n) lambda + theta), the largest if gamma = 0.
 */
double rmt_features_theta(int64_t n, const double *lambda, double d, double gamma, int64_t *iterations);

#endif
