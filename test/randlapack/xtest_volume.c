/*
 * Volume sampling and surrogate sketches against exhaustive enumeration, and their unbiasedness by adding up all
 * subsets.  Each comparison of frequencies raises a false alarm with probability 1e-10, in the approximation by
 * chi-square; of means, at 6.47 standard errors.
 */
#include "statistics.h"
#include "xlinop.h"
#include "xspectrum.h"
#include "xsubsets.h"

#include "randlapack.h"
#include "randlapack_names_impl.h"

#define EPS ((double)REAL_EPS)
#define M 6
#define SETS (1 << M)
#define SAMPLES 20000

static randblas_xlinop dense_op(randblas_xview A, int64_t m, int64_t n)
{
    return randblas_xlinop_dense(A.row_major ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR, m, n, A.p, A.ld);
}

static void random_doubles(int n, double *x, uint64_t *seed)
{
    for (int i = 0; i < n; i++) x[i] = (double)random_real(seed);
}

/* The frequencies, and the mean of the solutions whose variances enumeration gives. */
static void volume_matches_enumeration(void **state)
{
    (void)state;
    uint64_t seed = 1;
    int64_t *rows = malloc(SAMPLES * 7 * sizeof *rows);
    for (int n = 1; n <= 3; n++)
        for (int k = n; k <= M; k++) {
            const randblas_xview A = random_view(M, n, RANDBLAS_ROW_MAJOR, 1, &seed);
            const randblas_xlinop op = dense_op(A, M, n);
            const randlapack_volume_options options = {.state = randblas_seed(7 * (uint64_t)n + (uint64_t)k)};
            double probabilities[SETS] = {0}, total = 0, solutions[SETS][SMALL], whole[SMALL], b[M];
            double mean[SMALL] = {0}, second[SMALL] = {0}, sampled[SMALL] = {0};
            int64_t counts[SETS] = {0};
            random_doubles(M, b, &seed);
            normal_equations(M, n, A, SETS - 1, NULL, 0, b, NULL, whole);
            for (unsigned set = 0; set < SETS; set++)
                if (set_size(set) == k)
                    total += probabilities[set] = normal_equations(M, n, A, set, NULL, 0, b, NULL, solutions[set]);
            for (unsigned set = 0; set < SETS; set++) probabilities[set] /= total;
            assert_int_equal(randlapack_xvolume_sample(&op, k, SAMPLES, rows, 7, NULL, &options, NULL), 0);
            for (int64_t t = 0; t < SAMPLES; t++) counts[mask_of(k, rows + 7 * t, M)]++;
            double df;
            const double statistic = pearson(SETS, counts, probabilities, SAMPLES, &df);
            assert_true(df < 1 ? statistic < INFINITY : statistic <= chi_square_limit(df));
            for (unsigned set = 0; set < SETS; set++)
                for (int j = 0; j < n && probabilities[set] > 0; j++) {
                    mean[j] += probabilities[set] * solutions[set][j];
                    second[j] += probabilities[set] * solutions[set][j] * solutions[set][j];
                    sampled[j] += (double)counts[set] * solutions[set][j] / SAMPLES;
                }
            for (int j = 0; j < n; j++) {
                const double variance = fmax(0, second[j] - mean[j] * mean[j]);
                assert_true(fabs(mean[j] - whole[j]) <= 1e-10 * (1 + fabs(whole[j]))); /* E A_S^+ b_S = A^+ b */
                assert_true(fabs(sampled[j] - whole[j]) <= Z_LIMIT * sqrt(variance / SAMPLES) + 1e-9);
            }
            free(A.p);
        }
    free(rows);
}

/* Sequences of K rows with probability prop. to det(sum a a^T/q) prod q; cells are the sorted ones.  The solutions with
 * the weights that come along are unbiased. */
