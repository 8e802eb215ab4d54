/*
 * Panels between memory and the scratch file, in chunks of columns (memdet_plan_impl.h).  A second thread reads chunk
 * t + 1, or writes chunk t - 1, with their checksums, while chunk t is applied or finished: two buffers.
 */
#include "memdet_impl.h"

#include "progress_impl.h"

#include <string.h>

#define PARALLEL 65536.0

static bool narrowed(const rmt_xmemdet_state *f)
{
    return f->options.single_scratch && !IS_SINGLE;
}

static int64_t stored_item(const rmt_xmemdet_state *f)
{
    return narrowed(f) ? (int64_t)sizeof(float) : (int64_t)sizeof(scalar_t);
}

/* First column of chunk q: a block of order 2 of D is not cut. */
static int64_t edge(const rmt_xmemdet_state *f, int64_t k, int64_t q)
{
    const int64_t at = q * f->p.c;
    if (at >= f->p.b) return f->p.b;
    return at + (q > 0 && f->image.e[k * f->p.b + at - 1] != 0);
}

static void set_chunk(rmt_xmemdet_state *f, int slot, int64_t k, int64_t q, int64_t from)
{
    rmt_memdet_chunk *chunk = &f->chunk[slot];
    *chunk = (rmt_memdet_chunk){f, k, q, from, edge(f, k, q), edge(f, k, q + 1), chunk->data};
}

/* Where the chunk begins in the file, in scalars. */
static int64_t place(const rmt_memdet_chunk *chunk)
{
    const rmt_memdet_plan *p = &chunk->f->p;
    const int64_t first = rmt_memdet_first(p, chunk->k), rows = rmt_memdet_rows(p, first);
    return rmt_memdet_panel_offset(p, chunk->k) + chunk->lo * rows +
           (chunk->from - first) * p->b * (chunk->hi - chunk->lo);
}

/* Scalars of the chunk. */
static int64_t length(const rmt_memdet_chunk *chunk)
{
    return rmt_memdet_rows(&chunk->f->p, chunk->from) * (chunk->hi - chunk->lo);
}

/* Checksums of the tiles in a buffer: made, or compared. */
static bool checksums(const rmt_memdet_chunk *chunk, const void *data, bool compare)
{
    const rmt_memdet_plan *p = &chunk->f->p;
    const int64_t item = stored_item(chunk->f), first = rmt_memdet_first(p, chunk->k);
    uint64_t *sum = chunk->f->image.sum + rmt_memdet_tile_index(p, chunk->k, chunk->q) - first;
    const char *at = data;
    bool same = true;
    for (int64_t i = chunk->from; i < p->nb; i++) {
        const int64_t bytes = rmt_memdet_tile(p, i) * (chunk->hi - chunk->lo) * item;
        const uint64_t found = rmt_memdet_hash(at, bytes);
        same = same && sum[i] == found;
        if (!compare) sum[i] = found;
        at += bytes;
    }
    return same;
}

/* Floats at the end of the room of as many scalars become scalars: each is read before its place is written. */
static void widen(scalar_t *X, const float *Y, int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        const float y = Y[i];
        X[i] = (scalar_t)y;
    }
}

/* In place: what a float overwrites has been read. */
static void narrow(void *data, const scalar_t *X, int64_t count)
{
    char *at = data;
    for (int64_t i = 0; i < count; i++) {
        const float y = (float)X[i];
        memcpy(at + i * (int64_t)sizeof y, &y, sizeof y);
    }
}

static int read_chunk(void *context)
{
    rmt_memdet_chunk *chunk = context;
    const rmt_xmemdet_state *f = chunk->f;
    const int64_t item = stored_item(f), count = length(chunk);
    char *at = (char *)chunk->data + count * ((int64_t)sizeof(scalar_t) - item);
    const int info = rmt_memdet_read(f->io, f->scratch.data, at, count * item, place(chunk) * item);
    if (info) return info;
    if (!checksums(chunk, at, true)) return RANDBLAS_BAD_FORMAT;
    if (narrowed(f)) widen(chunk->data, (const float *)(const void *)at, count);
    return 0;
}

static int write_chunk(void *context)
{
    rmt_memdet_chunk *chunk = context;
    const rmt_xmemdet_state *f = chunk->f;
    if (narrowed(f)) narrow(chunk->data, chunk->data, length(chunk));
    checksums(chunk, chunk->data, false);
    return rmt_memdet_write(f->io, f->scratch.data, chunk->data, length(chunk) * stored_item(f),
                            place(chunk) * stored_item(f));
}

static void count_chunk(const rmt_memdet_chunk *chunk, int64_t *bytes)
{
    *bytes += length(chunk) * stored_item(chunk->f);
}

