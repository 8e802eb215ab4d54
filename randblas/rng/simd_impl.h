/**
 * The vector vocabulary of the sampling kernels: one source, three instruction sets.
 *
 * A kernel file is compiled once per instruction set (isa_impl.h).  Every operation below is exact or correctly
 * rounded under IEEE 754, so all copies return the same bits.
 *
 * vu is a vector of LANES 64-bit words, vd a vector of LANES doubles.
 */
#ifndef RANDBLAS_SIMD_IMPL_H
#define RANDBLAS_SIMD_IMPL_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#if defined(__AVX512F__) && defined(__AVX512DQ__)
#include <immintrin.h>
#define LANES 8
typedef __m512i vu;
typedef __m512d vd;
static inline vu vu_set(uint64_t a)
{
    return _mm512_set1_epi64((long long)a);
}
static inline vu vu_iota(void)
{
    return _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0);
}
static inline vu vu_add(vu a, vu b)
{
    return _mm512_add_epi64(a, b);
}
static inline vu vu_sub(vu a, vu b)
{
    return _mm512_sub_epi64(a, b);
}
static inline vu vu_and(vu a, vu b)
{
    return _mm512_and_si512(a, b);
}
static inline vu vu_or(vu a, vu b)
{
    return _mm512_or_si512(a, b);
}
static inline vu vu_xor(vu a, vu b)
{
    return _mm512_xor_si512(a, b);
}
static inline vu vu_xor3(vu a, vu b, vu c)
{
    return _mm512_ternarylogic_epi64(a, b, c, 0x96);
}
/* (a and b) or c */
static inline vu vu_and_or(vu a, vu b, vu c)
{
    return _mm512_ternarylogic_epi64(a, b, c, 0xea);
}
/* The low half of one and the high half of another. */
static inline vu vu_halves(vu low, vu high)
{
    return _mm512_ternarylogic_epi64(low, high, _mm512_set1_epi64(0xffffffffu), 0xe4);
}
/* (a and b) xor c */
static inline vu vu_and_xor(vu a, vu b, vu c)
{
    return _mm512_ternarylogic_epi64(a, b, c, 0x6a);
}
static inline vu vu_mul32(vu a, vu b)
{
    return _mm512_mul_epu32(a, b);
}
#define vu_shr(a, n) _mm512_srli_epi64(a, n)
#define vu_shl(a, n) _mm512_slli_epi64(a, n)
static inline void vu_store(uint64_t *p, vu a)
{
    _mm512_storeu_si512(p, a);
}
static inline vd vd_set(double a)
{
    return _mm512_set1_pd(a);
}
static inline vd vd_bits(vu a)
{
    return _mm512_castsi512_pd(a);
}
static inline vu vu_bits(vd a)
{
    return _mm512_castpd_si512(a);
}
static inline vd vd_add(vd a, vd b)
{
    return _mm512_add_pd(a, b);
}
static inline vd vd_sub(vd a, vd b)
{
    return _mm512_sub_pd(a, b);
}
static inline vd vd_mul(vd a, vd b)
{
    return _mm512_mul_pd(a, b);
}
static inline vd vd_fma(vd a, vd b, vd c)
{
    return _mm512_fmadd_pd(a, b, c);
}
static inline vd vd_sqrt(vd a)
{
    return _mm512_sqrt_pd(a);
}
/* Lanes 0..3 to p, lanes 4..7 to q. */
static inline void vd_store_d(double *p, double *q, vd a)
{
    _mm256_storeu_pd(p, _mm512_castpd512_pd256(a));
    _mm256_storeu_pd(q, _mm512_extractf64x4_pd(a, 1));
}
static inline void vd_store_s(float *p, float *q, vd a)
{
    __m256 f = _mm512_cvtpd_ps(a);
    _mm_storeu_ps(p, _mm256_castps256_ps128(f));
    _mm_storeu_ps(q, _mm256_extractf128_ps(f, 1));
}
/* The same past the caches; p and q are aligned to 16 bytes. */
static inline void stream4(double *p, __m256d a)
{
    _mm_stream_pd(p, _mm256_castpd256_pd128(a));
    _mm_stream_pd(p + 2, _mm256_extractf128_pd(a, 1));
}
static inline void vd_stream_d(double *p, double *q, vd a)
{
    stream4(p, _mm512_castpd512_pd256(a));
    stream4(q, _mm512_extractf64x4_pd(a, 1));
}
#define vd_fence() _mm_sfence()

