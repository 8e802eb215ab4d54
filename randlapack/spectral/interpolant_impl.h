/** Interpolants over shifts: what pick.c and shape.c share with interpolant.c. */
#ifndef RANDLAPACK_INTERPOLANT_IMPL_H
#define RANDLAPACK_INTERPOLANT_IMPL_H

#include "randlapack_spectral.h"

#include "arena_impl.h"

#include <math.h>
#include <stdbool.h>

/* A number and its derivative by the shift. */
typedef struct randlapack_dual {
    double v, d;
} randlapack_dual;

/* What delta(tau) = u(tau) - tau lies between. */
typedef struct randlapack_enclosure {
    randlapack_dual lower, upper;
} randlapack_enclosure;

/* The continued fraction of pick.c; its terms, k < used, and what is known of its tail. */
typedef struct randlapack_pick {
    int64_t used, spare;              /* terms; nodes left out as they tell nothing new */
    double *nodes, *terms, *errors;   /* of the terms */
    double *spare_nodes, *spare_most; /* the tail is at most that there */
    double limit;                     /* the tail is at most that everywhere; may be infinite */
    double limit_error;               /* which has that error */
} randlapack_pick;

struct randlapack_interpolant {
    randblas_control control;
    randblas_arena arena;
    int64_t n, count, used;
    double power, lower;  /* p, and the eigenvalues' lower bound that tau = t + lower is counted from */
    int exponent;         /* everything below is in units of 2^exponent */
    double noise;         /* relative error of u */
    double limit;         /* delta at infinity, NAN if unknown */
    double *tau;          /* nodes, ascending */
    double *delta;        /* u - tau there */
    double *error;        /* of delta */
    randlapack_pick pick; /* |p| <= 1 */
    int64_t atoms;        /* a spectrum of these numbers and weights */
    double *atom, *atom_weight;
    double *correction; /* what its delta lacks at the nodes */
};

/* |p| <= 1; 0 or RANDBLAS_NOT_POSITIVE_DEFINITE, when values contradict each other. */
int randlapack_pick_build(randlapack_interpolant *s);
randlapack_enclosure randlapack_pick_at(const randlapack_interpolant *s, double tau);

/* Numbers and weights whose means are nearly those given, and delta of them, corrected. */
int randlapack_mixture_build(randlapack_interpolant *s);
randlapack_dual randlapack_mixture_at(const randlapack_interpolant *s, double tau);

/* Any p, from convexity alone; the same codes. */
int randlapack_shape_build(randlapack_interpolant *s);
randlapack_enclosure randlapack_shape_at(const randlapack_interpolant *s, double tau);

#endif
