/*
 * Subsampled transforms: entries by definition, applying against materialising, isometry, E S^T S = I, scales, NaN,
 * prime orders, threads.
 */
#include "family_impl.h"
#include "statistics.h"
#include "xsupport.h"
#include "xtransform_impl.h"

#ifdef _OPENMP
#include <omp.h>
#endif

static randblas_sketch *make(randblas_family family, int64_t d, int64_t m, uint64_t seed, int unscaled)
{
    randblas_dist dist = family == RANDBLAS_SRHT ? randblas_srht(d, m) : randblas_srft(d, m);
    const randblas_state state = randblas_seed(seed);
    randblas_sketch *S;
    dist.unscaled = unscaled;
    assert_int_equal(randblas_sketch_create(&dist, &state, &S, NULL), 0);
    return S;
}

static const randblas_family families[] = {RANDBLAS_SRHT, RANDBLAS_SRFT};

/* ------------------------------------------------------------------------------------------- the transforms ------ */

static int64_t least_order(int64_t m)
{
    int64_t best = INT64_MAX;
    for (int64_t base = 1; base <= 28; base++)
        for (int64_t order = base; base == 1 || base == 12 || base == 20 || base == 28; order *= 2)
            if (order >= m) {
                if (order < best) best = order;
                break;
            }
    return best;
}

static void order_is_the_least_one(void **state)
{
    (void)state;
    for (int64_t m = 0; m < 3000; m++) assert_int_equal(randblas_hadamard_order(m), least_order(m));
    assert_int_equal(randblas_hadamard_order(100000), 28 * 4096);
    assert_int_equal(randblas_hadamard_order((INT64_C(1) << 59) + 1), INT64_C(5) << 57);
}

/* H H^T = M I, in integers. */
static void hadamard_is_orthogonal(void **state)
{
    (void)state;
    static const int64_t orders[] = {1, 2, 4, 8, 32, 12, 24, 48, 20, 40, 80, 28, 56, 112};
    for (size_t o = 0; o < sizeof orders / sizeof *orders; o++) {
        const int64_t M = orders[o];
        const randblas_hadamard H = randblas_hadamard_make(M);
        assert_int_equal((int64_t)H.base << H.log2, M);
        for (int64_t i = 0; i < M; i++)
            for (int64_t k = 0; k < M; k++) {
                int64_t sum = 0;
                for (int64_t j = 0; j < M; j++)
                    sum += randblas_hadamard_negative(&H, i, j) == randblas_hadamard_negative(&H, k, j) ? 1 : -1;
                assert_int_equal(sum, i == k ? M : 0);
            }
    }
}

/* Against long double: 1.5 ulp of the result, and exact where the value is. */
static void cosines_are_accurate(void **state)
{
    (void)state;
    const long double two_pi = 6.283185307179586476925286766559005768L;
    for (uint64_t n = 1; n < 400; n++)
        for (uint64_t t = 0; t < n; t++) {
            double c, s;
            randblas_cos_sin(t, n, &c, &s);
            const long double c0 = cosl(two_pi * (long double)t / (long double)n);
            const long double s0 = sinl(two_pi * (long double)t / (long double)n);
            /* near the axes the reference itself is wrong by the rounding of its argument */
            assert_true(fabsl(c - c0) <= 1.5L * 0x1p-53L * 2 * fabsl(c0) + 1e-18L);
            assert_true(fabsl(s - s0) <= 1.5L * 0x1p-53L * 2 * fabsl(s0) + 1e-18L);
            if (4 * t == n || 4 * t == 3 * n) assert_true(c == 0);
            if (2 * t == n || t == 0) assert_true(s == 0);
        }
    /* a large denominator: (1/8 of a turn) + 1 step, by the addition theorem */
    double c, s;
    const uint64_t n = UINT64_C(1) << 61;
    randblas_cos_sin(n / 8 + 1, n, &c, &s);
    assert_true(fabs(c - sqrt(0.5)) <= 0x1p-52 && fabs(s - sqrt(0.5)) <= 0x1p-52);
}

/* ------------------------------------------------------------------------------------------- the operator -------- */

