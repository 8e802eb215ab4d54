/** The verb weights: spectra of the weight matrices of a trained network. */
#ifndef WEIGHTS_H
#define WEIGHTS_H

#include "rmt.h"
#include "verb.h"
#include "weights_layers.h"
#include "weights_matrix.h"

/** How many directions smoothing keeps; in the order of the option's names. */
typedef enum weights_keep { KEEP_DETX, KEEP_TAIL, KEEP_SPIKES, KEEP_SHARE } weights_keep;

/** What the command line says. */
typedef struct weights_settings {
    const char *path, *compared; /**< models; the second may be NULL */
    layer_rule rule;
    const char *filters[16];
    int method;    /**< an rmt_esd_method */
    int64_t large; /**< of layers with more eigenvalues the largest alone; 0: of none */
    bool htmp;     /**< fit high-temperature laws, too */
    int64_t replicates;
    double least; /**< eigenvalues up to this one are in no power law; 0: those that are not accurate */
    double level; /**< of edge tests; 0: the library's */
    const char *csv, *html;
    const char *output; /**< of smoothing or sharpening, or NULL */
    bool sharpen;
    int keep;     /**< a weights_keep */
    double share; /**< of KEEP_SHARE */
    common_settings common;
} weights_settings;

/** What is found about a layer. */
typedef struct weights_result {
    const layer *layer;
    int info;                  /**< 0, or why the layer has no spectrum */
    int64_t count;             /**< eigenvalues */
    double *values;            /**< ascending; those that were not computed are NaN and stand first */
    double least;              /**< eigenvalues up to this one are what rounding makes */
    rmt_weights_report report; /**< of pooled pieces: their sums and means */
    int htmp_info;             /**< 0: there is the next one */
    int64_t htmp_inverse;      /**< 1: of 1/x */
    rmt_htmp_fit_report htmp;  /**< high-temperature law, the likelier of it and that of 1/x */
} weights_result;

/** How a layer differs from that of another model. */
typedef struct weights_change {
    const weights_result *other; /**< NULL: it has no such layer */
    double divergence;           /**< Jensen-Shannon distance of the spectra */
    double relative, cosine;     /**< of the entries */
    double drift, drift_error;   /**< of alpha */
} weights_change;

/** A model and what is found about its layers. */
typedef struct weights_analysis {
    model model;
    layer_list list;
    weights_result *results; /**< one a layer */
    int32_t *collapsed;      /**< one a layer: whether its scale has been lost */
    double seconds;
} weights_analysis;

/** What is judged of a layer by its alpha. */
typedef enum weights_warning { WARNING_NONE, WARNING_OVER, WARNING_UNDER, WARNING_UNKNOWN } weights_warning;

/** Means over layers. */
typedef struct weights_summary {
    int64_t layers, fitted; /**< those with a power law */
    double alpha, alpha_hat, log_norm, log_spectral_norm, stable_rank, entropy, log_alpha_norm;
    int64_t over, under, traps, spikes; /**< layers with such a warning, layers with traps, spikes of all */
    int64_t phases[RMT_PHASE_RANK_COLLAPSE + 1];
    rmt_flow_report flow;         /**< of alpha with depth */
    rmt_collapse_report collapse; /**< of spectral norms */
} weights_summary;

/** A run. */
typedef struct weights_run {
    weights_settings settings;
    weights_analysis first, second; /**< the second of --compare */
    weights_change *changes;        /**< one a layer, or NULL */
    weights_summary summary;
    int64_t smoothed, removed; /**< layers written anew, singular values taken away */
    double seconds;
    progress *bar;
} weights_run;

/** Its options. */
extern const option_entry weights_options[];

/** Read argv, of which the first is the verb. */
int weights_parse(int argc, char **argv, weights_settings *settings, cli_error *error);
/** Print the help text. */
void weights_help(FILE *stream);

/** Analyse all layers of a model.  Complains. */
int weights_analyse(weights_run *run, const char *path, weights_analysis *analysis);
/** Release it. */
void weights_analysis_free(weights_analysis *analysis);

/** All about a layer, whose elements are given. */
int weights_layer(const weights_run *run, const layer *l, const layer_data *data, const randblas_control *control,
                  weights_result *result);

/** Means, flow and collapse; norms against those of the second model where there is one.  Complains. */
int weights_summarise(weights_run *run);
/** What is judged of a layer. */
weights_warning weights_warn(const weights_result *r);
/** "over-trained", "under-trained", "no fit" or "". */
const char *weights_warning_name(weights_warning warning);
/** Whether a layer's spectral norm is far below that of the others. */
bool weights_collapsed(const weights_analysis *analysis, int64_t index);
/** The name of a phase: "bulk+spikes". */
const char *weights_phase_name(rmt_weights_phase phase);

/** Compare with the second model, layer by layer.  Complains. */
int weights_compare(weights_run *run);

/** Write the smoothed or sharpened model. */
int weights_write(weights_run *run, cli_error *error);

/** A table and a summary. */
void weights_print(const weights_run *run, FILE *stream);
/** All of it as one JSON object on stdout. */
int weights_print_json(const weights_run *run, cli_error *error);
/** A table as comma-separated values. */
int weights_write_csv(const weights_run *run, cli_error *error);
/** A report for a browser, in one file. */
int weights_write_html(const weights_run *run, cli_error *error);

/** The verb. */
extern const verb weights_verb;

#endif
