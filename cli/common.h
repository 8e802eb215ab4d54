/** Options that every verb has.  They end its table, so that its own come first in the help text. */
#ifndef COMMON_H
#define COMMON_H

#include "options.h"

#include <stdbool.h>

/** What they say. */
typedef struct common_settings {
    bool single, wide, json, progress, quiet, help; /**< wide: --double */
    int64_t threads;                                /**< 0: as OpenMP has it */
    uint64_t seed;
} common_settings;

/** Their places, counted from the first of them. */
enum {
    COMMON_SEED,
    COMMON_THREADS,
    COMMON_SINGLE,
    COMMON_DOUBLE,
    COMMON_JSON,
    COMMON_PROGRESS,
    COMMON_QUIET,
    COMMON_HELP
};

/** Their rows, and the end of the table. */
#define COMMON_OPTIONS(first)                                                                                          \
    [(first) +                                                                                                         \
        COMMON_SEED] = {"seed", 0, "N", "seed of the random numbers; 0 is the default", NULL},                         \
        [(first) + COMMON_THREADS] = {"threads", 'j', "N", "number of threads", NULL},                                 \
        [(first) + COMMON_SINGLE] = {"single", 0, NULL, "compute and write in single precision", NULL},                \
        [(first) + COMMON_DOUBLE] = {"double", 0, NULL, "compute in double precision, also for files of float", NULL}, \
        [(first) + COMMON_JSON] = {"json", 0, NULL, "print the summary as one JSON object", NULL},                     \
        [(first) +                                                                                                     \
            COMMON_PROGRESS] = {"progress", 0, NULL, "tell progress as lines where there is no terminal", NULL},       \
        [(first) + COMMON_QUIET] = {"quiet", 'q', NULL, "no summary and no progress bar", NULL},                       \
        [(first) + COMMON_HELP] = {"help", 'h', NULL, "print this text", NULL},                                        \
    {                                                                                                                  \
        NULL, 0, NULL, NULL, NULL                                                                                      \
    }

/** Take one of them; index is counted from the first. */
int common_set(common_settings *settings, int index, const char *value, cli_error *error);

/** That they go together. */
int common_check(const common_settings *settings, cli_error *error);

/** Print what the exit codes mean for a verb; solved says what 0 means. */
void common_print_codes(const char *solved, FILE *stream);

/** Complain about the command line, and say where help is; returns code. */
int common_usage(const char *verb, int code, const cli_error *error);

#endif
