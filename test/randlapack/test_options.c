/* Options of other versions: older callers have fewer fields, newer ones more. */
#include "testing.h"

#include "options_impl.h"
#include "randlapack.h"

#include <string.h>

typedef struct old_options {
    size_t size;
    int64_t a;
} old_options;
typedef struct new_options {
    size_t size;
    int64_t a, b;
} new_options;

static void absent_options_are_zero(void **state)
{
    (void)state;
    new_options o = {1, 2, 3};
    assert_true(randlapack_read_options(&o, sizeof o, sizeof(old_options), NULL));
    assert_true(o.size == 0 && o.a == 0 && o.b == 0);
}

static void older_callers_get_defaults(void **state)
{
    (void)state;
    new_options o = {1, 2, 3};
    const old_options mine = {sizeof mine, 5};
    assert_true(randlapack_read_options(&o, sizeof o, sizeof mine, &mine));
    assert_true(o.a == 5 && o.b == 0);
}

static void size_zero_is_the_first_version(void **state)
{
    (void)state;
    new_options o = {1, 2, 3};
    const new_options mine = {0, 5, 7};
    assert_true(randlapack_read_options(&o, sizeof o, sizeof(old_options), &mine));
    assert_true(o.a == 5 && o.b == 0);
}

static void newer_callers_must_not_ask_for_the_unknown(void **state)
{
    (void)state;
    old_options o = {1, 2};
    new_options mine = {sizeof mine, 5, 0};
    assert_true(randlapack_read_options(&o, sizeof o, sizeof o, &mine));
    assert_true(o.a == 5);
    mine.b = 1;
    assert_false(randlapack_read_options(&o, sizeof o, sizeof o, &mine));
}

static void impossible_sizes_are_refused(void **state)
{
    (void)state;
    new_options o;
    const old_options mine = {sizeof mine - 1, 5};
    assert_false(randlapack_read_options(&o, sizeof o, sizeof mine, &mine));
}

static void sentences_are_those_of_randblas(void **state)
{
    (void)state;
    for (int info = -1100; info < 10; info++) assert_string_equal(randlapack_strerror(info), randblas_strerror(info));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(absent_options_are_zero),        cmocka_unit_test(older_callers_get_defaults),
        cmocka_unit_test(size_zero_is_the_first_version), cmocka_unit_test(newer_callers_must_not_ask_for_the_unknown),
        cmocka_unit_test(impossible_sizes_are_refused),   cmocka_unit_test(sentences_are_those_of_randblas),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
