/** Gauss rules of many probes, and functions on them. */
#ifndef RANDLAPACK_QUADRATURE_IMPL_H
#define RANDLAPACK_QUADRATURE_IMPL_H

#include "randlapack_spectral.h"

#include "arena_impl.h"

#include <stdbool.h>

typedef struct randlapack_rule {
    int64_t degree;
    double *nodes, *weights;
} randlapack_rule;

struct randlapack_quadrature {
    randblas_control control;
    randblas_arena arena;
    double eps;            /* of the precision that A has */
    double size;           /* largest absolute value of a node */
    int64_t n;             /* weights of a rule add up to n */
    int64_t samples, room; /* rules; how many there is room for */
    int64_t longest;       /* largest degree */
    randlapack_rule *rules;
};

/* Probes as the columns of an operator: signs, or (family Gaussian) normal numbers. */
int randlapack_probes_create(randblas_family family, int64_t n, int64_t samples, const randblas_state *state,
                             randblas_sketch **probes);

/* An empty object, itself a block of its arena; NULL and a code when there is no memory. */
int randlapack_quadrature_open(const randblas_control *control, int64_t n, int64_t room, double eps,
                               randlapack_quadrature **Q);

/* Room for one more rule of the degree, whose nodes and weights are to be filled in; NULL: arena.info. */
randlapack_rule *randlapack_quadrature_add(randlapack_quadrature *Q, int64_t degree);

/* Whether the function is one that can be evaluated. */
bool randlapack_function_valid(const randlapack_spectral_function *f);

/*
 * The sum of weights f(nodes + shift); numbers up to `zero` in absolute value count as zero.  work: 2 degree words.
 * 0, or a positive code (the sum is then what it is, NaN or Inf where it has no value), or RANDBLAS_CALLBACK_FAILED.
 */
int randlapack_rule_sum(const randlapack_rule *rule, const randlapack_spectral_function *f, double shift, double zero,
                        double *work, double *sum);

/* Which of two codes is to be returned: a failure first, then the first that occurred. */
static inline int worse_code(int first, int second)
{
    return second < 0 ? second : first ? first : second;
}

/* What counts as zero beside a number of the size. */
static inline double zero_beside(double size, double eps)
{
    return 4 * eps * size;
}

#endif
