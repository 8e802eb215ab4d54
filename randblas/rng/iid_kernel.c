/*
 * Entries of the dense iid families: Philox4x32-10 (Salmon et al. 2011) mapped to Gaussian, uniform and
 * Rademacher variables.
 *
 * Column j of the operator is a run of tiles of 16 rows.  Tile t is made of the four Philox blocks with counter
 * (base + 4t + l, base_hi + j), l = 0..3; word w of block l is row 16 t + 4 w + l.  With this order a vector of blocks
 * gives contiguous rows, and no lane has to be moved.
 *
 * Gaussians come in pairs from the words (0,1) and (2,3) by Box and Muller:
 *     u = (w0 + 1/2)/2^32,   phi = (pi/2) (v + 1/2 - 2^30)/2^30 with v the low 31 bits of w1,
 *     z0 = +-sqrt(-2 log u) cos phi  (sign: high bit of w1),   z1 = sqrt(-2 log u) sin phi.
 * log, cos and sin are minimax polynomials with errors 1.4e-10, 2.1e-10 and 1.7e-11, below the spacing 2^-32 = 2.3e-10
 * of u itself.
 * Each step is correctly rounded with fused multiply-adds written out, so no compiler or libm decides a bit.
 */
#include "iid_kernel_impl.h"
#include "philox_simd_impl.h"

#define PI 0x1.921fb54442d18p+1
#define SIGN_BIT 0x8000000000000000u

#define TWO52_BITS 0x4330000000000000u /* of the double 2^52: or-ed with an integer below 2^52 it adds it exactly */

/* 2^52 + (w and mask), mask below 2^52. */
static inline vd add_two52(vu w, uint64_t mask)
{
    return vd_bits(vu_and_or(w, vu_set(mask), vu_set(TWO52_BITS)));
}

/*
 * Horner's rule is a chain of dependent operations, so everything below works on the two pairs of a block at once:
 * the chains interleave.
 */
#define BOTH for (int i = 0; i < 2; i++)

static inline __attribute__((always_inline)) void horner(const vd x[2], const double *coef, int n, vd p[2])
{
    BOTH p[i] = vd_set(coef[0]);
#pragma GCC unroll 16
    for (int c = 1; c < n; c++) BOTH p[i] = vd_fma(p[i], x[i], vd_set(coef[c]));
}

/* r = scale sqrt(-2 log u), u = (w + 1/2)/2^32. */
static inline __attribute__((always_inline)) void radius(const vu w[2], vd scale, vd r[2])
{
    static const double log1p_over_f[] = {-0x1.dee09d025c21ap-5, 0x1.b3ac3b074d2bbp-4,  -0x1.be62fe319e0dfp-4,
                                          0x1.c44f7ad7d524cp-4,  -0x1.fc599187f3b0ep-4, 0x1.24883dada0a00p-3,
                                          -0x1.5568d22fe6100p-3, 0x1.999a7d48c0d3ap-3,  -0x1.ffffaae30d483p-3,
                                          0x1.555553aa0f980p-2,  -0x1.0000001a7f017p-1, 0x1.0000000034ca3p+0};
    vu k[2];
    vd f[2], p[2];
    BOTH
    {
        vd x = vd_sub(add_two52(w[i], LOW_WORD), vd_set(0x1p52 - 0.5));
        /* x = 2^k (1 + f), 1 + f in [sqrt(1/2), sqrt 2): the offset makes the exponent field round that way. */
        k[i] = vu_shr(vu_add(vu_bits(x), vu_set(0x3ff0000000000000u - 0x3fe6a09e667f3bcdu)), 52);
        f[i] = vd_sub(vd_bits(vu_sub(vu_bits(x), vu_shl(vu_sub(k[i], vu_set(1023)), 52))), vd_set(1.0));
    }
    horner(f, log1p_over_f, 12, p);
    BOTH
    {
        /* -2 log u = 2 (1055 - k) log 2 - 2 f p, with k the biased exponent; 1055 - k is exact. */
        vd e = vd_sub(vd_set(0x1p52 + 1055), vd_bits(vu_or(k[i], vu_set(TWO52_BITS))));
        vd s = vd_fma(vd_mul(f[i], vd_set(-2.0)), p[i], vd_mul(e, vd_set(0x1.62e42fefa39efp+0)));
        r[i] = vd_mul(vd_sqrt(s), scale);
    }
}

