/* Options that every verb has; see common.h. */
#include "common.h"

static int set_threads(common_settings *s, const char *value, cli_error *error)
{
    enum { MOST = 4096 };
    const int code = options_integer("threads", value, 1, &s->threads, error);
    if (!code && s->threads > MOST) return cli_fail(error, CLI_USAGE, "--threads takes at most %d", MOST);
    return code;
}

int common_set(common_settings *s, int index, const char *value, cli_error *error)
{
    switch (index) {
    case COMMON_SEED:
        return options_seed("seed", value, &s->seed, error);
    case COMMON_THREADS:
        return set_threads(s, value, error);
    case COMMON_SINGLE:
        s->single = true;
        break;
    case COMMON_DOUBLE:
        s->wide = true;
        break;
    case COMMON_JSON:
        s->json = true;
        break;
    case COMMON_PROGRESS:
        s->progress = true;
        break;
    case COMMON_QUIET:
        s->quiet = true;
        break;
    case COMMON_HELP:
        s->help = true;
        break;
    }
    return CLI_OK;
}

int common_check(const common_settings *s, cli_error *error)
{
    if (s->json && s->quiet) return cli_fail(error, CLI_USAGE, "--json and --quiet exclude each other");
    if (s->quiet && s->progress) return cli_fail(error, CLI_USAGE, "--quiet and --progress exclude each other");
    return s->single && s->wide ? cli_fail(error, CLI_USAGE, "--single and --double exclude each other") : CLI_OK;
}

void common_print_codes(const char *solved, FILE *stream)
{
    fprintf(stream,
            "\nExit codes: 0 %s, 2 wrong usage, 3 bad input file,\n"
            "4 output cannot be written, 5 out of memory or internal error, 128 + N stopped by signal N.\n",
            solved);
}

int common_usage(const char *verb, int code, const cli_error *error)
{
    cli_complain(verb, code, "%s", error->text);
    fprintf(stderr, "Try 'randlapack help %s'.\n", verb);
    return code;
}
