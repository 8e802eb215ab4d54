/** The verb decompress: the spectrum of a large symmetric matrix from that of a block. */
#ifndef DECOMPRESS_H
#define DECOMPRESS_H

#include "matrix.h"
#include "names.h"
#include "output.h"
#include "rmt.h"
#include "verb.h"

/** How the law of the whole is found; in the order of decompress_methods. */
typedef enum decompress_method {
    DECOMPRESS_AUTO,
    DECOMPRESS_FIT,
    DECOMPRESS_SMOOTH,
    DECOMPRESS_GLUE,
    DECOMPRESS_CURVE,
    DECOMPRESS_KERNEL
} decompress_method;

/** Which block of a matrix; in the order of decompress_kinds. */
typedef enum decompress_kind { BLOCK_AUTO, BLOCK_PRINCIPAL, BLOCK_ROTATED } decompress_kind;

/** What a sparse matrix stands for; in the order of decompress_graphs. */
typedef enum decompress_graph { GRAPH_ADJACENCY, GRAPH_LAPLACIAN, GRAPH_NORMALISED } decompress_graph;

/** What the command line says. */
typedef struct decompress_settings {
    const char *path;
    int64_t block, order, count; /**< 0: not given */
    int method, kind, graph;
    double low, high; /**< of the smooth density's range; NaN: not given */
    const char *output, *plot, *compare;
    common_settings common;
} decompress_settings;

/** A run. */
typedef struct decompress_run {
    decompress_settings settings;
    matrix A;        /**< the file: eigenvalues in a row or column, or a symmetric matrix */
    bool spectrum;   /**< the former */
    double *degree;  /**< of the nodes of a graph, or NULL */
    int64_t block;   /**< order of the block */
    double *x;       /**< its eigenvalues */
    double *entries; /**< and entries, where they are needed, or NULL */
    int64_t order;   /**< of the whole */
    double ratio;
    int method, kind; /**< what was done */
    randblas_control control;
    rmt_law *law; /**< of the whole */
    rmt_decompress_report fit;
    double distance; /**< expected of the fit; NaN: unknown */
    rmt_decompress_smooth_report smooth;
    rmt_decompress_kernel_report kernel;
    rmt_continuation_report continuation;
    double *truth;    /**< eigenvalues of the whole, ascending, or NULL */
    int64_t truths;   /**< how many */
    double variation; /**< of the law from them; NaN: none */
    void *written;
    result result;
    double seconds_block, seconds_law;
} decompress_run;

/** Names of methods, kinds, graphs and models. */
extern const name_list decompress_methods, decompress_kinds, decompress_graphs;
const char *decompress_model_name(int model);

/** Its options. */
extern const option_entry decompress_options[];

/** Read argv, of which the first is the verb. */
int decompress_parse(int argc, char **argv, decompress_settings *settings, cli_error *error);

/** Print the help text. */
void decompress_help(FILE *stream);

/** The Laplacian of run->A that is asked for. */
int decompress_open_graph(decompress_run *run, cli_error *error);
randblas_dlinop decompress_graph_operator(decompress_run *run);

/** Copy the elements of a row or column. */
int decompress_values(const matrix *A, double **values, int64_t *count);

/** Read the eigenvalues of the whole; complains. */
int decompress_read_truth(decompress_run *run, progress *bar);

/** Total variation between the law and those, over cells of equal width, for kernels of log x. */
enum { DECOMPRESS_CELLS = 50 };
double decompress_variation(const decompress_run *run);

/** What came out, as text and as one JSON object on stdout. */
void decompress_print_summary(const decompress_run *run, FILE *stream);
int decompress_print_json(const decompress_run *run, cli_error *error);

/** Write the plot: the densities of the whole and of the block. */
int decompress_write_plot(const decompress_run *run, cli_error *error);

/** The verb. */
extern const verb decompress_verb;

#endif
