/** The median, which both views of layers are made of. */
#ifndef RMT_MEDIAN_IMPL_H
#define RMT_MEDIAN_IMPL_H

#include <stdint.h>

/* Of n > 0 numbers, which are sorted; infinite ones may be among them. */
double rmt_median(int64_t n, double *x);

#endif
