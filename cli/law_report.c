/* What law tells about a law. */
#include "law.h"
#include "report.h"
#include "report_law.h"

#include <math.h>

static double parameter(const law_run *run, int i)
{
    const law_settings *s = &run->settings;
    return run->fitted ? run->fit.parameters[i] : s->parameter[law_families[s->family].parameters[i]];
}

/* Parameters that have a value; the bandwidth of 0 is none. */
static bool known(const law_run *run, int i)
{
    return law_families[run->settings.family].parameters[i] != LAW_BANDWIDTH || parameter(run, i) > 0;
}

static const char *name_of(const law_run *run, int i)
{
    return law_parameter_name((int)law_families[run->settings.family].parameters[i]);
}

/* ---------------------------------------------------------------- text -------------------------------------------- */

static void print_parameters(const law_run *run, FILE *stream)
{
    for (int i = 0; i < law_families[run->settings.family].count; i++) {
        if (!known(run, i)) continue;
        fprintf(stream, "%-12s %.15g", name_of(run, i), parameter(run, i));
        if (run->fitted && !isnan(run->fit.errors[i])) fprintf(stream, " +- %.2g", run->fit.errors[i]);
        fputc('\n', stream);
    }
    if (run->fitted) fprintf(stream, "%-12s %.9g  log-likelihood\n", "fit", run->fit.log_likelihood);
}

void law_print_summary(const law_run *run, FILE *stream)
{
    const int family = run->settings.family;
    fprintf(stream, "%-12s %s, %s\n", "law", law_family_names.names[family], law_families[family].formula);
    print_parameters(run, stream);
    report_law(run->law, 15, stream);
    if (!isnan(run->distance)) fprintf(stream, "%-12s %.6g  sup |F_n - F|\n", "distance", run->distance);
}

/* ---------------------------------------------------------------- JSON -------------------------------------------- */

static json_t *parameters(const law_run *run, const double *values)
{
    json_t *object = json_object();
    for (int i = 0; i < law_families[run->settings.family].count; i++)
        if (known(run, i)) json_object_set_new(object, name_of(run, i), report_json_real(values[i]));
    return object;
}

static json_t *description(const law_run *run)
{
    double values[3];
    for (int i = 0; i < law_families[run->settings.family].count; i++) values[i] = parameter(run, i);
    return json_pack("{ss, so}", "law", law_family_names.names[run->settings.family], "parameters",
                     parameters(run, values));
}

static json_t *sample(const law_run *run)
{
    const bool read = run->sample.x != NULL;
    return json_pack("{so, so, so, so}", "sample_size", read ? json_integer(run->sample.count) : json_null(),
                     "distance", report_json_real(run->distance), "standard_errors",
                     run->fitted ? parameters(run, run->fit.errors) : json_null(), "log_likelihood",
                     run->fitted ? report_json_real(run->fit.log_likelihood) : json_null());
}

static json_t *answer(const law_run *run)
{
    const law_settings *s = &run->settings;
    const bool asked = s->query != LAW_NOTHING, shown = asked && !s->output;
    return json_pack("{so, so, so, so, so}", "query", report_json_string(asked ? law_query_name(s->query) : NULL),
                     "values", shown ? report_json_values(&run->result) : json_null(), "seed",
                     s->query >= LAW_SAMPLE && asked ? report_json_seed(s->common.seed) : json_null(), "output",
                     report_json_string(s->output), "plot", report_json_string(s->plot));
}

int law_print_json(const law_run *run, cli_error *error)
{
    const report_time time = {"total", run->seconds};
    json_t *parts[] = {
        report_json_head("law"),     description(run), report_json_law(run->law), sample(run), answer(run),
        report_json_effort(1, &time)};
    json_t *object = report_json_join(6, parts);
    if (!object) return cli_fail(error, CLI_INTERNAL, "memory for the summary could not be allocated");
    report_json_print(object);
    return CLI_OK;
}
