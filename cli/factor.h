/**
 * The frame of the verbs that factor one matrix: read A, factor, write a folder of arrays or print the most important
 * of them, and a summary.  A verb is a table of options and four functions.
 */
#ifndef FACTOR_H
#define FACTOR_H

#include "matrix.h"
#include "output.h"
#include "randlapack.h"
#include "verb.h"

struct json_t; /* of Jansson */

/** What the options of all these verbs say. */
typedef struct factor_settings {
    common_settings common;
    const char *path;   /**< of A */
    const char *output; /**< folder; NULL: print */
    bool force;         /**< replace the folder */
    int64_t rank;       /**< -1: not given */
    double tolerance;   /**< 0: not given */
} factor_settings;

/** Their places, counted from the first of them; the common options follow. */
enum { FACTOR_RANK, FACTOR_TOLERANCE, FACTOR_OUTPUT, FACTOR_FORCE, FACTOR_COMMON };

/** Their rows and those of the common ones, and the end of the table. */
#define FACTOR_OPTIONS(first, tolerance_help, printed)                                                                 \
    [(first) + FACTOR_RANK] = {"rank", 'k', "K", "rank; with --tolerance the largest one", NULL},                      \
               [(first) + FACTOR_TOLERANCE] = {"tolerance", 't', "EPS", tolerance_help, NULL},                         \
               [(first) + FACTOR_OUTPUT] = {"output", 'o', "FOLDER",                                                   \
                                            "write .npy files to FOLDER; else (or '-') print " printed, NULL},         \
               [(first) + FACTOR_FORCE] = {"force", 'f', NULL, "replace the FOLDER of an earlier run", NULL},          \
               COMMON_OPTIONS((first) + FACTOR_COMMON)

/** One of the results. */
typedef struct factor_array {
    const char *name; /**< its file's, less .npy */
    result values;
    void *block;  /**< what holds them */
    bool written; /**< into the folder */
    bool shown;   /**< printed when there is no folder */
} factor_array;

enum { FACTOR_ARRAYS = 4 };

typedef struct factor_verb factor_verb;

/** A run. */
typedef struct factor_run {
    const factor_verb *verb;
    factor_settings settings;
    void *own; /**< settings and reports of the verb */
    randblas_control control;
    matrix A;
    int64_t k;    /**< rank that is asked for, or the largest */
    int info;     /**< of the driver */
    bool present; /**< whether the arrays are worth delivering */
    int count;
    factor_array arrays[FACTOR_ARRAYS];
    double seconds_read, seconds_solve, seconds_write;
} factor_run;

/** A verb. */
struct factor_verb {
    verb frame;          /**< with FACTOR_FRAME; its options are its own, then FACTOR_OPTIONS() */
    const char *purpose; /**< of the help text */
    const char *notes;   /**< that end it */
    const char *solved;  /**< what exit codes 0 and 1 mean */
    int first;           /**< place of the first of FACTOR_OPTIONS() */
    bool need_rank;      /**< a rank or a tolerance has to be given */
    int (*set)(void *own, int index, const char *value, cli_error *error); /**< take one of its options, or NULL */
    int (*check)(const factor_run *run, cli_error *error);                 /**< that the options go together, or NULL */
    int (*open)(factor_run *run, bool *taken); /**< read A in its own way or leave it to the frame; or NULL */
    int (*accept)(factor_run *run);            /**< whether A will do, or complain; or NULL */
    int (*solve)(factor_run *run);             /**< make arrays with factor_new(); the driver's code */
    void (*summary)(const factor_run *run, FILE *stream); /**< lines about the result */
    struct json_t *(*details)(const factor_run *run);     /**< members about the result */
};

/** What all of these verbs give to the frame of all verbs. */
#define FACTOR_FRAME                                                                                                   \
    .help = factor_help, .common = offsetof(factor_run, settings.common), .partial = true, .parse = factor_parse,      \
    .files = factor_files, .compute = factor_compute, .present = factor_present, .print = factor_print,                \
    .summarise = factor_summarise, .json = factor_json, .release = factor_release

void factor_help(const verb *self, FILE *stream);
int factor_parse(int argc, char **argv, void *context, cli_error *error);
int factor_compute(void *context, progress *bar);
int factor_files(void *run, verb_file *list);
bool factor_present(const void *run);
bool factor_print(const void *context);
void factor_summarise(const void *context, FILE *stream);
int factor_json(const void *context, cli_error *error);
void factor_release(void *context);

/** The verb, whose settings and reports are own; returns the exit code. */
int factor_main(const factor_verb *self, void *own, int argc, char **argv);

/** Bytes of a value. */
size_t factor_width(result_type type);

/** Memory of one more result, column major, not filled; NULL when there is none.  ndim 1: a vector. */
void *factor_new(factor_run *run, const char *name, result_type type, int ndim, int64_t rows, int64_t cols);

/** Release all results. */
void factor_clear(factor_run *run);

/** The result of this name, or NULL. */
factor_array *factor_find(factor_run *run, const char *name);

/** Keep the first rows and columns of a result. */
void factor_crop(factor_array *array, int64_t rows, int64_t cols);

/** Give a result other values, which it takes over. */
void factor_replace(factor_array *array, void *block, int64_t rows, int64_t cols);

/** The type of real results. */
static inline result_type factor_real(const factor_run *run)
{
    return result_real(run->A.single);
}

/** max(1, n), as a leading dimension has to be. */
static inline int64_t factor_ld(int64_t n)
{
    return n > 1 ? n : 1;
}

/** Smaller dimension of A. */
int64_t factor_smaller(const factor_run *run);

/**
 * Ranks to try for a tolerance, lest memory for all min(m, n) be filled where a few are enough: at first what fits in
 * 128 MiB, then four times as many.
 */
int64_t factor_first_rank(const factor_run *run);
int64_t factor_next_rank(const factor_run *run, int64_t k);

/** left / ||A||_F, where ||A||_F^2 = kept^2 + left^2 by an approximation that is a projection; 0 for A = 0. */
double factor_relative(double kept, double left);

/** A number that is negative where it is not known, as NaN then. */
double factor_known(double value);

#endif
