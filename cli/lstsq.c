/* The verb lstsq, from the files to the summary. */
#include "lstsq.h"

#include "atomic_file.h"
#include "input.h"
#include "threads.h"

#include <stdlib.h>

static int read_problem(const lstsq_settings *s, progress *bar, lstsq_run *run)
{
    const double start = progress_clock();
    const input_request request = {.verb = "lstsq", .single = s->common.single, .bar = bar};
    int code = input_read(&request, s->a_path, &run->A);
    if (!code) code = input_read_columns(&request, s->b_path, &run->B);
    if (!code && s->weights) code = input_read_columns(&request, s->weights, &run->W);
    if (!code) code = lstsq_check_problem(s, run);
    run->seconds_read = progress_clock() - start;
    return code;
}

static int solve_double(lstsq_run *run, int64_t ldx, const randlapack_lsq_options *options)
{
    const matrix *B = &run->B;
    const randblas_dlinop op = input_double(&run->A);
    return randlapack_dlsq(&op, run->W.values, B->cols, B->values, B->ld, run->X, ldx, options, &run->report);
}

static int solve_single(lstsq_run *run, int64_t ldx, const randlapack_lsq_options *options)
{
    const matrix *B = &run->B;
    const randblas_slinop op = input_single(&run->A);
    return randlapack_slsq(&op, run->W.values, B->cols, B->values, B->ld, run->X, ldx, options, &run->report);
}

/* The exit code of the solver's result code; -8 blames the options. */
static int judge(const lstsq_settings *s, int info)
{
    if (info == RANDBLAS_SUCCESS) return CLI_OK;
    if (info == RANDBLAS_CANCELLED) return input_stopped("lstsq");
    if (info == -8)
        return cli_complain("lstsq", CLI_USAGE, "a %s sketch with these options does not fit this problem", s->family);
    return cli_complain("lstsq", info > 0 ? CLI_NUMERICAL : CLI_INTERNAL, "%s", randlapack_strerror(info));
}

/* Whether there is an x, be it only the best that was found. */
static bool has_solution(int info)
{
    return info == RANDBLAS_SUCCESS || info == RANDBLAS_NOT_CONVERGED || info == RANDBLAS_RANK_DEFICIENT;
}

static int solve(const lstsq_settings *s, progress *bar, lstsq_run *run)
{
    const matrix *B = &run->B;
    const int64_t n = run->A.cols, ldx = n > 0 ? n : 1;
    const double start = progress_clock();
    randlapack_lsq_options options = s->options;
    options.control.progress = progress_update;
    options.control.progress_context = bar;
    run->X = matrix_allocate(matrix_product(n, B->cols), s->common.single ? sizeof(float) : sizeof(double));
    if (!run->X) return cli_complain("lstsq", CLI_INTERNAL, "memory for x could not be allocated");
    run->info = s->common.single ? solve_single(run, ldx, &options) : solve_double(run, ldx, &options);
    if (has_solution(run->info))
        run->x = (result){result_real(s->common.single), B->ndim == 2 ? 2 : 1, n, B->cols, run->X};
    run->seconds_solve = progress_clock() - start;
    progress_end(bar);
    return judge(s, run->info);
}

static int write_solution(const lstsq_settings *s, lstsq_run *run)
{
    const double start = progress_clock();
    cli_error error;
    const int code = output_npy(s->output, &run->x, &error);
    run->seconds_write = progress_clock() - start;
    return code ? cli_complain(s->output, code, "%s", error.text) : CLI_OK;
}

int lstsq_deliver(const lstsq_settings *s, lstsq_run *run)
{
    cli_error error;
    int code = CLI_OK;
    if (s->output && run->x.values) code = write_solution(s, run);
    if (code) return code;
    if (s->common.json) {
        code = lstsq_print_json(s, run, &error);
        return code ? cli_complain("lstsq", code, "%s", error.text) : CLI_OK;
    }
    if (!run->x.values) return CLI_OK; /* the sentence has been said */
    if (!s->output) output_text(&run->x);
    if (!s->common.quiet) lstsq_print_summary(s, run, s->output ? stdout : stderr);
    return CLI_OK;
}

static int run_all(const lstsq_settings *s, lstsq_run *run)
{
    progress bar = progress_begin(s->common.quiet);
    cli_error error;
    int code = CLI_OK;
    if (s->common.threads) threads_set((int)s->common.threads);
    if (s->output) code = atomic_file_check(s->output, &error); /* rather now than after the work */
    if (code) return cli_complain(s->output, code, "%s", error.text);
    code = read_problem(s, &bar, run);
    if (!code) code = solve(s, &bar, run);
    if (code && code != CLI_NUMERICAL) return code;
    const int delivered = lstsq_deliver(s, run);
    return delivered ? delivered : code;
}

int lstsq_main(int argc, char **argv)
{
    lstsq_settings settings;
    lstsq_run run = {0};
    cli_error error;
    int code = lstsq_parse(argc, argv, &settings, &error);
    if (code) return common_usage("lstsq", code, &error);
    if (settings.common.help)
        lstsq_help(stdout);
    else
        code = run_all(&settings, &run);
    matrix_free(&run.A);
    matrix_free(&run.B);
    matrix_free(&run.W);
    free(run.X);
    return code;
}
