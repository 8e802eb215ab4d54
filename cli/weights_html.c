/*
 * The report of weights for a browser: one file without scripts, and without anything that is somewhere else.  It is
 * well-formed XML too; everything from the model goes through svg_text().
 */
#include "matrix.h"
#include "plot.h"
#include "svg.h"
#include "weights_esd.h"
#include "weights_fields.h"

#include <math.h>
#include <stdlib.h>

static const char style[] =
    ":root{color-scheme:light "
    "dark;--back:#fff;--text:#1b1f24;--muted:#57606a;--line:#afb8c1;--grid:#eaeef2;--one:#0969da;"
    "--two:#d4380d;--three:#1a7f37;--four:#8250df}"
    "@media(prefers-color-scheme:dark){:root{--back:#0d1117;--text:#e6edf3;--muted:#9198a1;--line:#444c56;--grid:#"
    "21262d;"
    "--one:#58a6ff;--two:#ff7b54;--three:#56d364;--four:#bc8cff}}"
    "body{background:var(--back);color:var(--text);font:15px/1.5 system-ui,sans-serif;margin:0}"
    "main{max-width:76rem;margin:0 auto;padding:1.5rem}h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2.5rem}"
    "h3{font-size:1rem;overflow-wrap:anywhere}a{color:var(--one)}p,dt,summary{color:var(--muted)}"
    "dl{display:flex;flex-wrap:wrap;gap:.75rem 2rem}dd{margin:0;font-size:1.2rem}"
    ".wide{overflow-x:auto}table{border-collapse:collapse;font-size:.85rem}"
    "th,td{padding:.2rem .6rem;border-bottom:1px solid var(--grid);text-align:right;white-space:nowrap}"
    "th{color:var(--muted);font-weight:600}th:first-child,td:first-child,.left{text-align:left}"
    ".flag{color:var(--two)}.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(30rem,1fr));gap:1.5rem}"
    "@media(max-width:34rem){.grid{display:block}}";

static void put_cell(FILE *f, double value, int digits)
{
    if (isfinite(value))
        fprintf(f, "<td>%.*g</td>", digits, value);
    else
        fputs("<td>&#8211;</td>", f);
}

static void put_card(FILE *f, const char *name, double value, int digits)
{
    fprintf(f, "<div><dt>%s</dt>", name);
    if (isfinite(value))
        fprintf(f, "<dd>%.*g</dd></div>\n", digits, value);
    else
        fputs("<dd>&#8211;</dd></div>\n", f);
}

/* ---------------------------------------------------------------- the model --------------------------------------- */

static void put_head(FILE *f, const weights_run *run)
{
    const weights_summary *s = &run->summary;
    const layer_list *list = &run->first.list;
    fputs("<!DOCTYPE html>\n<html xmlns='http://www.w3.org/1999/xhtml' lang='en'><head><meta charset='utf-8'/>"
          "<meta name='viewport' content='width=device-width,initial-scale=1'/><title>Spectra of ",
          f);
    svg_text(f, run->settings.path);
    fprintf(f, "</title><style>%s%s</style></head>\n<body><main><h1>Spectra of ", style, svg_style);
    svg_text(f, run->settings.path);
    fprintf(f, "</h1>\n<p>%lld layers of %lld tensors, %.3g million parameters. randlapack %s.</p>\n<dl>",
            (long long)s->layers, (long long)list->tensors, (double)list->parameters / 1e6, randblas_version());
    put_card(f, "mean alpha", s->alpha, 4);
    put_card(f, "mean alpha-hat", s->alpha_hat, 4);
    put_card(f, "mean log10 norm", s->log_norm, 4);
    put_card(f, "mean stable rank", s->stable_rank, 4);
    put_card(f, "over-trained (alpha &lt; 2)", (double)s->over, 9);
    put_card(f, "under-trained (alpha &gt; 6)", (double)s->under, 9);
    put_card(f, "with correlation traps", (double)s->traps, 9);
    put_card(f, "collapsed in scale", (double)s->collapse.collapsed, 9);
    put_card(f, "Kendall tau of alpha with depth", s->flow.tau, 2);
    put_card(f, "roughness of alpha", s->flow.roughness, 2);
    fputs("</dl>\n", f);
}

