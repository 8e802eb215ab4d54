/* The least-squares entry for any shape: every method, preconditioner and solver, weights, ridge, least norm. */
#include "lsq_extended.h"
#include "xlsq.h"

#define MOST_ROWS 2000

static int solve(const problem *p, const scalar_t *weights, const randlapack_lsq_options *options,
                 randlapack_lsq_report *report)
{
    return randlapack_xlsq(&p->A, weights, p->nrhs, p->B, p->ldb, p->X, p->ldx, options, report);
}

static scalar_t *random_weights(int64_t m, uint64_t *seed)
{
    scalar_t *w = malloc((size_t)(m + 1) * sizeof *w);
    for (int64_t i = 0; i < m; i++) w[i] = (scalar_t)pow(4, 3 * (double)random_real(seed));
    return w;
}

/* The unweighted problem with the rows sqrt(w) A and below them sqrt(lambda) I, whose least-squares solution it is. */
static problem equivalent(const problem *p, const scalar_t *weights, double lambda)
{
    const int64_t extra = lambda > 0 ? p->n : 0;
    problem q = {p->m + extra, p->n, p->nrhs, p->m + extra, p->ldx, {0}, p->A, NULL, NULL};
    q.dense = (randblas_xview){calloc((size_t)(q.m * q.n + 1), sizeof(scalar_t)), q.m, false};
    q.B = calloc((size_t)(q.m * q.nrhs + 1), sizeof *q.B);
    for (int64_t i = 0; i < p->m; i++) {
        const double s = weights ? sqrt((double)weights[i]) : 1;
        for (int64_t j = 0; j < p->n; j++) *view_at(q.dense, i, j) = (scalar_t)(s * (double)*view_at(p->dense, i, j));
        for (int64_t r = 0; r < p->nrhs; r++) q.B[i + r * q.m] = (scalar_t)(s * (double)p->B[i + r * p->ldb]);
    }
    for (int64_t j = 0; j < extra; j++) *view_at(q.dense, p->m + j, j) = (scalar_t)sqrt(lambda);
    return q;
}

static void free_equivalent(problem *q)
{
    free(q->dense.p), free(q->B);
}

/* X of p is the solution of least norm of q, to Wedin's bound for a backward error of u; the residuals are as told. */
static void check(const problem *p, const problem *q, const randlapack_lsq_report *report)
{
    const double u = 2 * sqrt((double)q->m) * (double)q->n * EPS;
    const int64_t rows = q->m > q->n ? q->m : q->n;
    double largest, smallest, worst = 0, sizes = 0;
    int64_t rank;
    scalar_t *expected = by_gelsd(q, &largest, &smallest, &rank);
    assert_true(report->rank == rank || p->m < p->n);
    const double cond = largest / smallest;
    for (int64_t r = 0; r < p->nrhs; r++) {
        const scalar_t *x = p->X + r * p->ldx, *y = expected + r * rows;
        double ignored;
        const double best = residual_norm(q, r, y, &ignored), found = residual_norm(q, r, x, &ignored);
        const double size = norm2(q->m, q->B + r * q->ldb) + largest * norm2(p->n, y);
        assert_true(found <= best + u * size);
        assert_true(distance(p->n, x, y) <= u * cond * (2 * norm2(p->n, y) + (cond + 1) * best / largest));
        problem data = *q; /* the residual without the rows of the ridge */
        data.m = p->m;
        worst = fmax(worst, residual_norm(&data, r, x, &ignored));
        sizes = fmax(sizes, size);
        for (int64_t j = p->n; j < p->ldx; j++) assert_true(isnan(p->X[j + r * p->ldx])); /* padding */
    }
    assert_true(fabs(report->residual_norm - worst) <= 1e-3 * worst + u * sizes);
    free(expected);
}

