/*
 * Prints one line for every kind of result: a hash of its bits.  Which lines are equal for other numbers of threads,
 * instruction sets, compilers and kernels of the BLAS is what scripts/reproducible tabulates.
 */
#include "randblas.h"
#include "randlapack.h"
#include "rmt.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROWS = 3000, COLS = 60, SKETCHED = 256, SIDE = 300, RANK = 10, PER_ROW = 5 };

static double A[ROWS * COLS], B[ROWS], K[SIDE * SIDE], work[ROWS * COLS], square[SIDE * SIDE];
static int64_t ptr[ROWS + 1], index_of[ROWS * PER_ROW];
static double values[ROWS * PER_ROW];
static int failures;

static void print_result(const char *name, int info, const double *x, int64_t count)
{
    uint64_t hash = 0xcbf29ce484222325u;
    const unsigned char *p = (const unsigned char *)x;
    for (int64_t i = 0; i < count * (int64_t)sizeof *x; i++) hash = (hash ^ p[i]) * 0x100000001b3u;
    printf("%-44s %016" PRIx64 "\n", name, hash);
    failures += info != 0;
}

/* Dense, sparse and definite matrices whose entries are dyadic, so that making them rounds nothing. */
static void make_inputs(void)
{
    uint32_t s = 12345;
    for (int i = 0; i < ROWS * COLS; i++) A[i] = (double)((s = s * 1664525u + 1013904223u) >> 12) / (1 << 19) - 1;
    for (int i = 0; i < ROWS; i++) B[i] = A[i * 7 % (ROWS * COLS)];
    for (int i = 0; i < ROWS; i++) {
        ptr[i + 1] = ptr[i] + PER_ROW;
        for (int t = 0; t < PER_ROW; t++) {
            index_of[PER_ROW * i + t] = (i + 11 * t) % COLS;
            values[PER_ROW * i + t] = A[(PER_ROW * i + t) % (ROWS * COLS)];
        }
    }
    for (int j = 0; j < SIDE; j++)
        for (int i = 0; i <= j; i++)
            K[i + j * SIDE] = K[j + i * SIDE] = i == j ? 64 + 1.0 / (1 << i % 8) : A[i + j * (j + 1) / 2] / 8;
}

static void sketches(void)
{
    const struct {
        const char *name;
        randblas_dist dist;
    } all[] = {{"Gaussian", randblas_gaussian(SKETCHED, ROWS)},
               {"sparse sign", randblas_sparse_sign(SKETCHED, ROWS, 8)},
               {"SRHT", randblas_srht(SKETCHED, ROWS)}};
    const randblas_state state = randblas_seed(1);
    const randblas_dlinop sparse = randblas_dlinop_csr(ROWS, COLS, ptr, index_of, values);
    for (int k = 0; k < 3; k++) {
        randblas_sketch *S = NULL;
        char name[64];
        int info = randblas_sketch_create(&all[k].dist, &state, &S, NULL);
        if (!info) info = randblas_dfill(RANDBLAS_COL_MAJOR, SKETCHED, COLS, S, 0, 0, work, SKETCHED);
        snprintf(name, sizeof name, "S, %s", all[k].name);
        print_result(name, info, work, SKETCHED * COLS);
        info = randblas_dskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, SKETCHED, COLS,
                              ROWS, 1, S, 0, 0, A, ROWS, 0, work, SKETCHED);
        snprintf(name, sizeof name, "S A, %s, dense A", all[k].name);
        print_result(name, info, work, SKETCHED * COLS);
        info = randblas_dskop(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, SKETCHED, COLS,
                              ROWS, 1, S, 0, 0, &sparse, 0, work, SKETCHED);
        snprintf(name, sizeof name, "S A, %s, sparse A", all[k].name);
        print_result(name, info, work, SKETCHED * COLS);
        randblas_sketch_destroy(S);
    }
}

static void drivers(void)
{
    const randblas_dlinop dense = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, ROWS, COLS, A, ROWS);
    const randblas_dlinop sparse = randblas_dlinop_csr(ROWS, COLS, ptr, index_of, values);
    const randblas_dlinop definite = randblas_dlinop_symmetric(RANDBLAS_COL_MAJOR, RANDBLAS_UPPER, SIDE, K, SIDE);
    const randlapack_dentries entries = randlapack_dentries_dense(RANDBLAS_COL_MAJOR, SIDE, SIDE, K, SIDE);
    int64_t chosen[SIDE];
    double x[ROWS];
    print_result("A x, sparse A",
                 randblas_dlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, 1, 1, &sparse, B, COLS, 0, work, ROWS),
                 work, ROWS);
    print_result("lsq, dense A", randlapack_dlsq(&dense, NULL, 1, B, ROWS, x, COLS, NULL, NULL), x, COLS);
    print_result("lsq, sparse A", randlapack_dlsq(&sparse, NULL, 1, B, ROWS, x, COLS, NULL, NULL), x, COLS);
    print_result("rsvd, singular values", randlapack_drsvd(&dense, RANK, work, ROWS, x, square, COLS, NULL, NULL), x,
                 RANK);
    print_result("eig, values", randlapack_deig(&definite, RANK, work, SIDE, x, NULL, NULL), x, RANK);
    print_result("leverage scores", randlapack_dleverage_sketched(&dense, x, NULL, NULL), x, ROWS);
    print_result("trace", randlapack_dtrace(&definite, x, NULL, NULL), x, 1);
    print_result("rpcholesky, pivots", randlapack_drpcholesky(&entries, RANK, chosen, square, SIDE, NULL, NULL),
                 (const double *)chosen, RANK);
    rmt_logdet_report report = {0};
    for (int i = 0; i < SIDE * SIDE; i++) square[i] = K[i];
    print_result("log-determinant",
                 rmt_dlogdet(RMT_DEFINITE, RANDBLAS_COL_MAJOR, RANDBLAS_UPPER, SIDE, square, SIDE, NULL, &report),
                 &report.logabsdet, 1);
}

static void laws(void)
{
    const randblas_state state = randblas_seed(2);
    double x[500], y[500];
    rmt_law *law = NULL;
    int info = rmt_law_marchenko_pastur(0.5, 1, &law);
    if (!info) info = rmt_law_sample(law, 500, &state, x, NULL);
    print_result("samples of a law", info, x, 500);
    for (int i = 0; i < 500; i++) x[i] = i / 150.0;
    print_result("density of a law", rmt_law_density(law, 500, x, y), y, 500);
    rmt_law_destroy(law);
    print_result("eigenvalues, beta ensemble", rmt_beta_hermite(2, 500, &state, x, NULL), x, 500);
}

int main(void)
{
    make_inputs();
    sketches();
    drivers();
    laws();
    if (failures) fprintf(stderr, "%d results with a code\n", failures);
    return failures != 0;
}
