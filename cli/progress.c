/* The progress bar; see progress.h. */
#include "progress.h"

#include "colour.h"
#include "interrupt.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static const double interval = 0.1; /* seconds between two drawings */
static const double line_interval = 1;

double progress_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

progress progress_begin(bool quiet)
{
    return (progress){.visible = !quiet && colour_terminal(stderr), .shown = progress_clock()};
}

void progress_insist(progress *bar)
{
    bar->lines = !bar->visible;
}

static void new_phase(progress *bar, const char *phase, double fraction, double now)
{
    snprintf(bar->phase, sizeof bar->phase, "%s", phase);
    bar->began = now;
    bar->fraction = fraction;
}

/* The rest takes as long as this phase's share has taken, at the same pace. */
static void draw_time_left(const progress *bar, double fraction, double now)
{
    const double gained = fraction - bar->fraction;
    if (gained <= 0 || now - bar->began < 1) return; /* too early to tell */
    const double left = (now - bar->began) * (1 - fraction) / gained;
    if (left < 100)
        fprintf(stderr, " %.0f s left", left);
    else if (left < 100 * 60)
        fprintf(stderr, " %.0f min left", left / 60);
    else
        fprintf(stderr, " %.0f h left", left / 3600);
}

static void draw(const progress *bar, double fraction, double now)
{
    enum { WIDTH = 30 };
    fputs("\r\x1b[K", stderr);
    if (fraction >= 0) {
        const double part = fraction < 1 ? fraction : 1;
        const int full = (int)(WIDTH * part);
        fprintf(stderr, "%-12s [%s%.*s%s%*s] %3.0f %%", bar->phase, colour_begin(stderr, COLOUR_DONE), full,
                "##############################", colour_end(stderr), WIDTH - full, "", 100 * part);
        draw_time_left(bar, part, now);
    } else
        fprintf(stderr, "%-12s %.0f s", bar->phase, now - bar->began);
    fflush(stderr);
}

static void print_line(const progress *bar, double fraction, double now)
{
    fprintf(stderr, "%-12s", bar->phase);
    if (fraction >= 0) {
        fprintf(stderr, " %3.0f %%", 100 * fraction);
        draw_time_left(bar, fraction, now);
    } else
        fprintf(stderr, " %.0f s", now - bar->began);
    fputc('\n', stderr);
}

int progress_update(void *context, const char *phase, double fraction)
{
    progress *bar = context;
    if (interrupt_signal()) return 1;
    if (!bar->visible && !bar->lines) return 0;
    const double now = progress_clock();
    if (strncmp(bar->phase, phase, sizeof bar->phase - 1) != 0) new_phase(bar, phase, fraction, now);
    if (now - bar->shown < (bar->lines ? line_interval : interval)) return 0;
    if (bar->lines)
        print_line(bar, fraction, now);
    else
        draw(bar, fraction, now);
    bar->shown = now;
    bar->drawn = !bar->lines;
    return 0;
}

void progress_end(progress *bar)
{
    if (bar->drawn) fputs("\r\x1b[K", stderr);
    bar->drawn = false;
}
