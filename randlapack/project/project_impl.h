/** What block Kaczmarz and block coordinate descent share: blocks, their factors, momentum, and when to stop. */
#ifndef RANDLAPACK_PROJECT_IMPL_H
#define RANDLAPACK_PROJECT_IMPL_H

#include "draw_impl.h"
#include "momentum_impl.h"
#include "scaled_rows_impl.h"

/*
 * With P the rows of a block, scaled, and G its matrix:
 *
 *     equations     rows of A      G = P P^T    u = beta_S - P x     x = x + P^T G^-1 u
 *     coordinates   rows of A      G = A_SS     u = (b - A x)_S      x_S = x_S + G^-1 u
 *     columns       columns of A   G = P P^T    u = P r              x_S = x_S + G^-1 u,   r = r - P^T G^-1 u
 */
typedef enum randlapack_blocks {
    RANDLAPACK_EQUATIONS,   /* Kaczmarz */
    RANDLAPACK_COORDINATES, /* descent for positive definite systems */
    RANDLAPACK_COLUMNS      /* descent for least squares */
} randlapack_blocks;

/* One call.  The momenta are NULL for the plain method. */
typedef struct randlapack_xproject {
    const randblas_xlinop *A;
    const scalar_t *b;
    randblas_xlinop mixed; /* F D A, if it is asked for: rows keeps its address */
    randlapack_blocks kind;
    randlapack_project_options options;
    randlapack_project_report *report;
    randblas_arena arena;
    randlapack_xscaled_rows rows;
    randlapack_draw draw;
    randlapack_momentum momentum;
    int shift; /* iterates are those of 2^shift b, whose scaled entries are at most 1 */
    double lambda, tolerance;
    scalar_t *mixed_b;
    scalar_t *beta;                /* the scaled right-hand side of the rows; not for columns */
    scalar_t *x, *x_momentum;      /* n; a column's entry is that of the scaled column */
    scalar_t *r, *r_momentum;      /* m: 2^shift b - A x; the momentum for columns only */
    scalar_t *best, *z, *gradient; /* n: of the least measure; x in the units of r; A^T r */
    scalar_t *u, *c, *G, *factors; /* block, block, block^2, block^2 for each of the pool */
    bool *ready;                   /* which of those have been computed */
    int *half;                     /* coordinates: half the exponents of the diagonal */
    double right;                  /* ||b|| in the units of r */
    double residual, normal;       /* of x, as last measured */
    double measure, best_measure;  /* what is to become small, of x and of the best */
    double best_residual, best_normal;
    int64_t best_steps, steps;
} randlapack_xproject;

/* Copy the options and check them; false when they are illegal. */
bool randlapack_xproject_read(randlapack_xproject *p, const randlapack_project_options *options);

/* Everything after the check of the arguments: x in the caller's units, report, info. */
int randlapack_xproject_run(randlapack_xproject *p, scalar_t *x);

/* One step on the block rows[0 .. s), number k of the pool or -1. */
int randlapack_xproject_step(randlapack_xproject *p, int64_t s, const int64_t *rows, int64_t k);

/* The residual of x, computed from it, and what follows. */
int randlapack_xproject_measure(randlapack_xproject *p);

#endif