static real_t real_part_of(scalar_t x)
{
    assert_true(x == (scalar_t)REAL(x));
    return REAL(x);
}

/* The sign of column j and kept row i, straight from Philox. */
static double sign_of_column(const randblas_state *s, int64_t j)
{
    const uint32_t counter[4] = {s->counter[0] + (uint32_t)(j / 128), s->counter[1], s->counter[2], s->counter[3]};
    uint32_t words[4];
    randblas_philox(counter, s->key, words);
    return (words[j % 128 / 32] >> j % 32 & 1) ? -1 : 1;
}

static void fill_is_the_definition(void **state)
{
    (void)state;
    static const int64_t sizes[] = {1, 2, 3, 12, 17, 20, 28, 97, 130, 400, 1200};
    const randblas_state seed = randblas_seed(11);
    for (int f = 0; f < 2; f++)
        for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
            const int64_t m = sizes[k], d = (m + 1) / 2;
            for (int unscaled = 0; unscaled < 2; unscaled++) {
                randblas_sketch *S = make(families[f], d, m, 11, unscaled);
                const randblas_hadamard H = randblas_hadamard_make(randblas_hadamard_order(m));
                scalar_t *X = malloc((size_t)(d * m) * sizeof *X);
                assert_int_equal(randblas_xfill(RANDBLAS_ROW_MAJOR, d, m, S, 0, 0, X, m), 0);
                for (int64_t i = 0; i < d; i++)
                    for (int64_t j = 0; j < m; j++) {
                        const int64_t row = S->index[i];
                        const double angle =
                            3.14159265358979323846 * (double)((2 * j + 1) * row % (4 * m)) / (2.0 * (double)m);
                        const double t = f == 0 ? (randblas_hadamard_negative(&H, row, j) ? -1 : 1)
                                         : row  ? sqrt(2.0) * cos(angle)
                                                : 1;
                        const double want = sign_of_column(&seed, j) * t / (unscaled ? 1 : sqrt((double)d));
                        assert_true(fabs((double)real_part_of(X[i * m + j]) - want) <= 8 * (double)REAL_EPS);
                    }
                free(X);
                randblas_sketch_destroy(S);
            }
        }
}

/* Rows are distinct, in range, and those of a smaller operator are the first of a larger one's. */
static void rows_are_nested_samples(void **state)
{
    (void)state;
    for (int f = 0; f < 2; f++) {
        randblas_sketch *all = make(families[f], 1000, 1000, 3, 0), *some = make(families[f], 137, 1000, 3, 0);
        char *seen = calloc((size_t)all->order, 1);
        for (int64_t i = 0; i < 1000; i++) {
            assert_true(all->index[i] >= 0 && all->index[i] < all->order && !seen[all->index[i]]);
            seen[all->index[i]] = 1;
            if (i < 137) assert_int_equal(all->index[i], some->index[i]);
        }
        free(seen);
        randblas_sketch_destroy(all);
        randblas_sketch_destroy(some);
    }
}

/*
 * Every index is drawn with probability count/n at every position: a chi-square statistic with n - 1 degrees of freedom
 * for each position.  False alarm: P(chi^2_9 > 45) < 1e-6, 4 positions.
 */
static void sampling_is_uniform(void **state)
{
    (void)state;
    enum { N = 10, COUNT = 4, TRIALS = REPLICATES(20000) };
    static int64_t hits[COUNT][N];
    for (uint64_t t = 0; t < TRIALS; t++) {
        const randblas_stream s = {100 * t, 0, {5, 6}};
        int64_t index[COUNT];
        assert_int_equal(randblas_distinct(&s, 1, COUNT, N, index), 0);
        for (int i = 0; i < COUNT; i++) hits[i][index[i]]++;
    }
    for (int i = 0; i < COUNT; i++) {
        double chi2 = 0;
        const double expected = (double)TRIALS / N;
        for (int j = 0; j < N; j++) chi2 += pow((double)hits[i][j] - expected, 2) / expected;
        assert_true(chi2 < 45);
    }
}

