/*
 * The same small problem in arrays with leading dimensions of a few elements and of more than 2^31, in pages that only
 * exist where they are touched: every routine that takes a leading dimension gives the same code and the same result,
 * or refuses the wide one with RANDBLAS_TOO_LARGE, since it does not fit the integers of LAPACK.
 */
#include "sizes_impl.h"

#include "testing.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#define WIDE (((int64_t)1 << 31) + 5)
#define TIGHT ((int64_t)6)
#define SIDE 6 /* rows and columns of every array that are filled and compared */
#define WINDOW ((size_t)1 << 37)
#define BYTES (MAX_ARRAYS * WINDOW)

#if defined(__SANITIZE_ADDRESS__) /* objects that routines make are dropped */
__attribute__((visibility("default"))) const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}
#endif

static char *windows;

/* Whether the operators of r are of floats. */
static bool is_single(const routine *r)
{
    const char *layer = strchr(r->name, '_');
    return layer && layer[1] == 's' && strncmp(r->name, "rmt_s_", 6) != 0;
}

static char type_of(const routine *r, int array)
{
    if (array >= OPERATOR_ARRAYS) return is_single(r) ? 's' : 'd';
    return array < r->narrays ? r->types[array] : '-';
}

/* A definite matrix in every array, whatever it is for, nonsymmetric outside operators; of indices, 0, 1, 2. */
static void fill(void *array, int64_t ld, char type, bool outside)
{
    for (int64_t j = 0; j < SIDE; j++)
        for (int64_t i = 0; i < SIDE; i++) {
            const double x = (i == j ? 3 : 0) + 1.0 / (double)(2 + i + j) + (outside && i > j ? 0.25 : 0);
            if (type == 's') ((float *)array)[i + j * ld] = (float)x;
            if (type == 'd') ((double *)array)[i + j * ld] = x;
            if (type == 'i') ((int64_t *)array)[i + j * ld] = i;
            if (type == 'w') ((int32_t *)array)[i + j * ld] = (int32_t)i;
        }
}

static int64_t ld_of(const routine *r, const call *c, int array, int64_t operators)
{
    if (array >= OPERATOR_ARRAYS) return operators;
    return r->ld[array] ? c->n[r->ld[array] - 1] : TIGHT;
}

/* Fresh pages, filled. */
static void prepare(const routine *r, call *c, int64_t ld)
{
    make_streams(c);
    windows = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    assert_true(windows != MAP_FAILED);
    for (int i = 0; i < r->nsizes; i++) c->n[i] = r->kinds[i] == 'l' ? ld : small_size(r, i);
    for (int i = 0; i < MAX_ARRAYS; i++) {
        c->array[i] = windows + (size_t)i * WINDOW;
        fill(c->array[i], ld_of(r, c, i, ld), type_of(r, i), i < OPERATOR_ARRAYS);
    }
}

static double entry(const routine *r, const call *c, int array, int64_t i, int64_t j, int64_t ld)
{
    const int64_t at = i + j * ld_of(r, c, array, ld);
    switch (type_of(r, array)) {
    case 's':
        return (double)((float *)c->array[array])[at];
    case 'd':
        return ((double *)c->array[array])[at];
    case 'i':
        return (double)((int64_t *)c->array[array])[at];
    case 'w':
        return ((int32_t *)c->array[array])[at];
    }
    return 0;
}

/* Products are cut where a leading dimension is too wide, and then rounded in another order. */
static bool same(double x, double y, bool single)
{
    return x == y || (isnan(x) && isnan(y)) || fabs(x - y) <= (single ? 1e-3 : 1e-10) * (1 + fabs(x));
}

enum { EQUAL, TOO_LARGE, REFUSED, DIFFERENT, OUTCOMES };

static int compare(const routine *r, call *c)
{
    double kept[OPERATOR_ARRAYS][SIDE][SIDE];
    prepare(r, c, TIGHT);
    const int info = r->run(c);
    for (int a = 0; a < r->narrays && a < OPERATOR_ARRAYS; a++)
        for (int j = 0; j < SIDE; j++)
            for (int i = 0; i < SIDE; i++) kept[a][j][i] = entry(r, c, a, i, j, TIGHT);
    munmap(windows, BYTES);
    prepare(r, c, WIDE);
    const int wide = r->run(c);
    int outcome = wide != info ? DIFFERENT : info < 0 ? REFUSED : EQUAL;
    for (int a = 0; a < r->narrays && a < OPERATOR_ARRAYS && wide == info; a++)
        for (int j = 0; j < SIDE; j++)
            for (int i = 0; i < SIDE; i++)
                if (!same(kept[a][j][i], entry(r, c, a, i, j, WIDE), is_single(r))) outcome = DIFFERENT;
    munmap(windows, BYTES);
    if (wide == RANDBLAS_TOO_LARGE) outcome = TOO_LARGE;
    if (outcome == DIFFERENT) printf("%s: %d and %d, operator %d\n", r->name, info, wide, (int)c->kind);
    return outcome;
}

static void wide_strides_change_nothing(void **state)
{
    (void)state;
    static call c;
    int count[OUTCOMES] = {0}, tried = 0;
    make_objects(&c, 0);
    for (int k = 0; k < nroutines; k++) {
        if (!strchr(routines[k].kinds, 'l')) continue;
        tried++;
        for (int layout = RANDBLAS_ROW_MAJOR; layout <= RANDBLAS_COL_MAJOR; layout++)
            for (int kind = RANDBLAS_DENSE; kind <= RANDBLAS_SYMMETRIC; kind++) {
                c.kind = (randblas_kind)kind;
                c.layout = (randblas_layout)layout;
                count[compare(&routines[k], &c)]++;
            }
    }
    printf("leading dimensions of 2^31: %d routines, %d problems: %d equal, %d too large, %d refused either way\n",
           tried, 4 * tried, count[EQUAL], count[TOO_LARGE], count[REFUSED]);
    free_objects(&c);
    assert_int_equal(count[DIFFERENT], 0);
    assert_true(count[EQUAL] > tried);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(wide_strides_change_nothing)};
    windows = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (windows == MAP_FAILED) {
        printf("no address space of %zu bytes: not tried\n", BYTES);
        return 0;
    }
    munmap(windows, BYTES);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
