/*
 * Functions on the nodes of a rule.  A node that is zero to rounding, below 4 eps times the largest, may as well be
 * negative: roots and positive powers take it as zero, logarithms and negative powers have no digit right there, which
 * is told by a code.
 */
#include "quadrature_impl.h"

#include "randblas.h"

#include <math.h>

bool randlapack_function_valid(const randlapack_spectral_function *f)
{
    if (f->kind < RANDLAPACK_FUNCTION_LOG || f->kind > RANDLAPACK_FUNCTION_USER) return false;
    if (f->kind == RANDLAPACK_FUNCTION_USER) return f->evaluate != NULL;
    const bool counts = f->kind == RANDLAPACK_FUNCTION_COUNT;
    return counts ? !isnan(f->parameter) : isfinite(f->parameter);
}

static bool needs_sign(const randlapack_spectral_function *f)
{
    const bool broken = f->kind == RANDLAPACK_FUNCTION_POWER && f->parameter != floor(f->parameter);
    return f->kind == RANDLAPACK_FUNCTION_LOG || f->kind == RANDLAPACK_FUNCTION_SQRT || broken;
}

static bool singular_at_zero(const randlapack_spectral_function *f)
{
    const bool power = f->kind == RANDLAPACK_FUNCTION_POWER || f->kind == RANDLAPACK_FUNCTION_ABS_POWER;
    return f->kind == RANDLAPACK_FUNCTION_LOG || f->kind == RANDLAPACK_FUNCTION_LOG_ABS ||
           f->kind == RANDLAPACK_FUNCTION_INVERSE || (power && f->parameter < 0);
}

static double evaluate(const randlapack_spectral_function *f, double x)
{
    switch (f->kind) {
    case RANDLAPACK_FUNCTION_LOG:
        return log(x);
    case RANDLAPACK_FUNCTION_LOG_ABS:
        return log(fabs(x));
    case RANDLAPACK_FUNCTION_INVERSE:
        return 1 / x;
    case RANDLAPACK_FUNCTION_SQRT:
        return sqrt(x);
    case RANDLAPACK_FUNCTION_POWER:
        return pow(x, f->parameter);
    case RANDLAPACK_FUNCTION_ABS_POWER:
        return pow(fabs(x), f->parameter);
    case RANDLAPACK_FUNCTION_EXP:
        return exp(f->parameter * x);
    case RANDLAPACK_FUNCTION_RATIO:
        return x == 0 && f->parameter != 0 ? 0 : 1 / (1 + f->parameter / x); /* x + p need not be representable */
    case RANDLAPACK_FUNCTION_COUNT:
        return x <= f->parameter;
    default:
        return NAN;
    }
}

/* What is wrong with f at x, if anything is. */
static int judge(const randlapack_spectral_function *f, double x, double zero)
{
    if (needs_sign(f) && x < -zero) return RANDBLAS_NOT_POSITIVE_DEFINITE;
    if (singular_at_zero(f) && fabs(x) <= zero) return RANDBLAS_RANK_DEFICIENT;
    return 0;
}

int randlapack_rule_sum(const randlapack_rule *rule, const randlapack_spectral_function *f, double shift, double zero,
                        double *work, double *sum)
{
    const int64_t k = rule->degree;
    double *x = work, *y = work + k;
    int code = 0;
    *sum = 0;
    for (int64_t i = 0; i < k; i++) {
        x[i] = rule->nodes[i] + shift;
        code = worse_code(code, judge(f, x[i], zero));
        if (needs_sign(f) && !singular_at_zero(f) && x[i] < 0 && x[i] >= -zero) x[i] = 0;
        if (f->kind != RANDLAPACK_FUNCTION_USER) y[i] = evaluate(f, x[i]);
    }
    if (f->kind == RANDLAPACK_FUNCTION_USER && k > 0 && f->evaluate(f->context, k, x, y))
        return *sum = NAN, RANDBLAS_CALLBACK_FAILED;
    for (int64_t i = 0; i < k; i++)
        if (rule->weights[i] != 0) *sum += rule->weights[i] * y[i];
    return code == 0 && !isfinite(*sum) ? RANDBLAS_NOT_FINITE : code;
}
