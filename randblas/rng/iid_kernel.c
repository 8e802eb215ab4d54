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

#define ONE_BITS 0x3ff0000000000000u
#define SQRT_HALF_BITS 0x3fe6a09e667f3bcdu
#define FRACTION 0x000fffffffffffffu
#define TWO52_BITS 0x4330000000000000u /* of the double 2^52: or-ed with an integer below 2^52 it adds it exactly */

/*
 * Vectors of blocks in a step: two chains of Philox rounds side by side, and as many chains of Horner's rule as the
 * fused multiply-adds take to come back.
 */
#define MAX_WIDTH 4
#define GAUSSIAN_WIDTH (LANES == 4 ? 4 : 2)
#define UNIFORM_WIDTH 2
#define RADEMACHER_WIDTH 2

/* 2^52 + the low half of w. */
static inline vd add_two52(vu w)
{
    return vd_bits(vu_halves(w, vu_set(TWO52_BITS)));
}

/*
 * Horner's rule is a chain of dependent operations, so everything below works on all pairs of a step at once: the
 * chains interleave.
 */
#define EACH for (int i = 0; i < n; i++)
#define PAIRS (2 * MAX_WIDTH)

static inline __attribute__((always_inline)) void horner(int n, const vd *x, const double *coef, int terms, vd *p)
{
    EACH p[i] = vd_set(coef[0]);
#pragma GCC unroll 16
    for (int c = 1; c < terms; c++) EACH p[i] = vd_fma(p[i], x[i], vd_set(coef[c]));
}

/* r = scale sqrt(-2 log u), u = (w + 1/2)/2^32. */
static inline __attribute__((always_inline)) void radius(int n, const vu *w, vd scale, vd *r)
{
    static const double minus_2_log1p_over_f[] = {0x1.dee09d025c21ap-4,  -0x1.b3ac3b074d2bbp-3, 0x1.be62fe319e0dfp-3,
                                                  -0x1.c44f7ad7d524cp-3, 0x1.fc599187f3b0ep-3,  -0x1.24883dada0a00p-2,
                                                  0x1.5568d22fe6100p-2,  -0x1.999a7d48c0d3ap-2, 0x1.ffffaae30d483p-2,
                                                  -0x1.555553aa0f980p-1, 0x1.0000001a7f017p+0,  -0x1.0000000034ca3p+1};
    vu k[PAIRS];
    vd f[PAIRS], p[PAIRS];
    EACH
    {
        /* x = 2^k (1 + f), 1 + f in [sqrt(1/2), sqrt 2): the offset makes the exponent field round that way. */
        const vd x = vd_sub(add_two52(w[i]), vd_set(0x1p52 - 0.5));
        const vu y = vu_add(vu_bits(x), vu_set(ONE_BITS - SQRT_HALF_BITS));
        k[i] = vu_shr(y, 52);
        f[i] = vd_sub(vd_bits(vu_add(vu_and(y, vu_set(FRACTION)), vu_set(SQRT_HALF_BITS))), vd_set(1.0));
    }
    horner(n, f, minus_2_log1p_over_f, 12, p);
    EACH
    {
        /* -2 log u = 2 (1055 - k) log 2 - 2 f p, with k the biased exponent; 1055 - k is exact. */
        const vd e = vd_sub(vd_set(0x1p52 + 1055), vd_bits(vu_or(k[i], vu_set(TWO52_BITS))));
        r[i] = vd_mul(vd_sqrt(vd_fma(f[i], p[i], vd_mul(e, vd_set(0x1.62e42fefa39efp+0)))), scale);
    }
}