#elif defined(__AVX2__) && defined(__FMA__)
#include <immintrin.h>
#define LANES 4
typedef __m256i vu;
typedef __m256d vd;
static inline vu vu_set(uint64_t a)
{
    return _mm256_set1_epi64x((long long)a);
}
static inline vu vu_iota(void)
{
    return _mm256_set_epi64x(3, 2, 1, 0);
}
static inline vu vu_add(vu a, vu b)
{
    return _mm256_add_epi64(a, b);
}
static inline vu vu_sub(vu a, vu b)
{
    return _mm256_sub_epi64(a, b);
}
static inline vu vu_and(vu a, vu b)
{
    return _mm256_and_si256(a, b);
}
static inline vu vu_or(vu a, vu b)
{
    return _mm256_or_si256(a, b);
}
static inline vu vu_xor(vu a, vu b)
{
    return _mm256_xor_si256(a, b);
}
static inline vu vu_xor3(vu a, vu b, vu c)
{
    return _mm256_xor_si256(_mm256_xor_si256(a, b), c);
}
static inline vu vu_and_or(vu a, vu b, vu c)
{
    return vu_or(vu_and(a, b), c);
}
static inline vu vu_halves(vu low, vu high)
{
    return _mm256_blend_epi32(low, high, 0xaa);
}
static inline vu vu_and_xor(vu a, vu b, vu c)
{
    return _mm256_xor_si256(vu_and(a, b), c);
}
static inline vu vu_mul32(vu a, vu b)
{
    return _mm256_mul_epu32(a, b);
}
#define vu_shr(a, n) _mm256_srli_epi64(a, n)
#define vu_shl(a, n) _mm256_slli_epi64(a, n)
static inline void vu_store(uint64_t *p, vu a)
{
    _mm256_storeu_si256((__m256i *)(void *)p, a);
}
static inline vd vd_set(double a)
{
    return _mm256_set1_pd(a);
}
static inline vd vd_bits(vu a)
{
    return _mm256_castsi256_pd(a);
}
static inline vu vu_bits(vd a)
{
    return _mm256_castpd_si256(a);
}
static inline vd vd_add(vd a, vd b)
{
    return _mm256_add_pd(a, b);
}
static inline vd vd_sub(vd a, vd b)
{
    return _mm256_sub_pd(a, b);
}
static inline vd vd_mul(vd a, vd b)
{
    return _mm256_mul_pd(a, b);
}
static inline vd vd_fma(vd a, vd b, vd c)
{
    return _mm256_fmadd_pd(a, b, c);
}
static inline vd vd_sqrt(vd a)
{
    return _mm256_sqrt_pd(a);
}
static inline void vd_store_d(double *p, double *q, vd a)
{
    (void)q;
    _mm256_storeu_pd(p, a);
}
static inline void vd_store_s(float *p, float *q, vd a)
{
    (void)q;
    _mm_storeu_ps(p, _mm256_cvtpd_ps(a));
}
static inline void vd_stream_d(double *p, double *q, vd a)
{
    (void)q;
    _mm_stream_pd(p, _mm256_castpd256_pd128(a));
    _mm_stream_pd(p + 2, _mm256_extractf128_pd(a, 1));
}
#define vd_fence() _mm_sfence()

#else
#define LANES 1
typedef uint64_t vu;
typedef double vd;
static inline vu vu_set(uint64_t a)
{
    return a;
}
static inline vu vu_iota(void)
{
    return 0;
}
static inline vu vu_add(vu a, vu b)
{
    return a + b;
}
static inline vu vu_sub(vu a, vu b)
{
    return a - b;
}
static inline vu vu_and(vu a, vu b)
{
    return a & b;
}
static inline vu vu_or(vu a, vu b)
{
    return a | b;
}
static inline vu vu_xor(vu a, vu b)
{
    return a ^ b;
}
static inline vu vu_xor3(vu a, vu b, vu c)
{
    return a ^ b ^ c;
}
static inline vu vu_and_or(vu a, vu b, vu c)
{
    return (a & b) | c;
}
static inline vu vu_halves(vu low, vu high)
{
    return (low & 0xffffffffu) | (high & ~(uint64_t)0xffffffffu);
}
static inline vu vu_and_xor(vu a, vu b, vu c)
{
    return (a & b) ^ c;
}
static inline vu vu_mul32(vu a, vu b)
{
    return (a & 0xffffffffu) * (b & 0xffffffffu);
}
#define vu_shr(a, n) ((a) >> (n))
#define vu_shl(a, n) ((a) << (n))
static inline void vu_store(uint64_t *p, vu a)
{
    *p = a;
}
static inline vd vd_set(double a)
{
    return a;
}
static inline vd vd_bits(vu a)
{
    double d;
    memcpy(&d, &a, sizeof d);
    return d;
}
static inline vu vu_bits(vd a)
{
    uint64_t u;
    memcpy(&u, &a, sizeof u);
    return u;
}
static inline vd vd_add(vd a, vd b)
{
    return a + b;
}
static inline vd vd_sub(vd a, vd b)
{
    return a - b;
}
static inline vd vd_mul(vd a, vd b)
{
    return a * b;
}
static inline vd vd_fma(vd a, vd b, vd c)
{
    return fma(a, b, c);
}
static inline vd vd_sqrt(vd a)
{
    return sqrt(a);
}
static inline void vd_store_d(double *p, double *q, vd a)
{
    (void)q;
    *p = a;
}
static inline void vd_store_s(float *p, float *q, vd a)
{
    (void)q;
    *p = (float)a;
}
#define vd_stream_d vd_store_d
#define vd_fence() ((void)0)
#endif

#endif
