/** SIGINT, SIGTERM and SIGHUP: the first asks the work to stop, the second ends the process. */
#ifndef INTERRUPT_H
#define INTERRUPT_H

/** Catch the signals that are not already ignored, and ignore SIGXFSZ, so that a file limit is a write error. */
void interrupt_install(void);

/** The signal that asked us to stop, or 0. */
int interrupt_signal(void);

/** A file to be unlinked should a second signal end the process; NULL: none.  The string must stay. */
void interrupt_unlink(const char *path);

#endif