/* z0, z1 = r (+-cos phi, sin phi). */
static inline __attribute__((always_inline)) void polar(int n, const vd *r, const vu *w, vd *z0, vd *z1)
{
    static const double cosine[] = {-0x1.17b780874247bp-22, 0x1.9f67dc7d9b207p-16, -0x1.6c133549609dap-10,
                                    0x1.555544f47daedp-5,   -0x1.ffffff9143db7p-2, 0x1.fffffffe1a5acp-1};
    static const double sine_over_phi[] = {-0x1.9a69e410cffd6p-26, 0x1.71701b5f7f403p-19, -0x1.a017cff6f5dd9p-13,
                                           0x1.11110c001fa24p-7,   -0x1.5555554434626p-3, 0x1.ffffffffda705p-1};
    vd phi[PAIRS], t[PAIRS], c[PAIRS], s[PAIRS];
    EACH
    {
        const vd v = vd_bits(vu_and_or(w[i], vu_set(0x7fffffffu), vu_set(TWO52_BITS)));
        phi[i] = vd_fma(vd_sub(v, vd_set(0x1p52 + 0x1p30)), vd_set(PI / 0x1p31), vd_set(PI / 0x1p32));
        t[i] = vd_mul(phi[i], phi[i]);
    }
    horner(n, t, cosine, 6, c);
    EACH z0[i] = vd_bits(vu_and_xor(vu_shl(w[i], 32), vu_set(SIGN_BIT), vu_bits(vd_mul(r[i], c[i]))));
    horner(n, t, sine_over_phi, 6, s);
    EACH z1[i] = vd_mul(r[i], vd_mul(phi[i], s[i]));
}

/* sqrt(3) (2 u - 1), u = (w + 1/2)/2^32, times scale: slope is 2 sqrt(3) scale/2^32. */
static inline vd uniform(vu w, vd slope, vd half_slope)
{
    return vd_fma(vd_sub(add_two52(w), vd_set(0x1p52 + 0x1p31)), slope, half_slope);
}

static inline vd rademacher(vu w, vd scale)
{
    return vd_bits(vu_and_or(vu_shl(w, 32), vu_set(SIGN_BIT), vu_bits(scale)));
}

#define UNIFORM_SLOPE 0x1.bb67ae8584caap-31 /* 2 sqrt(3) / 2^32 */

static inline __attribute__((always_inline)) void map_gaussian(int width, vu w[][4], vd scale, vd z[][4])
{
    vu length[PAIRS], angle[PAIRS];
    vd r[PAIRS], z0[PAIRS], z1[PAIRS];
    for (int i = 0; i < 2 * width; i++) length[i] = w[i / 2][i % 2 * 2], angle[i] = w[i / 2][i % 2 * 2 + 1];
    radius(2 * width, length, scale, r);
    polar(2 * width, r, angle, z0, z1);
    for (int i = 0; i < 2 * width; i++) z[i / 2][i % 2 * 2] = z0[i], z[i / 2][i % 2 * 2 + 1] = z1[i];
}

static inline __attribute__((always_inline)) void map_uniform(int width, vu w[][4], vd scale, vd z[][4])
{
    vd slope = vd_mul(scale, vd_set(UNIFORM_SLOPE)), half = vd_mul(slope, vd_set(0.5));
    for (int i = 0; i < 4 * width; i++) z[i / 4][i % 4] = uniform(w[i / 4][i % 4], slope, half);
}

static inline __attribute__((always_inline)) void map_rademacher(int width, vu w[][4], vd scale, vd z[][4])
{
    for (int i = 0; i < 4 * width; i++) z[i / 4][i % 4] = rademacher(w[i / 4][i % 4], scale);
}

/*
 * Rows 16 t0 .. 16 (t0 + ntiles) of one column, contiguous.  A step samples width * LANES blocks (4 to a tile) with the
 * counters lo; with eight lanes the upper four are the next tile, or nothing after the last one.
 * `how` is store or stream.
 */
