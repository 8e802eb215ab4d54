/* What lstsq tells about a run. */
#include "lstsq.h"
#include "threads.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static double total_seconds(const lstsq_run *run)
{
    return run->seconds_read + run->seconds_solve + run->seconds_write;
}

static void print_matrix(const char *name, const matrix *M, const char *path, FILE *stream)
{
    fprintf(stream, "%-12s %lld x %lld", name, (long long)M->rows, (long long)M->cols);
    if (M->sparse) fprintf(stream, ", sparse with %lld entries", (long long)M->nnz);
    fprintf(stream, ", %s, from %s\n", M->type, path);
}

/* What was solved, and how. */
static void print_method(const lstsq_settings *s, const lstsq_run *run, FILE *stream)
{
    const randlapack_lsq_report *r = &run->report;
    const char *P = lstsq_preconditioner_taken(run), *solver = lstsq_solver_taken(s, run);
    const int64_t longer = run->A.rows > run->A.cols ? run->A.rows : run->A.cols;
    if (s->options.ridge > 0) fprintf(stream, "%-12s %g\n", "ridge", s->options.ridge);
    fprintf(stream, "%-12s %s, preconditioner %s, solver %s, %s precision\n", "method", lstsq_method_taken(s, run),
            P ? P : "none", solver ? solver : "none", s->single ? "single" : "double");
    if (r->sketch_rows < longer)
        fprintf(stream, "%-12s %s, %lld rows, seed %llu\n", "sketch", s->family, (long long)r->sketch_rows,
                (unsigned long long)s->seed);
    else
        fprintf(stream, "%-12s none: A itself was factored\n", "sketch");
}

/* A line with a number that may not be known, or have no bound. */
static void print_estimate(const char *name, double value, const char *meaning, FILE *stream)
{
    if (isnan(value))
        fprintf(stream, "%-12s unknown  %s\n", name, meaning);
    else if (isinf(value))
        fprintf(stream, "%-12s no bound  %s\n", name, meaning);
    else
        fprintf(stream, "%-12s %.1e  %s\n", name, value, meaning);
}

static void print_accuracy(const lstsq_settings *s, const lstsq_run *run, FILE *stream)
{
    const randlapack_lsq_report *r = &run->report;
    fprintf(stream, "%-12s %.6e  %s\n", "residual", r->residual_norm,
            s->weights ? "||W^1/2 (b - A x)||" : "||b - A x||");
    print_estimate("normal", r->normal_residual, "||A^T (b - A x)|| / (||A||_F ||b - A x||)", stream);
    print_estimate("backward", r->backward_error, "relative backward error (estimate)", stream);
    print_estimate("forward", r->forward_error, "relative error of x (bound)", stream);
    fprintf(stream, "%-12s %.1e (estimate), rank %lld\n", "condition", r->condition, (long long)r->rank);
}

void lstsq_print_summary(const lstsq_settings *s, const lstsq_run *run, FILE *stream)
{
    const randlapack_lsq_report *r = &run->report;
    print_matrix("A", &run->A, s->a_path, stream);
    print_matrix("b", &run->B, s->b_path, stream);
    if (s->weights) print_matrix("weights", &run->W, s->weights, stream);
    print_method(s, run, stream);
    print_accuracy(s, run, stream);
    fprintf(stream, "%-12s %lld\n", "iterations", (long long)r->iterations);
    fprintf(stream, "%-12s %.3f (read %.3f, sketch %.3f, factor %.3f, iterate %.3f, write %.3f), %d thread%s\n",
            "seconds", total_seconds(run), run->seconds_read, r->seconds_sketch, r->seconds_factor, r->seconds_iterate,
            run->seconds_write, threads_get(), threads_get() == 1 ? "" : "s");
    if (s->output) fprintf(stream, "%-12s %s\n", "x", s->output);
}

