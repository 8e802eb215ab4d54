/** The largest eigenvalue of white noise whose variance is estimated from its trace. */
#ifndef RMT_BULK_IMPL_H
#define RMT_BULK_IMPL_H

#include "rmt_law.h"

#include <stdint.h>

/* Of n x p entries of variance 1, n >= p. */
typedef struct rmt_noise_edge {
    const rmt_law *law;   /* Tracy and Widom's */
    double centre, scale; /* Johnstone's, with Ma's constants */
    double spread;        /* variance of the trace's relative error, in units of the scale */
} rmt_noise_edge;

rmt_noise_edge rmt_noise_edge_of(const rmt_law *law, int64_t n, int64_t p);

/* P((lambda_max n p/trace - centre)/scale > x) */
double rmt_noise_edge_exceeds(const rmt_noise_edge *edge, double x);

/* x that is exceeded with a probability in (0, 1). */
double rmt_noise_edge_quantile(const rmt_noise_edge *edge, double level);

#endif