static void rescaled_matches_enumeration(void **state)
{
    (void)state;
    enum { R = 5, K = 3, CELLS = R * R * R };
    uint64_t seed = 2;
    int64_t *rows = malloc(SAMPLES * K * sizeof *rows);
    scalar_t *weights = malloc(SAMPLES * K * sizeof *weights), scores[R];
    for (int n = 1; n <= 3; n++) {
        const randblas_xview A = random_view(R, n, RANDBLAS_COL_MAJOR, 1, &seed);
        const randblas_xlinop op = dense_op(A, R, n);
        const randlapack_volume_options options = {.state = randblas_seed((uint64_t)n), .rescaled = 1};
        randlapack_row_sampling_report report;
        double probabilities[CELLS] = {0}, total = 0, q[R], mean[SMALL] = {0}, whole[SMALL], b[R];
        int64_t counts[CELLS] = {0};
        random_doubles(R, b, &seed);
        normal_equations(R, n, A, (1u << R) - 1, NULL, 0, b, NULL, whole);
        assert_int_equal(randlapack_xleverage(&op, scores, NULL, NULL), 0);
        for (int i = 0; i < R; i++) q[i] = (double)scores[i] / n;
        for (int c = 0; c < CELLS; c++) {
            const int p[K] = {c / (R * R), c / R % R, c % R};
            double w2[R] = {0}, x[SMALL], probability = 1;
            for (int t = 0; t < K; t++) {
                w2[p[t]] += 1 / (K * q[p[t]]);
                probability *= q[p[t]];
            }
            probability *= normal_equations(R, n, A, (1u << R) - 1, w2, 0, b, NULL, x);
            int s[K] = {p[0], p[1], p[2]};
            for (int a = 0; a < K; a++)
                for (int e = a + 1; e < K; e++)
                    if (s[e] < s[a]) {
                        const int swap = s[a];
                        s[a] = s[e], s[e] = swap;
                    }
            probabilities[(s[0] * R + s[1]) * R + s[2]] += probability;
            total += probability;
            for (int j = 0; j < n && probability > 1e-14; j++) mean[j] += probability * x[j];
        }
        for (int c = 0; c < CELLS; c++) probabilities[c] /= total;
        for (int j = 0; j < n; j++)
            assert_true(fabs(mean[j] / total - whole[j]) <= (IS_SINGLE ? 1e-4 : 1e-9) * (1 + fabs(whole[j])));
        assert_int_equal(randlapack_xvolume_sample(&op, K, SAMPLES, rows, K, weights, &options, &report), 0);
        assert_true(report.rank == n && report.expected_rows == K);
        for (int64_t t = 0; t < SAMPLES; t++) {
            const int64_t *p = rows + K * t;
            assert_true(p[0] >= 0 && p[0] <= p[1] && p[1] <= p[2] && p[2] < R);
            for (int i = 0; i < K; i++)
                assert_true(fabs((double)weights[i + K * t] * sqrt(K * q[p[i]]) - 1) <= 100 * EPS);
            counts[(p[0] * R + p[1]) * R + p[2]]++;
        }
        double df;
        const double statistic = pearson(CELLS, counts, probabilities, SAMPLES, &df);
        assert_true(statistic <= chi_square_limit(df));
        free(A.p);
    }
    free(rows), free(weights);
}

/* Probabilities prod pi prod (1 - pi) det(H_S)/det(H); E of the ridge solution is that of all rows, and E H_S^-1 g
 * too with a ridge. */
