/* OpenMP's number of threads, which OpenBLAS and MKL built with OpenMP obey too; without OpenMP there is one. */
#include "threads.h"

#ifdef _OPENMP
#include <omp.h>

void threads_set(int count)
{
    omp_set_num_threads(count);
}

int threads_get(void)
{
    return omp_get_max_threads();
}
#else
void threads_set(int count)
{
    (void)count;
}

int threads_get(void)
{
    return 1;
}
#endif
