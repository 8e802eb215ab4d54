/* Signals that ask us to stop; see interrupt.h. */
#include "interrupt.h"

#include "cli.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static volatile sig_atomic_t received;
static volatile sig_atomic_t held;
static const char *volatile doomed;
static const char *const *volatile doomed_list;

/* unlink() and rmdir() are safe in a handler. */
static void remove_doomed(void)
{
    const char *path = doomed;
    if (path) unlink(path);
    for (const char *const *list = doomed_list; list && *list; list++)
        if (unlink(*list)) rmdir(*list);
}

static void on_signal(int signal_number)
{
    if (received && !held) {
        remove_doomed();
        _exit(CLI_SIGNAL + signal_number);
    }
    received = signal_number;
}

void interrupt_install(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        struct sigaction old, action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
        sigemptyset(&action.sa_mask);
        if (!sigaction(signals[i], NULL, &old) && old.sa_handler != SIG_IGN) sigaction(signals[i], &action, NULL);
    }
    signal(SIGXFSZ, SIG_IGN);
}

int interrupt_signal(void)
{
    return received;
}

void interrupt_unlink(const char *path)
{
    doomed = path;
}

void interrupt_remove(const char *const *paths)
{
    doomed_list = paths;
}

void interrupt_hold(int hold)
{
    held = hold;
}
