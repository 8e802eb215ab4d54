/* The command line of the verbs that factor one matrix. */
#include "factor.h"

#include <string.h>

static int set_factor(factor_settings *s, int index, const char *value, cli_error *error)
{
    switch (index) {
    case FACTOR_RANK:
        return options_integer("rank", value, 1, &s->rank, error);
    case FACTOR_TOLERANCE:
        return options_positive("tolerance", value, 1, &s->tolerance, error);
    case FACTOR_OUTPUT:
        s->output = strcmp(value, "-") ? value : NULL;
        return CLI_OK;
    case FACTOR_FORCE:
        s->force = true;
        return CLI_OK;
    case FACTOR_DOUBLE:
        s->wide = true;
        return CLI_OK;
    default:
        return common_set(&s->common, index - FACTOR_COMMON, value, error);
    }
}

static int set_option(void *context, int index, const char *value, cli_error *error)
{
    factor_run *run = context;
    const int first = run->verb->first;
    return index < first ? run->verb->set(run->own, index, value, error)
                         : set_factor(&run->settings, index - first, value, error);
}

static int check_together(const factor_run *run, cli_error *error)
{
    const factor_settings *s = &run->settings;
    const int code = common_check(&s->common, error);
    if (code) return code;
    if (s->common.single && s->wide) return cli_fail(error, CLI_USAGE, "--single and --double exclude each other");
    if (s->force && !s->output) return cli_fail(error, CLI_USAGE, "--force needs --output");
    if (run->verb->need_rank && s->rank < 0 && s->tolerance <= 0)
        return cli_fail(error, CLI_USAGE, "needs --rank or --tolerance");
    return run->verb->check ? run->verb->check(run, error) : CLI_OK;
}

int factor_parse(factor_run *run, int argc, char **argv, cli_error *error)
{
    int operand;
    run->settings = (factor_settings){.rank = -1};
    const int code = options_parse(run->verb->table, argc, argv, set_option, run, &operand, error);
    if (code || run->settings.common.help) return code;
    if (argc - operand != 1) return cli_fail(error, CLI_USAGE, "needs one file, A, but %d are given", argc - operand);
    run->settings.path = argv[operand];
    return check_together(run, error);
}

void factor_help(const factor_verb *verb, FILE *stream)
{
    fprintf(stream,
            "Usage: randlapack %s [OPTION]... A\n%s\n"
            "A is a .npy or Matrix Market file; one of float is computed with in single precision.\n\n",
            verb->name, verb->purpose);
    options_print(verb->table, stream);
    if (verb->notes) fprintf(stream, "\n%s\n", verb->notes);
    common_print_codes(verb->solved, stream);
}
