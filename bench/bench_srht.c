/* Claim: the Hadamard sketch is ten times faster than the Gaussian one of its size. */
#include "bench.h"
#include "sketching.h"

int main(int argc, char **argv)
{
    /* The Gaussian sketch is linear in the columns of A; --quick times it on a tenth of them. */
    const bool quick = bench_quick(argc, argv);
    const int64_t d = 2000, m = 100000, n = 500, gaussian_columns = quick ? n / 10 : n;
    double *A = bench_allocate(m * n * 8), *B = bench_allocate(d * n * 8);
    bench_random(m * n, A);
    sketching gaussian = {randblas_gaussian(d, m), RANDBLAS_COL_MAJOR, gaussian_columns, A, B};
    const double dense = bench_best(quick ? 1 : 2, sketching_run, &gaussian) * (double)n / (double)gaussian_columns;
    for (int layout = RANDBLAS_ROW_MAJOR; layout <= RANDBLAS_COL_MAJOR; layout++) {
        sketching srht = {randblas_srht(d, m), (randblas_layout)layout, n, A, B};
        bench_at_least(bench_name("SRHT, %s, speed over the Gaussian sketch%s",
                                  layout == RANDBLAS_ROW_MAJOR ? "row-major" : "column-major",
                                  quick ? " (scaled from a tenth of the columns)" : ""),
                       dense / bench_best(quick ? 2 : 4, sketching_run, &srht), "x", 10);
    }
    free(A), free(B);
    return 0;
}
