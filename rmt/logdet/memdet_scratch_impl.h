/**
 * The scratch folder: memdet.data, whose parts are written once each, and memdet.manifest, which says how many panels
 * of it are valid.  Data reach the disk before the manifest that speaks of them, and a manifest replaces the one before
 * in one step, so that a run killed at any moment leaves a manifest that is true or none.
 */
#ifndef RMT_MEMDET_SCRATCH_IMPL_H
#define RMT_MEMDET_SCRATCH_IMPL_H

#include "memdet_io_impl.h"
#include "memdet_plan_impl.h"

typedef struct rmt_memdet_head {
    char magic[8];
    uint32_t order, scalar, stored; /* byte order; bytes of a scalar, and of one in the file */
    int32_t asked, method, fallback;
    int64_t n, b, c;
    uint64_t fingerprint;
    int64_t done;   /* panels */
    int64_t odd;    /* whether the determinant of what is done is negative */
    double largest; /* max |A| */
    double grown;   /* the largest entry of factors, as the method measures it */
    double least;   /* pivot, relative */
    int64_t made;   /* whether the folder was */
} rmt_memdet_head;

/* The manifest: a head, arrays of n, and a checksum for each tile and of it all.  This is also the state of a run. */
typedef struct rmt_memdet_image {
    uint64_t *words;
    int64_t count;
    rmt_memdet_head *head;
    double *log;   /* of the absolute values of pivots; of blocks of two in the first */
    double *d, *e; /* LDL^T: D */
    double *size;  /* Cholesky: the diagonal of A; LDL^T: of |L||D||L^T| */
    int64_t *swap; /* LU: row kb + i was exchanged with row kb + swap[kb + i] */
    uint64_t *sum; /* of tiles */
} rmt_memdet_image;

int64_t rmt_memdet_image_words(const rmt_memdet_plan *p);
rmt_memdet_image rmt_memdet_image_map(const rmt_memdet_plan *p, uint64_t *words);

typedef struct rmt_memdet_scratch {
    const rmt_memdet_io *io;
    const char *path;
    char own[32]; /* the name of a folder that was made up */
    int folder, data;
    bool made; /* the folder */
} rmt_memdet_scratch;

/* A folder and a file in it, empty unless `resume`; fresh ones must have room for so many bytes.  To be closed on
 * failure too. */
int rmt_memdet_scratch_open(rmt_memdet_scratch *s, const rmt_memdet_io *io, const char *path, bool resume);

/* Whether the disk has room. */
int rmt_memdet_scratch_room(const rmt_memdet_scratch *s, int64_t bytes);

/* No panel is valid any more. */
int rmt_memdet_scratch_forget(const rmt_memdet_scratch *s);

/* What has been written is made durable, then the image m, whose last word is set, becomes the manifest. */
int rmt_memdet_scratch_commit(const rmt_memdet_scratch *s, const rmt_memdet_image *m);

/* The manifest: 0 and found; not found; RANDBLAS_BAD_FORMAT if it is not of the size of m or was changed. */
int rmt_memdet_scratch_recall(const rmt_memdet_scratch *s, const rmt_memdet_image *m, bool *found);

void rmt_memdet_scratch_close(rmt_memdet_scratch *s, bool remove);

#endif
