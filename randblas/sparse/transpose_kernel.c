/*
 * Transpose a tall block of a few columns into rows, whole cache lines of each column at a time: with a leading
 * dimension that is a power of two all columns meet in one cache set, and a line read in parts would be lost between.
 */
#include "transpose_kernel_impl.h"

#if defined(__AVX__)
#include <immintrin.h>

/* Two rows of four columns: in 128-bit halves, columns 0, 2 and columns 1, 3. */
#define TILE_ROWS_8 2
#define TILE_COLS_8 4
static inline __m256d pair_8(const double *a, const double *b)
{
    return _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_loadu_pd(a)), _mm_loadu_pd(b), 1);
}

static inline void tile_8(const double *a, int64_t lda, double *x, int64_t ldx)
{
    const __m256d even = pair_8(a, a + 2 * lda), odd = pair_8(a + lda, a + 3 * lda);
    _mm256_storeu_pd(x, _mm256_unpacklo_pd(even, odd));
    _mm256_storeu_pd(x + ldx, _mm256_unpackhi_pd(even, odd));
}

/* Four rows of eight columns: columns j and j + 4 in the halves of one register. */
#define TILE_ROWS_4 4
#define TILE_COLS_4 8
static inline __m256 pair_4(const float *a, const float *b)
{
    return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(a)), _mm_loadu_ps(b), 1);
}

static inline void tile_4(const float *a, int64_t lda, float *x, int64_t ldx)
{
    __m256 c[4];
    for (int j = 0; j < 4; j++) c[j] = pair_4(a + j * lda, a + (j + 4) * lda);
    const __m256 low01 = _mm256_unpacklo_ps(c[0], c[1]), high01 = _mm256_unpackhi_ps(c[0], c[1]);
    const __m256 low23 = _mm256_unpacklo_ps(c[2], c[3]), high23 = _mm256_unpackhi_ps(c[2], c[3]);
    _mm256_storeu_ps(x, _mm256_shuffle_ps(low01, low23, 0x44));
    _mm256_storeu_ps(x + ldx, _mm256_shuffle_ps(low01, low23, 0xee));
    _mm256_storeu_ps(x + 2 * ldx, _mm256_shuffle_ps(high01, high23, 0x44));
    _mm256_storeu_ps(x + 3 * ldx, _mm256_shuffle_ps(high01, high23, 0xee));
}
#else
#define TILE_ROWS_8 1
#define TILE_COLS_8 1
static inline void tile_8(const double *a, int64_t lda, double *x, int64_t ldx)
{
    (void)lda, (void)ldx;
    *x = *a;
}

#define TILE_ROWS_4 1
#define TILE_COLS_4 1
static inline void tile_4(const float *a, int64_t lda, float *x, int64_t ldx)
{
    (void)lda, (void)ldx;
    *x = *a;
}
#endif

typedef struct element_16 {
    double part[2];
} element_16;

#define TILE_ROWS_16 1
#define TILE_COLS_16 1
static inline void tile_16(const element_16 *a, int64_t lda, element_16 *x, int64_t ldx)
{
    (void)lda, (void)ldx;
    *x = *a;
}

/* Groups of LINE rows, in each of them groups of columns; then what is left over, one by one. */
#define DEFINE_TRANSPOSE(bytes, type)                                                                                  \
    static void transpose_##bytes(int64_t rows, int64_t cols, const void *from, int64_t lda, void *to, int64_t ldx)    \
    {                                                                                                                  \
        enum { LINE = 64 / bytes };                                                                                    \
        const type *A = from;                                                                                          \
        type *X = to;                                                                                                  \
        const int64_t whole_rows = rows - rows % LINE, whole_cols = cols - cols % TILE_COLS_##bytes;                   \
        for (int64_t l = 0; l < whole_rows; l += LINE)                                                                 \
            for (int64_t j = 0; j < whole_cols; j += TILE_COLS_##bytes)                                                \
                for (int64_t i = l; i < l + LINE; i += TILE_ROWS_##bytes)                                              \
                    tile_##bytes(A + i + j * lda, lda, X + i * ldx + j, ldx);                                          \
        for (int64_t j = 0; j < cols; j++)                                                                             \
            for (int64_t i = j < whole_cols ? whole_rows : 0; i < rows; i++) X[i * ldx + j] = A[i + j * lda];          \
    }

DEFINE_TRANSPOSE(4, float)
DEFINE_TRANSPOSE(8, double)
DEFINE_TRANSPOSE(16, element_16)

const randblas_transpose_table ISA_COPY(randblas_transpose) = {transpose_4, transpose_8, transpose_16};
