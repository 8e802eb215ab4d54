/** The verb nnerror: errors of ridge regression on random features, by theory and by simulation. */
#ifndef NNERROR_H
#define NNERROR_H

#include "names.h"
#include "output.h"
#include "points.h"
#include "rmt.h"
#include "verb.h"

/** What is done to the points before anything else. */
typedef enum nnerror_scale { NNERROR_MEAN, NNERROR_EACH, NNERROR_NONE } nnerror_scale;

/** What the command line says. */
typedef struct nnerror_settings {
    const char *paths[4]; /**< points and targets, and of a file of its own those of the test; or NULL */
    int64_t train, test;  /**< how many of them; -1: as there are */
    int activation;       /**< an rmt_activation_kind */
    const char *coefficients, *ridges, *ratios, *classes; /**< lists, or NULL */
    int scale;
    bool uncentred;
    int64_t runs;       /**< of the simulation; 0: none */
    const char *output; /**< file, or NULL */
    const char *plot;   /**< file, or NULL */
    common_settings common;
} nnerror_settings;

/** Points a column each, those to train first, and their targets. */
typedef struct nnerror_data {
    int64_t p, n, m, rows; /**< dimension, to train, to test, in the files */
    double *X, *y;
} nnerror_data;

/** Columns of the result. */
enum {
    NNERROR_RIDGE,
    NNERROR_RATIO,
    NNERROR_FEATURES,
    NNERROR_TRAIN,
    NNERROR_TEST,
    NNERROR_SIMULATED, /**< and from here on */
    NNERROR_COLUMNS = NNERROR_SIMULATED + 4
};
extern const char *const nnerror_columns[NNERROR_COLUMNS];

/** A run: the data, the model and what came out, ridge by ridge. */
typedef struct nnerror_run {
    nnerror_settings settings;
    number_list ridges, ratios, coefficients, classes;
    nnerror_data data;
    rmt_activation *phi;
    rmt_features *model;
    int64_t *d;      /**< numbers of features, one for each ratio */
    double *columns; /**< the result */
    void *written;   /**< the same as float, or NULL */
    result result;
    double seconds_theory, seconds_simulation;
} nnerror_run;

/** Names of activations, from RMT_PHI_RELU on, and of scales. */
extern const name_list nnerror_activations, nnerror_scales;

/** Its options. */
extern const option_entry nnerror_options[];

/** Read argv, of which the first is the verb. */
int nnerror_parse(int argc, char **argv, nnerror_settings *settings, cli_error *error);

/** The lists of the options.  Complains. */
int nnerror_lists(nnerror_run *run);

/** Print the help text. */
void nnerror_help(FILE *stream);

/** Read, choose and scale the data.  Complains. */
int nnerror_read(nnerror_run *run, progress *bar);

/** Theory and simulation into run->result.  Complains. */
int nnerror_solve(nnerror_run *run, progress *bar);

/** An entry of the result. */
double nnerror_at(const nnerror_run *run, int64_t ridge, int64_t k, int column);

/** The problem, and of each ridge where errors are least and largest. */
void nnerror_print_summary(const nnerror_run *run, FILE *stream);
/** All of it and the result, as one JSON object on stdout. */
int nnerror_print_json(const nnerror_run *run, cli_error *error);
/** Write the plot: errors against d/n, theory as lines, simulation as points. */
int nnerror_write_plot(const nnerror_run *run, cli_error *error);

/** The verb. */
extern const verb nnerror_verb;

#endif
