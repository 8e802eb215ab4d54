/*
 * Determinantal point processes choose sets of items that are unlike each other.  Items are 200 points on a line, alike
 * as far as they are near; a k-DPP spreads ten of them out, where ten drawn independently come in clumps.
 */
#include "example.h"

#include <randlapack.h>

enum { N = 200, K = 10, SAMPLES = 50 };

/* The least distance between neighbours of an ascending sample. */
static double closest(const int64_t *items)
{
    double least = N;
    for (int i = 1; i < K; i++) least = fmin(least, (double)(items[i] - items[i - 1]));
    return least;
}

int main(void)
{
    double *L = example_alloc(N, N), spread = 0;
    for (int j = 0; j < N; j++)
        for (int i = 0; i < N; i++) L[i + j * N] = exp(-0.5 * (i - j) * (i - j) / 100.0);
    const randblas_dlinop op = randblas_dlinop_symmetric(RANDBLAS_COL_MAJOR, RANDBLAS_UPPER, N, L, N);

    int64_t items[N * SAMPLES], sizes[SAMPLES];
    randlapack_dpp_options options = {.size = sizeof options, .state = randblas_seed(1)};
    randlapack_dpp_report report;
    CHECK(randlapack_dkdpp(&op, K, SAMPLES, items, K, &options, &report));
    for (int t = 0; t < SAMPLES; t++) spread += closest(items + t * K) / SAMPLES;
    printf("k-DPP of %d items: the nearest two are %.1f apart on average\n", K, spread);
    example_expect(spread > 4, "a k-DPP keeps its items apart"); /* independent items: N/K^2 = 2 */

    /* Without k, the number of items is random, with the mean that the report states. */
    double mean = 0;
    options.state = report.next;
    CHECK(randlapack_ddpp(&op, SAMPLES, sizes, items, N, &options, &report));
    for (int t = 0; t < SAMPLES; t++) mean += (double)sizes[t] / SAMPLES;
    printf("DPP: %.2f items on average, expected are %.2f\n", mean, report.expected_size);
    example_expect(fabs(mean - report.expected_size) < 2, "the mean size is as stated");

    free(L);
    return 0;
}
