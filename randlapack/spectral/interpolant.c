/*
 * Functions of A + t I between and beyond the shifts where they are known.  What is interpolated is the mean of order p
 * of the eigenvalues lambda_i + t, u = (tr (A + t I)^p / n)^(1/p), or exp(log det (A + t I) / n) for p = 0, the
 * normalised Schatten anti-norm of @cite ameli2022interpolating: it has the slope of t, and u - t is monotone, concave
 * or convex, and tends to tr A / n.  The estimate is the mean of a spectrum that fits the values (mixture.c), put
 * between bounds: for |p| <= 1, where u - t is a constant minus a Stieltjes function, those of pick.c, else those of
 * shape.c, from convexity alone.
 */
#include "interpolant_impl.h"

#include "options_impl.h"

#include "family_impl.h"

#include <float.h>

#define DEFAULT_ACCURACY 1e-14

/* ---------------------------------------------------------------- values to means --------------------------------- */

/* log u of a value, and back. */
static double log_mean(const randlapack_interpolant *s, double value)
{
    return s->power == 0 ? value / (double)s->n : log(value / (double)s->n) / s->power;
}

static double from_log_mean(const randlapack_interpolant *s, double log_u)
{
    return s->power == 0 ? (double)s->n * log_u : (double)s->n * exp(s->power * log_u);
}

/* u / 2^exponent; exact powers where they are, for their last digits. */
static double mean(const randlapack_interpolant *s, double value)
{
    const double x = value / (double)s->n;
    if (s->power == 1) return ldexp(x, -s->exponent);
    if (s->power == -1) return ldexp(1 / x, -s->exponent);
    return exp(log_mean(s, value) - s->exponent * log(2));
}

/* ---------------------------------------------------------------- creation ---------------------------------------- */

static bool bad_values(const randlapack_interpolant_options *o, int64_t count, const double *values)
{
    for (int64_t j = 0; j < count; j++)
        if (!isfinite(values[j]) || (o->power != 0 && !(values[j] >= 0)) || (o->power < 0 && values[j] == 0))
            return true;
    return false;
}

static bool bad_shifts(double lower, int64_t count, const double *t)
{
    for (int64_t j = 0; j < count; j++) {
        if (!isfinite(t[j]) || !(t[j] + lower >= 0)) return true;
        for (int64_t i = 0; i < j; i++)
            if (t[i] + lower == t[j] + lower) return true;
    }
    return false;
}

static bool bad_options(int64_t n, const randlapack_interpolant_options *o)
{
    if (!randblas_control_is_legal(&o->control)) return true;
    if (!isfinite(o->power) || !isfinite(o->trace) || !isfinite(o->lower)) return true;
    return !(o->accuracy >= 0 && o->accuracy < 1) || (o->trace != 0 && !(o->trace / (double)n - o->lower >= 0));
}

/* An empty object, itself a block of its arena. */
static int open_interpolant(const randlapack_interpolant_options *o, int64_t n, int64_t count,
                            randlapack_interpolant **object)
{
    randblas_arena arena = randblas_arena_open(&o->control);
    randlapack_interpolant *s = randblas_arena_get(&arena, 1, sizeof *s);
    double *work = randblas_arena_get(&arena, randblas_size_product(3, count), sizeof *work);
    const int info = arena.info;
    if (info) {
        randblas_arena_close(&arena);
        return info;
    }
    *s = (randlapack_interpolant){.control = o->control, .arena = arena, .n = n, .count = count, .power = o->power};
    s->arena.control = &s->control;
    s->lower = o->lower;
    s->tau = work;
    s->delta = work + count;
    s->error = work + 2 * count;
    *object = s;
    return 0;
}

/* The shifts in ascending order with their values, which for a moment stand in delta. */
static void sort_values(randlapack_interpolant *s, const double *t, const double *values)
{
    for (int64_t j = 0; j < s->count; j++) {
        int64_t i = j;
        for (; i > 0 && s->tau[i - 1] > t[j] + s->lower; i--) s->tau[i] = s->tau[i - 1], s->delta[i] = s->delta[i - 1];
        s->tau[i] = t[j] + s->lower;
        s->delta[i] = values[j];
    }
}

/* A unit in which numbers are neither large nor small: the smallest mean, or the next, as that at tau = 0 may be
 * nothing beside the eigenvalues. */
static void set_unit(randlapack_interpolant *s)
{
    for (int64_t j = s->count - 1; j >= 0; j--) {
        const double log_u = log_mean(s, s->delta[j]);
        if (isfinite(log_u) && (s->tau[j] > 0 || s->count == 1))
            s->exponent = (int)fmin(fmax(floor(log_u / log(2)), -1000), 1000);
    }
}

/* Of u: what the value has, and rounding of logarithms. */
static double relative_error(const randlapack_interpolant *s, double digits, double log_u)
{
    const double large = fabs(log_u);
    return s->power == 0 ? digits * fmax(1, large) : digits + 4 * DBL_EPSILON * large;
}