/* All of 0 .. n - 1, once each, by count = n; and a huge range. */
static void sampling_is_without_replacement(void **state)
{
    (void)state;
    enum { N = 5000 };
    static int64_t index[N];
    static char seen[N];
    const randblas_stream s = {1, 2, {3, 4}};
    assert_int_equal(randblas_distinct(&s, 1, N, N, index), 0);
    for (int i = 0; i < N; i++) {
        assert_true(index[i] >= 0 && index[i] < N && !seen[index[i]]);
        seen[index[i]] = 1;
    }
    const int64_t n = INT64_C(1) << 60;
    assert_int_equal(randblas_distinct(&s, 1, N, n, index), 0);
    double mean = 0;
    for (int i = 0; i < N; i++) {
        assert_true(index[i] >= 0 && index[i] < n);
        mean += (double)index[i] / (double)n / N;
    }
    assert_true(fabs(mean - 0.5) < 5 / sqrt(12.0 * N)); /* five standard deviations: 6e-7 */
}

static void illegal_sizes_are_refused(void **state)
{
    (void)state;
    const randblas_state s = randblas_seed(1);
    randblas_sketch *S;
    randblas_dist dist = randblas_srht(29, 28);
    assert_int_equal(randblas_sketch_create(&dist, &s, &S, NULL), -1);
    dist = randblas_srht(114688, 100000); /* d > m but not above M */
    assert_int_equal(randblas_sketch_create(&dist, &s, &S, NULL), 0);
    randblas_sketch_destroy(S);
    dist = randblas_srft(98, 97);
    assert_int_equal(randblas_sketch_create(&dist, &s, &S, NULL), -1);
    assert_null(S);
}

/* ------------------------------------------------------------------------------------------- applying ------------ */

typedef struct shape {
    randblas_layout layout;
    randblas_side side;
    randblas_op transs, transa;
    int64_t m, n, k; /* as in skge */
    int64_t ro, co,
        more; /* S is larger than what is used by ro + more rows, if there are so many, and co + more cols */
} shape;

/*
 * |error| <= eps (log2 M + P + 8) (max |S|) (sum of |A|) for the SRHT, P <= k the blocks that are summed, and a small
 * multiple of eps log2 M times the 2-norms for the SRFT; |S| <= sqrt 2, |A| <= sqrt 2, |alpha| and |beta| <= sqrt 2.
 */
static double tolerance(int64_t m, int64_t k)
{
    return (double)REAL_EPS * 8 * (log2((double)m + 1) + 12) * (double)(k + 2);
}

static void check(randblas_family family, const shape *q)
{
    const bool left = q->side == RANDBLAS_LEFT, tall = q->transs != RANDBLAS_NO_TRANS;
    const bool plain = q->transa == RANDBLAS_NO_TRANS;
    const int64_t op_rows = left ? q->m : q->k, op_cols = left ? q->k : q->n;
    const int64_t r = tall ? op_cols : op_rows, c = tall ? op_rows : op_cols;
    const int64_t a_rows = left ? q->k : q->m, a_cols = left ? q->n : q->k;
    const int64_t cols = q->co + c + q->more, most = family == RANDBLAS_SRHT ? randblas_hadamard_order(cols) : cols;
    if (q->ro + r > most) return;
    const int64_t rows = q->ro + r + (q->ro + r + q->more <= most ? q->more : 0);
    uint64_t seed = 1;
    randblas_sketch *S = make(family, rows, cols, 5, 1);
    randblas_xview A = random_view(plain ? a_rows : a_cols, plain ? a_cols : a_rows, q->layout, 2, &seed);
    randblas_xview B = random_view(q->m, q->n, q->layout, 3, &seed), C = copy_view(B, q->m, q->n);
    randblas_xview dense = random_view(r, c, RANDBLAS_COL_MAJOR, 1, &seed);
    const scalar_t alpha = random_scalar(&seed), beta = random_scalar(&seed);

    assert_int_equal(randblas_xfill(RANDBLAS_COL_MAJOR, r, c, S, q->ro, q->co, dense.p, dense.ld), 0);
    assert_int_equal(randblas_xskge(q->layout, q->side, q->transs, q->transa, q->m, q->n, q->k, ARG(alpha), S, q->ro,
                                    q->co, A.p, A.ld, ARG(beta), B.p, B.ld),
                     0);
    if (left)
        reference_gemm(q->m, q->n, q->k, alpha, q->transs, dense, q->transa, A, beta, C);
    else
        reference_gemm(q->m, q->n, q->k, alpha, q->transa, A, q->transs, dense, beta, C);
    assert_true(max_difference(q->m, q->n, B, C) <= tolerance(cols, q->k));
    const int64_t inner = B.row_major ? q->n : q->m, outer = B.row_major ? q->m : q->n;
    for (int64_t j = 0; j < outer; j++)
        for (int64_t i = inner; i < B.ld; i++) assert_true(isnan((double)REAL(B.p[j * B.ld + i])));
    free(A.p), free(B.p), free(C.p), free(dense.p);
    randblas_sketch_destroy(S);
}

