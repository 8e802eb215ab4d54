/* Command lines; see options.h. */
#include "options.h"

#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <getopt.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 48, FIRST = 256 }; /* options in a table; getopt's value of the first, above every letter */

/* getopt_long's two tables; the leading ':' makes it tell a missing argument from an unknown option. */
static int translate(const option_entry *table, struct option *longs, char *letters)
{
    int n = 0;
    *letters++ = ':';
    for (; n < MOST && table[n].name; n++) {
        longs[n] = (struct option){table[n].name, table[n].argument ? required_argument : no_argument, NULL, FIRST + n};
        if (!table[n].letter) continue;
        *letters++ = table[n].letter;
        if (table[n].argument) *letters++ = ':';
    }
    longs[n] = (struct option){0};
    *letters = '\0';
    return n;
}

static int find_letter(const option_entry *table, int n, int letter)
{
    int i = 0;
    while (i < n && table[i].letter != letter) i++;
    return i;
}

/* What getopt did not like.  A long option is the word before optind; optopt has a short one. */
static int refuse(int found, char **argv, cli_error *error)
{
    const bool is_short = optopt > 0 && optopt < FIRST;
    char letter[3] = {'-', (char)optopt, '\0'};
    const char *word = is_short ? letter : argv[optind - 1];
    if (found == ':') return cli_fail(error, CLI_USAGE, "option '%s' needs an argument", word);
    if (optopt >= FIRST) return cli_fail(error, CLI_USAGE, "option '%s' takes no argument", word);
    return cli_fail(error, CLI_USAGE, "unknown or ambiguous option '%s'", word);
}

int options_parse(const option_entry *table, int argc, char **argv, option_fn set, void *context, int *operand,
                  cli_error *error)
{
    struct option longs[MOST + 1];
    char letters[2 * MOST + 2];
    const int n = translate(table, longs, letters);
    int found;
    opterr = 0;
    optind = 0; /* begin anew */
    while ((found = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
        if (found == '?' || found == ':') return refuse(found, argv, error);
        const int index = found >= FIRST ? found - FIRST : find_letter(table, n, found);
        const int code = set(context, index, optarg, error);
        if (code) return code;
    }
    *operand = optind;
    return CLI_OK;
}

void options_print(const option_entry *table, FILE *stream)
{
    for (; table->name; table++) {
        char left[64];
        snprintf(left, sizeof left, "--%s%s%s", table->name, table->argument ? " " : "",
                 table->argument ? table->argument : "");
        if (table->letter)
            fprintf(stream, "  -%c, %-24s %s\n", table->letter, left, table->help);
        else
            fprintf(stream, "      %-24s %s\n", left, table->help);
    }
}

int options_integer(const char *name, const char *value, int64_t min, int64_t *number, cli_error *error)
{
    char *end;
    errno = 0;
    const long long parsed = strtoll(value, &end, 10);
    if (end == value || *end || errno || isspace((unsigned char)*value) || parsed < min)
        return cli_fail(error, CLI_USAGE, "--%s takes an integer of at least %lld, not '%s'", name, (long long)min,
                        value);
    *number = parsed;
    return CLI_OK;
}

int options_count(const char *name, const char *value, int64_t most, int64_t *number, cli_error *error)
{
    const int code = options_integer(name, value, 0, number, error);
    if (!code && *number > most) return cli_fail(error, CLI_USAGE, "--%s takes at most %lld", name, (long long)most);
    return code;
}

int options_size(const char *name, const char *value, int64_t *bytes, cli_error *error)
{
    static const char units[] = "KMG";
    char *end = NULL;
    double size = strtod(value, &end);
    const char *unit = *end ? strchr(units, *end) : NULL;
    for (const char *u = units; unit && u <= unit; u++) size *= 1024;
    if (end == value || (*end && (!unit || end[1])) || !(size >= 1 && size < 0x1p62))
        return cli_fail(error, CLI_USAGE, "--%s takes a number of bytes, or of K, M or G of them, not '%s'", name,
                        value);
    *bytes = (int64_t)size;
    return CLI_OK;
}

int options_seed(const char *name, const char *value, uint64_t *number, cli_error *error)
{
    char *end;
    errno = 0;
    const unsigned long long parsed = strtoull(value, &end, 10);
    if (end == value || *end || errno || !isdigit((unsigned char)*value))
        return cli_fail(error, CLI_USAGE, "--%s takes an integer from 0 to 2^64 - 1, not '%s'", name, value);
    *number = parsed;
    return CLI_OK;
}

int options_real(const char *name, const char *value, double *number, cli_error *error)
{
    char *end = NULL;
    *number = strtod(value, &end);
    return end == value || *end || !isfinite(*number)
               ? cli_fail(error, CLI_USAGE, "--%s takes a finite number, not '%s'", name, value)
               : CLI_OK;
}

int options_nonnegative(const char *name, const char *value, double *number, cli_error *error)
{
    char *end;
    const double parsed = strtod(value, &end);
    if (end == value || *end || isspace((unsigned char)*value) || !(parsed >= 0 && parsed <= DBL_MAX))
        return cli_fail(error, CLI_USAGE, "--%s takes a finite number of at least 0, not '%s'", name, value);
    *number = parsed;
    return CLI_OK;
}

int options_positive(const char *name, const char *value, double below, double *number, cli_error *error)
{
    char *end;
    const double parsed = strtod(value, &end);
    if (end == value || *end || isspace((unsigned char)*value) || !(parsed > 0 && parsed < below))
        return cli_fail(error, CLI_USAGE, "--%s takes a number between 0 and %g, not '%s'", name, below, value);
    *number = parsed;
    return CLI_OK;
}
