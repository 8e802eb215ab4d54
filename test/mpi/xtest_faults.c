/*
 * Whatever happens to one process is what all return, and nobody waits for ever; what is sent is what the formula says.
 */
#include "testing.h"

#include "groups.h"
#include "xlsq.h"

#include "mpi_names_impl.h"

#define M 60
#define N 4

/* What each process has: its rows are copies. */
typedef struct part {
    randlapack_mpi *group;
    randlapack_mpi_xrows A;
    scalar_t *B;
    scalar_t X[2 * N];
    int rank, size;
} part;

/* Entries are a function of the row of the whole; two right-hand sides. */
static part make_part(int size, bool exact, int64_t rows)
{
    part p = {.group = make_group(size, exact, 0)};
    p.rank = randlapack_mpi_rank(p.group);
    p.size = randlapack_mpi_size(p.group);
    const int64_t first = cut_at(CUT_UNEVEN, rows, p.rank, p.size), end = cut_at(CUT_UNEVEN, rows, p.rank + 1, p.size);
    const int64_t own = end - first, ld = own > 0 ? own : 1;
    scalar_t *A = malloc((size_t)(own * N + 1) * sizeof *A);
    p.B = malloc((size_t)(2 * own + 2) * sizeof *p.B);
    for (int64_t i = 0; i < own; i++) {
        uint64_t seed = (uint64_t)(first + i + 1);
        for (int64_t j = 0; j < N; j++) A[i + j * ld] = (scalar_t)random_real(&seed);
        for (int r = 0; r < 2; r++) p.B[i + r * ld] = (scalar_t)random_real(&seed);
    }
    const randblas_xlinop local = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, own, N, A, ld);
    assert_int_equal(randlapack_mpi_xrows_make(p.group, &local, &p.A), 0);
    assert_int_equal(p.A.rows, rows);
    assert_int_equal(p.A.first, first);
    for (int k = 0; k < 2 * N; k++) p.X[k] = (scalar_t)NAN;
    return p;
}

static void free_part(part *p)
{
    free(p->A.local.values), free(p->B);
    randlapack_mpi_destroy(p->group);
}

static int64_t ld_of(const part *p)
{
    return p->A.local.rows > 0 ? p->A.local.rows : 1;
}

static int solve(part *p, const randlapack_lsq_options *options)
{
    return randlapack_mpi_xlsq_precond(p->group, &p->A, 2, p->B, ld_of(p), p->X, N, options, NULL);
}

/* The same on all processes of the group? */
static void assert_same(const part *p, int info, int expected)
{
    (void)p;
    assert_int_equal(info, expected);
}

static void assert_untouched(const part *p)
{
    for (int k = 0; k < 2 * N; k++) assert_true(isnan(p->X[k]));
}

static void assert_works(part *p)
{
    assert_int_equal(solve(p, NULL), 0);
    for (int k = 0; k < 2 * N; k++) assert_true(isfinite(p->X[k]));
    for (int k = 0; k < 2 * N; k++) p->X[k] = (scalar_t)NAN;
}

/* ---------------------------------------------------------------- arguments --------------------------------------- */

/* Each argument in turn is bad on one process, which is each in turn. */
static void bad_argument(part *p, int which, int code)
{
    randlapack_mpi_xrows A = p->A;
    randlapack_lsq_options options = {0};
    const scalar_t *B = p->B;
    scalar_t *X = p->X;
    int64_t nrhs = 2, ldb = ld_of(p), ldx = N;
    const bool here = p->rank == p->size - 1; /* which has rows */
    if (here && which == 0) A.size = 3;
    if (here && which == 1) A.first++;
    if (here && which == 2) A.local.ld = A.local.rows - 1;
    if (here && which == 3) A.rows++;
    if (here && which == 4) A.local.kind = (randblas_kind)55;
    if (here && which == 5) nrhs = -1;
    if (here && which == 6) B = NULL;
    if (here && which == 7) ldb = A.local.rows - 1;
    if (here && which == 8) X = NULL;
    if (here && which == 9) ldx = N - 1;
    if (here && which == 10) options.tolerance = -1;
    if (here && which == 11) options.method = RANDLAPACK_METHOD_FOSSILS;
    if (here && which == 12) options.family = RANDBLAS_KRONECKER;
    const int info = randlapack_mpi_xlsq_precond(p->group, &A, nrhs, B, ldb, X, ldx, &options, NULL);
    assert_same(p, info, code);
    assert_untouched(p);
}

static void an_illegal_argument_of_one_is_that_of_all(void **state)
{
    (void)state;
    static const int codes[] = {-2, -2, -2, -2, -2, -3, -4, -5, -6, -7, -8, -8, -8};
    for (int k = 0; k < NSIZES; k++) {
        part p = make_part(group_sizes[k], k % 2 != 0, M);
        for (int which = 0; which < 13; which++) bad_argument(&p, which, codes[which]);
        assert_works(&p);
        free_part(&p);
    }
}

