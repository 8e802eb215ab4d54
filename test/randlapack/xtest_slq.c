/* Stochastic Lanczos quadrature against definitions, exact spectra and its own confidence intervals. */
#include "statistics.h"
#include "xlinop.h"
#include "xspectrum.h"

#include "randlapack.h"
#include "randlapack_names_impl.h"

#ifdef _OPENMP
#include <omp.h>
#endif

#define EPS ((double)REAL_EPS)

static const randlapack_spectral_function log_of = {.kind = RANDLAPACK_FUNCTION_LOG};

static randlapack_spectral_function power(double p)
{
    return (randlapack_spectral_function){.kind = RANDLAPACK_FUNCTION_POWER, .parameter = p};
}

/* Q diag(values) Q^T, column major. */
static randblas_xview symmetric(int64_t n, const double *values, uint64_t *seed)
{
    scalar_t *Q = random_orthonormal(n, n, seed);
    const randblas_xview A = random_view(n, n, RANDBLAS_COL_MAJOR, 1, seed);
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j <= i; j++) {
            double sum = 0;
            for (int64_t t = 0; t < n; t++) sum += (double)Q[i + t * n] * values[t] * (double)Q[j + t * n];
            *view_at(A, i, j) = *view_at(A, j, i) = (scalar_t)sum;
        }
    free(Q);
    return A;
}

static randblas_xlinop dense(int64_t n, randblas_xview A)
{
    return randblas_xlinop_dense(RANDBLAS_COL_MAJOR, n, n, A.p, A.ld);
}

static randblas_xlinop diagonal(int64_t n, scalar_t *values, int64_t *ptr, int64_t *colind)
{
    for (int64_t i = 0; i <= n; i++) ptr[i] = i;
    for (int64_t i = 0; i < n; i++) colind[i] = i;
    return randblas_xlinop_csr(n, n, ptr, colind, values);
}

/* Probe i by the definition of its family, of length sqrt(n). */
static void probe(randblas_family family, int64_t n, int64_t i, randblas_state state, double *z)
{
    randblas_dist dist = family == RANDBLAS_GAUSSIAN ? randblas_gaussian(n, i + 1) : randblas_rademacher(n, i + 1);
    dist.unscaled = 1;
    randblas_sketch *S = NULL;
    scalar_t *x = malloc((size_t)(n + 1) * sizeof *x);
    double norm = 0;
    assert_int_equal(randblas_sketch_create(&dist, &state, &S, NULL), 0);
    assert_int_equal(randblas_xfill(RANDBLAS_COL_MAJOR, n, 1, S, 0, i, x, n), 0);
    for (int64_t k = 0; k < n; k++) norm = hypot(norm, (double)x[k]);
    for (int64_t k = 0; k < n; k++) z[k] = (double)x[k] * sqrt((double)n) / norm;
    randblas_sketch_destroy(S);
    free(x);
}

/* y = op(A) x for a column-major view. */
static void multiply(int64_t m, int64_t n, randblas_xview A, bool transposed, const double *x, double *y)
{
    for (int64_t i = 0; i < (transposed ? n : m); i++) y[i] = 0;
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < n; j++) {
            const double a = (double)*view_at(A, i, j);
            if (transposed)
                y[j] += a * x[i];
            else
                y[i] += a * x[j];
        }
}

static double moment(const randlapack_quadrature *Q, int64_t rule, int p)
{
    const int64_t k = randlapack_quadrature_degree(Q, rule);
    double nodes[256], weights[256], sum = 0;
    assert_int_equal(randlapack_quadrature_rule(Q, rule, nodes, weights), 0);
    for (int64_t i = 0; i < k; i++) sum += weights[i] * pow(nodes[i], p);
    for (int64_t i = 0; i < k; i++) assert_true(weights[i] >= 0 && (i == 0 || nodes[i] >= nodes[i - 1]));
    return sum;
}

