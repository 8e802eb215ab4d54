/* The command line of lstsq. */
#include "lstsq.h"
#include "options.h"

#include <string.h>

enum {
    OUTPUT,
    WEIGHTS,
    RIDGE,
    METHOD,
    PRECONDITIONER,
    SOLVER,
    TOLERANCE,
    MAX_ITERATIONS,
    SKETCH,
    SKETCH_ROWS,
    SKETCH_NNZ,
    COMMON
};

static const option_entry table[] = {
    [OUTPUT] = {"output", 'o', "FILE", "write x to FILE as .npy; else (or '-') print it"},
    [WEIGHTS] = {"weights", 'w', "FILE", "minimise the sum of w_i (A x - b)_i^2, w from FILE"},
    [RIDGE] = {"ridge", 'r', "LAMBDA", "add LAMBDA ||x||^2 to what is minimised"},
    [METHOD] = {"method", 'm', "METHOD", "how to solve; auto is the default"},
    [PRECONDITIONER] = {"preconditioner", 'p', "NAME", "of precond; auto is the default"},
    [SOLVER] = {"solver", 0, "NAME", "iteration of precond; lsqr is the default"},
    [TOLERANCE] = {"tolerance", 't', "T", "stop at this accuracy; the default is working precision"},
    [MAX_ITERATIONS] = {"max-iterations", 'i', "N", "steps of the iteration, per refinement"},
    [SKETCH] = {"sketch", 's', "FAMILY", "family of the sketch; sparse-sign is the default"},
    [SKETCH_ROWS] = {"sketch-rows", 'd', "D", "rows of the sketch, at least the shorter side of A"},
    [SKETCH_NNZ] = {"sketch-nnz", 'k', "K", "nonzeros per column or row of a sparse sketch"},
    COMMON_OPTIONS(COMMON),
};

/* Families that are made from their sizes alone. */
static const struct {
    const char *name;
    randblas_family family;
    int64_t nnz; /* fixed by the name; 0: free */
    bool sparse; /* --sketch-nnz makes sense */
} families[] = {
    {"sparse-sign", RANDBLAS_SPARSE_SIGN, 0, true},
    {"count-sketch", RANDBLAS_SPARSE_SIGN, 1, false},
    {"sparse-stack", RANDBLAS_SPARSE_STACK, 0, true},
    {"less-uniform", RANDBLAS_LESS_UNIFORM, 0, true},
    {"gaussian", RANDBLAS_GAUSSIAN, 0, false},
    {"uniform", RANDBLAS_UNIFORM, 0, false},
    {"rademacher", RANDBLAS_RADEMACHER, 0, false},
    {"srht", RANDBLAS_SRHT, 0, false},
    {"srft", RANDBLAS_SRFT, 0, false},
    {"row-sample", RANDBLAS_ROW_SAMPLE, 0, false},
};
enum { FAMILIES = sizeof families / sizeof families[0] };

static void print_names(FILE *stream, const char *title, const name_list *list)
{
    char names[NAMES_ROOM];
    names_join(list, ", ", names, sizeof names);
    fprintf(stream, "%s %s\n", title, names);
}

void lstsq_help(FILE *stream)
{
    fputs("Usage: randlapack lstsq [OPTION]... A b\n"
          "Solve the least squares problem min ||A x - b||; where it has many solutions, for that of least norm.\n"
          "A and b are .npy or Matrix Market files; b may have several columns.\n\n",
          stream);
    options_print(table, stream);
    print_names(stream, "\nMethods:        ", &lstsq_methods);
    print_names(stream, "Preconditioners:", &lstsq_preconditioners);
    print_names(stream, "Solvers:        ", &lstsq_solvers);
    fputs("Families:", stream);
    for (int i = 0; i < FAMILIES; i++)
        fprintf(stream, "%s%s%s", i % 6 ? " " : "\n  ", families[i].name, i + 1 < FAMILIES ? "," : "\n");
    common_print_codes("solved, 1 not converged, rank deficient or not finite", stream);
}