static void arguments_that_differ_are_found(void **state)
{
    (void)state;
    part p = make_part(7, false, M);
    const bool here = p.rank == 3;
    int info = randlapack_mpi_xlsq_precond(p.group, &p.A, here ? 1 : 2, p.B, ld_of(&p), p.X, N, NULL, NULL);
    assert_int_equal(info, -2);
    randlapack_mpi_xrows A = p.A;
    if (here) A.local.cols--;
    assert_int_equal(randlapack_mpi_xlsq_precond(p.group, &A, 2, p.B, ld_of(&p), p.X, N, NULL, NULL), -2);
    assert_untouched(&p);
    /* One takes another course than the others: all find out, none waits. */
    const randlapack_lsq_options options = {.sketch_rows = here ? 30 : 20};
    assert_int_equal(solve(&p, &options), RANDBLAS_INTERNAL);
    assert_works(&p);
    free_part(&p);
}

static void illegal_groups_and_rows(void **state)
{
    (void)state;
    const randlapack_mpi_options bad[] = {{.size = 3},
                                          {.message_bytes = -8},
                                          {.message_bytes = 132},
                                          {.message_bytes = 64},
                                          {.message_bytes = (int64_t)1 << 31}};
    randlapack_mpi *group = NULL;
    part p = make_part(7, false, M);
    int rank;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    assert_int_equal(randlapack_mpi_create(MPI_COMM_NULL, NULL, &group), -1);
    for (int k = 0; k < 5; k++) /* on one process only */
        assert_int_equal(randlapack_mpi_create(MPI_COMM_WORLD, rank == 1 ? &bad[k] : NULL, &group), -2);
    assert_int_equal(randlapack_mpi_create(MPI_COMM_WORLD, NULL, rank == 2 ? NULL : &group), -3);
    assert_null(group);
    assert_int_equal(randlapack_mpi_create_fortran((int)MPI_Comm_c2f(MPI_COMM_WORLD), NULL, &group), 0);
    assert_int_equal(randlapack_mpi_rank(group), rank);
    randlapack_mpi_destroy(group);
    randlapack_mpi_destroy(NULL);
    assert_int_equal(randlapack_mpi_rank(NULL), -1);
    assert_int_equal(randlapack_mpi_size(NULL), 0);
    assert_int_equal(randlapack_mpi_count(NULL, NULL, 0), -1);
    randblas_xlinop local = p.A.local;
    randlapack_mpi_xrows made;
    assert_int_equal(randlapack_mpi_xrows_make(NULL, &local, &made), -1);
    assert_int_equal(randlapack_mpi_xrows_make(p.group, rank == 4 ? NULL : &local, &made), -2);
    assert_int_equal(randlapack_mpi_xrows_make(p.group, &local, rank == 5 ? NULL : &made), -3);
    if (rank == 6) local.cols--;
    assert_int_equal(randlapack_mpi_xrows_make(p.group, &local, &made), -2);
    assert_int_equal(randlapack_mpi_xlsq_precond(NULL, &p.A, 2, p.B, 1, p.X, N, NULL, NULL), -1);
    free_part(&p);
}

/* ---------------------------------------------------------------- memory, cancelling, callbacks ------------------- */

static int one_fails(part *p, int who, int64_t at, counting *memory)
{
    *memory = (counting){.refuse = p->rank == who ? at : 0};
    const randlapack_lsq_options options = {
        .control = {.allocate = counting_allocate, .release = counting_release, .allocator_context = memory}};
    return solve(p, &options);
}

/* Every request for memory of every process in turn. */
static void memory_that_one_lacks(void **state)
{
    (void)state;
    for (int k = 0; k < 4; k++) {
        part p = make_part(k < 2 ? 3 : 2, k % 2 != 0, M);
        counting memory;
        assert_int_equal(one_fails(&p, -1, 0, &memory), 0);
        int64_t requests = memory.requests;
        assert_true(requests > 10 && memory.out == 0);
        for (int who = 0; who < p.size; who++)
            for (int64_t at = 1; at <= requests; at += k == 0 ? 1 : 5) {
                const int info = one_fails(&p, who, at, &memory);
                assert_int_equal(info == 0 ? memory.refuse <= memory.requests : memory.out, 0);
                assert_true(info == RANDBLAS_OUT_OF_MEMORY || (info == 0 && at > requests - 8));
            }
        for (int r = 0; r < 2 * N; r++) p.X[r] = (scalar_t)NAN;
        assert_works(&p);
        free_part(&p);
    }
}

static void one_cancels(void **state)
{
    (void)state;
    static const char *const phases[] = {"sketch", "factor", "iterate"};
    for (int k = 0; k < NSIZES; k++) {
        part p = make_part(group_sizes[k], false, M);
        for (int who = 0; who < p.size; who++) {
            watching watch = {.cancel_in = phases[(k + who) % 3]};
            randlapack_lsq_options options = {0};
            if (who == p.rank) options.control.progress = watching_progress;
            options.control.progress_context = &watch;
            assert_int_equal(solve(&p, &options), RANDBLAS_CANCELLED);
        }
        assert_works(&p);
        free_part(&p);
    }
}