/* The shape in which op(S') is d x m or its transpose and A has n columns (rows, on the right). */
static void check_all_ways(randblas_family family, int64_t d, int64_t m, int64_t n, int64_t ro, int64_t co,
                           int64_t more)
{
    for (int layout = RANDBLAS_ROW_MAJOR; layout <= RANDBLAS_COL_MAJOR; layout++)
        for (int side = RANDBLAS_LEFT; side <= RANDBLAS_RIGHT; side++)
            for (int transs = RANDBLAS_NO_TRANS; transs <= RANDBLAS_TRANS; transs++)
                for (int transa = RANDBLAS_NO_TRANS; transa <= RANDBLAS_TRANS + IS_COMPLEX; transa++) {
                    const bool left = side == RANDBLAS_LEFT, wide = (transs == RANDBLAS_NO_TRANS) == left;
                    const int64_t out = wide ? d : m, in = wide ? m : d;
                    const shape q = {(randblas_layout)layout,
                                     (randblas_side)side,
                                     (randblas_op)transs,
                                     (randblas_op)transa,
                                     left ? out : n,
                                     left ? n : out,
                                     in,
                                     ro,
                                     co,
                                     more};
                    check(family, &q);
                }
}

static void applying_equals_materialising(void **state)
{
    (void)state;
    static const int64_t sizes[] = {0, 1, 2, 3, 4, 5, 7, 11, 12, 13, 17, 20, 21, 25, 28, 31, 64, 97, 101};
    static const int64_t columns[] = {0, 1, 2, 3, 5, 9};
    for (int f = 0; f < 2; f++)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
            for (size_t j = 0; j < sizeof columns / sizeof *columns; j++) {
                const int64_t m = sizes[i], d = (m + 1) / 2;
                check_all_ways(families[f], d, m, columns[j], 0, 0, 0);
                check_all_ways(families[f], m, m, columns[j], 0, 0, 0);
                check_all_ways(families[f], d, m, columns[j], 3, 18, 5);
            }
}

/* Widths past the batches, and rows past the tiles and blocks: several blocks in a wide batch, all kinds of orders. */
static void applying_past_block_sizes(void **state)
{
    (void)state;
    static const int64_t sizes[] = {257, 1024, 1025, 1500, 2100, 3001};
    for (int f = 0; f < 2; f++)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i += SANITIZED ? 5 : 1) {
            check_all_ways(families[f], 7, sizes[i], 17, 0, 0, 0);
            check_all_ways(families[f], 6, sizes[i], 71, 2, 777, 9);
        }
}

/* Many blocks for one column, cut into parts: op(S') tall in both senses, a few sampled rows. */
static void applying_to_long_vectors(void **state)
{
    (void)state;
    static const int64_t sizes[] = {70001, 90000, 140000};
    for (int f = 0; f < 2; f++)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
            for (int trans = 0; trans < 2; trans++) {
                const shape q = {RANDBLAS_COL_MAJOR,
                                 RANDBLAS_LEFT,
                                 trans ? RANDBLAS_TRANS : RANDBLAS_NO_TRANS,
                                 RANDBLAS_NO_TRANS,
                                 trans ? sizes[i] : 3,
                                 1,
                                 trans ? 3 : sizes[i],
                                 1,
                                 40000,
                                 5};
                check(families[f], &q);
            }
}

