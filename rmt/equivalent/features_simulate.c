/*
 * Ridge regression on random features as it is: F = phi(W X) with W drawn anew for every number of features and every
 * run, solved for all ridges, errors averaged.  W is a Gaussian sketching operator and never stored.
 */
#include "features_ridge_impl.h"

#include "activation_impl.h"
#include "options_impl.h"
#include "progress_impl.h"
#include "view_impl.h"

#include <string.h>

enum { RUNS = 30 };

typedef struct simulation {
    const rmt_activation *phi;
    rmt_features_simulation_options o;
    int64_t p, n, m, count, gammas, most; /* most features */
    const int64_t *d;
    const double *gamma;
    double *Z, *y;             /* all points, p x (n + m), and targets */
    double *F, *work, *spread; /* features; sums of squares, 2 a ridge */
    randblas_state state;
    rmt_features_simulation *results;
} simulation;

/* F = phi(W Z); advances the state. */
static int draw(simulation *t, int64_t d)
{
    const int64_t points = t->n + t->m;
    randblas_dist dist = randblas_gaussian(d, t->p);
    randblas_sketch *W = NULL;
    dist.unscaled = 1;
    int info = randblas_sketch_create(&dist, &t->state, &W, &t->state);
    if (!info)
        info = randblas_dskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, d, points, t->p,
                              1, W, 0, 0, t->Z, t->p, 0, t->F, d);
    randblas_sketch_destroy(W);
    if (!info) info = rmt_activation_values(t->phi, d * points, t->F, t->F);
    return info;
}

static bool finite(int64_t count, const double *x)
{
    int all = 1;
#pragma omp parallel for schedule(static) reduction(&& : all) if (count > 16384)
    for (int64_t i = 0; i < count; i++) all = all && isfinite(x[i]);
    return all != 0;
}

/* Means and sums of squared deviations, one more value (Welford). */
static void add(double value, int64_t run, double *mean, double *squares)
{
    const double step = value - *mean;
    *mean += step / (double)(run + 1);
    *squares += step * (value - *mean);
}

static int one_run(simulation *t, int64_t k, int64_t run)
{
    const int64_t d = t->d[k];
    rmt_ridge r = {.d = d, .n = t->n, .m = t->m, .F = t->F, .y = t->y};
    int info = draw(t, d);
    if (info) return info;
    if (!finite(d * (t->n + t->m), t->F)) return RANDBLAS_NOT_FINITE;
    info = rmt_ridge_open(&r, t->work, &t->o.control);
    for (int64_t g = 0; g < t->gammas && !info; g++) {
        rmt_features_simulation *result = &t->results[g + k * t->gammas];
        double errors[2];
        info = rmt_ridge_errors(&r, t->gamma[g], errors);
        if (info) break;
        add(errors[0], run, &result->train, &t->spread[2 * g]);
        add(errors[1], run, &result->test, &t->spread[2 * g + 1]);
    }
    rmt_ridge_close(&r);
    return info;
}

static double standard_error(double squares, int64_t runs)
{
    return runs > 1 ? sqrt(squares / (double)(runs - 1) / (double)runs) : NAN;
}

/* All runs of all numbers of features; progress by features drawn. */
static int run_all(simulation *t)
{
    const int64_t runs = t->o.runs;
    double done = 0, all = 0;
    int info = 0;
    for (int64_t k = 0; k < t->count; k++) all += (double)t->d[k] * (double)runs;
    for (int64_t k = 0; k < t->count && !info; k++) {
        rmt_features_simulation *result = t->results + k * t->gammas;
        memset(t->spread, 0, (size_t)(2 * t->gammas) * sizeof *t->spread);
        for (int64_t g = 0; g < t->gammas; g++) result[g] = (rmt_features_simulation){0};
        for (int64_t run = 0; run < runs && !info; run++, done += (double)t->d[k]) {
            info = randlapack_progress(&t->o.control, "simulation", done / all);
            if (!info) info = one_run(t, k, run);
        }
        for (int64_t g = 0; g < t->gammas; g++) {
            result[g].train_error = standard_error(t->spread[2 * g], runs);
            result[g].test_error = standard_error(t->spread[2 * g + 1], runs);
        }
    }
    return info;
}

