/* The methods of logdet. */
#include "input.h"
#include "logdet.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---------------------------------------------------------------- direct ------------------------------------------ */

static bool finite_entries(const matrix *A)
{
    double bad = 0; /* 0 or NaN */
    for (int64_t k = 0; k < A->rows * A->cols; k++)
        bad += 0 * (A->single ? (double)((const float *)A->values)[k] : ((const double *)A->values)[k]);
    return bad == 0;
}

/* In place.  The order of storage does not matter: det A^T = det A. */
static int factor(logdet_run *run, const rmt_logdet_options *options, rmt_logdet_report *report)
{
    matrix *A = &run->A;
    const int64_t n = A->rows;
    void *entries = (void *)(uintptr_t)A->values; /* which are ours, if only in the memory that a pipe was read into */
    if (run->kind != RMT_GENERAL && !finite_entries(A)) return RANDBLAS_NOT_FINITE; /* in the other triangle, too */
    return A->single ? rmt_slogdet(run->kind, RANDBLAS_COL_MAJOR, RANDBLAS_LOWER, n, entries, A->ld, options, report)
                     : rmt_dlogdet(run->kind, RANDBLAS_COL_MAJOR, RANDBLAS_LOWER, n, entries, A->ld, options, report);
}

int logdet_direct(logdet_run *run, progress *bar)
{
    const int64_t n = run->A.rows, w = run->A.single ? (int64_t)sizeof(float) : (int64_t)sizeof(double);
    rmt_logdet_options options = {.size = sizeof options, .control = run->control, .overwrite = 1};
    rmt_logdet_report report = {.logabsdet = NAN};
    if (!logdet_fits(run))
        return cli_complain("logdet", CLI_INTERNAL, "the matrix does not fit into %lld bytes of memory%s",
                            (long long)run->memory, run->native ? "; --method memdet works within them" : "");
    const int code = logdet_load(run, bar);
    if (code) return code;
    options.control.memory_limit = run->memory - n * n * w > 0 ? run->memory - n * n * w : 1;
    run->method = LOGDET_DIRECT;
    run->info = factor(run, &options, &report);
    run->logabsdet = report.logabsdet;
    run->sign = report.sign;
    return CLI_OK;
}

/* ---------------------------------------------------------------- memdet ------------------------------------------ */

bool logdet_resumable(const char *scratch)
{
    char name[4096];
    return scratch && snprintf(name, sizeof name, "%s/memdet.manifest", scratch) < (int)sizeof name &&
           !access(name, F_OK);
}

/* Rather now than after the work. */
static int check_scratch(const logdet_settings *s)
{
    struct stat status;
    if (!s->scratch) return CLI_OK;
    if (!mkdir(s->scratch, S_IRWXU)) {
        rmdir(s->scratch);
        return CLI_OK;
    }
    if (errno != EEXIST) return cli_complain(s->scratch, CLI_OUTPUT, "cannot be created: %s", strerror(errno));
    if (stat(s->scratch, &status) || !S_ISDIR(status.st_mode))
        return cli_complain(s->scratch, CLI_OUTPUT, "is not a folder");
    if (access(s->scratch, W_OK | X_OK))
        return cli_complain(s->scratch, CLI_OUTPUT, "cannot be written: %s", strerror(errno));
    if (logdet_resumable(s->scratch) && !s->resume)
        return cli_complain(s->scratch, CLI_OUTPUT, "holds an unfinished run; go on with --resume, or remove it");
    return CLI_OK;
}

static rmt_memdet_method memdet_method(rmt_matrix_kind kind)
{
    return kind == RMT_DEFINITE ? RMT_MEMDET_CHOLESKY : kind == RMT_SYMMETRIC ? RMT_MEMDET_LDL : RMT_MEMDET_LU;
}

/* As a raw file: the header has been read, and is not read again by other rules. */
static int run_memdet(logdet_run *run, const npy_header *h, const rmt_memdet_options *options)
{
    const rmt_memdet_format format = h->type == NPY_F4 ? RMT_MEMDET_FLOAT32 : RMT_MEMDET_FLOAT64;
    const randblas_layout layout = h->fortran_order ? RANDBLAS_COL_MAJOR : RANDBLAS_ROW_MAJOR;
    if (run->A.single) {
        const rmt_smemdet_input input = {.format = format,
                                         .layout = layout,
                                         .n = run->A.rows,
                                         .path = run->settings.path,
                                         .offset = (int64_t)h->offset};
        return rmt_smemdet(&input, options, &run->memdet);
    }
    const rmt_dmemdet_input input = {
        .format = format, .layout = layout, .n = run->A.rows, .path = run->settings.path, .offset = (int64_t)h->offset};
    return rmt_dmemdet(&input, options, &run->memdet);
}