static int fill(randlapack_interpolant *s, const randlapack_interpolant_options *o, const double *t,
                const double *values)
{
    const double accuracy = o->accuracy > 0 ? o->accuracy : DEFAULT_ACCURACY;
    const double digits = accuracy / (s->power == 0 ? 1 : fmin(1, fabs(s->power)));
    int code = 0;
    sort_values(s, t, values);
    set_unit(s);
    s->noise = digits;
    s->limit = o->trace != 0 ? ldexp(o->trace / (double)s->n - s->lower, -s->exponent) : NAN;
    for (int64_t j = 0; j < s->count; j++) {
        const double log_u = log_mean(s, s->delta[j]), u = mean(s, s->delta[j]);
        s->tau[j] = ldexp(s->tau[j], -s->exponent);
        if (!isfinite(u) || !isfinite(s->tau[j])) return RANDBLAS_NOT_FINITE;
        const double noise = u > 0 ? relative_error(s, digits, log_u) : digits;
        s->noise = fmax(s->noise, noise);
        s->error[j] = noise * u;
        s->delta[j] = u - s->tau[j];
        if (s->delta[j] < -8 * s->error[j]) code = RANDBLAS_NOT_POSITIVE_DEFINITE;
        s->delta[j] = fmax(s->delta[j], 0);
    }
    return code;
}

int randlapack_interpolant_create(int64_t n, int64_t count, const double *t, const double *values,
                                  const randlapack_interpolant_options *options, randlapack_interpolant **object)
{
    randlapack_interpolant_options o = {0};
    randlapack_interpolant *s = NULL;
    if (object) *object = NULL;
    if (n < 1 || n > RANDBLAS_MAX_SIZE) return -1;
    if (count < 1 || count > RANDBLAS_MAX_SIZE) return -2;
    const bool good = randlapack_read_options(&o, sizeof o, sizeof o, options) && !bad_options(n, &o);
    if (!t || (good && bad_shifts(o.lower, count, t))) return -3;
    if (!values || (good && bad_values(&o, count, values))) return -4;
    if (!good) return -5;
    if (!object) return -6;
    int info = open_interpolant(&o, n, count, &s);
    if (info) return info;
    info = fill(s, &o, t, values);
    if (info == RANDBLAS_NOT_FINITE) {
        randlapack_interpolant_destroy(s);
        return info;
    }
    const int code = fabs(s->power) <= 1 ? randlapack_pick_build(s) : randlapack_shape_build(s);
    const int failure = code < 0 ? code : randlapack_mixture_build(s);
    if (failure)
        randlapack_interpolant_destroy(s);
    else
        *object = s;
    return failure ? failure : code ? code : info;
}

void randlapack_interpolant_destroy(randlapack_interpolant *object)
{
    if (!object) return;
    const randblas_control control = object->control; /* the object lies in a block of its arena */
    randblas_arena arena = object->arena;
    arena.control = &control;
    randblas_arena_close(&arena);
}

int64_t randlapack_interpolant_used(const randlapack_interpolant *object)
{
    return object ? object->used : 0;
}

/* ---------------------------------------------------------------- evaluation -------------------------------------- */

/* The value that belongs to a mean u = tau + delta, moved by its relative error. */
static double value_of(const randlapack_interpolant *s, double u, double moved)
{
    const double scaled = fmax(u, 0) * (1 + moved);
    if (s->power == 1) return (double)s->n * ldexp(scaled, s->exponent);
    if (s->power == -1) return (double)s->n * ldexp(1 / scaled, -s->exponent);
    return from_log_mean(s, log(scaled) + s->exponent * log(2));
}

/* d value / d t from u and its derivative. */
static double slope_of(const randlapack_interpolant *s, double u, double slope)
{
    const double relative = ldexp(slope / u, -s->exponent);
    return s->power == 0 ? (double)s->n * relative : s->power * value_of(s, u, 0) * relative;
}

static double clamp(double x, double a, double b)
{
    return fmin(fmax(x, fmin(a, b)), fmax(a, b));
}

/* The mean of the fitted spectrum between the bounds, which at a node leave no freedom; its derivative
 * between theirs, as it is where values agree. */
static randlapack_dual estimate(const randlapack_interpolant *s, double tau, const randlapack_enclosure *e)
{
    const randlapack_dual raw = randlapack_mixture_at(s, tau);
    randlapack_dual delta = {clamp(raw.v, e->lower.v, e->upper.v), raw.d};
    for (int64_t j = 0; j < s->count; j++)
        if (s->tau[j] == tau) delta.v = s->delta[j]; /* to the last digit */
    if (fabs(s->power) <= 1) delta.d = clamp(raw.d, e->lower.d, e->upper.d);
    return delta;
}

int randlapack_interpolant_eval(const randlapack_interpolant *object, int64_t count, const double *t, double *values,
                                double *derivatives, double *lower, double *upper)
{
    const randlapack_interpolant *s = object;
    if (!s) return -1;
    if (count < 0) return -2;
    if (!t && count > 0) return -3;
    for (int64_t k = 0; k < count; k++)
        if (!isfinite(t[k]) || !(t[k] + s->lower >= 0)) return -3;
    if (!values && count > 0) return -4;
    for (int64_t k = 0; k < count; k++) {
        const double tau = ldexp(t[k] + s->lower, -s->exponent);
        randlapack_enclosure e = fabs(s->power) <= 1 ? randlapack_pick_at(s, tau) : randlapack_shape_at(s, tau);
        e.lower.v = fmax(e.lower.v, 0);
        const randlapack_dual delta = estimate(s, tau, &e);
        const double low = value_of(s, tau + e.lower.v, -2 * s->noise),
                     high = value_of(s, tau + e.upper.v, 2 * s->noise);
        values[k] = value_of(s, tau + delta.v, 0);
        if (derivatives) derivatives[k] = slope_of(s, tau + delta.v, 1 + delta.d);
        if (lower) lower[k] = s->power < 0 ? high : low;
        if (upper) upper[k] = s->power < 0 ? low : high;
    }
    return 0;
}
