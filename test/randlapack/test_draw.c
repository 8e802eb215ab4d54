/* Blocks of rows: partitions cover all rows, and rows come with the probabilities that were asked for. */
#include "draw_impl.h"
#include "testing.h"

#include <math.h>

enum { ROWS = 23, BLOCK = 5, DRAWS = 46000 };

static void partitions_cover_every_row_once(void **state)
{
    (void)state;
    randblas_arena arena = randblas_arena_open(NULL);
    const randblas_state start = randblas_seed(1);
    randlapack_draw draw;
    assert_int_equal(randlapack_draw_open(&arena, RANDLAPACK_PROJECT_UNIFORM, ROWS, BLOCK, 7, NULL, &start, &draw), 0);
    assert_int_equal(draw.blocks, 10); /* 7 blocks are two partitions of 5 */
    for (int partition = 0; partition < 2; partition++) {
        int seen[ROWS] = {0};
        for (int64_t k = 5 * partition; k < 5 * partition + 5; k++) {
            const int64_t size = draw.first[k + 1] - draw.first[k];
            assert_true(size == ROWS / 5 || size == ROWS / 5 + 1);
            for (int64_t i = draw.first[k]; i < draw.first[k + 1]; i++) seen[draw.list[i]]++;
        }
        for (int i = 0; i < ROWS; i++) assert_int_equal(seen[i], 1);
    }
    randblas_arena_close(&arena);
}

/* How often each row is in one of the blocks. */
static void count(randlapack_project_sampling sampling, int64_t block, const double *norms, double *counts)
{
    randblas_arena arena = randblas_arena_open(NULL);
    const randblas_state start = randblas_seed(2);
    randlapack_draw draw;
    assert_int_equal(randlapack_draw_open(&arena, sampling, ROWS, block, -1, norms, &start, &draw), 0);
    for (int k = 0; k < DRAWS; k++) {
        const int64_t *rows = NULL;
        int64_t number = 0;
        const int64_t s = randlapack_draw_next(&draw, &rows, &number);
        assert_true(s >= 1 && s <= block);
        for (int64_t i = 0; i < s; i++) {
            counts[rows[i]]++;
            for (int64_t j = 0; j < i && sampling != RANDLAPACK_PROJECT_PARTITION; j++) assert_true(rows[i] != rows[j]);
        }
    }
    randblas_arena_close(&arena);
}

/* Each count is binomial: off by more than 6 standard deviations with probability below 1e-7 for all the rows here. */
static void rows_come_with_their_probabilities(void **state)
{
    (void)state;
    double norms[ROWS], total = 0;
    for (int i = 0; i < ROWS; i++) {
        norms[i] = i % 7 == 3 ? 0 : 1 + i % 4;
        total += norms[i] * norms[i];
    }
    for (int sampling = 1; sampling <= 3; sampling++)
        for (int block = 1; block <= BLOCK; block += BLOCK - 1) {
            double counts[ROWS] = {0};
            count((randlapack_project_sampling)sampling, block, norms, counts);
            for (int i = 0; i < ROWS; i++) {
                const double once = norms[i] * norms[i] / total;
                double p = (double)block / ROWS;
                if (sampling == RANDLAPACK_PROJECT_NORMS) p = 1 - pow(1 - once, block);
                if (sampling == RANDLAPACK_PROJECT_PARTITION) p = 1.0 / (block == 1 ? ROWS : 5);
                assert_true(fabs(counts[i] - p * DRAWS) <= 6 * sqrt(p * (1 - p) * DRAWS));
            }
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(partitions_cover_every_row_once),
        cmocka_unit_test(rows_come_with_their_probabilities),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