static void every_method_preconditioner_and_solver(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int k = 0; k < 2; k++) {
        problem p =
            dense_problem(700, 12, k ? 50 : 1 / sqrt(EPS), k ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR, 3, 0.1, &seed);
        randlapack_lsq_report report;
        for (int how = 0; how <= RANDLAPACK_PRECOND_SVD; how++)
            for (int with = 0; with <= RANDLAPACK_SOLVER_CG; with++) {
                const randlapack_lsq_options options = {.preconditioner = (randlapack_precond)how,
                                                        .solver = (randlapack_solver)with};
                assert_int_equal(solve(&p, NULL, &options, &report), 0);
                assert_int_equal(report.method, RANDLAPACK_METHOD_PRECOND);
                if (how) assert_int_equal(report.preconditioner, how);
                check(&p, &p, &report);
            }
        for (int method = 0; method <= RANDLAPACK_METHOD_FOSSILS; method++) {
            const randlapack_lsq_options options = {.method = (randlapack_lsq_method)method};
            if (method == RANDLAPACK_METHOD_SKETCH_SOLVE) continue;
            assert_int_equal(solve(&p, NULL, &options, &report), 0);
            assert_int_equal(report.method, method ? method : RANDLAPACK_METHOD_PRECOND);
            assert_int_equal(report.rank, p.n);
            check(&p, &p, &report);
        }
        free_problem(&p);
    }
}

/* One sketch is near the minimum; a coarse tolerance asks for no more when A is tall enough. */
static void sketch_and_solve_when_that_is_enough(void **state)
{
    (void)state;
    uint64_t seed = 2;
    problem p = dense_problem(MOST_ROWS, 15, 30, RANDBLAS_COL_MAJOR, 2, 1, &seed);
    for (int k = 0; k < 3; k++) {
        const randlapack_lsq_options options = {.method = k == 0 ? RANDLAPACK_METHOD_SKETCH_SOLVE : 0,
                                                .tolerance = k == 0   ? 0
                                                             : k == 1 ? 0.5
                                                                      : 1e-3};
        randlapack_lsq_report report;
        double largest, smallest, ignored;
        int64_t rank;
        assert_int_equal(solve(&p, NULL, &options, &report), 0);
        assert_int_equal(report.method, k < 2 ? RANDLAPACK_METHOD_SKETCH_SOLVE : RANDLAPACK_METHOD_PRECOND);
        assert_int_equal(isnan(report.backward_error) != 0, k < 2);
        scalar_t *best = by_gelsd(&p, &largest, &smallest, &rank);
        for (int64_t r = 0; r < 2; r++)
            assert_true(residual_norm(&p, r, p.X + r * p.ldx, &ignored) <=
                        residual_norm(&p, r, best + r * p.m, &ignored) * (k < 2 ? sqrt(1.25) : 1 + 1e-5));
        free(best);
    }
    free_problem(&p);
}

/* m < n: the least norm; with a ridge the one solution there is. */
static void wide(void **state)
{
    (void)state;
    const double lambdas[] = {0, 1e-2, 10};
    uint64_t seed = 3;
    for (int k = 0; k < 12; k++) {
        const randblas_layout layout = k % 2 ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
        problem p = dense_problem(9, k < 6 ? 400 : 11, 40, layout, 3, 0.1, &seed);
        const randlapack_lsq_options options = {.ridge = lambdas[k % 3]};
        randlapack_lsq_report report;
        assert_int_equal(solve(&p, NULL, &options, &report), 0);
        assert_int_equal(report.method, 0);
        assert_int_equal(report.rank, 9);
        assert_true(report.backward_error <= 100 * EPS);
        problem q = equivalent(&p, NULL, options.ridge);
        check(&p, &q, &report);
        free_equivalent(&q);
        free_problem(&p);
    }
}

