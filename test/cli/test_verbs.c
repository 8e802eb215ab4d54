/* The options of all verbs, taken together: a name means one thing, and so does a letter. */
#include "testing.h"

#include "verbs.h"

#include <string.h>

/* Arguments of a name that may be called differently: a folder of files and one, a list of numbers and one. */
static const char *const two_arguments[] = {"output", "compare", "ridge", "ratio"};

static bool may_differ(const char *name)
{
    for (size_t i = 0; i < sizeof two_arguments / sizeof two_arguments[0]; i++)
        if (!strcmp(name, two_arguments[i])) return true;
    return false;
}

static void compare(const option_entry *a, const option_entry *b)
{
    if (a->letter && a->letter == b->letter) assert_string_equal(a->name, b->name);
    if (strcmp(a->name, b->name) != 0) return;
    assert_int_equal(a->letter, b->letter);
    assert_true(!a->argument == !b->argument);
    if (a->argument && !may_differ(a->name)) assert_string_equal(a->argument, b->argument);
}

static void names_and_letters_mean_one_thing(void **state)
{
    (void)state;
    for (int v = 0; v < verbs_count; v++)
        for (int w = v; w < verbs_count; w++)
            for (const option_entry *a = verbs[v]->table; a->name; a++)
                for (const option_entry *b = verbs[w]->table; b->name; b++) compare(a, b);
}

/* In one table, nothing twice: compare() would take that for the same option. */
static void tables_are_complete(void **state)
{
    (void)state;
    static const char *const common[] = {"seed", "threads", "single", "double", "json", "progress", "quiet", "help"};
    for (int v = 0; v < verbs_count; v++) {
        int found = 0;
        for (const option_entry *a = verbs[v]->table; a->name; a++) {
            for (const option_entry *b = a + 1; b->name; b++) assert_string_not_equal(a->name, b->name);
            for (size_t i = 0; i < sizeof common / sizeof common[0]; i++) found += !strcmp(a->name, common[i]);
            assert_true(a->help && strlen(a->help) > 3 && (!a->words || (a->argument && a->words->count > 1)));
        }
        assert_int_equal(found, sizeof common / sizeof common[0]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_letters_mean_one_thing),
        cmocka_unit_test(tables_are_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
