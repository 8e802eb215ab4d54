/** Whether a matrix is symmetric. */
#ifndef SYMMETRY_H
#define SYMMETRY_H

#include "matrix.h"

/**
 * Check that A is square and symmetric to rounding: |a_ij - a_ji| at most 100 eps max |a|, eps of its precision, which
 * products that should be symmetric keep.  Entries that are not finite are for others to find.
 *
 * @return an exit code, with a sentence that names an entry
 */
int symmetry_check(const matrix *A, cli_error *error);

#endif
