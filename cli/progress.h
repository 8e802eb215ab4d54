/** The progress bar, and the place where an interrupt becomes a cancellation. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>

/** State of the bar; progress_begin() makes one. */
typedef struct progress {
    bool visible;    /**< stderr is a terminal that can draw and nobody asked for quiet */
    bool lines;      /**< not a bar but a line a second, wherever stderr goes */
    bool drawn;      /**< there is something to wipe */
    char phase[32];  /**< what is going on */
    double began;    /**< when this phase began */
    double fraction; /**< what was done then */
    double shown;    /**< when the bar was last drawn */
} progress;

/** Show what is being done where there is no bar, too: as lines. */
void progress_insist(progress *bar);

/** Seconds of a clock that only goes forward. */
double progress_clock(void);

/** A bar on stderr if that is a terminal. */
progress progress_begin(bool quiet);

/** A randblas_progress_fn with a progress as its context: draws at most ten times a second; nonzero when interrupted.
 */
int progress_update(void *context, const char *phase, double fraction);

/** Wipe the bar. */
void progress_end(progress *bar);

#endif