/* Weights are the rows of A and b times their square roots, whatever the kind of A and the size of the weights. */
static void weights_scale_the_rows(void **state)
{
    (void)state;
    const double lambdas[] = {0, 0.3};
    uint64_t seed = 4;
    for (int k = 0; k < 2 * NKINDS * 2; k++) {
        const randblas_kind kind = all_kinds[k % NKINDS];
        const bool square = needs_square(kind);
        const int64_t m = square ? 20 : k / NKINDS % 2 ? 300 : 8, n = square ? 20 : 10;
        sample *s = make_sample(kind, m, n, &seed);
        problem p = make_problem(&s->A, copy_view(s->dense, m, n), 2, 0.1, &seed);
        scalar_t *w = random_weights(m, &seed), *scaled = malloc((size_t)m * sizeof *scaled);
        const randlapack_lsq_options options = {.ridge = lambdas[k / NKINDS / 2]};
        randlapack_lsq_report report, again;
        const int info = solve(&p, w, &options, &report); /* random sparse matrices may be deficient: gelsd knows */
        assert_int_equal(info, report.rank < (m < n ? m : n) ? RANDBLAS_RANK_DEFICIENT : 0);
        problem q = equivalent(&p, w, options.ridge);
        check(&p, &q, &report);

        const randblas_xview x = copy_view(view_make(p.X, p.ldx, RANDBLAS_COL_MAJOR), n, 2);
        /* all weights times 4^e: the same solution to the last bit */
        const int e = IS_SINGLE ? 20 : 200;
        for (int64_t i = 0; i < m; i++) scaled[i] = (scalar_t)ldexp((double)w[i], 2 * e);
        const randlapack_lsq_options larger = {.ridge = ldexp(options.ridge, 2 * e)};
        assert_int_equal(solve(&p, scaled, &larger, &again), info);
        for (int64_t r = 0; r < 2; r++)
            for (int64_t j = 0; j < n; j++) assert_true(*view_at(x, j, r) == p.X[j + r * p.ldx]);
        assert_true(fabs(ldexp(again.residual_norm, -e) - report.residual_norm) <= 1e-6 * report.residual_norm);
        free(x.p), free(w), free(scaled), free(p.B), free(p.X), free(p.dense.p);
        free_equivalent(&q);
        free_sample(s);
    }
}

/* A row of weight zero is not there. */
static void weight_zero(void **state)
{
    (void)state;
    uint64_t seed = 5;
    problem p = dense_problem(120, 6, 10, RANDBLAS_COL_MAJOR, 1, 0.1, &seed);
    scalar_t w[120], x[6];
    for (int64_t i = 0; i < 120; i++) w[i] = i % 3 ? 1 : 0;
    assert_int_equal(solve(&p, w, NULL, NULL), 0);
    memcpy(x, p.X, sizeof x);
    for (int64_t i = 0; i < 120; i += 3) {
        p.B[i] = (scalar_t)1e3;
        set_entry(&p, i, 2, -70);
    }
    assert_int_equal(solve(&p, w, NULL, NULL), 0);
    assert_true(distance(6, x, p.X) <= 1e3 * EPS * norm2(6, x));
    for (int64_t i = 0; i < 120; i++) w[i] = 0;
    assert_int_equal(solve(&p, w, NULL, NULL), RANDBLAS_RANK_DEFICIENT);
    for (int64_t j = 0; j < 6; j++) assert_true(p.X[j] == 0);
    free_problem(&p);
}

/*
 * Every column is orthogonal to the residual in its own scale: |a_j^T r| <= u ||a_j|| ||r||, though columns and
 * unknowns span 2^100.
 */
static void columns_of_very_different_scale(void **state)
{
    (void)state;
    const int most = IS_SINGLE ? 20 : 50;
    uint64_t seed = 6;
    for (int how = 0; how <= RANDLAPACK_PRECOND_SVD + 2; how++) {
        problem p = dense_problem(400, 8, 5, RANDBLAS_COL_MAJOR, 1, 0.1, &seed);
        for (int64_t i = 0; i < p.m; i++)
            for (int64_t j = 0; j < p.n; j++)
                set_entry(&p, i, j, ldexp((double)*view_at(p.dense, i, j), j % 2 ? most : -most));
        randlapack_lsq_options options = {.preconditioner = (randlapack_precond)how};
        if (how > RANDLAPACK_PRECOND_SVD)
            options =
                (randlapack_lsq_options){.method = how % 2 ? RANDLAPACK_METHOD_FOSSILS : RANDLAPACK_METHOD_ITERATIVE};
        randlapack_lsq_report report;
        assert_int_equal(solve(&p, NULL, &options, &report), 0);
        double *r = malloc((size_t)p.m * sizeof *r), size = 0;
        for (int64_t i = 0; i < p.m; i++) {
            r[i] = (double)p.B[i];
            for (int64_t j = 0; j < p.n; j++) r[i] -= (double)*view_at(p.dense, i, j) * (double)p.X[j];
            size = hypot(size, r[i]);
        }
        for (int64_t j = 0; j < p.n; j++) {
            double dot = 0, norm = 0;
            for (int64_t i = 0; i < p.m; i++) {
                dot += (double)*view_at(p.dense, i, j) * r[i];
                norm = hypot(norm, (double)*view_at(p.dense, i, j));
            }
            assert_true(fabs(dot) <= 400 * EPS * norm * size);
        }
        free(r);
        free_problem(&p);
    }
}

