/* The sketch of rows that are spread against the sketch of the whole. */
#include "testing.h"

#include "groups.h"
#include "xsupport.h"

#include "exact_team_impl.h"

#include <float.h>
#include <string.h>

#define D 24
#define M 90
#define NC 5
#define SAME (1e-13 * (double)REAL_EPS / DBL_EPSILON)

static randblas_sketch *make(randblas_dist dist)
{
    const randblas_state state = randblas_seed(7);
    randblas_sketch *S = NULL;
    assert_int_equal(randblas_sketch_create(&dist, &state, &S, NULL), 0);
    return S;
}

static int all_families(int64_t m, randblas_dist out[])
{
    static double weights[M];
    for (int i = 0; i < M; i++) weights[i] = 1 + i % 3;
    const randblas_dist all[] = {
        randblas_gaussian(D, m),       randblas_uniform(D, m),         randblas_rademacher(D, m),
        randblas_sparse_sign(D, m, 3), randblas_sparse_stack(D, m, 3), randblas_srht(D, m),
        randblas_srft(D, m),           randblas_less_uniform(D, m, 7), randblas_less(D, m, 7, weights),
        randblas_row_sample(D, m, 0)};
    memcpy(out, all, sizeof all);
    return (int)(sizeof all / sizeof *all);
}

/* The exact ones come first. */
#define EXACT_FAMILIES 7

static void each_family(void **state)
{
    (void)state;
    randblas_dist families[16];
    const int n = all_families(M, families);
    uint64_t seed = 1;
    const randblas_xview A = random_view(M, NC, RANDBLAS_ROW_MAJOR, 2, &seed);
    scalar_t expected[D * NC], B[(D + 2) * NC], first[(D + 2) * NC];
    for (int f = 0; f < n; f++) {
        randblas_sketch *S = make(families[f]);
        const randblas_xlinop whole = randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, M, NC, A.p, A.ld);
        assert_int_equal(randblas_xskop(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, D, NC,
                                        M, 1, S, 0, 0, &whole, 0, expected, D),
                         0);
        for (int k = 0; k < 2 * NSIZES; k++) {
            randlapack_mpi *g = make_group(group_sizes[k / 2], k % 2 != 0, 0);
            const cut how = (cut)((k + f) % 4);
            const int64_t at = cut_at(how, M, g->rank, g->size), end = cut_at(how, M, g->rank + 1, g->size);
            const randblas_xlinop own = randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, end - at, NC, A.p + at * A.ld, A.ld);
            randlapack_mpi_xrows rows;
            assert_int_equal(randlapack_mpi_xrows_make(g, &own, &rows), 0);
            const int info = randlapack_mpi_xsketch(g, S, &rows, B, D + 2 * (k % 2));
            assert_int_equal(info, k % 2 && f >= EXACT_FAMILIES ? -2 : 0);
            for (int j = 0; j < NC && !info; j++)
                for (int i = 0; i < D; i++) {
                    const double b = (double)B[i + j * (D + 2 * (k % 2))];
                    assert_true(fabs(b - (double)expected[i + j * D]) <= 10 * SAME);
                    if (k == 1) first[i + j * D] = (scalar_t)b;
                    if (k % 2) assert_true(b == (double)first[i + j * D]);
                }
            randlapack_mpi_destroy(g);
        }
        randblas_sketch_destroy(S);
    }
    free(A.p);
}

static void illegal_arguments(void **state)
{
    (void)state;
    uint64_t seed = 2;
    randlapack_mpi *g = make_group(7, false, 0);
    const randblas_xview A = random_view(2, NC, RANDBLAS_COL_MAJOR, 0, &seed);
    const randblas_xlinop own = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 2, NC, A.p, 2);
    randlapack_mpi_xrows rows;
    scalar_t B[D * NC];
    assert_int_equal(randlapack_mpi_xrows_make(g, &own, &rows), 0);
    randblas_sketch *S = make(randblas_gaussian(D, rows.rows)), *other = make(randblas_gaussian(D, rows.rows + 1));
    const bool here = g->rank == g->size - 1;
    for (int k = 0; k < D * NC; k++) B[k] = (scalar_t)NAN;
    assert_int_equal(randlapack_mpi_xsketch(NULL, S, &rows, B, D), -1);
    assert_int_equal(randlapack_mpi_xsketch(g, here ? NULL : S, &rows, B, D), -2);
    assert_int_equal(randlapack_mpi_xsketch(g, here ? other : S, &rows, B, D), -2);
    assert_int_equal(randlapack_mpi_xsketch(g, S, here ? NULL : &rows, B, D), -3);
    assert_int_equal(randlapack_mpi_xsketch(g, S, &rows, here ? NULL : B, D), -4);
    assert_int_equal(randlapack_mpi_xsketch(g, S, &rows, B, here ? D - 1 : D), -5);
    for (int k = 0; k < D * NC; k++) assert_true(isnan(B[k]));
    assert_int_equal(randlapack_mpi_xsketch(g, S, &rows, B, D), 0);
    randblas_sketch_destroy(S), randblas_sketch_destroy(other);
    free(A.p);
    randlapack_mpi_destroy(g);
}

/* Rows beyond 2^40 of a matrix that nobody has the whole of: the team is told where its rows are. */
static void rows_beyond_32_bits(void **state)
{
    (void)state;
    const int64_t offset = ((int64_t)1 << 40) + 3;
    const randblas_dist families[] = {randblas_sparse_sign(D, (int64_t)1 << 41, 4),
                                      randblas_gaussian(D, (int64_t)1 << 41)};
    uint64_t seed = 3;
    const randblas_xview A = random_view(M, NC, RANDBLAS_COL_MAJOR, 0, &seed);
    scalar_t expected[D * NC], B[D * NC];
    for (int k = 0; k < 2 * NSIZES; k++) {
        randblas_sketch *S = make(families[k % 2]);
        randlapack_mpi *g = make_group(group_sizes[k / 2], k % 3 == 0, 0);
        const int64_t at = cut_at(CUT_EVEN, M, g->rank, g->size), end = cut_at(CUT_EVEN, M, g->rank + 1, g->size);
        const randlapack_mpi_xrows rows = {.rows = (int64_t)1 << 41,
                                           .first = offset + at,
                                           .local =
                                               randblas_xlinop_dense(RANDBLAS_COL_MAJOR, end - at, NC, A.p + at, A.ld)};
        randlapack_mpi_xteam t;
        int info = randlapack_mpi_xteam_make(g, &rows, 0, 1, NULL, &t);
        if (g->exact) assert_int_equal(info, RANDBLAS_TOO_LARGE); /* for its integers */
        if (g->exact)
            info = randlapack_mpi_xexact_sketch(g, NULL, S, D, &rows.local, rows.first, true, B, D);
        else
            info = t.team.sketch(&t, S, D, &rows.local, B, D);
        assert_int_equal(info, 0);
        assert_int_equal(randblas_xskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, D, NC,
                                        M, 1, S, 0, offset, A.p, A.ld, 0, expected, D),
                         0);
        for (int i = 0; i < D * NC && g->rank == 0; i++)
            assert_true(fabs((double)B[i] - (double)expected[i]) <= 10 * SAME);
        randblas_arena_close(&t.arena);
        randblas_sketch_destroy(S);
        randlapack_mpi_destroy(g);
    }
    free(A.p);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_family),
    cmocka_unit_test(illegal_arguments),
    cmocka_unit_test(rows_beyond_32_bits),
};

RUN_UNDER_MPI(tests)
