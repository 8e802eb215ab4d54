/*
 * The frame of sketch-and-project methods: scaling, sampling, the loop of steps with a measurement once a pass, and the
 * return to the caller's units.  The step is in project_step.c.
 *
 * The iterate that is returned is the best of those measured, and the residual reported is its own: momentum may
 * overshoot, and rounding errors collect in a residual that is only updated.
 */
#include "lapack_impl.h"
#include "options_impl.h"
#include "progress_impl.h"
#include "project_impl.h"

#include <limits.h>
#include <math.h>

#define DEFAULT_PASSES 1000
#define DEFAULT_PARTITIONS 4
#define POOL_SCALARS (1 << 24) /* that a pool may take by default though A has fewer entries */
#define LEAST_BLOCK 16
#define LARGEST_BLOCK 128

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t max_i64(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* ---------------------------------------------------------------- options ----------------------------------------- */

bool randlapack_xproject_read(randlapack_xproject *p, const randlapack_project_options *options)
{
    randlapack_project_options *o = &p->options;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->method == 0) o->method = RANDLAPACK_PROJECT_ACCELERATED;
    if (o->sampling == 0) o->sampling = RANDLAPACK_PROJECT_UNIFORM;
    if (o->method != RANDLAPACK_PROJECT_PLAIN && o->method != RANDLAPACK_PROJECT_ACCELERATED) return false;
    if (o->sampling < RANDLAPACK_PROJECT_PARTITION || o->sampling > RANDLAPACK_PROJECT_NORMS) return false;
    if (o->block < 0 || (o->sampling == RANDLAPACK_PROJECT_NORMS && o->pool > 0)) return false;
    if (!(o->regularisation >= 0 && o->regularisation < 1) || !(o->tolerance >= 0 && o->tolerance < 1)) return false;
    if (o->max_iterations < 0 || (o->mix && p->kind != RANDLAPACK_EQUATIONS)) return false;

    const int64_t count = p->kind == RANDLAPACK_COLUMNS ? p->A->cols : p->A->rows;
    const int64_t guess = min_i64(LARGEST_BLOCK, max_i64(LEAST_BLOCK, min_i64(p->A->rows, p->A->cols) / 4));
    o->block = max_i64(1, min_i64(o->block ? o->block : guess, count));
    p->report->block = o->block;
    p->lambda = fmax(o->regularisation, 4 * (double)o->block * (double)REAL_EPS);
    p->tolerance = o->tolerance > 0 ? o->tolerance : sqrt((double)REAL_EPS);
    return true;
}

/* ---------------------------------------------------------------- preparation ------------------------------------- */

/* Four partitions, for one alone may leave directions that no block resolves (m = n with large singular values). */
static int64_t default_pool(const randlapack_xproject *p)
{
    const int64_t s = p->options.block, count = p->rows.count, blocks = (count + s - 1) / s;
    const int64_t entries = linop_is_sparse(p->A) ? linop_entries(p->A) : randblas_size_product(p->A->rows, p->A->cols);
    const int64_t scalars = randblas_size_product(DEFAULT_PARTITIONS * s, count);
    return scalars <= max_i64(entries, POOL_SCALARS) ? DEFAULT_PARTITIONS * blocks : -1;
}

/* Rows of F D A and F D b: an orthogonal transform, so the system has the same solutions and residuals. */
static int mix(randlapack_xproject *p)
{
    const int64_t m = p->A->rows, n = p->A->cols;
    const randblas_dist dist = randblas_srft(m, m);
    scalar_t *M = randblas_arena_get(&p->arena, randblas_size_product(m, n), sizeof *M);
    randblas_sketch *S = NULL;
    p->mixed_b = randblas_arena_get(&p->arena, m, sizeof *p->mixed_b);
    int info = p->arena.info;
    if (!info) info = randblas_sketch_create(&dist, &p->options.state, &S, &p->options.state);
    if (!info)
        info = randblas_xskop(RANDBLAS_ROW_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, m, n, m, 1, S, 0,
                              0, p->A, 0, M, n);
    if (!info) info = randblas_xskve(RANDBLAS_NO_TRANS, m, m, 1, S, 0, 0, p->b, 1, 0, p->mixed_b, 1);
    randblas_sketch_destroy(S);
    p->mixed = randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, m, n, M, n);
    return info;
}

