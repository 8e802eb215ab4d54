/*
 * BLIS's own cblas.h brings all types of BLIS: one has the name of one of ours, two are of POSIX and not of C11.  None
 * of them is in the interface.  cmake/Dependencies.cmake puts this in front where that header alone does not compile.
 */
#ifndef RANDLAPACK_BLIS_CBLAS_H
#define RANDLAPACK_BLIS_CBLAS_H
#include <pthread.h>

#define array_t blis_array_t
#define pthread_barrier_t int
#define pthread_barrierattr_t int
#include_next <cblas.h>
#undef array_t
#undef pthread_barrier_t
#undef pthread_barrierattr_t
#endif
