/* A stream from beginning to end: rows from a callback, in batches, into stream.c. */
#include "stream_impl.h"

#include "apply_impl.h"
#include "family_impl.h"

#include <math.h>

#define BATCH_BYTES ((int64_t)4 << 20)
#define LEAST_BATCH 64

typedef struct driver {
    int64_t m;
    randlapack_xstream given; /* its sizes and options */
    randlapack_xread_rows_fn read;
    void *context;
    int64_t room;
    scalar_t *batch; /* room x n */
    randlapack_xstream *stream;
    int64_t batch_bytes;
} driver;

/* Rows that are asked for at a time: not more than there are. */
static int64_t choose_room(const driver *d)
{
    const int64_t n = max_i64(d->given.n, 1), asked = d->given.options.batch_rows;
    const int64_t room = asked ? asked : max_i64(BATCH_BYTES / (int64_t)sizeof(scalar_t) / n, LEAST_BATCH);
    return d->m >= 0 ? max_i64(min_i64(room, d->m), 1) : room;
}

static int pull(driver *d)
{
    for (;;) {
        const int64_t rows = randlapack_xstream_rows(d->stream);
        const int64_t room = d->m >= 0 && rows < d->m ? min_i64(d->room, d->m - rows) : d->room;
        const int64_t count = d->read(d->context, room, d->batch);
        if (count < 0) return count < INT32_MIN ? RANDBLAS_CALLBACK_FAILED : (int)count;
        if (count == 0) return d->m >= 0 && rows != d->m ? RANDBLAS_CALLBACK_FAILED : 0;
        if (count > room || (d->m >= 0 && count > d->m - rows)) return RANDBLAS_CALLBACK_FAILED;
        const int info =
            randlapack_xstream_push(d->stream, RANDBLAS_ROW_MAJOR, count, d->batch, max_i64(d->given.n, 1));
        if (info) return info;
    }
}

/* The stream, with what the batch leaves of the memory. */
static int open(driver *d, randblas_arena *arena)
{
    randlapack_stream_options *o = &d->given.options;
    d->room = choose_room(d);
    d->batch = randblas_arena_get(arena, randblas_size_product(d->room, d->given.n), sizeof *d->batch);
    d->batch_bytes = arena->used;
    if (arena->info) return arena->info;
    randlapack_stream_options left = *o;
    left.size = sizeof left;
    if (d->m >= 0) left.expected_rows = d->m;
    if (o->control.memory_limit > 0) left.control.memory_limit = max_i64(o->control.memory_limit - arena->used, 1);
    return randlapack_xstream_create(d->given.n, d->given.k, &left, &d->stream);
}

static void fill_nan(const driver *d, scalar_t *U, int64_t ldu, scalar_t *s, scalar_t *V, int64_t ldv)
{
    for (int64_t j = 0; j < d->given.k; j++) {
        for (int64_t i = 0; i < d->m && !d->given.options.right_only; i++) U[i + j * ldu] = (scalar_t)NAN;
        for (int64_t i = 0; i < d->given.n; i++) V[i + j * ldv] = (scalar_t)NAN;
        s[j] = (scalar_t)NAN;
    }
}

int randlapack_xsvd_stream(int64_t m, int64_t n, int64_t k, randlapack_xread_rows_fn read, void *context, scalar_t *U,
                           int64_t ldu, scalar_t *s, scalar_t *V, int64_t ldv, const randlapack_stream_options *options,
                           randlapack_stream_report *report)
{
    randlapack_stream_report ignored, *out = report ? report : &ignored;
    driver d = {.m = m, .given = {.n = n, .k = k}, .read = read, .context = context};
    *out = (randlapack_stream_report){.frobenius_error = -1, .norm = -1};
    const bool sized = n >= 0 && n <= RANDBLAS_MAX_SIZE && k >= 0 && k <= RANDBLAS_MAX_SIZE;
    const bool legal = sized && randlapack_xstream_read(&d.given, options);
    const bool left = !(legal && d.given.options.right_only);
    if (m < (left && legal ? 0 : -1) || m > RANDBLAS_MAX_SIZE) return -1;
    if (n < 0 || n > RANDBLAS_MAX_SIZE) return -2;
    if (k < 0 || k > RANDBLAS_MAX_SIZE) return -3;
    if (!read) return -4;
    if (left && !U && k > 0 && m > 0) return -6;
    if (left && ldu < max_i64(m, 1)) return -7;
    if (!s && k > 0) return -8;
    if (!V && k > 0 && n > 0) return -9;
    if (ldv < max_i64(n, 1)) return -10;
    if (!legal) return -11;

    randblas_arena arena = randblas_arena_open(&d.given.options.control);
    int info = open(&d, &arena);
    if (!info) info = pull(&d);
    if (!info) info = randlapack_xstream_finish(d.stream, U, ldu, s, V, ldv, out);
    out->bytes += info < 0 ? 0 : d.batch_bytes;
    if (info == RANDBLAS_NOT_FINITE) fill_nan(&d, U, ldu, s, V, ldv);
    randlapack_xstream_destroy(d.stream);
    randblas_arena_close(&arena);
    return info;
}
