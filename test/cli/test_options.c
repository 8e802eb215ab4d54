/* Command lines of lstsq. */
#include "testing.h"

#include "lstsq.h"

#include <string.h>

enum { MOST = 12 };

/* Parse words separated by blanks. */
static int parse(const char *line, lstsq_settings *s, cli_error *error)
{
    static char copy[256]; /* the settings point into it */
    char *argv[MOST + 1] = {NULL};
    int argc = 0;
    strncpy(copy, line, sizeof copy - 1);
    for (char *word = strtok(copy, " "); word && argc < MOST; word = strtok(NULL, " ")) argv[argc++] = word;
    return lstsq_parse(argc, argv, s, error);
}

static void all_options(void **state)
{
    (void)state;
    lstsq_settings s;
    cli_error error;
    assert_int_equal(parse("lstsq A b", &s, &error), CLI_OK);
    assert_string_equal(s.a_path, "A");
    assert_string_equal(s.b_path, "b");
    assert_true(!s.output && !s.json && !s.quiet && !s.single && s.threads == 0 && s.seed == 0);
    assert_int_equal(s.options.family, RANDBLAS_SPARSE_SIGN);
    assert_true(s.options.tolerance == 0 && s.options.sketch_rows == 0 && s.options.sketch_nnz == 0);

    assert_int_equal(parse("lstsq -o x A --sketch=sparse-stack -k 4 b -qd7 --tol 1e-3", &s, &error), CLI_OK);
    assert_string_equal(s.output, "x");
    assert_string_equal(s.a_path, "A");
    assert_string_equal(s.b_path, "b");
    assert_true(s.quiet && s.options.sketch_rows == 7 && s.options.sketch_nnz == 4 && s.options.tolerance == 1e-3);
    assert_int_equal(s.options.family, RANDBLAS_SPARSE_STACK);

    assert_int_equal(parse("lstsq --seed 18446744073709551615 --json --single --threads=3 -i 9 -- -A --b", &s, &error),
                     CLI_OK);
    assert_string_equal(s.a_path, "-A");
    assert_string_equal(s.b_path, "--b");
    assert_true(s.json && s.single && s.threads == 3 && s.options.max_iterations == 9 && s.seed == UINT64_MAX);
    const randblas_state expected = randblas_seed(UINT64_MAX);
    assert_memory_equal(&s.options.state, &expected, sizeof expected);

    assert_int_equal(parse("lstsq --sketch count-sketch -o - A b", &s, &error), CLI_OK);
    assert_true(s.options.family == RANDBLAS_SPARSE_SIGN && s.options.sketch_nnz == 1 && !s.output);
    assert_int_equal(parse("lstsq --help", &s, &error), CLI_OK);
    assert_true(s.help);
}

static void wrong_lines(void **state)
{
    (void)state;
    static const struct {
        const char *line, *sentence;
    } cases[] = {
        {"lstsq", "needs two files, A and b, but 0"},
        {"lstsq A", "but 1"},
        {"lstsq A b c", "but 3"},
        {"lstsq A b --foo", "unknown or ambiguous option '--foo'"},
        {"lstsq A b -x", "'-x'"},
        {"lstsq A b -qx", "'-x'"},
        {"lstsq A b --s", "ambiguous option '--s'"},
        {"lstsq A b -o", "option '-o' needs an argument"},
        {"lstsq A b --seed", "option '--seed' needs an argument"},
        {"lstsq A b --json=1", "takes no argument"},
        {"lstsq A b --seed -1", "--seed takes"},
        {"lstsq A b --seed 18446744073709551616", "--seed takes"},
        {"lstsq A b --seed 1x", "--seed takes"},
        {"lstsq A b --sketch-rows 0", "--sketch-rows takes an integer of at least 1"},
        {"lstsq A b --sketch-rows 1e3", "--sketch-rows takes"},
        {"lstsq A b --sketch-rows 99999999999999999999", "--sketch-rows takes"},
        {"lstsq A b --tol 0", "--tol takes"},
        {"lstsq A b --tol nan", "--tol takes"},
        {"lstsq A b --tol 1", "--tol takes"},
        {"lstsq A b --tol -1", "--tol takes"},
        {"lstsq A b --threads 0", "--threads takes"},
        {"lstsq A b --threads 1000000", "--threads takes at most"},
        {"lstsq A b --sketch nonsense", "unknown sketch 'nonsense'"},
        {"lstsq A b --sketch gaussian -k 3", "does not go with"},
        {"lstsq A b --sketch count-sketch -k 3", "does not go with"},
        {"lstsq A b --method qr", "unknown method 'qr'"},
        {"lstsq A b --json --quiet", "exclude each other"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        lstsq_settings s;
        cli_error error;
        assert_int_equal(parse(cases[k].line, &s, &error), CLI_USAGE);
        if (!strstr(error.text, cases[k].sentence))
            fail_msg("%s: expected '%s', got '%s'", cases[k].line, cases[k].sentence, error.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(all_options), cmocka_unit_test(wrong_lines)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
