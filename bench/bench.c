#include "bench.h"

#include <math.h>
#include <omp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

bool bench_quick(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--quick") == 0) return true;
    return false;
}

double bench_now(void)
{
    return omp_get_wtime();
}

static bool processor_time;

void bench_count_processor_time(void)
{
    processor_time = true;
}

double bench_clock(void)
{
    return processor_time ? (double)clock() / CLOCKS_PER_SEC : bench_now();
}

double bench_best(int runs, void (*work)(void *context), void *context)
{
    double best = INFINITY;
    for (int i = 0; i < runs; i++) {
        const double start = bench_clock();
        work(context);
        best = fmin(best, bench_clock() - start);
    }
    return best;
}

void bench_best_of_both(int runs, void (*one)(void *context), void *context, void (*other)(void *context),
                        void *other_context, double *seconds_one, double *seconds_other)
{
    *seconds_one = *seconds_other = INFINITY;
    for (int i = 0; i < runs; i++) {
        *seconds_one = fmin(*seconds_one, bench_best(1, one, context));
        *seconds_other = fmin(*seconds_other, bench_best(1, other, other_context));
    }
}

static void line(const char *measure, double value, const char *unit, const char *relation, double target, bool met)
{
    printf("%s\t%.4g\t%s\t%s %g\t%s\n", measure, value, unit, relation, target, met ? "met" : "missed");
    fflush(stdout);
}

void bench_at_least(const char *measure, double value, const char *unit, double target)
{
    line(measure, value, unit, ">=", target, value >= target);
}

void bench_at_most(const char *measure, double value, const char *unit, double target)
{
    line(measure, value, unit, "<=", target, value <= target);
}

void bench_note(const char *measure, double value, const char *unit, const char *what)
{
    printf("%s\t%.4g\t%s\t%s\tnoted\n", measure, value, unit, what);
}

void bench_skip(const char *measure, const char *why)
{
    printf("%s\t-\t-\t%s\tskipped\n", measure, why);
}

const char *bench_name(const char *format, ...)
{
    static char name[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(name, sizeof name, format, arguments);
    va_end(arguments);
    return name;
}

void bench_set_threads(int threads)
{
    omp_set_num_threads(threads);
}

int bench_max_threads(void)
{
    static int most; /* as it was before any bench_set_threads() */
    if (!most) most = omp_get_max_threads();
    return most;
}

void *bench_allocate(int64_t bytes)
{
    void *block = bytes >= 0 ? malloc((size_t)bytes + 1) : NULL;
    if (!block) {
        fprintf(stderr, "no memory for %lld MB\n", (long long)(bytes >> 20));
        exit(EXIT_FAILURE);
    }
    memset(block, 1, (size_t)bytes + 1);
    return block;
}

void bench_random(int64_t count, double *x)
{
#pragma omp parallel for schedule(static)
    for (int64_t i = 0; i < count; i++) {
        uint64_t z = (uint64_t)(i + 1) * 0x9e3779b97f4a7c15u; /* SplitMix64 */
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        x[i] = (double)((z ^ (z >> 31)) >> 11) * 0x1p-52 - 1;
    }
}

typedef struct reading {
    int64_t count;
    const double *x;
    double sum; /* keeps the read from being optimised away */
} reading;

/* Several streams per thread: one alone does not fill the memory's pipeline. */
static void read_all(void *context)
{
    enum { STREAMS = 4 };
    reading *r = context;
    const int64_t part = r->count / STREAMS;
    const double *x = r->x;
    double sum = 0;
#pragma omp parallel for simd schedule(static) reduction(+ : sum)
    for (int64_t i = 0; i < part; i++) sum += x[i] + x[part + i] + (x[2 * part + i] + x[3 * part + i]);
    for (int64_t i = STREAMS * part; i < r->count; i++) sum += x[i];
    r->sum += sum;
}

double bench_read_seconds(int runs, int64_t count, const double *x)
{
    reading r = {count, x, 0};
    const double seconds = bench_best(runs, read_all, &r);
    if (r.sum == 0.5) puts(""); /* never, but the compiler cannot know */
    return seconds;
}

double bench_reread_rate(int64_t count, const double *x)
{
    enum { LANES = 32, TIMES = 200 };
    double sum[LANES] = {0}, best = INFINITY;
    for (int run = 0; run < 5; run++) {
        const double start = bench_now();
        for (int t = 0; t < TIMES; t++)
            for (int64_t i = 0; i + LANES <= count; i += LANES)
                for (int l = 0; l < LANES; l++) sum[l] += x[i + l];
        best = fmin(best, bench_now() - start);
    }
    for (int l = 1; l < LANES; l++) sum[0] += sum[l];
    if (sum[0] == 0.5) puts(""); /* never, but the compiler cannot know */
    return TIMES * (double)count / best;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double bench_median(int n, double *x)
{
    qsort(x, (size_t)n, sizeof *x, ascending);
    return (x[(n - 1) / 2] + x[n / 2]) / 2;
}
