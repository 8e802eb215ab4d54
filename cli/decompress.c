/* The verb decompress, from the file to the summary. */
#include "decompress.h"

#include "input.h"
#include "symmetry.h"

#include <math.h>
#include <stdlib.h>

enum { DEFAULT_BLOCK = 2048, LEAST = 8, LEAST_KERNEL = 64, MOST_VALUES = 100000000 };
#define GOOD_MISFIT 3 /* chi-square by degrees of freedom up to which a law is taken */
#define SMALL_RATIO 2 /* up to which the block resolves what continuation makes of it */

static int fail(const char *subject, int info)
{
    if (info == RANDBLAS_CANCELLED) return input_stopped("decompress");
    return cli_complain(subject, info > 0 ? CLI_NUMERICAL : CLI_INTERNAL, "%s", randlapack_strerror(info));
}

/* ---------------------------------------------------------------- the block --------------------------------------- */

static int read_file(decompress_run *run, progress *bar)
{
    const decompress_settings *s = &run->settings;
    const input_request request = {.verb = "decompress", .bar = bar};
    cli_error error;
    int code = input_read(&request, s->path, &run->A);
    if (code) return code;
    const matrix *A = &run->A;
    run->spectrum = (A->rows == 1 || A->cols == 1) && !A->sparse;
    if (!run->spectrum) code = symmetry_check(A, &error);
    if (!code && s->graph) code = decompress_open_graph(run, &error);
    if (code) return cli_complain(s->path, code, "%s", error.text);
    const int64_t count = A->rows * (run->spectrum ? A->cols : 1);
    if (count < LEAST)
        return cli_complain(s->path, CLI_INPUT, "holds fewer than %d %s", LEAST, run->spectrum ? "values" : "rows");
    if (run->spectrum && (s->block || s->kind))
        return cli_complain(s->path, CLI_USAGE, "holds eigenvalues; --block and --kind are for matrices");
    if (run->spectrum && s->method == DECOMPRESS_KERNEL)
        return cli_complain(s->path, CLI_USAGE, "holds eigenvalues; --method kernel needs the matrix");
    if (run->spectrum && !s->order) return cli_complain(s->path, CLI_USAGE, "holds eigenvalues; --to is needed");
    run->block = run->spectrum ? count : s->block ? s->block : count < DEFAULT_BLOCK ? count : DEFAULT_BLOCK;
    run->order = s->order ? s->order : count;
    if (!run->spectrum && run->block > count)
        return cli_complain(s->path, CLI_USAGE, "has fewer than %lld rows", (long long)run->block);
    if (s->method == DECOMPRESS_KERNEL && run->block < LEAST_KERNEL)
        return cli_complain(s->path, CLI_USAGE, "--method kernel needs a block of at least %d", LEAST_KERNEL);
    if (run->order < run->block)
        return cli_complain(s->path, CLI_USAGE, "--to is less than the order of the block, %lld",
                            (long long)run->block);
    run->ratio = (double)run->order / (double)run->block;
    return CLI_OK;
}

/* A principal block and its eigenvalues. */
static int take_entries(decompress_run *run, const randblas_dlinop *op, const randblas_state *state)
{
    const int64_t m = run->block;
    int64_t *index = matrix_allocate(m, sizeof *index);
    run->kind = BLOCK_PRINCIPAL;
    run->entries = m < MOST_VALUES ? matrix_allocate(m * m, sizeof *run->entries) : NULL;
    int info = index && run->entries ? 0 : RANDBLAS_OUT_OF_MEMORY;
    if (!info) info = rmt_decompress_choose(op->rows, m, state, index, NULL);
    if (!info) info = rmt_decompress_principal(op, m, index, &run->control, run->entries, m);
    const randblas_dlinop S = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, m, m, run->entries, m);
    if (!info) info = rmt_decompress_block(&S, m, 0, state, &run->control, run->x, NULL);
    free(index);
    return info ? fail(run->settings.path, info) : CLI_OK;
}

/* The eigenvalues: those of the file, or of a random block. */
static int take_block(decompress_run *run)
{
    const decompress_settings *s = &run->settings;
    if (run->spectrum) return decompress_values(&run->A, &run->x, &run->block);
    run->x = matrix_allocate(run->block, sizeof *run->x);
    if (!run->x) return cli_complain(s->path, CLI_INTERNAL, "memory for the block could not be allocated");
    const randblas_dlinop op = s->graph ? decompress_graph_operator(run) : input_double(&run->A);
    const randblas_state state = randblas_seed(s->common.seed);
    if (s->method == DECOMPRESS_KERNEL) return take_entries(run, &op, &state);
    run->kind = s->kind ? s->kind : run->A.sparse ? BLOCK_ROTATED : BLOCK_PRINCIPAL;
    const int info =
        rmt_decompress_block(&op, run->block, run->kind == BLOCK_ROTATED, &state, &run->control, run->x, NULL);
    return info ? fail(s->path, info) : CLI_OK;
}

