/** Tails of samples, as sorted logarithms. */
#ifndef RMT_TAIL_IMPL_H
#define RMT_TAIL_IMPL_H

#include "rmt_tail.h"

#include "arena_impl.h"

#include <stdbool.h>

/* What is known of a sample: its n positive values' logarithms, ascending. */
typedef struct rmt_logs {
    int64_t n;
    double *log;
} rmt_logs;

/* Logarithms of the positive values, sorted, from the arena. */
int rmt_logs_open(rmt_logs *logs, int64_t n, const double *x, randblas_arena *arena);

/* The first value of at least this logarithm. */
int64_t rmt_logs_from(const rmt_logs *logs, double log);

/* A power law on the values from one on. */
typedef struct rmt_power_law {
    int64_t from;           /* index of xmin among the logarithms; -1: there is none */
    int64_t candidates;     /* that it was chosen from */
    double decay, distance; /* alpha - 1, and Clauset's distance */
} rmt_power_law;

/*
 * The one whose distance is least, of those with at least `least` values in the tail, not all equal.
 * sums: room for n doubles.
 */
rmt_power_law rmt_power_law_scan(const rmt_logs *logs, int64_t least, double *sums);

/* The one with xmin at an index; from = -1 if all values from there on are equal. */
rmt_power_law rmt_power_law_at(const rmt_logs *logs, int64_t from);

/* Share of `replicates` samples like the fitted one that are as far from their own fits; 0, a memory code or cancelled.
 */
int rmt_power_law_goodness(const rmt_logs *logs, const rmt_power_law *fit, const rmt_power_law_options *options,
                           randblas_arena *arena, double *p);

/*
 * Exponential families on u = log t >= 0: density proportional to exp(rise u - weight s(u)), weight >= 0, with
 * s(u) = e^u - 1 (the truncated power law) or u^2 (the log-normal law).
 */
typedef struct rmt_tilt {
    bool squares;        /* s(u) = u^2 */
    double rise, weight; /* natural parameters */
} rmt_tilt;

/* log of the normaliser, means of u and s(u), and their covariance matrix [uu, us, ss]. */
typedef struct rmt_tilt_moments {
    double log_normaliser, u, s, uu, us, ss;
} rmt_tilt_moments;

/* weight > 0 */
rmt_tilt_moments rmt_tilt_moments_of(const rmt_tilt *tilt);

/* P(U <= u) */
double rmt_tilt_cdf(const rmt_tilt *tilt, const rmt_tilt_moments *moments, double u);

/* Maximum likelihood for mean u and mean s; false: no convergence.  weight = 0: the power law is the limit. */
bool rmt_tilt_fit(rmt_tilt *tilt, double u, double s);

/* A fitted family: a density of u = log(x/xmin).  The power law is weight = 0, the exponential law rise = 1. */
typedef struct rmt_tail_law {
    rmt_tail_family family;
    rmt_tilt tilt;
    rmt_tilt_moments moments;
    double start; /* log xmin */
} rmt_tail_law;

/* Fit of a family to the values from an index on; the sample has two different ones.  0 or RANDBLAS_NOT_CONVERGED. */
int rmt_tail_estimate(const rmt_logs *logs, int64_t from, double start, rmt_tail_family family, rmt_tail_law *law,
                      rmt_tail_report *report);

/* Log-density of x at u = log(x/xmin). */
double rmt_tail_log_density(const rmt_tail_law *law, double u);

/* Whether the family is one. */
bool rmt_tail_family_is_legal(rmt_tail_family family);

/* Sorted logarithms and the first of the tail; RANDBLAS_RANK_DEFICIENT if there are no two different values. */
int rmt_tail_open(int64_t n, const double *x, double xmin, randblas_arena *arena, rmt_logs *logs, int64_t *from);

#endif