/* What is drawn against depth: a value of each layer, and its standard error or NULL. */
typedef struct course {
    const char *title, *label;
    double (*value)(const weights_run *run, int64_t i);
    double (*error)(const weights_run *run, int64_t i);
    bool log;
} course;

static double alpha_of(const weights_run *run, int64_t i)
{
    return weights_warn(&run->first.results[i]) == WARNING_UNKNOWN ? (double)NAN
                                                                   : run->first.results[i].report.power_law.alpha;
}

static double error_of(const weights_run *run, int64_t i)
{
    return run->first.results[i].report.power_law.standard_error;
}

static double scale_of(const weights_run *run, int64_t i)
{
    return run->first.results[i].info ? (double)NAN : run->first.results[i].report.metrics.lambda_max;
}

static double stable_rank_of(const weights_run *run, int64_t i)
{
    return run->first.results[i].info ? (double)NAN : run->first.results[i].report.metrics.stable_rank;
}

static void draw_layers(const svg *s, const weights_run *run, const course *c)
{
    char text[200];
    for (int64_t i = 0; i < run->first.list.count; i++) {
        const double x = (double)(i + 1), y = c->value(run, i), e = c->error ? c->error(run, i) : NAN;
        if (isfinite(e)) svg_segment(s, "bar", x, y - e, x, y + e);
        snprintf(text, sizeof text, "%.150s: %.4g", run->first.list.layers[i].name, y);
        svg_dot(s, "dot", x, y, text);
        if (c->error && run->changes && run->changes[i].other)
            svg_dot(s, "bad", x, y - run->changes[i].drift, "the other model");
    }
}

static void put_course(FILE *f, const weights_run *run, const course *c)
{
    enum { WIDTH = 560, HEIGHT = 300 };
    const int64_t n = run->first.list.count;
    double *values = matrix_allocate(2 * n, sizeof *values);
    if (!values) return;
    for (int64_t i = 0; i < n; i++) {
        const double other = c->error && run->changes ? run->changes[i].drift : 0;
        values[2 * i] = c->value(run, i);
        values[2 * i + 1] = values[2 * i] - (isfinite(other) ? other : 0);
    }
    const svg_axis x = {"layer", 0, (double)(n + 1), false}, y = svg_fit(c->label, 2 * n, values, c->log);
    fprintf(f, "<section><h3>%s</h3>\n", c->title);
    const svg s = svg_begin(f, WIDTH, HEIGHT, c->title, x, y);
    if (c->error) svg_box(&s, "band", x.low, 2, x.high, 6);
    draw_layers(&s, run, c);
    svg_end(&s);
    fputs("</section>\n", f);
    free(values);
}

static void put_courses(FILE *f, const weights_run *run)
{
    static const course courses[] = {{"alpha against depth", "alpha", alpha_of, error_of, false},
                                     {"largest eigenvalue against depth", "largest eigenvalue", scale_of, NULL, true},
                                     {"stable rank against depth", "stable rank", stable_rank_of, NULL, true}};
    fputs("<h2>Depth</h2>\n<p>The band is 2 to 6, between over- and under-trained; bars are standard errors.</p>\n"
          "<div class='grid'>\n",
          f);
    for (size_t k = 0; k < sizeof courses / sizeof courses[0]; k++) put_course(f, run, &courses[k]);
    fputs("</div>\n", f);
}

/* ---------------------------------------------------------------- layers ------------------------------------------ */

static void put_flags(FILE *f, const weights_run *run, int64_t i)
{
    const weights_result *r = &run->first.results[i];
    const char *warning = weights_warning_name(weights_warn(r));
    fprintf(f, "%s", r->info ? randlapack_strerror(r->info) : weights_phase_name(r->report.phase));
    if (*warning) fprintf(f, " <span class='flag'>%s</span>", warning);
    if (weights_collapsed(&run->first, i)) fputs(" <span class='flag'>collapsed</span>", f);
}

