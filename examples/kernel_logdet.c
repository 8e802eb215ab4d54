/*
 * The log-determinant of a kernel matrix that never exists: its blocks are computed when they are asked for, and the
 * factor waits on disk.  Such a run can be stopped, here by its progress callback, and resumed.  The log-determinants
 * of leading blocks, which come along, are those of the kernel on the first points.
 */
#include "example.h"

#include <randlapack.h>
#include <rmt.h>
#include <unistd.h>

enum { N = 1200, BUDGET = N * N * 8 / 4 };

/* The Matern kernel of smoothness 3/2 on N points of a curve, noise of variance 0.01: K(x, y) = (1 + d) exp(-d). */
static int kernel_block(void *context, int64_t i0, int64_t i1, int64_t j0, int64_t j1, double *A, int64_t lda)
{
    const double scale = *(const double *)context;
    for (int64_t j = j0; j < j1; j++)
        for (int64_t i = i0; i < i1; i++) {
            const double x = (double)(i - j) / N, y = sin((double)i / N * 20) - sin((double)j / N * 20);
            const double d = hypot(x, y) / scale;
            A[(i - i0) + (j - j0) * lda] = (1 + d) * exp(-d) + (i == j ? 0.01 : 0);
        }
    return 0;
}

static int stop_half_way(void *context, const char *phase, double fraction)
{
    (void)context, (void)phase;
    return fraction > 0.5;
}

int main(void)
{
    double scale = 0.1, *leading = example_alloc(N, 1);
    const rmt_dmemdet_input input = {
        .format = RMT_MEMDET_CALLBACK, .n = N, .block = kernel_block, .context = &scale, .fingerprint = 1};
    rmt_memdet_options options = {.method = RMT_MEMDET_CHOLESKY,
                                  .control = {.memory_limit = BUDGET, .progress = stop_half_way},
                                  .scratch = "kernel_logdet.scratch",
                                  .resume = 1,
                                  .keep = 1,
                                  .leading = leading};
    rmt_memdet_report report, whole;
    example_expect(rmt_dmemdet(&input, &options, &report) == RANDBLAS_CANCELLED, "the run stops half way");
    options.control.progress = NULL;
    CHECK(rmt_dmemdet(&input, &options, &report));
    printf("log det K = %.6f of order %d in %d panels, %d of them from before; %.1f MB in memory\n", report.logabsdet,
           N, (int)report.blocks, (int)report.resumed, (double)report.bytes / 1048576);
    example_expect(report.resumed > 0 && report.bytes <= BUDGET, "it goes on, within its memory");
    example_expect(access("kernel_logdet.scratch", F_OK) != 0, "nothing is left on disk");

    const rmt_memdet_options ldl = {.method = RMT_MEMDET_LDL}; /* in memory, by another method */
    CHECK(rmt_dmemdet(&input, &ldl, &whole));
    example_expect(fabs(whole.logabsdet - report.logabsdet) < 1e-9 * fabs(report.logabsdet), "both methods agree");
    const rmt_dmemdet_input first = {
        .format = RMT_MEMDET_CALLBACK, .n = N / 2, .block = kernel_block, .context = &scale};
    CHECK(rmt_dmemdet(&first, &ldl, &whole));
    example_expect(fabs(whole.logabsdet - leading[N / 2 - 1]) < 1e-9 * fabs(whole.logabsdet), "so do leading blocks");
    free(leading);
    return 0;
}