static void surrogate_matches_enumeration(void **state)
{
    (void)state;
    const double lambdas[] = {0, 0.3, 4};
    uint64_t seed = 3;
    int64_t *rows = malloc(SAMPLES * M * sizeof *rows), *sizes = malloc(SAMPLES * sizeof *sizes);
    scalar_t *weights = malloc(SAMPLES * M * sizeof *weights);
    for (int c = 0; c < 3; c++)
        for (int n = 1; n <= (c ? 8 : 4); n += c == 0 ? 1 : n == 4 ? 4 : 3) /* wide with a ridge */
            for (int weighted = 0; weighted < 2; weighted++) {
                const randblas_xview A = random_view(M, n, RANDBLAS_ROW_MAJOR, 0, &seed);
                const randblas_xlinop op = dense_op(A, M, n);
                const double given[M] = {1, 2, 3, 4, 5, 40}, lambda = lambdas[c];
                const randlapack_surrogate_options options = {.size = sizeof options,
                                                              .state = randblas_seed(10 * (uint64_t)c + (uint64_t)n),
                                                              .lambda = lambda,
                                                              .weights = weighted ? given : NULL};
                double probabilities[SETS], w2[M], b[M], g[SMALL], whole[SMALL], inverse[SMALL];
                double mean[SMALL] = {0}, mean_inverse[SMALL] = {0}, expected_rows = 0, sum = 0, forms[2] = {0};
                int64_t counts[SETS] = {0};
                randlapack_row_sampling_report report;
                random_doubles(M, b, &seed);
                random_doubles(n, g, &seed);
                for (int i = 0; i < M; i++) w2[i] = 1 / (weighted ? fmin(1, 2 * given[i] / 55) : 2.0 / M);
                normal_equations(M, n, A, SETS - 1, NULL, lambda, b, NULL, whole);
                const double det = normal_equations(M, n, A, SETS - 1, NULL, lambda, NULL, g, inverse);
                for (unsigned set = 0; set < SETS; set++) {
                    double x[SMALL], y[SMALL], p = normal_equations(M, n, A, set, w2, lambda, b, NULL, x) / det;
                    normal_equations(M, n, A, set, w2, lambda, NULL, g, y);
                    if (lambda == 0 && set_size(set) < n) p = 0;
                    for (int i = 0; i < M; i++) p *= set >> i & 1 ? 1 / w2[i] : 1 - 1 / w2[i];
                    probabilities[set] = p;
                    sum += p;
                    expected_rows += p * set_size(set);
                    for (int j = 0; j < n && p > 0; j++) {
                        mean[j] += p * x[j];
                        mean_inverse[j] += p * y[j];
                    }
                }
                assert_true(fabs(sum - 1) <= 1e-10); /* E det H_b = det H */
                for (int j = 0; j < n; j++) {
                    assert_true(fabs(mean[j] - whole[j]) <= 1e-9 * (1 + fabs(whole[j])));
                    if (lambda > 0) assert_true(fabs(mean_inverse[j] - inverse[j]) <= 1e-9 * (1 + fabs(inverse[j])));
                    forms[0] += g[j] * mean_inverse[j];
                    forms[1] += g[j] * inverse[j];
                }
                assert_true(forms[0] <= forms[1] * (1 + 1e-9)); /* less where sets of rank n - 1 are left out */
                assert_int_equal(
                    randlapack_xsurrogate_sample(&op, 2, SAMPLES, sizes, rows, M, weights, &options, &report), 0);
                for (int64_t t = 0; t < SAMPLES; t++) {
                    counts[mask_of(sizes[t], rows + M * t, M)]++;
                    for (int64_t i = 0; i < M; i++) {
                        const double w = (double)weights[i + M * t];
                        if (i < sizes[t])
                            assert_true(fabs(w * w / w2[rows[i + M * t]] - 1) <= 10 * EPS);
                        else
                            assert_true(w == 0 && rows[i + M * t] == -1);
                    }
                }
                double df;
                const double statistic = pearson(SETS, counts, probabilities, SAMPLES, &df);
                assert_true(statistic <= chi_square_limit(df));
                assert_true(fabs(report.expected_rows - expected_rows) <= 1e3 * EPS);
                free(A.p);
            }
    free(rows), free(sizes), free(weights);
}

/* The dimension is the effective one; on a larger problem the mean number of rows is as reported (variance of a sum of
 * negatively dependent indicators is at most that of independent ones). */
static void surrogate_sizes(void **state)
{
    (void)state;
    enum { R = 200, T = 300 };
    uint64_t seed = 4;
    double *s = geometric(12, 100), dimension = 0;
    const double lambda = 1e-3;
    const randblas_xview A = random_with_values(R, 12, s, RANDBLAS_COL_MAJOR, 0, &seed);
    const randblas_xlinop op = dense_op(A, R, 12);
    const randlapack_surrogate_options options = {.lambda = lambda};
    randlapack_row_sampling_report report;
    int64_t *rows = malloc((size_t)(R * T) * sizeof *rows), sizes[T];
    double mean = 0;
    for (int j = 0; j < 12; j++) dimension += s[j] * s[j] / (s[j] * s[j] + lambda);
    assert_int_equal(randlapack_xsurrogate_sample(&op, 30, T, sizes, rows, R, NULL, &options, &report), 0);
    assert_true(fabs(report.dimension - dimension) <= (IS_SINGLE ? 1e-3 : 1e-10));
    for (int t = 0; t < T; t++) mean += (double)sizes[t] / T;
    assert_true(fabs(mean - report.expected_rows) <= count_limit(T * report.expected_rows) / T);
    free(rows), free(A.p), free(s);
}