/* A rule of k nodes gives z^T A^p z for p < 2 k, of every kind of operator and for both families of probes. */
static void gauss_exactness(void **state)
{
    (void)state;
    uint64_t seed = 1;
    const randblas_family families[] = {0, RANDBLAS_RADEMACHER, RANDBLAS_GAUSSIAN};
    for (int kind = 0; kind < NKINDS; kind++)
        for (int g = 0; g < 3; g++) {
            const int64_t n = 41, degree = 4;
            sample *s = make_sample(all_kinds[kind], n, n, &seed);
            /* make it symmetric: A + A^T as a callback would do, from the dense copy */
            const randblas_xview S = copy_view(s->dense, n, n);
            for (int64_t i = 0; i < n; i++)
                for (int64_t j = 0; j < n; j++)
                    *view_at(S, i, j) = (*view_at(s->dense, i, j) + *view_at(s->dense, j, i)) / 8;
            sample t = {.dense = S};
            const bool own = needs_square(all_kinds[kind]);
            randblas_xlinop A = own ? s->A : randblas_xlinop_dense(RANDBLAS_COL_MAJOR, n, n, S.p, S.ld);
            int64_t ptr[42], index[41 * 41], rows[41 * 41];
            scalar_t values[41 * 41];
            if (all_kinds[kind] == RANDBLAS_CALLBACK)
                t.A = A = randblas_xlinop_callback(n, n, callback_by_definition, &t);
            if (linop_is_sparse(&s->A)) {
                randblas_xlinop C = {.kind = all_kinds[kind], .rows = n, .cols = n, .nnz = n * n, .values = values};
                C.ptr = C.kind == RANDBLAS_COO ? NULL : ptr;
                C.rowind = C.kind == RANDBLAS_CSR ? NULL : rows;
                C.colind = C.kind == RANDBLAS_CSC ? NULL : index;
                assert_int_equal(randblas_xconvert(&A, &C), 0);
                A = C;
            }
            const randblas_xview D = own ? s->dense : S;
            const randlapack_slq_options options = {
                .degree = degree, .samples = 9, .family = families[g], .state = randblas_seed(7)};
            randlapack_quadrature *Q = NULL;
            assert_int_equal(randlapack_xquadrature_create(&A, 0, NULL, &Q, &options, NULL), 0);
            assert_int_equal(randlapack_quadrature_samples(Q), 9);
            for (int64_t i = 0; i < 9; i++) {
                double z[41], x[41], y[41];
                probe(families[g], n, i, options.state, z);
                memcpy(x, z, sizeof x);
                for (int p = 0; p < 2 * degree; p++) {
                    double expected = 0, size = 0;
                    for (int64_t k = 0; k < n; k++) expected += z[k] * x[k], size += fabs(z[k] * x[k]);
                    assert_true(fabs(moment(Q, i, p) - expected) <= 2000 * EPS * (size + pow(3, p)));
                    multiply(n, n, D, false, x, y);
                    memcpy(x, y, sizeof x);
                }
            }
            randlapack_quadrature_destroy(Q);
            free(S.p), free_sample(s);
        }
}

/* Singular values and their squares: even moments are norms of A z, A^T A z, ..., tall, square and wide. */
static void singular_moments(void **state)
{
    (void)state;
    uint64_t seed = 2;
    const int64_t shapes[][2] = {{30, 12}, {20, 20}, {5, 17}, {1, 9}, {9, 1}};
    for (int kind = 0; kind < NKINDS; kind++)
        for (int c = 0; c < 5; c++) {
            const int64_t m = shapes[c][0], n = shapes[c][1];
            if (needs_square(all_kinds[kind]) && m != n) continue;
            sample *s = make_sample(all_kinds[kind], m, n, &seed);
            for (int gram = 0; gram < 2; gram++) {
                const randlapack_slq_options options = {.degree = 5,
                                                        .samples = 3,
                                                        .spectrum = gram ? RANDLAPACK_SPECTRUM_GRAM
                                                                         : RANDLAPACK_SPECTRUM_SINGULAR};
                randlapack_quadrature *Q = NULL;
                assert_int_equal(randlapack_xquadrature_create(&s->A, 0, NULL, &Q, &options, NULL), 0);
                for (int64_t i = 0; i < 3; i++) {
                    double x[40], y[40];
                    probe(RANDBLAS_RADEMACHER, n, i, options.state, x);
                    for (int p = 0; p < 5; p++) { /* x = (A^T A)^(p/2) z, or A of it */
                        double norm = 0;
                        const bool back = p % 2 == 1;
                        for (int64_t k = 0; k < (back ? m : n); k++) norm += x[k] * x[k];
                        assert_true(fabs(moment(Q, i, gram ? p : 2 * p) - norm) <= 5000 * EPS * (norm + 1));
                        multiply(m, n, s->dense, back, x, y);
                        memcpy(x, y, sizeof x);
                    }
                }
                randlapack_quadrature_destroy(Q);
            }
            free_sample(s);
        }
}

