/** The verb lstsq: least squares min ||A x - b||. */
#ifndef LSTSQ_H
#define LSTSQ_H

#include "matrix.h"
#include "output.h"
#include "randlapack.h"

/** What the command line says. */
typedef struct lstsq_settings {
    const char *a_path, *b_path;
    const char *output; /**< NULL: x goes to stdout */
    const char *method; /**< as in the help text */
    const char *family; /**< as in the help text */
    bool json, quiet, single, help;
    int64_t threads; /**< 0: as OpenMP has it */
    uint64_t seed;
    randlapack_lsq_options options;
} lstsq_settings;

/** A run: what was read and what came out. */
typedef struct lstsq_run {
    matrix A, B;
    void *X;  /**< the values of x */
    result x; /**< without values when there is no solution */
    int info; /**< of the solver */
    randlapack_lsq_report report;
    double seconds_read, seconds_solve, seconds_write;
} lstsq_run;

/** Read argv, of which the first is the verb. */
int lstsq_parse(int argc, char **argv, lstsq_settings *settings, cli_error *error);

/** Print the help text. */
void lstsq_help(FILE *stream);

/** Print what came out as a few lines of text. */
void lstsq_print_summary(const lstsq_settings *settings, const lstsq_run *run, FILE *stream);
/** Print what came out as one JSON object on stdout; x is part of it when it has no file. */
int lstsq_print_json(const lstsq_settings *settings, const lstsq_run *run, cli_error *error);

/** The verb: parse, read, solve, write; returns the exit code. */
int lstsq_main(int argc, char **argv);

#endif
