#define _POSIX_C_SOURCE 199309L /* clock_gettime */

#include "progress_impl.h"

#include <time.h>

double randlapack_seconds(void)
{
    struct timespec t;
#if defined(CLOCK_MONOTONIC)
    clock_gettime(CLOCK_MONOTONIC, &t);
#else
    timespec_get(&t, TIME_UTC);
#endif
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}
