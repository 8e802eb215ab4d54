/* The plot of nnerror: errors against d/n on a logarithmic scale, a colour for each ridge. */
#include "nnerror.h"
#include "plot.h"

#include <math.h>

enum { CURVE = 400 };

/* Theory between the least and the largest number of features, denser about d = n. */
static void put_theory(FILE *f, const nnerror_run *run, int64_t g)
{
    const double n = (double)run->data.n;
    double first = INFINITY, last = 0;
    for (int64_t k = 0; k < run->ratios.count; k++) {
        first = fmin(first, (double)run->d[k]);
        last = fmax(last, (double)run->d[k]);
    }
    fprintf(f, "$theory%lld << EOD\n", (long long)g);
    for (int i = -CURVE; i <= CURVE; i++) {
        const double t = (double)i / CURVE, d = n + (i < 0 ? n - first : last - n) * t * fabs(t);
        rmt_features_point r = {.train = NAN, .test = NAN};
        if (d < first || d > last) continue;
        rmt_features_errors(run->model, 1, &d, &run->ridges.x[g], &r);
        fprintf(f, "%.6g %.9g %.9g\n", d / n, r.train > 0 ? r.train : NAN, isfinite(r.test) ? r.test : NAN);
    }
    fputs("EOD\n", f);
}

/* d/n, then mean and two standard errors of training and of test. */
static void put_simulation(FILE *f, const nnerror_run *run, int64_t g)
{
    fprintf(f, "$simulation%lld << EOD\n", (long long)g);
    for (int64_t k = 0; k < run->ratios.count; k++) {
        fprintf(f, "%.6g", nnerror_at(run, g, k, NNERROR_RATIO));
        for (int c = 0; c < 4; c++) {
            const double value = nnerror_at(run, g, k, NNERROR_SIMULATED + c);
            fprintf(f, " %.9g", c % 2 ? (isnan(value) ? 0 : 2 * value) : value > 0 ? value : NAN);
        }
        fputc('\n', f);
    }
    fputs("EOD\n", f);
}

static void put_curves(FILE *f, const nnerror_run *run)
{
    static const char *const colours[] = {"#d55e00", "#0072b2", "#009e73", "#cc79a7", "#8c6d00", "#606060"};
    const char *separator = "plot ";
    for (int64_t g = 0; g < run->ridges.count; g++) {
        const char *colour = colours[g % (int64_t)(sizeof colours / sizeof colours[0])];
        for (int test = run->data.m > 0; test >= 0; test--) {
            fprintf(f, "%s$theory%lld using 1:%d with lines lw 2 dt %d lc rgb '%s' title 'ridge %g, %s'", separator,
                    (long long)g, 2 + test, test ? 1 : 2, colour, run->ridges.x[g], test ? "test" : "training");
            separator = ", \\\n     ";
            if (run->settings.runs > 0)
                fprintf(f, "%s$simulation%lld using 1:%d:%d with yerrorbars pt %d ps 0.5 lc rgb '%s' notitle",
                        separator, (long long)g, 2 + 2 * test, 3 + 2 * test, test ? 7 : 6, colour);
        }
    }
    fputc('\n', f);
}

static void put(FILE *f, const void *context)
{
    const nnerror_run *run = context;
    plot_head(f, "errors of random features by randlapack nnerror", run->settings.plot, 900);
    for (int64_t g = 0; g < run->ridges.count; g++) {
        put_theory(f, run, g);
        if (run->settings.runs > 0) put_simulation(f, run, g);
    }
    fprintf(
        f,
        "set datafile missing 'nan'\nset logscale y\nset format y '10^{%%L}'\nset xlabel 'features/points to train'\n"
        "set ylabel 'mean squared error'\nset key outside right\nset title '%s features, %lld points%s'\n"
        "set arrow from 1, graph 0 to 1, graph 1 nohead lc rgb '#b0b0b0' dt 3\n",
        nnerror_activations.names[run->settings.activation - RMT_PHI_RELU], (long long)run->data.n,
        run->settings.runs > 0 ? "; bars of two standard errors" : "");
    put_curves(f, run);
}

int nnerror_write_plot(const nnerror_run *run, cli_error *error)
{
    return plot_write(run->settings.plot, put, run, error);
}
