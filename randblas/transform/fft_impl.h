/** Complex FFTs of any length, many at a time. */
#ifndef RANDBLAS_FFT_IMPL_H
#define RANDBLAS_FFT_IMPL_H

#include "xtransform_impl.h"

/* Rows of w reals, real and imaginary parts apart. */
typedef struct rows {
    real_t *re, *im;
} rows;

#define FFT_STAGES 64

/* A smooth length: its radices, and exp(-2 pi i t/n) for t < n. */
typedef struct smooth {
    int64_t n;
    int stages, radix[FFT_STAGES];
    real_t *root; /* n pairs cos, -sin */
} smooth;

typedef struct randblas_rfft {
    int64_t n;
    int64_t length; /* rows that both buffers must have */
    smooth smooth;  /* of order length */
    real_t *chirp;  /* Bluestein: n pairs; NULL if n is smooth itself */
    real_t *filter; /* Bluestein: length pairs */
} randblas_rfft;

/* Tables for n >= 1, in the arena; on failure the arena holds the code. */
void randblas_rfft_make(randblas_rfft *f, int64_t n, randblas_arena *arena);

/*
 * z_k = sum over j of x_j exp(-2 pi i j k/n) for w columns: rows of w reals.  x has the input in its first n rows; x
 * and y are overwritten, and the one that holds the result is returned. The conjugate transform is the same with re and
 * im exchanged, in and out.
 */
rows randblas_rfft_run(const randblas_rfft *f, int64_t w, rows x, rows y);

#endif