/* What the report says of the errors of a solution that a coarse tolerance left far from exact. */
static void errors_are_bounds(void **state)
{
    (void)state;
    const double conds[] = {1, 1e2}, noises[] = {0.03, 1};
    uint64_t seed = 7;
    for (int k = 0; k < 2 * 2 * 4; k++) {
        problem p = dense_problem(600, 12, conds[k % 2], RANDBLAS_COL_MAJOR, 1, noises[k / 2 % 2], &seed);
        double *A = in_double(p.dense, 600, 12), b[600], x[12], found[12], error = 0, size = 0;
        lsq_extended e;
        randlapack_lsq_report report;
        const randlapack_lsq_options options = {.tolerance = 0.01,
                                                .refinements = -1,
                                                .method = RANDLAPACK_METHOD_PRECOND,
                                                .preconditioner =
                                                    k / 4 % 2 ? RANDLAPACK_PRECOND_SVD : RANDLAPACK_PRECOND_SKETCH,
                                                .state = randblas_seed((uint64_t)k)};
        assert_int_equal(solve(&p, NULL, &options, &report), 0);
        assert_int_equal(lsq_extended_make(600, 12, A, &e), 0);
        for (int64_t i = 0; i < 600; i++) b[i] = (double)p.B[i];
        for (int64_t j = 0; j < 12; j++) found[j] = (double)p.X[j];
        assert_int_equal(lsq_extended_solve(&e, b, x), 0);
        for (int64_t j = 0; j < 12; j++) {
            error = hypot(error, x[j] - found[j]);
            size = hypot(size, found[j]);
        }
        double b_norm = 0;
        for (int64_t i = 0; i < 600; i++) b_norm = hypot(b_norm, b[i]);
        const double exact = lsq_extended_backward_error(&e, b, found, e.frobenius / b_norm) / e.frobenius;
        assert_true(exact > 20 * EPS);
        /* sqrt(2) for the estimate, 3/2 squared for the sketch, 2 for the bound; columns are scaled to [1, 2) */
        assert_true(report.backward_error >= exact / 8 && report.backward_error <= 16 * exact);
        assert_true(report.forward_error >= error / size);
        free(A);
        lsq_extended_free(&e);
        free_problem(&p);
    }
}

/* Duplicate and zero columns; m = n; one value that rounding made of nothing: least norm and a code. */
static void rank_deficient(void **state)
{
    (void)state;
    uint64_t seed = 8;
    for (int method = 0; method <= RANDLAPACK_METHOD_FOSSILS; method++) {
        problem p = dense_problem(method % 2 ? 30 : 400, 8, 4, RANDBLAS_ROW_MAJOR, 2, 0.1, &seed);
        for (int64_t i = 0; i < p.m; i++) {
            set_entry(&p, i, 3, (double)*view_at(p.dense, i, 6));
            set_entry(&p, i, 5, 0);
        }
        const randlapack_lsq_options options = {.method = (randlapack_lsq_method)method};
        randlapack_lsq_report report;
        assert_int_equal(solve(&p, NULL, &options, &report), RANDBLAS_RANK_DEFICIENT);
        assert_int_equal(report.rank, 6);
        if (method != RANDLAPACK_METHOD_SKETCH_SOLVE) check(&p, &p, &report);
        for (int64_t r = 0; r < 2; r++) {
            const scalar_t *x = p.X + r * p.ldx;
            const double size = 1e3 * EPS * norm2(8, x);
            assert_true(fabs((double)x[3] - (double)x[6]) <= size && fabs((double)x[5]) <= size);
        }
        free_problem(&p);
    }
}

