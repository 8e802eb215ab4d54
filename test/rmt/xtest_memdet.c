/*
 * Log-determinants out of core against elimination in extended precision: every number of panels, traffic by its
 * formula, inputs of every kind, matrices on which pivoting within blocks fails.
 */
#define _XOPEN_SOURCE 700

#include "xmemdet.h"

#include <dirent.h>
#include <unistd.h>

static const rmt_memdet_method methods[] = {RMT_MEMDET_LU, RMT_MEMDET_LDL, RMT_MEMDET_CHOLESKY};

/* Right to a multiple of eps times n times the condition, when errors of entries add like random ones. */
static void expect(problem *p, const rmt_memdet_options *options, double condition, rmt_memdet_report *report)
{
    const rmt_xmemdet_input input = input_of(p);
    int sign = 0;
    const double exact = exact_logdet(p, p->n, &sign);
    assert_int_equal(rmt_xmemdet(&input, options, report), 0);
    assert_int_equal(report->sign, sign);
    assert_true(fabs(report->logabsdet - exact) <= (double)p->n * EPS * (condition + fabs(exact)));
}

static void every_number_of_panels(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int t = 0; t < 3; t++)
        for (int64_t nb = 1; nb <= 16; nb++) {
            const int64_t b = 9, n = nb * b - (nb > 3 ? 4 : 0);
            problem p = t == 0 ? random_problem(n, &seed) : symmetric_problem(n, t == 1 ? 0 : (double)n, &seed);
            const rmt_memdet_options options = {.method = methods[t], .block = b, .chunk = 4, .growth_limit = 1e30};
            const rmt_xmemdet_input input = input_of(&p);
            rmt_memdet_report r;
            int sign = 0;
            const double exact = exact_logdet(&p, n, &sign);
            assert_int_equal(rmt_xmemdet(&input, &options, &r), 0);
            const double limit = (double)n * EPS * (1e4 * (t == 1 ? r.growth : 1) + fabs(exact));
            assert_int_equal(r.sign, sign);
            assert_true(fabs(r.logabsdet - exact) <= limit);
            assert_true(r.blocks == nb && r.block == b && r.fallback == 0 && r.method == methods[t]);
            const int64_t cube = nb * nb * nb - nb;
            assert_int_equal(r.input_blocks, t ? nb * (nb + 1) / 2 : nb * nb);
            assert_int_equal(r.written_blocks, t ? nb * (nb - 1) / 2 : nb * (nb + 1) / 2 - 1);
            assert_int_equal(r.read_blocks, t ? cube / 6 : cube / 3);
            int64_t written = 0, read = 0; /* scalars: what is below, for each panel before */
            for (int64_t j = 0; j < nb; j++) {
                if (j + 1 < nb) written += b * (n - (j + (t > 0)) * b);
                for (int64_t k = 0; k < j; k++) read += b * (n - (t ? j : k) * b);
            }
            assert_int_equal(r.written_bytes, written * (int64_t)sizeof(scalar_t));
            assert_int_equal(r.read_bytes, read * (int64_t)sizeof(scalar_t));
            if (n % b == 0) assert_int_equal(r.read_bytes, r.read_blocks * b * b * (int64_t)sizeof(scalar_t));
            free(p.A);
        }
}

/* Each entry once: all of them, or those of the blocks on and below the diagonal. */
static void input_is_read_once(void **state)
{
    (void)state;
    uint64_t seed = 2;
    problem p = symmetric_problem(40, 40, &seed);
    rmt_memdet_report r;
    for (int t = 0; t < 3; t++) {
        const rmt_memdet_options options = {.method = methods[t], .block = 10};
        p.next = 0;
        expect(&p, &options, 1e3, &r);
        assert_int_equal(p.next, t ? 1000 : 1600);
    }
    free(p.A);
}

static void leading_blocks(void **state)
{
    (void)state;
    uint64_t seed = 3;
    const int64_t n = 50;
    double leading[50];
    rmt_memdet_report r;
    problem p = definite_problem(n);
    for (int t = 0; t < 3; t++) {
        const rmt_memdet_options options = {.method = methods[t], .block = 12, .chunk = 5, .leading = leading};
        expect(&p, &options, 1e3, &r);
        for (int64_t m = 1; m <= n; m++) {
            const bool known =
                m == n || methods[t] == RMT_MEMDET_CHOLESKY || (methods[t] == RMT_MEMDET_LDL && m % 12 == 0);
            int sign = 0;
            assert_true(isnan(leading[m - 1]) == !known);
            if (known) assert_true(fabs(leading[m - 1] - exact_logdet(&p, m, &sign)) <= 1e5 * EPS);
        }
        assert_true(leading[n - 1] == r.logabsdet);
    }
    free(p.A);
    (void)seed;
}