/* z0, z1 = r (+-cos phi, sin phi). */
static inline __attribute__((always_inline)) void polar(const vd r[2], const vu w[2], vd z0[2], vd z1[2])
{
    static const double cosine[] = {-0x1.17b780874247bp-22, 0x1.9f67dc7d9b207p-16, -0x1.6c133549609dap-10,
                                    0x1.555544f47daedp-5,   -0x1.ffffff9143db7p-2, 0x1.fffffffe1a5acp-1};
    static const double sine_over_phi[] = {-0x1.9a69e410cffd6p-26, 0x1.71701b5f7f403p-19, -0x1.a017cff6f5dd9p-13,
                                           0x1.11110c001fa24p-7,   -0x1.5555554434626p-3, 0x1.ffffffffda705p-1};
    vd phi[2], t[2], c[2], s[2];
    BOTH
    {
        vd v = add_two52(w[i], 0x7fffffffu);
        phi[i] = vd_fma(vd_sub(v, vd_set(0x1p52 + 0x1p30)), vd_set(PI / 0x1p31), vd_set(PI / 0x1p32));
        t[i] = vd_mul(phi[i], phi[i]);
    }
    horner(t, cosine, 6, c);
    horner(t, sine_over_phi, 6, s);
    BOTH
    {
        z0[i] = vd_bits(vu_and_xor(vu_shl(w[i], 32), vu_set(SIGN_BIT), vu_bits(vd_mul(r[i], c[i]))));
        z1[i] = vd_mul(r[i], vd_mul(phi[i], s[i]));
    }
}

/* sqrt(3) (2 u - 1), u = (w + 1/2)/2^32, times scale: slope is 2 sqrt(3) scale/2^32. */
static inline vd uniform(vu w, vd slope, vd half_slope)
{
    return vd_fma(vd_sub(add_two52(w, LOW_WORD), vd_set(0x1p52 + 0x1p31)), slope, half_slope);
}

static inline vd rademacher(vu w, vd scale)
{
    return vd_bits(vu_and_or(vu_shl(w, 32), vu_set(SIGN_BIT), vu_bits(scale)));
}

#define UNIFORM_SLOPE 0x1.bb67ae8584caap-31 /* 2 sqrt(3) / 2^32 */

static inline __attribute__((always_inline)) void map_gaussian(const vu w[4], vd scale, vd z[4])
{
    vu length[2] = {w[0], w[2]}, angle[2] = {w[1], w[3]};
    vd r[2], z0[2], z1[2];
    radius(length, scale, r);
    polar(r, angle, z0, z1);
    z[0] = z0[0], z[1] = z1[0], z[2] = z0[1], z[3] = z1[1];
}

static inline void map_uniform(const vu w[4], vd scale, vd z[4])
{
    vd slope = vd_mul(scale, vd_set(UNIFORM_SLOPE)), half = vd_mul(slope, vd_set(0.5));
    for (int i = 0; i < 4; i++) z[i] = uniform(w[i], slope, half);
}

static inline void map_rademacher(const vu w[4], vd scale, vd z[4])
{
    for (int i = 0; i < 4; i++) z[i] = rademacher(w[i], scale);
}

/*
 * Rows 16 t0 .. 16 (t0 + ntiles) of one column, contiguous.  A step samples width * LANES blocks (4 to a tile); with
 * eight lanes the upper four are the next tile, or nothing after the last one.  `how` is store or stream.
 */