/* Products of thin factors: rounding in them, and in the factorisation, is not taken for rank. */
static void low_rank_with_rounding(void **state)
{
    (void)state;
    const int64_t sizes[][2] = {{200, 20}, {300, 100}, {60, 60}, {20, 200}, {90, 130}, {400, 7}};
    uint64_t seed = 13;
    for (int k = 0; k < 6 * 2 * 2; k++) {
        const int64_t m = sizes[k % 6][0], n = sizes[k % 6][1], rank = k / 6 % 2 ? 5 : 1;
        const bool weighted = k / 12;
        problem p = dense_problem(m, n, 1, RANDBLAS_COL_MAJOR, 1, 0.1, &seed);
        const randblas_xview X = random_view(m, rank, RANDBLAS_COL_MAJOR, 0, &seed);
        const randblas_xview Y = random_view(rank, n, RANDBLAS_COL_MAJOR, 0, &seed);
        scalar_t *w = random_weights(m, &seed);
        for (int64_t i = 0; i < m; i++)
            for (int64_t j = 0; j < n; j++) {
                double sum = 0;
                for (int64_t t = 0; t < rank; t++) sum += (double)*view_at(X, i, t) * (double)*view_at(Y, t, j);
                set_entry(&p, i, j, sum);
            }
        problem q = equivalent(&p, weighted ? w : NULL, 0);
        for (int method = 0; method <= RANDLAPACK_METHOD_FOSSILS && (m >= n || method == 0); method++) {
            const randlapack_lsq_options options = {.method = (randlapack_lsq_method)method};
            randlapack_lsq_report report;
            if (method == RANDLAPACK_METHOD_SKETCH_SOLVE) continue;
            assert_int_equal(solve(&p, weighted ? w : NULL, &options, &report), RANDBLAS_RANK_DEFICIENT);
            assert_int_equal(report.rank, rank);
            check(&p, &q, &report);
        }
        free(X.p), free(Y.p), free(w);
        free_equivalent(&q);
        free_problem(&p);
    }
}

/* Tiny weights beside a large ridge, and the other way round: the solution is still that of the ratio. */
static void weights_and_ridge_of_any_size(void **state)
{
    (void)state;
    const double size = IS_SINGLE ? 1e-30 : 1e-300;
    uint64_t seed = 14;
    for (int k = 0; k < 4; k++) {
        problem p = dense_problem(k < 2 ? 200 : 5, k < 2 ? 5 : 200, 3, RANDBLAS_COL_MAJOR, 1, 0.1, &seed);
        scalar_t w[200];
        randlapack_lsq_report report;
        for (int64_t i = 0; i < p.m; i++) w[i] = (scalar_t)(k % 2 ? 1 / size : size);
        const randlapack_lsq_options options = {.ridge = k % 2 ? size : 1e10};
        assert_int_equal(solve(&p, w, &options, &report), 0);
        for (int64_t j = 0; j < p.n; j++) assert_true(isfinite(p.X[j]));
        if (k % 2) { /* the ridge is nothing beside the weights */
            problem q = equivalent(&p, NULL, 0);
            report.residual_norm *= sqrt(size);
            check(&p, &q, &report);
            free_equivalent(&q);
        } else {
            assert_true(norm2(p.n, p.X) <= 100 * size);
        }
        free_problem(&p);
    }
}

static void degenerate_sizes(void **state)
{
    (void)state;
    const int64_t sizes[][2] = {{0, 0}, {5, 0}, {0, 5}, {1, 1}, {1, 2}, {2, 1}, {17, 17}, {1, 70}};
    uint64_t seed = 9;
    for (int k = 0; k < 8; k++)
        for (int nrhs = 0; nrhs < 3; nrhs++) {
            problem p = dense_problem(sizes[k][0], sizes[k][1], 3, RANDBLAS_ROW_MAJOR, nrhs, 0, &seed);
            scalar_t *w = random_weights(p.m, &seed);
            randlapack_lsq_report report;
            assert_int_equal(solve(&p, nrhs == 2 ? w : NULL, NULL, &report), 0);
            for (int64_t r = 0; r < nrhs && p.m == 0; r++)
                for (int64_t j = 0; j < p.n; j++) assert_true(p.X[j + r * p.ldx] == 0);
            problem q = equivalent(&p, nrhs == 2 ? w : NULL, 0);
            if (p.m > 0 && p.n > 0 && nrhs > 0) check(&p, &q, &report);
            free_equivalent(&q);
            free(w);
            free_problem(&p);
        }
}

static void illegal_arguments(void **state)
{
    (void)state;
    uint64_t seed = 10;
    problem p = dense_problem(50, 4, 3, RANDBLAS_COL_MAJOR, 1, 0.1, &seed);
    const randblas_xlinop wide = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 3, 4, p.A.values, 3);
    randblas_xlinop broken = p.A;
    broken.ld = 2;
    scalar_t w[50];
    for (int64_t i = 0; i < 50; i++) w[i] = 1;
