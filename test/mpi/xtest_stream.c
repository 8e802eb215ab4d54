/* Streams of several processes: one stream that takes all rows is the reference. */
#include "testing.h"

#include "groups.h"
#include "xspectrum.h"
#include "xsupport.h"

#include "group_impl.h"
#include "mpi_names_impl.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define M 150
#define N 20
#define K 4
#define LD (M + 1)
#define EPS ((double)REAL_EPS)
#define SAME (1e-13 * EPS / DBL_EPSILON)

/* What a decomposition is written to, and the best for one process. */
typedef struct factors {
    scalar_t U[LD * K], s[K], V[N * K];
    randlapack_stream_report report;
} factors;

static factors one, here;

/* Rows `at` to `end` in batches, the stream beginning at `first`. */
static int take(randblas_xview A, int64_t at, int64_t end, int64_t first, const randlapack_stream_options *options,
                randlapack_xstream **stream)
{
    randlapack_stream_options o = *options;
    o.first_row = first;
    int info = randlapack_xstream_create(N, K, &o, stream);
    for (int64_t i = at; i < end && !info; i += 17)
        info = randlapack_xstream_push(*stream, A.row_major ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR,
                                       end - i < 17 ? end - i : 17, view_at(A, i, 0), A.ld);
    return info;
}

static int all_on_one(randblas_xview A, int64_t m, const randlapack_stream_options *options)
{
    randlapack_xstream *stream = NULL;
    int info = take(A, 0, m, 0, options, &stream);
    if (!info) info = randlapack_xstream_finish(stream, one.U, LD, one.s, one.V, N, &one.report);
    randlapack_xstream_destroy(stream);
    return info;
}

/* The rows of this process, with gaps between those of the processes or without. */
static int spread(randlapack_mpi *g, randblas_xview A, int64_t m, cut how, bool gaps,
                  const randlapack_stream_options *options)
{
    const int64_t at = cut_at(how, m, g->rank, g->size), end = cut_at(how, m, g->rank + 1, g->size);
    randlapack_xstream *stream = NULL;
    int info = take(A, at, end, gaps ? (int64_t)g->rank << 40 : at, options, &stream);
    assert_int_equal(info, 0);
    info = randlapack_mpi_xstream_finish(g, stream, here.U, LD, here.s, here.V, N, &here.report);
    randlapack_xstream_destroy(stream);
    return info;
}

/* The rows at..end of U diag(s) V^T, which are here, against those of the other, divided by `size`, which is large. */
static double distance(const factors *f, const factors *g, int64_t at, int64_t end, double size)
{
    double sum = 0;
    for (int64_t i = at; i < end; i++)
        for (int64_t j = 0; j < N; j++) {
            double e = 0;
            for (int64_t t = 0; t < K; t++)
                e += (double)f->U[i - at + t * LD] * (double)f->s[t] * (double)f->V[j + t * N] -
                     (double)g->U[i + t * LD] * (double)g->s[t] * (double)g->V[j + t * N];
            sum += size > 0 ? (e / size) * (e / size) : e * e;
        }
    return sqrt(sum);
}

static void check(randblas_xview A, int64_t m, const randlapack_stream_options *options, double tolerance)
{
    assert_int_equal(all_on_one(A, m, options), 0);
    for (int k = 0; k < NSIZES; k++) {
        const cut how = (cut)(k % 4);
        randlapack_mpi *g = make_group(group_sizes[k], false, 0);
        assert_int_equal(spread(g, A, m, how, false, options), 0);
        const double size = one.report.norm;
        for (int t = 0; t < K; t++) assert_true(fabs((double)(here.s[t] - one.s[t])) <= tolerance * size);
        if (!options->right_only)
            assert_true(distance(&here, &one, cut_at(how, m, g->rank, g->size), cut_at(how, m, g->rank + 1, g->size),
                                 size) <= tolerance);
        assert_int_equal(here.report.rows, m);
        assert_int_equal(here.report.sketch_cols, one.report.sketch_cols);
        assert_int_equal(here.report.rank, one.report.rank);
        assert_true(fabs(here.report.norm - size) <= SAME * size);
        assert_true(fabs(here.report.frobenius_error - one.report.frobenius_error) <= tolerance * size);
        randlapack_mpi_destroy(g);
    }
}

