/* The picture of a layer's spectrum; see weights_esd.h. */
#include "weights_esd.h"

#include "svg.h"

#include <math.h>

/* Points x from low to high at equal distances of their logarithms. */
static void spread(double low, double high, esd_curve *curve)
{
    curve->count = ESD_POINTS;
    for (int i = 0; i < ESD_POINTS; i++) curve->x[i] = low * pow(high / low, (double)i / (ESD_POINTS - 1));
    curve->x[ESD_POINTS - 1] = high;
}

/* The least eigenvalue that is shown: what rounding makes is not. */
static int64_t first_shown(const weights_result *r)
{
    const double floor = 1e-14 * r->values[r->count - 1];
    int64_t i = 0;
    while (i < r->count && !(r->values[i] > floor)) i++;
    return i;
}

void esd_histogram(const weights_result *r, esd_curve *curve)
{
    const int64_t first = first_shown(r);
    int64_t counts[ESD_BINS] = {0};
    curve->count = 0;
    if (first == r->count) return;
    const int wanted = (int)(2 * sqrt((double)(r->count - first))), bins = wanted < ESD_BINS ? wanted : ESD_BINS;
    const double low = r->values[first], ratio = fmax(r->values[r->count - 1] / low, 1 + 1e-9),
                 length = log(ratio) / bins;
    for (int64_t i = first; i < r->count; i++) {
        const int bin = (int)(log(r->values[i] / low) / length);
        counts[bin < bins ? bin : bins - 1]++;
    }
    for (int b = 0; b < bins; b++) {
        if (!counts[b]) continue;
        const double left = low * exp(b * length), width = left * expm1(length);
        curve->x[curve->count] = left * exp(length / 2);
        curve->y[curve->count++] = (double)counts[b] / ((double)r->count * width);
    }
}

/* ---------------------------------------------------------------- fits -------------------------------------------- */

static double tail_share(const weights_result *r)
{
    return (double)r->report.power_law.tail / (double)r->count;
}

void esd_power_law(const weights_result *r, esd_curve *curve)
{
    const rmt_power_law_report *f = &r->report.power_law;
    curve->count = 0;
    if (!(r->report.done & RMT_PART_POWER_LAW)) return;
    spread(f->xmin, r->values[r->count - 1], curve);
    for (int i = 0; i < curve->count; i++)
        curve->y[i] = tail_share(r) * (f->alpha - 1) / f->xmin * pow(curve->x[i] / f->xmin, -f->alpha);
}

/* x^-alpha exp(-lambda x) on the tail; its integral by the midpoint rule in log x, in which it is smooth. */
static double truncated_mass(double alpha, double lambda, double xmin)
{
    enum { STEPS = 4000 };
    const double length = 60.0 / STEPS; /* of log t, beyond which nothing is left but for alpha near 1 */
    double sum = 0;
    for (int i = 0; i < STEPS; i++) {
        const double t = exp((i + 0.5) * length);
        sum += exp(log(t) * (1 - alpha) - lambda * xmin * (t - 1)) * length;
    }
    return sum * xmin;
}

void esd_truncated(const weights_result *r, esd_curve *curve)
{
    const double *p = r->report.truncated.second.parameters, xmin = r->report.power_law.xmin;
    curve->count = 0;
    if (!(r->report.done & RMT_PART_COMPARISON) || !(p[1] > 0)) return;
    const double mass = truncated_mass(p[0], p[1], xmin);
    spread(xmin, r->values[r->count - 1], curve);
    for (int i = 0; i < curve->count; i++)
        curve->y[i] = tail_share(r) * pow(curve->x[i] / xmin, -p[0]) * exp(-p[1] * (curve->x[i] - xmin)) / mass;
}

void esd_log_normal(const weights_result *r, esd_curve *curve)
{
    const double *p = r->report.log_normal.second.parameters, xmin = r->report.power_law.xmin;
    curve->count = 0;
    if (!(r->report.done & RMT_PART_COMPARISON) || !(isfinite(p[0]) && p[1] > 0 && isfinite(p[1]))) return;
    const double root = p[1] * sqrt(2.0), mass = erfc((log(xmin) - p[0]) / root) / 2;
    spread(xmin, r->values[r->count - 1], curve);
    for (int i = 0; i < curve->count; i++) {
        const double z = (log(curve->x[i]) - p[0]) / root;
        curve->y[i] = tail_share(r) * exp(-z * z) / (curve->x[i] * p[1] * sqrt(2 * acos(-1.0)) * mass);
    }
}

/* sqrt((upper - x)(x - lower))/(2 pi sigma^2 M x), M the smaller side of the noise. */
void esd_bulk(const weights_result *r, esd_curve *curve)
{
    const rmt_weights_bulk *b = &r->report.bulk;
    const layer *l = r->layer;
    const double side = fmin((double)l->rows, (double)l->cols) - (double)b->spikes / (double)l->pieces;
    const double share = 1 - (double)b->spikes / (double)r->count, low = fmax(b->lower, b->upper * 1e-8);
    curve->count = 0;
    if (!(r->report.done & RMT_PART_BULK) || !(low > 0 && b->upper > low && b->sigma > 0)) return;
    spread(low, b->upper, curve);
    for (int i = 0; i < curve->count; i++) {
        const double x = curve->x[i], radicand = (b->upper - x) * (x - b->lower);
        curve->y[i] = radicand > 0 ? share * sqrt(radicand) / (2 * acos(-1.0) * b->sigma * b->sigma * side * x) : NAN;
    }
}

/* ---------------------------------------------------------------- the picture ------------------------------------- */

static void draw_curve(const svg *s, const char *class, const char *name, const esd_curve *curve, int *row)
{
    if (!curve->count) return;
    svg_line(s, class, curve->count, curve->x, curve->y);
    svg_legend(s, (*row)++, class, name);
}

void esd_draw(FILE *stream, const weights_result *r)
{
    enum { WIDTH = 560, HEIGHT = 340 };
    static const struct {
        void (*make)(const weights_result *r, esd_curve *curve);
        const char *class, *name;
    } fits[] = {{esd_log_normal, "four", "log-normal"},
                {esd_truncated, "three", "truncated power law"},
                {esd_bulk, "one", "Marchenko-Pastur"},
                {esd_power_law, "two", "power law"}};
    esd_curve density, curve;
    int row = 0;
    esd_histogram(r, &density);
    if (!density.count) return;
    const svg_axis x = svg_fit("eigenvalue", density.count, density.x, true);
    const svg_axis y = svg_fit("density", density.count, density.y, true);
    const svg s = svg_begin(stream, WIDTH, HEIGHT, "Density of the eigenvalues with fits", x, y);
    if (r->report.done & RMT_PART_POWER_LAW)
        svg_segment(&s, "edge", r->report.power_law.xmin, y.low, r->report.power_law.xmin, y.high);
    for (int i = 0; i < density.count; i++) svg_dot(&s, "dot", density.x[i], density.y[i], NULL);
    for (size_t k = 0; k < sizeof fits / sizeof fits[0]; k++) {
        fits[k].make(r, &curve);
        draw_curve(&s, fits[k].class, fits[k].name, &curve, &row);
    }
    svg_end(&s);
}
