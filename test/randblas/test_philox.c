/* Philox4x32-10 against Random123's known-answer vectors, by randblas_philox() and by every copy of the SIMD kernels.
 */
#include "testing.h"

#include "kernels.h"
#include "randblas.h"

typedef struct answer {
    uint32_t counter[4], key[2], words[4];
} answer;

/* Random123 1.14, tests/kat_vectors, philox4x32 10 */
static const answer known[] = {
    {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
    {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
     {0xffffffff, 0xffffffff},
     {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
    {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
     {0xa4093822, 0x299f31d0},
     {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
};
#define NKNOWN (int)(sizeof known / sizeof *known)

static void scalar_known_answers(void **state)
{
    (void)state;
    for (int i = 0; i < NKNOWN; i++) {
        uint32_t words[4];
        randblas_philox(known[i].counter, known[i].key, words);
        assert_memory_equal(words, known[i].words, sizeof words);
    }
}

static randblas_stream stream_at(uint64_t lo, uint64_t hi, const uint32_t key[2])
{
    return (randblas_stream){lo, hi, {key[0], key[1]}};
}

/* The known counter is brought to each of 19 positions in a run of blocks, so that it passes through every lane. */
static void lanes_known_answers(void **state)
{
    (void)state;
    isa list[3];
    const int n = runnable_kernels(list);
    for (int k = 0; k < n; k++)
        for (int i = 0; i < NKNOWN; i++)
            for (uint64_t lane = 0; lane < 19; lane++) {
                const answer *a = &known[i];
                uint32_t words[4 * 19];
                const uint64_t lo = a->counter[0] | (uint64_t)a->counter[1] << 32;
                const uint64_t hi = a->counter[2] | (uint64_t)a->counter[3] << 32;
                const randblas_stream s = stream_at(lo - lane - 5, hi - 77, a->key);
                list[k].kernels->words(&s, 77, 5, 19, words);
                assert_memory_equal(words + 4 * lane, a->words, sizeof a->words);
            }
}

/* Counters that carry from 32 to 64 bits and wrap at 2^64 (the halves are advanced apart), any number of blocks. */
static void lanes_equal_scalar(void **state)
{
    (void)state;
    const uint64_t starts[] = {0, 1, 0xfffffffa, 0x1fffffffeu, 0xfffffffffffffff3u};
    const uint32_t key[2] = {0x12345678, 0x9abcdef0};
    isa list[3];
    const int n = runnable_kernels(list);
    for (int k = 0; k < n; k++)
        for (size_t i = 0; i < 25; i++)
            for (int64_t nblocks = 0; nblocks < 21; nblocks++) {
                const uint64_t lo = starts[i % 5], hi = starts[i / 5];
                const randblas_stream s = stream_at(lo, hi, key);
                uint32_t words[4 * 21], expected[4];
                words[4 * nblocks] = 0xabadcafe; /* nothing is written beyond the end */
                list[k].kernels->words(&s, 3, 9, nblocks, words);
                assert_int_equal(words[4 * nblocks], 0xabadcafe);
                for (int64_t b = 0; b < nblocks; b++) {
                    const uint64_t l = lo + 9 + (uint64_t)b, h = hi + 3;
                    const uint32_t c[4] = {(uint32_t)l, (uint32_t)(l >> 32), (uint32_t)h, (uint32_t)(h >> 32)};
                    randblas_philox(c, key, expected);
                    assert_memory_equal(words + 4 * b, expected, sizeof expected);
                }
            }
}

static void the_fastest_copy_is_chosen(void **state)
{
    (void)state;
    isa list[3];
    const int n = runnable_kernels(list);
    assert_ptr_equal(randblas_iid_select(), list[n - 1].kernels);
    print_message("kernels that run here: up to %s\n", list[n - 1].name);
}

static void seeds_are_keys(void **state)
{
    (void)state;
    const randblas_state s = randblas_seed(0xfedcba9876543210u);
    assert_int_equal(s.key[0], 0x76543210);
    assert_int_equal(s.key[1], 0xfedcba98);
    for (int i = 0; i < 4; i++) assert_int_equal(s.counter[i], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scalar_known_answers), cmocka_unit_test(lanes_known_answers),
        cmocka_unit_test(lanes_equal_scalar),   cmocka_unit_test(the_fastest_copy_is_chosen),
        cmocka_unit_test(seeds_are_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
