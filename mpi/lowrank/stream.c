/* Streams of rows that several processes have taken, and one decomposition of all: lowrank/stream_finish.c, with a
 * team. */
#include "spread_impl.h"

#include "lowrank/stream_impl.h" /* layer 1 has another */

#include <string.h>

static int64_t at_least_one(int64_t a)
{
    return a > 1 ? a : 1;
}

static int check(const randlapack_mpi *group, const randlapack_xstream *s, const scalar_t *U, int64_t ldu,
                 const scalar_t *values, const scalar_t *V, int64_t ldv)
{
    if (group->exact) return -1;
    if (!s || s->finished) return -2;
    const bool left = !s->options.right_only;
    if (left && !U && s->k > 0 && s->rows > 0) return -3;
    if (left && ldu < at_least_one(s->rows)) return -4;
    if (!values && s->k > 0) return -5;
    if (!V && s->k > 0 && s->n > 0) return -6;
    return ldv < at_least_one(s->n) ? -7 : 0;
}

/* What sketches must have in common to be added up (FNV-1a of it). */
static int64_t key_of(const randlapack_xstream *s)
{
    const int64_t sizes[] = {s->l, s->r, s->options.family, s->options.right_only != 0};
    unsigned char bytes[sizeof sizes + sizeof s->options.state + sizeof s->options.tolerance];
    uint64_t hash = 0xcbf29ce484222325u;
    memcpy(bytes, sizes, sizeof sizes);
    memcpy(bytes + sizeof sizes, &s->options.state, sizeof s->options.state);
    memcpy(bytes + sizeof sizes + sizeof s->options.state, &s->options.tolerance, sizeof s->options.tolerance);
    for (size_t k = 0; k < sizeof bytes; k++) hash = (hash ^ bytes[k]) * 0x100000001b3u;
    return (int64_t)(hash >> 1);
}

/* Whether the streams belong together, and the place of the rows of Y, or of the triangle, among those of all. */
static int open_streams(randlapack_mpi *group, const randlapack_xstream *s, int info, randlapack_mpi_xrows *Y)
{
    randlapack_mpi_span span = {0};
    int64_t all = 0;
    if (s && !info)
        span = (randlapack_mpi_span){.first = s->options.first_row,
                                     .end = s->options.first_row + s->rows,
                                     .rows = s->k,
                                     .cols = s->n,
                                     .key = key_of(s),
                                     .valid = RANDLAPACK_MPI_GAPS};
    info = randlapack_mpi_collect(group, RANDLAPACK_MPI_SPAN, 1, &span, info);
    if (info) return info;
    if (!span.valid) return -2;
    info = randlapack_mpi_count_rows(group, s->rows, &Y->first, &all);
    const int64_t l = s->l < all ? s->l : all;
    if (s->options.right_only) Y->first = group->rank * l;
    Y->rows = s->options.right_only ? group->size * l : all;
    Y->local.cols = l;
    return info;
}

int randlapack_mpi_xstream_finish(randlapack_mpi *group, randlapack_xstream *stream, scalar_t *U, int64_t ldu,
                                  scalar_t *s, scalar_t *V, int64_t ldv, randlapack_stream_report *report)
{
    randlapack_mpi_xrows Y = {0};
    randlapack_mpi_xteam t;
    int info;
    if (!group) return -1;
    randlapack_mpi_begin(group);
    info = open_streams(group, stream, check(group, stream, U, ldu, s, V, ldv), &Y);
    if (info) return info;
    info = randlapack_mpi_xteam_make(group, &Y, 0, 1, &stream->options.control, &t);
    if (!info) info = randlapack_xstream_finish_team(stream, &t.team, U, ldu, s, V, ldv, report);
    randblas_arena_close(&t.arena);
    return randlapack_mpi_end(group, info);
}
