/** How many threads the library may use. */
#ifndef THREADS_H
#define THREADS_H

/** Set it. */
void threads_set(int count);

/** What it is. */
int threads_get(void);

#endif
