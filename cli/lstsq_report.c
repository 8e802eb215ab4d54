/* What lstsq tells about a run. */
#include "lstsq.h"
#include "report.h"
#include "threads.h"

static double total_seconds(const lstsq_run *run)
{
    return run->seconds_read + run->seconds_solve + run->seconds_write;
}

/* What was solved, and how. */
static void print_method(const lstsq_settings *s, const lstsq_run *run, FILE *stream)
{
    const randlapack_lsq_report *r = &run->report;
    const char *P = lstsq_preconditioner_taken(run), *solver = lstsq_solver_taken(s, run);
    const int64_t longer = run->A.rows > run->A.cols ? run->A.rows : run->A.cols;
    if (s->options.ridge > 0) fprintf(stream, "%-12s %g\n", "ridge", s->options.ridge);
    fprintf(stream, "%-12s %s, preconditioner %s, solver %s, %s precision\n", "method", lstsq_method_taken(s, run),
            P ? P : "none", solver ? solver : "none", s->common.single ? "single" : "double");
    if (r->sketch_rows < longer)
        fprintf(stream, "%-12s %s, %lld rows, seed %llu\n", "sketch", s->family, (long long)r->sketch_rows,
                (unsigned long long)s->common.seed);
    else
        fprintf(stream, "%-12s none: A itself was factored\n", "sketch");
}

static void print_accuracy(const lstsq_settings *s, const lstsq_run *run, FILE *stream)
{
    const randlapack_lsq_report *r = &run->report;
    fprintf(stream, "%-12s %.6e  %s\n", "residual", r->residual_norm,
            s->weights ? "||W^1/2 (b - A x)||" : "||b - A x||");
    report_estimate("normal", r->normal_residual, "||A^T (b - A x)|| / (||A||_F ||b - A x||)", stream);
    report_estimate("backward", r->backward_error, "relative backward error (estimate)", stream);
    report_estimate("forward", r->forward_error, "relative error of x (bound)", stream);
    fprintf(stream, "%-12s %.1e (estimate), rank %lld\n", "condition", r->condition, (long long)r->rank);
}

void lstsq_print_summary(const lstsq_settings *s, const lstsq_run *run, FILE *stream)
{
    const randlapack_lsq_report *r = &run->report;
    report_matrix("A", &run->A, s->a_path, stream);
    report_matrix("b", &run->B, s->b_path, stream);
    if (s->weights) report_matrix("weights", &run->W, s->weights, stream);
    print_method(s, run, stream);
    print_accuracy(s, run, stream);
    fprintf(stream, "%-12s %lld\n", "iterations", (long long)r->iterations);
    fprintf(stream, "%-12s %.3f (read %.3f, sketch %.3f, factor %.3f, iterate %.3f, write %.3f), %d thread%s\n",
            "seconds", total_seconds(run), run->seconds_read, r->seconds_sketch, r->seconds_factor, r->seconds_iterate,
            run->seconds_write, threads_get(), threads_get() == 1 ? "" : "s");
    if (run->processes) fprintf(stream, "%-12s %d\n", "processes", run->processes);
    if (s->output) fprintf(stream, "%-12s %s\n", "x", s->output);
}

static json_t *problem(const lstsq_settings *s, const lstsq_run *run)
{
    return json_pack("{si, ss, so, so, so, so, ss}", "info", run->info, "status", randlapack_strerror(run->info), "A",
                     report_json_matrix(&run->A, s->a_path), "b", report_json_matrix(&run->B, s->b_path), "weights",
                     s->weights ? report_json_matrix(&run->W, s->weights) : json_null(), "ridge",
                     report_json_real(s->options.ridge), "precision", s->common.single ? "single" : "double");
}

static json_t *solution(const lstsq_settings *s, const lstsq_run *run)
{
    const randlapack_lsq_report *r = &run->report;
    return json_pack("{ss, so, so, s{ss, sI, so}, sI, sI, so, so, so, so, so}", "method", lstsq_method_taken(s, run),
                     "preconditioner", report_json_string(lstsq_preconditioner_taken(run)), "solver",
                     report_json_string(lstsq_solver_taken(s, run)), "sketch", "family", s->family, "rows",
                     (json_int_t)r->sketch_rows, "seed", report_json_seed(s->common.seed), "iterations",
                     (json_int_t)r->iterations, "rank", (json_int_t)r->rank, "condition",
                     report_json_real(r->condition), "residual_norm", report_json_real(r->residual_norm),
                     "normal_residual", report_json_real(r->normal_residual), "backward_error",
                     report_json_real(r->backward_error), "forward_error", report_json_real(r->forward_error));
}

static json_t *effort(const lstsq_run *run)
{
    const randlapack_lsq_report *r = &run->report;
    const report_time times[] = {{"read", run->seconds_read},   {"sketch", r->seconds_sketch},
                                 {"factor", r->seconds_factor}, {"iterate", r->seconds_iterate},
                                 {"write", run->seconds_write}, {"total", total_seconds(run)}};
    return report_json_effort(6, times);
}

int lstsq_print_json(const lstsq_settings *s, const lstsq_run *run, cli_error *error)
{
    json_t *parts[] = {report_json_head("lstsq"), problem(s, run), solution(s, run), effort(run)},
           *object = report_json_join(4, parts);
    if (!object) return cli_fail(error, CLI_INTERNAL, "memory for the summary could not be allocated");
    if (run->processes) json_object_set_new(object, "processes", json_integer(run->processes));
    if (run->x.values && s->output)
        json_object_set_new(object, "output", report_json_string(s->output));
    else if (run->x.values)
        json_object_set_new(object, "x", report_json_values(&run->x));
    report_json_print(object);
    return CLI_OK;
}
