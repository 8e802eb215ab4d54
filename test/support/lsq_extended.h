/**
 * Tall least squares in extended precision, as a yardstick: the solution by Householder QR, and the exact optimal
 * backward error of any x.  Under valgrind, whose long double is a double, results near the unit roundoff are noise.
 */
#ifndef LSQ_EXTENDED_H
#define LSQ_EXTENDED_H

#include <stdint.h>

typedef struct lsq_extended {
    int64_t m, n;
    const double *A;  /* m x n, column major, not owned */
    long double *QR;  /* its factorisation */
    long double *tau; /* n */
    double frobenius; /* ||A||_F */
} lsq_extended;

/* A has m > n rows and leading dimension m.  Returns 0, or nonzero when memory runs out. */
int lsq_extended_make(int64_t m, int64_t n, const double *A, lsq_extended *e);
void lsq_extended_free(lsq_extended *e);

/* x = argmin ||A x - b||; nonzero when memory runs out. */
int lsq_extended_solve(const lsq_extended *e, const double *b, double *x);

/*
 * min ||[E, theta f]||_F over all E, f for which x minimises ||(A + E) x - (b + f)||, by the formula of Walden, Karlson
 * and Sun (Higham, Accuracy and Stability, sec. 20.7); negative when memory runs out.
 */
double lsq_extended_backward_error(const lsq_extended *e, const double *b, const double *x, double theta);

#endif