/* As many steps as there are eigenvalues, and Rademacher probes on a diagonal matrix: every probe gives the trace. */
static void exact_on_diagonals(void **state)
{
    (void)state;
    int64_t ptr[41], colind[40];
    scalar_t values[40];
    double sum = 0, inverse = 0;
    for (int i = 0; i < 40; i++) values[i] = (scalar_t)(1 + i % 8); /* eight clusters: runs end after eight steps */
    for (int i = 0; i < 40; i++) sum += log((double)values[i]), inverse += 1 / (double)values[i];
    const randblas_xlinop A = diagonal(40, values, ptr, colind);
    for (int how = 0; how <= RANDLAPACK_REORTHOGONALISE_FULL; how++) {
        const randlapack_spectral_function f[] = {
            log_of, power(-1), {.kind = RANDLAPACK_FUNCTION_COUNT, .parameter = 4.5}};
        const randlapack_slq_options options = {.samples = 5, .reorthogonalise = (randlapack_reorthogonalise)how};
        randlapack_spectral_value v[3];
        randlapack_slq_report report;
        assert_int_equal(randlapack_xslq(&A, 3, f, v, &options, &report), 0);
        assert_true(fabs(v[0].value - sum) <= 1000 * EPS * sum && v[0].half_width <= 1000 * EPS * sum);
        assert_true(fabs(v[1].value - inverse) <= 1000 * EPS * inverse);
        assert_true(fabs(v[2].value - 20) <= 1e5 * EPS);
        assert_true(fabs(report.smallest - 1) <= 100 * EPS && fabs(report.largest - 8) <= 100 * EPS);
        assert_true(report.degree == 8 && report.samples == 5);
        assert_true(report.degree_error == 0);
    }
}

/* The interval covers the exact value as often as it says.  400 runs at 90 %: the number of misses is binomial with
 * mean 40, within 39 of it but with a probability below FALSE_ALARM (Z_LIMIT standard deviations of 6). */
static void intervals_cover(void **state)
{
    (void)state;
    uint64_t seed = 4;
    double values[50], expected = 0;
    for (int i = 0; i < 50; i++) values[i] = 0.1 + 0.02 * i, expected += log(values[i]);
    const randblas_xview M = symmetric(50, values, &seed);
    const randblas_xlinop A = dense(50, M);
    int misses = 0;
    for (uint64_t run = 0; run < 400; run++) {
        const randlapack_slq_options options = {
            .degree = 30, .samples = 12, .confidence = 0.9, .state = randblas_seed(run)};
        randlapack_spectral_value v;
        assert_int_equal(randlapack_xslq(&A, 1, &log_of, &v, &options, NULL), 0);
        misses += fabs(v.value - expected) > v.half_width;
        assert_true(v.half_width > v.standard_error && v.standard_error > 0);
    }
    assert_true(abs(misses - 40) <= 39);
    free(M.p);
}

/* A wanted error is reached whatever the scale of A and the sign of the log-determinant, at the same cost. */
static void adaptive_and_scales(void **state)
{
    (void)state;
    uint64_t seed = 5;
    double values[60];
    const int most = IS_SINGLE ? 95 : 498;
    int64_t samples = 0;
    for (int i = 0; i < 60; i++) values[i] = 0.5 + 0.1 * i;
    const randblas_xview M = symmetric(60, values, &seed);
    for (int e = -most; e <= most; e += most) {
        const randblas_xview S = copy_view(M, 60, 60);
        double inverse = 0, log_det = 0;
        for (int64_t i = 0; i < 60 * S.ld; i++) S.p[i] = (scalar_t)ldexp((double)S.p[i], e);
        for (int i = 0; i < 60; i++) inverse += ldexp(1 / values[i], -e), log_det += log(values[i]) + e * log(2);
        const randblas_xlinop A = dense(60, S);
        const randlapack_spectral_function f[] = {{.kind = RANDLAPACK_FUNCTION_INVERSE}, log_of};
        const randlapack_slq_options options = {.relative = 0.02, .degree_tolerance = 1e-4, .degree = 60};
        randlapack_spectral_value v[2];
        randlapack_slq_report report;
        assert_int_equal(randlapack_xslq(&A, 1, f, v, &options, &report), 0);
        assert_true(v[0].half_width <= 0.02 * v[0].value);
        assert_true(fabs(v[0].value - inverse) <= 3.5 * v[0].half_width);
        if (e == -most) samples = report.samples;
        assert_int_equal(report.samples, samples); /* scaling changes nothing */
        assert_true(report.degree < 60 && report.degree_error <= 1e-4);
        assert_int_equal(randlapack_xslq(&A, 1, f + 1, v, &options, &report), 0);
        assert_true(fabs(v[0].value - log_det) <= 3.5 * v[0].half_width + 1e-4 * fabs(log_det));
        free(S.p);
    }
    free(M.p);
}

