/* The plot of law: the density of the continuous part, atoms, and the histogram of the sample if there is one. */
#include "law.h"
#include "plot.h"

#include <math.h>

enum { POINTS = 400, BINS = 60, ROOM = 64 };
#define TAIL 1e-4 /* mass beyond what is drawn, where the support has no end */

/* From where to where: the support and the atoms, without far tails. */
static void range(const law_run *run, double *low, double *high)
{
    const double tails[2] = {TAIL, 1 - TAIL};
    double ends[2], quantiles[2];
    rmt_law_quantile(run->law, 2, (const double[]){0, 1}, ends);
    rmt_law_quantile(run->law, 2, tails, quantiles);
    *low = isfinite(ends[0]) ? ends[0] : quantiles[0];
    *high = isfinite(ends[1]) ? ends[1] : quantiles[1];
    if (*high - *low > 100 * (quantiles[1] - quantiles[0])) *low = quantiles[0], *high = quantiles[1];
    const double margin = (*high - *low > 0 ? *high - *low : fabs(*low) + 1) / 20;
    *low -= margin;
    *high += margin;
}

/* Denser at both ends, where densities have their edges. */
static void put_density(FILE *f, const law_run *run, double low, double high)
{
    const double pi = acos(-1.0);
    fputs("$density << EOD\n", f);
    for (int i = 0; i <= POINTS; i++) {
        const double x = low + (high - low) * (1 - cos(pi * i / POINTS)) / 2;
        double y = NAN;
        rmt_law_density(run->law, 1, &x, &y);
        if (isfinite(y)) fprintf(f, "%.9g %.9g\n", x, y);
    }
    fputs("EOD\n", f);
}

/* Masses; the place of each is drawn as high as the mass is large. */
static int64_t put_atoms(FILE *f, const law_run *run)
{
    double places[ROOM], weights[ROOM];
    int64_t count = 0;
    rmt_law_atoms(run->law, ROOM, places, weights, &count);
    if (count == 0 || count > ROOM) return 0;
    fputs("$atoms << EOD\n", f);
    for (int64_t i = 0; i < count; i++) fprintf(f, "%.9g %.9g\n", places[i], weights[i]);
    fputs("EOD\n", f);
    return count;
}

static void put_histogram(FILE *f, const number_list *sample, double low, double high)
{
    int64_t bins[BINS] = {0};
    const double width = (high - low) / BINS;
    for (int64_t k = 0; k < sample->count; k++) {
        const double place = floor((sample->x[k] - low) / width);
        if (place >= 0 && place < BINS) bins[(int)place]++;
    }
    fputs("$sample << EOD\n", f);
    for (int b = 0; b < BINS; b++)
        fprintf(f, "%.9g %.9g\n", low + (b + 0.5) * width, (double)bins[b] / ((double)sample->count * width));
    fputs("EOD\n", f);
}

static void put(FILE *f, const void *context)
{
    const law_run *run = context;
    double low, high;
    range(run, &low, &high);
    plot_head(f, "density of a law by randlapack law", run->settings.plot, 700);
    put_density(f, run, low, high);
    const int64_t atoms = put_atoms(f, run);
    if (run->sample.count) put_histogram(f, &run->sample, low, high);
    fprintf(f, "set xrange [%.9g:%.9g]\nset yrange [0:*]\nset title '%s'\nset style fill solid noborder\nplot ", low,
            high, law_family_names.names[run->settings.family]);
    if (run->sample.count) fputs("$sample with boxes fc rgb '#c8d8e8' title 'sample', ", f);
    fputs("$density with lines lw 2 lc rgb '#d55e00' title 'density'", f);
    if (atoms) fputs(", $atoms with impulses lw 3 lc rgb '#009e73' title 'mass of atoms'", f);
    fputc('\n', f);
}

int law_write_plot(const law_run *run, cli_error *error)
{
    return plot_write(run->settings.plot, put, run, error);
}
