/* The verb law, from the options to the summary. */
#include "law.h"

#include "input.h"
#include "interrupt.h"
#include "threads.h"

#include <stdlib.h>

static int write_files(const law_run *run)
{
    const law_settings *s = &run->settings;
    cli_error error;
    int code = s->output ? output_npy(s->output, &run->result, &error) : CLI_OK;
    if (code) return cli_complain(s->output, code, "%s", error.text);
    code = s->plot ? law_write_plot(run, &error) : CLI_OK;
    return code ? cli_complain(s->plot, code, "%s", error.text) : CLI_OK;
}

static int tell(const law_run *run)
{
    const law_settings *s = &run->settings;
    const bool asked = s->query != LAW_NOTHING, shown = asked && !s->output;
    cli_error error;
    if (s->common.json) {
        const int code = law_print_json(run, &error);
        return code ? cli_complain("law", code, "%s", error.text) : CLI_OK;
    }
    if (shown) output_text(&run->result);
    if (!s->common.quiet) law_print_summary(run, shown ? stderr : stdout);
    return CLI_OK;
}

static int run_all(law_run *run)
{
    const law_settings *s = &run->settings;
    const char *const files[] = {s->output, s->plot};
    if (s->common.threads) threads_set((int)s->common.threads);
    int code = common_check_files(2, files);
    if (!code) code = law_make(run);
    if (!code && s->query != LAW_NOTHING) code = law_answer(run);
    if (!code && interrupt_signal()) code = input_stopped("law");
    if (!code) code = write_files(run);
    return code ? code : tell(run);
}

int law_main(int argc, char **argv)
{
    law_run run = {0};
    cli_error error;
    int code = law_parse(argc, argv, &run.settings, &error);
    if (code) return common_usage("law", code, &error);
    if (run.settings.common.help)
        law_help(stdout);
    else
        code = run_all(&run);
    rmt_law_destroy(run.law);
    free(run.sample.x);
    free(run.columns);
    free(run.written);
    return code;
}
