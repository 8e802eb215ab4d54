/* The median by sorting. */
#include "median_impl.h"

#include <math.h>
#include <stdlib.h>

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double rmt_median(int64_t n, double *x)
{
    qsort(x, (size_t)n, sizeof *x, ascending);
    const double low = x[(n - 1) / 2], high = x[n / 2];
    return low == high ? low : low + (high - low) / 2;
}