/* [[0, B], [B^T, 0]]: no pivot in the leading block. */
static problem hollow(int64_t n, uint64_t *seed)
{
    problem p = symmetric_problem(n, 0, seed);
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < n; i++)
            if ((i < n / 2) == (j < n / 2)) p.A[i + j * n] = 0;
    return p;
}

/* The leading block of half the order times `factor`. */
static problem small_leading(int64_t n, double factor, uint64_t *seed)
{
    problem p = symmetric_problem(n, 0, seed);
    for (int64_t j = 0; j < n / 2; j++)
        for (int64_t i = 0; i < n / 2; i++) p.A[i + j * n] *= (scalar_t)factor;
    return p;
}

/* [[H, B^T], [B, 0]], H definite. */
static problem saddle(int64_t n, uint64_t *seed)
{
    problem p = symmetric_problem(n, 0, seed);
    for (int64_t j = 0; j < n; j++) {
        for (int64_t i = 0; i < n; i++)
            if (i >= n - n / 3 && j >= n - n / 3) p.A[i + j * n] = 0;
        if (j < n - n / 3) p.A[j + j * n] += (scalar_t)n;
    }
    return p;
}

/* The first b x b block is of rank 1. */
static problem singular_block(int64_t n, int64_t b, uint64_t *seed)
{
    problem p = symmetric_problem(n, 0, seed);
    for (int64_t j = 0; j < b; j++)
        for (int64_t i = 0; i < b; i++) p.A[i + j * n] = (scalar_t)((double)(i + 1) * (double)(j + 1) / 64);
    return p;
}

/*
 * Right to 1e-9 (float: to its eps times the same), whatever the number of panels: LDL^T has to notice what its blocks
 * hide.  Conditions of random matrices of this order are below 1e5 with these seeds; extended precision says so itself.
 */
static void blocks_that_hide_pivots(void **state)
{
    (void)state;
    const int64_t n = 64;
    const double tolerance = IS_SINGLE ? 2e-2 : 1e-9;
    for (int kind = 0; kind < 5; kind++)
        for (int64_t b = 8; b <= 64; b += 8)
            for (int t = 0; t < 2; t++) {
                uint64_t seed = 10;
                problem p = kind == 0   ? hollow(n, &seed)
                            : kind == 1 ? small_leading(n, 1e-14, &seed)
                            : kind == 2 ? saddle(n, &seed)
                            : kind == 3 ? singular_block(n, 8, &seed)
                                        : small_leading(n, 1e-4, &seed);
                const rmt_xmemdet_input input = input_of(&p);
                const rmt_memdet_options options = {.method = methods[t], .block = b, .chunk = 3};
                rmt_memdet_report r;
                int sign = 0;
                const double exact = exact_logdet(&p, n, &sign);
                assert_int_equal(rmt_xmemdet(&input, &options, &r), 0);
                assert_int_equal(r.sign, sign);
                assert_true(fabs(r.logabsdet - exact) <= tolerance);
                if (t == 1 && kind < 2 && b <= n / 2) assert_true(r.fallback > 0 && r.method == RMT_MEMDET_LU);
                if (t == 1 && kind == 2 && b == 64) assert_true(r.fallback == 0 && r.growth < 100);
                free(p.A);
            }
}

static void not_definite(void **state)
{
    (void)state;
    uint64_t seed = 4;
    const int64_t n = 45;
    for (int64_t bad = 0; bad < n; bad += 11)
        for (int64_t b = 9; b <= n; b += 9) {
            problem p = symmetric_problem(n, (double)n, &seed);
            const rmt_xmemdet_input input = input_of(&p);
            p.A[bad * (n + 1)] = bad ? 0 : -1;
            const rmt_memdet_options options = {.method = RMT_MEMDET_CHOLESKY, .block = b, .chunk = 4};
            rmt_memdet_report r;
            assert_int_equal(rmt_xmemdet(&input, &options, &r), RANDBLAS_NOT_POSITIVE_DEFINITE);
            assert_int_equal(r.failed, bad + 1);
            assert_true(isnan(r.logabsdet) && r.sign == 0);
            free(p.A);
        }
}

