/* Allocation failing at every point: a clean code, nothing leaked, for every family and kind of A. */
#include "failing_malloc.h"

#include "randblas.h"

#include <stdlib.h>

enum { D = 12, M = 40, N = 6 };

static double A[M * N], square[M * M], B[M * M], weights[M];
static int64_t ptr[M + 1], index_of[M * N], rows_of[M * N];

typedef struct task {
    randblas_family family;
    randblas_op op;
    int kind;
} task;

static int multiply(void *context, randblas_op op, int64_t ncols, const double *X, int64_t ldx, double *Y, int64_t ldy)
{
    (void)context;
    const int64_t m = op == RANDBLAS_NO_TRANS ? M : N, n = op == RANDBLAS_NO_TRANS ? N : M;
    for (int64_t c = 0; c < ncols; c++)
        for (int64_t i = 0; i < m; i++) {
            Y[i + c * ldy] = 0;
            for (int64_t j = 0; j < n; j++)
                Y[i + c * ldy] += (op == RANDBLAS_NO_TRANS ? A[i + j * M] : A[j + i * M]) * X[j + c * ldx];
        }
    return 0;
}

static randblas_dlinop operand(int kind)
{
    switch (kind) {
    case RANDBLAS_SYMMETRIC:
        return randblas_dlinop_symmetric(RANDBLAS_COL_MAJOR, RANDBLAS_LOWER, M, square, M);
    case RANDBLAS_CSR:
        return randblas_dlinop_csr(M, N, ptr, index_of, A);
    case RANDBLAS_CSC:
        return randblas_dlinop_csc(N, M, ptr, index_of, A);
    case RANDBLAS_COO:
        return randblas_dlinop_coo(M, N, M * N, rows_of, index_of, A);
    case RANDBLAS_CALLBACK:
        return randblas_dlinop_callback(M, N, multiply, NULL);
    default:
        return randblas_dlinop_dense(RANDBLAS_COL_MAJOR, M, N, A, M);
    }
}

static randblas_dist simple_dist(randblas_family family)
{
    randblas_dist dist = randblas_gaussian(D, M);
    dist.family = family;
    if (family == RANDBLAS_LESS) dist.weights = weights;
    if (family == RANDBLAS_SPARSE_SIGN || family == RANDBLAS_SPARSE_STACK) dist.nnz = 3;
    return dist;
}

/* An operator of the family with M columns; structured ones are built of Gaussian factors that live until *factor. */
static int make(randblas_family family, randblas_sketch **factor, randblas_sketch **S)
{
    const randblas_state start = randblas_seed(11);
    if (family < RANDBLAS_KHATRI_RAO) {
        const randblas_dist dist = simple_dist(family);
        return randblas_sketch_create(&dist, &start, S, NULL);
    }
    const randblas_dist sizes[] = {randblas_gaussian(D, 5), randblas_gaussian(D, 8), randblas_gaussian(D, M / 2),
                                   randblas_sparse_sign(M / 2, M, 2)};
    const int first = family == RANDBLAS_COMPOSITION ? 2 : 0;
    for (int t = 0; t < 2; t++) {
        const int info = randblas_sketch_create(&sizes[first + t], &start, &factor[t], NULL);
        if (info) return info;
    }
    const randblas_sketch *const pair[] = {factor[0], factor[1]};
    const randblas_dist dist = family == RANDBLAS_KHATRI_RAO  ? randblas_khatri_rao(2, pair)
                               : family == RANDBLAS_KRONECKER ? randblas_kronecker(2, pair)
                                                              : randblas_compose(2, pair);
    return randblas_sketch_create(&dist, &start, S, NULL);
}

static int create_and_apply(void *context)
{
    const task *t = context;
    randblas_sketch *factor[2] = {NULL, NULL}, *S = NULL;
    int info = make(t->family, factor, &S);
    if (!info) {
        randblas_dlinop a = operand(t->kind);
        const int square_kind = t->kind == RANDBLAS_SYMMETRIC;
        const randblas_op transa = a.rows == M ? RANDBLAS_NO_TRANS : RANDBLAS_TRANS;
        if (t->op == RANDBLAS_NO_TRANS)
            info = randblas_dskop(RANDBLAS_ROW_MAJOR, RANDBLAS_LEFT, t->op, transa, D, square_kind ? M : N, M, 1.0, S,
                                  0, 0, &a, 0.0, B, M);
        else /* S^T from the right: op(A) is N x M (or M x M), S' is D x M, B is N x D */
            info = randblas_dskop(RANDBLAS_COL_MAJOR, RANDBLAS_RIGHT, t->op,
                                  a.rows == M && !square_kind ? RANDBLAS_TRANS : RANDBLAS_NO_TRANS, square_kind ? M : N,
                                  D, M, 1.0, S, 0, 0, &a, 0.0, B, M);
    }
    randblas_sketch_destroy(S);
    randblas_sketch_destroy(factor[0]);
    randblas_sketch_destroy(factor[1]);
    return info;
}