/* ------------------------------------------------------------------------------------------- kernels ------------- */

/* The kernels of each instruction set that this processor has. */
static int all_kernels(const randblas_rkernels *kernels[3])
{
    int n = 0;
    kernels[n++] = &RANDBLAS_R(kernels_generic);
    if (randblas_rselect() == kernels[0]) return n;
    kernels[n++] = &RANDBLAS_R(kernels_avx2); /* who has AVX-512 has it */
    if (randblas_rselect() != kernels[1]) kernels[n++] = &RANDBLAS_R(kernels_avx512);
    return n;
}

enum { KERNEL_REALS = 8192 };

/* Buffers as the kernels want them, with the same random numbers each time. */
typedef struct buffers {
    _Alignas(64) real_t a[KERNEL_REALS], b[KERNEL_REALS], c[KERNEL_REALS], d[KERNEL_REALS];
} buffers;

static void randomise(buffers *x)
{
    uint64_t seed = 77;
    real_t *p = x->a;
    for (int64_t i = 0; i < 4 * KERNEL_REALS; i++) p[i] = random_real(&seed);
}

/* Sylvester's matrix by its definition, in double. */
static void hadamard_kernel_by_definition(const randblas_rkernels *kernels, buffers *x, int64_t count, int64_t pitch,
                                          int64_t inner)
{
    randomise(x);
    memcpy(x->b, x->a, sizeof x->a);
    kernels->hadamard(x->a, count, pitch, inner);
    for (int64_t i = 0; i < count; i++)
        for (int64_t l = 0; l < inner; l++) {
            double sum = 0;
            for (int64_t j = 0; j < count; j++)
                sum += (__builtin_parityll((uint64_t)(i & j)) ? -1.0 : 1.0) * (double)x->b[j * pitch + l];
            assert_true(fabs((double)x->a[i * pitch + l] - sum) <= (double)REAL_EPS * 12 * (double)count);
        }
}

static void hadamard_kernels_are_right(void **state)
{
    (void)state;
    const randblas_rkernels *kernels[3];
    const int n = all_kernels(kernels);
    buffers *x = aligned_alloc(64, sizeof *x);
    for (int k = 0; k < n; k++)
        for (int64_t count = 1; count <= 256; count *= 2) {
            for (int64_t inner = 1; inner <= 32; inner *= 2)
                hadamard_kernel_by_definition(kernels[k], x, count, inner, inner);
            hadamard_kernel_by_definition(kernels[k], x, count, LINE, LINE);
            if (count <= 64) hadamard_kernel_by_definition(kernels[k], x, count, 3 * LINE, 2 * LINE);
        }
    free(x);
}

/* One stage against the definition in double. */
static void fft_stages_are_right(void **state)
{
    (void)state;
    const randblas_rkernels *kernels[3];
    const int n = all_kernels(kernels);
    buffers *x = aligned_alloc(64, sizeof *x);
    static const int64_t widths[] = {1, 2, 3, 8, 20, 33};
    for (int k = 0; k < n; k++)
        for (int radix = 2; radix <= 5; radix++)
            for (int w = 0; w < 6; w++) {
                const int64_t m = 7, s = widths[w], order = radix * m;
                real_t root[2 * 35];
                for (int64_t t = 0; t < order; t++) {
                    const double angle = 6.283185307179586 * (double)t / (double)order;
                    root[2 * t] = (real_t)cos(angle), root[2 * t + 1] = (real_t)-sin(angle);
                }
                randomise(x);
                kernels[k]->fft_stage(radix, m, s, root, 1, x->a, x->b, x->c, x->d);
                for (int64_t p = 0; p < m; p++)
                    for (int64_t j = 0; j < radix; j++)
                        for (int64_t q = 0; q < s; q++) {
                            double re = 0, im = 0;
                            for (int64_t i = 0; i < radix; i++) {
                                const double angle =
                                    -6.283185307179586 * (double)((p * j + i * j * m) % order) / (double)order;
                                const double a = (double)x->a[q + s * (p + m * i)],
                                             b = (double)x->b[q + s * (p + m * i)];
                                re += a * cos(angle) - b * sin(angle);
                                im += a * sin(angle) + b * cos(angle);
                            }
                            const int64_t at = q + s * (radix * p + j);
                            assert_true(fabs((double)x->c[at] - re) <= 40 * (double)REAL_EPS);
                            assert_true(fabs((double)x->d[at] - im) <= 40 * (double)REAL_EPS);
                        }
            }
    free(x);
}

