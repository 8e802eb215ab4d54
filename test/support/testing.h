/** What every test includes: cmocka and its prerequisites. */
#ifndef TESTING_H
#define TESTING_H

#include <float.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/*
 * Under valgrind the long double of x87 is no longer than a double.  OpenBLAS's dnrm2 squares in it: then norms of
 * vectors of order 1e200 overflow there and nowhere else.
 */
static inline bool long_double_is_short(void)
{
    const volatile long double x = DBL_MAX;
    return x * x / x != x;
}

#endif
