/*
 * The whole report of randlapack weights over that of WeightWatcher, and how far their exponents are apart where the
 * settings agree.  Seconds are of processor time, all threads together, and those of the command hold its start and the
 * reading of the file.  WeightWatcher is run by bench/weightwatcher_report.py, if python finds it.
 *
 * The model is the small one that comes with the examples, or the file that the environment variable BENCH_MODEL names.
 */
#include "bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { LINE = 8192, LAYERS = 512, NAME = 256 };
#define MODEL BENCH_DATA "/age_gender_model.safetensors"
#define TABLE "out/weights-report.csv"

typedef struct exponent {
    char name[NAME];
    double alpha;
} exponent;

typedef struct exponents {
    int count;
    exponent layers[LAYERS];
} exponents;

static double children_seconds(void)
{
    struct rusage used;
    getrusage(RUSAGE_CHILDREN, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           1e-6 * (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

/* The least time of the command; NaN when it fails. */
static double time_command(const char *options, const char *model, int runs)
{
    char command[1024];
    double least = HUGE_VAL;
    snprintf(command, sizeof command, "%s weights -q %s %s", BENCH_COMMAND, options, model);
    for (int i = 0; i < runs; i++) {
        const double begin = children_seconds();
        if (system(command) != 0) return (double)NAN;
        least = fmin(least, children_seconds() - begin);
    }
    return least;
}

/* The place of a column in the table's first line. */
static int find_column(char *line, const char *wanted)
{
    int place = 0;
    char *rest = NULL;
    for (char *cell = strtok_r(line, ",\r\n", &rest); cell; cell = strtok_r(NULL, ",\r\n", &rest), place++)
        if (!strcmp(cell, wanted)) return place;
    return -1;
}

/* A row: the name in quotes, and the number in a column. */
static void read_row(const char *line, int column, exponent *e)
{
    const char *end = strchr(line + 1, '"');
    snprintf(e->name, sizeof e->name, "%.*s", end ? (int)(end - line - 1) : 0, line + 1);
    for (const char *at = end ? end + 1 : NULL; at && column > 0; column--) {
        at = strchr(at, ',');
        if (at) at++;
        e->alpha = at ? strtod(at, NULL) : (double)NAN;
    }
}

static void read_table(exponents *list)
{
    static char line[LINE];
    FILE *f = fopen(TABLE, "r");
    list->count = 0;
    if (!f) return;
    if (fgets(line, sizeof line, f)) {
        const int column = find_column(line, "power_law_alpha");
        while (column > 0 && list->count < LAYERS && fgets(line, sizeof line, f))
            read_row(line, column, &list->layers[list->count++]);
    }
    fclose(f);
    unlink(TABLE);
}

/* Seconds of the peer and its exponents; NaN when it cannot be run. */
static double run_peer(const char *model, int runs, const char *what, exponents *list)
{
    const char *pythons[] = {"python3", "/usr/bin/python3"};
    double seconds = (double)NAN;
    list->count = 0;
    for (int i = 0; i < 2 && isnan(seconds); i++) {
        char command[1024];
        snprintf(command, sizeof command, "%s %s %s %d %s 2>/dev/null", pythons[i], BENCH_PEER, model, runs, what);
        FILE *pipe = popen(command, "r");
        if (!pipe) continue;
        if (fscanf(pipe, "%lf", &seconds) != 1) seconds = (double)NAN;
        exponent *e = list->layers;
        while (list->count < LAYERS && fscanf(pipe, "%255s %lf", e->name, &e->alpha) == 2)
            e = &list->layers[++list->count];
        pclose(pipe);
    }
    return seconds;
}

/* The largest difference of layers that both have; NaN unless all of ours are among theirs. */
static double difference(const exponents *ours, const exponents *theirs)
{
    double worst = 0;
    for (int i = 0; i < ours->count; i++) {
        int j = 0;
        while (j < theirs->count && strcmp(ours->layers[i].name, theirs->layers[j].name) != 0) j++;
        if (j == theirs->count) return (double)NAN;
        worst = fmax(worst, fabs(ours->layers[i].alpha - theirs->layers[j].alpha));
    }
    return ours->count ? worst : (double)NAN;
}

int main(void)
{
    enum { RUNS = 3 };
    static exponents ours, theirs;
    const char *named = getenv("BENCH_MODEL"), *model = named ? named : MODEL, *slash = strrchr(model, '/');
    const char *name = slash ? slash + 1 : model;
    const double seconds = time_command("--html /dev/null --least 1e-5", model, RUNS);
    bench_note(bench_name("weights, %s, whole report", name), seconds, "s", "-");
    time_command("--least 1e-5 --csv " TABLE, model, 1);
    read_table(&ours);
    const double alone = run_peer(model, RUNS, "alpha", &theirs), apart = difference(&ours, &theirs);
    const double whole = isnan(alone) ? alone : run_peer(model, 1, "all", &theirs);
    if (isnan(whole)) {
        bench_skip(bench_name("weights, %s, whole report, speed over WeightWatcher", name), "it is not installed");
        return 0;
    }
    bench_at_least(bench_name("weights, %s, whole report, speed over WeightWatcher", name), whole / seconds, "times",
                   20);
    bench_note(bench_name("weights, %s, whole report, over WeightWatcher's exponents alone", name), alone / seconds,
               "times", "-");
    bench_at_most(bench_name("weights, %s, alpha, difference from WeightWatcher", name), apart, "-", 1e-6);
    return 0;
}
