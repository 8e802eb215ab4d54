/** The verb law: densities, transforms, samples and fits of the laws of random matrix theory. */
#ifndef LAW_H
#define LAW_H

#include "names.h"
#include "output.h"
#include "points.h"
#include "rmt.h"
#include "verb.h"

/** What a law may depend on; in the order of the options' names. */
typedef enum law_parameter {
    LAW_RADIUS,
    LAW_RATIO,
    LAW_VARIANCE,
    LAW_DEGREE,
    LAW_A,
    LAW_B,
    LAW_C,
    LAW_GAMMA,
    LAW_KAPPA,
    LAW_BETA,
    LAW_BANDWIDTH,
    LAW_PARAMETERS
} law_parameter;

/** What is asked of it; in the order of the options' names. */
typedef enum law_query {
    LAW_PDF,
    LAW_CDF,
    LAW_QUANTILE,
    LAW_HILBERT,
    LAW_STIELTJES,
    LAW_R_TRANSFORM,
    LAW_S_TRANSFORM,
    LAW_MOMENTS,
    LAW_CUMULANTS,
    LAW_JACOBI,
    LAW_SAMPLE,
    LAW_EIGENVALUES,
    LAW_MATRIX,
    LAW_QUERIES,
    LAW_NOTHING = LAW_QUERIES /**< a summary */
} law_query;

/** Silverstein's law, behind the families whose numbers are consecutive. */
enum { LAW_SAMPLE_COVARIANCE = RMT_TRACY_WIDOM + 1 };

/** What the command line says. */
typedef struct law_settings {
    int family; /**< an rmt_law_family or LAW_SAMPLE_COVARIANCE */
    double parameter[LAW_PARAMETERS];
    bool given[LAW_PARAMETERS];
    const char *values, *fit, *compared; /**< files of samples, or NULL */
    law_query query;
    const char *argument; /**< of the query: points, or how many */
    double imaginary;     /**< of the points of a transform */
    bool off_axis;        /**< whether that was given */
    const char *output;   /**< file, or NULL */
    const char *plot;     /**< file, or NULL */
    common_settings common;
} law_settings;

/** A family: its parameters, in the order of its constructor. */
typedef struct law_family {
    const char *formula; /**< what its eigenvalues are of */
    int count;           /**< parameters */
    law_parameter parameters[3];
    int (*make)(const double *parameters, rmt_law **law); /**< NULL: from a sample */
} law_family;

/** A run: the law, what was asked of it and what came out. */
typedef struct law_run {
    law_settings settings;
    rmt_law *law;
    number_list sample; /**< of --values, --fit or --compare */
    bool fitted;
    rmt_law_fit_report fit;
    double distance; /**< to the sample of --compare or --fit; NaN: not asked for */
    double *columns; /**< the result, rows x cols */
    void *written;   /**< the same as float, or NULL */
    result result;
    double seconds;
} law_run;

/** Families, and their names, by law_settings.family. */
extern const law_family law_families[];
extern const name_list law_family_names;

/** Those names again, without that of no law. */
extern const name_list law_operands;

/** Names of parameters and queries: those of their options. */
const char *law_parameter_name(int parameter);
const char *law_query_name(law_query query);

/** Its options. */
extern const option_entry law_options[];

/** Read argv, of which the first is the verb. */
int law_parse(int argc, char **argv, law_settings *settings, cli_error *error);

/** Print the help text. */
void law_help(FILE *stream);

/** The law, from its parameters, from a sample or by a fit.  Complains. */
int law_make(law_run *run);

/** Answer the query into run->result.  Complains. */
int law_answer(law_run *run);

/** What the law is: parameters, support, atoms, first moments, fit. */
void law_print_summary(const law_run *run, FILE *stream);
/** All of it and the result, as one JSON object on stdout. */
int law_print_json(const law_run *run, cli_error *error);
/** Write the plot: the density, with the histogram of the sample if there is one. */
int law_write_plot(const law_run *run, cli_error *error);

/** The verb. */
extern const verb law_verb;

#endif
