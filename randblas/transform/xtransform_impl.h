/**
 * What the transforms share in each precision.  They are real, and complex columns are pairs of real ones: signs,
 * kernels and FFT exist in float and double only, and names with the letter r stand for the one that fits.
 */
#ifndef RANDBLAS_XTRANSFORM_IMPL_H
#define RANDBLAS_XTRANSFORM_IMPL_H

#include "apply_impl.h"
#include "isa_impl.h"
#include "transform_impl.h"

#define randblas_rsigns RANDBLAS_R(signs)
#define randblas_rkernels RANDBLAS_R(kernels)
#define randblas_rselect RANDBLAS_R(select)
#define randblas_rfft RANDBLAS_R(fft)
#define randblas_rfft_make RANDBLAS_R(fft_make)
#define randblas_rfft_run RANDBLAS_R(fft_run)

/* Reals in 64 bytes, the unit in which buffers are made: a line of cache, and the widest vector. */
#define LINE (64 / (int64_t)sizeof(real_t))
/* Reals in a scalar. */
#define PARTS (IS_COMPLEX ? 2 : 1)

/* sign[i] = +-1, the diagonal of D from column j0 on. */
void randblas_rsigns(const randblas_stream *s, int64_t j0, int64_t n, real_t *sign);

/* A sampled row of the Hadamard matrix, as a block of Q columns sees it: see apply_srht.c. */
typedef struct randblas_sample {
    int64_t offset; /* of its row in the transformed block */
    uint64_t low;   /* its index among blocks: Sylvester's part, ... */
    uint32_t base;  /* ... and Paley's, as one bit */
} randblas_sample;

/* One block of columns: the sign of a sample is minus where (low & low') has an odd number of bits, xor base meets. */
typedef struct randblas_block {
    uint64_t low;
    uint32_t negative;
} randblas_block;

/* One copy per instruction set.  Buffers are aligned to 64 bytes; w is the number of reals in a row of them. */
typedef struct randblas_rkernels {
    /* x = (H (x) I) x, H Sylvester's of order count: vectors of inner contiguous reals at distance pitch.
     * inner is a power of two or a multiple of LINE; inner < LINE needs pitch = inner. */
    void (*hadamard)(real_t *x, int64_t count, int64_t pitch, int64_t inner);
    /* row i of sum += +- row of sample i of x */
    void (*gather)(int64_t n, const randblas_sample *sample, randblas_block b, int64_t w, const real_t *x, real_t *sum);
    /* row of sample i of x += +- row i of y */
    void (*scatter)(int64_t n, const randblas_sample *sample, randblas_block b, int64_t w, const real_t *y, real_t *x);
    /* One Stockham stage of radix 2, 3, 4 or 5: see fft.c. */
    void (*fft_stage)(int radix, int64_t m, int64_t s, const real_t *root, int64_t step, const real_t *xr,
                      const real_t *xi, real_t *yr, real_t *yi);
} randblas_rkernels;

ISA_DECLARE(randblas_rkernels, randblas_rkernels);

/* The fastest kernels that this processor can run. */
const randblas_rkernels *randblas_rselect(void);

/* Engines. */
#define randblas_xapply_srht RANDBLAS_X(apply_srht)
#define randblas_xapply_srft RANDBLAS_X(apply_srft)
int randblas_xapply_srht(const randblas_xproblem *p, randblas_xview A);
int randblas_xapply_srft(const randblas_xproblem *p, randblas_xview A);

/* x (rows of w/PARTS scalars) = diag(sign) A, A r x c; columns c and above become zero. */
#define randblas_xpack RANDBLAS_X(pack)
void randblas_xpack(int64_t r, int64_t c, const real_t *sign, randblas_xview A, int64_t w, real_t *x);

/* B (r x c) += alpha diag(sign) x. */
#define randblas_xunpack RANDBLAS_X(unpack)
void randblas_xunpack(int64_t r, int64_t c, scalar_t alpha, const real_t *sign, int64_t w, const real_t *x,
                      randblas_xview B);

/* How many scalar columns go together: a line's worth, or for few columns just enough. */
static inline int64_t batch_width(int64_t columns)
{
    int64_t w = 1;
    while (w < LINE / PARTS && w < columns) w *= 2;
    return w;
}

#endif
