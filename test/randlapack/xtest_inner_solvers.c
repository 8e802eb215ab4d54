/* LSQR, LSMR and CGLS with a preconditioner: the same solutions, in as many steps, each with what it minimises. */
#include "xlsq.h"

#include "cgls_impl.h"
#include "lapack_impl.h"
#include "lsmr_impl.h"
#include "sketched_qr_impl.h"

enum { LSQR, LSMR, CGLS };

/* A preconditioned problem, opened once for each run. */
typedef struct run {
    randblas_arena arena;
    randlapack_xsketched_qr qr;
    randlapack_xprecond P;
    randlapack_xpass pass;
    randlapack_xlsqr_block block;
    int64_t iterations;
} run;

static const randblas_control quiet = {0};

static void open_run(const problem *p, int64_t d, run *s)
{
    const randlapack_lsq_options options = {0};
    const int64_t m = p->m, n = p->n, k = p->nrhs;
    randlapack_xlsqr_block *b = &s->block;
    scalar_t **columns[] = {&b->G, &b->X, &b->V, &b->D, &b->Y, &b->Z, &b->H};
    s->arena = randblas_arena_open(&quiet);
    assert_int_equal(randlapack_xsketched_qr_open(&s->arena, &p->A, NULL, d, k, &options, &s->qr), 0);
    assert_int_equal(randlapack_xsketched_qr_sketch(&s->arena, &s->qr), 0);
    assert_int_equal(randlapack_xsketched_qr_factor(&s->qr), 0);
    assert_int_equal(randlapack_xprecond_make(&s->arena, n, s->qr.QR, s->qr.rows, &s->P), 0);
    s->pass = randlapack_xpass_open(&s->arena, &p->A, 0, k);
    b->nrhs = k;
    b->U = randblas_arena_get(&s->arena, m * k, sizeof *b->U);
    for (int i = 0; i < 7; i++) *columns[i] = randblas_arena_get(&s->arena, n * k, sizeof **columns[i]);
    b->coefficients = randblas_arena_get(&s->arena, k, sizeof *b->coefficients);
    b->norms = randblas_arena_get(&s->arena, k, sizeof *b->norms);
    b->states = randblas_arena_get(&s->arena, k, sizeof *b->states);
    assert_int_equal(s->arena.info, 0);
}

/* Solve with x = 0 as the start, to a relative `reduction` of the normal residual or `most` steps; X = R^-1 Y. */
static void solve(const problem *p, int which, double reduction, int64_t most, run *s)
{
    randlapack_xlsqr_block *b = &s->block;
    int info = 0;
    for (int64_t r = 0; r < p->nrhs; r++) {
        memcpy(b->U + r * p->m, p->B + r * p->ldb, (size_t)p->m * sizeof *b->U);
        b->coefficients[r] = -1;
    }
    for (int64_t i = 0; i < p->n * p->nrhs; i++) b->X[i] = 0;
    assert_int_equal(randlapack_xpass_run(&s->pass, p->nrhs, b->X, b->coefficients, b->U, b->G, b->norms), 0);
    assert_int_equal(randlapack_xprecond_apply_transposed(&s->P, p->nrhs, b->G, b->Z), 0);
    for (int64_t r = 0; r < p->nrhs; r++) {
        const double normal = randlapack_xnorm(p->n, b->Z + r * p->n);
        b->states[r] = (randlapack_lsqr_state){
            .normal = normal, .first = normal, .target = reduction * normal, .goal = reduction * normal};
        if (r == 1) b->states[r].target = INFINITY; /* takes no part */
    }
    if (which == LSQR) info = randlapack_xlsqr(&s->pass, &s->P, b, most, &quiet, &s->iterations);
    if (which == LSMR) info = randlapack_xlsmr(&s->pass, &s->P, b, most, &quiet, &s->iterations);
    if (which == CGLS) info = randlapack_xcgls(&s->pass, &s->P, b, most, &quiet, &s->iterations);
    assert_int_equal(info, 0);
    assert_int_equal(randlapack_xprecond_apply(&s->P, p->nrhs, b->Y, b->X), 0);
}

static void close_run(run *s)
{
    randblas_sketch_destroy(s->qr.S);
    randblas_arena_close(&s->arena);
}

static void all_find_the_solution(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int k = 0; k < 6; k++) {
        problem p =
            dense_problem(600, 14, k % 2 ? 1e2 : 3, k % 3 ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR, 3, 1, &seed);
        double largest, smallest;
        int64_t rank, steps[3];
        scalar_t *expected = by_gelsd(&p, &largest, &smallest, &rank);
        for (int which = 0; which < 3; which++) {
            run s = {0};
            open_run(&p, 56, &s);
            solve(&p, which, 1e2 * EPS, 200, &s);
            steps[which] = s.iterations;
            for (int64_t r = 0; r < 3; r++) {
                const scalar_t *x = s.block.X + r * p.n, *y = expected + r * p.m;
                assert_false(s.block.states[r].active);
                for (int64_t i = 0; i < p.n && r == 1; i++) assert_true(x[i] == 0);
                if (r != 1) assert_true(distance(p.n, x, y) <= 1e4 * EPS * largest / smallest * (norm2(p.n, y) + 10));
            }
            close_run(&s);
        }
        assert_true(labs((long)(steps[CGLS] - steps[LSQR])) <= 3 + steps[LSQR] / 5);
        assert_true(steps[LSMR] <= steps[LSQR] + 1);
        free(expected);
        free_problem(&p);
    }
}

/*
 * After the same few steps from the same space LSQR and CGLS are one point, whose residual is least; LSMR's normal
 * residual in the preconditioned variable is least.  Each reports the norm of its own.
 */
static void each_minimises_its_norm(void **state)
{
    (void)state;
    uint64_t seed = 2;
    problem p = dense_problem(600, 14, 30, RANDBLAS_COL_MAJOR, 1, 1, &seed);
    for (int64_t steps = 1; steps <= 6; steps++) {
        double residual[3], normal[3], ignored, size = 0;
        scalar_t x[3][14];
        for (int which = 0; which < 3; which++) {
            run s = {0};
            open_run(&p, 42, &s);
            solve(&p, which, EPS, steps, &s);
            assert_int_equal(s.iterations, steps);
            assert_true(s.block.states[0].active);
            memcpy(x[which], s.block.X, sizeof x[which]);
            residual[which] = residual_norm(&p, 0, x[which], &ignored);
            const double told = s.block.states[0].normal;
            for (int64_t i = 0; i < p.m; i++) s.block.U[i] = p.B[i];
            s.block.coefficients[0] = 1;
            assert_int_equal(
                randlapack_xpass_run(&s.pass, 1, s.block.X, s.block.coefficients, s.block.U, s.block.G, s.block.norms),
                0);
            assert_int_equal(randlapack_xprecond_apply_transposed(&s.P, 1, s.block.G, s.block.Z), 0);
            normal[which] = randlapack_xnorm(14, s.block.Z);
            size = fmax(size, residual[which]);
            assert_true(fabs(told - normal[which]) <= 1e3 * EPS * size);
            close_run(&s);
        }
        assert_true(distance(14, x[LSQR], x[CGLS]) <= 1e4 * EPS * norm2(14, x[LSQR]));
        assert_true(residual[LSQR] <= residual[LSMR] * (1 + 1e2 * EPS));
        assert_true(normal[LSMR] <= normal[LSQR] * (1 + 1e3 * EPS) + 1e2 * EPS);
    }
    free_problem(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_find_the_solution),
        cmocka_unit_test(each_minimises_its_norm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
