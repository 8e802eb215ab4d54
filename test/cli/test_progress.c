/* The bar, and lines in its place, by a clock that the test turns: what is shown when, and how much time is left. */
#include "testing.h"

#include "interrupt.h"
#include "progress.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* The linker gives us the clock (--wrap). */
int __wrap_clock_gettime(clockid_t clock, struct timespec *now);
static double seconds;

int __wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
    (void)clock;
    now->tv_sec = (time_t)seconds;
    now->tv_nsec = (long)(1e9 * (seconds - (double)now->tv_sec));
    return 0;
}

static int kept = -1; /* what stderr was */

/* From here on stderr is a file. */
static void catch_stderr(void)
{
    FILE *file = tmpfile();
    fflush(stderr);
    kept = dup(STDERR_FILENO);
    assert_true(file && kept >= 0 && dup2(fileno(file), STDERR_FILENO) >= 0 && !fclose(file));
}

/* What has come since. */
static const char *caught(void)
{
    static char text[4096];
    fflush(stderr);
    const off_t size = lseek(STDERR_FILENO, 0, SEEK_CUR);
    const ssize_t n = pread(STDERR_FILENO, text, sizeof text - 1, 0);
    text[n > 0 ? n : 0] = '\0';
    dup2(kept, STDERR_FILENO);
    close(kept);
    return size == n ? text : "too much";
}

static int at(progress *bar, double when, const char *phase, double fraction)
{
    seconds = when;
    return progress_update(bar, phase, fraction);
}

static void a_line_a_second_with_what_is_left(void **state)
{
    (void)state;
    catch_stderr();
    seconds = 0;
    progress bar = progress_begin(false);
    progress_insist(&bar);
    const int stopped = at(&bar, 0.5, "reading", 0) + at(&bar, 0.9, "reading", 0.5) + at(&bar, 1.5, "reading", 0.5) +
                        at(&bar, 2, "reading", 0.75) /* too soon */ + at(&bar, 3, "factor", 0) +
                        at(&bar, 7, "factor", 0.25) + at(&bar, 203, "factor", 0.5) + at(&bar, 20003, "factor", 0.6) +
                        at(&bar, 20010, "sorting", -1);
    progress_end(&bar);
    const char *text = caught();
    assert_string_equal(text, "reading       50 % 1 s left\n" /* half in a second, and a second since the start */
                              "factor         0 %\n"
                              "factor        25 % 12 s left\n"  /* a quarter in 4 s */
                              "factor        50 % 3 min left\n" /* half in 200 s */
                              "factor        60 % 4 h left\n"   /* 0.6 in 20000 s */
                              "sorting      0 s\n");
    assert_int_equal(stopped, 0);
}

/* Drawn at most ten times a second, over itself, and wiped; no colours where there is no terminal. */
static void a_bar_that_is_wiped(void **state)
{
    (void)state;
    catch_stderr();
    seconds = 0;
    progress bar = {.visible = true};
    at(&bar, 1, "factor", 0);
    at(&bar, 1.05, "factor", 0.1);
    at(&bar, 4, "factor", 0.5);
    progress_end(&bar);
    progress_end(&bar);
    assert_string_equal(caught(), "\r\x1b[Kfactor       [                              ]   0 %"
                                  "\r\x1b[Kfactor       [###############               ]  50 % 3 s left"
                                  "\r\x1b[K");
}

static void nothing_without_a_terminal_but_an_interrupt(void **state)
{
    (void)state;
    catch_stderr();
    progress bar = progress_begin(false);
    const int before = at(&bar, 5, "factor", 0.5);
    interrupt_install();
    raise(SIGTERM);
    const int after = at(&bar, 6, "factor", 0.5);
    progress_end(&bar);
    assert_string_equal(caught(), "");
    assert_true(before == 0 && after == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_a_second_with_what_is_left),
        cmocka_unit_test(a_bar_that_is_wiped),
        cmocka_unit_test(nothing_without_a_terminal_but_an_interrupt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