/* Neither threads nor (sparse A) the block change a bit; a longer run repeats the samples of a shorter one. */
static void bits(void **state)
{
    (void)state;
    enum { n = 700 };
    int64_t ptr[n + 1], colind[3 * n], nnz = 0;
    scalar_t values[3 * n];
    for (int64_t i = 0; i < n; i++) {
        ptr[i] = nnz;
        for (int64_t j = i > 0 ? i - 1 : 0; j <= i + 1 && j < n; j++) {
            colind[nnz] = j;
            const double outlying = i % 300 == 5 ? 60 : 0; /* some reorthogonalisation is needed */
            values[nnz++] = (scalar_t)(i == j ? 2.1 + outlying + 0.001 * (double)i : -1);
        }
    }
    ptr[n] = nnz;
    const randblas_xlinop A = randblas_xlinop_csr(n, n, ptr, colind, values);
    for (int how = 0; how <= RANDLAPACK_REORTHOGONALISE_FULL; how++) {
        randlapack_slq_options options = {
            .degree = 40, .samples = 21, .reorthogonalise = (randlapack_reorthogonalise)how};
        randlapack_quadrature *Q = NULL, *R = NULL;
        randlapack_slq_report report;
        assert_int_equal(randlapack_xquadrature_create(&A, 0, NULL, &Q, &options, &report), 0);
        for (int64_t block = 1; block <= 64; block *= 4) {
            options.block = block;
            options.samples = 25;
#ifdef _OPENMP
            omp_set_num_threads(block % 3 == 1 ? 1 : 2);
#endif
            assert_int_equal(randlapack_xquadrature_create(&A, 0, NULL, &R, &options, NULL), 0);
            for (int64_t i = 0; i < 21; i++)
                for (int p = 0; p < 4; p++) assert_true(moment(Q, i, p) == moment(R, i, p));
            randlapack_quadrature_destroy(R);
        }
        if (how == RANDLAPACK_REORTHOGONALISE_PARTIAL) /* vectors are not kept before the first that needs them */
            assert_true(report.products > 21 * 40 && report.products < 2 * 21 * 40);
        else
            assert_int_equal(report.products, 21 * 40);
        if (how == RANDLAPACK_REORTHOGONALISE_NONE) assert_int_equal(report.reorthogonalised, 0);
        if (how == RANDLAPACK_REORTHOGONALISE_FULL) assert_int_equal(report.reorthogonalised, 21 * 40);
        if (how == RANDLAPACK_REORTHOGONALISE_PARTIAL)
            assert_true(report.reorthogonalised > 0 && report.reorthogonalised < 21 * 25);
        randlapack_quadrature_destroy(Q);
    }
}

/* Semiorthogonality: where plain Lanczos finds outlying eigenvalues again and again, these find each once. */
static void copies(void **state)
{
    (void)state;
    enum { n = 300 };
    int64_t ptr[n + 1], colind[n];
    scalar_t values[n];
    for (int i = 0; i < n; i++) values[i] = (scalar_t)(i < 3 ? 100 + 50 * i : (double)i / n);
    const randblas_xlinop A = diagonal(n, values, ptr, colind);
    for (int how = 0; how <= RANDLAPACK_REORTHOGONALISE_FULL; how++) {
        const randlapack_slq_options options = {
            .degree = 60, .samples = 4, .reorthogonalise = (randlapack_reorthogonalise)how, .window = 3};
        randlapack_quadrature *Q = NULL;
        randlapack_slq_report report;
        assert_int_equal(randlapack_xquadrature_create(&A, 0, NULL, &Q, &options, &report), 0);
        if (how == RANDLAPACK_REORTHOGONALISE_PARTIAL)
            assert_true(report.reorthogonalised > 0 && report.reorthogonalised < 4 * 40);
        for (int64_t i = 0; i < 4; i++) {
            double nodes[64], weights[64], weight = 0;
            int outlying = 0;
            randlapack_quadrature_rule(Q, i, nodes, weights);
            for (int64_t k = 0; k < randlapack_quadrature_degree(Q, i); k++)
                if (nodes[k] > 50) outlying++, weight += weights[k];
            assert_true(fabs(weight - 3) <= 1e-3); /* each has the weight of its eigenvalue, all copies together */
            if (how >= RANDLAPACK_REORTHOGONALISE_PARTIAL) assert_int_equal(outlying, 3);
            if (how == RANDLAPACK_REORTHOGONALISE_NONE) assert_true(outlying > 3);
        }
        randlapack_quadrature_destroy(Q);
    }
}

