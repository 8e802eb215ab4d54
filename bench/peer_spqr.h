/**
 * Sparse QR of SuiteSparse, so that it is timed in the same process.  Without it, peer_spqr_none.c stands in,
 * peer_spqr_there() is false and nothing else may be called.
 */
#ifndef PEER_SPQR_H
#define PEER_SPQR_H

#include <stdbool.h>
#include <stdint.h>

bool peer_spqr_there(void);

/* x = argmin ||A x - b||, A by columns; the most memory it held beside A and b, in bytes, or -1 when it ran out. */
double peer_spqr_solve(int64_t m, int64_t n, int64_t *ptr, int64_t *rowind, double *values, double *b, double *x);

#endif
