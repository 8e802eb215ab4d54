/**
 * Tall least-squares problems whose solution is known: A has given singular values, and x is the exact solution for the
 * A and b as stored (rounded), found by refinement in extended precision.  For tests and benchmarks alike.
 */
#ifndef LSQ_PROBLEM_H
#define LSQ_PROBLEM_H

#include <stdint.h>

typedef struct lsq_problem {
    int64_t m, n;
    double *A; /* m x n, column major */
    double *b; /* m */
    double *x; /* n, the solution */
} lsq_problem;

/*
 * Singular values from 1 down to 1/cond, evenly spaced in the logarithm; ||b - A x|| = noise ||b||, about.
 * Needs m > n.  Returns 0, or nonzero when memory runs out or LAPACK fails.
 */
int lsq_problem_make(int64_t m, int64_t n, double cond, double noise, lsq_problem *p);
void lsq_problem_free(lsq_problem *p);

/* ||b - A y||; the second result is ||A^T (b - A y)||. */
double lsq_residual(const lsq_problem *p, const double *y, double *normal);

/* ||y - x|| / ||x|| */
double lsq_forward_error(const lsq_problem *p, const double *y);

#endif
