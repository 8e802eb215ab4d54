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
    if (s->force && !s->output) return cli_fail(error, CLI_USAGE, "--force needs --output");
    if (run->verb->need_rank && s->rank < 0 && s->tolerance <= 0)
        return cli_fail(error, CLI_USAGE, "needs --rank or --tolerance");
    return run->verb->check ? run->verb->check(run, error) : CLI_OK;
}

int factor_parse(int argc, char **argv, void *context, cli_error *error)
{
    factor_run *run = context;
    int operand;
    run->settings = (factor_settings){.rank = -1};
    const int code = options_parse(run->verb->frame.table, argc, argv, set_option, run, &operand, error);
    if (code || run->settings.common.help) return code;
    if (argc - operand != 1) return cli_fail(error, CLI_USAGE, "needs one file, A, but %d are given", argc - operand);
    run->settings.path = argv[operand];
    return check_together(run, error);
}

void factor_help(const verb *self, FILE *stream)
{
    const factor_verb *factoring = (const factor_verb *)self; /* its first member */
    fprintf(stream,
            "Usage: randlapack %s [OPTION]... A\n%s\n"
            "A is a .npy or Matrix Market file; one of float is computed with in single precision.\n\n",
            self->name, factoring->purpose);
    options_print(self->table, stream);
    if (factoring->notes) fprintf(stream, "\n%s\n", factoring->notes);
    common_print_codes(factoring->solved, stream);
}