/* Shifts: A + t I by its own run; effective dimension, density and counts of a known spectrum. */
static void affine_families(void **state)
{
    (void)state;
    uint64_t seed = 8;
    double values[40];
    for (int i = 0; i < 40; i++) values[i] = 0.02 * i;
    const randblas_xview M = symmetric(40, values, &seed);
    const randblas_xlinop A = dense(40, M);
    const randlapack_slq_options options = {.degree = 20, .samples = 40};
    randlapack_quadrature *Q = NULL;
    assert_int_equal(randlapack_xquadrature_create(&A, 0, NULL, &Q, &options, NULL), 0);
    const double shifts[] = {0.1, 1, 10};
    randlapack_spectral_value v[3], own, count[2];
    assert_int_equal(randlapack_quadrature_sum(Q, &log_of, 3, shifts, 0, v), 0);
    for (int t = 0; t < 3; t++) {
        const randblas_xview S = copy_view(M, 40, 40);
        for (int64_t i = 0; i < 40; i++) *view_at(S, i, i) += (scalar_t)shifts[t];
        const randblas_xlinop B = dense(40, S);
        assert_int_equal(randlapack_xslq(&B, 1, &log_of, &own, &options, NULL), 0);
        assert_true(fabs(own.value - v[t].value) <= 1e4 * EPS * 40);
        assert_true(fabs(own.half_width - v[t].half_width) <= 1e4 * EPS * 40);
        free(S.p);
    }
    for (int t = 0; t < 3; t++) {
        const randlapack_spectral_function ratio = {.kind = RANDLAPACK_FUNCTION_RATIO, .parameter = shifts[t]};
        double expected = 0;
        const double none = 0;
        for (int i = 0; i < 40; i++) expected += values[i] / (values[i] + shifts[t]);
        assert_int_equal(randlapack_quadrature_sum(Q, &ratio, 1, &none, 0.999, &own), 0);
        assert_true(fabs(own.value - expected) <= 3 * own.half_width + 1e-3);
    }
    const double ends[] = {-0.5, 0.9};
    assert_int_equal(randlapack_quadrature_count(Q, 2, ends, 0, count), 0);
    assert_true(count[0].value == 0 && fabs(count[1].value - 40) <= 1e3 * EPS);
    double integral = 0;
    for (int i = 0; i < 400; i++) {
        const double x = -0.5 + i * 0.005;
        assert_int_equal(randlapack_quadrature_density(Q, 0.05, 1, &x, 0, &own), 0);
        integral += own.value * 0.005;
    }
    assert_true(fabs(integral - 1) <= 1e-4);
    randlapack_quadrature_destroy(Q);
    free(M.p);
}

static int cube(void *context, int64_t count, const double *x, double *y)
{
    for (int64_t i = 0; i < count; i++) y[i] = x[i] * x[i] * x[i];
    return *(int *)context;
}

/* Functions by their definitions; each on a diagonal, where Rademacher probes are exact. */
static void functions(void **state)
{
    (void)state;
    int64_t ptr[7], colind[6];
    int failing = 0;
    scalar_t values[] = {1, 2, 3, 5, 8, 13};
    const randblas_xlinop A = diagonal(6, values, ptr, colind);
    const randlapack_spectral_function f[] = {
        log_of,
        {.kind = RANDLAPACK_FUNCTION_LOG_ABS},
        {.kind = RANDLAPACK_FUNCTION_INVERSE},
        {.kind = RANDLAPACK_FUNCTION_SQRT},
        power(1.5),
        {.kind = RANDLAPACK_FUNCTION_ABS_POWER, .parameter = 3},
        {.kind = RANDLAPACK_FUNCTION_EXP, .parameter = -0.5},
        {.kind = RANDLAPACK_FUNCTION_RATIO, .parameter = 2},
        {.kind = RANDLAPACK_FUNCTION_USER, .evaluate = cube, .context = &failing}};
    double expected[9] = {0};
    for (int i = 0; i < 6; i++) {
        const double x = (double)values[i];
        const double y[] = {log(x),    log(x),      1 / x,       sqrt(x),  x * sqrt(x),
                            x * x * x, exp(-x / 2), x / (x + 2), x * x * x};
        for (int k = 0; k < 9; k++) expected[k] += y[k];
    }
    randlapack_spectral_value v[9];
    assert_int_equal(randlapack_xslq(&A, 9, f, v, NULL, NULL), 0);
    for (int k = 0; k < 9; k++) assert_true(fabs(v[k].value - expected[k]) <= 1000 * EPS * expected[k]);
    failing = 3;
    assert_int_equal(randlapack_xslq(&A, 9, f, v, NULL, NULL), RANDBLAS_CALLBACK_FAILED);
}

