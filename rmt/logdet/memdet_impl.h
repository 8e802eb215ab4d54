/** One factorisation out of core: what memdet.c, loads, panels and the three methods share. */
#ifndef RMT_MEMDET_IMPL_H
#define RMT_MEMDET_IMPL_H

#include "rmt_names_impl.h"

#include "memdet_plan_impl.h"
#include "memdet_scratch_impl.h"
#include "memdet_worker_impl.h"

#include "arena_impl.h"

typedef struct rmt_xmemdet_state rmt_xmemdet_state;

/* Columns lo .. hi - 1 of panel k, from tile `from` on, in a buffer. */
typedef struct rmt_memdet_chunk {
    rmt_xmemdet_state *f;
    int64_t k, q, from, lo, hi;
    void *data;
} rmt_memdet_chunk;

struct rmt_xmemdet_state {
    rmt_memdet_options options;
    rmt_memdet_report *report;
    const rmt_memdet_io *io;
    rmt_memdet_plan p;
    rmt_xmemdet_input input;
    bool symmetric; /* the input */
    struct {        /* the input, where it is a file */
        int fd, item;
        int64_t offset;
        bool columns; /* column major */
    } file;
    randblas_arena arena;
    rmt_memdet_image image, copy; /* the state of the run; the one that is being written */
    rmt_memdet_scratch scratch;
    rmt_memdet_worker mover, keeper; /* chunks; manifests */
    rmt_memdet_chunk chunk[2];
    scalar_t *panel, *product; /* the panel that is worked on; LDL^T: a tile of a chunk times D, and workspace */
    int64_t ld, *iwork;        /* iwork: 2 b words */
    double work, total;        /* flops done and in all */
};

/* The driver, with files through a table. */
int rmt_xmemdet_run(const rmt_xmemdet_input *input, const rmt_memdet_options *options, rmt_memdet_report *report,
                    const rmt_memdet_io *io);

/* Panel j of A into f->panel: rows from its own on if the plan is lower, else all. */
int rmt_xmemdet_load(rmt_xmemdet_state *f, int64_t j);

/* The panel is updated by all before it; what later ones need of it is written. */
int rmt_xmemdet_update(rmt_xmemdet_state *f, int64_t j);
int rmt_xmemdet_store(rmt_xmemdet_state *f, int64_t j);

/*
 * The methods: a chunk of a panel before is applied to panel j; the diagonal tile of panel j is factored, by LU the
 * whole panel.  Of symmetric ones columns below the tile are finished chunk by chunk, so that those done are written
 * meanwhile.
 */
int rmt_xmemdet_cholesky_apply(rmt_xmemdet_state *f, int64_t j, const rmt_memdet_chunk *chunk);
int rmt_xmemdet_cholesky(rmt_xmemdet_state *f, int64_t j);
int rmt_xmemdet_cholesky_finish(rmt_xmemdet_state *f, int64_t j, const rmt_memdet_chunk *chunk);

/* RANDBLAS_NOT_CONVERGED, and head->fallback: it is for LU.  Columns in the panel are those of L D; once packed they
 * are divided, and measured. */
int rmt_xmemdet_ldl_apply(rmt_xmemdet_state *f, int64_t j, const rmt_memdet_chunk *chunk);
int rmt_xmemdet_ldl(rmt_xmemdet_state *f, int64_t j);
int rmt_xmemdet_ldl_finish(rmt_xmemdet_state *f, int64_t j, const rmt_memdet_chunk *chunk);
void rmt_xmemdet_ldl_divide(rmt_xmemdet_state *f, const rmt_memdet_chunk *chunk);
int rmt_xmemdet_ldl_growth(rmt_xmemdet_state *f, int64_t j);

void rmt_xmemdet_lu_begin(rmt_xmemdet_state *f, int64_t j, int64_t k); /* rows exchanged as for panel k */
int rmt_xmemdet_lu_apply(rmt_xmemdet_state *f, int64_t j, const rmt_memdet_chunk *chunk);
int rmt_xmemdet_lu(rmt_xmemdet_state *f, int64_t j);

/* A pivot of column i of the matrix: its logarithm, and how large it is against the terms that made it. */
static inline void rmt_memdet_pivot(const rmt_memdet_image *m, int64_t i, double log, bool negative, double relative)
{
    m->log[i] = log;
    m->head->odd ^= negative;
    if (relative < m->head->least || relative != relative) m->head->least = relative; /* NaN stays */
}

#endif