static int apply(rmt_xmemdet_state *f, int64_t j, const rmt_memdet_chunk *chunk)
{
    if (f->report->method == RMT_MEMDET_CHOLESKY) return rmt_xmemdet_cholesky_apply(f, j, chunk);
    if (f->report->method == RMT_MEMDET_LDL) return rmt_xmemdet_ldl_apply(f, j, chunk);
    if (chunk->q == 0) rmt_xmemdet_lu_begin(f, j, chunk->k);
    return rmt_xmemdet_lu_apply(f, j, chunk);
}

/* Progress is told before each chunk. */
static int apply_chunk(rmt_xmemdet_state *f, int64_t j, const rmt_memdet_chunk *chunk)
{
    int info = randlapack_progress(&f->options.control, "factor", f->work / f->total);
    if (!info) info = apply(f, j, chunk);
    f->work += rmt_memdet_update_work(&f->p, j, chunk->k) * (double)(chunk->hi - chunk->lo) / (double)f->p.b;
    return info;
}

int rmt_xmemdet_update(rmt_xmemdet_state *f, int64_t j)
{
    const int64_t chunks = rmt_memdet_chunks(&f->p), last = j * chunks;
    int info = 0;
    for (int64_t t = 0; t <= last && !info; t++) { /* chunk t is read while the one before is applied */
        info = rmt_memdet_worker_wait(&f->mover);
        if (!info && t < last) {
            const int64_t k = t / chunks;
            set_chunk(f, (int)(t % 2), k, t % chunks, f->p.lower ? j : k);
            rmt_memdet_worker_start(&f->mover, read_chunk, &f->chunk[t % 2]);
            count_chunk(&f->chunk[t % 2], &f->report->read_bytes);
            if (t % chunks == 0) f->report->read_blocks += f->p.nb - f->chunk[t % 2].from;
        }
        if (!info && t > 0) info = apply_chunk(f, j, &f->chunk[(t - 1) % 2]);
    }
    const int late = rmt_memdet_worker_wait(&f->mover);
    return info ? info : late;
}

/* The chunk's columns of the panel, tile by tile. */
static void pack(const rmt_xmemdet_state *f, const rmt_memdet_chunk *chunk)
{
    const int64_t w = chunk->hi - chunk->lo, top = f->p.n - f->ld; /* the panel's first row */
    scalar_t *data = chunk->data;
#pragma omp parallel for schedule(static) if ((double)f->ld * (double)w > PARALLEL)
    for (int64_t c = 0; c < w; c++)
        for (int64_t i = chunk->from; i < f->p.nb; i++) {
            const int64_t rows = rmt_memdet_tile(&f->p, i), skipped = (i - chunk->from) * f->p.b * w;
            const scalar_t *X = f->panel + i * f->p.b - top + (chunk->lo + c) * f->ld;
            memcpy(data + skipped + c * rows, X, (size_t)rows * sizeof *X);
        }
}

/* What later panels need of these columns, in the buffer. */
static int finish(rmt_xmemdet_state *f, int64_t j, const rmt_memdet_chunk *chunk)
{
    const rmt_memdet_method method = f->report->method;
    int info = 0;
    if (method == RMT_MEMDET_CHOLESKY) info = rmt_xmemdet_cholesky_finish(f, j, chunk);
    if (method == RMT_MEMDET_LDL) info = rmt_xmemdet_ldl_finish(f, j, chunk);
    if (!info) pack(f, chunk);
    if (!info && method == RMT_MEMDET_LDL) rmt_xmemdet_ldl_divide(f, chunk);
    return info;
}

int rmt_xmemdet_store(rmt_xmemdet_state *f, int64_t j)
{
    const int64_t first = rmt_memdet_first(&f->p, j), chunks = rmt_memdet_chunks(&f->p);
    int info = 0;
    for (int64_t q = 0; q < chunks && !info; q++) {
        const int slot = (int)(q % 2);
        set_chunk(f, slot, j, q, first); /* its last task has ended: two others were started since */
        info = finish(f, j, &f->chunk[slot]);
        const int before = rmt_memdet_worker_wait(&f->mover);
        if (!info) info = before;
        if (info) break;
        rmt_memdet_worker_start(&f->mover, write_chunk, &f->chunk[slot]);
        count_chunk(&f->chunk[slot], &f->report->written_bytes);
    }
    f->report->written_blocks += f->p.nb - first;
    const int late = rmt_memdet_worker_wait(&f->mover);
    if (!info) info = late;
    return !info && f->report->method == RMT_MEMDET_LDL ? rmt_xmemdet_ldl_growth(f, j) : info;
}
