/* What law tells about a law. */
#include "law.h"
#include "report.h"

#include <math.h>

enum { SHOWN = 4 }; /* intervals and atoms in the text; JSON has more */
enum { ROOM = 64 };

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

static void print_support(const law_run *run, FILE *stream)
{
    double edges[2 * SHOWN], places[SHOWN], weights[SHOWN];
    int64_t count = 0;
    rmt_law_intervals(run->law, SHOWN, edges, &count);
    for (int64_t i = 0; i < count && i < SHOWN; i++)
        fprintf(stream, "%-12s %.15g to %.15g\n", i ? "" : "support", edges[2 * i], edges[2 * i + 1]);
    if (count > SHOWN) fprintf(stream, "%-12s and %lld more\n", "", (long long)(count - SHOWN));
    rmt_law_atoms(run->law, SHOWN, places, weights, &count);
    for (int64_t i = 0; i < count && i < SHOWN; i++)
        fprintf(stream, "%-12s %.15g of mass %.15g\n", i ? "" : "atom", places[i], weights[i]);
    if (count > SHOWN) fprintf(stream, "%-12s and %lld more\n", "", (long long)(count - SHOWN));
}

void law_print_summary(const law_run *run, FILE *stream)
{
    const int family = run->settings.family;
    double moments[2] = {NAN, NAN};
    fprintf(stream, "%-12s %s, %s\n", "law", law_family_names.names[family], law_families[family].formula);
    print_parameters(run, stream);
    print_support(run, stream);
    if (!rmt_law_moments(run->law, 2, moments))
        fprintf(stream, "%-12s mean %.15g, variance %.15g\n", "moments", moments[0],
                moments[1] - moments[0] * moments[0]);
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

static json_t *pairs(int64_t count, const double *first, const double *second, int64_t stride)
{
    json_t *list = json_array();
    for (int64_t i = 0; i < count && i < ROOM; i++)
        json_array_append_new(
            list, json_pack("[o, o]", report_json_real(first[i * stride]), report_json_real(second[i * stride])));
    return list;
}

static json_t *description(const law_run *run)
{
    double values[3], edges[2 * ROOM], places[ROOM], weights[ROOM], moments[2] = {NAN, NAN};
    int64_t intervals = 0, atoms = 0;
    for (int i = 0; i < law_families[run->settings.family].count; i++) values[i] = parameter(run, i);
    rmt_law_intervals(run->law, ROOM, edges, &intervals);
    rmt_law_atoms(run->law, ROOM, places, weights, &atoms);
    rmt_law_moments(run->law, 2, moments);
    return json_pack("{ss, so, so, so, sI, so, so}", "law", law_family_names.names[run->settings.family], "parameters",
                     parameters(run, values), "intervals", pairs(intervals, edges, edges + 1, 2), "atoms",
                     pairs(atoms, places, weights, 1), "atom_count", (json_int_t)atoms, "mean",
                     report_json_real(moments[0]), "variance", report_json_real(moments[1] - moments[0] * moments[0]));
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
    json_t *parts[] = {description(run), sample(run), answer(run)}, *object = report_json_join(3, parts);
    if (!object) return cli_fail(error, CLI_INTERNAL, "memory for the summary could not be allocated");
    report_json_print(object);
    return CLI_OK;
}
