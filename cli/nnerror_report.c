/* What nnerror tells about its problem and the errors. */
#include "nnerror.h"
#include "report.h"

#include <math.h>

const char *const nnerror_columns[NNERROR_COLUMNS] = {
    "ridge", "ratio", "features", "train", "test", "simulated_train", "train_error", "simulated_test", "test_error"};

static const char *activation(const nnerror_run *run)
{
    return nnerror_activations.names[run->settings.activation - RMT_PHI_RELU];
}

/* The points whose simulated error is within two standard errors of theory, and how many there are. */
static void agreement(const nnerror_run *run, int64_t g, bool test, int64_t *within, int64_t *all)
{
    const int mean = NNERROR_SIMULATED + 2 * test;
    *within = *all = 0;
    for (int64_t k = 0; k < run->ratios.count; k++) {
        const double away = fabs(nnerror_at(run, g, k, mean) - nnerror_at(run, g, k, NNERROR_TRAIN + test));
        const double error = nnerror_at(run, g, k, mean + 1);
        if (isnan(away) || isnan(error)) continue;
        ++*all;
        *within += away <= 2 * error;
    }
}

/* ---------------------------------------------------------------- text -------------------------------------------- */

static void print_ridge(const nnerror_run *run, int64_t g, FILE *stream)
{
    const int column = run->data.m > 0 ? NNERROR_TEST : NNERROR_TRAIN;
    int64_t least = 0, most = 0;
    for (int64_t k = 1; k < run->ratios.count; k++) {
        if (nnerror_at(run, g, k, column) < nnerror_at(run, g, least, column)) least = k;
        if (nnerror_at(run, g, k, column) > nnerror_at(run, g, most, column)) most = k;
    }
    fprintf(stream, "%-12s %g: %s error %.4g at d/n = %.4g, the least, %.4g at %.4g, the largest\n", "ridge",
            run->ridges.x[g], run->data.m > 0 ? "test" : "training", nnerror_at(run, g, least, column),
            nnerror_at(run, g, least, NNERROR_RATIO), nnerror_at(run, g, most, column),
            nnerror_at(run, g, most, NNERROR_RATIO));
    for (int test = 0; test < 2 && run->settings.runs > 0; test++) {
        int64_t within, all;
        agreement(run, g, test, &within, &all);
        if (all > 0)
            fprintf(stream, "%-12s %s error within 2 standard errors of theory at %lld of %lld\n", "",
                    test ? "test" : "training", (long long)within, (long long)all);
    }
}

void nnerror_print_summary(const nnerror_run *run, FILE *stream)
{
    const nnerror_settings *s = &run->settings;
    const nnerror_data *t = &run->data;
    fprintf(stream, "%-12s %lld to train, %lld to test, of dimension %lld, from %s\n", "points", (long long)t->n,
            (long long)t->m, (long long)t->p, s->paths[0]);
    fprintf(stream, "%-12s %s\n", "activation", activation(run));
    for (int64_t g = 0; g < run->ridges.count; g++) print_ridge(run, g, stream);
    fprintf(stream, "%-12s %.3f theory", "seconds", run->seconds_theory);
    if (s->runs > 0) fprintf(stream, ", %.3f simulation, %lld runs", run->seconds_simulation, (long long)s->runs);
    fputc('\n', stream);
}

/* ---------------------------------------------------------------- JSON -------------------------------------------- */

static json_t *list(const number_list *numbers)
{
    json_t *array = json_array();
    if (!numbers->x) {
        json_decref(array);
        return json_null();
    }
    for (int64_t i = 0; i < numbers->count; i++) json_array_append_new(array, report_json_real(numbers->x[i]));
    return array;
}

static json_t *problem(const nnerror_run *run)
{
    const nnerror_settings *s = &run->settings;
    const nnerror_data *t = &run->data;
    json_t *files = json_array();
    for (int i = 0; i < 4 && s->paths[i]; i++) json_array_append_new(files, report_json_string(s->paths[i]));
    return json_pack("{so, sI, sI, sI, ss, so, so, ss, sb}", "files", files, "train_points", (json_int_t)t->n,
                     "test_points", (json_int_t)t->m, "dimension", (json_int_t)t->p, "activation", activation(run),
                     "coefficients", list(&run->coefficients), "classes", list(&run->classes), "scale",
                     nnerror_scales.names[s->scale], "centred", (int)!s->uncentred);
}

/* Of each ridge, how many points there are within two standard errors. */
static json_t *ridges(const nnerror_run *run)
{
    json_t *array = json_array();
    for (int64_t g = 0; g < run->ridges.count && run->settings.runs > 0; g++) {
        int64_t train, test, all, all_test;
        agreement(run, g, false, &train, &all);
        agreement(run, g, true, &test, &all_test);
        json_array_append_new(array, json_pack("{so, sI, sI, sI, sI}", "ridge", report_json_real(run->ridges.x[g]),
                                               "train_within", (json_int_t)train, "train_compared", (json_int_t)all,
                                               "test_within", (json_int_t)test, "test_compared", (json_int_t)all_test));
    }
    return json_pack("{so}", "agreement", array);
}

static json_t *answer(const nnerror_run *run)
{
    const nnerror_settings *s = &run->settings;
    json_t *columns = json_array();
    for (int64_t c = 0; c < run->result.cols; c++) json_array_append_new(columns, json_string(nnerror_columns[c]));
    return json_pack("{so, so, sI, so, so, so}", "columns", columns, "values",
                     s->output ? json_null() : report_json_values(&run->result), "runs", (json_int_t)s->runs, "seed",
                     report_json_seed(s->common.seed), "output", report_json_string(s->output), "plot",
                     report_json_string(s->plot));
}

int nnerror_print_json(const nnerror_run *run, cli_error *error)
{
    const report_time times[] = {{"theory", run->seconds_theory},
                                 {"simulation", run->seconds_simulation},
                                 {"total", run->seconds_theory + run->seconds_simulation}};
    json_t *parts[] = {report_json_head("nnerror"), problem(run), ridges(run), answer(run),
                       report_json_effort(3, times)};
    json_t *object = report_json_join(5, parts);
    if (!object) return cli_fail(error, CLI_INTERNAL, "memory for the summary could not be allocated");
    report_json_print(object);
    return CLI_OK;
}
