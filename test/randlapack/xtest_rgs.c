/* Randomised Gram-Schmidt: A = Q R, and S Q, drawn again, is orthonormal; in one call and in several. */
#include "xlinop.h"
#include "xspectrum.h"

#include "randlapack.h"
#include "randlapack_names_impl.h"

#define EPS ((double)REAL_EPS)

typedef struct basis {
    int64_t m, width, d, ldq, ldr;
    scalar_t *Q, *R, *SQ;
    randlapack_rgs_report report;
} basis;

static basis make_basis(int64_t m, int64_t width, int64_t d, uint64_t *seed)
{
    basis f = {.m = m, .width = width, .d = d < m ? d : m, .ldq = m + 2, .ldr = width + 1};
    f.Q = random_view(m, width, RANDBLAS_COL_MAJOR, m ? 2 : 1, seed).p;
    f.R = random_view(width, width, RANDBLAS_COL_MAJOR, 1, seed).p;
    for (int64_t t = 0; t < f.ldr * width; t++) f.R[t] = 0; /* calls for later columns write more rows */
    f.SQ = random_view(f.d, width, RANDBLAS_COL_MAJOR, 1, seed).p;
    return f;
}

static void free_basis(basis *f)
{
    free(f->Q), free(f->R), free(f->SQ);
}

/* Columns k .. k + n - 1 are those of A; R likewise, column j of R at R + j ldr. */
static int extend(const randblas_xlinop *A, int64_t k, basis *f, bool keep, const randlapack_rgs_options *options)
{
    return randlapack_xrgs(A, k, f->Q, f->ldq, f->R + k * f->ldr, f->ldr, keep ? f->SQ : NULL, f->d + 1, options,
                           &f->report);
}

static double orthogonality(int64_t rows, int64_t cols, const scalar_t *Q, int64_t ld)
{
    double worst = 0;
    for (int64_t a = 0; a < cols; a++) {
        const bool zero = norm2(rows, Q + a * ld) == 0;
        for (int64_t b = 0; b <= a; b++) {
            double sum = a == b && !zero ? -1 : 0;
            for (int64_t i = 0; i < rows; i++) sum += (double)Q[i + a * ld] * (double)Q[i + b * ld];
            if (!(fabs(sum) <= worst)) worst = fabs(sum);
        }
    }
    return worst;
}

/* S Q, S made again from the options, against SQ if that was kept; its departure from orthonormal. */
static double sketched_orthogonality(const basis *f, const randlapack_rgs_options *options, bool kept)
{
    if (f->d == f->m) return orthogonality(f->m, f->width, f->Q, f->ldq);
    const randblas_dist dist = randblas_sparse_sign(f->d, f->m, 0);
    scalar_t *image = malloc((size_t)(f->d * f->width) * sizeof *image);
    randblas_sketch *S = NULL;
    assert_int_equal(randblas_sketch_create(&dist, &options->state, &S, NULL), 0);
    assert_int_equal(randblas_xskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, f->d,
                                    f->width, f->m, 1, S, 0, 0, f->Q, f->ldq, 0, image, f->d),
                     0);
    for (int64_t j = 0; j < f->width && kept; j++)
        for (int64_t i = 0; i < f->d; i++)
            assert_true(fabs((double)f->SQ[i + j * (f->d + 1)] - (double)image[i + j * f->d]) <= 1e3 * EPS);
    const double departure = orthogonality(f->d, f->width, image, f->d);
    randblas_sketch_destroy(S);
    free(image);
    return departure;
}

/* max over columns of ||A - Q R|| / ||column|| */
static double residual(randblas_xview A, const basis *f)
{
    double worst = 0;
    for (int64_t j = 0; j < f->width; j++) {
        double error = 0, norm = 0;
        for (int64_t i = 0; i < f->m; i++) {
            double sum = (double)*view_at(A, i, j);
            norm = hypot(norm, sum);
            for (int64_t k = 0; k < f->width; k++) {
                if (k > j)
                    assert_true(f->R[k + j * f->ldr] == 0);
                else
                    sum -= (double)f->Q[i + k * f->ldq] * (double)f->R[k + j * f->ldr];
            }
            error = hypot(error, sum);
        }
        worst = fmax(worst, norm > 0 ? error / norm : error > 0 ? INFINITY : 0);
        assert_true(isnan(f->Q[f->m + j * f->ldq])); /* padding */
    }
    return worst;
}

