/* One operator used by several threads of the caller at once: the results are those of one thread. */
#include "testing.h"

#include "randblas.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { D = 40, M = 700, N = 9, CALLERS = 4, ROUNDS = 5 };

typedef struct caller {
    const randblas_sketch *S;
    const double *A;
    double B[D * N], dense[D * M];
    int info;
} caller;

static void *work(void *argument)
{
    caller *c = argument;
    for (int round = 0; round < ROUNDS && !c->info; round++) {
        c->info = randblas_dskge(RANDBLAS_ROW_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, D, N, M, 1.0,
                                 c->S, 0, 0, c->A, N, 0.0, c->B, N);
        if (!c->info) c->info = randblas_dfill(RANDBLAS_COL_MAJOR, D, M, c->S, 0, 0, c->dense, D);
    }
    return NULL;
}

static void operators_are_shared(void **state)
{
    (void)state;
    static caller callers[CALLERS + 1];
    static double A[M * N];
    const randblas_state start = randblas_seed(3);
    for (int i = 0; i < M * N; i++) A[i] = (i * 37 % 101) / 101.0;
    const randblas_dist dists[] = {randblas_gaussian(D, M),      randblas_sparse_sign(D, M, 4),
                                   randblas_srht(D, M),          randblas_srft(D, M),
                                   randblas_row_sample(D, M, 0), randblas_less_uniform(D, M, 10)};
    for (size_t f = 0; f < sizeof dists / sizeof *dists; f++) {
        randblas_sketch *S = NULL;
        pthread_t thread[CALLERS];
        assert_int_equal(randblas_sketch_create(&dists[f], &start, &S, NULL), 0);
        for (int t = 0; t <= CALLERS; t++) {
            callers[t].S = S;
            callers[t].A = A;
            callers[t].info = 0;
        }
        for (int t = 0; t < CALLERS; t++) assert_int_equal(pthread_create(&thread[t], NULL, work, &callers[t]), 0);
        for (int t = 0; t < CALLERS; t++) pthread_join(thread[t], NULL);
        work(&callers[CALLERS]);
        for (int t = 0; t < CALLERS; t++) {
            assert_int_equal(callers[t].info, 0);
            assert_memory_equal(callers[t].dense, callers[CALLERS].dense, sizeof callers[t].dense);
            for (int i = 0; i < D * N; i++) /* sums of M products: rounding may differ with BLAS's own threads */
                assert_true(callers[t].B[i] - callers[CALLERS].B[i] < 1e-11 &&
                            callers[CALLERS].B[i] - callers[t].B[i] < 1e-11);
        }
        randblas_sketch_destroy(S);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(operators_are_shared)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