static int find_family(const char *name)
{
    int i = 0;
    while (i < FAMILIES && strcmp(name, families[i].name) != 0) i++;
    return i;
}

static int set_family(lstsq_settings *s, const char *value, cli_error *error)
{
    const int i = find_family(value);
    if (i == FAMILIES)
        return cli_fail(error, CLI_USAGE, "unknown sketch '%s'; 'randlapack help lstsq' lists them", value);
    s->sketch = true;
    s->family = families[i].name;
    s->options.family = families[i].family;
    return CLI_OK;
}

static int set_choice(lstsq_settings *s, int index, const char *value, cli_error *error)
{
    randlapack_lsq_options *o = &s->options;
    int chosen, code;
    if (index == METHOD) {
        code = names_choose(&lstsq_methods, value, &chosen, error);
        if (!code) o->method = (randlapack_lsq_method)chosen;
    } else if (index == PRECONDITIONER) {
        code = names_choose(&lstsq_preconditioners, value, &chosen, error);
        if (!code) o->preconditioner = (randlapack_precond)chosen;
    } else {
        code = names_choose(&lstsq_solvers, value, &chosen, error);
        if (!code) o->solver = (randlapack_solver)chosen;
        s->solver = true;
    }
    return code;
}

static int set_option(void *context, int index, const char *value, cli_error *error)
{
    lstsq_settings *s = context;
    switch (index) {
    case OUTPUT:
        s->output = strcmp(value, "-") ? value : NULL;
        break;
    case WEIGHTS:
        s->weights = value;
        break;
    case METHOD:
    case PRECONDITIONER:
    case SOLVER:
        return set_choice(s, index, value, error);
    case RIDGE:
        return options_nonnegative("ridge", value, &s->options.ridge, error);
    case SKETCH:
        return set_family(s, value, error);
    case SKETCH_ROWS:
        return options_integer("sketch-rows", value, 1, &s->options.sketch_rows, error);
    case SKETCH_NNZ:
        return options_integer("sketch-nnz", value, 1, &s->options.sketch_nnz, error);
    case TOLERANCE:
        return options_positive("tolerance", value, 1, &s->options.tolerance, error);
    case MAX_ITERATIONS:
        return options_integer("max-iterations", value, 1, &s->options.max_iterations, error);
    default:
        return common_set(&s->common, index - COMMON, value, error);
    }
    return CLI_OK;
}

/* What no option alone shows. */
static int check_together(lstsq_settings *s, cli_error *error)
{
    const int i = find_family(s->family);
    if (s->options.sketch_nnz && !families[i].sparse)
        return cli_fail(error, CLI_USAGE, "--sketch-nnz does not go with --sketch %s", s->family);
    const int code = lstsq_check_options(s, error);
    /* LSQR is also what no choice means; one who names it wants an iteration. */
    if (s->solver && s->options.method == RANDLAPACK_METHOD_AUTO) s->options.method = RANDLAPACK_METHOD_PRECOND;
    if (families[i].nnz) s->options.sketch_nnz = families[i].nnz;
    return code;
}

int lstsq_parse(int argc, char **argv, lstsq_settings *s, cli_error *error)
{
    int operand;
    *s = (lstsq_settings){.family = families[0].name};
    s->options = (randlapack_lsq_options){.size = sizeof s->options}; /* family 0 is the first one, or no sketch */
    const int code = options_parse(table, argc, argv, set_option, s, &operand, error);
    if (code || s->common.help) return code;
    if (argc - operand != 2)
        return cli_fail(error, CLI_USAGE, "needs two files, A and b, but %d are given", argc - operand);
    s->a_path = argv[operand];
    s->b_path = argv[operand + 1];
    s->options.state = randblas_seed(s->common.seed);
    return check_together(s, error);
}
