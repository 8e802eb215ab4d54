/** What the drivers of least squares share in reading their options. */
#ifndef RANDLAPACK_LSQ_OPTIONS_IMPL_H
#define RANDLAPACK_LSQ_OPTIONS_IMPL_H

#include "randlapack.h"

#include <stdbool.h>

/* Copy and check; a sketch must have at least least_rows rows. */
bool randlapack_lsq_read_all_options(randlapack_lsq_options *full, const randlapack_lsq_options *options,
                                     int64_t least_rows);

/* Whether ridge, preconditioner, solver and method, which only some drivers have, are left at 0. */
bool randlapack_lsq_only_common_options(const randlapack_lsq_options *options);

/* Copy and check for the drivers that have none of those. */
bool randlapack_lsq_read_options(randlapack_lsq_options *full, const randlapack_lsq_options *options,
                                 int64_t least_rows);

/* The more serious of two numerical outcomes: NOT_FINITE, NOT_CONVERGED, RANK_DEFICIENT, success. */
int randlapack_lsq_worse(int a, int b);

/* Each field of `worst` becomes the larger of the two; NaN is larger than anything. */
void randlapack_lsq_errors_join(randlapack_lsq_errors *worst, const randlapack_lsq_errors *e);

/* The same for what a report holds of the errors. */
void randlapack_lsq_report_join(randlapack_lsq_report *report, const randlapack_lsq_errors *e, double normal_residual);

#endif
