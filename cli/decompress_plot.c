/* The plot of decompress: the density of the whole, and the histogram of the block's eigenvalues; of kernels over log
 * x. */
#include "decompress.h"
#include "plot.h"

#include <math.h>

enum { POINTS = 400, BINS = 30 };

static bool logarithmic(const decompress_run *run)
{
    return run->method == DECOMPRESS_KERNEL;
}

static double place(const decompress_run *run, double x)
{
    return logarithmic(run) ? log10(x) : x;
}

static void put_density(FILE *f, const decompress_run *run, double low, double high)
{
    fputs("$whole << EOD\n", f);
    for (int i = 0; i <= POINTS; i++) {
        const double at = low + (high - low) * i / POINTS, x = logarithmic(run) ? pow(10, at) : at;
        double y = NAN;
        rmt_law_density(run->law, 1, &x, &y);
        if (logarithmic(run)) y *= x * log(10);
        if (isfinite(y)) fprintf(f, "%.9g %.9g\n", at, y);
    }
    fputs("EOD\n", f);
}

static void put_histogram(FILE *f, const decompress_run *run, double first, double last)
{
    int64_t bins[BINS] = {0};
    const double width = (last - first) / BINS;
    for (int64_t i = 0; i < run->block; i++) {
        const int bin = (int)((place(run, run->x[i]) - first) / width);
        bins[bin < BINS ? bin : BINS - 1]++;
    }
    fputs("$block << EOD\n", f);
    for (int b = 0; b < BINS; b++)
        fprintf(f, "%.9g %.9g\n", first + (b + 0.5) * width, (double)bins[b] / ((double)run->block * width));
    fputs("EOD\n", f);
}

static void put(FILE *f, const void *context)
{
    const decompress_run *run = context;
    double ends[2], first = INFINITY, last = -INFINITY;
    for (int64_t i = 0; i < run->block; i++) {
        first = fmin(first, place(run, run->x[i]));
        last = fmax(last, place(run, run->x[i]));
    }
    rmt_law_quantile(run->law, 2, (const double[]){0, 1}, ends);
    const double least = fmin(place(run, ends[0]), first), most = fmax(place(run, ends[1]), last);
    const double margin = (most - least) / 20, low = least - margin, high = most + margin;
    plot_head(f, "spectrum of a block and of the whole by randlapack decompress", run->settings.plot, 700);
    put_density(f, run, low, high);
    put_histogram(f, run, first, last);
    fprintf(f, "set xrange [%.9g:%.9g]\nset yrange [0:*]\nset y2range [0:*]\nset style fill solid noborder\n", low,
            high);
    if (logarithmic(run)) fputs("set xlabel 'log10 of the eigenvalue'\n", f);
    fprintf(f,
            "plot $block axes x1y2 with boxes fc rgb '#c8d8e8' title 'block of order %lld (own scale)', "
            "$whole with lines lw 2 lc rgb '#d55e00' title 'order %lld'\n",
            (long long)run->block, (long long)run->order);
}

int decompress_write_plot(const decompress_run *run, cli_error *error)
{
    return plot_write(run->settings.plot, put, run, error);
}
