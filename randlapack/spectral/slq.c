/*
 * Stochastic Lanczos quadrature @cite ubaru2017: for probes z_i,
 *
 *     tr f(A) ~ mean over i of n sum_k tau_ik^2 f(theta_ik),     ||z_i||^2 = n,
 *
 * theta and tau the eigenvalues and first components of eigenvectors of the tridiagonal matrix of each run (gauss.c).
 * Probes are taken block by block, judged one by one in their order and in rounds that do not depend on the block, so
 * that the block has no say in when to stop.
 *
 * The leading part of a tridiagonal matrix is the one of fewer steps.  So the error of quadrature shows, without any
 * more products, in the change from two thirds of the degree to all of it, and a pilot of eight probes can stop at the
 * degree that a tolerance needs.
 */
#include "slq_impl.h"

#include "gauss_impl.h"
#include "options_impl.h"
#include "progress_impl.h"

#include <math.h>
#include <string.h>

#define DEFAULT_DEGREE 50
#define DEFAULT_MOST_DEGREE 200
#define DEFAULT_SAMPLES 32
#define DEFAULT_MOST_SAMPLES 2000
#define DEFAULT_WINDOW 5
#define PILOT 8
#define FIRST_CHECK 6
#define CACHE_BYTES (6 << 20)  /* that the two blocks of vectors should share */
#define BASIS_BYTES (32 << 20) /* all of them, where they are kept */

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t max_i64(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* ---------------------------------------------------------------- options ----------------------------------------- */

static bool illegal(const randlapack_slq_options *o)
{
    if (!randblas_control_is_legal(&o->control)) return true;
    if (o->spectrum < RANDLAPACK_SPECTRUM_EIGENVALUES || o->spectrum > RANDLAPACK_SPECTRUM_GRAM) return true;
    if (o->family != 0 && o->family != RANDBLAS_RADEMACHER && o->family != RANDBLAS_GAUSSIAN) return true;
    if (o->degree < 0 || o->samples < 0 || o->max_samples < 0 || o->window < 0) return true;
    if (o->degree > RANDBLAS_MAX_SIZE || o->samples > RANDBLAS_MAX_SIZE || o->max_samples > RANDBLAS_MAX_SIZE)
        return true;
    if (!(o->absolute >= 0) || !(o->relative >= 0) || !(o->degree_tolerance >= 0)) return true;
    if (!(o->confidence >= 0 && o->confidence < 1)) return true;
    if (o->reorthogonalise < 0 || o->reorthogonalise > RANDLAPACK_REORTHOGONALISE_FULL) return true;
    return o->block < 0 || o->block > RANDLAPACK_LANCZOS_WIDTH;
}

/* Vectors of a block whose `kept` panels take that many bytes, in whole lines. */
static int64_t fitting(const randlapack_xspectral *s, int64_t bytes, int64_t kept, int64_t line)
{
    const int64_t longer = max_i64(max_i64(s->A->rows, s->A->cols), 1);
    return max_i64(line, min_i64(32, bytes / (int64_t)sizeof(scalar_t) / kept / longer / line * line));
}

/* Few enough that the blocks of vectors that are used stay in a cache, which for sparse A is what counts; a multiple of
 * the lanes that wastes little at the end.  Rows of a block start on cache lines, where there is a choice. */
static int64_t choose_block(const randlapack_xspectral *s)
{
    const randlapack_slq_options *o = &s->options;
    const bool sparse = s->A->kind == RANDBLAS_CSR || s->A->kind == RANDBLAS_CSC || s->A->kind == RANDBLAS_COO;
    const bool full = o->reorthogonalise == RANDLAPACK_REORTHOGONALISE_FULL,
               partial = o->reorthogonalise == RANDLAPACK_REORTHOGONALISE_PARTIAL;
    const int64_t lanes = RANDLAPACK_LANES, line = !sparse || full ? lanes : 2 * lanes;
    int64_t most = full ? fitting(s, BASIS_BYTES, o->degree + 2, line) : fitting(s, CACHE_BYTES, 2, line);
    if (partial) most = min_i64(most, fitting(s, BASIS_BYTES, o->degree + 2, line)); /* should all be needed */
    const int64_t wanted = o->block ? o->block : sparse ? most : 32, blocks = (o->samples + wanted - 1) / wanted;
    const int64_t even = s->adaptive || o->block ? wanted : (o->samples + blocks - 1) / blocks;
    if (!o->block && even > lanes) return min_i64((even + line - 1) / line * line, RANDLAPACK_LANCZOS_WIDTH);
    return min_i64((even + lanes - 1) / lanes * lanes, RANDLAPACK_LANCZOS_WIDTH);
}

static void set_defaults(randlapack_xspectral *s)
{
    randlapack_slq_options *o = &s->options;
    const int64_t m = s->A->rows, n = s->A->cols;
    const int64_t whole = o->spectrum == RANDLAPACK_SPECTRUM_EIGENVALUES ? n : min_i64(n, m + 1);
    if (!o->family) o->family = RANDBLAS_RADEMACHER;
    if (o->degree == 0) o->degree = o->degree_tolerance > 0 ? DEFAULT_MOST_DEGREE : DEFAULT_DEGREE;
    o->degree = min_i64(o->degree, whole);
    s->adaptive = o->absolute > 0 || o->relative > 0;
    if (o->samples == 0) o->samples = DEFAULT_SAMPLES;
    if (!s->adaptive) o->max_samples = o->samples;
    if (o->max_samples == 0) o->max_samples = DEFAULT_MOST_SAMPLES;
    o->max_samples = max_i64(o->max_samples, o->samples);
    if (o->confidence == 0) o->confidence = 0.95;
    if (o->window == 0) o->window = DEFAULT_WINDOW;
    o->block = choose_block(s);
    s->stop = (randlapack_stop){o->absolute, o->relative, o->confidence, max_i64(o->samples, 2)};
    s->pilot = min_i64(PILOT, o->samples);
}

bool randlapack_xslq_read(randlapack_xspectral *s, const randlapack_slq_options *options)
{
    randlapack_slq_options *o = &s->options;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (illegal(o)) return false;
    if (s->functions == 0 && (o->absolute > 0 || o->relative > 0 || o->degree_tolerance > 0)) return false;
    set_defaults(s);
    return true;
}

/* ---------------------------------------------------------------- workspace --------------------------------------- */

static bool bidiagonal(const randlapack_xspectral *s)
{
    return s->options.spectrum != RANDLAPACK_SPECTRUM_EIGENVALUES;
}

static int open_lanczos(randlapack_xspectral *s)
{
    const randlapack_slq_options *o = &s->options;
    const int info = randlapack_probes_create(o->family, s->A->cols, o->max_samples, &o->state, &s->probes);
    s->lanczos = (randlapack_xlanczos){.A = s->A,
                                       .bidiagonal = bidiagonal(s),
                                       .reorthogonalise = o->reorthogonalise,
                                       .window = o->window,
                                       .steps = bidiagonal(s) ? 2 * o->degree - 1 : o->degree,
                                       .width = o->block,
                                       .probes = s->probes,
                                       .arena = &s->arena};
    return info ? info : randlapack_xlanczos_open(&s->lanczos);
}

static int open_workspace(randlapack_xspectral *s)
{
    const randlapack_slq_options *o = &s->options;
    const double eps = (double)REAL_EPS;
    randblas_arena *arena = &s->arena;
    const int64_t order = 2 * o->degree + 2, count = s->functions + 1;
    s->sums = randblas_arena_get(arena, count, sizeof *s->sums);
    s->codes = randblas_arena_get(arena, count, sizeof *s->codes);
    s->now = randblas_arena_get(arena, randblas_size_product(2, count), sizeof *s->now);
    s->d = randblas_arena_get(arena, order, sizeof *s->d);
    s->e = randblas_arena_get(arena, order, sizeof *s->e);
    s->w = randblas_arena_get(arena, order, sizeof *s->w);
    s->work = randblas_arena_get(arena, randblas_size_product(2, order), sizeof *s->work);
    if (arena->info) return arena->info;
    s->before = s->now + count;
    for (int64_t i = 0; i < count; i++) {
        s->sums[i] = (randlapack_estimate){0};
        s->codes[i] = 0;
        s->now[i] = s->before[i] = 0;
    }
    /* squares of singular values are right to the square of what singular values are right to */
    return randlapack_quadrature_open(&o->control, s->A->cols, o->max_samples,
                                      o->spectrum == RANDLAPACK_SPECTRUM_GRAM ? 4 * eps * eps : eps, &s->Q);
}

/* ---------------------------------------------------------------- rules ------------------------------------------- */

/* The order of the tridiagonal matrix of run c after at most `steps` steps. */
static int64_t order_of(const randlapack_xspectral *s, int64_t c, int64_t steps)
{
    const randlapack_xlanczos *l = &s->lanczos;
    const int64_t order = min_i64(l->order[c], steps);
    const bool more = l->inverse[order * l->width + c] > 0; /* the last product gave another vector */
    return bidiagonal(s) && more ? order + 1 : order;
}

/* The rule of run c after at most `steps` steps, in s->d and s->w. */
static int make_rule(randlapack_xspectral *s, int64_t c, int64_t steps, int64_t *degree)
{
    const randlapack_xlanczos *l = &s->lanczos;
    const int64_t k = order_of(s, c, steps), b = l->width;
    for (int64_t j = 0; j < k; j++) {
        s->d[j] = l->alpha[j * b + c];
        s->e[j] = j + 1 < k ? l->beta[(j + 1) * b + c] : 0;
    }
    const int info =
        bidiagonal(s) ? randlapack_gauss_golub_kahan(k, s->d, s->e, s->w) : randlapack_gauss(k, s->d, s->e, s->w, NULL);
    *degree = bidiagonal(s) ? (k + 1) / 2 : k;
    for (int64_t j = 0; j < *degree; j++) {
        s->d[j] = ldexp(s->d[j], l->exponent);
        if (s->options.spectrum == RANDLAPACK_SPECTRUM_GRAM) s->d[j] *= s->d[j];
        s->w[j] *= (double)s->A->cols;
    }
    return info;
}

/* f on the rule of one run. */
static int evaluate(randlapack_xspectral *s, int64_t degree, int64_t function, double *sum)
{
    const randlapack_rule rule = {degree, s->d, s->w};
    const double size = degree > 0 ? fmax(fabs(s->d[0]), fabs(s->d[degree - 1])) : 0;
    return randlapack_rule_sum(&rule, &s->f[function], 0, zero_beside(size, s->Q->eps), s->work, sum);
}

/* The rules of a finished block: kept, and their sums added. */
static int collect(randlapack_xspectral *s)
{
    for (int64_t c = 0; c < s->lanczos.count; c++) {
        int64_t degree = 0;
        int info = make_rule(s, c, s->lanczos.step, &degree);
        if (info) return info;
        randlapack_rule *rule = randlapack_quadrature_add(s->Q, degree);
        if (!rule) return s->Q->arena.info;
        memcpy(rule->nodes, s->d, (size_t)degree * sizeof *s->d);
        memcpy(rule->weights, s->w, (size_t)degree * sizeof *s->w);
        for (int64_t k = 0; k < degree; k++) s->Q->size = fmax(s->Q->size, fabs(s->d[k]));
        for (int64_t f = 0; f < s->functions; f++) {
            double sum = 0;
            info = evaluate(s, degree, f, &sum);
            if (info < 0) return info;
            s->codes[f] = worse_code(s->codes[f], info);
            randlapack_estimate_add(&s->sums[f], sum);
        }
    }
    return 0;
}

/* ---------------------------------------------------------------- degree ------------------------------------------ */

/* Means over the pilot's probes from at most so many steps. */
static int pilot_means(randlapack_xspectral *s, int64_t steps, double *means)
{
    const int64_t probes = min_i64(s->pilot, s->lanczos.count);
    for (int64_t f = 0; f < s->functions; f++) means[f] = 0;
    for (int64_t c = 0; c < probes; c++) {
        int64_t degree = 0;
        int info = make_rule(s, c, steps, &degree);
        for (int64_t f = 0; f < s->functions && info >= 0; f++) {
            double sum = 0;
            info = evaluate(s, degree, f, &sum);
            means[f] += sum / (double)probes;
        }
        if (info < 0) return info;
    }
    return 0;
}

/* The largest relative change of a mean. */
static double change(const randlapack_xspectral *s)
{
    double worst = 0;
    for (int64_t f = 0; f < s->functions; f++) {
        const double d = fabs(s->now[f] - s->before[f]);
        if (d != 0) worst = fmax(worst, d / fabs(s->now[f]));
        if (isnan(d)) worst = INFINITY;
    }
    return worst;
}

/* Two thirds of the steps; of a bidiagonalisation an odd number too. */
static int64_t earlier_steps(const randlapack_xspectral *s, int64_t steps)
{
    return bidiagonal(s) ? (steps + 1) / 3 * 2 - 1 : steps * 2 / 3;
}

/* How far the values are from those of two thirds of the degree. */
static int measure_degree(randlapack_xspectral *s, int64_t steps)
{
    const int64_t earlier = max_i64(earlier_steps(s, steps), 1);
    int info = pilot_means(s, steps, s->now);
    if (!info) info = pilot_means(s, earlier, s->before);
    s->report->degree_error = change(s);
    return info;
}

/* The first block runs until the degree is enough, which is then that of all. */
static int run_steps(randlapack_xspectral *s, bool first, double done, double of)
{
    randlapack_xlanczos *l = &s->lanczos;
    const double tolerance = s->options.degree_tolerance;
    int64_t check = bidiagonal(s) ? 2 * FIRST_CHECK - 1 : FIRST_CHECK;
    int info = 0;
    while (!info && l->step < l->steps && !randlapack_xlanczos_ended(l)) {
        const double part = (double)l->step / (double)l->steps;
        info = randlapack_progress(&s->options.control, "lanczos", (done + part * (double)l->count) / of);
        if (!info) info = randlapack_xlanczos_step(l);
        if (info || !first || tolerance <= 0 || l->step < check) continue;
        info = measure_degree(s, l->step);
        s->degree_met = s->report->degree_error <= tolerance;
        if (s->degree_met) l->steps = l->step;
        check = check + (bidiagonal(s) ? (check + 1) / 4 * 2 : check / 2);
    }
    if (first && !info && s->functions > 0 && !s->degree_met) {
        info = measure_degree(s, l->step);
        s->degree_met = s->report->degree_error <= tolerance || randlapack_xlanczos_ended(l);
    }
    if (first && !info && randlapack_xlanczos_ended(l)) s->report->degree_error = 0; /* invariant subspaces */
    if (first) s->report->degree = bidiagonal(s) ? (l->step + 1) / 2 : l->step;
    return info;
}

/* ---------------------------------------------------------------- samples ----------------------------------------- */

static bool all_met(const randlapack_xspectral *s)
{
    bool met = true;
    for (int64_t f = 0; f < s->functions; f++) met = met && randlapack_estimate_met(&s->sums[f], &s->stop, 0);
    return met;
}

/* Rounds grow by a quarter, so that looking at the error often does not favour lucky moments. */
static int64_t next_round(const randlapack_xspectral *s, int64_t samples)
{
    if (samples == 0) return s->options.samples;
    return min_i64(s->options.max_samples, samples + max_i64(8, samples / 4));
}

static int run_round(randlapack_xspectral *s, int64_t until)
{
    int info = 0;
    while (!info && s->Q->samples < until) {
        const int64_t done = s->Q->samples, count = min_i64(s->options.block, until - done);
        info = randlapack_xlanczos_start(&s->lanczos, done, count);
        if (!info) info = run_steps(s, done == 0, (double)done, (double)s->options.max_samples);
        if (!info) info = collect(s);
    }
    return info;
}

static void write_report(randlapack_xspectral *s)
{
    randlapack_slq_report *report = s->report;
    report->samples = s->Q->samples;
    report->products = s->lanczos.product.products;
    report->reorthogonalised = s->lanczos.reorthogonalised;
    for (int64_t i = 0; i < s->Q->samples; i++) {
        const randlapack_rule *rule = &s->Q->rules[i];
        if (i == 0 || rule->nodes[0] < report->smallest) report->smallest = rule->nodes[0];
        if (i == 0 || rule->nodes[rule->degree - 1] > report->largest) report->largest = rule->nodes[rule->degree - 1];
    }
}

/* Rules in s->Q, estimates in s->sums.  What it takes is given back by close_workspace(), Q excepted. */
static int run_rounds(randlapack_xspectral *s)
{
    s->arena = randblas_arena_open(&s->options.control);
    int info = open_workspace(s);
    if (info || s->A->cols == 0) return info;
    info = open_lanczos(s);
    bool met = false;
    while (!info && !met && s->Q->samples < s->options.max_samples) {
        info = run_round(s, next_round(s, s->Q->samples));
        met = s->adaptive && !info && all_met(s);
    }
    write_report(s);
    if (info) return info;
    for (int64_t f = 0; f < s->functions; f++) info = worse_code(info, s->codes[f]);
    const bool enough = (met || !s->adaptive) && (s->degree_met || s->options.degree_tolerance <= 0);
    return info || enough ? info : RANDBLAS_NOT_CONVERGED;
}

static void close_workspace(randlapack_xspectral *s)
{
    randblas_sketch_destroy(s->probes);
    randblas_arena_close(&s->arena);
}

/* ---------------------------------------------------------------- drivers ----------------------------------------- */

static bool bad_functions(int64_t count, const randlapack_spectral_function *f)
{
    if (!f) return count > 0;
    for (int64_t i = 0; i < count; i++)
        if (!randlapack_function_valid(&f[i])) return true;
    return false;
}

static bool bad_shape(const randblas_xlinop *A, const randlapack_slq_options *options)
{
    const bool symmetric = !options || options->spectrum == RANDLAPACK_SPECTRUM_EIGENVALUES;
    return A->rows > RANDBLAS_MAX_SIZE || A->cols > RANDBLAS_MAX_SIZE || (symmetric && A->rows != A->cols);
}

static void write_values(const randlapack_xspectral *s, randlapack_spectral_value *values, bool known)
{
    for (int64_t f = 0; f < s->functions; f++) {
        const randlapack_estimate *e = &s->sums[f];
        values[f] = (randlapack_spectral_value){0, 0, 0};
        if (known && e->count == 0) continue; /* an empty matrix */
        values[f] = (randlapack_spectral_value){NAN, NAN, NAN};
        if (!known || !isfinite(e->mean)) continue;
        values[f] = (randlapack_spectral_value){e->mean, randlapack_estimate_error(e),
                                                randlapack_estimate_half_width(e, s->options.confidence)};
    }
}

int randlapack_xslq(const randblas_xlinop *A, int64_t count, const randlapack_spectral_function *f,
                    randlapack_spectral_value *values, const randlapack_slq_options *options,
                    randlapack_slq_report *report)
{
    randlapack_slq_report ignored;
    randlapack_xspectral s = {.A = A, .functions = count, .f = f, .report = report ? report : &ignored};
    const double begin = randlapack_seconds();
    *s.report = (randlapack_slq_report){0};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if (bad_shape(A, options)) return -1;
    if (count < 0) return -2;
    if (bad_functions(count, f)) return -3;
    if (!values && count > 0) return -4;
    if (!randlapack_xslq_read(&s, options)) return -5;
    info = run_rounds(&s);
    if (!s.Q) s.functions = 0; /* there was no memory for estimates either */
    write_values(&s, values, info >= 0 && s.Q && (s.Q->samples > 0 || A->cols == 0));
    randlapack_quadrature_destroy(s.Q);
    close_workspace(&s);
    s.report->seconds = randlapack_seconds() - begin;
    return info;
}

int randlapack_xquadrature_create(const randblas_xlinop *A, int64_t count, const randlapack_spectral_function *f,
                                  randlapack_quadrature **Q, const randlapack_slq_options *options,
                                  randlapack_slq_report *report)
{
    randlapack_slq_report ignored;
    randlapack_xspectral s = {.A = A, .functions = count, .f = f, .report = report ? report : &ignored};
    const double begin = randlapack_seconds();
    if (Q) *Q = NULL;
    *s.report = (randlapack_slq_report){0};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if (bad_shape(A, options)) return -1;
    if (count < 0) return -2;
    if (bad_functions(count, f)) return -3;
    if (!Q) return -4;
    if (!randlapack_xslq_read(&s, options)) return -5;
    info = run_rounds(&s);
    close_workspace(&s);
    if (s.Q && info >= 0 && (s.Q->samples > 0 || A->cols == 0))
        *Q = s.Q;
    else
        randlapack_quadrature_destroy(s.Q);
    s.report->seconds = randlapack_seconds() - begin;
    return info;
}
