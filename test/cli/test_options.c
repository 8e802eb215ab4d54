/* Command lines of lstsq. */
#include "testing.h"

#include "factor.h"
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
    assert_true(!s.output && !s.common.json && !s.common.quiet && !s.common.single && s.common.threads == 0 &&
                s.common.seed == 0);
    assert_string_equal(s.family, "sparse-sign");
    assert_true(s.options.family == 0); /* the library's own choice, which may be no sketch */
    assert_true(!s.weights && s.options.ridge == 0 && s.options.method == RANDLAPACK_METHOD_AUTO);
    assert_true(s.options.preconditioner == RANDLAPACK_PRECOND_AUTO && s.options.solver == RANDLAPACK_SOLVER_LSQR);
    assert_true(s.options.tolerance == 0 && s.options.sketch_rows == 0 && s.options.sketch_nnz == 0);

    assert_int_equal(parse("lstsq -o x A --sketch=sparse-stack --sketch-nnz 4 b -qd7 --tol 1e-3", &s, &error), CLI_OK);
    assert_string_equal(s.output, "x");
    assert_string_equal(s.a_path, "A");
    assert_string_equal(s.b_path, "b");
    assert_true(s.common.quiet && s.options.sketch_rows == 7 && s.options.sketch_nnz == 4 &&
                s.options.tolerance == 1e-3);
    assert_int_equal(s.options.family, RANDBLAS_SPARSE_STACK);

    assert_int_equal(parse("lstsq --seed 18446744073709551615 --json --single --threads=3 -i 9 -- -A --b", &s, &error),
                     CLI_OK);
    assert_string_equal(s.a_path, "-A");
    assert_string_equal(s.b_path, "--b");
    assert_true(s.common.json && s.common.single && s.common.threads == 3 && s.options.max_iterations == 9 &&
                s.common.seed == UINT64_MAX);
    const randblas_state expected = randblas_seed(UINT64_MAX);
    assert_memory_equal(&s.options.state, &expected, sizeof expected);

    assert_int_equal(parse("lstsq --sketch count-sketch -o - A b", &s, &error), CLI_OK);
    assert_true(s.options.family == RANDBLAS_SPARSE_SIGN && s.options.sketch_nnz == 1 && !s.output);
    assert_int_equal(parse("lstsq --help", &s, &error), CLI_OK);
    assert_true(s.common.help);
}

static void choices(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        randlapack_lsq_method method;
        randlapack_precond preconditioner;
        randlapack_solver solver;
    } cases[] = {
        {"lstsq A b -m auto", RANDLAPACK_METHOD_AUTO, RANDLAPACK_PRECOND_AUTO, RANDLAPACK_SOLVER_LSQR},
        {"lstsq A b -m precond", RANDLAPACK_METHOD_PRECOND, RANDLAPACK_PRECOND_AUTO, RANDLAPACK_SOLVER_LSQR},
        {"lstsq A b --method=sketch-solve", RANDLAPACK_METHOD_SKETCH_SOLVE, RANDLAPACK_PRECOND_AUTO,
         RANDLAPACK_SOLVER_LSQR},
        {"lstsq A b -m iterative -t 1e-3 -i 5", RANDLAPACK_METHOD_ITERATIVE, RANDLAPACK_PRECOND_AUTO,
         RANDLAPACK_SOLVER_LSQR},
        {"lstsq A b -m fossils -r 0 -p auto", RANDLAPACK_METHOD_FOSSILS, RANDLAPACK_PRECOND_AUTO,
         RANDLAPACK_SOLVER_LSQR},
        {"lstsq A b -p sketch", RANDLAPACK_METHOD_AUTO, RANDLAPACK_PRECOND_SKETCH, RANDLAPACK_SOLVER_LSQR},
        {"lstsq A b -p cholesky", RANDLAPACK_METHOD_AUTO, RANDLAPACK_PRECOND_CHOLESKY, RANDLAPACK_SOLVER_LSQR},
        {"lstsq A b -p none", RANDLAPACK_METHOD_AUTO, RANDLAPACK_PRECOND_NONE, RANDLAPACK_SOLVER_LSQR},
        {"lstsq A b --preconditioner svd", RANDLAPACK_METHOD_AUTO, RANDLAPACK_PRECOND_SVD, RANDLAPACK_SOLVER_LSQR},
        /* one who names a solver wants an iteration, LSQR too, which is no choice to the library */
        {"lstsq A b --solver lsqr", RANDLAPACK_METHOD_PRECOND, RANDLAPACK_PRECOND_AUTO, RANDLAPACK_SOLVER_LSQR},
        {"lstsq A b --solver lsmr", RANDLAPACK_METHOD_PRECOND, RANDLAPACK_PRECOND_AUTO, RANDLAPACK_SOLVER_LSMR},
        {"lstsq A b -m auto -p svd --solver cg", RANDLAPACK_METHOD_PRECOND, RANDLAPACK_PRECOND_SVD,
         RANDLAPACK_SOLVER_CG},
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        lstsq_settings s;
        cli_error error;
        assert_int_equal(parse(cases[k].line, &s, &error), CLI_OK);
        assert_int_equal(s.options.method, cases[k].method);
        assert_int_equal(s.options.preconditioner, cases[k].preconditioner);
        assert_int_equal(s.options.solver, cases[k].solver);
    }
}

