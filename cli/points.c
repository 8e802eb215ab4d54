/* Lists of numbers; see points.h. */
#include "points.h"

#include "input.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>

int points_from_file(const char *verb, const char *path, number_list *numbers)
{
    progress bar = progress_begin(true);
    const input_request request = {.verb = verb, .bar = &bar};
    matrix M = {0};
    const int code = input_read_columns(&request, path, &M);
    const int64_t count = M.rows * M.cols;
    if (!code) numbers->x = matrix_allocate(count, sizeof *numbers->x);
    if (numbers->x) {
        numbers->count = count;
        for (int64_t k = 0; k < count; k++) numbers->x[k] = ((const double *)M.values)[k];
    }
    matrix_free(&M);
    return !code && !numbers->x ? cli_complain(path, CLI_INTERNAL, "memory for it could not be allocated") : code;
}

/* A number that ends at one of the given characters or with the text; NULL if there is none. */
static const char *scan(const char *text, const char *ends, double *number)
{
    char *end = NULL;
    if (isspace((unsigned char)*text)) return NULL;
    *number = strtod(text, &end);
    if (end == text || isnan(*number)) return NULL;
    for (const char *e = ends; *end && *e != *end; e++)
        if (!*e) return NULL;
    return end;
}

/* How many numbers stand between commas; 0 if the text is something else. */
static int64_t scan_list(const char *text, double *x)
{
    int64_t count = 0;
    for (double number; (text = scan(text, ",", &number)) != NULL; text++) {
        if (x) x[count] = number;
        count++;
        if (!*text) return count;
    }
    return 0;
}

/* FIRST:LAST:COUNT; false if the text is something else. */
static bool scan_range(const char *text, double *first, double *last, int64_t *count)
{
    enum { MOST = 100000000 };
    double number = 0;
    const char *at = scan(text, ":", first);
    if (at && *at) at = scan(at + 1, ":", last);
    if (at && *at) at = scan(at + 1, "", &number);
    *count = number >= 1 && number <= MOST ? (int64_t)number : 0;
    return at && !*at && (double)*count == number && *count > 0 && isfinite(*first) && isfinite(*last);
}

int points_from(const char *verb, const char *option, const char *text, number_list *numbers)
{
    double first = 0, last = 0;
    int64_t count = 0;
    const bool range = scan_range(text, &first, &last, &count);
    if (!range) count = scan_list(text, NULL);
    if (count == 0) return points_from_file(verb, text, numbers);
    numbers->x = matrix_allocate(count, sizeof *numbers->x);
    if (!numbers->x) return cli_complain(verb, CLI_INTERNAL, "memory for --%s could not be allocated", option);
    numbers->count = count;
    if (!range) scan_list(text, numbers->x);
    for (int64_t i = 0; range && i < count; i++) {
        const double t = count > 1 ? (double)i / (double)(count - 1) : 0;
        numbers->x[i] = first * (1 - t) + last * t;
    }
    return CLI_OK;
}
