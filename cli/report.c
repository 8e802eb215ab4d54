/* What summaries have in common; see report.h. */
#include "report.h"

#include "threads.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void report_matrix(const char *name, const matrix *M, const char *path, FILE *stream)
{
    fprintf(stream, "%-12s %lld x %lld", name, (long long)M->rows, (long long)M->cols);
    if (M->sparse) fprintf(stream, ", sparse with %lld entries", (long long)M->nnz);
    fprintf(stream, ", %s, from %s\n", M->type, path);
}

void report_estimate(const char *name, double value, const char *meaning, FILE *stream)
{
    if (isnan(value))
        fprintf(stream, "%-12s unknown  %s\n", name, meaning);
    else if (isinf(value))
        fprintf(stream, "%-12s no bound  %s\n", name, meaning);
    else
        fprintf(stream, "%-12s %.1e  %s\n", name, value, meaning);
}

json_t *report_json_real(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

json_t *report_json_string(const char *text)
{
    if (!text) return json_null();
    json_t *made = json_string(text);
    if (made) return made;
    char *copy = strdup(text);
    for (char *p = copy; p && *p; p++)
        if ((unsigned char)*p > '~') *p = '?';
    made = copy ? json_string(copy) : NULL;
    free(copy);
    return made;
}

json_t *report_json_seed(uint64_t seed)
{
    char text[24];
    snprintf(text, sizeof text, "%llu", (unsigned long long)seed);
    return json_string(text);
}

json_t *report_json_matrix(const matrix *M, const char *path)
{
    json_t *object =
        json_pack("{so, sI, sI, ss, ss, sb}", "file", report_json_string(path), "rows", (json_int_t)M->rows, "cols",
                  (json_int_t)M->cols, "format", M->format, "type", M->type, "sparse", (int)M->sparse);
    if (object && M->sparse) json_object_set_new(object, "entries", json_integer(M->nnz));
    return object;
}

static json_t *value(const result *x, int64_t i, int64_t j)
{
    const double entry = result_at(x, i, j);
    return x->type == RESULT_INDEX ? json_integer((json_int_t)entry) : report_json_real(entry);
}

static json_t *row_values(const result *x, int64_t i)
{
    json_t *row = json_array();
    for (int64_t j = 0; row && j < x->cols; j++) json_array_append_new(row, value(x, i, j));
    return row;
}

json_t *report_json_values(const result *x)
{
    json_t *list = json_array();
    for (int64_t i = 0; list && i < x->rows; i++)
        json_array_append_new(list, x->ndim == 1 ? value(x, i, 0) : row_values(x, i));
    return list;
}

json_t *report_json_head(const char *command)
{
    return json_pack("{ss, ss}", "command", command, "version", randblas_version());
}

json_t *report_json_effort(int count, const report_time *times)
{
    json_t *seconds = json_object();
    for (int i = 0; seconds && i < count; i++)
        json_object_set_new(seconds, times[i].name, report_json_real(times[i].seconds));
    return json_pack("{si, so}", "threads", threads_get(), "seconds", seconds);
}

json_t *report_json_join(int count, json_t **parts)
{
    json_t *whole = json_object();
    bool complete = whole;
    for (int i = 0; i < count; i++) {
        complete = complete && parts[i] && !json_object_update(whole, parts[i]);
        json_decref(parts[i]);
    }
    if (complete) return whole;
    json_decref(whole);
    return NULL;
}

void report_json_print(json_t *object)
{
    if (!json_dumpf(object, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(17))) putchar('\n');
    json_decref(object); /* what stdout did not take is seen when it is flushed */
}