/* gather is the transpose of scatter, and both pick the right rows with the right signs. */
static void gather_and_scatter_are_right(void **state)
{
    (void)state;
    const randblas_rkernels *kernels[3];
    const int n = all_kernels(kernels);
    buffers *x = aligned_alloc(64, sizeof *x), *y = aligned_alloc(64, sizeof *y);
    static const int64_t widths[] = {1, 2, 4, LINE, 2 * LINE, 4 * LINE};
    const randblas_block block = {13, 0x5u};
    for (int k = 0; k < n; k++)
        for (int w = 0; w < 6; w++) {
            enum { SAMPLES = 9 };
            const int64_t width = widths[w];
            randblas_sample sample[SAMPLES];
            for (int i = 0; i < SAMPLES; i++)
                sample[i] = (randblas_sample){(3 * i) * width, (uint64_t)(5 * i), UINT32_C(1) << i % 4};
            randomise(x);
            memcpy(y, x, sizeof *x);
            kernels[k]->gather(SAMPLES, sample, block, width, x->a, x->b);
            kernels[k]->scatter(SAMPLES, sample, block, width, x->c, x->d);
            for (int i = 0; i < SAMPLES; i++) {
                int minus = i % 4 == 0 || i % 4 == 2; /* bits 0 and 2 of negative */
                for (int bit = 0; bit < 4; bit++) minus ^= 13 >> bit & (5 * i) >> bit & 1;
                const real_t sign = minus ? -1 : 1;
                for (int64_t l = 0; l < width; l++) {
                    const int64_t at = 3 * i * width + l;
                    assert_true(x->b[i * width + l] == y->b[i * width + l] + sign * y->a[at]);
                    assert_true(x->d[at] == y->d[at] + sign * y->c[i * width + l]);
                }
            }
            assert_true(x->b[SAMPLES * width] == y->b[SAMPLES * width]);
            assert_true(x->d[width] == y->d[width]);
        }
    free(x), free(y);
}

/* ------------------------------------------------------------------------------------------- properties ---------- */

static double norm2(int64_t n, const scalar_t *x)
{
    double sum = 0;
    for (int64_t i = 0; i < n; i++) sum += (double)ABS(x[i]) * (double)ABS(x[i]);
    return sqrt(sum);
}

/* With all rows kept S is orthogonal: ||S x|| = ||x|| and S^T S x = x, whatever the order. */
static void full_transforms_are_isometries(void **state)
{
    (void)state;
    static const int64_t sizes[] = {1, 2, 3, 6, 12, 17, 20, 24, 28, 50, 97, 101, 1000, 1009, 4096, 5000, 7919, 40000};
    for (int f = 0; f < 2; f++)
        for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
            const int64_t m = sizes[k], d = f == 0 ? randblas_hadamard_order(m) : m;
            uint64_t seed = 9;
            randblas_sketch *S = make(families[f], d, m, 2, 0);
            randblas_xview x = random_view(m, 1, RANDBLAS_COL_MAJOR, 0, &seed),
                           y = random_view(d, 1, RANDBLAS_COL_MAJOR, 0, &seed);
            randblas_xview z = random_view(m, 1, RANDBLAS_COL_MAJOR, 0, &seed);
            const scalar_t one = 1, zero = 0;
            assert_int_equal(randblas_xskve(RANDBLAS_NO_TRANS, d, m, ARG(one), S, 0, 0, x.p, 1, ARG(zero), y.p, 1), 0);
            assert_int_equal(randblas_xskve(RANDBLAS_TRANS, m, d, ARG(one), S, 0, 0, y.p, 1, ARG(zero), z.p, 1), 0);
            const double norm = norm2(m, x.p), eps = (double)REAL_EPS * 4 * (log2((double)m) + 4);
            assert_true(fabs(norm2(d, y.p) - norm) <= eps * norm);
            for (int64_t i = 0; i < m; i++) z.p[i] -= x.p[i];
            assert_true(norm2(m, z.p) <= eps * norm);
            free(x.p), free(y.p), free(z.p);
            randblas_sketch_destroy(S);
        }
}

