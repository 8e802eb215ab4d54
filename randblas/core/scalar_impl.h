/**
 * One source, four precisions.  A file that holds algorithms over scalars is compiled once for each of RANDBLAS_PREC_s,
 * _d, _c, _z (CMake sets the flag); it names types by the aliases below and functions by LAPACK's letter x, which
 * names_impl.h maps: `int randblas_xskge(...)` is randblas_dskge in double.
 */
#ifndef RANDBLAS_SCALAR_IMPL_H
#define RANDBLAS_SCALAR_IMPL_H

#include <complex.h>
#include <float.h>
#include <stdbool.h>
#include <stdint.h>

#if defined(RANDBLAS_PREC_s)
#define RANDBLAS_X_(stem, name) stem##_s##name
typedef float real_t;
typedef float scalar_t;
#define IS_COMPLEX 0
#define IS_SINGLE 1
#elif defined(RANDBLAS_PREC_d)
#define RANDBLAS_X_(stem, name) stem##_d##name
typedef double real_t;
typedef double scalar_t;
#define IS_COMPLEX 0
#define IS_SINGLE 0
#elif defined(RANDBLAS_PREC_c)
#define RANDBLAS_X_(stem, name) stem##_c##name
typedef float real_t;
typedef float _Complex scalar_t;
#define IS_COMPLEX 1
#define IS_SINGLE 1
#elif defined(RANDBLAS_PREC_z)
#define RANDBLAS_X_(stem, name) stem##_z##name
typedef double real_t;
typedef double _Complex scalar_t;
#define IS_COMPLEX 1
#define IS_SINGLE 0
#else
#error "compile this file once per precision, with RANDBLAS_PREC_s, _d, _c or _z"
#endif
#define RANDBLAS_X(name) RANDBLAS_X_(randblas, name)

/* The letter r: what works on real parts exists in float and double only, and serves the complex precisions too. */
#if IS_SINGLE
#define RANDBLAS_R(name) randblas_s##name
#else
#define RANDBLAS_R(name) randblas_d##name
#endif

#if IS_SINGLE
#define REAL_EPS FLT_EPSILON
#else
#define REAL_EPS DBL_EPSILON
#endif

/* In public prototypes complex data is `void *` and complex scalars are passed by address, as in CBLAS. */
#if IS_COMPLEX
typedef const void *scalar_arg;
typedef void array_t;
#define SCALAR_VALUE(arg) (*(const scalar_t *)(arg))
#define SCALAR_MISSING(arg) ((arg) == NULL)
#if IS_SINGLE
#define CONJ(x) conjf(x)
#define REAL(x) crealf(x)
#define ABS(x) cabsf(x)
#else
#define CONJ(x) conj(x)
#define REAL(x) creal(x)
#define ABS(x) cabs(x)
#endif
#else
typedef scalar_t scalar_arg;
typedef scalar_t array_t;
#define SCALAR_VALUE(arg) (arg)
#define SCALAR_MISSING(arg) 0
#define CONJ(x) (x)
#define REAL(x) (x)
#if IS_SINGLE
#define ABS(x) fabsf(x)
#else
#define ABS(x) fabs(x)
#endif
#endif

#include "names_impl.h"

#endif
