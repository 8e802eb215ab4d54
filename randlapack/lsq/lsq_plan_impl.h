/** How a tall least-squares problem will be solved: decided once, from sizes alone. */
#ifndef RANDLAPACK_LSQ_PLAN_IMPL_H
#define RANDLAPACK_LSQ_PLAN_IMPL_H

#include "randlapack_names_impl.h"

#include "randlapack.h"

typedef struct randlapack_lsq_plan {
    randlapack_precond preconditioner; /* never AUTO */
    int64_t sketch_rows;               /* m: none */
} randlapack_lsq_plan;

/* The plan for A (rows >= cols) under the options; `memory` bytes are left for the call. */
randlapack_lsq_plan randlapack_xlsq_plan(const randblas_xlinop *A, const randlapack_lsq_options *options,
                                         int64_t memory);

/* The plan when Cholesky broke down or A is rank deficient: a sketch large enough for LSQR alone, or none. */
randlapack_lsq_plan randlapack_xlsq_plan_again(const randblas_xlinop *A, const randlapack_lsq_options *options);

/*
 * Rows of the sketch with which sketch-and-solve reaches the tolerance, ||A (x - x*)|| <= tolerance ||r||, faster than
 * any iteration; 0: none.
 */
int64_t randlapack_xlsq_sketch_solve_rows(const randblas_xlinop *A, const randlapack_lsq_options *options);

#endif