/*
 * E S^T S = I: x^T S^T S y averaged over seeds.  Signs are independent of rows, so for unit x, y the variance of one
 * is at most (1 + (x^T y)^2) M/d times a constant < 3 for flat rows; six standard deviations of the mean.
 */
static void second_moment_is_the_identity(void **state)
{
    (void)state;
    enum { D = 10, M = 37, SEEDS = REPLICATES(3000) };
    for (int f = 0; f < 2; f++) {
        double sum[3] = {0};
        for (uint64_t s = 0; s < SEEDS; s++) {
            randblas_sketch *S = make(families[f], D, M, s, 0);
            scalar_t X[D * M];
            assert_int_equal(randblas_xfill(RANDBLAS_COL_MAJOR, D, M, S, 0, 0, X, D), 0);
            for (int i = 0; i < D; i++) {
                sum[0] += (double)REAL(X[i] * X[i]);                             /* (1, 1) */
                sum[1] += (double)REAL(X[i] * X[i + D]);                         /* (1, 2) */
                sum[2] += (double)REAL(X[i + (M - 1) * D] * X[i + (M - 1) * D]); /* (M, M) */
            }
            randblas_sketch_destroy(S);
        }
        /* entries of S^T S are means of D values of size <= 2, negatively correlated: standard deviation < 2/sqrt D */
        const double bound = 6 * 2 / sqrt((double)D * SEEDS);
        assert_true(fabs(sum[0] / SEEDS - 1) <= bound);
        assert_true(fabs(sum[1] / SEEDS) <= bound);
        assert_true(fabs(sum[2] / SEEDS - 1) <= bound);
    }
}

/* Columns of very different scales do not disturb each other, and nothing overflows on the way. */
static void columns_keep_their_scales(void **state)
{
    (void)state;
    enum { D = 20, N = 5 };
    const real_t scale[N] = {1, IS_SINGLE ? (real_t)1e30 : (real_t)1e100 * (real_t)1e100, 0,
                             IS_SINGLE ? (real_t)1e-30 : (real_t)1e-100 * (real_t)1e-100, 3};
    static const int64_t sizes[] = {90, 97, 101, 128};
    for (int f = 0; f < 2; f++)
        for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
            const int64_t m = sizes[k];
            uint64_t seed = 4;
            randblas_sketch *S = make(families[f], D, m, 8, 0);
            randblas_xview A = random_view(m, N, RANDBLAS_ROW_MAJOR, 1, &seed), T = copy_view(A, m, N);
            scalar_t B[D * N], C[D * N];
            const scalar_t one = 1, zero = 0;
            for (int64_t i = 0; i < m; i++)
                for (int j = 0; j < N; j++) *view_at(T, i, j) *= scale[j];
            assert_int_equal(randblas_xskge(RANDBLAS_ROW_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, D,
                                            N, m, ARG(one), S, 0, 0, A.p, A.ld, ARG(zero), B, N),
                             0);
            assert_int_equal(randblas_xskge(RANDBLAS_ROW_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, D,
                                            N, m, ARG(one), S, 0, 0, T.p, T.ld, ARG(zero), C, N),
                             0);
            for (int i = 0; i < D; i++)
                for (int j = 0; j < N; j++) {
                    const double size = (double)scale[j] * sqrt((double)m);
                    const double error = (double)ABS(C[i * N + j] - scale[j] * B[i * N + j]);
                    assert_true(error <= tolerance(m, 8) * size);
                }
            free(A.p), free(T.p);
            randblas_sketch_destroy(S);
        }
}

