/** OpenMP where there is any. */
#ifndef RANDBLAS_THREADS_IMPL_H
#define RANDBLAS_THREADS_IMPL_H

#include <stdint.h>

#ifdef _OPENMP
#include <omp.h>
#endif

/* How many threads a loop of so many iterations may use: what workspace has to be provided for. */
static inline int64_t threads_for(int64_t iterations)
{
#ifdef _OPENMP
    const int64_t limit = omp_get_max_threads();
#else
    const int64_t limit = 1;
#endif
    return iterations < limit ? (iterations < 1 ? 1 : iterations) : limit;
}

static inline int64_t thread_index(void)
{
#ifdef _OPENMP
    return omp_get_thread_num();
#else
    return 0;
#endif
}

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
