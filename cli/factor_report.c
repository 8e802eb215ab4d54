/* What the verbs that factor one matrix tell about a run. */
#include "factor.h"
#include "report.h"
#include "threads.h"

static double total_seconds(const factor_run *run)
{
    return run->seconds_read + run->seconds_solve + run->seconds_write;
}

/* ---------------------------------------------------------------- text -------------------------------------------- */

bool factor_print(const void *context)
{
    const factor_run *run = context;
    int64_t longest = 0;
    if (run->settings.output) return false;
    for (int a = 0; a < run->count; a++)
        if (run->arrays[a].shown && run->arrays[a].values.rows > longest) longest = run->arrays[a].values.rows;
    for (int64_t i = 0; i < longest; i++) {
        const char *before = "";
        for (int a = 0; a < run->count; a++) {
            const result *x = &run->arrays[a].values;
            if (!run->arrays[a].shown || i >= x->rows) continue;
            printf("%s%.*g", before, x->type == RESULT_SINGLE ? 9 : 17, result_at(x, i, 0));
            before = " ";
        }
        putchar('\n');
    }
    return true;
}

void factor_summarise(const void *context, FILE *stream)
{
    const factor_run *run = context;
    const factor_settings *s = &run->settings;
    report_matrix("A", &run->A, s->path, stream);
    run->verb->summary(run, stream);
    fprintf(stream, "%-12s %s, seed %llu\n", "precision", run->A.single ? "single" : "double",
            (unsigned long long)s->common.seed);
    fprintf(stream, "%-12s %.3f (read %.3f, factor %.3f, write %.3f), %d thread%s\n", "seconds", total_seconds(run),
            run->seconds_read, run->seconds_solve, run->seconds_write, threads_get(), threads_get() == 1 ? "" : "s");
    if (!s->output) return;
    fprintf(stream, "%-12s %s:", "folder", s->output);
    for (int i = 0; i < run->count; i++)
        if (run->arrays[i].written) fprintf(stream, " %s.npy", run->arrays[i].name);
    fputc('\n', stream);
}

/* ---------------------------------------------------------------- JSON -------------------------------------------- */

static json_t *problem(const factor_run *run)
{
    const factor_settings *s = &run->settings;
    return json_pack("{si, ss, so, so, so, ss, so}", "info", run->info, "status", randlapack_strerror(run->info), "A",
                     report_json_matrix(&run->A, s->path), "rank_asked",
                     s->rank < 0 ? json_null() : json_integer((json_int_t)s->rank), "tolerance",
                     s->tolerance > 0 ? report_json_real(s->tolerance) : json_null(), "precision",
                     run->A.single ? "single" : "double", "seed", report_json_seed(s->common.seed));
}

static json_t *effort(const factor_run *run)
{
    const report_time times[] = {{"read", run->seconds_read},
                                 {"factor", run->seconds_solve},
                                 {"write", run->seconds_write},
                                 {"total", total_seconds(run)}};
    return report_json_effort(4, times);
}

/* The folder and its arrays, each with its shape; or the values that are shown. */
static json_t *results(const factor_run *run)
{
    json_t *object = json_object(), *files = json_object();
    const bool folder = run->settings.output != NULL;
    for (int i = 0; run->present && i < run->count; i++) {
        const factor_array *a = &run->arrays[i];
        const json_int_t rows = a->values.rows, cols = a->values.cols;
        if (folder && a->written)
            json_object_set_new(files, a->name,
                                a->values.ndim == 2 ? json_pack("[I, I]", rows, cols) : json_pack("[I]", rows));
        else if (!folder && a->shown)
            json_object_set_new(object, a->name, report_json_values(&a->values));
    }
    if (folder && run->present) {
        json_object_set_new(object, "output", report_json_string(run->settings.output));
        json_object_set(object, "arrays", files);
    }
    json_decref(files);
    return object;
}

int factor_json(const void *context, cli_error *error)
{
    const factor_run *run = context;
    json_t *parts[] = {report_json_head(run->verb->frame.name), problem(run), run->verb->details(run), effort(run),
                       results(run)};
    json_t *object = report_json_join(5, parts);
    if (!object) return cli_fail(error, CLI_INTERNAL, "memory for the summary could not be allocated");
    report_json_print(object);
    return CLI_OK;
}
