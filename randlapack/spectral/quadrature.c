/*
 * What is computed from Gauss rules without any more products: sums at shifts, densities, counts.  For each probe a
 * number, over the probes their mean and its error.
 */
#include "quadrature_impl.h"

#include "estimate_impl.h"

#include <math.h>
#include <string.h>

#define DEFAULT_CONFIDENCE 0.95

int randlapack_probes_create(randblas_family family, int64_t n, int64_t samples, const randblas_state *state,
                             randblas_sketch **probes)
{
    randblas_dist dist = family == RANDBLAS_GAUSSIAN ? randblas_gaussian(n, samples) : randblas_rademacher(n, samples);
    dist.unscaled = 1;
    return randblas_sketch_create(&dist, state, probes, NULL);
}

int randlapack_quadrature_open(const randblas_control *control, int64_t n, int64_t room, double eps,
                               randlapack_quadrature **Q)
{
    randblas_arena arena = randblas_arena_open(control);
    randlapack_quadrature *q = randblas_arena_get(&arena, 1, sizeof *q);
    randlapack_rule *rules = randblas_arena_get(&arena, room, sizeof *rules);
    const int info = arena.info;
    *Q = NULL;
    if (info) {
        randblas_arena_close(&arena);
        return info;
    }
    *q = (randlapack_quadrature){.control = *control, .arena = arena, .n = n, .room = room, .eps = eps, .rules = rules};
    q->arena.control = &q->control;
    *Q = q;
    return 0;
}

randlapack_rule *randlapack_quadrature_add(randlapack_quadrature *Q, int64_t degree)
{
    double *nodes = randblas_arena_get(&Q->arena, randblas_size_product(2, degree), sizeof *nodes);
    if (!nodes) return NULL;
    Q->rules[Q->samples] = (randlapack_rule){degree, nodes, nodes + degree};
    if (degree > Q->longest) Q->longest = degree;
    return &Q->rules[Q->samples++];
}

void randlapack_quadrature_destroy(randlapack_quadrature *Q)
{
    if (!Q) return;
    const randblas_control control = Q->control; /* Q lies in a block of its arena */
    randblas_arena arena = Q->arena;
    arena.control = &control;
    randblas_arena_close(&arena);
}

int64_t randlapack_quadrature_samples(const randlapack_quadrature *Q)
{
    return Q ? Q->samples : 0;
}

int64_t randlapack_quadrature_degree(const randlapack_quadrature *Q, int64_t sample)
{
    return Q && sample >= 0 && sample < Q->samples ? Q->rules[sample].degree : 0;
}

int randlapack_quadrature_rule(const randlapack_quadrature *Q, int64_t sample, double *nodes, double *weights)
{
    if (!Q) return -1;
    if (sample < 0 || sample >= Q->samples) return -2;
    if (!nodes) return -3;
    if (!weights) return -4;
    const randlapack_rule *rule = &Q->rules[sample];
    memcpy(nodes, rule->nodes, (size_t)rule->degree * sizeof *nodes);
    memcpy(weights, rule->weights, (size_t)rule->degree * sizeof *weights);
    return 0;
}

/* ---------------------------------------------------------------- sums -------------------------------------------- */

static bool bad_confidence(double confidence)
{
    return !(confidence >= 0 && confidence < 1);
}

static randlapack_spectral_value result(const randlapack_estimate *e, double confidence)
{
    const double asked = confidence > 0 ? confidence : DEFAULT_CONFIDENCE;
    return (randlapack_spectral_value){e->mean, randlapack_estimate_error(e), randlapack_estimate_half_width(e, asked)};
}

static const randlapack_spectral_value nothing = {0, 0, 0}; /* of an empty matrix */

static int sum_at(const randlapack_quadrature *Q, const randlapack_spectral_function *f, double shift, double *work,
                  double confidence, randlapack_spectral_value *value)
{
    const double zero = zero_beside(Q->size + fabs(shift), Q->eps);
    randlapack_estimate e = {0};
    int code = 0;
    for (int64_t i = 0; i < Q->samples; i++) {
        double sum = 0;
        code = worse_code(code, randlapack_rule_sum(&Q->rules[i], f, shift, zero, work, &sum));
        randlapack_estimate_add(&e, sum);
        if (code < 0) return code;
    }
    *value = result(&e, confidence);
    if (!isfinite(value->value)) *value = (randlapack_spectral_value){NAN, NAN, NAN};
    return code;
}

int randlapack_quadrature_sum(const randlapack_quadrature *Q, const randlapack_spectral_function *f, int64_t count,
                              const double *shifts, double confidence, randlapack_spectral_value *values)
{
    if (!Q) return -1;
    if (!f || !randlapack_function_valid(f)) return -2;
    if (count < 0) return -3;
    if (!shifts && count > 0) return -4;
    if (bad_confidence(confidence)) return -5;
    if (!values && count > 0) return -6;
    randblas_arena arena = randblas_arena_open(&Q->control);
    double *work = randblas_arena_get(&arena, 2 * Q->longest + 1, sizeof *work);
    int info = arena.info;
    for (int64_t k = 0; k < count && info >= 0; k++) {
        if (Q->n == 0)
            values[k] = nothing;
        else
            info = worse_code(info, sum_at(Q, f, shifts[k], work, confidence, &values[k]));
    }
    randblas_arena_close(&arena);
    return info;
}

/* ---------------------------------------------------------------- densities and counts ---------------------------- */

/* The normal density at x in units of its standard deviation, times the weight. */
static double broadened(const randlapack_rule *rule, double x, double width)
{
    const double normal = 0.39894228040143267794; /* 1 / sqrt(2 pi) */
    double sum = 0;
    for (int64_t k = 0; k < rule->degree; k++) {
        const double d = (x - rule->nodes[k]) / width;
        sum += rule->weights[k] * exp(-d * d / 2);
    }
    return sum * normal;
}

int randlapack_quadrature_density(const randlapack_quadrature *Q, double width, int64_t count, const double *x,
                                  double confidence, randlapack_spectral_value *values)
{
    if (!Q) return -1;
    if (!(width > 0) || !isfinite(width)) return -2;
    if (count < 0) return -3;
    if (!x && count > 0) return -4;
    if (bad_confidence(confidence)) return -5;
    if (!values && count > 0) return -6;
    for (int64_t k = 0; k < count; k++) {
        randlapack_estimate e = {0};
        for (int64_t i = 0; i < Q->samples; i++)
            randlapack_estimate_add(&e, broadened(&Q->rules[i], x[k], width) / ((double)Q->n * width));
        values[k] = Q->n == 0 ? nothing : result(&e, confidence);
    }
    return 0;
}

int randlapack_quadrature_count(const randlapack_quadrature *Q, int64_t count, const double *x, double confidence,
                                randlapack_spectral_value *values)
{
    if (!Q) return -1;
    if (count < 0) return -2;
    if (!x && count > 0) return -3;
    if (bad_confidence(confidence)) return -4;
    if (!values && count > 0) return -5;
    for (int64_t k = 0; k < count; k++) {
        randlapack_estimate e = {0};
        for (int64_t i = 0; i < Q->samples; i++) {
            const randlapack_rule *rule = &Q->rules[i];
            double sum = 0;
            for (int64_t j = 0; j < rule->degree && rule->nodes[j] <= x[k]; j++) sum += rule->weights[j];
            randlapack_estimate_add(&e, sum);
        }
        values[k] = Q->n == 0 ? nothing : result(&e, confidence);
    }
    return 0;
}