/* 100 eps sqrt(width + m/d) for S Q (ten times that is what a round is repeated for), and the residual of a triangular
 * solve and two products. */
static void check(randblas_xview A, const basis *f, const randlapack_rgs_options *options, bool kept)
{
    const double limit = 100 * sqrt((double)f->width + (double)f->m / (double)f->d) * EPS;
    assert_true(sketched_orthogonality(f, options, kept) <= limit);
    assert_true(residual(A, f) <= limit);
    assert_true(f->report.departure <= limit);
}

static void definition(void **state)
{
    (void)state;
    const int64_t shapes[][2] = {{400, 40}, {41, 40}, {40, 40}, {300, 1}};
    const double conds[] = {1, 1e3, IS_SINGLE ? 1e4 : 1e11};
    uint64_t seed = 1;
    for (int h = 0; h < 4; h++)
        for (int c = 0; c < 3; c++)
            for (int64_t block = 0; block <= 40; block += block < 1 ? 1 : block < 7 ? 6 : 33) {
                const int64_t m = shapes[h][0], n = shapes[h][1];
                double *s = geometric(n, conds[c]);
                const randblas_xview A = random_with_values(m, n, s, RANDBLAS_ROW_MAJOR, 1, &seed);
                const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, m, n, A.p, A.ld);
                basis f = make_basis(m, n, 2 * n + 64, &seed);
                const randlapack_rgs_options options = {.block = block, .tolerance = EPS, .state = randblas_seed(2)};
                assert_int_equal(extend(&op, 0, &f, false, &options), 0);
                check(A, &f, &options, false);
                assert_int_equal(f.report.rank, n);
                assert_int_equal(f.report.sketch_rows, f.d);
                free_basis(&f), free(A.p), free(s);
            }
}

/* Column by column and in pieces, with the sketch of the basis kept and without: the same factors up to rounding, which
 * R's condition enlarges. */
static void pieces(void **state)
{
    (void)state;
    uint64_t seed = 2;
    for (int kept = 0; kept < 2; kept++)
        for (int64_t piece = 1; piece <= 30; piece += 14) {
            double *s = geometric(30, 100);
            const randblas_xview A = random_with_values(300, 30, s, RANDBLAS_COL_MAJOR, 0, &seed);
            basis f = make_basis(300, 30, 100, &seed), whole = make_basis(300, 30, 100, &seed);
            const randlapack_rgs_options options = {.sketch_rows = 100, .state = randblas_seed(3), .block = 8};
            for (int64_t k = 0; k < 30; k += piece) {
                const int64_t n = 30 - k < piece ? 30 - k : piece;
                const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 300, n, A.p + k * A.ld, A.ld);
                assert_int_equal(extend(&op, k, &f, kept, &options), 0);
                assert_int_equal(f.report.rank, n);
            }
            check(A, &f, &options, kept);
            const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 300, 30, A.p, A.ld);
            assert_int_equal(extend(&op, 0, &whole, false, &options), 0);
            for (int64_t j = 0; j < 30; j++)
                for (int64_t i = 0; i <= j; i++)
                    assert_true(fabs((double)f.R[i + j * f.ldr] - (double)whole.R[i + j * f.ldr]) <= 1e4 * EPS);
            free_basis(&f), free_basis(&whole), free(A.p), free(s);
        }
}

/* Repeated, zero and dependent columns are zero in Q, and the rest is as it should be; scales do not matter. */
static void dependent_columns(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int64_t block = 1; block <= 16; block *= 4)
        for (int e = -1; e <= 1; e++) {
            const randblas_xview A = random_view(200, 16, RANDBLAS_COL_MAJOR, 0, &seed);
            for (int64_t i = 0; i < 200; i++) {
                *view_at(A, i, 0) = 0;
                *view_at(A, i, 5) = *view_at(A, i, 2);
                *view_at(A, i, 11) = 2 * *view_at(A, i, 7) - *view_at(A, i, 10);
                for (int64_t j = 0; j < 16; j++)
                    *view_at(A, i, j) = (scalar_t)ldexp((double)*view_at(A, i, j), (int)(e * 3 * j));
            }
            const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 200, 16, A.p, A.ld);
            basis f = make_basis(200, 16, 96, &seed);
            const randlapack_rgs_options options = {.block = block};
            assert_int_equal(extend(&op, 0, &f, false, &options), RANDBLAS_RANK_DEFICIENT);
            assert_int_equal(f.report.rank, 13);
            check(A, &f, &options, false);
            for (int64_t j = 0; j < 16; j++) assert_int_equal(f.R[j * (f.ldr + 1)] == 0, j == 0 || j == 5 || j == 11);
            free_basis(&f), free(A.p);
        }
}