/* Two equal rows and columns: a pivot that is zero or rounding; and a zero column, where log|det| is -infinity. */
static void singular(void **state)
{
    (void)state;
    uint64_t seed = 5;
    const int64_t n = 40;
    for (int t = 0; t < 2; t++)
        for (int64_t b = 8; b <= n; b += 8)
            for (int zero = 0; zero < 2; zero++) {
                problem p = symmetric_problem(n, 0, &seed);
                for (int64_t i = 0; i < n; i++) p.A[17 + i * n] = p.A[i + 17 * n] = zero ? 0 : p.A[i + 3 * n];
                if (!zero) p.A[17 * (n + 1)] = p.A[3 * (n + 1)] = p.A[3 + 17 * n] = p.A[17 + 3 * n];
                const rmt_xmemdet_input input = input_of(&p);
                const rmt_memdet_options options = {.method = methods[t], .block = b};
                rmt_memdet_report r;
                assert_int_equal(rmt_xmemdet(&input, &options, &r), RANDBLAS_RANK_DEFICIENT);
                assert_true(zero ? r.sign == 0 && r.logabsdet == -INFINITY : r.least_pivot < 1e3 * EPS);
                free(p.A);
            }
}

static void degenerate(void **state)
{
    (void)state;
    for (int t = 0; t < 3; t++) {
        const rmt_memdet_options options = {.method = methods[t]};
        problem empty = new_problem(0), one = new_problem(1);
        rmt_memdet_report r;
        rmt_xmemdet_input input = input_of(&empty);
        assert_int_equal(rmt_xmemdet(&input, &options, &r), 0);
        assert_true(r.logabsdet == 0 && r.sign == 1);
        input = input_of(&one);
        one.A[0] = t == 2 ? 3 : -3;
        assert_int_equal(rmt_xmemdet(&input, &options, &r), 0);
        assert_true(fabs(r.logabsdet - log(3)) < 4 * EPS && r.sign == (t == 2 ? 1 : -1));
        one.A[0] = 0;
        assert_int_equal(rmt_xmemdet(&input, &options, &r),
                         t == 2 ? RANDBLAS_NOT_POSITIVE_DEFINITE : RANDBLAS_RANK_DEFICIENT);
        free(empty.A), free(one.A);
    }
}

static void extreme_scales(void **state)
{
    (void)state;
    const double far = IS_SINGLE ? 1e30 : 1e200;
    for (int t = 0; t < 3; t++)
        for (int up = 0; up < 2; up++) {
            uint64_t seed = 6;
            problem p = symmetric_problem(30, 30, &seed);
            for (int64_t i = 0; i < 900; i++) p.A[i] = (scalar_t)((double)p.A[i] * (up ? far / 64 : 1 / far));
            const rmt_memdet_options options = {.method = methods[t], .block = 7};
            rmt_memdet_report r;
            expect(&p, &options, 1e2, &r);
            assert_int_equal(r.method, methods[t]);
            free(p.A);
        }
}

static void not_finite(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int t = 0; t < 3; t++)
        for (int64_t at = 0; at < 4; at++) {
            const int64_t row[] = {0, 29, 15, 29}, col[] = {0, 29, 14, 0};
            problem p = symmetric_problem(30, 30, &seed);
            const rmt_xmemdet_input input = input_of(&p);
            p.A[row[at] + col[at] * 30] = at % 2 ? (scalar_t)INFINITY : (scalar_t)NAN;
            const rmt_memdet_options options = {.method = methods[t], .block = 8};
            rmt_memdet_report r;
            assert_int_equal(rmt_xmemdet(&input, &options, &r), RANDBLAS_NOT_FINITE);
            free(p.A);
        }
    problem p = symmetric_problem(30, 30, &seed); /* above the diagonal nothing is referenced */
    p.A[3 + 20 * 30] = (scalar_t)NAN, p.A[3 + 4 * 30] = (scalar_t)NAN;
    const rmt_xmemdet_input input = input_of(&p);
    rmt_memdet_report r;
    for (int t = 1; t < 3; t++)
        assert_int_equal(
            rmt_xmemdet(&input, &(rmt_memdet_options){.method = methods[t], .block = 8, .growth_limit = 1e9}, &r), 0);
    free(p.A);
}

/* ---------------------------------------------------------------- files ------------------------------------------ */