#define CALL(A, w, nrhs, B, ldb, X, ldx, options) randlapack_xlsq(A, w, nrhs, B, ldb, X, ldx, options, NULL)
    assert_int_equal(CALL(NULL, w, 1, p.B, p.ldb, p.X, p.ldx, NULL), -1);
    assert_int_equal(CALL(&broken, w, 1, p.B, p.ldb, p.X, p.ldx, NULL), -1);
    const scalar_t bad_weights[] = {-1, (scalar_t)NAN, (scalar_t)INFINITY};
    for (int k = 0; k < 3; k++) {
        w[49] = bad_weights[k];
        assert_int_equal(CALL(&p.A, w, 1, p.B, p.ldb, p.X, p.ldx, NULL), -2);
    }
    assert_int_equal(CALL(&p.A, NULL, -1, p.B, p.ldb, p.X, p.ldx, NULL), -3);
    assert_int_equal(CALL(&p.A, NULL, 1, NULL, p.ldb, p.X, p.ldx, NULL), -4);
    assert_int_equal(CALL(&p.A, NULL, 1, p.B, p.m - 1, p.X, p.ldx, NULL), -5);
    assert_int_equal(CALL(&p.A, NULL, 1, p.B, p.ldb, NULL, p.ldx, NULL), -6);
    assert_int_equal(CALL(&p.A, NULL, 1, p.B, p.ldb, p.X, p.n - 1, NULL), -7);
    const randlapack_lsq_options bad[] = {
        {.size = 8},
        {.control.memory_limit = -1},
        {.control.allocate = counting_allocate},
        {.sketch_rows = -1},
        {.sketch_rows = 3},
        {.sketch_nnz = -1},
        {.sketch_nnz = 48, .sketch_rows = 45},
        {.tolerance = NAN},
        {.tolerance = 1},
        {.max_iterations = -1},
        {.family = (randblas_family)77},
        {.family = RANDBLAS_LESS},
        {.ridge = -1},
        {.ridge = NAN},
        {.ridge = INFINITY},
        {.preconditioner = (randlapack_precond)5},
        {.preconditioner = (randlapack_precond)-1},
        {.solver = (randlapack_solver)3},
        {.method = (randlapack_lsq_method)5},
        {.method = RANDLAPACK_METHOD_FOSSILS, .ridge = 1},
        {.method = RANDLAPACK_METHOD_ITERATIVE, .solver = RANDLAPACK_SOLVER_CG},
        {.method = RANDLAPACK_METHOD_SKETCH_SOLVE, .preconditioner = RANDLAPACK_PRECOND_SVD},
        {.method = RANDLAPACK_METHOD_SKETCH_SOLVE, .family = RANDBLAS_LESS},
        {.method = RANDLAPACK_METHOD_FOSSILS, .family = RANDBLAS_LESS},
        {.method = RANDLAPACK_METHOD_ITERATIVE, .family = RANDBLAS_LESS},
    };
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
        assert_int_equal(CALL(&p.A, NULL, 1, p.B, p.ldb, p.X, p.ldx, &bad[k]), -8);
    const randlapack_lsq_options bad_when_wide[] = {
        {.method = RANDLAPACK_METHOD_PRECOND},
        {.solver = RANDLAPACK_SOLVER_LSMR},
        {.preconditioner = RANDLAPACK_PRECOND_SKETCH, .ridge = 1},
        {.sketch_rows = 2},
        {.family = RANDBLAS_LESS},
        {.family = RANDBLAS_LESS, .ridge = 1},
    };
    for (size_t k = 0; k < sizeof bad_when_wide / sizeof *bad_when_wide; k++)
        assert_int_equal(CALL(&wide, NULL, 1, p.B, 3, p.X, 4, &bad_when_wide[k]), -8);
    for (int64_t j = 0; j < p.n; j++) assert_true(isnan(p.X[j])); /* untouched */
    free_problem(&p);
}

/* The wrappers through which the common promises are tested. */
static int call_plain(const randblas_xlinop *A, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X, int64_t ldx,
                      const randlapack_lsq_options *options)
{
    return randlapack_xlsq(A, NULL, nrhs, B, ldb, X, ldx, options, NULL);
}