/* ---------------------------------------------------------------- the law ----------------------------------------- */

/* RANDBLAS_NOT_CONVERGED too where the block's law is that of no block of so large a matrix. */
static int fit(decompress_run *run)
{
    const rmt_decompress_options options = {.size = sizeof options, .control = run->control};
    rmt_law *block = NULL;
    int info = rmt_decompress_fit(run->block, run->x, &options, &block, &run->fit);
    if (!info && !(run->ratio < run->fit.limit)) info = RANDBLAS_NOT_CONVERGED;
    if (!info) info = rmt_decompress(block, run->ratio, &run->law);
    if (!info && rmt_decompress_error(&run->fit, run->ratio, &run->distance)) run->distance = NAN;
    rmt_law_destroy(block);
    run->method = DECOMPRESS_FIT;
    return info;
}

static int smooth(decompress_run *run)
{
    const decompress_settings *s = &run->settings;
    const bool bounds = !isnan(s->low), normalised = s->graph == GRAPH_NORMALISED;
    const rmt_decompress_smooth_options options = {.size = sizeof options,
                                                   .control = run->control,
                                                   .low = bounds ? s->low : 0,
                                                   .high = bounds       ? s->high
                                                           : normalised ? 2
                                                                        : 0};
    run->method = DECOMPRESS_SMOOTH;
    return rmt_decompress_smooth(run->block, run->x, run->ratio, &options, &run->law, &run->smooth);
}

static int grow(decompress_run *run)
{
    const rmt_decompress_kernel_options options = {
        .size = sizeof options, .control = run->control, .state = randblas_seed(run->settings.common.seed)};
    run->method = DECOMPRESS_KERNEL;
    const int info = rmt_decompress_kernel(run->block, run->entries, run->block, run->ratio, &options, NULL, NULL,
                                           &run->law, &run->kernel);
    if (info == RANDBLAS_NOT_CONVERGED && isfinite(run->kernel.trace))
        return cli_complain(run->settings.path, CLI_NUMERICAL,
                            "the block is too small for so large a matrix: its mean eigenvalue would change by %.0f %%",
                            100 * run->kernel.trace);
    return info ? fail(run->settings.path, info) : CLI_OK;
}

static int continued(decompress_run *run)
{
    const int asked = run->settings.method;
    const rmt_continuation_options options = {.size = sizeof options,
                                              .control = run->control,
                                              .method = asked == DECOMPRESS_CURVE  ? RMT_CONTINUE_CURVE
                                                        : asked == DECOMPRESS_GLUE ? RMT_CONTINUE_GLUE
                                                                                   : 0};
    const int info = rmt_decompress_continue(run->block, run->x, run->ratio, &options, &run->law, &run->continuation);
    run->method = run->continuation.method == RMT_CONTINUE_CURVE ? DECOMPRESS_CURVE : DECOMPRESS_GLUE;
    run->distance = run->continuation.distance;
    return info;
}

/* The method that was asked for, when it may be only that. */
static int find_continued(decompress_run *run)
{
    const int info = continued(run), failed = run->continuation.failed;
    if (info != RANDBLAS_NOT_CONVERGED) return info ? fail(run->settings.path, info) : CLI_OK;
    return cli_complain(run->settings.path, CLI_NUMERICAL, "the continued transform is of no larger matrix: %s",
                        failed & RMT_CHECK_MISFIT                      ? "it does not fit the eigenvalues"
                        : failed & (RMT_CHECK_SHEET | RMT_CHECK_BANDS) ? "its sheets cannot be told apart"
                                                                       : "mass, mean or variance is wrong");
}

static void drop_law(decompress_run *run)
{
    rmt_law_destroy(run->law);
    run->law = NULL;
    run->distance = NAN;
}