/* shift such that the largest scaled entry of b is between 1/2 and 1. */
static int scale_right_side(randlapack_xproject *p, const scalar_t *b)
{
    const bool columns = p->kind == RANDLAPACK_COLUMNS;
    int largest = INT_MIN;
    for (int64_t i = 0; i < p->A->rows; i++) {
        if (!isfinite(b[i])) return RANDBLAS_NOT_FINITE;
        const int e = b[i] != 0 ? ilogb((double)b[i]) + 1 - (columns ? 0 : p->rows.exponent[i]) : INT_MIN;
        if (e > largest) largest = e;
    }
    p->shift = largest == INT_MIN ? 0 : -largest;
    for (int64_t i = 0; i < p->A->rows && !columns; i++)
        p->beta[i] = (scalar_t)ldexp((double)b[i], p->shift - p->rows.exponent[i]);
    return 0;
}

static void open_vectors(randlapack_xproject *p)
{
    const int64_t m = p->A->rows, n = p->A->cols;
    const bool columns = p->kind == RANDLAPACK_COLUMNS;
    const bool momentum = p->options.method == RANDLAPACK_PROJECT_ACCELERATED;
    randblas_arena *arena = &p->arena;
    scalar_t **const of_n[] = {&p->x, &p->best, &p->z, columns ? &p->gradient : NULL, momentum ? &p->x_momentum : NULL};
    scalar_t **const of_m[] = {&p->r, columns ? NULL : &p->beta, columns && momentum ? &p->r_momentum : NULL};
    for (size_t i = 0; i < sizeof of_n / sizeof *of_n; i++)
        if (of_n[i]) *of_n[i] = randblas_arena_get(arena, n, sizeof(scalar_t));
    for (size_t i = 0; i < sizeof of_m / sizeof *of_m; i++)
        if (of_m[i]) *of_m[i] = randblas_arena_get(arena, m, sizeof(scalar_t));
}

static void open_factors(randlapack_xproject *p)
{
    const int64_t s = p->options.block;
    randblas_arena *arena = &p->arena;
    p->u = randblas_arena_get(arena, s, sizeof *p->u);
    p->c = randblas_arena_get(arena, s, sizeof *p->c);
    p->G = randblas_arena_get(arena, randblas_size_product(s, s), sizeof *p->G);
    if (p->kind == RANDLAPACK_COORDINATES) p->half = randblas_arena_get(arena, p->A->rows, sizeof *p->half);
    if (p->draw.blocks == 0 || p->options.pool < 0) return;
    p->factors = randblas_arena_get(arena, randblas_size_product(p->draw.blocks, s * s), sizeof *p->factors);
    p->ready = randblas_arena_get(arena, p->draw.blocks, sizeof *p->ready);
    for (int64_t k = 0; k < p->draw.blocks && !arena->info; k++) p->ready[k] = false;
}

static int prepare(randlapack_xproject *p)
{
    const randlapack_project_options *o = &p->options;
    const randblas_xlinop *A = p->A;
    int info = randlapack_progress(&o->control, "prepare", 0);
    if (!info && o->mix && A->rows > 0 && A->cols > 0) {
        info = mix(p);
        A = &p->mixed;
    }
    if (!info) info = randlapack_xscaled_rows_open(&p->arena, A, p->kind == RANDLAPACK_COLUMNS, o->block, &p->rows);
    const bool pooled = o->sampling == RANDLAPACK_PROJECT_UNIFORM && o->pool == 0;
    if (!info)
        info = randlapack_draw_open(&p->arena, o->sampling, p->rows.count, o->block, pooled ? default_pool(p) : o->pool,
                                    p->rows.norm, &o->state, &p->draw);
    if (info) return info;
    open_vectors(p);
    open_factors(p);
    if (p->arena.info) return p->arena.info;
    for (int64_t j = 0; j < p->A->cols; j++) p->x[j] = p->best[j] = 0;
    return scale_right_side(p, p->mixed_b ? p->mixed_b : p->b);
}

/* ---------------------------------------------------------------- iteration --------------------------------------- */

static bool converged(const randlapack_xproject *p)
{
    return p->residual <= p->tolerance * p->right || (p->kind == RANDLAPACK_COLUMNS && p->normal <= p->tolerance);
}

/* Keep x if it is the best that was seen, or what the loop ends with. */
static void keep(randlapack_xproject *p)
{
    if (p->steps > 0 && !converged(p) && !(p->measure < p->best_measure)) return;
    for (int64_t j = 0; j < p->A->cols; j++) p->best[j] = p->x[j];
    p->best_measure = p->measure;
    p->best_residual = p->residual;
    p->best_normal = p->normal;
    p->best_steps = p->steps;
}

