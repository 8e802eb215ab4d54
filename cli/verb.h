/**
 * The frame of all verbs: parse, see that results can be written, compute, write, tell.  A verb is a table of options
 * and a handful of functions, and what it knows is a run: its settings, among them the common ones, and its results.
 */
#ifndef VERB_H
#define VERB_H

#include "common.h"
#include "progress.h"

#include <stddef.h>

typedef struct verb verb;

/** Something that is written, whole or not at all. */
typedef struct verb_file {
    const char *path; /**< NULL: not asked for */
    bool folder;
    bool force; /**< replace the folder of an earlier run */
    int (*write)(void *run, cli_error *error);
} verb_file;

enum { VERB_FILES = 3 };

/** A verb. */
struct verb {
    const char *name, *summary;
    const option_entry *table;
    const name_list *operands; /**< the words it takes, or NULL if it takes files */
    int (*main)(int argc, char **argv);
    void (*help)(const verb *self, FILE *stream);
    size_t common; /**< where its common_settings are in a run */
    bool partial;  /**< what a CLI_NUMERICAL failure leaves is told, too */
    int (*parse)(int argc, char **argv, void *run, cli_error *error);
    int (*files)(void *run, verb_file files[VERB_FILES]); /**< what is to be written, in this order; how many */
    int (*compute)(void *run, progress *bar);             /**< complains */
    bool (*present)(const void *run);                     /**< whether there is a result to tell; NULL: there is */
    bool (*print)(const void *run); /**< print it where it belongs on stdout, or return false; NULL: it never does */
    void (*summarise)(const void *run, FILE *stream);
    int (*json)(const void *run, cli_error *error);
    void (*release)(void *run);
};

/** The verb, with a run that is zero where the verb does not say otherwise; returns the exit code. */
int verb_main(const verb *self, void *run, int argc, char **argv);

/** A bar, or lines where --progress is given; silent: neither. */
progress verb_progress(const common_settings *settings, bool silent);

/** That results can be written: rather now than after the work.  Complains. */
int verb_check_files(const verb *self, void *run);

/** Files, then values on stdout and the summary where these are not, or all as JSON.  Complains. */
int verb_deliver(const verb *self, void *run);

#endif