static void equal_one_stream_of_all_rows(void **state)
{
    (void)state;
    const randlapack_stream_options choices[] = {
        {.state = randblas_seed(1)}, {.right_only = 1}, {.family = RANDBLAS_SPARSE_SIGN}, {.tolerance = 0.5}};
    uint64_t seed = 1;
    double *s = geometric(N, 1e3);
    for (int k = 0; k < 4; k++) {
        const randblas_layout layout = k % 2 ? RANDBLAS_COL_MAJOR : RANDBLAS_ROW_MAJOR;
        const randblas_xview A = random_with_values(M, N, s, layout, 2, &seed);
        check(A, M, &choices[k], 1e4 * EPS);
        check(A, 11, &choices[k], 1e4 * EPS); /* fewer rows than columns of the sketch */
        free(A.p);
    }
    free(s);
}

static void of_hard_matrices(void **state)
{
    (void)state;
    const randlapack_stream_options choices[] = {{0}, {.right_only = 1}};
    const double big = IS_SINGLE ? 1e30 : 1e200;
    uint64_t seed = 2;
    double *s = geometric(N, 1e3); /* far apart, or a truncation would not be unique */
    for (int64_t j = 5; j < N; j++) s[j] = 0;
    for (int k = 0; k < 2; k++) {
        const randblas_xview A = random_with_values(M, N, s, RANDBLAS_COL_MAJOR, 0, &seed);
        check(A, M, &choices[k], 1e4 * EPS); /* rank 5 */
        for (int64_t i = 0; i < N * A.ld; i++) A.p[i] *= (scalar_t)big;
        check(A, M, &choices[k], 1e4 * EPS);
        for (int64_t i = 0; i < N * A.ld; i++) A.p[i] = 0;
        check(A, M, &choices[k], 0);
        free(A.p);
    }
    free(s);
}

/* Where numbers of rows are not known, rows have numbers far apart: another sketch, as good. */
static void rows_with_gaps(void **state)
{
    (void)state;
    uint64_t seed = 3;
    double *s = geometric(N, 1e3), best = 0;
    for (int t = N - 1; t >= K; t--) best = hypot(best, s[t]);
    const randblas_xview A = random_with_values(M, N, s, RANDBLAS_ROW_MAJOR, 0, &seed);
    const randlapack_stream_options options = {.oversampling = 8};
    for (int k = 0; k < NSIZES; k++) {
        randlapack_mpi *g = make_group(group_sizes[k], false, 0);
        assert_int_equal(spread(g, A, M, CUT_FIRST_EMPTY, true, &options), 0);
        for (int t = 0; t < K; t++) assert_true(fabs((double)here.s[t] - s[t]) <= 0.3 * best);
        assert_true(here.report.frobenius_error <= 2.2 * 1.3 * best && here.report.rows == M);
        randlapack_mpi_destroy(g);
    }
    free(A.p), free(s);
}

/* doc/scaling.md */
static void words_are_those_of_the_formula(void **state)
{
    (void)state;
    uint64_t seed = 4;
    const randblas_xview A = random_view(M, N, RANDBLAS_ROW_MAJOR, 0, &seed);
    const int64_t per = 8 / (int64_t)sizeof(scalar_t), l = 12, r = 28, d = 3 * l + 64;
    const randlapack_stream_options options = {.oversampling = l - K};
    for (int k = 0; k < NSIZES; k++) {
        randlapack_mpi *g = make_group(group_sizes[k], false, 0);
        randlapack_mpi_traffic t;
        const int64_t children = children_of(g->rank, g->size);
        randlapack_mpi_count(g, NULL, 1);
        assert_int_equal(spread(g, A, M, CUT_EVEN, false, &options), 0);
        randlapack_mpi_count(g, &t, 0);
        const int64_t both = 11 + (N * (r + l + 10) + (r + 10) * l + l * (l + 1) / 2) / per;
        const int64_t up = d * l / per, down = l * l / per;
        assert_int_equal(t.words, (g->rank > 0) * (both + up) + children * (both + down));
        randlapack_mpi_destroy(g);
    }
    free(A.p);
}