/* Every kind of operator gives the same rows as the matrix it stands for, up to ties that rounding decides. */
static void every_kind(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (int kind = 0; kind < NKINDS; kind++) {
        const int64_t n = needs_square(all_kinds[kind]) ? 20 : 6;
        sample *s = make_sample(all_kinds[kind], 20, n, &seed);
        const randblas_xlinop op = dense_op(s->dense, 20, n);
        const randlapack_surrogate_options ridge = {.lambda = 0.5};
        int64_t a[200], b[200], sizes[10], other[10];
        assert_int_equal(randlapack_xsurrogate_sample(&op, 5, 10, sizes, a, 20, NULL, &ridge, NULL), 0);
        assert_int_equal(randlapack_xsurrogate_sample(&s->A, 5, 10, other, b, 20, NULL, &ridge, NULL), 0);
        assert_memory_equal(a, b, sizeof a);
        const int info = randlapack_xvolume_sample(&op, n, 1, a, 20, NULL, NULL, NULL);
        assert_true(info == 0 || info == RANDBLAS_RANK_DEFICIENT); /* sparse samples have an empty column */
        assert_int_equal(randlapack_xvolume_sample(&s->A, n, 1, b, 20, NULL, NULL, NULL), info);
        assert_memory_equal(a, b, (size_t)n * sizeof *a);
        free_sample(s);
    }
}

static void states(void **state)
{
    (void)state;
    uint64_t seed = 6;
    const randblas_xview A = random_view(30, 4, RANDBLAS_COL_MAJOR, 0, &seed);
    const randblas_xlinop op = dense_op(A, 30, 4);
    randlapack_row_sampling_report report;
    int64_t one[180], two[180], sizes[6];
    for (int c = 0; c < 3; c++) {
        randlapack_volume_options v = {.state = randblas_seed(8), .rescaled = c == 1};
        randlapack_surrogate_options s = {.state = randblas_seed(8), .lambda = 1};
        if (c < 2) {
            assert_int_equal(randlapack_xvolume_sample(&op, 9, 6, one, 30, NULL, &v, NULL), 0);
            assert_int_equal(randlapack_xvolume_sample(&op, 9, 2, two, 30, NULL, &v, &report), 0);
            v.state = report.next;
            assert_int_equal(randlapack_xvolume_sample(&op, 9, 4, two + 60, 30, NULL, &v, NULL), 0);
        } else {
            assert_int_equal(randlapack_xsurrogate_sample(&op, 9, 6, sizes, one, 30, NULL, &s, NULL), 0);
            assert_int_equal(randlapack_xsurrogate_sample(&op, 9, 2, sizes, two, 30, NULL, &s, &report), 0);
            s.state = report.next;
            assert_int_equal(randlapack_xsurrogate_sample(&op, 9, 4, sizes, two + 60, 30, NULL, &s, NULL), 0);
        }
        for (int t = 0; t < 6; t++) assert_memory_equal(one + 30 * t, two + 30 * t, 9 * sizeof *one);
    }
    free(A.p);
}