/* A NaN spoils its own column of B, all of it, and no other one; likewise backwards. */
static void nan_stays_in_its_column(void **state)
{
    (void)state;
    static const int64_t sizes[] = {12, 64, 90, 97, 5000};
    enum { D = 6, N = 11, BAD = 4 };
    for (int f = 0; f < 2; f++)
        for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
            for (int trans = 0; trans < 2; trans++) {
                const int64_t m = sizes[k], in = trans ? D : m, out = trans ? m : D;
                uint64_t seed = 4;
                randblas_sketch *S = make(families[f], D, m, 8, 0);
                randblas_xview A = random_view(in, N, RANDBLAS_COL_MAJOR, 1, &seed);
                randblas_xview B = random_view(out, N, RANDBLAS_COL_MAJOR, 1, &seed);
                const scalar_t one = 1, zero = 0;
                *view_at(A, in / 2, BAD) = (scalar_t)NAN;
                assert_int_equal(randblas_xskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT,
                                                trans ? RANDBLAS_TRANS : RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, out, N,
                                                in, ARG(one), S, 0, 0, A.p, A.ld, ARG(zero), B.p, B.ld),
                                 0);
                for (int64_t i = 0; i < out; i++)
                    for (int64_t j = 0; j < N; j++) {
                        const scalar_t b = *view_at(B, i, j);
                        assert_int_equal(b != b, j == BAD);
                    }
                free(A.p), free(B.p);
                randblas_sketch_destroy(S);
            }
}

static void set_threads(int n)
{
#ifdef _OPENMP
    omp_set_num_threads(n);
#else
    (void)n;
#endif
}

/* Fill and apply give the same bits for any number of threads. */
static void threads_change_no_bit(void **state)
{
    (void)state;
    enum { D = 40, M = 3000, N = 37 };
    static const int threads[] = {1, 2, 3, 8};
    for (int f = 0; f < 2; f++)
        for (int64_t n = 1; n <= N; n += N - 1) {
            uint64_t seed = 4;
            randblas_sketch *S = make(families[f], D, M, 8, 0);
            randblas_xview A = random_view(M, n, RANDBLAS_ROW_MAJOR, 1, &seed);
            const size_t fill_bytes = D * M * sizeof(scalar_t), bytes = (size_t)(D * n) * sizeof(scalar_t);
            scalar_t *X[2] = {malloc(fill_bytes), malloc(fill_bytes)}, *B[2] = {malloc(bytes), malloc(bytes)};
            const scalar_t one = 1, zero = 0;
            for (int t = 0; t < 4; t++) {
                set_threads(threads[t]);
                assert_int_equal(randblas_xfill(RANDBLAS_COL_MAJOR, D, M, S, 0, 0, X[t > 0], D), 0);
                assert_int_equal(randblas_xskge(RANDBLAS_ROW_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS,
                                                D, n, M, ARG(one), S, 0, 0, A.p, A.ld, ARG(zero), B[t > 0], n),
                                 0);
                assert_memory_equal(X[0], X[t > 0], fill_bytes);
                assert_memory_equal(B[0], B[t > 0], bytes);
            }
            set_threads(2);
            free(X[0]), free(X[1]), free(B[0]), free(B[1]), free(A.p);
            randblas_sketch_destroy(S);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_is_the_least_one),
        cmocka_unit_test(hadamard_is_orthogonal),
        cmocka_unit_test(cosines_are_accurate),
        cmocka_unit_test(fill_is_the_definition),
        cmocka_unit_test(rows_are_nested_samples),
        cmocka_unit_test(sampling_is_uniform),
        cmocka_unit_test(sampling_is_without_replacement),
        cmocka_unit_test(illegal_sizes_are_refused),
        cmocka_unit_test(applying_equals_materialising),
        cmocka_unit_test(applying_past_block_sizes),
        cmocka_unit_test(applying_to_long_vectors),
        cmocka_unit_test(hadamard_kernels_are_right),
        cmocka_unit_test(fft_stages_are_right),
        cmocka_unit_test(gather_and_scatter_are_right),
        cmocka_unit_test(full_transforms_are_isometries),
        cmocka_unit_test(second_moment_is_the_identity),
        cmocka_unit_test(columns_keep_their_scales),
        cmocka_unit_test(nan_stays_in_its_column),
        cmocka_unit_test(threads_change_no_bit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