/* No NaN in silence: what has no value, or no digit, is told. */
static void outcomes(void **state)
{
    (void)state;
    int64_t ptr[7], colind[6];
    scalar_t indefinite[] = {1, 2, -3, 5, 8, 13}, singular[] = {1, 2, 0, 5, 8, 13}, zero[6] = {0};
    const randlapack_spectral_function half = power(0.5), minus = power(-2);
    const randlapack_spectral_function huge = {.kind = RANDLAPACK_FUNCTION_EXP, .parameter = 1e3};
    const randlapack_spectral_function root = {.kind = RANDLAPACK_FUNCTION_SQRT};
    const randlapack_spectral_function absolute = {.kind = RANDLAPACK_FUNCTION_LOG_ABS};
    randlapack_spectral_value v;
    randblas_xlinop A = diagonal(6, indefinite, ptr, colind);
    assert_int_equal(randlapack_xslq(&A, 1, &log_of, &v, NULL, NULL), RANDBLAS_NOT_POSITIVE_DEFINITE);
    assert_true(isnan(v.value));
    assert_int_equal(randlapack_xslq(&A, 1, &half, &v, NULL, NULL), RANDBLAS_NOT_POSITIVE_DEFINITE);
    assert_int_equal(randlapack_xslq(&A, 1, &absolute, &v, NULL, NULL), 0);
    assert_true(fabs(v.value - log(3120)) <= 1000 * EPS);
    assert_int_equal(randlapack_xslq(&A, 1, &huge, &v, NULL, NULL), RANDBLAS_NOT_FINITE);
    assert_true(isnan(v.value));
    A = diagonal(6, singular, ptr, colind);
    assert_int_equal(randlapack_xslq(&A, 1, &log_of, &v, NULL, NULL), RANDBLAS_RANK_DEFICIENT);
    assert_int_equal(randlapack_xslq(&A, 1, &minus, &v, NULL, NULL), RANDBLAS_RANK_DEFICIENT);
    assert_int_equal(randlapack_xslq(&A, 1, &root, &v, NULL, NULL), 0);
    assert_true(isfinite(v.value));
    A = diagonal(6, zero, ptr, colind);
    assert_int_equal(randlapack_xslq(&A, 1, &log_of, &v, NULL, NULL), RANDBLAS_RANK_DEFICIENT);
    const randlapack_spectral_function one = {.kind = RANDLAPACK_FUNCTION_EXP, .parameter = 1};
    assert_int_equal(randlapack_xslq(&A, 1, &one, &v, NULL, NULL), 0);
    assert_true(fabs(v.value - 6) <= 100 * EPS && v.half_width <= 100 * EPS);
    const randlapack_slq_options few = {.relative = 1e-12, .max_samples = 40, .family = RANDBLAS_GAUSSIAN};
    A = diagonal(6, singular, ptr, colind);
    assert_int_equal(randlapack_xslq(&A, 1, &root, &v, &few, NULL), RANDBLAS_NOT_CONVERGED);
    assert_true(isfinite(v.value));
}

/* Sizes 0, 1, 2; wide and empty ones of singular values. */
static void small(void **state)
{
    (void)state;
    uint64_t seed = 11;
    for (int64_t n = 0; n <= 2; n++) {
        double values[] = {2, 3};
        const randblas_xview M = symmetric(n, values, &seed);
        const randblas_xlinop A = dense(n, M);
        const double expected[] = {0, log(2), log(6)};
        randlapack_spectral_value v;
        const randlapack_slq_options options = {.samples = 400};
        assert_int_equal(randlapack_xslq(&A, 1, &log_of, &v, &options, NULL), 0);
        assert_true(fabs(v.value - expected[n]) <= 8 * v.standard_error + 100 * EPS);
        free(M.p);
    }
    for (int64_t m = 0; m <= 2; m++)
        for (int64_t n = 0; n <= 2; n++) {
            sample *s = make_sample(RANDBLAS_DENSE, m, n, &seed);
            const randlapack_slq_options options = {.samples = 2000, .spectrum = RANDLAPACK_SPECTRUM_GRAM};
            const randlapack_spectral_function same = power(1);
            randlapack_spectral_value v;
            double expected = 0;
            for (int64_t i = 0; i < m; i++)
                for (int64_t j = 0; j < n; j++) expected += pow((double)*view_at(s->dense, i, j), 2);
            assert_int_equal(randlapack_xslq(&s->A, 1, &same, &v, &options, NULL), 0);
            assert_true(fabs(v.value - expected) <= Z_LIMIT * v.standard_error + 100 * EPS);
            free_sample(s);
        }
}

