/** Ridge regression on features that are given. */
#ifndef RMT_FEATURES_RIDGE_IMPL_H
#define RMT_FEATURES_RIDGE_IMPL_H

#include "arena_impl.h"

#include <stdbool.h>

/* The problem of one draw; rmt_ridge_space() words of `work` serve it. */
typedef struct rmt_ridge {
    int64_t d, n, m;  /* features, training points, test points */
    const double *F;  /* d x (n + m), column major, training points first */
    const double *y;  /* n + m targets */
    double *G, *L;    /* Gram matrix of the smaller side, and a copy to be factored */
    double *x, *beta; /* solutions of max(d, n), and of d numbers */
    double *left;     /* n + m: y - F^T beta */
    double trace;     /* of G */
    bool decomposed;
    double *s, *Q, *U, *Vt, *z; /* singular values of the training features, and the targets in their basis */
    double *a;                  /* 2 min(d, n) */
    randblas_arena arena;       /* of those */
} rmt_ridge;

int64_t rmt_ridge_space(int64_t d, int64_t n, int64_t m);

/* Takes F, y and sizes as they are in r, and the workspace. */
int rmt_ridge_open(rmt_ridge *r, double *work, const randblas_control *control);
void rmt_ridge_close(rmt_ridge *r);

/* Mean squared training and test error; the latter NaN without test points. */
int rmt_ridge_errors(rmt_ridge *r, double gamma, double errors[2]);

#endif
