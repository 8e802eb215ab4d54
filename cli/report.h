/** What summaries have in common, as text and as JSON. */
#ifndef REPORT_H
#define REPORT_H

#include "matrix.h"
#include "output.h"

#include <jansson.h>

/** A line with a matrix and the file it is from. */
void report_matrix(const char *name, const matrix *M, const char *path, FILE *stream);

/** A line with a number that may not be known (NaN), or have no bound (Inf). */
void report_estimate(const char *name, double value, const char *meaning, FILE *stream);

/** A number; null if it is not finite, which JSON does not know. */
json_t *report_json_real(double value);

/** A string, made UTF-8 if it is not; null for NULL. */
json_t *report_json_string(const char *text);

/** A seed, as a string: 64 bits without sign do not fit in every reader's number. */
json_t *report_json_seed(uint64_t seed);

/** A matrix and the file it is from. */
json_t *report_json_matrix(const matrix *M, const char *path);

/** Values: a list, or a list of rows. */
json_t *report_json_values(const result *x);

/** What every summary begins with: the verb and the version. */
json_t *report_json_head(const char *command);

/** A stretch of time. */
typedef struct report_time {
    const char *name;
    double seconds;
} report_time;

/** What every summary tells of the effort: threads, and seconds by name. */
json_t *report_json_effort(int count, const report_time *times);

/** The object with the members of all parts, in their order; takes over the parts.  NULL when memory fails. */
json_t *report_json_join(int count, json_t **parts);

/** Print an object on stdout and release it. */
void report_json_print(json_t *object);

#endif