static void ridge_and_weights(void **state)
{
    (void)state;
    lstsq_settings s;
    cli_error error;
    assert_int_equal(parse("lstsq A b --ridge 2.5e-3 --weights w --tol 1e-3", &s, &error), CLI_OK); /* --tol: short */
    assert_true(s.options.ridge == 2.5e-3 && s.options.tolerance == 1e-3);
    assert_string_equal(s.weights, "w");
    assert_int_equal(parse("lstsq A b -r 1e60 -w w", &s, &error), CLI_OK);
    assert_true(s.options.ridge == 1e60);
    assert_int_equal(parse("lstsq A b -r 0", &s, &error), CLI_OK);
    assert_true(s.options.ridge == 0);
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
        {"lstsq A b --tolerance 0", "--tolerance takes"},
        {"lstsq A b --tolerance nan", "--tolerance takes"},
        {"lstsq A b --tolerance 1", "--tolerance takes"},
        {"lstsq A b --tolerance -1", "--tolerance takes"},
        {"lstsq A b --max-iterations 0", "--max-iterations takes"},
        {"lstsq A b --max-iterations 1.5", "--max-iterations takes"},
        {"lstsq A b --ridge -1", "--ridge takes a finite number of at least 0, not '-1'"},
        {"lstsq A b --ridge nan", "--ridge takes"},
        {"lstsq A b --ridge inf", "--ridge takes"},
        {"lstsq A b --ridge 1e999", "--ridge takes"},
        {"lstsq A b --ridge 1x", "--ridge takes"},
        {"lstsq A b --ridge=", "--ridge takes"},
        {"lstsq A b --ridge 1e60 --single", "--ridge 1e+60 is too large for --single"},
        {"lstsq A b --weights", "option '--weights' needs an argument"},
        {"lstsq A b --weights --json -r", "option '-r' needs an argument"},
        {"lstsq A b --threads 0", "--threads takes"},
        {"lstsq A b --threads 1000000", "--threads takes at most"},
        {"lstsq A b --sketch nonsense", "unknown sketch 'nonsense'"},
        {"lstsq A b --sketch gaussian --sketch-nnz 3", "does not go with"},
        {"lstsq A b --sketch count-sketch --sketch-nnz 3", "does not go with"},
        {"lstsq A b --method qr", "unknown method 'qr'; there are auto, precond, sketch-solve, iterative, fossils"},
        {"lstsq A b --method=", "unknown method ''"},
        {"lstsq A b --preconditioner lu", "unknown preconditioner 'lu'; there are auto, sketch, cholesky, none, svd"},
        {"lstsq A b --solver gmres", "unknown solver 'gmres'; there are lsqr, lsmr, cg"},
        {"lstsq A b -m sketch-solve -r 1", "--ridge does not go with --method sketch-solve"},
        {"lstsq A b -m iterative -r 1", "--ridge does not go with --method iterative"},
        {"lstsq A b -r 1 -m fossils", "--ridge does not go with --method fossils"},
        {"lstsq A b -m sketch-solve -p svd", "--preconditioner does not go with --method sketch-solve"},
        {"lstsq A b -m iterative -p none", "--preconditioner does not go with --method iterative"},
        {"lstsq A b -m fossils -p sketch", "--preconditioner does not go with --method fossils"},
        {"lstsq A b -m sketch-solve --solver cg", "--solver does not go with --method sketch-solve"},
        {"lstsq A b --solver lsqr -m iterative", "--solver does not go with --method iterative"},
        {"lstsq A b -m fossils --solver lsqr", "--solver does not go with --method fossils"},
        {"lstsq A b -m sketch-solve -t 0.1", "--tolerance does not go with --method sketch-solve"},
        {"lstsq A b -m sketch-solve -i 5", "--max-iterations does not go with --method sketch-solve"},
        {"lstsq A b -p none -d 5", "--sketch-rows does not go with --preconditioner none"},
        {"lstsq A b -p none --sketch-nnz 5", "--sketch-nnz does not go with --preconditioner none"},
        {"lstsq A b -p none -s sparse-sign", "--sketch does not go with --preconditioner none"},
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(all_options), cmocka_unit_test(choices),
                                       cmocka_unit_test(ridge_and_weights), cmocka_unit_test(wrong_lines)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
