/** Nesterov momentum for sketch-and-project with parameters that are found on the way. */
#ifndef RANDLAPACK_MOMENTUM_IMPL_H
#define RANDLAPACK_MOMENTUM_IMPL_H

#include <stdbool.h>
#include <stdint.h>

/* The step is m = damping (m + g), x = x + g + weight m, g the correction of a block; see momentum.c. */
typedef struct randlapack_momentum {
    double damping, weight;
    double rho, nu; /* rate, and the excess of the second moment of the projector */
    double least_nu;
    double residual; /* where the window of measurement began */
    int64_t steps;   /* when */
} randlapack_momentum;

/* blocks: about how many blocks make a pass, at least 1. */
randlapack_momentum randlapack_momentum_start(double blocks, double residual);

/* The residual after so many steps.  Returns false when it has grown so that the momentum must be thrown away. */
bool randlapack_momentum_observe(randlapack_momentum *m, int64_t steps, double residual);

#endif