static void extreme_scales(void **state)
{
    (void)state;
    if (!IS_SINGLE && long_double_is_short()) skip();
    const int most = IS_SINGLE ? 100 : 664, scales[] = {most, -most};
    for (int c = 0; c < 2; c++) {
        uint64_t seed = 4;
        const randblas_xview A = random_view(200, 12, RANDBLAS_COL_MAJOR, 0, &seed), B = copy_view(A, 200, 12);
        for (int64_t t = 0; t < 200 * 12; t++) B.p[t] = (scalar_t)ldexp((double)A.p[t], scales[c]);
        const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 200, 12, B.p, B.ld);
        basis f = make_basis(200, 12, 88, &seed);
        const randlapack_rgs_options options = {.block = 5};
        assert_int_equal(extend(&op, 0, &f, false, &options), 0);
        for (int64_t j = 0; j < 12; j++)
            for (int64_t i = 0; i < 12; i++)
                f.R[i + j * f.ldr] = (scalar_t)ldexp((double)f.R[i + j * f.ldr], -scales[c]);
        check(A, &f, &options, false);
        free_basis(&f), free(A.p), free(B.p);
    }
}

static void every_kind(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (int kind = 0; kind < NKINDS; kind++) {
        sample *s = make_sample(all_kinds[kind], needs_square(all_kinds[kind]) ? 15 : 250, 15, &seed);
        basis f = make_basis(s->A.rows, 15, 94, &seed);
        const randlapack_rgs_options options = {.block = 4};
        const int info = extend(&s->A, 0, &f, false, &options);
        assert_true(info == 0 || (info == RANDBLAS_RANK_DEFICIENT && linop_is_sparse(&s->A)));
        check(s->dense, &f, &options, false);
        free_basis(&f);
        free_sample(s);
    }
}

static void not_finite(void **state)
{
    (void)state;
    uint64_t seed = 6;
    for (int place = 0; place < 2; place++)
        for (int c = 0; c < 2; c++) {
            const scalar_t bad = c ? (scalar_t)NAN : (scalar_t)INFINITY;
            const randblas_xview A = random_view(100, 4, RANDBLAS_COL_MAJOR, 0, &seed);
            const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 100, 4, A.p, A.ld);
            basis f = make_basis(100, 6, 80, &seed);
            if (place)
                A.p[77] = bad;
            else
                f.Q[33] = bad;
            const randlapack_rgs_options options = {.sketch_rows = 80};
            assert_int_equal(extend(&op, 2, &f, false, &options), RANDBLAS_NOT_FINITE);
            assert_true(isnan(f.Q[2 * f.ldq]) && isnan(f.R[2 * f.ldr]) && isfinite(f.Q[0]));
            free_basis(&f), free(A.p);
        }
}

static void degenerate_sizes(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int64_t m = 0; m < 4; m++)
        for (int64_t n = 0; n <= m; n++) {
            const randblas_xview A = random_view(m, n, RANDBLAS_COL_MAJOR, 0, &seed);
            const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, m, n, A.p, A.ld);
            basis f = make_basis(m, n, m, &seed);
            const randlapack_rgs_options options = {.block = 2};
            assert_int_equal(extend(&op, 0, &f, false, &options), 0);
            if (n > 0) check(A, &f, &options, false);
            free_basis(&f), free(A.p);
        }
}

static void illegal_arguments(void **state)
{
    (void)state;
    uint64_t seed = 8;
    const randblas_xview A = random_view(9, 6, RANDBLAS_COL_MAJOR, 0, &seed);
    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 9, 6, A.p, A.ld),
                          wide = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 6, 9, A.p, 6);
    basis f = make_basis(9, 8, 9, &seed);
    const randlapack_rgs_options good = {.sketch_rows = 9};
    const scalar_t before[2] = {f.Q[0], f.R[0]};