static int call_weighted(const randblas_xlinop *A, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X,
                         int64_t ldx, const randlapack_lsq_options *options)
{
    scalar_t w[MOST_ROWS];
    for (int64_t i = 0; i < MOST_ROWS; i++) w[i] = (scalar_t)(1 + i % 5);
    return randlapack_xlsq(A, w, nrhs, B, ldb, X, ldx, options, NULL);
}

static int call_with_ridge(const randblas_xlinop *A, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X,
                           int64_t ldx, const randlapack_lsq_options *options)
{
    randlapack_lsq_options o = {0};
    if (options) o = *options;
    o.ridge = 0.5;
    return randlapack_xlsq(A, NULL, nrhs, B, ldb, X, ldx, &o, NULL);
}

static void keeps_the_common_promises(void **state)
{
    (void)state;
    static const char *const phases[] = {"sketch", "factor", "iterate"};
    lsq_call *const calls[] = {call_plain, call_weighted, call_with_ridge};
    uint64_t seed = 11;
    for (int k = 0; k < 6; k++) {
        lsq_call *call = calls[k % 3];
        const bool tall = k < 3;
        problem p = dense_problem(tall ? 500 : 10, tall ? 10 : 500, 1e2, RANDBLAS_COL_MAJOR, 3, 0.1, &seed);
        survives_failing_memory(call, &p, 0);
        can_be_cancelled(call, &p, phases, 3);
        marks_what_is_not_finite(call, &p);
        passes_on_failing_callbacks(call, tall ? 300 : 5, tall ? 5 : 300);
        free_problem(&p);
    }
    refuses_invalid_sparse(call_plain);
    refuses_invalid_sparse(call_weighted);
}

/* Powers of two change nothing but exponents. */
static void extreme_scales(void **state)
{
    (void)state;
    if (!IS_SINGLE && long_double_is_short()) skip();
    const int most = IS_SINGLE ? 100 : 664; /* 2^664 ~ 1e200 */
    for (int k = 0; k < 2 * 2 * 6; k++) {
        const int ea = k & 1 ? most : -most, eb = k & 2 ? most : -most, method = k / 4;
        uint64_t seed = 12;
        problem p = dense_problem(method == 5 ? 7 : 400, method == 5 ? 400 : 7, 1e2, RANDBLAS_ROW_MAJOR, 1, 0.1, &seed);
        const randlapack_lsq_options options = {.method = method < 5 ? (randlapack_lsq_method)method : 0};
        scalar_t plain[400];
        randlapack_lsq_report report;
        assert_int_equal(solve(&p, NULL, &options, &report), 0);
        memcpy(plain, p.X, (size_t)p.n * sizeof *plain);
        for (int64_t i = 0; i < p.m; i++) {
            p.B[i] = (scalar_t)ldexp((double)p.B[i], eb);
            for (int64_t j = 0; j < p.n; j++) set_entry(&p, i, j, ldexp((double)*view_at(p.dense, i, j), ea));
        }
        if (abs(eb - ea) > (IS_SINGLE ? 100 : 1000)) { /* x itself is out of range */
            free_problem(&p);
            continue;
        }
        assert_int_equal(solve(&p, NULL, &options, &report), 0);
        for (int64_t j = 0; j < p.n; j++)
            assert_true(fabs(ldexp((double)p.X[j], ea - eb) - (double)plain[j]) <= 1e6 * EPS * norm2(p.n, plain));
        free_problem(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_method_preconditioner_and_solver),
        cmocka_unit_test(sketch_and_solve_when_that_is_enough),
        cmocka_unit_test(wide),
        cmocka_unit_test(weights_scale_the_rows),
        cmocka_unit_test(weight_zero),
        cmocka_unit_test(columns_of_very_different_scale),
        cmocka_unit_test(errors_are_bounds),
        cmocka_unit_test(rank_deficient),
        cmocka_unit_test(low_rank_with_rounding),
        cmocka_unit_test(weights_and_ridge_of_any_size),
        cmocka_unit_test(degenerate_sizes),
        cmocka_unit_test(illegal_arguments),
        cmocka_unit_test(keeps_the_common_promises),
        cmocka_unit_test(extreme_scales),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
