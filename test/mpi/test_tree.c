/* The collective operations: against sums by hand, in pieces of any size, with failures of any process at any time. */
#define _DEFAULT_SOURCE 1 /* MAP_ANONYMOUS */
#include "testing.h"

#include "groups.h"

#include "group_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static const int64_t pieces[] = {128, 136, 4096, 0};

static void sums_and_largest(randlapack_mpi *g, int64_t count)
{
    double *x = malloc((size_t)(count + 1) * sizeof *x);
    float *y = malloc((size_t)(count + 1) * sizeof *y);
    int64_t *z = malloc((size_t)(count + 1) * sizeof *z);
    const int p = g->size;
    for (int64_t i = 0; i < count; i++) {
        x[i] = (double)(i * (g->rank + 1)); /* integers: any order gives the same */
        y[i] = (float)(i % 50 + g->rank);
        z[i] = ((int64_t)1 << 40) * i - g->rank;
    }
    assert_int_equal(randlapack_mpi_collect(g, RANDLAPACK_MPI_SUM_D, count, x, 0), 0);
    assert_int_equal(randlapack_mpi_collect(g, RANDLAPACK_MPI_SUM_S, count, y, 0), 0);
    assert_int_equal(randlapack_mpi_collect(g, RANDLAPACK_MPI_ROOT_SUM_I, count, z, 0), 0);
    for (int64_t i = 0; i < count; i++) {
        assert_true(x[i] == (double)(i * p * (p + 1)) / 2);
        assert_true(y[i] == (float)(p * (i % 50)) + (float)(p * (p - 1)) / 2);
        if (g->rank == 0) assert_true(z[i] == p * ((int64_t)1 << 40) * i - p * (p - 1) / 2);
        x[i] = (double)((g->rank * 3 + i) % p);
        y[i] = (float)(g->rank == 0 ? i : -1);
    }
    assert_int_equal(randlapack_mpi_collect(g, RANDLAPACK_MPI_LARGEST, count, x, 0), 0);
    assert_int_equal(randlapack_mpi_collect(g, RANDLAPACK_MPI_SHARE_S, count, y, 0), 0);
    for (int64_t i = 0; i < count; i++) {
        double most = 0;
        for (int r = 0; r < p; r++) most = (double)((r * 3 + i) % p) > most ? (double)((r * 3 + i) % p) : most;
        assert_true(x[i] == most && y[i] == (float)i);
    }
    free(x), free(y), free(z);
}

/* What the root gives to each in turn; words go along the way only. */
static void given(randlapack_mpi *g, int64_t count)
{
    double *x = malloc((size_t)(count + 1) * sizeof *x);
    for (int to = 0; to < g->size; to++) {
        randlapack_mpi_traffic t;
        int64_t on_the_way = 0; /* children whose subtree holds the target */
        for (int w = 1; g->rank + w < g->size && (g->rank & w) == 0; w *= 2)
            on_the_way += to >= g->rank + w && to < g->rank + 2 * w;
        for (int64_t i = 0; i < count; i++) x[i] = g->rank == 0 ? (double)(i + to) : -1;
        randlapack_mpi_count(g, NULL, 1);
        assert_int_equal(randlapack_mpi_give(g, RANDLAPACK_MPI_GIVE_D, to, count, x, 0), 0);
        randlapack_mpi_count(g, &t, 0);
        assert_int_equal(t.words, on_the_way * count);
        for (int64_t i = 0; i < count && g->rank == to; i++) assert_true(x[i] == (double)(i + to));
    }
    free(x);
}

static void operations(void **state)
{
    (void)state;
    static const int64_t counts[] = {0, 12, 13, 1001};
    for (int k = 0; k < NSIZES; k++)
        for (int s = 0; s < 4; s++) {
            randlapack_mpi *g = make_group(group_sizes[k], false, pieces[s]);
            for (int c = 0; c < 4; c++) sums_and_largest(g, counts[c]);
            for (int c = 0; c < 4; c++) given(g, counts[c]);
            assert_int_equal(randlapack_mpi_end(g, 2), 2);
            randlapack_mpi_destroy(g);
        }
}

/* ((x0 + x1) + (x2 + x3)) + (x4 + x5) + ...: the bits of the tree. */
static void order_of_a_sum(void **state)
{
    (void)state;
    static const double x[] = {1, 1e-16, 1e-16, -1, 3e-16, 0.1, 0.7};
    for (int k = 0; k < NSIZES; k++) {
        randlapack_mpi *g = make_group(group_sizes[k], false, 0);
        const double lower = (x[0] + x[1]) + (x[2] + x[3]), upper = (x[4] + x[5]) + x[6];
        const double expected[] = {0,     x[0],         x[0] + x[1],           (x[0] + x[1]) + x[2],
                                   lower, lower + x[4], lower + (x[4] + x[5]), lower + upper};
        double own = x[g->rank];
        assert_int_equal(randlapack_mpi_collect(g, RANDLAPACK_MPI_SUM_D, 1, &own, 0), 0);
        assert_true(own == expected[g->size]);
        randlapack_mpi_destroy(g);
    }
}