#define CALL(A, k, Q, ldq, R, ldr, SQ, ldsq, options) randlapack_xrgs(A, k, Q, ldq, R, ldr, SQ, ldsq, options, NULL)
    assert_int_equal(CALL(NULL, 2, f.Q, 9, f.R, 8, f.SQ, 9, &good), -1);
    assert_int_equal(CALL(&wide, 2, f.Q, 9, f.R, 8, f.SQ, 9, &good), -1);
    assert_int_equal(CALL(&op, -1, f.Q, 9, f.R, 8, f.SQ, 9, &good), -2);
    assert_int_equal(CALL(&op, 4, f.Q, 9, f.R, 8, f.SQ, 9, &good), -2);
    assert_int_equal(CALL(&op, 2, NULL, 9, f.R, 8, f.SQ, 9, &good), -3);
    assert_int_equal(CALL(&op, 2, f.Q, 8, f.R, 8, f.SQ, 9, &good), -4);
    assert_int_equal(CALL(&op, 2, f.Q, 9, NULL, 8, f.SQ, 9, &good), -5);
    assert_int_equal(CALL(&op, 2, f.Q, 9, f.R, 7, f.SQ, 9, &good), -6);
    assert_int_equal(CALL(&op, 2, f.Q, 9, f.R, 8, f.SQ, 8, &good), -8);
    assert_int_equal(CALL(&op, 2, f.Q, 9, f.R, 8, f.SQ, 9, NULL), -9);
    const randlapack_rgs_options bad[] = {
        {.size = 8},
        {.control.memory_limit = -1},
        {.control.allocate = counting_allocate},
        {.control.release = counting_release},
        {.sketch_rows = 9, .family = (randblas_family)77},
        {.sketch_rows = 9, .family = RANDBLAS_KHATRI_RAO},
        {.sketch_rows = -1},
        {.sketch_rows = 7},
        {.sketch_rows = 10},
        {.sketch_rows = 9, .sketch_nnz = -1},
        {.sketch_rows = 9, .block = -1},
        {.sketch_rows = 9, .tolerance = NAN},
        {.sketch_rows = 9, .tolerance = 1},
    };
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
        assert_int_equal(CALL(&op, 2, f.Q, 9, f.R, 8, f.SQ, 10, &bad[k]), -9);
    assert_true(f.Q[0] == before[0] && f.R[0] == before[1]);
    free_basis(&f), free(A.p);
}

static void memory_and_cancellation(void **state)
{
    (void)state;
    uint64_t seed = 9;
    sample *s = make_sample(RANDBLAS_CALLBACK, 200, 20, &seed); /* the kind that needs most */
    basis f = make_basis(200, 20, 104, &seed);
    counting all = {0};
    watching watch = {.cancel_in = "orthogonalise", .skip = 1};
    randlapack_rgs_options options = {
        .block = 8, .control = {.allocate = counting_allocate, .release = counting_release, .allocator_context = &all}};
    assert_int_equal(extend(&s->A, 0, &f, false, &options), 0);
    assert_true(all.requests > 5 && all.out == 0);
    for (int64_t k = 1; k <= all.requests; k++) {
        counting failing = {.refuse = k};
        options.control.allocator_context = &failing;
        assert_int_equal(extend(&s->A, 0, &f, false, &options), RANDBLAS_OUT_OF_MEMORY);
        assert_int_equal(failing.out, 0);
    }
    options.control = (randblas_control){.progress = watching_progress, .progress_context = &watch};
    assert_int_equal(extend(&s->A, 0, &f, false, &options), RANDBLAS_CANCELLED);
    assert_int_equal(watch.calls, 2);
    options.control = (randblas_control){.memory_limit = 5000};
    assert_int_equal(extend(&s->A, 0, &f, false, &options), RANDBLAS_MEMORY_LIMIT);
    s->fail_at = s->calls + 1;
    options.control.memory_limit = 0;
    assert_int_equal(extend(&s->A, 0, &f, false, &options), RANDBLAS_CALLBACK_FAILED);
    free_basis(&f);
    free_sample(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(definition),
        cmocka_unit_test(pieces),
        cmocka_unit_test(dependent_columns),
        cmocka_unit_test(extreme_scales),
        cmocka_unit_test(every_kind),
        cmocka_unit_test(not_finite),
        cmocka_unit_test(degenerate_sizes),
        cmocka_unit_test(illegal_arguments),
        cmocka_unit_test(memory_and_cancellation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