#define DEFINE_COLUMN(family, letter, type, how, most)                                                                 \
    static inline __attribute__((always_inline)) void how##_step_##family##_##letter(                                  \
        const philox_column *column, const vu *lo, int64_t b, int64_t nblocks, int width, vd scale, type *out)         \
    {                                                                                                                  \
        type spare[16] __attribute__((aligned(64)));                                                                   \
        vu w[most][4];                                                                                                 \
        vd z[most][4];                                                                                                 \
        philox_lanes(column, lo, width, w);                                                                            \
        map_##family(width, w, scale, z);                                                                              \
        for (int v = 0; v < width; v++, b += LANES) {                                                                  \
            type *p = out + 16 * (b / 4) + b % 4, *q = LANES == 8 && b + 8 > nblocks ? spare : p + 16;                 \
            for (int i = 0; i < 4; i++) vd_##how##_##letter(p + 4 * i, q + 4 * i, z[v][i]);                            \
        }                                                                                                              \
    }                                                                                                                  \
    static void how##_##family##_##letter(const randblas_stream *s, uint64_t hi, uint64_t t0, int64_t ntiles,          \
                                          double scale, void *out)                                                     \
    {                                                                                                                  \
        const vd vscale = vd_set(scale);                                                                               \
        const int64_t nblocks = 4 * ntiles;                                                                            \
        int64_t b = 0;                                                                                                 \
        philox_column column;                                                                                          \
        vu lo[most];                                                                                                   \
        philox_set_column(s, hi, &column);                                                                             \
        for (int v = 0; v < (most); v++) lo[v] = vu_add(vu_set(s->lo + 4 * t0 + (uint64_t)v * LANES), vu_iota());      \
        for (; b + (most)*LANES <= nblocks; b += (most)*LANES) {                                                       \
            how##_step_##family##_##letter(&column, lo, b, nblocks, most, vscale, out);                                \
            for (int v = 0; v < (most); v++) lo[v] = vu_add(lo[v], vu_set((most)*LANES));                              \
        }                                                                                                              \
        for (; b < nblocks; b += LANES) {                                                                              \
            how##_step_##family##_##letter(&column, lo, b, nblocks, 1, vscale, out);                                   \
            lo[0] = vu_add(lo[0], vu_set(LANES));                                                                      \
        }                                                                                                              \
    }

DEFINE_COLUMN(gaussian, d, double, store, GAUSSIAN_WIDTH)
DEFINE_COLUMN(gaussian, s, float, store, GAUSSIAN_WIDTH)
DEFINE_COLUMN(uniform, d, double, store, UNIFORM_WIDTH)
DEFINE_COLUMN(uniform, s, float, store, UNIFORM_WIDTH)
DEFINE_COLUMN(rademacher, d, double, store, RADEMACHER_WIDTH)
DEFINE_COLUMN(rademacher, s, float, store, RADEMACHER_WIDTH)
DEFINE_COLUMN(uniform, d, double, stream, UNIFORM_WIDTH)
DEFINE_COLUMN(rademacher, d, double, stream, RADEMACHER_WIDTH)

/* Streamed stores are ordered against nothing else until this is called. */
static void fence(void)
{
    vd_fence();
}

/* Raw words: block b0 + b to words[4 b .. 4 b + 3], b < nblocks. */
static void raw_words(const randblas_stream *s, uint64_t hi, uint64_t b0, int64_t nblocks, uint32_t *words)
{
    philox_column column;
    vu lo = vu_add(vu_set(s->lo + b0), vu_iota());
    philox_set_column(s, hi, &column);
    for (int64_t b = 0; b < nblocks; b += LANES, lo = vu_add(lo, vu_set(LANES))) {
        vu w[1][4];
        uint64_t lane[4][LANES];
        philox_lanes(&column, &lo, 1, w);
        for (int i = 0; i < 4; i++) vu_store(lane[i], w[0][i]);
        for (int64_t l = 0; l < LANES && b + l < nblocks; l++)
            for (int i = 0; i < 4; i++) words[4 * (b + l) + i] = (uint32_t)lane[i][l];
    }
}

/* Blocks (b, hi + v), v < count, as 64-bit words, to even[v] and odd[v]; both have room for count rounded up to 16. */
static void words_across(const randblas_stream *s, uint64_t hi, uint64_t b, int64_t count, uint64_t *even,
                         uint64_t *odd)
{
    philox_keys keys;
    philox_set_keys(s->key, &keys);
    for (int64_t v = 0; v < count; v += 2 * LANES) {
        vu w[2][4];
        philox_lanes_across(s, &keys, hi + (uint64_t)v, b, 2, w);
        for (int i = 0; i < 2; i++) {
            vu_store(even + v + i * LANES, vu_halves(w[i][0], vu_shl(w[i][1], 32)));
            vu_store(odd + v + i * LANES, vu_halves(w[i][2], vu_shl(w[i][3], 32)));
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
