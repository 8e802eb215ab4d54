/*
 * The plot of logdet: a script for gnuplot that holds its data.
 *
 *     memdet    log|det A(1:m, 1:m)| against m, and the mean of what rows add
 *     flodance  increments of what is extrapolated and the model's, its prediction with the interval, and the table
 */
#include "logdet.h"
#include "plot.h"

#include <math.h>

enum { POINTS = 1000, BINS = 40 };

static void put_head(FILE *f, const logdet_run *run, int width)
{
    char shown[80];
    snprintf(shown, sizeof shown, "what randlapack logdet found by %s", logdet_methods.names[run->method]);
    plot_head(f, shown, run->settings.plot, width);
}

/* 1, 2 or 5 times a power of ten, so that there are at most five of them. */
static int64_t tics(int64_t last)
{
    static const int factors[] = {1, 2, 5};
    int64_t power = 1;
    for (int i = 0;; i = (i + 1) % 3) {
        if (5 * factors[i] * power >= last) return factors[i] * power;
        if (i == 2) power *= 10;
    }
}

/* ---------------------------------------------------------------- memdet ------------------------------------------ */

/* A size after this one, so that there are about BINS of them up to the last. */
static int64_t next_size(int64_t from, int64_t first, int64_t last)
{
    const double ratio = pow((double)last / (double)first, 1.0 / BINS);
    const int64_t to = (int64_t)ceil((double)from * ratio);
    return to > last ? last : to > from ? to : from + 1;
}

/* The log-determinant of order m and the mean of what its last rows have added, at every so many or at BINS of them. */
static void put_leading(FILE *f, const logdet_run *run, const char *name, bool bins)
{
    const int64_t n = run->A.rows, step = n / POINTS + 1;
    int64_t last = 0;
    double before = 0;
    fprintf(f, "$%s << EOD\n0 0 NaN\n", name);
    for (int64_t m = 1; last < n;) {
        while (m < n && !isfinite(run->curve[m - 1])) m++;
        const double now = run->curve[m - 1];
        fprintf(f, "%lld %.17g %.9g\n", (long long)m, now, (now - before) / (double)(m - last));
        last = m;
        before = now;
        m = bins ? next_size(m, 1, n) : m + step < n ? m + step : n;
    }
    fputs("EOD\n", f);
}

static void put_memdet(FILE *f, const logdet_run *run)
{
    put_head(f, run, 900);
    put_leading(f, run, "leading", false);
    put_leading(f, run, "added", true);
    fprintf(f, "set xtics %lld\n", (long long)tics(run->A.rows));
    fputs(
        "set multiplot layout 1,2 margins 0.1,0.98,0.18,0.88 spacing 0.12\nset xlabel 'order m of the leading block'\n"
        "set title 'log |det A(1:m, 1:m)|'\nplot $leading using 1:2 with lines lw 1.6 lc rgb '#0072b2' notitle\n"
        "set title 'what a row adds'\nset xtics autofreq\nset logscale x\nset xrange [1:]\n"
        "plot $added using 1:3 with linespoints pt 7 ps 0.4 lw 1.2 lc rgb '#d55e00' notitle\nunset multiplot\n",
        f);
}

/* ---------------------------------------------------------------- flodance ---------------------------------------- */

static int64_t points_of(const logdet_run *run)
{
    return run->A.rows / (run->settings.point_rows ? run->settings.point_rows : 1);
}

/* The model's mean increment between two sizes. */
static double slope(const rmt_flodance_model *model, int64_t from, int64_t to)
{
    double sum = 0;
    for (int k = 0; k < model->terms; k++) {
        const double a = (double)from, b = (double)to;
        const double basis = k ? lgamma(b + 1) * pow(b, 1 - k) - lgamma(a + 1) * pow(a, 1 - k) : b - a;
        sum += model->coefficient[k] * basis / (b - a);
    }
    return sum;
}

/* Means over bins of sizes, and their scatter over the orders. */
static void put_increments(FILE *f, const logdet_run *run)
{
    const rmt_flodance_model *model = &run->flodance.model;
    const int64_t n0 = run->flodance.points, orders = model->orders;
    fputs("$increments << EOD\n", f);
    for (int64_t from = 1, to; from < n0; from = to) {
        double sum = 0, squares = 0;
        to = next_size(from, 1, n0);
        for (int64_t r = 0; r < orders; r++) {
            const double *y = run->curve + r * n0;
            const double x = (y[to - 1] - y[from - 1]) / (double)(to - from);
            sum += x;
            squares += x * x;
        }
        const double mean = sum / (double)orders, variance = squares / (double)orders - mean * mean;
        fprintf(f, "%.9g %.9g %.3g\n", ((double)from + (double)to) / 2, mean, sqrt(fmax(variance, 0)));
    }
    fputs("EOD\n$fit << EOD\n", f);
    const int64_t N = points_of(run);
    const int64_t first = model->first > 1 ? model->first : 1;
    for (int64_t from = first, to; from < N; from = to) {
        to = next_size(from, first, N);
        fprintf(f, "%.9g %.9g\n", ((double)from + (double)to) / 2, slope(model, from, to));
    }
    fputs("EOD\n", f);
}

