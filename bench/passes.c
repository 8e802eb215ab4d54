/*
 * One SRHT of a matrix, to be run under a cache simulator: scripts/bench counts the bytes that cross to memory, with
 * the sketch and without it, and divides by the size of A.
 *
 *     passes row|column sketch|none
 */
#include "bench.h"
#include "sketching.h"

#include <string.h>

enum { D = 400, M = 40000, N = 100 };

int main(int argc, char **argv)
{
    if (argc != 3) return EXIT_FAILURE;
    double *A = bench_allocate((int64_t)M * N * 8), *B = bench_allocate((int64_t)D * N * 8);
    bench_set_threads(1);
    const randblas_layout layout = strcmp(argv[1], "row") == 0 ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
    sketching srht = {randblas_srht(D, M), layout, N, A, B};
    if (strcmp(argv[2], "sketch") == 0) sketching_run(&srht);
    printf("%lld\n", (long long)M * N * 8);
    free(A), free(B);
    return EXIT_SUCCESS;
}
