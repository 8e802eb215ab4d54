/* Every result code has its sentence, and nothing else has one. */
#include "testing.h"

#include "randblas.h"

#include <stdio.h>
#include <string.h>

static void every_code_has_its_sentence(void **state)
{
    (void)state;
#define CHECK(name, value, sentence)                                                                                   \
    assert_int_equal(name, value);                                                                                     \
    assert_string_equal(randblas_strerror(value), sentence);
    RANDBLAS_INFO_LIST(CHECK)
#undef CHECK
}

static void codes_and_sentences_differ(void **state)
{
    (void)state;
    static const int codes[] = {
#define VALUE(name, value, sentence) value,
        RANDBLAS_INFO_LIST(VALUE)
#undef VALUE
    };
    const int n = (int)(sizeof codes / sizeof *codes);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < i; j++) {
            assert_int_not_equal(codes[i], codes[j]);
            assert_string_not_equal(randblas_strerror(codes[i]), randblas_strerror(codes[j]));
        }
    for (int i = 0; i < n; i++) assert_true(codes[i] >= 0 || codes[i] <= -1000); /* -1 ... are argument positions */
}

static void illegal_arguments_are_named(void **state)
{
    (void)state;
    for (int i = 1; i <= 20; i++) {
        char sentence[64];
        snprintf(sentence, sizeof sentence, "argument %d is illegal", i);
        assert_string_equal(randblas_strerror(-i), sentence);
    }
}

static void unknown_codes(void **state)
{
    (void)state;
    const int codes[] = {-999, -1098, -5000, 5, 1000, 2147483647, -2147483647 - 1};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        assert_string_equal(randblas_strerror(codes[i]), "unknown result code");
}

static void version_has_three_numbers(void **state)
{
    (void)state;
    int a, b, c;
    char rest;
    assert_int_equal(sscanf(randblas_version(), "%d.%d.%d%c", &a, &b, &c, &rest), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_has_its_sentence), cmocka_unit_test(codes_and_sentences_differ),
        cmocka_unit_test(illegal_arguments_are_named), cmocka_unit_test(unknown_codes),
        cmocka_unit_test(version_has_three_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
