/**
 * Fits of free Meixner laws by Chebyshev moments on their own interval.
 *
 * In standard form y = (x - mean)/deviation the interval is skew -+ 2 sqrt(1 + excess), and t = (y - skew)/(2 sqrt(1 +
 * excess)) maps it to [-1, 1].
 */
#ifndef RMT_DECOMPRESS_IMPL_H
#define RMT_DECOMPRESS_IMPL_H

#include "law_impl.h"
#include "rmt_decompress.h"

enum { RMT_MOST_MOMENTS = 64 };

/* A free Meixner law; the deviation by its logarithm. */
typedef struct rmt_meixner {
    double mean, log_deviation, skew, excess;
} rmt_meixner;

/* Values y = (x - centre)/half of a block, their atoms apart, and what may be a wall. */
typedef struct rmt_block {
    int64_t n, inner; /* all; those in y */
    const double *y;  /* without the atoms */
    double centre, half;
    rmt_meixner start; /* by moments, in y */
    int walls;
    double wall[2]; /* in y, ascending if two */
    int atoms;
    int64_t equal[2]; /* values that are alike at either end: atoms */
    double end[2];    /* those values, in y */
} rmt_block;

/* Sorts x, which becomes y; 0, RANDBLAS_RANK_DEFICIENT. */
int rmt_block_open(rmt_block *block, int64_t n, double *x);

/* Real or complex zeros of 1 + skew y + excess y^2; how many. */
int rmt_free_meixner_walls(double skew, double excess, rmt_complex wall[2]);

/* Sums of T_0 .. T_count over the values at t. */
void rmt_chebyshev_sums(const rmt_block *block, const rmt_meixner *law, int count, double *sums);

/* Moments T_0 .. T_count of the continuous part, over t. */
void rmt_meixner_moments(double skew, double excess, int count, double *moments);

/* n times what the midpoint rule at quantiles adds to those, to leading order. */
void rmt_meixner_midpoint(const rmt_meixner *law, int64_t n, int count, double *shift);

/* Parameters that a model has; 0: the block has not the walls for it. */
int rmt_model_parameters(const rmt_block *block, int model);

/* Its first parameters, from the law without restriction that is nearest in a sense. */
void rmt_model_start(int model, const rmt_meixner *law, double *q);

/* The law of parameters q; false outside the range. */
bool rmt_model_law(const rmt_block *block, int model, const double *q, rmt_meixner *law);

/* Nonlinear least squares in a few unknowns: residuals of q, false where there are none. */
enum { RMT_MOST_UNKNOWNS = 18 };
typedef bool rmt_residual_fn(const void *context, const double *q, double *residual);
typedef struct rmt_least_squares {
    double cost;                                            /* sum of squares */
    double direction[RMT_MOST_UNKNOWNS][RMT_MOST_UNKNOWNS]; /* [j]: independent steps of one standard error in q */
} rmt_least_squares;

/* q: start and result; false if not even the start has residuals. */
bool rmt_small_least_squares(rmt_residual_fn *f, const void *context, int residuals, int unknowns, double *q,
                             rmt_least_squares *result);

#endif