static int find_law(decompress_run *run)
{
    const decompress_settings *s = &run->settings;
    if (s->method == DECOMPRESS_KERNEL) return grow(run);
    int info = RANDBLAS_NOT_CONVERGED;
    if (s->method == DECOMPRESS_GLUE || s->method == DECOMPRESS_CURVE) return find_continued(run);
    if (s->method != DECOMPRESS_SMOOTH && isnan(s->low)) info = fit(run);
    bool poor = info == RANDBLAS_NOT_CONVERGED || (!info && run->fit.misfit > GOOD_MISFIT);
    if (s->method == DECOMPRESS_AUTO && poor && run->ratio <= SMALL_RATIO && isnan(s->low)) {
        drop_law(run);
        info = continued(run);
        poor = info == RANDBLAS_NOT_CONVERGED || (!info && run->continuation.misfit > GOOD_MISFIT);
    }
    if (s->method != DECOMPRESS_FIT && poor) {
        drop_law(run);
        info = smooth(run);
    }
    if (info == RANDBLAS_NOT_CONVERGED && run->method == DECOMPRESS_FIT)
        return cli_complain(s->path, CLI_NUMERICAL,
                            "no free Meixner law fits, or it is of no block of so large a matrix");
    if (info == RANDBLAS_NOT_CONVERGED)
        return cli_complain(s->path, CLI_NUMERICAL,
                            "the spectrum is not that of a block of a larger matrix in general position%s",
                            run->kind == BLOCK_PRINCIPAL ? "; --kind rotated takes another block" : "");
    return info ? fail(s->path, info) : CLI_OK;
}

/* ---------------------------------------------------------------- results ----------------------------------------- */

static int make_result(decompress_run *run)
{
    const decompress_settings *s = &run->settings;
    const int64_t count = s->count ? s->count : run->order < MOST_VALUES ? run->order : MOST_VALUES;
    double *q = matrix_allocate(count, sizeof *q);
    run->written = q;
    if (!q) return cli_complain("decompress", CLI_INTERNAL, "memory for the result could not be allocated");
    for (int64_t i = 0; i < count; i++) q[i] = ((double)i + 0.5) / (double)count;
    const int info = rmt_law_quantile(run->law, count, q, q);
    for (int64_t i = 0; i < count && s->common.single; i++) ((float *)run->written)[i] = (float)q[i];
    run->result = (result){result_real(s->common.single), 1, count, 1, run->written};
    return info ? fail("decompress", info) : CLI_OK;
}

static int compute(void *context, progress *bar)
{
    decompress_run *run = context;
    const decompress_settings *s = &run->settings;
    run->control = (randblas_control){.progress = progress_update, .progress_context = bar};
    int code = read_file(run, bar);
    if (!code && s->compare) code = decompress_read_truth(run, bar);
    double start = progress_clock();
    if (!code) code = take_block(run);
    run->seconds_block = progress_clock() - start;
    start = progress_clock();
    if (!code) code = find_law(run);
    run->seconds_law = progress_clock() - start;
    if (!code && s->compare) run->variation = decompress_variation(run);
    return !code && s->output ? make_result(run) : code;
}

/* ---------------------------------------------------------------- telling ----------------------------------------- */

static int write_result(void *context, cli_error *error)
{
    const decompress_run *run = context;
    return output_npy(run->settings.output, &run->result, error);
}

static int write_plot(void *run, cli_error *error)
{
    return decompress_write_plot(run, error);
}

static int files(void *context, verb_file *list)
{
    const decompress_settings *s = &((const decompress_run *)context)->settings;
    list[0] = (verb_file){.path = s->output, .write = write_result};
    list[1] = (verb_file){.path = s->plot, .write = write_plot};
    return 2;
}

static void summarise(const void *run, FILE *stream)
{
    decompress_print_summary(run, stream);
}

static int json(const void *run, cli_error *error)
{
    return decompress_print_json(run, error);
}

/* ---------------------------------------------------------------- the verb ---------------------------------------- */

static int parse(int argc, char **argv, void *run, cli_error *error)
{
    return decompress_parse(argc, argv, &((decompress_run *)run)->settings, error);
}

static void help(const verb *self, FILE *stream)
{
    (void)self;
    decompress_help(stream);
}

static void release(void *context)
{
    decompress_run *run = context;
    rmt_law_destroy(run->law);
    free(run->x);
    free(run->entries);
    free(run->truth);
    free(run->degree);
    free(run->written);
    matrix_free(&run->A);
}

static int decompress_main(int argc, char **argv)
{
    decompress_run run = {.distance = NAN, .variation = NAN};
    return verb_main(&decompress_verb, &run, argc, argv);
}

const verb decompress_verb = {.name = "decompress",
                              .summary = "the spectrum of a large symmetric matrix from a random block",
                              .table = decompress_options,
                              .main = decompress_main,
                              .help = help,
                              .common = offsetof(decompress_run, settings.common),
                              .parse = parse,
                              .files = files,
                              .compute = compute,
                              .summarise = summarise,
                              .json = json,
                              .release = release};