static void put_prediction(FILE *f, const logdet_run *run)
{
    const rmt_flodance_model *model = &run->flodance.model;
    const int64_t n0 = run->flodance.points, N = points_of(run);
    fputs("$seen << EOD\n", f);
    for (int64_t n = 1; n <= n0; n += n0 / POINTS + 1) {
        double sum = 0;
        for (int64_t r = 0; r < model->orders; r++) sum += run->curve[n - 1 + r * n0];
        fprintf(f, "%lld %.9g\n", (long long)n, sum / (double)model->orders);
    }
    fputs("EOD\n$prediction << EOD\n", f);
    for (int64_t n = n0;; n = next_size(n, n0, N)) {
        double value, half;
        if (!rmt_flodance_predict(model, n, &value, &half))
            fprintf(f, "%lld %.9g %.9g %.9g\n", (long long)n, value, value - half, value + half);
        if (n == N) break;
    }
    fputs("EOD\n", f);
}

static void put_table(FILE *f, const rmt_flodance_report *table)
{
    fputs("$table << EOD\n", f);
    for (int i = 0; i < table->candidates; i++) {
        const rmt_flodance_candidate *c = &table->table[i];
        fprintf(f, "%d %lld %.6g %.6g %d\n", c->terms - 2, (long long)c->first, c->score, c->standard_error,
                i == table->chosen);
    }
    fputs("EOD\n", f);
}

/* A colour for each q. */
static void put_candidates(FILE *f, const rmt_flodance_report *table)
{
    int most = 0;
    for (int i = 0; i < table->candidates; i++)
        if (table->table[i].terms - 2 > most) most = table->table[i].terms - 2;
    if (table->candidates == 0) return;
    fprintf(
        f,
        "set title 'estimated error of the candidates'\nset xtics autofreq\nset xlabel 'burn-in'\nset key top "
        "left\nset logscale y\n"
        "plot for [q = 0:%d] $table using (column(1) == q ? column(2) : NaN):3 with points pt q + 5 ps 1.2 lc q + 1 "
        "title sprintf('q = %%d', q), \\\n"
        "     $table using (column(5) == 1 ? column(2) : NaN):3 with points pt 6 ps 2.6 lc rgb '#d55e00' title "
        "'chosen'\n",
        most);
}

static void put_flodance(FILE *f, const logdet_run *run)
{
    put_head(f, run, 1300);
    put_increments(f, run);
    put_prediction(f, run);
    put_table(f, &run->flodance.table);
    fputs("set multiplot layout 1,3 margins 0.07,0.985,0.18,0.88 spacing 0.085\nset xlabel 'points'\nset logscale x\n"
          "set title 'what a point adds beyond the baseline'\nset key bottom right\n"
          "plot $increments using 1:2:3 with yerrorbars pt 7 ps 0.4 lc rgb '#8c8c8c' title 'leading submatrices', \\\n"
          "     $fit with lines lw 2 lc rgb '#d55e00' title 'fit'\n"
          "unset logscale x\nset title 'the rest, and its interval'\nset key bottom left\n",
          f);
    fprintf(f, "set xtics %lld\n", (long long)tics(points_of(run)));
    fputs("plot $prediction using 1:3:4 with filledcurves fc rgb '#f5c9a8' title 'interval', \\\n"
          "     $prediction using 1:2 with lines lw 2 lc rgb '#d55e00' title 'prediction', \\\n"
          "     $seen with lines lw 2 lc rgb '#0072b2' title 'leading submatrices'\n",
          f);
    put_candidates(f, &run->flodance.table);
    fputs("unset multiplot\n", f);
}

static void put_plot(FILE *f, const void *context)
{
    const logdet_run *run = context;
    if (run->method == LOGDET_FLODANCE)
        put_flodance(f, run);
    else
        put_memdet(f, run);
}

int logdet_write_plot(const logdet_run *run, cli_error *error)
{
    return plot_write(run->settings.plot, put_plot, run, error);
}
