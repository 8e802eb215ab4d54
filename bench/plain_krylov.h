/**
 * LSQR and LSMR without a preconditioner, for the benchmarks of sparse least squares: the peers whose steps a
 * preconditioner is to save.
 */
#ifndef PLAIN_KRYLOV_H
#define PLAIN_KRYLOV_H

#include <stdbool.h>
#include <stdint.h>

/* Compressed rows. */
typedef struct csr {
    int64_t m, n;
    int64_t *ptr, *colind;
    double *values;
} csr;

enum { PLAIN_LEVELS = 5 };

typedef struct plain_run {
    int64_t iterations;
    double seconds;
    double normal; /* ||A^T r|| / (||A||_F ||r||) by the recurrences */
    bool converged;
    /* When it first was below 1e-6, 1e-8 ... 1e-14; zeros where it never was. */
    struct {
        double seconds;
        int64_t iterations;
    } levels[PLAIN_LEVELS];
} plain_run;

extern const double plain_levels[PLAIN_LEVELS];

/* When to stop: normal <= atol or ||r|| <= atol (||b|| + ||A||_F ||x||), the rules of Paige and Saunders; or when the
 * time is over. */
typedef struct plain_limits {
    double frobenius, atol, seconds;
} plain_limits;

/* min ||A x - b|| from x = 0. */
plain_run plain_lsqr(const csr *A, const double *b, const plain_limits *limits, double *x);
plain_run plain_lsmr(const csr *A, const double *b, const plain_limits *limits, double *x);

/* p = A v - shift p and y = A^T p in one sweep over A; returns ||p||. */
double plain_sweep(const csr *A, const double *v, double shift, double *p, double *y);

#endif