/* One process fails before operation `at` of four; what it would have sent is of any size. */
static int run_until(randlapack_mpi *g, bool fails, int at, int code)
{
    double x[100] = {0};
    static const randlapack_mpi_op ops[] = {RANDLAPACK_MPI_SUM_D, RANDLAPACK_MPI_SHARE_D, RANDLAPACK_MPI_ROOT_SUM_D,
                                            RANDLAPACK_MPI_LARGEST};
    randlapack_mpi_begin(g);
    for (int k = 0; k < 4; k++) {
        if (fails && k == at) return randlapack_mpi_end(g, code);
        const int info = randlapack_mpi_collect(g, ops[k], 100, x, 0);
        if (info) return randlapack_mpi_end(g, info);
    }
    return randlapack_mpi_end(g, fails ? code : 0);
}

static void failures(void **state)
{
    (void)state;
    for (int k = 0; k < NSIZES; k++)
        for (int s = 0; s < 4; s += 3) {
            randlapack_mpi *g = make_group(group_sizes[k], false, pieces[s]);
            for (int who = 0; who < g->size; who++)
                for (int at = 0; at < 5; at++)
                    assert_int_equal(run_until(g, g->rank == who, at, -1000 - who), -1000 - who);
            /* Several: the lowest rank's code. */
            if (g->size > 2) assert_int_equal(run_until(g, g->rank > 0, 2, -10 - g->rank), -11);
            assert_int_equal(run_until(g, false, 0, 0), 0);
            randlapack_mpi_destroy(g);
        }
}

static void processes_that_part_company(void **state)
{
    (void)state;
    double x[64] = {0};
    randlapack_mpi *g = make_group(7, false, 128);
    for (int who = 0; who < 7; who++) {
        const bool here = g->rank == who;
        randlapack_mpi_begin(g);
        assert_int_equal(randlapack_mpi_collect(g, RANDLAPACK_MPI_SUM_D, here ? 63 : 64, x, 0), RANDBLAS_INTERNAL);
        assert_int_equal(randlapack_mpi_collect(g, RANDLAPACK_MPI_SUM_D, 64, x, 0), RANDBLAS_INTERNAL); /* nothing */
        randlapack_mpi_begin(g);
        assert_int_equal(
            randlapack_mpi_collect(g, here ? RANDLAPACK_MPI_END : RANDLAPACK_MPI_SHARE_D, here ? 0 : 64, x, 0),
            RANDBLAS_INTERNAL);
        randlapack_mpi_begin(g);
        assert_int_equal(randlapack_mpi_give(g, RANDLAPACK_MPI_GIVE_D, here ? 3 : 4, 64, x, 0), RANDBLAS_INTERNAL);
        randlapack_mpi_begin(g);
        assert_int_equal(randlapack_mpi_collect(g, RANDLAPACK_MPI_SUM_D, 64, x, 0), 0);
    }
    randlapack_mpi_destroy(g);
}

/* ---------------------------------------------------------------- more than 2^31 bytes ---------------------------- */

#define WINDOW ((int64_t)16 << 20)

/* An array of more than 2^31 bytes whose pages all lie in one window of memory. */
static double *make_long(int64_t bytes, int fd)
{
    unsigned char *base = mmap(NULL, (size_t)bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    assert_true(base != MAP_FAILED);
    for (int64_t at = 0; at < bytes; at += WINDOW) {
        const int64_t part = bytes - at < WINDOW ? bytes - at : WINDOW;
        assert_true(mmap(base + at, (size_t)part, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0) != MAP_FAILED);
    }
    return (double *)(void *)base;
}

/* All wait for one another, those that have nothing to do without using the processor. */
static void wait_for_all(void)
{
    const struct timespec pause = {0, 5000000};
    MPI_Request request;
    int done = 0;
    MPI_Ibarrier(MPI_COMM_WORLD, &request);
    for (MPI_Test(&request, &done, MPI_STATUS_IGNORE); !done; MPI_Test(&request, &done, MPI_STATUS_IGNORE))
        nanosleep(&pause, NULL);
}

/* Counts of MPI have 31 bits; what comes out has the period of the window on all processes. */
static void more_than_mpi_can_count(void **state)
{
    (void)state;
    const int64_t count = ((int64_t)1 << 28) + 5, bytes = count * (int64_t)sizeof(double), per = WINDOW / 8;
    const int64_t piece = (int64_t)4 << 20;
    randlapack_mpi *g = make_group(2, false, piece);
    randlapack_mpi_traffic t;
    if (g->size == 2) {
        FILE *file = tmpfile();
        assert_non_null(file);
        assert_int_equal(ftruncate(fileno(file), (off_t)WINDOW), 0);
        double *x = make_long(bytes, fileno(file));
        for (int64_t i = 0; i < per; i++) x[i] = g->rank == 0 ? (double)i : -1;
        assert_int_equal(randlapack_mpi_collect(g, RANDLAPACK_MPI_SHARE_D, count, x, 0), 0);
        for (int64_t i = 0; i < per; i += 997) assert_true(x[i] == (double)i);
        assert_true(x[count - 1] == (double)((count - 1) % per));
        assert_int_equal(randlapack_mpi_count(g, &t, 0), 0);
        assert_int_equal(t.words, g->rank == 0 ? count : 0);
        assert_int_equal(t.messages, g->rank == 0 ? (bytes + 32 + piece - 1) / piece : 1);
        munmap(x, (size_t)bytes);
        fclose(file);
    }
    wait_for_all();
    randlapack_mpi_destroy(g);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(operations),
    cmocka_unit_test(order_of_a_sum),
    cmocka_unit_test(failures),
    cmocka_unit_test(processes_that_part_company),
    cmocka_unit_test(more_than_mpi_can_count),
};

RUN_UNDER_MPI(tests)
