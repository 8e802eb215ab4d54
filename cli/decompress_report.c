/* What decompress tells. */
#include "decompress.h"
#include "report.h"
#include "report_law.h"

#include <math.h>

enum { POINTS = 2000, ROOM = 64 };

/* By quantiles; NaN if not all are positive. */
static double log_det(const decompress_run *run)
{
    if (run->method == DECOMPRESS_KERNEL) return run->kernel.log_det;
    double q[POINTS], sum = 0;
    for (int i = 0; i < POINTS; i++) q[i] = (i + 0.5) / POINTS;
    if (rmt_law_quantile(run->law, POINTS, q, q) || !(q[0] > 0)) return NAN;
    for (int i = 0; i < POINTS; i++) sum += log(q[i]) / POINTS;
    return sum * (double)run->order;
}

/* Least and greatest absolute value in the support; that is the condition number and the norm. */
static void extremes(const rmt_law *law, double *least, double *most)
{
    double edges[2 * ROOM], places[ROOM], weights[ROOM];
    int64_t intervals = 0, atoms = 0;
    rmt_law_intervals(law, ROOM, edges, &intervals);
    rmt_law_atoms(law, ROOM, places, weights, &atoms);
    *least = INFINITY;
    *most = 0;
    for (int64_t i = 0; i < intervals && i < ROOM; i++) {
        const double a = edges[2 * i], b = edges[2 * i + 1];
        *least = fmin(*least, a <= 0 && b >= 0 ? 0 : fmin(fabs(a), fabs(b)));
        *most = fmax(*most, fmax(fabs(a), fabs(b)));
    }
    for (int64_t i = 0; i < atoms && i < ROOM; i++) {
        *least = fmin(*least, fabs(places[i]));
        *most = fmax(*most, fabs(places[i]));
    }
}

static double frobenius(const decompress_run *run)
{
    double m[2];
    return rmt_law_moments(run->law, 2, m) ? NAN : sqrt(m[1] * (double)run->order);
}

static void print_law(const decompress_run *run, FILE *stream)
{
    double least, most;
    report_law(run->law, 9, stream);
    extremes(run->law, &least, &most);
    fprintf(stream, "%-12s spectral %.9g, Frobenius %.9g\n", "norms", most, frobenius(run));
    report_estimate("condition", least > 0 ? most / least : INFINITY, "in the spectral norm", stream);
    const double value = log_det(run);
    if (!isnan(value)) fprintf(stream, "%-12s %.9g, %.9g by order\n", "log det", value, value / (double)run->order);
}

static bool is_continued(const decompress_run *run)
{
    return run->method == DECOMPRESS_GLUE || run->method == DECOMPRESS_CURVE;
}

void decompress_print_summary(const decompress_run *run, FILE *stream)
{
    const char *of = run->spectrum                ? "eigenvalues that were given"
                     : run->kind == BLOCK_ROTATED ? "rotated at random"
                                                  : "principal, at random";
    fprintf(stream, "%-12s %lld, from a block of %lld (%s)\n", "order", (long long)run->order, (long long)run->block,
            of);
    if (run->method == DECOMPRESS_FIT) {
        fprintf(stream, "%-12s %s\n", "law", decompress_model_name(run->fit.model));
        report_estimate("misfit", run->fit.misfit, "chi-square by degrees of freedom", stream);
        report_estimate("distance", run->distance, "total variation, expected from the sample's fluctuations", stream);
        report_estimate("limit", run->fit.limit, "times the block's order: a larger matrix has no such block", stream);
    } else if (run->method == DECOMPRESS_KERNEL) {
        fprintf(stream, "%-12s growth of a kernel's eigenvalues, by a factor of %.3g a doubling\n", "law",
                exp(run->kernel.growth));
        report_estimate("misfit", run->kernel.misfit, "of logarithms: what halves of the block say of all of it",
                        stream);
        report_estimate("error", run->kernel.log_det_error, "standard error of log det", stream);
    } else if (is_continued(run)) {
        const rmt_continuation_report *r = &run->continuation;
        if (r->method == RMT_CONTINUE_GLUE)
            fprintf(stream, "%-12s continued, rational of order %d\n", "law", (int)r->order);
        else
            fprintf(stream, "%-12s continued, algebraic of degree %d in z and %d in m\n", "law", (int)r->degree,
                    (int)r->order);
        report_estimate("misfit", r->misfit, "chi-square by degrees of freedom", stream);
        report_estimate("distance", r->distance, "total variation, expected from the sample's fluctuations", stream);
        report_estimate("mass", r->mass, "before it was made 1", stream);
    } else {
        fprintf(stream, "%-12s smooth density, weight %.3g\n", "law", run->smooth.smoothing);
        report_estimate("misfit", run->smooth.misfit, "chi-square by moments", stream);
    }
    print_law(run, stream);
    if (run->truth)
        fprintf(stream, "%-12s %.3g in total variation, over %d cells, from %lld eigenvalues of the whole\n",
                "compared", run->variation, DECOMPRESS_CELLS, (long long)run->truths);
}

/* ---------------------------------------------------------------- JSON -------------------------------------------- */

static json_t *block_part(const decompress_run *run)
{
    return json_pack("{so, ss, sI, sI, ss, so}", "matrix", report_json_matrix(&run->A, run->settings.path), "graph",
                     decompress_graphs.names[run->settings.graph], "order", (json_int_t)run->order, "block",
                     (json_int_t)run->block, "kind", run->spectrum ? "eigenvalues" : decompress_kinds.names[run->kind],
                     "seed", run->spectrum ? json_null() : report_json_seed(run->settings.common.seed));
}

static json_t *method_part(const decompress_run *run)
{
    const bool fitted = run->method == DECOMPRESS_FIT, kernel = run->method == DECOMPRESS_KERNEL;
    const double misfit = fitted              ? run->fit.misfit
                          : kernel            ? run->kernel.misfit
                          : is_continued(run) ? run->continuation.misfit
                                              : run->smooth.misfit;
    return json_pack("{ss, so, so, so, so, so}", "method", decompress_methods.names[run->method], "model",
                     report_json_string(fitted ? decompress_model_name(run->fit.model) : NULL), "misfit",
                     report_json_real(misfit), "distance", report_json_real(run->distance), "limit",
                     report_json_real(fitted ? run->fit.limit : NAN), "logdet_error",
                     report_json_real(kernel ? run->kernel.log_det_error : NAN));
}

static json_t *norm_part(const decompress_run *run)
{
    double least, most;
    extremes(run->law, &least, &most);
    return json_pack("{so, so, so, so}", "logdet", report_json_real(log_det(run)), "norm", report_json_real(most),
                     "frobenius", report_json_real(frobenius(run)), "condition", report_json_real(most / least));
}

static json_t *file_part(const decompress_run *run)
{
    return json_pack("{so, so, so}", "output", report_json_string(run->settings.output), "plot",
                     report_json_string(run->settings.plot), "variation", report_json_real(run->variation));
}

int decompress_print_json(const decompress_run *run, cli_error *error)
{
    const report_time times[] = {
        {"spectrum", run->seconds_block}, {"law", run->seconds_law}, {"total", run->seconds_block + run->seconds_law}};
    json_t *parts[] = {report_json_head("decompress"), block_part(run), method_part(run),
                       report_json_law(run->law),      norm_part(run),  file_part(run),
                       report_json_effort(3, times)};
    json_t *object = report_json_join(7, parts);
    if (!object) return cli_fail(error, CLI_INTERNAL, "memory for the summary could not be allocated");
    report_json_print(object);
    return CLI_OK;
}
