/* The verb weights, from the options to the report. */
#include "weights.h"

#include "threads.h"

#include <stdlib.h>

static int write_files(weights_run *run)
{
    const weights_settings *s = &run->settings;
    cli_error error;
    int code = s->csv ? weights_write_csv(run, &error) : CLI_OK;
    if (code) return cli_complain(s->csv, code, "%s", error.text);
    code = s->html ? weights_write_html(run, &error) : CLI_OK;
    if (code) return cli_complain(s->html, code, "%s", error.text);
    return s->output ? weights_write(run) : CLI_OK;
}

static int tell(const weights_run *run)
{
    const common_settings *common = &run->settings.common;
    cli_error error;
    if (common->json) {
        const int code = weights_print_json(run, &error);
        return code ? cli_complain("weights", code, "%s", error.text) : CLI_OK;
    }
    if (!common->quiet) weights_print(run, stdout);
    return CLI_OK;
}

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

static int run_all(weights_run *run)
{
    const weights_settings *s = &run->settings;
    const char *const files[] = {s->csv, s->html, s->output};
    const double began = progress_clock();
    if (s->common.threads) threads_set((int)s->common.threads);
    run->bar = progress_begin(s->common.quiet);
    int code = common_check_files(3, files);
    if (!code) code = weights_analyse(run, s->path, &run->first);
    if (!code && s->compared) code = weights_compare(run);
    if (!code) code = weights_summarise(run);
    if (code) return code;
    run->seconds = progress_clock() - began;
    code = write_files(run);
    if (!code) code = tell(run);
    return code ? code : judge(run);
}

int weights_main(int argc, char **argv)
{
    weights_run run = {0};
    cli_error error;
    int code = weights_parse(argc, argv, &run.settings, &error);
    if (code) return common_usage("weights", code, &error);
    if (run.settings.common.help)
        weights_help(stdout);
    else
        code = run_all(&run);
    weights_analysis_free(&run.first);
    weights_analysis_free(&run.second);
    free(run.changes);
    return code;
}