static void write_file(const char *path, const problem *p, bool npy, int item, bool columns, int64_t before)
{
    FILE *file = fopen(path, "wb");
    char text[120] = {0};
    assert_non_null(file);
    const int length = snprintf(text, sizeof text, "{'descr': '<f%d', 'fortran_order': %s, 'shape': (%d, %d), }", item,
                                columns ? "True" : "False", (int)p->n, (int)p->n);
    memset(text + length, ' ', sizeof text - 3 - (size_t)length);
    text[117] = '\n';
    if (npy) fwrite("\x93NUMPY\x01\x00\x76\x00", 1, 10, file), fwrite(text, 1, 118, file);
    for (int64_t i = 0; i < before; i++) fputc('x', file);
    for (int64_t a = 0; a < p->n; a++)
        for (int64_t c = 0; c < p->n; c++) {
            const scalar_t x = columns ? p->A[c + a * p->n] : p->A[a + c * p->n];
            const double d = (double)x;
            const float f = (float)x;
            fwrite(item == 8 ? (const void *)&d : (const void *)&f, (size_t)item, 1, file);
        }
    assert_int_equal(fclose(file), 0);
}

static void files(void **state)
{
    (void)state;
    char folder[32], path[64];
    make_folder(folder);
    snprintf(path, sizeof path, "%s/input", folder);
    for (int kind = 0; kind < 16; kind++) {
        uint64_t seed = 8;
        const bool npy = kind & 1, columns = kind & 2, general = kind & 8;
        const int item = kind & 4 ? 8 : 4;
        problem p = general ? random_problem(37, &seed) : symmetric_problem(37, 0, &seed);
        for (int64_t i = 0; i < 37 * 37; i++) p.A[i] = (scalar_t)(float)p.A[i];
        write_file(path, &p, npy, item, columns, npy ? 0 : 5);
        rmt_xmemdet_input input = {.format = npy         ? RMT_MEMDET_NPY
                                             : item == 8 ? RMT_MEMDET_FLOAT64
                                                         : RMT_MEMDET_FLOAT32,
                                   .n = npy ? 0 : 37,
                                   .offset = 5,
                                   .path = path,
                                   .layout = columns ? RANDBLAS_COL_MAJOR : RANDBLAS_ROW_MAJOR};
        const rmt_xmemdet_input computed = input_of(&p);
        for (int64_t limit = 0; limit < 2; limit++) { /* both by LDL^T and where it gives way */
            const rmt_memdet_options options = {.method = general ? RMT_MEMDET_LU : RMT_MEMDET_LDL,
                                                .block = 8,
                                                .chunk = 3,
                                                .growth_limit = limit ? 1e-3 : 1e30};
            rmt_memdet_report r, s;
            assert_int_equal(rmt_xmemdet(&input, &options, &r), 0);
            assert_int_equal(rmt_xmemdet(&computed, &options, &s), 0);
            assert_true(r.logabsdet == s.logabsdet && r.sign == s.sign && r.n == 37);
            assert_true(r.fallback == (limit && !general ? 2 : 0) && r.input_blocks == s.input_blocks);
        }
        free(p.A);
    }
    remove_folder(folder);
}

static void files_that_are_wrong(void **state)
{
    (void)state;
    char folder[32], path[64];
    uint64_t seed = 9;
    problem p = symmetric_problem(20, 20, &seed);
    make_folder(folder);
    snprintf(path, sizeof path, "%s/input", folder);
    rmt_xmemdet_input input = {.format = RMT_MEMDET_NPY, .path = path};
    const rmt_memdet_options options = {.block = 8};
    rmt_memdet_report r;
    assert_int_equal(rmt_xmemdet(&input, &options, &r), RANDBLAS_IO_ERROR);
    write_file(path, &p, true, 8, true, 0);
    assert_int_equal(rmt_xmemdet(&input, &options, &r), 0);
    input.n = 21;
    assert_int_equal(rmt_xmemdet(&input, &options, &r), RANDBLAS_BAD_FORMAT);
    input.n = 20;
    for (int64_t bytes = 0; bytes < 128 + 20 * 20 * 8; bytes += 37) { /* any file that ends too early */
        write_file(path, &p, true, 8, true, 0);
        assert_int_equal(truncate(path, bytes), 0);
        assert_int_equal(rmt_xmemdet(&input, &options, &r), RANDBLAS_BAD_FORMAT);
    }
    const char *headers[] = {"{'descr': '>f8', 'fortran_order': True, 'shape': (20, 20), }",
                             "{'descr': '<i8', 'fortran_order': True, 'shape': (20, 20), }",
                             "{'descr': '<f8', 'fortran_order': True, 'shape': (20, 10), }",
                             "{'descr': '<f8', 'fortran_order': True, 'shape': (20,), }",
                             "{'descr': '<f8', 'fortran_order': True, 'shape': (20, 20, 1), }",
                             "{'descr': '<f8', 'fortran_order': None, 'shape': (20, 20), }",
                             "{'descr': '<f8', 'shape': (20, 20), }"};
    for (size_t k = 0; k < sizeof headers / sizeof *headers; k++) {
        write_file(path, &p, true, 8, true, 0);
        FILE *file = fopen(path, "r+b");
        char text[118];
        memset(text, ' ', sizeof text);
        memcpy(text, headers[k], strlen(headers[k]));
        assert_true(file && fseek(file, 10, SEEK_SET) == 0 && fwrite(text, 1, 118, file) == 118 && !fclose(file));
        assert_int_equal(rmt_xmemdet(&input, &options, &r), RANDBLAS_BAD_FORMAT);
    }
    remove_folder(folder);
    free(p.A);
}

