/*
 * Claim: applying an operator takes a panel of memory, whatever d and m.  The linker sends the library's allocations
 * through the counting functions below (--wrap); those of the BLAS, which keeps buffers of its own, are not counted.
 */
#include "bench.h"
#include "sketching.h"

#include <malloc.h>
#include <stdatomic.h>

static atomic_llong live, peak;

static void *counted(void *block)
{
    if (!block) return NULL;
    const long long now =
        atomic_fetch_add(&live, (long long)malloc_usable_size(block)) + (long long)malloc_usable_size(block);
    long long seen = atomic_load(&peak);
    while (now > seen && !atomic_compare_exchange_weak(&peak, &seen, now)) {
    }
    return block;
}

void *__real_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t bytes);
void *__real_aligned_alloc(size_t alignment, size_t bytes);
void __real_free(void *block);
void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);
void *__wrap_aligned_alloc(size_t alignment, size_t bytes);
void __wrap_free(void *block);

void *__wrap_malloc(size_t bytes)
{
    return counted(__real_malloc(bytes));
}

void *__wrap_calloc(size_t count, size_t bytes)
{
    return counted(__real_calloc(count, bytes));
}

void *__wrap_aligned_alloc(size_t alignment, size_t bytes)
{
    return counted(__real_aligned_alloc(alignment, bytes));
}

void __wrap_free(void *block)
{
    if (block) atomic_fetch_sub(&live, (long long)malloc_usable_size(block));
    __real_free(block);
}

static double extra_megabytes(sketching s)
{
    const long long before = atomic_load(&live);
    atomic_store(&peak, before);
    sketching_run(&s);
    return (double)(atomic_load(&peak) - before) / 1048576;
}

int main(int argc, char **argv)
{
    const int64_t n = 20, d = 500, m = 20000, grow = bench_quick(argc, argv) ? 4 : 8;
    double *A = bench_allocate(grow * m * n * 8), *B = bench_allocate(grow * d * n * 8);
    bench_random(grow * m * n, A);
    for (int64_t g = 1; g <= grow; g *= grow) {
        const int64_t rows = g * d, cols = g * m;
        const struct {
            const char *name;
            randblas_dist dist;
        } cases[] = {{"Gaussian", randblas_gaussian(rows, cols)},
                     {"sparse sign 8", randblas_sparse_sign(rows, cols, 8)},
                     {"LESS-uniform", randblas_less_uniform(rows, cols, n)},
                     {"SRHT", randblas_srht(rows, cols)},
                     {"SRFT", randblas_srft(rows, cols)}};
        for (int c = 0; c < (int)(sizeof cases / sizeof *cases); c++)
            bench_at_most(bench_name("extra memory, %s, d m = %.0f MB", cases[c].name, (double)(rows * cols * 8) / 1e6),
                          extra_megabytes((sketching){cases[c].dist, RANDBLAS_COL_MAJOR, n, A, B}), "MB", 16);
    }
    free(A), free(B);
    return 0;
}
