/* The verb nnerror, from the options to the summary. */
#include "nnerror.h"

#include <stdlib.h>

static int compute(void *context, progress *bar)
{
    nnerror_run *run = context;
    int code = nnerror_lists(run);
    if (!code) code = nnerror_read(run, bar);
    return code ? code : nnerror_solve(run, bar);
}

/* ---------------------------------------------------------------- telling ----------------------------------------- */

static int write_result(void *context, cli_error *error)
{
    const nnerror_run *run = context;
    return output_npy(run->settings.output, &run->result, error);
}

static int write_plot(void *run, cli_error *error)
{
    return nnerror_write_plot(run, error);
}

static int files(void *context, verb_file *list)
{
    const nnerror_settings *s = &((const nnerror_run *)context)->settings;
    list[0] = (verb_file){.path = s->output, .write = write_result};
    list[1] = (verb_file){.path = s->plot, .write = write_plot};
    return 2;
}

static bool print(const void *context)
{
    const nnerror_run *run = context;
    if (!run->settings.output) output_text(&run->result);
    return !run->settings.output;
}

static void summarise(const void *run, FILE *stream)
{
    nnerror_print_summary(run, stream);
}

static int json(const void *run, cli_error *error)
{
    return nnerror_print_json(run, error);
}

/* ---------------------------------------------------------------- the verb ---------------------------------------- */

static int parse(int argc, char **argv, void *run, cli_error *error)
{
    return nnerror_parse(argc, argv, &((nnerror_run *)run)->settings, error);
}

static void help(const verb *self, FILE *stream)
{
    (void)self;
    nnerror_help(stream);
}

static void release(void *context)
{
    nnerror_run *run = context;
    rmt_activation_destroy(run->phi);
    rmt_features_destroy(run->model);
    free(run->ridges.x);
    free(run->ratios.x);
    free(run->coefficients.x);
    free(run->classes.x);
    free(run->data.X);
    free(run->data.y);
    free(run->d);
    free(run->columns);
    free(run->written);
}

static int nnerror_main(int argc, char **argv)
{
    nnerror_run run = {0};
    return verb_main(&nnerror_verb, &run, argc, argv);
}

const verb nnerror_verb = {.name = "nnerror",
                           .summary = "errors of random-feature ridge regression: theory and simulation",
                           .table = nnerror_options,
                           .main = nnerror_main,
                           .help = help,
                           .common = offsetof(nnerror_run, settings.common),
                           .parse = parse,
                           .files = files,
                           .compute = compute,
                           .print = print,
                           .summarise = summarise,
                           .json = json,
                           .release = release};