/* ---------------------------------------------------------------- memory, control -------------------------------- */

static void budgets(void **state)
{
    (void)state;
    const int64_t n = 200, item = sizeof(scalar_t);
    problem p = definite_problem(n);
    for (int t = 0; t < 3; t++) {
        int64_t blocks = 1;
        for (int64_t share = 1; share <= 8; share *= 2) {
            const rmt_memdet_options options = {.method = methods[t],
                                                .control.memory_limit = n * n * item / share + 100000};
            rmt_memdet_report r;
            expect(&p, &options, 1e4, &r);
            assert_true(r.bytes <= options.control.memory_limit && r.blocks >= blocks && r.chunk <= r.block);
            blocks = r.blocks;
        }
        assert_true(blocks > 1);
        const rmt_memdet_options options = {.method = methods[t], .control.memory_limit = 10000};
        const rmt_xmemdet_input input = input_of(&p);
        rmt_memdet_report r;
        assert_int_equal(rmt_xmemdet(&input, &options, &r), RANDBLAS_MEMORY_LIMIT);
    }
    free(p.A);
}

/* Of our open files those in a scratch folder: how many there are, and how many still have a name. */
static int look_at_files(void *context, const char *phase, double fraction)
{
    int *counts = context;
    DIR *files = opendir("/proc/self/fd");
    (void)phase, (void)fraction;
    for (struct dirent *entry; files && (entry = readdir(files)) != NULL;) {
        char link[64], target[256];
        snprintf(link, sizeof link, "/proc/self/fd/%.20s", entry->d_name);
        const ssize_t length = readlink(link, target, sizeof target - 1);
        if (length < 0) continue;
        target[length] = '\0';
        if (strncmp(target, "/tmp/memdet-", 12) != 0) continue;
        counts[0]++;
        counts[1] += strstr(target, " (deleted)") == NULL;
    }
    if (files) closedir(files);
    return 0;
}

/* Without a folder of the caller's the scratch file has no name while it is used: no end of the process leaves it. */
static void no_name(void **state)
{
    (void)state;
    if (access("/proc/self/fd", R_OK)) skip();
    problem p = definite_problem(60);
    for (int t = 0; t < 3; t++) {
        int counts[2] = {0, 0};
        const rmt_memdet_options options = {
            .method = methods[t], .block = 13, .control = {.progress = look_at_files, .progress_context = counts}};
        rmt_memdet_report r;
        expect(&p, &options, 1e4, &r);
        assert_true(counts[0] > 0 && counts[1] == 0);
    }
    free(p.A);
}

/* Floats on disk: half the traffic, and their rounding errors. */
static void single_scratch(void **state)
{
    (void)state;
    problem p = definite_problem(60);
    for (int t = 0; t < 3; t++) {
        rmt_memdet_options options = {.method = methods[t], .block = 13, .chunk = 5};
        const rmt_xmemdet_input input = input_of(&p);
        rmt_memdet_report r, s;
        int sign = 0;
        const double exact = exact_logdet(&p, 60, &sign);
        assert_int_equal(rmt_xmemdet(&input, &options, &r), 0);
        options.single_scratch = 1;
        assert_int_equal(rmt_xmemdet(&input, &options, &s), 0);
        assert_int_equal(s.read_bytes * (int64_t)(sizeof(scalar_t) / sizeof(float)), r.read_bytes);
        assert_true(fabs(s.logabsdet - exact) <= 1e3 * 60 * (double)FLT_EPSILON);
        assert_true(IS_SINGLE || fabs(s.logabsdet - exact) > fabs(r.logabsdet - exact));
    }
    free(p.A);
}

