/*
 * Claims: intervals of 95 % for gamma and kappa of the high-temperature Marchenko-Pastur law cover in 90 of 100 draws
 * of 1000 values at least (20 and 75 % with --quick), of independent values and of eigenvalues of the law's
 * own matrices, the latter by their joint likelihood too; a fit with both intervals takes less than a second.
 */
#include "bench.h"
#include "sketching.h"

#include <math.h>
#include <rmt.h>
#include <stdlib.h>

enum { N = 1000 };

typedef enum kind { INDEPENDENT, EIGENVALUES, JOINT } kind;
static const char *const names[] = {"independent values", "eigenvalues, taken for independent", "eigenvalues, joint"};

typedef struct cell {
    kind kind;
    double gamma, kappa;
    uint64_t seed; /* of the first draw */
    int draws, gamma_covered, kappa_covered;
    double seconds, slowest;
} cell;

static void draw(const cell *c, const rmt_law *law, uint64_t seed, double *x)
{
    const randblas_state state = randblas_seed(seed);
    sketching_check(c->kind == INDEPENDENT ? rmt_law_sample(law, N, &state, x, NULL)
                                           : rmt_law_eigenvalues(law, N, &state, x, NULL));
}

static void run(cell *c, double *x)
{
    const rmt_htmp_fit_options options = {.size = sizeof options,
                                          .sampling = c->kind == JOINT ? RMT_HTMP_JOINT : RMT_HTMP_INDEPENDENT};
    rmt_law *law = NULL;
    sketching_check(rmt_law_htmp(c->gamma, c->kappa, &law));
    for (int d = 0; d < c->draws; d++) {
        rmt_htmp_fit_report r;
        draw(c, law, c->seed + (uint64_t)d, x);
        const double start = bench_clock();
        sketching_check(rmt_htmp_fit(N, x, &options, &r));
        const double seconds = bench_clock() - start;
        c->seconds += seconds / c->draws;
        c->slowest = fmax(c->slowest, seconds);
        c->gamma_covered += r.gamma_interval[0] <= c->gamma && c->gamma <= r.gamma_interval[1];
        c->kappa_covered += r.kappa_interval[0] <= c->kappa && c->kappa <= r.kappa_interval[1];
    }
    rmt_law_destroy(law);
}

int main(int argc, char **argv)
{
    const bool quick = bench_quick(argc, argv);
    const double gammas[] = {0.3, 0.7}, kappas[] = {0.5, 2, 10}, target = quick ? 75 : 90;
    double *x = bench_allocate(N * 8), seconds[3] = {0}, slowest[3] = {0};
    bench_set_threads(1);
    bench_count_processor_time();
    for (int k = 0; k < 3; k++)
        for (int i = 0; i < 6; i++) {
            cell c = {.kind = (kind)k,
                      .gamma = gammas[i / 3],
                      .kappa = kappas[i % 3],
                      .seed = 1000 * (uint64_t)i,
                      .draws = quick ? 20 : 100};
            run(&c, x);
            bench_at_least(bench_name("HTMP %g, %g, %s: intervals of kappa that cover", c.gamma, c.kappa, names[k]),
                           100.0 * c.kappa_covered / c.draws, "%", target);
            bench_at_least(bench_name("HTMP %g, %g, %s: intervals of gamma that cover", c.gamma, c.kappa, names[k]),
                           100.0 * c.gamma_covered / c.draws, "%", target);
            seconds[k] += c.seconds / 6;
            slowest[k] = fmax(slowest[k], c.slowest);
        }
    for (int k = 0; k < 3; k += 2) {
        bench_at_most(bench_name("HTMP fit of 1000 %s, with intervals", names[k]), seconds[k], "s", 1);
        bench_note(bench_name("HTMP fit of 1000 %s, the slowest", names[k]), slowest[k], "s", "with intervals");
    }
    free(x);
    return 0;
}