static void clear_momentum(randlapack_xproject *p)
{
    for (int64_t j = 0; j < p->A->cols && p->x_momentum; j++) p->x_momentum[j] = 0;
    for (int64_t i = 0; i < p->A->rows && p->r_momentum; i++) p->r_momentum[i] = 0;
}

/* Adjust the momentum; where it made things worse, start again from the best iterate without it. */
static int adapt(randlapack_xproject *p)
{
    if (!p->x_momentum || randlapack_momentum_observe(&p->momentum, p->steps, p->measure)) return 0;
    p->report->restarts++;
    clear_momentum(p);
    for (int64_t j = 0; j < p->A->cols; j++) p->x[j] = p->best[j];
    const int info = randlapack_xproject_measure(p);
    p->momentum.residual = p->measure;
    return info;
}

static double fraction_done(const randlapack_xproject *p, int64_t most)
{
    return fmin(1, (double)p->steps / (double)most);
}

static int pass(randlapack_xproject *p, int64_t steps)
{
    int info = 0;
    for (int64_t t = 0; t < steps && !info; t++) {
        const int64_t *rows = NULL;
        int64_t number = -1;
        const int64_t s = randlapack_draw_next(&p->draw, &rows, &number);
        info = randlapack_xproject_step(p, s, rows, number);
    }
    return info;
}

static int iterate(randlapack_xproject *p)
{
    const int64_t s = p->options.block, per_pass = max_i64(1, (p->rows.count + s - 1) / s);
    const int64_t most =
        p->options.max_iterations ? p->options.max_iterations : randblas_size_product(DEFAULT_PASSES, per_pass);
    const double blocks = (double)min_i64(p->A->rows, p->A->cols) / (double)s;
    int info = randlapack_xproject_measure(p);
    keep(p);
    p->momentum = randlapack_momentum_start(blocks, p->measure);
    clear_momentum(p);
    while (!info && !converged(p) && p->steps < most && p->A->cols > 0) {
        info = randlapack_progress(&p->options.control, "iterate", fraction_done(p, most));
        const int64_t steps = min_i64(per_pass, most - p->steps);
        if (!info) info = pass(p, steps);
        if (info) break;
        p->steps += steps;
        info = randlapack_xproject_measure(p);
        if (info) break;
        keep(p);
        if (!converged(p)) info = adapt(p);
    }
    if (info) return info;
    return converged(p) ? 0 : RANDBLAS_NOT_CONVERGED;
}

/* ---------------------------------------------------------------- result ------------------------------------------ */

/* x in the caller's units; false when it does not fit their range. */
static bool unscale(const randlapack_xproject *p, scalar_t *x)
{
    double lost = 0, size = 0;
    for (int64_t j = 0; j < p->A->cols; j++) {
        const int e = p->shift + (p->kind == RANDLAPACK_COLUMNS ? p->rows.exponent[j] : 0);
        x[j] = (scalar_t)ldexp((double)p->best[j], -e);
        lost = fmax(lost, fabs(ldexp((double)x[j], e) - (double)p->best[j]));
        size = fmax(size, fabs((double)p->best[j]));
        if (!isfinite(x[j])) return false;
    }
    return lost <= (double)REAL_EPS * size;
}

static void fill_report(const randlapack_xproject *p)
{
    const int unit = p->kind == RANDLAPACK_COLUMNS ? 0 : p->rows.largest;
    p->report->iterations = p->best_steps;
    p->report->rate = p->x_momentum ? p->momentum.rho : 0;
    p->report->residual_norm = ldexp(p->best_residual, unit - p->shift);
    p->report->normal_residual = p->best_normal;
}

static bool has_result(int info)
{
    return info == 0 || info == RANDBLAS_NOT_CONVERGED || info == RANDBLAS_NOT_POSITIVE_DEFINITE;
}

int randlapack_xproject_run(randlapack_xproject *p, scalar_t *x)
{
    const double begin = randlapack_seconds();
    p->arena = randblas_arena_open(&p->options.control);
    int info = prepare(p);
    const double middle = randlapack_seconds();
    p->report->seconds_prepare = middle - begin;
    if (!info) info = iterate(p);
    p->report->seconds_iterate = randlapack_seconds() - middle;
    p->report->iterations = p->steps;
    if (has_result(info)) {
        if (!unscale(p, x) && info == 0) info = RANDBLAS_NOT_CONVERGED;
        fill_report(p);
    }
    for (int64_t j = 0; j < p->A->cols && info == RANDBLAS_NOT_FINITE; j++) x[j] = (scalar_t)NAN;
    randblas_arena_close(&p->arena);
    return info;
}
