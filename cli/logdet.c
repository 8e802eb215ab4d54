/* The verb logdet, from the file to the summary. */
#include "logdet.h"

#include "input.h"
#include "interrupt.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

/* ---------------------------------------------------------------- choosing ---------------------------------------- */

/* Half of what the machine has. */
static int64_t default_memory(void)
{
    const long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    const int64_t otherwise = INT64_C(1) << 30;
    return pages > 0 && size > 0 ? matrix_product(pages, size) / 2 : otherwise;
}

/* Of a dense matrix. */
static void choose(logdet_run *run)
{
    const logdet_settings *s = &run->settings;
    const bool fits = logdet_fits(run);
    run->kind = s->kind ? (rmt_matrix_kind)s->kind : RMT_GENERAL;
    run->method = s->method;
    run->reason = "as asked";
    if (s->method != LOGDET_AUTO) return;
    run->method = s->plot || (!fits && run->npy) ? LOGDET_MEMDET : LOGDET_DIRECT;
    run->reason = !fits     ? "as the matrix does not fit into memory"
                  : s->plot ? "for the plot"
                            : "as it fits into memory";
}

static int run_dense(logdet_run *run, progress *bar)
{
    switch (run->method) {
    case LOGDET_MEMDET:
        return logdet_memdet(run);
    case LOGDET_SLQ:
        return logdet_slq(run, bar);
    case LOGDET_FLODANCE:
        return logdet_flodance(run, bar);
    default:
        return logdet_direct(run, bar);
    }
}

static int run_sparse(logdet_run *run, progress *bar)
{
    const logdet_settings *s = &run->settings;
    run->method = s->method;
    run->reason = "as asked";
    if (s->method == LOGDET_MEMDET || s->method == LOGDET_FLODANCE || s->plot)
        return cli_complain(s->path, CLI_INPUT, "is sparse; memdet and flodance are for dense matrices");
    int code = logdet_sparse_kind(run);
    if (code) return code;
    if (s->method == LOGDET_AUTO) return logdet_sparse(run, bar);
    if (s->method == LOGDET_SLQ) return logdet_slq(run, bar);
    if (run->kind == RMT_DEFINITE && !s->kind) run->kind = RMT_SYMMETRIC; /* that it is definite was a guess */
    if (logdet_fits(run)) code = logdet_write_out(run);
    return code ? code : logdet_direct(run, bar);
}

/* ---------------------------------------------------------------- outcome ----------------------------------------- */

bool logdet_present(const logdet_run *run)
{
    return (run->info == RANDBLAS_SUCCESS || run->info == RANDBLAS_NOT_CONVERGED ||
            run->info == RANDBLAS_RANK_DEFICIENT) &&
           !isnan(run->logabsdet);
}

bool logdet_plotted(const logdet_run *run)
{
    return run->settings.plot && run->A.rows > 0 && logdet_present(run) && isfinite(run->logabsdet);
}

static int stopped(const logdet_run *run)
{
    const char *scratch = run->settings.scratch;
    if (run->method != LOGDET_MEMDET || !logdet_resumable(scratch)) return input_stopped("logdet");
    return cli_complain("logdet", CLI_SIGNAL + interrupt_signal(),
                        "interrupted; %s holds what was done, and the same command with --resume goes on", scratch);
}

/* What a file has done to memdet. */
static int judge_files(const logdet_run *run)
{
    const logdet_settings *s = &run->settings;
    const char *folder = s->scratch ? s->scratch : "/tmp";
    const char *rest = logdet_resumable(s->scratch) ? "; what was done is kept for --resume" : "";
    if (run->info == RANDBLAS_NO_SPACE)
        return cli_complain(folder, CLI_OUTPUT, "there is no room for the scratch file%s", rest);
    if (run->info == RANDBLAS_IO_ERROR)
        return cli_complain(folder, CLI_OUTPUT, "the scratch file or the matrix in %s could not be read or written%s",
                            s->path, rest);
    if (s->resume)
        return cli_complain(folder, CLI_INPUT,
                            "is damaged, or of another matrix or a run with other options or memory");
    return cli_complain(s->path, CLI_INPUT, "was truncated or changed, or the scratch file was, while it was read");
}