static void illegal_arguments(void **state)
{
    (void)state;
    problem p = definite_problem(10);
    const rmt_xmemdet_input good = input_of(&p);
    rmt_xmemdet_input bad[9];
    rmt_memdet_report r = {.n = 77};
    for (size_t k = 0; k < 9; k++) bad[k] = good;
    bad[0].size = 8, bad[1].n = -1, bad[2].format = 0, bad[3].format = (rmt_memdet_format)5, bad[4].block = NULL;
    bad[5].format = RMT_MEMDET_NPY;
    bad[6].format = RMT_MEMDET_FLOAT64;
    bad[7] = (rmt_xmemdet_input){.format = RMT_MEMDET_FLOAT64, .path = "/dev/null", .offset = -1};
    bad[8] = (rmt_xmemdet_input){.format = RMT_MEMDET_FLOAT64, .path = "/dev/null", .layout = (randblas_layout)7};
    for (size_t k = 0; k < 9; k++) assert_int_equal(rmt_xmemdet(&bad[k], NULL, &r), -1);
    assert_int_equal(rmt_xmemdet(NULL, NULL, &r), -1);
    const rmt_memdet_options wrong[] = {{.size = 8},
                                        {.control.memory_limit = -1},
                                        {.control.allocate = counting_allocate},
                                        {.control.release = counting_release},
                                        {.method = (rmt_memdet_method)4},
                                        {.block = -1},
                                        {.chunk = -1},
                                        {.growth_limit = -1},
                                        {.growth_limit = (double)NAN}};
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) assert_int_equal(rmt_xmemdet(&good, &wrong[k], &r), -2);
    assert_int_equal(r.n, 77);
    assert_int_equal(rmt_xmemdet(&good, NULL, NULL), -3);
    assert_int_equal(rmt_xmemdet(&good, NULL, &r), 0);
    free(p.A);
}

static void memory(void **state)
{
    (void)state;
    problem p = definite_problem(30);
    const rmt_xmemdet_input input = input_of(&p);
    for (int t = 0; t < 3; t++) {
        counting all = {0};
        rmt_memdet_report r;
        rmt_memdet_options options = {.method = methods[t], .block = 8};
        options.control =
            (randblas_control){.allocate = counting_allocate, .release = counting_release, .allocator_context = &all};
        assert_int_equal(rmt_xmemdet(&input, &options, &r), 0);
        assert_true(all.requests >= 6 && all.out == 0);
        for (int64_t k = 1; k <= all.requests; k++) {
            counting failing = {.refuse = k};
            options.control.allocator_context = &failing;
            assert_int_equal(rmt_xmemdet(&input, &options, &r), RANDBLAS_OUT_OF_MEMORY);
            assert_int_equal(failing.out, 0);
        }
    }
    free(p.A);
}

static void callback_that_fails(void **state)
{
    (void)state;
    problem p = definite_problem(30);
    char folder[32];
    make_folder(folder);
    for (int64_t call = 1; call <= 10; call++) {
        const rmt_xmemdet_input input = input_of(&p);
        const rmt_memdet_options options = {.method = RMT_MEMDET_CHOLESKY, .block = 8, .scratch = folder};
        rmt_memdet_report r;
        p.calls = 0, p.fail_at = call;
        assert_int_equal(rmt_xmemdet(&input, &options, &r), RANDBLAS_CALLBACK_FAILED);
        assert_true(is_empty(folder));
    }
    remove_folder(folder);
    free(p.A);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_of_panels),
        cmocka_unit_test(input_is_read_once),
        cmocka_unit_test(leading_blocks),
        cmocka_unit_test(blocks_that_hide_pivots),
        cmocka_unit_test(not_definite),
        cmocka_unit_test(singular),
        cmocka_unit_test(degenerate),
        cmocka_unit_test(extreme_scales),
        cmocka_unit_test(not_finite),
        cmocka_unit_test(files),
        cmocka_unit_test(files_that_are_wrong),
        cmocka_unit_test(budgets),
        cmocka_unit_test(no_name),
        cmocka_unit_test(single_scratch),
        cmocka_unit_test(illegal_arguments),
        cmocka_unit_test(memory),
        cmocka_unit_test(callback_that_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
