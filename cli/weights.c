/* The verb weights, from the options to the report. */
#include "weights.h"

#include <stdlib.h>

/* Layers without a spectrum, for which the others have not been held up. */
static int judge(const weights_run *run)
{
    int64_t failed = 0, first = -1;
    for (int64_t i = 0; i < run->first.list.count; i++) {
        if (!run->first.results[i].info) continue;
        if (failed++ == 0) first = i;
    }
    if (failed == 0) return CLI_OK;
    char shown[64];
    tensor_shown(run->first.list.layers[first].name, shown, sizeof shown);
    return cli_complain(run->settings.path, CLI_NUMERICAL, "%lld of %lld layers could not be analysed; '%s': %s",
                        (long long)failed, (long long)run->first.list.count, shown,
                        randlapack_strerror(run->first.results[first].info));
}

static int compute(void *context, progress *bar)
{
    weights_run *run = context;
    const weights_settings *s = &run->settings;
    const double began = progress_clock();
    run->bar = bar;
    int code = weights_analyse(run, s->path, &run->first);
    if (!code && s->compared) code = weights_compare(run);
    if (!code) code = weights_summarise(run);
    run->seconds = progress_clock() - began;
    return code ? code : judge(run);
}

/* ---------------------------------------------------------------- telling ----------------------------------------- */

static int write_csv(void *run, cli_error *error)
{
    return weights_write_csv(run, error);
}

static int write_html(void *run, cli_error *error)
{
    return weights_write_html(run, error);
}

static int write_model(void *run, cli_error *error)
{
    return weights_write(run, error);
}

static int files(void *context, verb_file *list)
{
    const weights_settings *s = &((const weights_run *)context)->settings;
    list[0] = (verb_file){.path = s->csv, .write = write_csv};
    list[1] = (verb_file){.path = s->html, .write = write_html};
    list[2] = (verb_file){.path = s->output, .write = write_model};
    return 3;
}

static void summarise(const void *run, FILE *stream)
{
    weights_print(run, stream);
}

static int json(const void *run, cli_error *error)
{
    return weights_print_json(run, error);
}

/* ---------------------------------------------------------------- the verb ---------------------------------------- */

static int parse(int argc, char **argv, void *run, cli_error *error)
{
    return weights_parse(argc, argv, &((weights_run *)run)->settings, error);
}

static void help(const verb *self, FILE *stream)
{
    (void)self;
    weights_help(stream);
}

static void release(void *context)
{
    weights_run *run = context;
    weights_analysis_free(&run->first);
    weights_analysis_free(&run->second);
    free(run->changes);
}

static int weights_main(int argc, char **argv)
{
    weights_run run = {0};
    return verb_main(&weights_verb, &run, argc, argv);
}

const verb weights_verb = {.name = "weights",
                           .summary = "spectra of the weight matrices of a trained network",
                           .table = weights_options,
                           .main = weights_main,
                           .help = help,
                           .common = offsetof(weights_run, settings.common),
                           .partial = true,
                           .parse = parse,
                           .files = files,
                           .compute = compute,
                           .summarise = summarise,
                           .json = json,
                           .release = release};
