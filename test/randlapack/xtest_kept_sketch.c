/* A sketch whose nonzeros are kept, against the same sketch written out. */
#include "xlinop.h"

#include "kept_sketch_impl.h"

#ifdef _OPENMP
#include <omp.h>
#endif

#define EPS ((double)REAL_EPS)

typedef struct problem {
    int64_t d, n, columns;
    randblas_sketch *S;
    randblas_arena arena;
    randlapack_xkept_sketch kept;
    scalar_t *X, *Y;
} problem;

static problem make(randblas_dist dist, int64_t columns)
{
    uint64_t seed = 7;
    const randblas_state state = randblas_seed(3);
    problem p = {.d = dist.rows, .n = dist.cols, .columns = columns, .arena = randblas_arena_open(NULL)};
    assert_int_equal(randblas_sketch_create(&dist, &state, &p.S, NULL), 0);
    assert_int_equal(randlapack_xkept_sketch_open(&p.arena, p.S, p.d, p.n, &p.kept), 0);
    p.X = malloc((size_t)(p.n * columns + 1) * sizeof *p.X);
    p.Y = malloc((size_t)(p.d * columns + 1) * sizeof *p.Y);
    for (int64_t i = 0; i < p.n * columns; i++) p.X[i] = random_scalar(&seed);
    for (int64_t i = 0; i <= p.d * columns; i++) p.Y[i] = (scalar_t)NAN;
    assert_int_equal(randlapack_xkept_sketch_apply(&p.kept, columns, p.X, p.Y), 0);
    assert_true(isnan(p.Y[p.d * columns]));
    return p;
}

static void discard(problem *p)
{
    randblas_sketch_destroy(p->S);
    randblas_arena_close(&p->arena);
    free(p->X), free(p->Y);
}

/* Entry by entry; an error of a sum of n terms is at most n eps times the sum of their sizes. */
static void compare(const problem *p)
{
    scalar_t *S = malloc((size_t)(p->d * p->n) * sizeof *S);
    assert_int_equal(randblas_xfill(RANDBLAS_COL_MAJOR, p->d, p->n, p->S, 0, 0, S, p->d), 0);
    for (int64_t c = 0; c < p->columns; c++)
        for (int64_t i = 0; i < p->d; i++) {
            double sum = 0, sizes = 0;
            for (int64_t l = 0; l < p->n; l++) {
                const double term = (double)S[i + l * p->d] * (double)p->X[l + c * p->n];
                sum += term;
                sizes += fabs(term);
            }
            assert_true(fabs((double)p->Y[i + c * p->d] - sum) <= (double)p->n * EPS * sizes);
        }
    free(S);
}

/* Families that are kept and one that is not, more columns of S than are drawn together, all numbers of columns. */
static void against_entries(void **state)
{
    (void)state;
    for (int64_t columns = 0; columns <= 9; columns++) {
        const randblas_dist dists[] = {randblas_sparse_sign(40, 700, 0), randblas_sparse_sign(30, 513, 1),
                                       randblas_sparse_stack(24, 300, 4), randblas_gaussian(20, 100)};
        for (int k = 0; k < 4; k++) {
            problem p = make(dists[k], columns);
            assert_true((p.kept.nnz > 0) == (k < 3));
            compare(&p);
            discard(&p);
        }
    }
}

/* No bit depends on threads, or on the columns beside one. */
static void bits(void **state)
{
    (void)state;
    const randblas_dist dist = randblas_sparse_sign(50, 130000, 8);
#ifdef _OPENMP
    omp_set_num_threads(1);
#endif
    problem one = make(dist, 8), alone = make(dist, 3);
#ifdef _OPENMP
    omp_set_num_threads(2);
#endif
    problem two = make(dist, 8);
    assert_memory_equal(one.Y, two.Y, (size_t)(8 * one.d) * sizeof *one.Y);
    assert_memory_equal(one.Y, alone.Y, (size_t)(3 * one.d) * sizeof *one.Y);
    discard(&one), discard(&two), discard(&alone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(against_entries), cmocka_unit_test(bits)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
