/* The verb nnerror, from the options to the summary. */
#include "nnerror.h"

#include "input.h"
#include "interrupt.h"
#include "threads.h"

#include <stdlib.h>

static int write_files(const nnerror_run *run)
{
    const nnerror_settings *s = &run->settings;
    cli_error error;
    int code = s->output ? output_npy(s->output, &run->result, &error) : CLI_OK;
    if (code) return cli_complain(s->output, code, "%s", error.text);
    code = s->plot ? nnerror_write_plot(run, &error) : CLI_OK;
    return code ? cli_complain(s->plot, code, "%s", error.text) : CLI_OK;
}

static int tell(const nnerror_run *run)
{
    const nnerror_settings *s = &run->settings;
    cli_error error;
    if (s->common.json) {
        const int code = nnerror_print_json(run, &error);
        return code ? cli_complain("nnerror", code, "%s", error.text) : CLI_OK;
    }
    if (!s->output) output_text(&run->result);
    if (!s->common.quiet) nnerror_print_summary(run, s->output ? stdout : stderr);
    return CLI_OK;
}

static int run_all(nnerror_run *run)
{
    const nnerror_settings *s = &run->settings;
    const char *const files[] = {s->output, s->plot};
    if (s->common.threads) threads_set((int)s->common.threads);
    int code = common_check_files(2, files);
    if (!code) code = nnerror_lists(run);
    if (!code) code = nnerror_read(run);
    if (!code) code = nnerror_solve(run);
    if (!code && interrupt_signal()) code = input_stopped("nnerror");
    if (!code) code = write_files(run);
    return code ? code : tell(run);
}

static void release(nnerror_run *run)
{
    rmt_activation_destroy(run->phi);
    rmt_features_destroy(run->model);
    free(run->gammas.x);
    free(run->ratios.x);
    free(run->coefficients.x);
    free(run->classes.x);
    free(run->data.X);
    free(run->data.y);
    free(run->d);
    free(run->columns);
    free(run->written);
}

int nnerror_main(int argc, char **argv)
{
    nnerror_run run = {0};
    cli_error error;
    int code = nnerror_parse(argc, argv, &run.settings, &error);
    if (code) return common_usage("nnerror", code, &error);
    if (run.settings.common.help)
        nnerror_help(stdout);
    else
        code = run_all(&run);
    release(&run);
    return code;
}