/* Scales, rank deficiency, NaN, sizes of nothing. */
static void special_matrices(void **state)
{
    (void)state;
    uint64_t seed = 7;
    const int most = IS_SINGLE ? 100 : 664;
    const randblas_xview A = random_view(20, 3, RANDBLAS_COL_MAJOR, 0, &seed), B = copy_view(A, 20, 3);
    const randblas_xlinop op = dense_op(A, 20, 3), other = dense_op(B, 20, 3);
    const randlapack_volume_options rescaled = {.rescaled = 1};
    int64_t one[20], two[20], size;
    scalar_t w[20];
    for (int c = -1; c <= 1; c += 2) {
        for (int i = 0; i < 60; i++) B.p[i] = (scalar_t)ldexp((double)A.p[i], c * most);
        assert_int_equal(randlapack_xvolume_sample(&op, 8, 1, one, 20, w, &rescaled, NULL), 0);
        assert_int_equal(randlapack_xvolume_sample(&other, 8, 1, two, 20, w, &rescaled, NULL), 0);
        assert_memory_equal(one, two, 8 * sizeof *one);
    }
    for (int i = 0; i < 20; i++) *view_at(A, i, 2) = *view_at(A, i, 1);
    assert_int_equal(randlapack_xvolume_sample(&op, 8, 1, one, 20, w, NULL, NULL), RANDBLAS_RANK_DEFICIENT);
    assert_true(one[0] == -1 && one[7] == -1 && w[7] == 0);
    assert_int_equal(randlapack_xsurrogate_sample(&op, 8, 1, &size, one, 20, w, NULL, NULL), RANDBLAS_RANK_DEFICIENT);
    assert_true(size >= 2);
    const scalar_t bad[] = {(scalar_t)NAN, (scalar_t)INFINITY};
    for (int c = 0; c < 2; c++) {
        *view_at(A, 4, 1) = bad[c];
        assert_int_equal(randlapack_xvolume_sample(&op, 8, 1, one, 20, w, NULL, NULL), RANDBLAS_NOT_FINITE);
        assert_true(one[0] == -1 && w[0] == 0);
        assert_int_equal(randlapack_xsurrogate_sample(&op, 8, 1, &size, one, 20, w, NULL, NULL), RANDBLAS_NOT_FINITE);
        assert_true(size == 0 && one[0] == -1 && w[0] == 0);
    }
    const randblas_xlinop none = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 0, 0, NULL, 1);
    const randblas_xlinop empty = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 5, 0, NULL, 5);
    assert_int_equal(randlapack_xvolume_sample(&none, 0, 1, NULL, 1, NULL, NULL, NULL), 0);
    assert_int_equal(randlapack_xsurrogate_sample(&none, 0, 1, &size, NULL, 1, NULL, NULL, NULL), 0);
    assert_int_equal(randlapack_xvolume_sample(&empty, 3, 1, one, 5, NULL, NULL, NULL), 0);
    mask_of(3, one, 5);
    assert_int_equal(randlapack_xsurrogate_sample(&empty, 5, 1, &size, one, 5, NULL, NULL, NULL), 0);
    assert_int_equal(size, 5);
    assert_int_equal(randlapack_xvolume_sample(&empty, 3, 1, one, 5, NULL, &rescaled, NULL), -1);
    free(A.p), free(B.p);
}

static void illegal_arguments(void **state)
{
    (void)state;
    uint64_t seed = 8;
    const randblas_xview A = random_view(9, 3, RANDBLAS_COL_MAJOR, 0, &seed);
    const randblas_xlinop op = dense_op(A, 9, 3), wide = dense_op(A, 2, 3);
    randblas_xlinop broken = op;
    broken.ld = 1;
    int64_t rows[18] = {-7}, sizes[2] = {-7, -7};
    scalar_t w[18] = {7};
#define VOLUME(A, k, count, rows, ldr, options) randlapack_xvolume_sample(A, k, count, rows, ldr, w, options, NULL)
    assert_int_equal(VOLUME(NULL, 4, 2, rows, 9, NULL), -1);
    assert_int_equal(VOLUME(&broken, 4, 2, rows, 9, NULL), -1);
    assert_int_equal(VOLUME(&wide, 4, 2, rows, 9, NULL), -1);
    assert_int_equal(VOLUME(&op, 2, 2, rows, 9, NULL), -2);
    assert_int_equal(VOLUME(&op, 10, 2, rows, 10, NULL), -2);
    assert_int_equal(VOLUME(&op, 4, -1, rows, 9, NULL), -3);
    assert_int_equal(VOLUME(&op, 4, 2, NULL, 9, NULL), -4);
    assert_int_equal(VOLUME(&op, 4, 2, rows, 3, NULL), -5);
    const randlapack_volume_options bad[] = {
        {.size = 8},
        {.control.memory_limit = -1},
        {.control.allocate = counting_allocate},
        {.control.release = counting_release},
    };
    for (int k = 0; k < 4; k++) assert_int_equal(VOLUME(&op, 4, 2, rows, 9, &bad[k]), -7);
#define SURROGATE(A, k, count, sizes, rows, ldr, options)                                                              \
    randlapack_xsurrogate_sample(A, k, count, sizes, rows, ldr, w, options, NULL)
    assert_int_equal(SURROGATE(NULL, 4, 2, sizes, rows, 9, NULL), -1);
    assert_int_equal(SURROGATE(&broken, 4, 2, sizes, rows, 9, NULL), -1);
    assert_int_equal(SURROGATE(&wide, 1, 2, sizes, rows, 9, NULL), -1);
    assert_int_equal(SURROGATE(&op, 0, 2, sizes, rows, 9, NULL), -2);
    assert_int_equal(SURROGATE(&op, 10, 2, sizes, rows, 9, NULL), -2);
    assert_int_equal(SURROGATE(&op, 4, -1, sizes, rows, 9, NULL), -3);
    assert_int_equal(SURROGATE(&op, 4, 2, NULL, rows, 9, NULL), -4);
    assert_int_equal(SURROGATE(&op, 4, 2, sizes, NULL, 9, NULL), -5);
    assert_int_equal(SURROGATE(&op, 4, 2, sizes, rows, 8, NULL), -6);
    const double negative[9] = {1, 1, -1, 1, 1, 1, 1, 1, 1}, zero[9] = {1}, missing[9] = {1, NAN, 1, 1, 1, 1, 1, 1, 1};
    const double huge[9] = {1e308, 1e308, 1e308, 1e308, 1, 1, 1, 1, 1};
    const double tiny[9] = {1e300, 1e-300, 1, 1, 1, 1, 1, 1, 1};
    const randlapack_surrogate_options worse[] = {
        {.size = 8},
        {.control.memory_limit = -1},
        {.control.allocate = counting_allocate},
        {.control.release = counting_release},
        {.lambda = -1},
        {.lambda = NAN},
        {.weights = negative},
        {.weights = zero},
        {.weights = missing},
        {.weights = huge},
        {.weights = tiny},
    };
    for (int k = 0; k < 11; k++) assert_int_equal(SURROGATE(&op, 4, 2, sizes, rows, 9, &worse[k]), -8);
    assert_true(rows[0] == -7 && sizes[0] == -7 && w[0] == 7);
    free(A.p);
}

