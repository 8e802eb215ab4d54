/**
 * A matrix whose rows are spread over several processes, as the drivers see it: each runs the driver on its own rows,
 * and what concerns all rows goes through these routines, each of which all processes call in the same order.  Vectors
 * of length n are the same everywhere, bit for bit, so that all take the same decisions.  The library itself makes no
 * team; NULL stands for one process that has all rows.
 */
#ifndef RANDLAPACK_TEAM_IMPL_H
#define RANDLAPACK_TEAM_IMPL_H

#include "randlapack_names_impl.h"

#include "randblas.h"

struct randlapack_xpass;

typedef struct randlapack_xteam {
    int64_t rows, first, nnz; /* of the whole; row 0 of this process in it; nonzeros of the whole */
    int64_t members, member;  /* processes, and the number of this one */
    bool root;                /* factors the sketch */
    bool exact;               /* sums are exact, so that they cannot depend on who has which rows */
    void *context;
    /* B (d x n, column major) = the whole S A, on the root only; on the others B is scratch; so are rows d to ldb. */
    int (*sketch)(void *context, const randblas_sketch *S, int64_t d, const randblas_xlinop *A, scalar_t *B,
                  int64_t ldb);
    /* randlapack_xpass_run() without damp, W and norms being those of all rows. */
    int (*pass)(void *context, const struct randlapack_xpass *pass, int64_t nrhs, const scalar_t *P,
                const scalar_t *alpha, scalar_t *U, scalar_t *W, double *norms);
    /* x[k] = its sum (add: of doubles), x[k] = its largest, x = that of the root; and what reaches one member or the
     * root alone, x being scratch on the others. */
    int (*sum)(void *context, int64_t count, scalar_t *x);
    int (*add)(void *context, int64_t count, double *x);
    int (*largest)(void *context, int64_t count, double *x);
    int (*share)(void *context, int64_t count, scalar_t *x);
    int (*give)(void *context, int64_t member, int64_t count, scalar_t *x);
    int (*sum_at_root)(void *context, int64_t count, scalar_t *x);
    /* Where sums are exact, else NULL.  A of the team is dense or CSR: U = A P, the rows of this process, each in an
     * order of its own; W = A^T U; G (k x k) = Y^T Y, Y rows x k, dense or CSR; sums[j] over all rows of terms
     * (count of each row, one after another). */
    int (*multiply)(void *context, int64_t nrhs, const scalar_t *P, scalar_t *U);
    int (*transposed)(void *context, int64_t nrhs, const scalar_t *U, scalar_t *W);
    int (*gram)(void *context, const randblas_xlinop *Y, scalar_t *G);
    int (*totals)(void *context, int64_t rows, int64_t count, const double *terms, double *sums);
    /* norms[r] = ||column r of U||, U rows x nrhs, contiguous, its entries at most 1. */
    int (*norms)(void *context, int64_t rows, int64_t nrhs, const scalar_t *U, double *norms);
} randlapack_xteam;

#endif