typedef struct failing {
    const part *p;
    int calls, fail_at;
} failing;

static int apply(void *context, randblas_op op, int64_t ncols, const scalar_t *X, int64_t ldx, scalar_t *Y, int64_t ldy)
{
    failing *f = context;
    if (++f->calls == f->fail_at) return 5;
    return randblas_xlinop_apply(RANDBLAS_COL_MAJOR, op, ncols, 1, &f->p->A.local, X, ldx, 0, Y, ldy);
}

static void a_callback_that_fails(void **state)
{
    (void)state;
    part p = make_part(4, false, M);
    randlapack_mpi_xrows A = p.A;
    for (int at = 0; at < 7; at++) {
        failing f = {.p = &p, .fail_at = p.rank == 2 ? at : 0};
        A.local = randblas_xlinop_callback(p.A.local.rows, N, apply, &f);
        const int info = randlapack_mpi_xlsq_precond(p.group, &A, 2, p.B, ld_of(&p), p.X, N, NULL, NULL);
        assert_int_equal(info, at > 0 && p.size > 2 && p.A.rows > 0 ? RANDBLAS_CALLBACK_FAILED : 0);
    }
    free_part(&p);
}

/* ---------------------------------------------------------------- NaN --------------------------------------------- */

static void values_that_are_not_finite(void **state)
{
    (void)state;
    for (int k = 0; k < 2 * NSIZES; k++) {
        part p = make_part(group_sizes[k / 2], k % 2 != 0, M);
        const bool here = p.rank == p.size - 1;
        const scalar_t b = here ? p.B[0] : 0, a = here ? p.A.local.values[1] : 0;
        if (here) p.B[0] = (scalar_t)NAN;
        assert_int_equal(solve(&p, NULL), RANDBLAS_NOT_FINITE);
        for (int j = 0; j < N; j++) assert_true(isnan(p.X[j]) && isfinite(p.X[N + j]));
        if (here) p.B[0] = b;
        if (here) p.A.local.values[1] = (scalar_t)(k % 4 < 2 ? NAN : INFINITY);
        assert_int_equal(solve(&p, NULL), RANDBLAS_NOT_FINITE);
        assert_untouched(&p); /* all NaN */
        if (here) p.A.local.values[1] = a;
        assert_works(&p);
        free_part(&p);
    }
}

/* ---------------------------------------------------------------- counting ---------------------------------------- */

/* doc/scaling.md, one right-hand side; `passes` is what the number of operations leaves. */
static void words_are_those_of_the_formula(void **state)
{
    (void)state;
    const int64_t d = 24, rows[] = {M, 40 * M}, per = 8 / (int64_t)sizeof(scalar_t);
    const randlapack_lsq_options options = {.preconditioner = RANDLAPACK_PRECOND_SKETCH, .sketch_rows = d};
    for (int k = 0; k < 2 * NSIZES; k++) {
        part p = make_part(group_sizes[k / 2], false, rows[k % 2]);
        randlapack_mpi_traffic t;
        randlapack_lsq_report report;
        const int64_t children = children_of(p.rank, p.size), up = p.rank > 0;
        assert_int_equal(randlapack_mpi_count(p.group, NULL, 1), 0);
        assert_int_equal(randlapack_mpi_xlsq_precond(p.group, &p.A, 1, p.B, ld_of(&p), p.X, N, &options, &report), 0);
        assert_int_equal(randlapack_mpi_count(p.group, &t, 1), 0);
        const int64_t passes = t.collectives - 8;
        assert_true(passes > report.iterations && passes <= report.iterations + 6);
        assert_int_equal(t.messages, (up + children) * t.collectives);
        const int64_t vector = (N + 1 + per - 1) / per, triangle = (N * (N + 1) / 2 + per - 1) / per;
        const int64_t both = 7 + 2 + vector * passes; /* rows, b, and the passes go both ways */
        assert_int_equal(t.words, up * (both + (d * N + d) / per) + children * (both + triangle + N / per));
        assert_int_equal(randlapack_mpi_count(p.group, &t, 0), 0);
        assert_int_equal(t.words, 0);
        free_part(&p);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_illegal_argument_of_one_is_that_of_all),
    cmocka_unit_test(arguments_that_differ_are_found),
    cmocka_unit_test(illegal_groups_and_rows),
    cmocka_unit_test(memory_that_one_lacks),
    cmocka_unit_test(one_cancels),
    cmocka_unit_test(a_callback_that_fails),
    cmocka_unit_test(values_that_are_not_finite),
    cmocka_unit_test(words_are_those_of_the_formula),
};

RUN_UNDER_MPI(tests)