static int call(int which, const randblas_xlinop *op, const randblas_control *control)
{
    int64_t sizes[3], rows[60];
    scalar_t w[60];
    const randlapack_volume_options v = {.control = *control, .rescaled = which == 1};
    const randlapack_surrogate_options s = {.control = *control, .lambda = 1};
    if (which < 2) return randlapack_xvolume_sample(op, 8, 3, rows, 20, w, &v, NULL);
    return randlapack_xsurrogate_sample(op, 8, 3, sizes, rows, 20, w, &s, NULL);
}

static void progress_and_memory(void **state)
{
    (void)state;
    static const char *const phases[] = {"factor", "sample"};
    uint64_t seed = 9;
    for (int which = 0; which < 3; which++) {
        sample *s = make_sample(RANDBLAS_CALLBACK, 20, 4, &seed);
        counting all = {0};
        randblas_control control = {.allocate = counting_allocate, .release = counting_release};
        control.allocator_context = &all;
        assert_int_equal(call(which, &s->A, &control), 0);
        assert_true(all.requests > 5 && all.out == 0);
        for (int64_t k = 1; k <= all.requests; k++) {
            counting failing = {.refuse = k};
            control.allocator_context = &failing;
            assert_int_equal(call(which, &s->A, &control), RANDBLAS_OUT_OF_MEMORY);
            assert_true(failing.out == 0 && failing.requests == k);
        }
        for (int k = 0; k < 4; k++) {
            watching watch = {.cancel_in = phases[k > 0], .skip = k > 0 ? k - 1 : 0};
            control = (randblas_control){.progress = watching_progress, .progress_context = &watch};
            assert_int_equal(call(which, &s->A, &control), RANDBLAS_CANCELLED);
        }
        control = (randblas_control){.memory_limit = 500};
        assert_int_equal(call(which, &s->A, &control), RANDBLAS_MEMORY_LIMIT);
        control = (randblas_control){0};
        s->fail_at = s->calls + 1;
        assert_int_equal(call(which, &s->A, &control), RANDBLAS_CALLBACK_FAILED);
        free_sample(s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(volume_matches_enumeration),
        cmocka_unit_test(rescaled_matches_enumeration),
        cmocka_unit_test(surrogate_matches_enumeration),
        cmocka_unit_test(surrogate_sizes),
        cmocka_unit_test(every_kind),
        cmocka_unit_test(states),
        cmocka_unit_test(special_matrices),
        cmocka_unit_test(illegal_arguments),
        cmocka_unit_test(progress_and_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
