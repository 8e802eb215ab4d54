/* The verb logdet in several processes: factors in blocks over all of them, by ScaLAPACK. */
#include "mpi_verbs.h"

#include "logdet.h"
#include "own_rows.h"
#include "threads.h"

#ifdef RANDLAPACK_MPI_HAS_LOGDET
#include "randlapack_mpi_logdet.h"

#include <math.h>

static int check_settings(const logdet_settings *s, cli_error *error)
{
    const char *wrong = s->scratch          ? "scratch"
                        : s->single_scratch ? "single-scratch"
                        : s->plot           ? "plot"
                        : s->memory         ? "mem"
                        : s->samples        ? "samples"
                        : s->steps          ? "steps"
                        : s->tolerance > 0  ? "tolerance"
                                            : NULL;
    if (s->method != LOGDET_AUTO && s->method != LOGDET_DIRECT)
        return cli_fail(error, CLI_USAGE, "--method %s does not run in several processes",
                        logdet_methods.names[s->method]);
    return wrong ? cli_fail(error, CLI_USAGE, "--%s does not go with several processes", wrong) : CLI_OK;
}

/* What process 0 sees of the file beforehand: shape, and some pairs of entries where it should be symmetric. */
static int look(logdet_run *run, progress *bar)
{
    run->memory = 1 << 30; /* for the size of a buffer */
    int code = logdet_open(run, bar);
    run->memory = 0; /* nobody said */
    if (!code && !run->npy)
        code = cli_complain(run->settings.path, CLI_INPUT, "is not a .npy file, which several processes need");
    return code ? code : logdet_sample(run);
}

static int solve_double(const processes *p, const own_rows *A, logdet_run *run, const rmt_logdet_options *options,
                        rmt_logdet_report *report)
{
    const int64_t n = A->whole.cols;
    const randblas_dlinop own = randblas_dlinop_dense(RANDBLAS_ROW_MAJOR, A->count, n, A->values, n > 0 ? n : 1);
    randlapack_mpi_drows rows;
    const int info = randlapack_mpi_drows_make(p->group, &own, &rows);
    return info ? info : randlapack_mpi_dlogdet(p->group, &rows, run->kind, 0, options, report);
}

static int solve_single(const processes *p, const own_rows *A, logdet_run *run, const rmt_logdet_options *options,
                        rmt_logdet_report *report)
{
    const int64_t n = A->whole.cols;
    const randblas_slinop own = randblas_slinop_dense(RANDBLAS_ROW_MAJOR, A->count, n, A->values, n > 0 ? n : 1);
    randlapack_mpi_srows rows;
    const int info = randlapack_mpi_srows_make(p->group, &own, &rows);
    return info ? info : randlapack_mpi_slogdet(p->group, &rows, run->kind, 0, options, report);
}

static int compute(const processes *p, logdet_run *run, own_rows *A)
{
    const logdet_settings *s = &run->settings;
    progress bar = verb_progress(&s->common, !processes_speaks(p));
    const own_rows_request request = {.single = s->common.single, .keep = !s->common.wide, .bar = &bar};
    const rmt_logdet_options options = {.control = {.progress = progress_update, .progress_context = &bar}};
    rmt_logdet_report report = {.logabsdet = NAN};
    double start = progress_clock();
    int code = processes_follow(p, processes_speaks(p) ? look(run, &bar) : CLI_OK);
    if (!code) code = own_rows_read(p, &request, s->path, A);
    if (code) return code;
    run->seconds_read = progress_clock() - start;
    run->A = A->whole;
    start = progress_clock();
    run->info =
        A->whole.single ? solve_single(p, A, run, &options, &report) : solve_double(p, A, run, &options, &report);
    run->logabsdet = report.logabsdet;
    run->sign = report.sign;
    run->seconds_solve = progress_clock() - start;
    progress_end(&bar);
    return processes_judge(p, "logdet", run->info);
}

static int run_all(const processes *p, logdet_run *run, own_rows *A)
{
    run->method = LOGDET_DIRECT;
    run->reason = "in blocks over all processes";
    run->kind = run->settings.kind ? (rmt_matrix_kind)run->settings.kind : RMT_GENERAL;
    run->logabsdet = NAN;
    run->half_width = -1;
    run->processes = p->size;
    const int code = compute(p, run, A);
    if (code && code != CLI_NUMERICAL) return code;
    const int delivered = processes_follow(p, processes_speaks(p) ? verb_deliver(&logdet_verb, run) : CLI_OK);
    return delivered ? delivered : code;
}

int mpi_logdet(const processes *p, int argc, char **argv)
{
    logdet_run run = {.info = 0};
    own_rows A = {.count = 0};
    cli_error error;
    int code = logdet_parse(argc, argv, &run.settings, &error);
    if (!code) code = check_settings(&run.settings, &error);
    if (code) return processes_speaks(p) ? common_usage("logdet", code, &error) : code;
    if (run.settings.common.threads) threads_set((int)run.settings.common.threads);
    if (!run.settings.common.help)
        code = run_all(p, &run, &A);
    else if (processes_speaks(p))
        logdet_help(stdout);
    own_rows_free(&A);
    npy_rows_close(&run.file);
    return code;
}
#else
int mpi_logdet(const processes *p, int argc, char **argv)
{
    (void)argc, (void)argv;
    return processes_speaks(p) ? cli_complain("logdet", CLI_USAGE, "was built without ScaLAPACK, which it needs")
                               : CLI_USAGE;
}
#endif
