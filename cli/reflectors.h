/** Orthonormal columns from Householder reflectors, by LAPACK. */
#ifndef REFLECTORS_H
#define REFLECTORS_H

#include <stdbool.h>
#include <stdint.h>

/**
 * The first k columns of the product of the first k reflectors, as geqp3 leaves them, in their place (orgqr).
 *
 * @param[in]     single  float, not double
 * @param[in,out] A       m x k, leading dimension max(1, m)
 * @return a code of the library
 */
int reflectors_expand(bool single, int64_t m, int64_t k, void *A, const void *tau);

#endif
