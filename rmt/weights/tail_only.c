/*
 * The power law of a large layer from its largest eigenvalues alone.  Exponent and distance of a candidate xmin depend
 * on the eigenvalues from there on, so that among the K that are known the scan is exact.  Those below come from
 * stochastic Lanczos quadrature: with F(x) the share of the p - K others that are at least x,
 *
 *     n(x) = K + (p - K) F(x),     n(x)/a(x) = sum over the tail of log(lambda/x),
 *
 * and the distance at x is at least that at the eigenvalues which are known, |(y/x)^-a - j/n| at the j-th, y, and at
 * points between, where j = n(y).  Each probe gives one; if their mean less three standard errors exceeds the least
 * distance, with a reserve, at every x of a grid, what is below cannot be chosen.  Else twice as many eigenvalues are
 * computed, and all when that is more than an eighth.
 */
#include "weights_impl.h"

/* What few nodes do not resolve: of n(x), relative; of n(y)/n(x). */
#define RESERVE 0.25
#define BLUR 0.03
#define ROUGH 0.03 /* relative error of eigenvalues that the check may use */
enum { PROBES = 8, DEGREE = 14, GRID = 100, BETWEEN = 8, LEAST = 48, FEWEST = 16, SHARE = 32 };

typedef struct tail {
    int64_t p, known;        /* eigenvalues, those that are known */
    const double *top;       /* the known ones, ascending */
    double *nodes, *weights; /* DEGREE of each probe, below them; weights are shares */
    int64_t count[PROBES];
} tail;

/* Rules of all probes, without what is known. */
static int open_rules(tail *t, const rmt_weights_matrix *W, const rmt_weights_options *o, randblas_arena *arena)
{
    randlapack_quadrature *Q = NULL;
    const randlapack_slq_options slq = {.control = o->control,
                                        .state = o->state,
                                        .spectrum = RANDLAPACK_SPECTRUM_GRAM,
                                        .samples = PROBES,
                                        .degree = DEGREE};
    t->nodes = randblas_arena_get(arena, randblas_size_product(PROBES, DEGREE), sizeof *t->nodes);
    t->weights = randblas_arena_get(arena, randblas_size_product(PROBES, DEGREE), sizeof *t->weights);
    int info = arena->info ? arena->info : W->quadrature(W, &slq, &Q);
    for (int64_t s = 0; s < PROBES && info >= 0; s++) {
        t->count[s] = randlapack_quadrature_degree(Q, s);
        randlapack_quadrature_rule(Q, s, t->nodes + s * DEGREE, t->weights + s * DEGREE);
    }
    randlapack_quadrature_destroy(Q);
    return info < 0 ? info : 0;
}

/* n and the sum of log(lambda/x) by one probe; half of a node's weight is on either side of it. */
static void tail_at(const tail *t, int64_t probe, double x, double *n, double *logs)
{
    const double *node = t->nodes + probe * DEGREE, *weight = t->weights + probe * DEGREE;
    double below = 0, above = 0, sum = 0;
    for (int64_t i = 0; i < t->count[probe] && node[i] < t->top[0]; i++) {
        const double next = i + 1 < t->count[probe] ? fmin(node[i + 1], t->top[0]) : t->top[0];
        const double from = i ? (node[i - 1] + node[i]) / 2 : node[i] / 2, to = (node[i] + next) / 2;
        const double part = to > from ? fmax(0, fmin(1, (to - x) / (to - from))) : node[i] >= x;
        below += weight[i];
        above += weight[i] * part;
        if (part > 0) sum += weight[i] * part * log(fmax(1, (fmax(from, x) + to) / 2 / x));
    }
    const double others = (double)(t->p - t->known);
    *n = (double)t->known + (below > 0 ? others * above / below : 0);
    *logs = below > 0 ? others * sum / below : 0;
    for (int64_t j = 0; j < t->known; j++) *logs += log(t->top[j] / x);
}