int logdet_memdet(logdet_run *run)
{
    enum { PANELS = 16 };
    const logdet_settings *s = &run->settings;
    rmt_memdet_options options = {.size = sizeof options,
                                  .control = run->control,
                                  .method = memdet_method(run->kind),
                                  .scratch = s->scratch,
                                  .resume = s->resume,
                                  .keep = s->scratch != NULL,
                                  .single_scratch = s->single_scratch};
    if (!run->native && s->method == LOGDET_AUTO && !s->plot)
        return cli_complain(s->path, CLI_INPUT,
                            "does not fit into %lld bytes of memory, and memdet reads only .npy of float32 or float64 "
                            "in this machine's byte order",
                            (long long)run->memory);
    if (run->piped) return cli_complain(s->path, CLI_INPUT, "is a pipe, but memdet reads a file where it lies");
    if (!run->native)
        return cli_complain(s->path, CLI_INPUT,
                            "is not a .npy of float32 or float64 in this machine's byte order, which memdet reads");
    int code = check_scratch(s);
    if (!code) code = logdet_sample(run);
    const npy_header header = run->file.header;
    npy_rows_close(&run->file);
    if (code) return code;
    run->method = LOGDET_MEMDET;
    options.control.memory_limit = run->memory;
    if (s->plot) {
        /* LDL^T tells of whole panels only: one of all columns would make no picture. */
        if (run->kind == RMT_SYMMETRIC && logdet_fits(run) && run->A.rows >= 2 * PANELS)
            options.block = run->A.rows / PANELS;
        options.leading = run->curve = matrix_allocate(run->A.rows, sizeof *run->curve);
        if (!run->curve) return cli_complain("logdet", CLI_INTERNAL, "memory for the plot could not be allocated");
    }
    run->info = run_memdet(run, &header, &options);
    run->logabsdet = run->memdet.logabsdet;
    run->sign = run->memdet.sign;
    return CLI_OK;
}

/* ---------------------------------------------------------------- slq --------------------------------------------- */

randlapack_slq_options logdet_slq_options(const logdet_run *run)
{
    const logdet_settings *s = &run->settings;
    randlapack_slq_options o = {.size = sizeof o,
                                .control = run->control,
                                .state = randblas_seed(s->common.seed),
                                .degree = s->steps,
                                .samples = s->samples,
                                .relative = s->tolerance,
                                .confidence = s->confidence};
    o.control.memory_limit = run->memory;
    if (!s->steps)
        o.degree_tolerance = s->tolerance > 0 ? s->tolerance / 2 : 1e-2; /* else an interval would mean little */
    if (run->kind == RMT_GENERAL) o.spectrum = RANDLAPACK_SPECTRUM_SINGULAR;
    return o;
}

static int run_slq(logdet_run *run, randlapack_spectral_value *value)
{
    const randlapack_slq_options options = logdet_slq_options(run);
    const randlapack_spectral_function f = {.kind = run->kind == RMT_SYMMETRIC ? RANDLAPACK_FUNCTION_LOG_ABS
                                                                               : RANDLAPACK_FUNCTION_LOG};
    if (run->A.single) {
        const randblas_slinop A = input_single(&run->A);
        return randlapack_sslq(&A, 1, &f, value, &options, &run->slq);
    }
    const randblas_dlinop A = input_double(&run->A);
    return randlapack_dslq(&A, 1, &f, value, &options, &run->slq);
}

int logdet_slq(logdet_run *run, progress *bar)
{
    randlapack_spectral_value value = {.value = NAN, .standard_error = NAN, .half_width = NAN};
    const int code = logdet_map(run, bar);
    if (code) return code;
    run->method = LOGDET_SLQ;
    run->info = run_slq(run, &value);
    run->logabsdet = value.value;
    run->half_width = value.half_width;
    run->standard_error = value.standard_error;
    run->sign = run->kind == RMT_DEFINITE ? 1 : LOGDET_NO_SIGN;
    return CLI_OK;
}

/* ---------------------------------------------------------------- flodance ---------------------------------------- */

static int run_flodance(logdet_run *run, int64_t d, const rmt_extrapolate_options *options)
{
    const matrix *A = &run->A;
    if (A->single) {
        const randlapack_sentries K = randlapack_sentries_dense(A->layout, A->rows, A->cols, A->values, A->ld);
        return rmt_sflodance(&K, d, options, &run->flodance);
    }
    const randlapack_dentries K = randlapack_dentries_dense(A->layout, A->rows, A->cols, A->values, A->ld);
    return rmt_dflodance(&K, d, options, &run->flodance);
}

int logdet_flodance(logdet_run *run, progress *bar)
{
    enum { LEAST_POINTS = 32, ORDERS = 8 }; /* the library's defaults */
    const logdet_settings *s = &run->settings;
    const int64_t d = s->point_rows ? s->point_rows : 1, points = run->A.rows / d, tenth = points / 10;
    rmt_extrapolate_options options = {.size = sizeof options,
                                       .control = run->control,
                                       .state = randblas_seed(s->common.seed),
                                       .orders = ORDERS,
                                       .confidence = s->confidence};
    if (run->A.rows % d != 0)
        return cli_complain("logdet", CLI_USAGE, "--point-rows %lld does not divide the %lld rows of the matrix",
                            (long long)d, (long long)run->A.rows);
    run->kind = RMT_DEFINITE;
    const int code = logdet_map(run, bar);
    if (code) return code;
    options.points = s->points ? s->points : tenth > LEAST_POINTS ? tenth : LEAST_POINTS;
    if (options.points > points) options.points = points;
    options.control.memory_limit = run->memory;
    run->method = LOGDET_FLODANCE;
    run->curve = s->plot ? matrix_allocate(matrix_product(options.points, ORDERS), sizeof *run->curve) : NULL;
    if (s->plot && !run->curve)
        return cli_complain("logdet", CLI_INTERNAL, "memory for the plot could not be allocated");
    options.curve = run->curve;
    run->info = run_flodance(run, d, &options);
    if (run->info == -3)
        return cli_complain("logdet", CLI_USAGE, "%lld points are too few to extrapolate from",
                            (long long)options.points);
    run->logabsdet = run->flodance.logdet;
    run->half_width = run->flodance.half_width;
    run->standard_error = NAN;
    run->sign = 1;
    return CLI_OK;
}
