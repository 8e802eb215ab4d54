/* The verb law, from the options to the summary. */
#include "law.h"

#include <stdlib.h>

static int compute(void *context, progress *bar)
{
    law_run *run = context;
    const double start = progress_clock();
    (void)bar;
    int code = law_make(run);
    if (!code && run->settings.query != LAW_NOTHING) code = law_answer(run);
    run->seconds = progress_clock() - start;
    return code;
}

/* ---------------------------------------------------------------- telling ----------------------------------------- */

static int write_result(void *context, cli_error *error)
{
    const law_run *run = context;
    return output_npy(run->settings.output, &run->result, error);
}

static int write_plot(void *run, cli_error *error)
{
    return law_write_plot(run, error);
}

static int files(void *context, verb_file *list)
{
    const law_settings *s = &((const law_run *)context)->settings;
    list[0] = (verb_file){.path = s->output, .write = write_result};
    list[1] = (verb_file){.path = s->plot, .write = write_plot};
    return 2;
}

static bool print(const void *context)
{
    const law_run *run = context;
    const bool shown = run->settings.query != LAW_NOTHING && !run->settings.output;
    if (shown) output_text(&run->result);
    return shown;
}

static void summarise(const void *run, FILE *stream)
{
    law_print_summary(run, stream);
}

static int json(const void *run, cli_error *error)
{
    return law_print_json(run, error);
}

/* ---------------------------------------------------------------- the verb ---------------------------------------- */

static int parse(int argc, char **argv, void *run, cli_error *error)
{
    return law_parse(argc, argv, &((law_run *)run)->settings, error);
}

static void help(const verb *self, FILE *stream)
{
    (void)self;
    law_help(stream);
}

static void release(void *context)
{
    law_run *run = context;
    rmt_law_destroy(run->law);
    free(run->sample.x);
    free(run->columns);
    free(run->written);
}

static int law_main(int argc, char **argv)
{
    law_run run = {0};
    return verb_main(&law_verb, &run, argc, argv);
}

const verb law_verb = {.name = "law",
                       .summary = "densities, transforms, samples and fits of laws of random matrices",
                       .table = law_options,
                       .operands = &law_operands,
                       .main = law_main,
                       .help = help,
                       .common = offsetof(law_run, settings.common),
                       .parse = parse,
                       .files = files,
                       .compute = compute,
                       .print = print,
                       .summarise = summarise,
                       .json = json,
                       .release = release};