static void every_family_and_kind(void **state)
{
    (void)state;
    for (int family = RANDBLAS_GAUSSIAN; family <= RANDBLAS_COMPOSITION; family++)
        for (int kind = RANDBLAS_DENSE; kind <= RANDBLAS_CALLBACK; kind++)
            for (int op = RANDBLAS_NO_TRANS; op <= RANDBLAS_TRANS; op++) {
                if (kind == RANDBLAS_HERMITIAN) continue; /* the symmetric path in real precision */
                task t = {(randblas_family)family, (randblas_op)op, kind};
                assert_true(fail_each_allocation(create_and_apply, &t, RANDBLAS_OUT_OF_MEMORY) >= 1);
            }
}

static int materialise(void *context)
{
    const task *t = context;
    randblas_sketch *factor[2] = {NULL, NULL}, *S = NULL;
    int info = make(t->family, factor, &S);
    if (!info)
        info = randblas_dfill(RANDBLAS_ROW_MAJOR, randblas_sketch_rows(S) < M ? randblas_sketch_rows(S) : M, M, S, 0, 0,
                              B, M);
    randblas_sketch_destroy(S);
    randblas_sketch_destroy(factor[0]);
    randblas_sketch_destroy(factor[1]);
    return info;
}

static void filling(void **state)
{
    (void)state;
    for (int family = RANDBLAS_GAUSSIAN; family <= RANDBLAS_COMPOSITION; family++) {
        task t = {(randblas_family)family, RANDBLAS_NO_TRANS, 0};
        assert_true(fail_each_allocation(materialise, &t, RANDBLAS_OUT_OF_MEMORY) >= 1);
    }
}

static int backward_vectors(void *context)
{
    (void)context;
    randblas_sketch *S = NULL;
    int info = make(RANDBLAS_GAUSSIAN, NULL, &S);
    if (!info) info = randblas_dskve(RANDBLAS_NO_TRANS, D, M, 1.0, S, 0, 0, A, -1, 0.0, B, -2);
    randblas_sketch_destroy(S);
    return info;
}

static int convert_and_solve(void *context)
{
    (void)context;
    static double values[M * N], diagonal[M];
    static int64_t out_ptr[M + 1], out_index[M * N], unit_ptr[M + 1], unit_index[M];
    for (int i = 0; i < M; i++) unit_ptr[i + 1] = i + 1, unit_index[i] = i, diagonal[i] = 2;
    randblas_dlinop coo = operand(RANDBLAS_COO), csc = randblas_dlinop_csc(M, N, out_ptr, out_index, values);
    csc.nnz = M * N;
    const randblas_dlinop T = randblas_dlinop_csr(M, M, unit_ptr, unit_index, diagonal);
    int info = randblas_dconvert(&coo, &csc);
    if (!info)
        info =
            randblas_dsptrsm(RANDBLAS_ROW_MAJOR, RANDBLAS_LOWER, RANDBLAS_TRANS, RANDBLAS_NON_UNIT, 2, 1.0, &T, B, M);
    return info;
}

static void vectors_and_matrices(void **state)
{
    (void)state;
    fail_each_allocation(backward_vectors, NULL, RANDBLAS_OUT_OF_MEMORY);
    fail_each_allocation(convert_and_solve, NULL, RANDBLAS_OUT_OF_MEMORY);
}

static int setup(void **state)
{
    (void)state;
    for (int i = 0; i < M; i++) {
        weights[i] = 1 + i % 5;
        ptr[i + 1] = (i + 1) * N;
        for (int j = 0; j < N; j++) {
            A[i * N + j] = 1.0 / (1 + i + j);
            index_of[i * N + j] = j;
            rows_of[i * N + j] = i;
        }
    }
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_family_and_kind),
        cmocka_unit_test(filling),
        cmocka_unit_test(vectors_and_matrices),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