static int judge(const logdet_run *run)
{
    const int info = run->info;
    if (info == RANDBLAS_SUCCESS) return CLI_OK;
    if (info == RANDBLAS_CANCELLED) return stopped(run);
    if (info == RANDBLAS_NO_SPACE || info == RANDBLAS_IO_ERROR || info == RANDBLAS_BAD_FORMAT) return judge_files(run);
    if (info == RANDBLAS_NOT_POSITIVE_DEFINITE && run->memdet.failed)
        return cli_complain("logdet", CLI_NUMERICAL,
                            "the matrix is not positive definite: its leading block of order %lld is not; "
                            "--kind symmetric takes any symmetric matrix",
                            (long long)run->memdet.failed);
    if (info == RANDBLAS_MEMORY_LIMIT)
        return cli_complain("logdet", CLI_INTERNAL, "%lld bytes of memory are too few", (long long)run->memory);
    return cli_complain("logdet", info > 0 ? CLI_NUMERICAL : CLI_INTERNAL, "%s", randlapack_strerror(info));
}

/* ---------------------------------------------------------------- computing --------------------------------------- */

static int compute(void *context, progress *bar)
{
    logdet_run *run = context;
    double start = progress_clock();
    run->memory = run->settings.memory ? run->settings.memory : default_memory();
    run->control = (randblas_control){.progress = progress_update, .progress_context = bar};
    int code = logdet_open(run, bar);
    run->seconds_read = progress_clock() - start;
    if (code) return code;
    start = progress_clock();
    if (!run->A.sparse) choose(run);
    code = run->A.sparse ? run_sparse(run, bar) : run_dense(run, bar);
    run->seconds_solve = progress_clock() - start;
    progress_end(bar);
    return code ? code : judge(run);
}

/* ---------------------------------------------------------------- telling ----------------------------------------- */

static int write_plot(void *run, cli_error *error)
{
    return logdet_plotted(run) ? logdet_write_plot(run, error) : CLI_OK;
}

static int files(void *run, verb_file *list)
{
    list[0] = (verb_file){.path = ((const logdet_run *)run)->settings.plot, .write = write_plot};
    return 1;
}

static bool present(const void *run)
{
    return logdet_present(run);
}

static bool print(const void *run)
{
    logdet_print_value(run);
    return true;
}

static void summarise(const void *run, FILE *stream)
{
    logdet_print_summary(run, stream);
}

static int json(const void *run, cli_error *error)
{
    return logdet_print_json(run, error);
}

/* ---------------------------------------------------------------- the verb ---------------------------------------- */

static int parse(int argc, char **argv, void *run, cli_error *error)
{
    return logdet_parse(argc, argv, &((logdet_run *)run)->settings, error);
}

static void help(const verb *self, FILE *stream)
{
    (void)self;
    logdet_help(stream);
}

static void release(void *context)
{
    logdet_run *run = context;
    matrix_free(&run->A);
    npy_rows_close(&run->file);
    free(run->curve);
}

static int logdet_main(int argc, char **argv)
{
    logdet_run run = {.logabsdet = NAN, .half_width = -1, .standard_error = NAN};
    return verb_main(&logdet_verb, &run, argc, argv);
}

const verb logdet_verb = {.name = "logdet",
                          .summary = "log-determinant, also of a matrix larger than memory",
                          .table = logdet_options,
                          .main = logdet_main,
                          .help = help,
                          .common = offsetof(logdet_run, settings.common),
                          .partial = true,
                          .parse = parse,
                          .files = files,
                          .compute = compute,
                          .present = present,
                          .print = print,
                          .summarise = summarise,
                          .json = json,
                          .release = release};
