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

/* Families that are made from their sizes alone. */
static const char *const family_names[] = {"sparse-sign", "count-sketch", "sparse-stack", "less-uniform", "gaussian",
                                           "uniform",     "rademacher",   "srht",         "srft",         "row-sample"};
enum { FAMILIES = sizeof family_names / sizeof family_names[0] };
static const struct {
    randblas_family family;
    int64_t nnz; /* fixed by the name; 0: free */
    bool sparse; /* --sketch-nnz makes sense */
} families[FAMILIES] = {
    {RANDBLAS_SPARSE_SIGN, 0, true},  {RANDBLAS_SPARSE_SIGN, 1, false}, {RANDBLAS_SPARSE_STACK, 0, true},
    {RANDBLAS_LESS_UNIFORM, 0, true}, {RANDBLAS_GAUSSIAN, 0, false},    {RANDBLAS_UNIFORM, 0, false},
    {RANDBLAS_RADEMACHER, 0, false},  {RANDBLAS_SRHT, 0, false},        {RANDBLAS_SRFT, 0, false},
    {RANDBLAS_ROW_SAMPLE, 0, false},
};
static const name_list family_list = {"sketch", family_names, FAMILIES};

const option_entry lstsq_options[] = {
    [OUTPUT] = {"output", 'o', "FILE", "write x to FILE as .npy; else (or '-') print it", NULL},
    [WEIGHTS] = {"weights", 'w', "FILE", "minimise the sum of w_i (A x - b)_i^2, w from FILE", NULL},
    [RIDGE] = {"ridge", 'r', "LAMBDA", "add LAMBDA ||x||^2 to what is minimised", NULL},
    [METHOD] = {"method", 'm', "METHOD", "how to solve; auto is the default", &lstsq_methods},
    [PRECONDITIONER] = {"preconditioner", 'p', "NAME", "of precond; auto is the default", &lstsq_preconditioners},
    [SOLVER] = {"solver", 0, "NAME", "iteration of precond; lsqr is the default", &lstsq_solvers},
    [TOLERANCE] = {"tolerance", 't', "EPS", "stop at this accuracy; the default is working precision", NULL},
    [MAX_ITERATIONS] = {"max-iterations", 'i', "N", "steps of the iteration, per refinement", NULL},
    [SKETCH] = {"sketch", 's', "FAMILY", "family of the sketch; sparse-sign is the default", &family_list},
    [SKETCH_ROWS] = {"sketch-rows", 'd', "D", "rows of the sketch, at least the shorter side of A", NULL},
    [SKETCH_NNZ] = {"sketch-nnz", 0, "K", "nonzeros per column or row of a sparse sketch", NULL},
    COMMON_OPTIONS(COMMON),
};

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
    options_print(lstsq_options, stream);
    print_names(stream, "\nMethods:        ", &lstsq_methods);
    print_names(stream, "Preconditioners:", &lstsq_preconditioners);
    print_names(stream, "Solvers:        ", &lstsq_solvers);
    fputs("Families:", stream);
    for (int i = 0; i < FAMILIES; i++)
        fprintf(stream, "%s%s%s", i % 6 ? " " : "\n  ", family_names[i], i + 1 < FAMILIES ? "," : "\n");
    common_print_codes("solved, 1 not converged, rank deficient or not finite", stream);
}

static int set_family(lstsq_settings *s, const char *value, cli_error *error)
{
    int i;
    const int code = names_choose(&family_list, value, &i, error);
    if (code) return code;
    s->sketch = true;
    s->family = family_names[i];
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
    const int i = names_find(&family_list, s->family);
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
    *s = (lstsq_settings){.family = family_names[0]};
    s->options = (randlapack_lsq_options){.size = sizeof s->options}; /* family 0 is the first one, or no sketch */
    const int code = options_parse(lstsq_options, argc, argv, set_option, s, &operand, error);
    if (code || s->common.help) return code;
    if (argc - operand != 2)
        return cli_fail(error, CLI_USAGE, "needs two files, A and b, but %d are given", argc - operand);
    s->a_path = argv[operand];
    s->b_path = argv[operand + 1];
    s->options.state = randblas_seed(s->common.seed);
    return check_together(s, error);
}
