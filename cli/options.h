/** Options from one table: the parser and the help text cannot disagree. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "names.h"

#include <stdint.h>

/** One option. */
typedef struct option_entry {
    const char *name;       /**< long name, without dashes */
    char letter;            /**< short name, or 0 */
    const char *argument;   /**< what its argument is called, or NULL if it has none */
    const char *help;       /**< one line */
    const name_list *words; /**< what the argument may be, or NULL if it is free */
} option_entry;

/** Called for each option in turn, with its place in the table and its argument; returns an exit code. */
typedef int (*option_fn)(void *context, int index, const char *value, cli_error *error);

/**
 * Parse a command line with getopt_long: options and operands in any order, --name=value, -- ends the options.
 * argv is permuted so that the operands are last.
 *
 * @param[in]  table    ends with an entry without a name
 * @param[out] operand  index in argv of the first operand
 */
int options_parse(const option_entry *table, int argc, char **argv, option_fn set, void *context, int *operand,
                  cli_error *error);

/** Print the table as help. */
void options_print(const option_entry *table, FILE *stream);

/** A whole word as an integer of at least min. */
int options_integer(const char *name, const char *value, int64_t min, int64_t *number, cli_error *error);

/** A whole word as an integer from 0 to most. */
int options_count(const char *name, const char *value, int64_t most, int64_t *number, cli_error *error);

/** A number of bytes, at least 1, or of K, M or G of them. */
int options_size(const char *name, const char *value, int64_t *bytes, cli_error *error);

/** A whole word as an integer of 64 bits without sign. */
int options_seed(const char *name, const char *value, uint64_t *number, cli_error *error);

/** A whole word as a finite number. */
int options_real(const char *name, const char *value, double *number, cli_error *error);

/** A whole word as a finite number of at least 0. */
int options_nonnegative(const char *name, const char *value, double *number, cli_error *error);

/** A whole word as a positive number below a limit. */
int options_positive(const char *name, const char *value, double below, double *number, cli_error *error);

#endif
