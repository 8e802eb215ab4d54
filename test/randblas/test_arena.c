/* The workspace of a call: alignment, limits, the caller's allocator, overflow, and failures that stay. */
#include "testing.h"

#include "arena_impl.h"

#include <stdlib.h>
#include <string.h>

typedef struct ledger {
    int taken, returned;
    int fail_at; /* the allocation, counted from 1, that fails; 0: none */
} ledger;

static void *counted_allocate(void *context, size_t bytes)
{
    ledger *l = context;
    if (++l->taken == l->fail_at) return NULL;
    return malloc(bytes);
}

static void counted_release(void *context, void *block)
{
    ((ledger *)context)->returned++;
    free(block);
}

/* Deliberately gives addresses that are aligned to 16 bytes only. */
static void *skewed_allocate(void *context, size_t bytes)
{
    char *p = aligned_alloc(64, (bytes + 16 + 63) / 64 * 64);
    (void)context;
    return p ? p + 16 : NULL;
}

static void skewed_release(void *context, void *block)
{
    (void)context;
    free((char *)block - 16);
}

static void check_blocks(const randblas_control *control)
{
    randblas_arena arena = randblas_arena_open(control);
    char *block[20];
    for (int i = 0; i < 20; i++) {
        block[i] = randblas_arena_get(&arena, i * i, 3);
        assert_non_null(block[i]); /* for zero elements too */
        assert_int_equal((uintptr_t)block[i] % 64, 0);
        memset(block[i], i, 3 * (size_t)i * (size_t)i); /* sanitizers see what does not fit */
    }
    for (int i = 0; i < 20; i++)
        for (int b = 0; b < 3 * i * i; b++) assert_int_equal(block[i][b], i);
    assert_int_equal(arena.info, 0);
    randblas_arena_close(&arena);
    randblas_arena_close(&arena); /* empty now; closing again is harmless */
}

static void blocks_are_aligned_and_apart(void **state)
{
    (void)state;
    const randblas_control skewed = {.allocate = skewed_allocate, .release = skewed_release}, none = {0};
    check_blocks(NULL);
    check_blocks(&none);
    check_blocks(&skewed);
}

static void the_allocator_gets_everything_back(void **state)
{
    (void)state;
    for (int fail_at = 0; fail_at <= 5; fail_at++) {
        ledger l = {.fail_at = fail_at};
        const randblas_control control = {
            .allocate = counted_allocate, .release = counted_release, .allocator_context = &l};
        randblas_arena arena = randblas_arena_open(&control);
        for (int i = 0; i < 5; i++) {
            const void *block = randblas_arena_get(&arena, 10, 8);
            assert_true((block == NULL) == (fail_at > 0 && i + 1 >= fail_at)); /* once failed, always */
        }
        assert_int_equal(arena.info, fail_at ? RANDBLAS_OUT_OF_MEMORY : 0);
        randblas_arena_close(&arena);
        assert_int_equal(l.returned, fail_at ? fail_at - 1 : 5);
        assert_int_equal(l.taken, fail_at ? fail_at : 5); /* nobody asks again after a failure */
    }
}

static void the_limit_holds(void **state)
{
    (void)state;
    const randblas_control control = {.memory_limit = 10000};
    randblas_arena arena = randblas_arena_open(&control);
    assert_non_null(randblas_arena_get(&arena, 600, 8));
    assert_null(randblas_arena_get(&arena, 700, 8)); /* 10400 together */
    assert_int_equal(arena.info, RANDBLAS_MEMORY_LIMIT);
    assert_null(randblas_arena_get(&arena, 1, 1)); /* the failure stays */
    assert_true(arena.used >= 4800 && arena.used <= 10000);
    randblas_arena_close(&arena);

    arena = randblas_arena_open(&control); /* the limit counts what is held at a time, not over calls */
    assert_non_null(randblas_arena_get(&arena, 1100, 8));
    randblas_arena_close(&arena);
}

static void sizes_that_overflow(void **state)
{
    (void)state;
    const int64_t counts[] = {-1, INT64_MIN, INT64_MAX, INT64_MAX / 8, (INT64_MAX - 64) / 8};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        randblas_arena arena = randblas_arena_open(NULL);
        assert_null(randblas_arena_get(&arena, counts[i], 8));
        assert_int_equal(arena.info, RANDBLAS_TOO_LARGE);
        assert_null(randblas_arena_get(&arena, INT64_MAX, 1));
        assert_int_equal(arena.info, RANDBLAS_TOO_LARGE);
        randblas_arena_close(&arena);
    }
    assert_int_equal(randblas_size_product(INT64_MAX / 3, 3), INT64_MAX / 3 * 3);
    assert_int_equal(randblas_size_product(INT64_MAX / 3 + 1, 3), INT64_MAX);
    assert_int_equal(randblas_size_product(INT64_MAX, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_aligned_and_apart),
        cmocka_unit_test(the_allocator_gets_everything_back),
        cmocka_unit_test(the_limit_holds),
        cmocka_unit_test(sizes_that_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
