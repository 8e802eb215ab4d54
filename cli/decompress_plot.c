/* The plot of decompress: the density of the whole, and the histogram of the block's eigenvalues; of kernels over log
 * x. */
#include "decompress.h"
#include "plot.h"

#include <math.h>

enum { POINTS = 400, BINS = 30, CELLS = 60 };

static bool logarithmic(const decompress_run *run)
{
    return run->method == DECOMPRESS_KERNEL;
}

static double place(const decompress_run *run, double x)
{
    return logarithmic(run) ? log10(x) : x;
}

/* Returns the greatest density. */
static double put_density(FILE *f, const decompress_run *run, double low, double high)
{
    double most = 0;
    fputs("$whole << EOD\n", f);
    for (int i = 0; i <= POINTS; i++) {
        const double at = low + (high - low) * i / POINTS, x = logarithmic(run) ? pow(10, at) : at;
        double y = NAN;
        rmt_law_density(run->law, 1, &x, &y);
        if (logarithmic(run)) y *= x * log(10);
        if (!isfinite(y)) continue;
        most = fmax(most, y);
        fprintf(f, "%.9g %.9g\n", at, y);
    }
    fputs("EOD\n", f);
    return most;
}

/* Values in bins of [low, high], as the density that they are; returns the greatest. */
static double put_histogram(FILE *f, const decompress_run *run, const char *name, int64_t n, const double *x, int bins,
                            double low, double high)
{
    double most = 0;
    const double width = (high - low) / bins;
    int64_t count[CELLS] = {0};
    for (int64_t i = 0; i < n; i++) {
        const double bin = (place(run, x[i]) - low) / width;
        if (bin >= 0 && bin <= bins) count[bin < bins ? (int)bin : bins - 1]++;
    }
    fprintf(f, "$%s << EOD\n", name);
    for (int b = 0; b < bins; b++) {
        const double y = (double)count[b] / ((double)n * width);
        most = fmax(most, y);
        fprintf(f, "%.9g %.9g\n", low + (b + 0.5) * width, y);
    }
    fputs("EOD\n", f);
    return most;
}

/* What is shown: all but long tails. */
static void choose_range(const decompress_run *run, double first, double last, double *low, double *high)
{
    double q[4] = {0, 0.01, 0.99, 1};
    rmt_law_quantile(run->law, 4, q, q);
    for (int i = 0; i < 4; i++) q[i] = place(run, q[i]);
    const double beyond = (q[2] - q[1]) / 5;
    *low = fmin(first, fmax(q[0], q[1] - beyond));
    *high = fmax(last, fmin(q[3], q[2] + beyond));
    const double margin = (*high - *low) / 20;
    *low -= margin;
    *high += margin;
}

static void put(FILE *f, const void *context)
{
    const decompress_run *run = context;
    double low, high, first = INFINITY, last = -INFINITY;
    for (int64_t i = 0; i < run->block; i++) {
        first = fmin(first, place(run, run->x[i]));
        last = fmax(last, place(run, run->x[i]));
    }
    choose_range(run, first, last, &low, &high);
    plot_head(f, "spectrum of a block and of the whole by randlapack decompress", run->settings.plot, 700);
    double most = put_density(f, run, low, high);
    const double block = put_histogram(f, run, "block", run->block, run->x, BINS, first, last);
    if (run->truth) most = fmax(most, put_histogram(f, run, "exact", run->truths, run->truth, CELLS, low, high));
    fprintf(f, "set xrange [%.9g:%.9g]\nset yrange [0:%.9g]\nset y2range [0:%.9g]\n", low, high, 1.05 * most,
            1.05 * block);
    fputs("set style fill solid noborder\nset key outside top center horizontal\n", f);
    if (logarithmic(run)) fputs("set xlabel 'log10 of the eigenvalue'\n", f);
    fprintf(f,
            "plot $block axes x1y2 with boxes fc rgb '#c8d8e8' title 'block of order %lld', %s"
            "$whole with lines lw 2 lc rgb '#d55e00' title 'predicted, %lld'\n",
            (long long)run->block, run->truth ? "$exact with histeps lc rgb '#000000' title 'whole', " : "",
            (long long)run->order);
}

int decompress_write_plot(const decompress_run *run, cli_error *error)
{
    return plot_write(run->settings.plot, put, run, error);
}
