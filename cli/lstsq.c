/* The verb lstsq, from the files to the summary. */
#include "lstsq.h"

#include "atomic_file.h"
#include "interrupt.h"
#include "matrix_file.h"
#include "progress.h"
#include "threads.h"

#include <stdlib.h>

static int stopped(void)
{
    return cli_complain("lstsq", CLI_SIGNAL + interrupt_signal(), "interrupted; nothing was written");
}

static int read_one(const char *path, bool columns, const lstsq_settings *s, progress *bar, matrix *M)
{
    const matrix_request request = {s->single, progress_update, bar};
    cli_error error;
    size_t file_size;
    int code = matrix_file_read(path, &request, M, &file_size, &error);
    progress_end(bar);
    if (code == MATRIX_CANCELLED) return stopped();
    if (!code && columns) code = matrix_to_columns(M, file_size, &error);
    return code ? cli_complain(path, code, "%s", error.text) : CLI_OK;
}

static int read_problem(const lstsq_settings *s, progress *bar, lstsq_run *run)
{
    const double start = progress_clock();
    int code = read_one(s->a_path, false, s, bar, &run->A);
    if (!code) code = read_one(s->b_path, true, s, bar, &run->B);
    if (!code && s->weights) code = read_one(s->weights, true, s, bar, &run->W);
    if (!code) code = lstsq_check_problem(s, run);
    run->seconds_read = progress_clock() - start;
    return code;
}

static int solve_double(lstsq_run *run, int64_t ldx, const randlapack_lsq_options *options)
{
    const matrix *A = &run->A, *B = &run->B;
    const randblas_dlinop op = A->sparse ? randblas_dlinop_csr(A->rows, A->cols, A->ptr, A->colind, A->values)
                                         : randblas_dlinop_dense(A->layout, A->rows, A->cols, A->values, A->ld);
    return randlapack_dlsq(&op, run->W.values, B->cols, B->values, B->ld, run->X, ldx, options, &run->report);
}

static int solve_single(lstsq_run *run, int64_t ldx, const randlapack_lsq_options *options)
{
    const matrix *A = &run->A, *B = &run->B;
    const randblas_slinop op = A->sparse ? randblas_slinop_csr(A->rows, A->cols, A->ptr, A->colind, A->values)
                                         : randblas_slinop_dense(A->layout, A->rows, A->cols, A->values, A->ld);
    return randlapack_slsq(&op, run->W.values, B->cols, B->values, B->ld, run->X, ldx, options, &run->report);
}

/* The exit code of the solver's result code; -8 blames the options. */
static int judge(const lstsq_settings *s, int info)
{
    if (info == RANDBLAS_SUCCESS) return CLI_OK;
    if (info == RANDBLAS_CANCELLED) return stopped();
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
    run->X = matrix_allocate(matrix_product(n, B->cols), s->single ? sizeof(float) : sizeof(double));
    if (!run->X) return cli_complain("lstsq", CLI_INTERNAL, "memory for x could not be allocated");
    run->info = s->single ? solve_single(run, ldx, &options) : solve_double(run, ldx, &options);
    if (has_solution(run->info)) run->x = (result){s->single, B->ndim == 2 ? 2 : 1, n, B->cols, run->X};
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

/* x to its file or to stdout, and the summary to where x is not. */
static int deliver(const lstsq_settings *s, lstsq_run *run)
{
    cli_error error;
    int code = CLI_OK;
    if (s->output && run->x.values) code = write_solution(s, run);
    if (code) return code;
    if (s->json) {
        code = lstsq_print_json(s, run, &error);
        return code ? cli_complain("lstsq", code, "%s", error.text) : CLI_OK;
    }
    if (!run->x.values) return CLI_OK; /* the sentence has been said */
    if (!s->output) output_text(&run->x);
    if (!s->quiet) lstsq_print_summary(s, run, s->output ? stdout : stderr);
    return CLI_OK;
}

static int run_all(const lstsq_settings *s, lstsq_run *run)
{
    progress bar = progress_begin(s->quiet);
    cli_error error;
    int code = CLI_OK;
    if (s->threads) threads_set((int)s->threads);
    if (s->output) code = atomic_file_check(s->output, &error); /* rather now than after the work */
    if (code) return cli_complain(s->output, code, "%s", error.text);
    code = read_problem(s, &bar, run);
    if (!code) code = solve(s, &bar, run);
    if (code && code != CLI_NUMERICAL) return code;
    const int delivered = deliver(s, run);
    return delivered ? delivered : code;
}

int lstsq_main(int argc, char **argv)
{
    lstsq_settings settings;
    lstsq_run run = {0};
    cli_error error;
    int code = lstsq_parse(argc, argv, &settings, &error);
    if (code) {
        cli_complain("lstsq", code, "%s", error.text);
        fputs("Try 'randlapack help lstsq'.\n", stderr);
        return code;
    }
    if (settings.help)
        lstsq_help(stdout);
    else
        code = run_all(&settings, &run);
    matrix_free(&run.A);
    matrix_free(&run.B);
    matrix_free(&run.W);
    free(run.X);
    return code;
}