/* ---------------------------------------------------------------- arguments --------------------------------------- */

static bool read_options(rmt_features_simulation_options *o, const rmt_features_simulation_options *options)
{
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->runs == 0) o->runs = RUNS;
    return o->runs > 0;
}

static int check_points(randblas_layout layout, int64_t p, int64_t n, const double *X, int64_t ldx, const double *y)
{
    const int64_t inner = layout == RANDBLAS_ROW_MAJOR ? n : p;
    if (n < 0) return 1;
    if (!X && n > 0) return 2;
    if (ldx < (inner > 1 ? inner : 1)) return 3;
    return !y && n > 0 ? 4 : 0;
}

static int check_curve(const simulation *t)
{
    if (t->count < 0) return -12;
    if (!t->d && t->count > 0) return -13;
    for (int64_t k = 0; k < t->count; k++)
        if (t->d[k] < 1) return -13;
    if (t->gammas < 0) return -14;
    if (!t->gamma && t->gammas > 0) return -15;
    for (int64_t g = 0; g < t->gammas; g++)
        if (!(isfinite(t->gamma[g]) && t->gamma[g] >= 0)) return -15;
    return 0;
}

static int allocate(simulation *t, randblas_arena *arena)
{
    const int64_t points = t->n + t->m;
    t->most = 1;
    for (int64_t k = 0; k < t->count; k++) t->most = t->d[k] > t->most ? t->d[k] : t->most;
    t->Z = randblas_arena_get(arena, randblas_size_product(t->p, points), sizeof *t->Z);
    t->y = randblas_arena_get(arena, points, sizeof *t->y);
    t->F = randblas_arena_get(arena, randblas_size_product(t->most, points), sizeof *t->F);
    t->work = randblas_arena_get(arena, rmt_ridge_space(t->most, t->n, t->m), sizeof *t->work);
    t->spread = randblas_arena_get(arena, randblas_size_product(2, t->gammas), sizeof *t->spread);
    return arena->info;
}

/* Points and targets, training ones first. */
static int load(simulation *t, randblas_xview X, randblas_xview X_test, const double *y, const double *y_test)
{
    const int64_t p = t->p, n = t->n, m = t->m;
    randblas_xcopy_view(p, n, X, (randblas_xview){t->Z, p, false});
    memcpy(t->y, y, (size_t)n * sizeof *y);
    if (m > 0) randblas_xcopy_view(p, m, X_test, (randblas_xview){t->Z + p * n, p, false});
    if (m > 0) memcpy(t->y + n, y_test, (size_t)m * sizeof *y);
    return finite(p * (n + m), t->Z) && finite(n + m, t->y) ? 0 : RANDBLAS_NOT_FINITE;
}

int rmt_features_simulate(const rmt_activation *phi, randblas_layout layout, int64_t p, int64_t n, const double *X,
                          int64_t ldx, const double *y, int64_t m, const double *X_test, int64_t ldt,
                          const double *y_test, int64_t count, const int64_t *d, int64_t gammas, const double *gamma,
                          const rmt_features_simulation_options *options, rmt_features_simulation *results)
{
    simulation t = {.phi = phi, .p = p, .n = n, .m = m, .count = count, .d = d, .gammas = gammas, .gamma = gamma};
    if (!phi) return -1;
    if (layout != RANDBLAS_ROW_MAJOR && layout != RANDBLAS_COL_MAJOR) return -2;
    if (p < 1) return -3;
    int info = n < 1 ? 1 : check_points(layout, p, n, X, ldx, y);
    if (info) return -3 - info;
    info = check_points(layout, p, m, X_test, ldt, y_test);
    if (info) return -7 - info;
    info = check_curve(&t);
    if (info) return info;
    if (!read_options(&t.o, options)) return -16;
    if (!results && count > 0 && gammas > 0) return -17;
    if (count == 0 || gammas == 0) return 0;

    t.state = t.o.state;
    t.results = results;
    randblas_arena arena = randblas_arena_open(&t.o.control);
    info = allocate(&t, &arena);
    if (!info) info = load(&t, view_make(X, ldx, layout), view_make(X_test, ldt, layout), y, y_test);
    if (!info) info = run_all(&t);
    randblas_arena_close(&arena);
    return info;
}