#define DEFINE_COLUMN(family, letter, type, how)                                                                       \
    static inline __attribute__((always_inline)) void how##_step_##family##_##letter(                                  \
        const randblas_stream *s, uint64_t hi, uint64_t t0, int64_t b, int64_t nblocks, int width, vd scale,           \
        type *out)                                                                                                     \
    {                                                                                                                  \
        type spare[16] __attribute__((aligned(64)));                                                                   \
        vu w[2][4];                                                                                                    \
        philox_lanes(s, hi, 4 * t0 + (uint64_t)b, width, w);                                                           \
        for (int v = 0; v < width; v++, b += LANES) {                                                                  \
            vd z[4];                                                                                                   \
            map_##family(w[v], scale, z);                                                                              \
            type *p = out + 16 * (b / 4) + b % 4, *q = LANES == 8 && b + 8 > nblocks ? spare : p + 16;                 \
            for (int i = 0; i < 4; i++) vd_##how##_##letter(p + 4 * i, q + 4 * i, z[i]);                               \
        }                                                                                                              \
    }                                                                                                                  \
    static void how##_##family##_##letter(const randblas_stream *s, uint64_t hi, uint64_t t0, int64_t ntiles,          \
                                          double scale, void *column)                                                  \
    {                                                                                                                  \
        const vd vscale = vd_set(scale);                                                                               \
        const int64_t nblocks = 4 * ntiles;                                                                            \
        int64_t b = 0;                                                                                                 \
        for (; b + 2 * LANES <= nblocks; b += 2 * LANES)                                                               \
            how##_step_##family##_##letter(s, hi, t0, b, nblocks, 2, vscale, column);                                  \
        for (; b < nblocks; b += LANES) how##_step_##family##_##letter(s, hi, t0, b, nblocks, 1, vscale, column);      \
    }

DEFINE_COLUMN(gaussian, d, double, store)
DEFINE_COLUMN(gaussian, s, float, store)
DEFINE_COLUMN(uniform, d, double, store)
DEFINE_COLUMN(uniform, s, float, store)
DEFINE_COLUMN(rademacher, d, double, store)
DEFINE_COLUMN(rademacher, s, float, store)
DEFINE_COLUMN(uniform, d, double, stream)
DEFINE_COLUMN(rademacher, d, double, stream)

/* Streamed stores are ordered against nothing else until this is called. */
static void fence(void)
{
    vd_fence();
}

/* Raw words: block b0 + b to words[4 b .. 4 b + 3], b < nblocks. */
static void raw_words(const randblas_stream *s, uint64_t hi, uint64_t b0, int64_t nblocks, uint32_t *words)
{
    for (int64_t b = 0; b < nblocks; b += LANES) {
        vu w[1][4];
        uint64_t lane[4][LANES];
        philox_lanes(s, hi, b0 + (uint64_t)b, 1, w);
        for (int i = 0; i < 4; i++) vu_store(lane[i], w[0][i]);
        for (int64_t l = 0; l < LANES && b + l < nblocks; l++)
            for (int i = 0; i < 4; i++) words[4 * (b + l) + i] = (uint32_t)lane[i][l];
    }
}

/* Blocks (b, hi + v), v < count, as 64-bit words, to even[v] and odd[v]; both have room for count rounded up to 16. */
static void words_across(const randblas_stream *s, uint64_t hi, uint64_t b, int64_t count, uint64_t *even,
                         uint64_t *odd)
{
    for (int64_t v = 0; v < count; v += 2 * LANES) {
        vu w[2][4];
        philox_lanes_across(s, hi + (uint64_t)v, b, 2, w);
        for (int i = 0; i < 2; i++) {
            vu_store(even + v + i * LANES, vu_and_or(w[i][0], vu_set(LOW_WORD), vu_shl(w[i][1], 32)));
            vu_store(odd + v + i * LANES, vu_and_or(w[i][2], vu_set(LOW_WORD), vu_shl(w[i][3], 32)));
        }
    }
}

const randblas_iid_kernels ISA_COPY(randblas_iid) = {
    .column = {{store_gaussian_s, store_gaussian_d},
               {store_uniform_s, store_uniform_d},
               {store_rademacher_s, store_rademacher_d}},
    .streamed = {NULL, stream_uniform_d, stream_rademacher_d},
    .fence = fence,
    .words = raw_words,
    .across = words_across,
};
