/** OpenMP, or its absence. */
#ifndef RANDBLAS_THREADS_IMPL_H
#define RANDBLAS_THREADS_IMPL_H

#ifdef _OPENMP
#include <omp.h>
#endif

/* How many threads a parallel region would have here. */
static inline int thread_limit(void)
{
#ifdef _OPENMP
    return omp_get_max_threads();
#else
    return 1;
#endif
}

#endif
