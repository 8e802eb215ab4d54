/** Queries of a law at one point, and numbers that have to be near. */
#ifndef LAWS_H
#define LAWS_H

#include "testing.h"

#include "rmt.h"

#include <math.h>
#include <stdio.h>

static inline double one(int (*query)(const rmt_law *, int64_t, const double *, double *), const rmt_law *law, double x)
{
    double y = 0;
    assert_int_equal(query(law, 1, &x, &y), 0);
    return y;
}

#define assert_close(a, b, tolerance) assert_near(a, b, tolerance, __LINE__)
static inline void assert_near(double a, double b, double tolerance, int line)
{
    if (fabs(a - b) <= tolerance) return;
    printf("line %d: %.17g and %.17g differ by %.3g > %.3g\n", line, a, b, fabs(a - b), tolerance);
    assert_true(0);
}

#endif
