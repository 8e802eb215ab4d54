#define _XOPEN_SOURCE 700

#include "memdet_worker_impl.h"

#include "progress_impl.h"

static void run(rmt_memdet_task *task, void *context, int *info, double *seconds)
{
    const double begin = randlapack_seconds();
    *info = task(context);
    *seconds = randlapack_seconds() - begin;
}

static void *serve(void *context)
{
    rmt_memdet_worker *w = context;
    pthread_mutex_lock(&w->mutex);
    while (true) {
        while (!w->task && !w->end) pthread_cond_wait(&w->changed, &w->mutex);
        if (!w->task) break;
        rmt_memdet_task *task = w->task;
        void *argument = w->context;
        int info = 0;
        double seconds = 0;
        pthread_mutex_unlock(&w->mutex);
        run(task, argument, &info, &seconds);
        pthread_mutex_lock(&w->mutex);
        w->task = NULL;
        w->seconds += seconds;
        if (!w->info) w->info = info;
        pthread_cond_broadcast(&w->changed);
    }
    pthread_mutex_unlock(&w->mutex);
    return NULL;
}

void rmt_memdet_worker_open(rmt_memdet_worker *w)
{
    *w = (rmt_memdet_worker){.threaded = false};
    if (pthread_mutex_init(&w->mutex, NULL)) return;
    if (pthread_cond_init(&w->changed, NULL)) {
        pthread_mutex_destroy(&w->mutex);
        return;
    }
    w->threaded = pthread_create(&w->thread, NULL, serve, w) == 0;
    if (w->threaded) return;
    pthread_cond_destroy(&w->changed);
    pthread_mutex_destroy(&w->mutex);
}

/* With the mutex held. */
static void wait_idle(rmt_memdet_worker *w)
{
    if (!w->task) return;
    const double begin = randlapack_seconds();
    while (w->task) pthread_cond_wait(&w->changed, &w->mutex);
    w->waited += randlapack_seconds() - begin;
}

void rmt_memdet_worker_start(rmt_memdet_worker *w, rmt_memdet_task *task, void *context)
{
    if (!w->threaded) {
        int info = 0;
        double seconds = 0;
        run(task, context, &info, &seconds);
        w->seconds += seconds, w->waited += seconds;
        if (!w->info) w->info = info;
        return;
    }
    pthread_mutex_lock(&w->mutex);
    wait_idle(w);
    w->task = task;
    w->context = context;
    pthread_cond_broadcast(&w->changed);
    pthread_mutex_unlock(&w->mutex);
}

int rmt_memdet_worker_wait(rmt_memdet_worker *w)
{
    if (w->threaded) pthread_mutex_lock(&w->mutex);
    if (w->threaded) wait_idle(w);
    const int info = w->info;
    w->info = 0;
    if (w->threaded) pthread_mutex_unlock(&w->mutex);
    return info;
}

void rmt_memdet_worker_close(rmt_memdet_worker *w)
{
    if (!w->threaded) return;
    pthread_mutex_lock(&w->mutex);
    w->end = true;
    pthread_cond_broadcast(&w->changed);
    pthread_mutex_unlock(&w->mutex);
    pthread_join(w->thread, NULL);
    pthread_cond_destroy(&w->changed);
    pthread_mutex_destroy(&w->mutex);
    w->threaded = false;
}
