/*
 * Claims: the spectrum at order 32000 from the eigenvalues of one matrix of order 1000, twenty times as fast as freealg
 * has its fastest, for each of five laws; how far both are from the truth is noted.  freealg is run by
 * bench/freealg_decompress.py, if python finds it.
 */
#include "bench.h"
#include "decompress_laws.h"
#include "sketching.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { GROWTH = 32, POINTS = 500, MOST = 100000 };

typedef struct prediction {
    double seconds;
    int count;
    double *x, *density;
} prediction;

/* Fit, decompression, and the density at as many points as freealg's. */
static void ours(const double *x, int runs, double *density, double *seconds)
{
    *seconds = HUGE_VAL;
    for (int run = 0; run < runs; run++) {
        rmt_law *block = NULL, *whole = NULL;
        double ends[2], at[POINTS];
        int64_t count;
        const double start = bench_clock();
        sketching_check(rmt_decompress_fit(DECOMPRESS_ORDER, x, NULL, &block, NULL));
        sketching_check(rmt_decompress(block, GROWTH, &whole));
        sketching_check(rmt_law_intervals(whole, 1, ends, &count));
        for (int i = 0; i < POINTS; i++) at[i] = ends[0] + (ends[1] - ends[0]) * i / (POINTS - 1);
        sketching_check(rmt_law_density(whole, POINTS, at, density));
        *seconds = fmin(*seconds, bench_clock() - start);
        rmt_law_destroy(block);
        rmt_law_destroy(whole);
    }
}

/* False if there is no freealg, or it gives up. */
static bool theirs(const double *x, int runs, bool *installed, prediction *p)
{
    const char *pythons[] = {"python3", "/usr/bin/python3"};
    char path[] = "/tmp/eigenvaluesXXXXXX", command[512];
    const int file = mkstemp(path);
    bool done = file >= 0 && write(file, x, DECOMPRESS_ORDER * sizeof *x) == DECOMPRESS_ORDER * (ssize_t)sizeof *x;
    if (file >= 0) close(file);
    bool found = false;
    for (int i = 0; i < 2 && done && !found; i++) {
        snprintf(command, sizeof command, "%s -c 'import freealg' 2>/dev/null", pythons[i]);
        *installed = *installed || system(command) == 0;
        snprintf(command, sizeof command, "%s %s %s %d %d 2>/dev/null", pythons[i], BENCH_PEER, path,
                 GROWTH * DECOMPRESS_ORDER, runs);
        FILE *pipe = popen(command, "r");
        found = pipe && fscanf(pipe, "%lf %d", &p->seconds, &p->count) == 2 && p->count > 1 && p->count <= MOST;
        for (int k = 0; k < p->count && found; k++) found = fscanf(pipe, "%lf %lf", &p->x[k], &p->density[k]) == 2;
        if (pipe) pclose(pipe);
    }
    unlink(path);
    return found;
}

/* Half the integral of |density - truth|, the latter of unit x, x of the law, in per cent. */
static double off(const prediction *p, const rmt_law *truth, double unit)
{
    double sum = 0, last = 0;
    for (int k = 0; k < p->count; k++) {
        double at = p->x[k] / unit, y;
        sketching_check(rmt_law_density(truth, 1, &at, &y));
        const double here = fabs(p->density[k] - y / unit);
        if (k) sum += (p->x[k] - p->x[k - 1]) * (here + last) / 2;
        last = here;
    }
    return 50 * sum;
}

static void one_law(const decompress_source *l, int runs)
{
    double x[DECOMPRESS_ORDER], density[POINTS], seconds;
    static double points[MOST], values[MOST];
    prediction p = {.x = points, .density = values};
    bool installed = false;
    const char *speed = bench_name("%s, 1000 to 32000, speed over freealg", l->name);
    decompress_sample(l, 0, x);
    ours(x, runs, density, &seconds);
    const bool done = theirs(x, runs, &installed, &p);
    if (!done) {
        bench_skip(speed, installed ? "freealg raises an exception" : "freealg is not installed");
        return;
    }
    bench_at_least(speed, p.seconds / seconds, "times", 20);
    rmt_law *truth = decompress_law(l, GROWTH);
    bench_note(bench_name("%s, freealg's distance from the truth", l->name),
               off(&p, truth, l->family == RMT_KESTEN_MCKAY ? GROWTH : 1), "%", "NaN where a density is");
    rmt_law_destroy(truth);
}

int main(int argc, char **argv)
{
    const int runs = bench_quick(argc, argv) ? 1 : 3;
    bench_set_threads(1);
    bench_count_processor_time();
    for (int k = 0; k < DECOMPRESS_LAWS; k++) one_law(&decompress_laws[k], runs);
    return 0;
}
