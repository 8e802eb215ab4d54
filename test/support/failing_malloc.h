/**
 * Allocation that fails on demand.  Programs linked with -Wl,--wrap=malloc,... reach these functions from every object
 * of the static library; the shared libraries beneath it (BLAS, LAPACK, C) do not.
 */
#ifndef FAILING_MALLOC_H
#define FAILING_MALLOC_H

#include "testing.h"
#include "wrapped_malloc.h"

#include <stdatomic.h>
#include <stdio.h>

static atomic_long malloc_live, malloc_countdown = -1; /* negative: never fail */

static int malloc_must_fail(void)
{
    return malloc_countdown >= 0 && atomic_fetch_sub(&malloc_countdown, 1) == 0;
}

void *__wrap_malloc(size_t bytes)
{
    if (malloc_must_fail()) return NULL;
    malloc_live++;
    return __real_malloc(bytes);
}

void *__wrap_calloc(size_t count, size_t bytes)
{
    if (malloc_must_fail()) return NULL;
    malloc_live++;
    return __real_calloc(count, bytes);
}

void *__wrap_realloc(void *block, size_t bytes)
{
    if (malloc_must_fail()) return NULL;
    if (!block) malloc_live++;
    return __real_realloc(block, bytes);
}

void __wrap_free(void *block)
{
    if (block) malloc_live--;
    __real_free(block);
}

/*
 * Run work(context) with the first allocation failing, then the second, and so on until it succeeds.  Each failed run
 * must return the given code and release all that it took; the run that succeeds ends the loop.
 */
static long malloc_failed;

static inline int fail_each_allocation(int (*work)(void *context), void *context, int expected)
{
    int failures = 0;
    for (;; failures++) {
        const long live = malloc_live;
        malloc_countdown = failures;
        const int info = work(context);
        const int met = malloc_countdown < 0;
        malloc_countdown = -1;
        assert_int_equal(malloc_live, live);
        if (!met) {
            assert_true(info >= 0);
            return failures;
        }
        assert_int_equal(info, expected);
        malloc_failed++;
    }
}

/* For scripts/faults, which adds them up. */
__attribute__((destructor)) static void malloc_print_failed(void)
{
    if (malloc_failed) printf("%ld allocations failed\n", malloc_failed);
}

#endif