static void not_finite(void **state)
{
    (void)state;
    uint64_t seed = 12;
    for (int kind = 0; kind < NKINDS; kind++)
        for (int nan = 0; nan < 2; nan++) {
            sample *s = make_spoiled_sample(all_kinds[kind], 9, 9, nan, &seed);
            const randlapack_slq_options options = {.spectrum = RANDLAPACK_SPECTRUM_SINGULAR};
            randlapack_spectral_value v;
            randlapack_quadrature *Q = (randlapack_quadrature *)&v;
            const randlapack_spectral_function same = power(1);
            assert_int_equal(randlapack_xslq(&s->A, 1, &same, &v, &options, NULL), RANDBLAS_NOT_FINITE);
            assert_true(isnan(v.value) && isnan(v.half_width));
            assert_int_equal(randlapack_xquadrature_create(&s->A, 0, NULL, &Q, NULL, NULL), RANDBLAS_NOT_FINITE);
            assert_null(Q);
            free_sample(s);
        }
}

static void illegal_arguments(void **state)
{
    (void)state;
    uint64_t seed = 13;
    sample *s = make_sample(RANDBLAS_DENSE, 6, 6, &seed), *wide = make_sample(RANDBLAS_DENSE, 3, 6, &seed);
    randlapack_spectral_value v = {1, 2, 3};
    const randlapack_spectral_function none = {0}, user = {.kind = RANDLAPACK_FUNCTION_USER};
    const randlapack_spectral_function nan = {.kind = RANDLAPACK_FUNCTION_POWER, .parameter = NAN};
    const randlapack_slq_options bad[] = {{.degree = -1},
                                          {.samples = -1},
                                          {.max_samples = -1},
                                          {.window = -1},
                                          {.block = -1},
                                          {.block = 65},
                                          {.absolute = -1},
                                          {.relative = NAN},
                                          {.degree_tolerance = -1},
                                          {.confidence = 1},
                                          {.confidence = -0.1},
                                          {.family = RANDBLAS_SRHT},
                                          {.spectrum = (randlapack_spectrum)3},
                                          {.reorthogonalise = (randlapack_reorthogonalise)4},
                                          {.control.memory_limit = -1},
                                          {.control.allocate = counting_allocate}};
    assert_int_equal(randlapack_xslq(NULL, 1, &log_of, &v, NULL, NULL), -1);
    assert_int_equal(randlapack_xslq(&wide->A, 1, &log_of, &v, NULL, NULL), -1);
    assert_int_equal(randlapack_xslq(&s->A, -1, &log_of, &v, NULL, NULL), -2);
    assert_int_equal(randlapack_xslq(&s->A, 1, NULL, &v, NULL, NULL), -3);
    assert_int_equal(randlapack_xslq(&s->A, 1, &none, &v, NULL, NULL), -3);
    assert_int_equal(randlapack_xslq(&s->A, 1, &user, &v, NULL, NULL), -3);
    assert_int_equal(randlapack_xslq(&s->A, 1, &nan, &v, NULL, NULL), -3);
    assert_int_equal(randlapack_xslq(&s->A, 1, &log_of, NULL, NULL, NULL), -4);
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
        assert_int_equal(randlapack_xslq(&s->A, 1, &log_of, &v, &bad[k], NULL), -5);
    const randlapack_slq_options about_nothing = {.relative = 0.1};
    randlapack_quadrature *Q = NULL;
    assert_int_equal(randlapack_xquadrature_create(&wide->A, 0, NULL, &Q, NULL, NULL), -1);
    assert_int_equal(randlapack_xquadrature_create(&s->A, -1, NULL, &Q, NULL, NULL), -2);
    assert_int_equal(randlapack_xquadrature_create(&s->A, 1, NULL, &Q, NULL, NULL), -3);
    assert_int_equal(randlapack_xquadrature_create(&s->A, 0, NULL, &Q, &about_nothing, NULL), -5);
    assert_int_equal(randlapack_xquadrature_create(&s->A, 0, NULL, NULL, NULL, NULL), -4);
    assert_int_equal(randlapack_xquadrature_create(&s->A, 0, NULL, &Q, NULL, NULL), 0);
    double x[64], t = 0;
    assert_int_equal(randlapack_quadrature_rule(NULL, 0, x, x), -1);
    assert_int_equal(randlapack_quadrature_rule(Q, 32, x, x), -2);
    assert_int_equal(randlapack_quadrature_rule(Q, 0, NULL, x), -3);
    assert_int_equal(randlapack_quadrature_rule(Q, 0, x, NULL), -4);
    assert_int_equal(randlapack_quadrature_sum(NULL, &log_of, 1, &t, 0, &v), -1);
    assert_int_equal(randlapack_quadrature_sum(Q, NULL, 1, &t, 0, &v), -2);
    assert_int_equal(randlapack_quadrature_sum(Q, &log_of, -1, &t, 0, &v), -3);
    assert_int_equal(randlapack_quadrature_sum(Q, &log_of, 1, NULL, 0, &v), -4);
    assert_int_equal(randlapack_quadrature_sum(Q, &log_of, 1, &t, 1, &v), -5);
    assert_int_equal(randlapack_quadrature_sum(Q, &log_of, 1, &t, 0, NULL), -6);
    assert_int_equal(randlapack_quadrature_density(NULL, 1, 1, &t, 0, &v), -1);
    assert_int_equal(randlapack_quadrature_density(Q, 0, 1, &t, 0, &v), -2);
    assert_int_equal(randlapack_quadrature_density(Q, 1, -1, &t, 0, &v), -3);
    assert_int_equal(randlapack_quadrature_density(Q, 1, 1, NULL, 0, &v), -4);
    assert_int_equal(randlapack_quadrature_density(Q, 1, 1, &t, 2, &v), -5);
    assert_int_equal(randlapack_quadrature_density(Q, 1, 1, &t, 0, NULL), -6);
    assert_int_equal(randlapack_quadrature_count(NULL, 1, &t, 0, &v), -1);
    assert_int_equal(randlapack_quadrature_count(Q, -1, &t, 0, &v), -2);
    assert_int_equal(randlapack_quadrature_count(Q, 1, NULL, 0, &v), -3);
    assert_int_equal(randlapack_quadrature_count(Q, 1, &t, 2, &v), -4);
    assert_int_equal(randlapack_quadrature_count(Q, 1, &t, 0, NULL), -5);
    assert_true(v.value == 1 && v.standard_error == 2 && v.half_width == 3);
    assert_int_equal(randlapack_quadrature_samples(NULL), 0);
    assert_int_equal(randlapack_quadrature_degree(NULL, 0), 0);
    randlapack_quadrature_destroy(NULL);
    randlapack_quadrature_destroy(Q);
    free_sample(s), free_sample(wide);
}