/* JSON has no NaN and no infinity. */
static json_t *real(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

/* JSON is UTF-8, which file names need not be. */
static json_t *string(const char *text)
{
    json_t *made = json_string(text);
    if (made) return made;
    char *copy = strdup(text);
    for (char *p = copy; p && *p; p++)
        if ((unsigned char)*p > '~') *p = '?';
    made = copy ? json_string(copy) : NULL;
    free(copy);
    return made;
}

static json_t *string_or_null(const char *text)
{
    return text ? string(text) : json_null();
}

static json_t *matrix_object(const matrix *M, const char *path)
{
    json_t *object = json_pack("{so, sI, sI, ss, ss, sb}", "file", string(path), "rows", (json_int_t)M->rows, "cols",
                               (json_int_t)M->cols, "format", M->format, "type", M->type, "sparse", (int)M->sparse);
    if (object && M->sparse) json_object_set_new(object, "entries", json_integer(M->nnz));
    return object;
}

static json_t *row_values(const result *x, int64_t i)
{
    json_t *row = json_array();
    for (int64_t j = 0; row && j < x->cols; j++) json_array_append_new(row, real(result_at(x, i, j)));
    return row;
}

/* A list, or a list of rows. */
static json_t *values(const result *x)
{
    json_t *list = json_array();
    for (int64_t i = 0; list && i < x->rows; i++)
        json_array_append_new(list, x->ndim == 1 ? real(result_at(x, i, 0)) : row_values(x, i));
    return list;
}

static json_t *problem(const lstsq_settings *s, const lstsq_run *run)
{
    return json_pack("{ss, ss, si, ss, so, so, so, so, ss}", "command", "lstsq", "version", randblas_version(), "info",
                     run->info, "status", randlapack_strerror(run->info), "A", matrix_object(&run->A, s->a_path), "b",
                     matrix_object(&run->B, s->b_path), "weights",
                     s->weights ? matrix_object(&run->W, s->weights) : json_null(), "ridge", real(s->options.ridge),
                     "precision", s->single ? "single" : "double");
}

static json_t *solution(const lstsq_settings *s, const lstsq_run *run)
{
    const randlapack_lsq_report *r = &run->report;
    char seed[24]; /* 64 bits without sign do not fit in every reader's number */
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)s->seed);
    return json_pack("{ss, so, so, s{ss, sI, ss}, sI, sI, so, so, so, so, so}", "method", lstsq_method_taken(s, run),
                     "preconditioner", string_or_null(lstsq_preconditioner_taken(run)), "solver",
                     string_or_null(lstsq_solver_taken(s, run)), "sketch", "family", s->family, "rows",
                     (json_int_t)r->sketch_rows, "seed", seed, "iterations", (json_int_t)r->iterations, "rank",
                     (json_int_t)r->rank, "condition", real(r->condition), "residual_norm", real(r->residual_norm),
                     "normal_residual", real(r->normal_residual), "backward_error", real(r->backward_error),
                     "forward_error", real(r->forward_error));
}

static json_t *effort(const lstsq_run *run)
{
    const randlapack_lsq_report *r = &run->report;
    return json_pack("{si, s{so, so, so, so, so, so}}", "threads", threads_get(), "seconds", "read",
                     real(run->seconds_read), "sketch", real(r->seconds_sketch), "factor", real(r->seconds_factor),
                     "iterate", real(r->seconds_iterate), "write", real(run->seconds_write), "total",
                     real(total_seconds(run)));
}

/* One object of the members of the three, in their order. */
static json_t *summary(const lstsq_settings *s, const lstsq_run *run)
{
    json_t *whole = problem(s, run), *parts[] = {solution(s, run), effort(run)};
    bool complete = whole;
    for (int i = 0; i < 2; i++) {
        complete = complete && parts[i] && !json_object_update(whole, parts[i]);
        json_decref(parts[i]);
    }
    if (complete) return whole;
    json_decref(whole);
    return NULL;
}

int lstsq_print_json(const lstsq_settings *s, const lstsq_run *run, cli_error *error)
{
    json_t *object = summary(s, run);
    if (!object) return cli_fail(error, CLI_INTERNAL, "memory for the summary could not be allocated");
    if (run->x.values && s->output)
        json_object_set_new(object, "output", string(s->output));
    else if (run->x.values)
        json_object_set_new(object, "x", values(&run->x));
    if (!json_dumpf(object, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(17))) putchar('\n');
    json_decref(object);
    return CLI_OK; /* what stdout did not take is seen when it is flushed */
}