static void put_row(FILE *f, const weights_run *run, int64_t i)
{
    const weights_result *r = &run->first.results[i];
    const rmt_weights_report *p = &r->report;
    const bool law = !r->info && p->done & RMT_PART_POWER_LAW;
    fprintf(f, "<tr><td><a href='#layer%lld'>", (long long)i + 1);
    svg_text(f, r->layer->name);
    fprintf(f, "</a></td><td class='left'>%s</td><td>%lld &#215; %lld &#215; %lld</td>",
            layer_kind_name(r->layer->kind), (long long)r->layer->pieces, (long long)r->layer->rows,
            (long long)r->layer->cols);
    put_cell(f, alpha_of(run, i), 3);
    put_cell(f, law ? p->power_law.standard_error : NAN, 2);
    put_cell(f, law ? p->power_law.distance : NAN, 3);
    put_cell(f, law ? (double)p->power_law.tail : NAN, 9);
    put_cell(f, scale_of(run, i), 3);
    put_cell(f, stable_rank_of(run, i), 3);
    put_cell(f, !r->info && p->done & RMT_PART_BULK ? (double)p->bulk.spikes : NAN, 9);
    put_cell(f, !r->info && p->done & RMT_PART_RANDOM ? (double)p->random.bulk.spikes : NAN, 9);
    if (run->changes) {
        put_cell(f, run->changes[i].divergence, 3);
        put_cell(f, run->changes[i].drift, 2);
    }
    fputs("<td class='left'>", f);
    put_flags(f, run, i);
    fputs("</td></tr>\n", f);
}

static void put_table(FILE *f, const weights_run *run)
{
    fputs("<h2>Layers</h2>\n", f);
    if (run->changes) {
        fputs("<p>Moved and drift: Jensen-Shannon distance of spectra and change of alpha from ", f);
        svg_text(f, run->settings.compared);
        fputs(".</p>\n", f);
    }
    fputs(
        "<div class='wide'><table><thead><tr><th>layer</th><th class='left'>kind</th><th>matrices</th>"
        "<th>alpha</th><th>&#177;</th><th>distance</th><th>tail</th><th>largest</th><th>stable rank</th><th>spikes</th>"
        "<th>traps</th>",
        f);
    if (run->changes) fputs("<th>moved</th><th>drift</th>", f);
    fputs("<th class='left'>phase</th></tr></thead><tbody>\n", f);
    for (int64_t i = 0; i < run->first.list.count; i++) put_row(f, run, i);
    fputs("</tbody></table></div>\n", f);
}

static void put_numbers(FILE *f, const weights_result *r)
{
    fputs("<details><summary>All numbers</summary><table>", f);
    for (int k = 0; k < weights_field_count; k++) {
        const weights_field *field = &weights_fields[k];
        fprintf(f, "<tr><td>%s %s</td>", field->group, field->name);
        put_cell(f, weights_field_value(field, r), 6);
        fprintf(f, "<td class='left'>%s</td></tr>", field->meaning);
    }
    fputs("</table></details>\n", f);
}

static void put_layer(FILE *f, const weights_run *run, int64_t i)
{
    const weights_result *r = &run->first.results[i];
    fprintf(f, "<section id='layer%lld'><h3>", (long long)i + 1);
    svg_text(f, r->layer->name);
    fputs("</h3><p>", f);
    put_flags(f, run, i);
    fputs("</p>\n", f);
    if (!r->info) {
        esd_draw(f, r);
        put_numbers(f, r);
    }
    fputs("</section>\n", f);
}

static void put_page(FILE *f, const void *context)
{
    const weights_run *run = context;
    put_head(f, run);
    put_courses(f, run);
    put_table(f, run);
    fputs("<h2>Spectra</h2>\n<p>Density of the eigenvalues of W<sup>T</sup>W, both axes by logarithms; the power law "
          "begins at the dashed line.</p>\n<div class='grid'>\n",
          f);
    for (int64_t i = 0; i < run->first.list.count; i++) put_layer(f, run, i);
    fputs("</div></main></body></html>\n", f);
}

int weights_write_html(const weights_run *run, cli_error *error)
{
    return plot_write(run->settings.html, put_page, run, error);
}
