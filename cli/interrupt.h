/** SIGINT, SIGTERM and SIGHUP: the first asks the work to stop, the second ends the process. */
#ifndef INTERRUPT_H
#define INTERRUPT_H

/** Catch the signals that are not already ignored, and ignore SIGXFSZ, so that a file limit is a write error. */
void interrupt_install(void);

/** The signal that asked us to stop, or 0. */
int interrupt_signal(void);

/** Files, and after them their folder, to be removed should a second signal end the process; the list ends with NULL.
    NULL: none.  The list and its strings must stay. */
void interrupt_remove(const char *const *paths);

/** Whether a second signal has to wait: what is being done must not end half-way. */
void interrupt_hold(int hold);

/** A file to be unlinked should a second signal end the process; NULL: none.  The string must stay. */
void interrupt_unlink(const char *path);

#endif
