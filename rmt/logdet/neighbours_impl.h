/** Log-determinants of points given those before them that correlate most. */
#ifndef RMT_NEIGHBOURS_IMPL_H
#define RMT_NEIGHBOURS_IMPL_H

#include "rmt_names_impl.h"

#include "arena_impl.h"
#include "kernel/entries_impl.h" /* not that of randblas */

typedef struct rmt_xneighbours {
    int64_t n, d, k;     /* points, outputs, neighbours at most */
    int64_t *rows;       /* n d: rows of the points in their order */
    scalar_t *scale;     /* n d: that make the diagonal 1 */
    double *logs;        /* n: of the products of the diagonal */
    scalar_t *column;    /* n d x d: a point's covariance with those before it */
    double *score;       /* k */
    int64_t *best;       /* k: positions of the neighbours, the nearest first */
    int64_t *near;       /* k d: their rows */
    scalar_t *B, *C, *D; /* covariance of the neighbours, with the point, of the point */
} rmt_xneighbours;

/* Room for n points; arena.info tells. */
rmt_xneighbours rmt_xneighbours_open(randblas_arena *arena, int64_t n, int64_t d, int64_t k);

/* v[i] = logdet of the conditional covariance of the point at order[i], i < n, given the k before it that correlate
 * most with it.  RANDBLAS_NOT_POSITIVE_DEFINITE, RANDBLAS_NOT_FINITE, RANDBLAS_CALLBACK_FAILED, RANDBLAS_CANCELLED. */
int rmt_xneighbours_run(const randlapack_xentries *K, rmt_xneighbours *w, const int64_t *order,
                        const randblas_control *control, double *v);

#endif
