/** The verb logdet: log|det A| and its sign, exact or estimated, of a matrix that memory may not hold. */
#ifndef LOGDET_H
#define LOGDET_H

#include "names.h"
#include "npy_rows.h"
#include "rmt.h"
#include "verb.h"

/** How; in the order of their names. */
typedef enum logdet_method { LOGDET_AUTO, LOGDET_DIRECT, LOGDET_MEMDET, LOGDET_SLQ, LOGDET_FLODANCE } logdet_method;

/** What the command line says. */
typedef struct logdet_settings {
    const char *path;    /**< of A */
    const char *scratch; /**< folder, or NULL */
    const char *plot;    /**< file, or NULL */
    common_settings common;
    bool resume, single_scratch;
    logdet_method method;
    int kind;       /**< an rmt_matrix_kind; 0: not given */
    int64_t memory; /**< bytes; 0: not given */
    int64_t samples, steps, points, point_rows;
    double tolerance, confidence; /**< 0: not given */
} logdet_settings;

enum { LOGDET_NO_SIGN = 2 }; /**< in place of a sign that is not known */

/** A run: what was read and what came out. */
typedef struct logdet_run {
    logdet_settings settings;
    randblas_control control;
    matrix A;         /**< shape and type, and the values where they are held */
    npy_rows file;    /**< of a .npy; open while it is needed */
    bool npy, native; /**< a .npy that is not in memory yet; memdet can read it where it lies */
    bool piped;       /**< read into memory from a pipe */
    int64_t memory;   /**< bytes that may be used */
    logdet_method method;
    const char *reason;
    rmt_matrix_kind kind;
    int info;
    double logabsdet;  /**< NaN: nothing was found */
    int sign;          /**< 1, -1, 0, or LOGDET_NO_SIGN */
    double half_width; /**< of the interval; negative: no estimate */
    double standard_error;
    rmt_memdet_report memdet;
    randlapack_slq_report slq;
    rmt_extrapolate_report flodance;
    double *curve; /**< for the plot: memdet: log-determinants of leading blocks; flodance: what was fitted */
    double seconds_read, seconds_solve;
    int processes; /**< among which A is spread; 0: it is not */
} logdet_run;

/** Names of methods and kinds. */
extern const name_list logdet_methods, logdet_kinds;

/** Its options. */
extern const option_entry logdet_options[];

/** Read argv, of which the first is the verb. */
int logdet_parse(int argc, char **argv, logdet_settings *settings, cli_error *error);

/** Shape and type of the matrix; Matrix Market and a pipe are read whole, of .npy only the header.  Complains. */
int logdet_open(logdet_run *run, progress *bar);

/** Read what is left of a .npy into memory, and check that it is symmetric if it should be.  Complains. */
int logdet_load(logdet_run *run, progress *bar);

/** Map a .npy.  Complains. */
int logdet_map(logdet_run *run, progress *bar);

/** Whether the file looks symmetric, if it should be: some pairs of entries are compared.  Complains. */
int logdet_sample(logdet_run *run);

/** Whether the matrix and what its factorisation needs fit into the memory that may be used. */
bool logdet_fits(const logdet_run *run);

/** The four methods, and for sparse matrices whichever of them is best; complain about the matrix or set run->info. */
int logdet_direct(logdet_run *run, progress *bar);
int logdet_memdet(logdet_run *run);
int logdet_slq(logdet_run *run, progress *bar);
int logdet_flodance(logdet_run *run, progress *bar);
int logdet_sparse(logdet_run *run, progress *bar);

/** The kind of a sparse matrix; complains when it is not what was asked for. */
int logdet_sparse_kind(logdet_run *run);

/** Make it dense; complains. */
int logdet_write_out(logdet_run *run);

/** Options of the library for slq. */
randlapack_slq_options logdet_slq_options(const logdet_run *run);

/** Whether the scratch folder holds a run that can be resumed. */
bool logdet_resumable(const char *scratch);

/** Whether something was found. */
bool logdet_present(const logdet_run *run);

/** Whether that makes a plot, and one is asked for. */
bool logdet_plotted(const logdet_run *run);

/** What logdet_present() found, on stdout. */
void logdet_print_value(const logdet_run *run);
/** Print what came out as a few lines of text. */
void logdet_print_summary(const logdet_run *run, FILE *stream);
/** Print what came out as one JSON object on stdout. */
int logdet_print_json(const logdet_run *run, cli_error *error);
/** Write the plot: a script for gnuplot, with its data. */
int logdet_write_plot(const logdet_run *run, cli_error *error);

/** Print the help text. */
void logdet_help(FILE *stream);

/** The verb. */
extern const verb logdet_verb;

#endif
