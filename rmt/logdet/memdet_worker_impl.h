/** A thread that runs one task at a time beside the caller's, for reading and writing. */
#ifndef RMT_MEMDET_WORKER_IMPL_H
#define RMT_MEMDET_WORKER_IMPL_H

#include <pthread.h>
#include <stdbool.h>

typedef int rmt_memdet_task(void *context); /* returns a code */

typedef struct rmt_memdet_worker {
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    rmt_memdet_task *task; /* NULL: none */
    void *context;
    bool threaded, end;
    int info;               /* the first failure of tasks since the last wait */
    double seconds, waited; /* in tasks; of the caller, waiting for them */
} rmt_memdet_worker;

/* Without a second thread, tasks run when they are started. */
void rmt_memdet_worker_open(rmt_memdet_worker *w);

/* Wait for the task before, whose failure is kept, and start one. */
void rmt_memdet_worker_start(rmt_memdet_worker *w, rmt_memdet_task *task, void *context);

/* Until nothing is left to do; the first failure, which is then forgotten. */
int rmt_memdet_worker_wait(rmt_memdet_worker *w);

/* After what was started. */
void rmt_memdet_worker_close(rmt_memdet_worker *w);

#endif