static void faults(void **state)
{
    (void)state;
    uint64_t seed = 5;
    const randblas_xview A = random_view(M, N, RANDBLAS_COL_MAJOR, 0, &seed);
    randlapack_mpi *g = make_group(4, false, 0), *exact = make_group(4, true, 0);
    const bool last = g->rank == g->size - 1;
    const randlapack_stream_options same = {0}, other = {.state = randblas_seed(last)};
    const int64_t at = M * g->rank / g->size, end = M * (g->rank + 1) / g->size;
    randlapack_xstream *S = NULL, *T = NULL, *O = NULL;
    scalar_t *U = here.U, *V = here.V, *s = here.s;
    assert_int_equal(take(A, at, end, at, &same, &S), 0);
    assert_int_equal(take(A, at, end, at, &other, &T), 0);
    assert_int_equal(take(A, at, end, g->rank, &same, &O), 0);
    s[0] = (scalar_t)NAN;
    assert_int_equal(randlapack_mpi_xstream_finish(NULL, S, U, LD, s, V, N, NULL), -1);
    assert_int_equal(randlapack_mpi_xstream_finish(exact, S, U, LD, s, V, N, NULL), -1);
    assert_int_equal(randlapack_mpi_xstream_finish(g, last ? NULL : S, U, LD, s, V, N, NULL), -2);
    assert_int_equal(randlapack_mpi_xstream_finish(g, S, last ? NULL : U, LD, s, V, N, NULL), -3);
    assert_int_equal(randlapack_mpi_xstream_finish(g, S, U, last ? 1 : LD, s, V, N, NULL), -4);
    assert_int_equal(randlapack_mpi_xstream_finish(g, S, U, LD, last ? NULL : s, V, N, NULL), -5);
    assert_int_equal(randlapack_mpi_xstream_finish(g, S, U, LD, s, last ? NULL : V, N, NULL), -6);
    assert_int_equal(randlapack_mpi_xstream_finish(g, S, U, LD, s, V, last ? 1 : N, NULL), -7);
    if (g->size > 1) assert_int_equal(randlapack_mpi_xstream_finish(g, T, U, LD, s, V, N, NULL), -2); /* seeds */
    if (g->size > 1) assert_int_equal(randlapack_mpi_xstream_finish(g, O, U, LD, s, V, N, NULL), -2); /* overlap */
    assert_true(isnan(s[0]));
    assert_int_equal(randlapack_mpi_xstream_finish(g, S, U, LD, s, V, N, NULL), 0);
    assert_int_equal(randlapack_mpi_xstream_finish(g, S, U, LD, s, V, N, NULL), -2);
    randlapack_xstream_destroy(S), randlapack_xstream_destroy(T), randlapack_xstream_destroy(O);
    randlapack_mpi_destroy(exact);
    randlapack_mpi_destroy(g);
    free(A.p);
}

static void memory_that_one_lacks(void **state)
{
    (void)state;
    uint64_t seed = 6;
    const randblas_xview A = random_view(M, N, RANDBLAS_COL_MAJOR, 0, &seed);
    randlapack_mpi *g = make_group(4, false, 0);
    const int64_t at = M * g->rank / g->size, end = M * (g->rank + 1) / g->size;
    for (int right_only = 0; right_only < 2; right_only++)
        for (int64_t refuse = 0, requests = 0; refuse <= requests; refuse++) {
            counting memory = {0};
            randlapack_stream_options options = {.right_only = right_only};
            options.control = (randblas_control){
                .allocate = counting_allocate, .release = counting_release, .allocator_context = &memory};
            randlapack_xstream *S = NULL;
            assert_int_equal(take(A, at, end, at, &options, &S), 0);
            const int64_t before = memory.requests;
            if (refuse > 0 && g->rank == refuse % g->size) memory.refuse = before + refuse;
            const int info = randlapack_mpi_xstream_finish(g, S, here.U, LD, here.s, here.V, N, NULL);
            assert_int_equal(info, refuse ? RANDBLAS_OUT_OF_MEMORY : 0);
            if (refuse == 0) requests = memory.requests - before;
            randlapack_xstream_destroy(S);
            assert_int_equal(memory.out, 0);
        }
    randlapack_mpi_destroy(g);
    free(A.p);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(equal_one_stream_of_all_rows),
    cmocka_unit_test(of_hard_matrices),
    cmocka_unit_test(rows_with_gaps),
    cmocka_unit_test(words_are_those_of_the_formula),
    cmocka_unit_test(faults),
    cmocka_unit_test(memory_that_one_lacks),
};

RUN_UNDER_MPI(tests)