/* The distance, of a tail from x on, at the known eigenvalues and at some points between x and them. */
static double distance_at(const tail *t, int64_t probe, double x)
{
    double n, logs, most = 0;
    tail_at(t, probe, x, &n, &logs);
    for (int64_t j = 0; j < t->known; j++) {
        const double above = (double)(t->known - j);
        most = fmax(most, fabs(exp(-n / logs * log(t->top[j] / x)) - above / n) / (1 + RESERVE));
    }
    for (int k = 1; k < BETWEEN; k++) {
        const double y = x * pow(t->top[0] / x, (double)k / BETWEEN);
        double above, unused;
        tail_at(t, probe, y, &above, &unused);
        most = fmax(most, fabs(exp(-n / logs * log(y / x)) - above / n) - BLUR);
    }
    return most;
}

/* Whether every xmin below the known values is farther from a power law than `least`. */
static bool is_safe(const tail *t, double least)
{
    const double low = log(fmax(t->nodes[0], t->top[t->known - 1] * 1e-12)), high = log(t->top[0]);
    for (int k = 1; k <= GRID; k++) {
        const double x = exp(high + (low - high) * pow((double)k / GRID, 2)); /* finer near what is known */
        double mean = 0, squares = 0;
        for (int64_t s = 0; s < PROBES; s++) {
            const double d = distance_at(t, s, x);
            mean += d / PROBES;
            squares += d * d / PROBES;
        }
        const double error = sqrt(fmax(0, squares - mean * mean) / (PROBES - 1));
        if (mean - 3 * error <= least) return false;
    }
    return true;
}

/* How many of the largest of k values are known roughly. */
static int64_t known_roughly(int64_t k, const double *values, const double *errors)
{
    int64_t i = k;
    while (i > 0 && errors[i - 1] <= ROUGH * values[i - 1]) i--;
    return k - i;
}

/* The scan is over what is known roughly; what it chooses has to be trusted. */
static int attempt(tail *t, const rmt_weights_matrix *W, const rmt_weights_options *o, int64_t k, double *values,
                   double *errors, rmt_weights_spectrum_report *report, bool *safe)
{
    const int64_t p = t->p;
    const rmt_esd_options esd = {&o->control, RMT_ESD_KRYLOV, o->accuracy, 4 * o->accuracy};
    const rmt_power_law_options law = {.control = o->control, .least_tail = o->least_tail};
    rmt_power_law_report fit;
    *report = rmt_esd_nothing();
    int info = W->leading(W, k, &esd, &o->state, values + p - k, errors, report);
    if (info) return info;
    t->known = known_roughly(k, values + p - k, errors);
    t->top = values + p - t->known;
    if (t->known < FEWEST) return 0;
    info = rmt_power_law_fit(t->known, t->top, &law, &fit);
    *safe = info == 0 && fit.tail <= report->trusted && is_safe(t, fit.distance);
    report->count = report->trusted;
    for (int64_t i = 0; i < p - report->count; i++) values[i] = NAN;
    return info < 0 ? info : 0;
}

int rmt_weights_tail_only(const rmt_weights_matrix *W, const rmt_weights_options *options, randblas_arena *arena,
                          double *values, rmt_weights_spectrum_report *report)
{
    tail t = {.p = W->cols};
    const rmt_esd_options all = {&options->control, RMT_ESD_AUTO, RMT_WEIGHTS_ACCURACY, 0};
    const int64_t first = options->largest > 0 ? options->largest : W->cols / SHARE;
    double *errors = randblas_arena_get(arena, W->cols, sizeof *errors);
    bool safe = false;
    int info = arena->info;
    for (int64_t k = first > LEAST ? first : LEAST; !info && !safe && k <= W->cols / 8 && !W->exponent; k *= 2) {
        if (!t.nodes) info = open_rules(&t, W, options, arena);
        if (!info) info = attempt(&t, W, options, k, values, errors, report, &safe);
    }
    if (info || safe) return info;
    *report = rmt_esd_nothing();
    return rmt_esd(W, &all, arena, values, report);
}
