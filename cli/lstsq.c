/* The verb lstsq, from the files to the summary. */
#include "lstsq.h"

#include "input.h"

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

static int compute(void *context, progress *bar)
{
    lstsq_run *run = context;
    const lstsq_settings *s = &run->settings;
    const int code = read_problem(s, bar, run);
    return code ? code : solve(s, bar, run);
}

/* ---------------------------------------------------------------- telling ----------------------------------------- */

static int write_solution(void *context, cli_error *error)
{
    lstsq_run *run = context;
    const double start = progress_clock();
    const int code = output_npy(run->settings.output, &run->x, error);
    run->seconds_write = progress_clock() - start;
    return code;
}

static int files(void *run, verb_file *list)
{
    list[0] = (verb_file){.path = ((const lstsq_run *)run)->settings.output, .write = write_solution};
    return 1;
}

static bool present(const void *run)
{
    return ((const lstsq_run *)run)->x.values != NULL;
}

static bool print(const void *context)
{
    const lstsq_run *run = context;
    if (!run->settings.output) output_text(&run->x);
    return !run->settings.output;
}

static void summarise(const void *context, FILE *stream)
{
    const lstsq_run *run = context;
    lstsq_print_summary(&run->settings, run, stream);
}

static int json(const void *context, cli_error *error)
{
    const lstsq_run *run = context;
    return lstsq_print_json(&run->settings, run, error);
}

/* ---------------------------------------------------------------- the verb ---------------------------------------- */

static int parse(int argc, char **argv, void *run, cli_error *error)
{
    return lstsq_parse(argc, argv, &((lstsq_run *)run)->settings, error);
}

static void help(const verb *self, FILE *stream)
{
    (void)self;
    lstsq_help(stream);
}

static void release(void *context)
{
    lstsq_run *run = context;
    matrix_free(&run->A);
    matrix_free(&run->B);
    matrix_free(&run->W);
    free(run->X);
}

static int lstsq_main(int argc, char **argv)
{
    lstsq_run run = {.info = 0};
    return verb_main(&lstsq_verb, &run, argc, argv);
}

const verb lstsq_verb = {.name = "lstsq",
                         .summary = "least squares, min ||A x - b||",
                         .table = lstsq_options,
                         .main = lstsq_main,
                         .help = help,
                         .common = offsetof(lstsq_run, settings.common),
                         .partial = true,
                         .parse = parse,
                         .files = files,
                         .compute = compute,
                         .present = present,
                         .print = print,
                         .summarise = summarise,
                         .json = json,
                         .release = release};
