/*
 * Is a principal block like one whose indices are drawn at random?  Three sums over the block, of a_ii, and over i != j
 * of a_ij and a_ij^2, against what drawing m of n without replacement makes of them.  With h centred, the sum X over
 * ordered pairs of the draw has mean 0 and
 *
 *     E X^2 = 2 pi_2 H + 4 pi_3 (R - H) + pi_4 (2 H - 4 R),   H = sum h_ij^2,  R = sum_i (sum_j h_ij)^2,
 *
 * pi_k the probability that k given indices are drawn: pairs that are the same, share an index, or are disjoint.
 */
#include "decompress_impl.h"
#include "law_models_impl.h"

#include "arena_impl.h"

#include <stdlib.h>
#include <string.h>

/* Sums over the whole and the block of a function of entries, 0: a_ij, 1: a_ij^2. */
typedef struct pair_sums {
    double total, square, rows, block; /* h, h^2, squared row sums, and h over the block */
} pair_sums;

typedef struct matrix {
    int64_t n, lda;
    const double *A;
    double scale;
    const bool *chosen;
    double *row; /* n */
} matrix;

static double entry(const matrix *a, int64_t i, int64_t j, int power)
{
    const double value = (i < j ? a->A[i + j * a->lda] : a->A[j + i * a->lda]) * a->scale;
    return power ? value * value : value;
}

static pair_sums sum_pairs(const matrix *a, int power)
{
    pair_sums s = {0};
    const double pairs = (double)a->n * ((double)a->n - 1);
    double mean = 0;
    for (int64_t j = 0; j < a->n; j++) {
        double column = 0;
        for (int64_t i = 0; i < j; i++) column += entry(a, i, j, power);
        mean += 2 * column / pairs;
    }
    memset(a->row, 0, (size_t)a->n * sizeof *a->row);
    for (int64_t j = 0; j < a->n; j++)
        for (int64_t i = 0; i < j; i++) {
            const double h = entry(a, i, j, power) - mean;
            a->row[i] += h;
            a->row[j] += h;
            s.square += 2 * h * h;
            if (a->chosen[i] && a->chosen[j]) s.block += 2 * h;
        }
    for (int64_t i = 0; i < a->n; i++) s.rows += a->row[i] * a->row[i];
    return s;
}

/* The sum in units of its standard deviation; 0 where all draws are alike. */
static double pair_score(const matrix *a, int64_t m, int power)
{
    const pair_sums s = sum_pairs(a, power);
    double p[5] = {0, 0, 1, 0, 0};
    for (int k = 0; k < 2; k++) p[2] *= ((double)m - k) / ((double)a->n - k);
    for (int k = 3; k <= 4; k++) p[k] = a->n >= k ? p[k - 1] * ((double)m - k + 1) / ((double)a->n - k + 1) : 0;
    const double variance = 2 * p[2] * s.square + 4 * p[3] * (s.rows - s.square) + p[4] * (2 * s.square - 4 * s.rows);
    return variance > 1e-12 * s.square ? s.block / sqrt(variance) : 0;
}

static double diagonal_score(const matrix *a, int64_t m)
{
    const double n = (double)a->n, share = (double)m / n;
    double mean = 0, square = 0, block = 0;
    for (int64_t i = 0; i < a->n; i++) mean += entry(a, i, i, 0) / n;
    for (int64_t i = 0; i < a->n; i++) {
        const double h = entry(a, i, i, 0) - mean;
        square += h * h;
        if (a->chosen[i]) block += h;
    }
    const double variance = a->n > 1 ? (double)m * (1 - share) * square / (n - 1) : 0;
    return variance > 1e-24 * (double)m * mean * mean ? block / sqrt(variance) : 0;
}

/* The least of three two-sided probabilities, corrected for being the least. */
static double probability(const rmt_decompress_check_report *r)
{
    const double z = fmax(fabs(r->diagonal), fmax(fabs(r->sum), fabs(r->energy)));
    return -expm1(3 * log1p(-erfc(z / sqrt(2.0))));
}

/* Marks the chosen; false if an index is out of range or twice there. */
static bool mark(int64_t n, int64_t m, const int64_t *index, bool *chosen)
{
    memset(chosen, 0, (size_t)n * sizeof *chosen);
    for (int64_t k = 0; k < m; k++) {
        const int64_t i = index ? index[k] : k;
        if (i < 0 || i >= n || chosen[i]) return false;
        chosen[i] = true;
    }
    return true;
}

/* The power of two that brings the largest entry below 1. */
static int scale_of(matrix *a)
{
    double largest = 0;
    int exponent = 0;
    for (int64_t j = 0; j < a->n; j++)
        for (int64_t i = 0; i <= j; i++) {
            const double size = fabs(a->A[i + j * a->lda]);
            if (!isfinite(size)) return RANDBLAS_NOT_FINITE;
            largest = fmax(largest, size);
        }
    if (largest > 0) frexp(largest, &exponent);
    a->scale = ldexp(1, exponent < -1000 ? 1000 : -exponent);
    return 0;
}

int rmt_decompress_check(int64_t n, const double *A, int64_t lda, int64_t m, const int64_t *index,
                         rmt_decompress_check_report *report)
{
    if (n < 1) return -1;
    if (!A) return -2;
    if (lda < n) return -3;
    if (m < 1 || m > n) return -4;
    randblas_arena arena = randblas_arena_open(NULL);
    bool *chosen = randblas_arena_get(&arena, n, sizeof *chosen);
    matrix a = {.n = n, .lda = lda, .A = A, .chosen = chosen};
    a.row = randblas_arena_get(&arena, n, sizeof *a.row);
    int info = arena.info;
    if (!info && !mark(n, m, index, chosen)) info = -5;
    if (!info && !report) info = -6;
    if (!info) info = scale_of(&a);
    if (!info) {
        report->diagonal = diagonal_score(&a, m);
        report->sum = n > 1 ? pair_score(&a, m, 0) : 0;
        report->energy = n > 1 ? pair_score(&a, m, 1) : 0;
        report->p_value = probability(report);
    }
    randblas_arena_close(&arena);
    return info;
}

static int ascending(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

int rmt_decompress_choose(int64_t n, int64_t m, const randblas_state *state, int64_t *index, randblas_state *next)
{
    if (n < 1) return -1;
    if (m < 1 || m > n) return -2;
    if (!state) return -3;
    if (!index) return -4;
    const randblas_state start = *state;
    randblas_arena arena = randblas_arena_open(NULL);
    int64_t *order = randblas_arena_get(&arena, n, sizeof *order);
    const int info = arena.info;
    for (int64_t i = 0; i < n && !info; i++) order[i] = i;
    for (int64_t k = 0; k < m && !info; k++) { /* the first m of a random order */
        const int64_t other = k + (int64_t)(rmt_uniform(&start, k) * (double)(n - k));
        index[k] = order[other];
        order[other] = order[k];
    }
    if (!info) qsort(index, (size_t)m, sizeof *index, ascending);
    if (!info && next) *next = rmt_advance(&start, (uint64_t)(m + 1) / 2);
    randblas_arena_close(&arena);
    return info;
}
