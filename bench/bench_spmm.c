/* Claim: Gaussian times sparse is fast whichever way A is compressed and B is laid out. */
#include "bench.h"
#include "peer.h"
#include "sketching.h"

typedef struct problem {
    int64_t d, m, n, nnz;
    bool csr;
    randblas_layout layout;
    int64_t *ptr, *index;
    double *values, *B;
} problem;

static void ours(void *context)
{
    const problem *p = context;
    const randblas_dist dist = randblas_gaussian(p->d, p->m);
    const randblas_dlinop A = p->csr ? randblas_dlinop_csr(p->m, p->n, p->ptr, p->index, p->values)
                                     : randblas_dlinop_csc(p->m, p->n, p->ptr, p->index, p->values);
    randblas_sketch *S = sketching_make(&dist);
    sketching_check(randblas_dskop(p->layout, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, p->d, p->n, p->m,
                                   1.0, S, 0, 0, &A, 0.0, p->B, p->layout == RANDBLAS_ROW_MAJOR ? p->n : p->d));
    randblas_sketch_destroy(S);
}

static void peers(void *context)
{
    const problem *p = context;
    (p->csr ? peer_sketch_csr : peer_sketch_csc)(p->layout == RANDBLAS_ROW_MAJOR, p->d, p->n, p->m, p->nnz, p->ptr,
                                                 p->index, p->values, p->B);
}

/* m rows of per_row entries in columns that are far apart and ascend. */
static void make_rows(int64_t m, int64_t n, int64_t per_row, int64_t *ptr, int64_t *index, double *values)
{
    bench_random(m * per_row, values);
    for (int64_t i = 0; i <= m; i++) ptr[i] = i * per_row;
    const int64_t stride = n / per_row;
    for (int64_t i = 0; i < m; i++)
        for (int64_t t = 0; t < per_row; t++) {
            const int64_t k = i * per_row + t;
            index[k] = t * stride + (int64_t)((values[k] + 1) / 2 * (double)(stride - 1));
        }
}

int main(int argc, char **argv)
{
    const int64_t d = 200, m = 100000, n = 1000, per_row = 10, nnz = m * per_row;
    const int runs = bench_quick(argc, argv) ? 3 : 5;
    int64_t *ptr[2] = {bench_allocate((m + 1) * 8), bench_allocate((n + 1) * 8)};
    int64_t *index[2] = {bench_allocate(nnz * 8), bench_allocate(nnz * 8)};
    double *values[2] = {bench_allocate(nnz * 8), bench_allocate(nnz * 8)}, *B = bench_allocate(d * n * 8);
    make_rows(m, n, per_row, ptr[0], index[0], values[0]);
    const randblas_dlinop rows = randblas_dlinop_csr(m, n, ptr[0], index[0], values[0]);
    randblas_dlinop columns = {
        .kind = RANDBLAS_CSC, .rows = m, .cols = n, .nnz = nnz, .ptr = ptr[1], .rowind = index[1], .values = values[1]};
    sketching_check(randblas_dconvert(&rows, &columns));
    bench_max_threads();
    for (int threads = 1; threads <= bench_max_threads() && threads <= 2; threads++)
        for (int k = 0; k < 4; k++) {
            const bool csr = k < 2;
            problem p = {d,         m,           n,
                         nnz,       csr,         k % 2 ? RANDBLAS_COL_MAJOR : RANDBLAS_ROW_MAJOR,
                         ptr[!csr], index[!csr], values[!csr],
                         B};
            const char *name = bench_name("Gaussian times %s, B %s-major, speed over RandBLAS, %d thread(s)",
                                          csr ? "CSR" : "CSC", k % 2 ? "column" : "row", threads);
            bench_set_threads(threads);
            if (peer_name())
                bench_at_least(name, bench_best(2, peers, &p) / bench_best(runs, ours, &p), "x", 3);
            else
                bench_skip(name, "RandBLAS is not installed");
        }
    for (int k = 0; k < 2; k++) free(ptr[k]), free(index[k]), free(values[k]);
    free(B);
    return 0;
}
