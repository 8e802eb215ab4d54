/** Telling the caller how far a long call is, and how long its phases took. */
#ifndef RANDLAPACK_PROGRESS_IMPL_H
#define RANDLAPACK_PROGRESS_IMPL_H

#include "randblas.h"

/* 0, or RANDBLAS_CANCELLED when the caller wants the work to stop. */
static inline int randlapack_progress(const randblas_control *control, const char *phase, double fraction)
{
    if (!control->progress) return 0;
    return control->progress(control->progress_context, phase, fraction) ? RANDBLAS_CANCELLED : 0;
}

/* Seconds of a clock that does not jump. */
double randlapack_seconds(void);

#endif
