/** The verb lstsq: least squares min ||A x - b||. */
#ifndef LSTSQ_H
#define LSTSQ_H

#include "matrix.h"
#include "names.h"
#include "output.h"
#include "randlapack.h"
#include "verb.h"

/** What the command line says. */
typedef struct lstsq_settings {
    const char *a_path, *b_path;
    const char *weights; /**< file, or NULL */
    const char *output;  /**< NULL: x goes to stdout */
    const char *family;  /**< as in the help text */
    bool sketch, solver; /**< whether the line names a family, a solver */
    common_settings common;
    randlapack_lsq_options options;
} lstsq_settings;

/** A run: what was read and what came out. */
typedef struct lstsq_run {
    lstsq_settings settings;
    matrix A, B, W; /**< W: weights, one column, or nothing */
    void *X;        /**< the values of x */
    result x;       /**< without values when there is no solution */
    int info;       /**< of the solver */
    randlapack_lsq_report report;
    double seconds_read, seconds_solve, seconds_write;
    int processes; /**< among which A is spread; 0: it is not */
} lstsq_run;

/** Names of the library's choices. */
extern const name_list lstsq_methods, lstsq_preconditioners, lstsq_solvers;

/** What solved the problem. */
const char *lstsq_method_taken(const lstsq_settings *settings, const lstsq_run *run);
/** What preconditioned it, or NULL when it did not come so far. */
const char *lstsq_preconditioner_taken(const lstsq_run *run);
/** What iterated, or NULL when nothing did. */
const char *lstsq_solver_taken(const lstsq_settings *settings, const lstsq_run *run);

/** That the options go together, as far as it can be seen without the files. */
int lstsq_check_options(const lstsq_settings *settings, cli_error *error);
/** That what was read goes together and with the options; complains with the name of the file that is to blame. */
int lstsq_check_problem(const lstsq_settings *settings, const lstsq_run *run);

/** Its options. */
extern const option_entry lstsq_options[];

/** Read argv, of which the first is the verb. */
int lstsq_parse(int argc, char **argv, lstsq_settings *settings, cli_error *error);

/** Print the help text. */
void lstsq_help(FILE *stream);

/** Print what came out as a few lines of text. */
void lstsq_print_summary(const lstsq_settings *settings, const lstsq_run *run, FILE *stream);
/** Print what came out as one JSON object on stdout; x is part of it when it has no file. */
int lstsq_print_json(const lstsq_settings *settings, const lstsq_run *run, cli_error *error);

/** The verb. */
extern const verb lstsq_verb;

#endif