/* Every request refused in turn, a limit, cancellation, a failing callback: a code, and nothing is left behind. */
static void failures(void **state)
{
    (void)state;
    uint64_t seed = 14;
    for (int kind = 0; kind < NKINDS; kind++) {
        sample *s = make_sample(all_kinds[kind], 12, 12, &seed);
        counting c = {0};
        randlapack_slq_options options = {.samples = 20,
                                          .block = 8,
                                          .spectrum = RANDLAPACK_SPECTRUM_SINGULAR,
                                          .reorthogonalise = RANDLAPACK_REORTHOGONALISE_PARTIAL};
        const randlapack_spectral_function same = power(1);
        randlapack_spectral_value v;
        options.control.allocate = counting_allocate;
        options.control.release = counting_release;
        options.control.allocator_context = &c;
        for (c.refuse = 1;; c.refuse++) {
            randlapack_quadrature *Q = NULL;
            c.requests = 0;
            const int info = randlapack_xquadrature_create(&s->A, 1, &same, &Q, &options, NULL);
            const int64_t asked = c.requests;
            randlapack_quadrature_destroy(Q);
            assert_int_equal(c.out, 0);
            if (asked < c.refuse) {
                assert_int_equal(info, 0);
                break;
            }
            assert_int_equal(info, RANDBLAS_OUT_OF_MEMORY);
        }
        c.refuse = 0;
        options.control.memory_limit = 3000;
        assert_int_equal(randlapack_xslq(&s->A, 1, &same, &v, &options, NULL), RANDBLAS_MEMORY_LIMIT);
        options.control.memory_limit = 0;
        watching w = {.cancel_in = "lanczos", .skip = 5};
        options.control.progress = watching_progress;
        options.control.progress_context = &w;
        assert_int_equal(randlapack_xslq(&s->A, 1, &same, &v, &options, NULL), RANDBLAS_CANCELLED);
        assert_int_equal(c.out, 0);
        options.control.progress = NULL;
        if (all_kinds[kind] == RANDBLAS_CALLBACK) {
            s->calls = 0;
            s->fail_at = 7;
            assert_int_equal(randlapack_xslq(&s->A, 1, &same, &v, &options, NULL), RANDBLAS_CALLBACK_FAILED);
            assert_int_equal(c.out, 0);
        }
        free_sample(s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gauss_exactness),
        cmocka_unit_test(singular_moments),
        cmocka_unit_test(exact_on_diagonals),
        cmocka_unit_test(intervals_cover),
        cmocka_unit_test(adaptive_and_scales),
        cmocka_unit_test(bits),
        cmocka_unit_test(copies),
        cmocka_unit_test(affine_families),
        cmocka_unit_test(functions),
        cmocka_unit_test(outcomes),
        cmocka_unit_test(small),
        cmocka_unit_test(not_finite),
        cmocka_unit_test(illegal_arguments),
        cmocka_unit_test(failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
