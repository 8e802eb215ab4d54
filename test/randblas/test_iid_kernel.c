/* Sampling kernels: every copy gives the same bits, float is double rounded, and the values are what the maps say. */
#include "testing.h"

#include "kernels.h"
#include "randblas.h"

#include <math.h>
#include <string.h>

#define MAX_TILES 37

static const randblas_stream streams[] = {
    {0, 0, {0, 0}},
    {0xfffffff0u, 5, {1, 2}},                           /* carries into the second word of the counter */
    {0xffffffffffffffe0u, 0xffffffffffffffffu, {9, 0}}, /* wraps */
    {0x0123456789abcdefu, 0xfedcba9876543210u, {7, 0xffffffffu}},
};

static void copies_agree(void **state)
{
    (void)state;
    static double d[3][16 * MAX_TILES + 1];
    static float s[3][16 * MAX_TILES + 1];
    isa list[3];
    const int n = runnable_kernels(list);
    for (int family = 0; family < 3; family++)
        for (size_t i = 0; i < sizeof streams / sizeof *streams; i++)
            for (int64_t tiles = 0; tiles <= MAX_TILES; tiles++)
                for (uint64_t t0 = 0; t0 < 6; t0 += 1 + 3 * t0) {
                    const double scale = 1 / sqrt((double)(3 + tiles));
                    const size_t length = 16 * (size_t)tiles;
                    for (int k = 0; k < n; k++) {
                        d[k][length] = s[k][length] = 1234; /* a guard */
                        list[k].kernels->column[family][1](&streams[i], 11, t0, tiles, scale, d[k]);
                        list[k].kernels->column[family][0](&streams[i], 11, t0, tiles, scale, s[k]);
                        assert_true(d[k][length] == 1234 && s[k][length] == 1234);
                        assert_memory_equal(d[k], d[0], length * sizeof(double));
                        for (size_t r = 0; r < length; r++) assert_true(s[k][r] == (float)d[0][r]);
                    }
                }
}

/* The four words behind row r of column hi, and which of them is the row's own: tile r/16, block r%4, word r%16/4. */
static int words_of_row(const randblas_stream *s, uint64_t hi, uint64_t r, uint32_t words[4])
{
    const uint64_t lo = s->lo + 4 * (r / 16) + r % 4, h = s->hi + hi;
    const uint32_t counter[4] = {(uint32_t)lo, (uint32_t)(lo >> 32), (uint32_t)h, (uint32_t)(h >> 32)};
    randblas_philox(counter, s->key, words);
    return (int)(r % 16 / 4);
}

static double uniform_by_libm(const uint32_t words[4], int w)
{
    return sqrt(3.0) * (2 * (words[w] + 0.5) / 0x1p32 - 1);
}

/* Box and Muller; the angle lies in (-pi/2, pi/2), and the high bit of its word gives the sign of the cosine. */
static double gaussian_by_libm(const uint32_t words[4], int w)
{
    const double length = words[w & ~1], angle = words[w | 1] & 0x7fffffffu;
    const double r = sqrt(-2 * log((length + 0.5) / 0x1p32)), phi = acos(-1) / 2 * ((angle + 0.5) / 0x1p30 - 1);
    if (w & 1) return r * sin(phi);
    return words[w | 1] >> 31 ? -r * cos(phi) : r * cos(phi);
}

/*
 * The stated errors: log 1.4e-10, cosine 2.1e-10, sine 1.7e-11 (of values up to 1), r at most 6.66.  The error of r is
 * that of log u over r; where r is small (u near 1) it is relative, f p(f) with p accurate to 1.4e-10.
 */
static void values_are_as_defined(void **state)
{
    (void)state;
    const int64_t tiles = 4096;
    static double gaussian[16 * 4096], uniform[16 * 4096], sign[16 * 4096];
    const randblas_stream *s = &streams[3];
    const randblas_iid_kernels *k = randblas_iid_select();
    k->column[0][1](s, 5, 0, tiles, 1, gaussian);
    k->column[1][1](s, 5, 0, tiles, 1, uniform);
    k->column[2][1](s, 5, 0, tiles, 1, sign);
    for (uint64_t r = 0; r < 16 * (uint64_t)tiles; r++) {
        uint32_t words[4];
        const int w = words_of_row(s, 5, r, words);
        assert_true(fabs(gaussian[r] - gaussian_by_libm(words, w)) <= 2e-9);
        assert_true(fabs(uniform[r] - uniform_by_libm(words, w)) <= 1e-15);
        assert_true(sign[r] == (words[w] >> 31 ? -1 : 1));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copies_agree),
        cmocka_unit_test(values_are_as_defined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
