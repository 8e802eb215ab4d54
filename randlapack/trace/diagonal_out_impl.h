/** Diagonals of estimates that leave one probe out. */
#ifndef RANDLAPACK_DIAGONAL_OUT_IMPL_H
#define RANDLAPACK_DIAGONAL_OUT_IMPL_H

#include "diagonal_impl.h"

/* Mean and spread of the run from base (n), P and T (n x k), r (k) and K (k x k, ones on its diagonal): see the source.
 * Its probes are run->X. */
int randlapack_xdiagonal_out(randlapack_xdiagonal_run *run, const double *base, const scalar_t *P, const scalar_t *T,
                             const double *r, const scalar_t *K);

#endif
