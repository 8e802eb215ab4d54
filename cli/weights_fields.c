/* Numbers of a layer's report by name; see weights_fields.h. */
#include "weights_fields.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { HTMP_PART = 1 << 20 }; /* beside those of the library */

#define REAL(part, group, name, member, meaning)                                                                       \
    {                                                                                                                  \
        group, name, meaning, RMT_PART_##part, 0, offsetof(weights_result, report.member)                              \
    }
#define WHOLE(part, group, name, member, meaning)                                                                      \
    {                                                                                                                  \
        group, name, meaning, RMT_PART_##part, sizeof(int64_t), offsetof(weights_result, report.member)                \
    }
#define HTMP(name, member, meaning)                                                                                    \
    {                                                                                                                  \
        "htmp", name, meaning, HTMP_PART, 0, offsetof(weights_result, htmp.member)                                     \
    }
#define COMPARISON(name, other)                                                                                        \
    REAL(COMPARISON, #name, "ratio", name.ratio, "log-likelihood of the power law less that of the " other),           \
        REAL(COMPARISON, #name, "normalised", name.normalised, "that ratio in standard deviations"),                   \
        REAL(COMPARISON, #name, "p_value", name.p_value, "of a ratio as far from 0 by chance"),                        \
        REAL(COMPARISON, #name, "distance", name.second.distance, "Kolmogorov-Smirnov distance of the " other)

const weights_field weights_fields[] = {
    REAL(POWER_LAW, "power_law", "alpha", power_law.alpha, "exponent of the density"),
    REAL(POWER_LAW, "power_law", "standard_error", power_law.standard_error, "of alpha"),
    REAL(POWER_LAW, "power_law", "xmin", power_law.xmin, "where the tail begins"),
    REAL(POWER_LAW, "power_law", "distance", power_law.distance, "Kolmogorov-Smirnov distance of the tail"),
    REAL(POWER_LAW, "power_law", "p_value", power_law.p_value, "goodness of fit, by bootstrap"),
    WHOLE(POWER_LAW, "power_law", "tail", power_law.tail, "eigenvalues in it"),
    COMPARISON(truncated, "truncated power law"),
    COMPARISON(exponential, "exponential law"),
    COMPARISON(log_normal, "log-normal law"),
    REAL(SPECTRUM, "metrics", "lambda_max", metrics.lambda_max, "largest eigenvalue"),
    REAL(SPECTRUM, "metrics", "lambda_min", metrics.lambda_min, "least eigenvalue"),
    REAL(SPECTRUM, "metrics", "norm", metrics.norm, "Frobenius norm"),
    REAL(SPECTRUM, "metrics", "spectral_norm", metrics.spectral_norm, "largest singular value"),
    REAL(SPECTRUM, "metrics", "log_norm", metrics.log_norm, "log10 of the squared Frobenius norm"),
    REAL(SPECTRUM, "metrics", "log_spectral_norm", metrics.log_spectral_norm, "log10 of the largest eigenvalue"),
    REAL(POWER_LAW, "metrics", "alpha_hat", metrics.alpha_hat, "alpha log10 of the largest eigenvalue"),
    REAL(POWER_LAW, "metrics", "log_alpha_norm", metrics.log_alpha_norm,
         "log10 of the sum of eigenvalues to the alpha"),
    REAL(POWER_LAW, "metrics", "log_alpha_schatten", metrics.log_alpha_schatten, "the same to the power 1/alpha"),
    REAL(SPECTRUM, "metrics", "stable_rank", metrics.stable_rank, "sum of eigenvalues over the largest"),
    REAL(SPECTRUM, "metrics", "entropy", metrics.entropy, "of eigenvalues over their sum, 1 for equal ones"),
    REAL(SPECTRUM, "metrics", "participation", metrics.participation, "squared sum over sum of squares"),
    REAL(SPECTRUM, "metrics", "detx", metrics.detx, "where the tail's product of eigenvalues is 1"),
    WHOLE(SPECTRUM, "metrics", "detx_count", metrics.detx_count, "eigenvalues in that tail"),
    WHOLE(SPECTRUM, "metrics", "rank", metrics.rank, "numerical rank"),
    WHOLE(SPECTRUM, "metrics", "rank_loss", metrics.rank_loss, "eigenvalues that are zero to rounding"),
    REAL(BULK, "bulk", "sigma", bulk.sigma, "standard deviation of the noise"),
    REAL(BULK, "bulk", "lower", bulk.lower, "lower edge of Marchenko and Pastur"),
    REAL(BULK, "bulk", "upper", bulk.upper, "upper edge"),
    REAL(BULK, "bulk", "margin", bulk.margin, "of Tracy and Widom, beyond it"),
    REAL(BULK, "bulk", "statistic", bulk.statistic, "largest eigenvalue, centred and scaled"),
    REAL(BULK, "bulk", "p_value", bulk.p_value, "of one as large without spikes"),
    REAL(BULK, "bulk", "distance", bulk.distance, "Kolmogorov-Smirnov distance of the bulk"),
    REAL(BULK, "bulk", "share", bulk.share, "of the squared norm that is in spikes"),
    REAL(BULK, "bulk", "softrank", bulk.softrank, "upper edge over the largest eigenvalue"),
    WHOLE(BULK, "bulk", "spikes", bulk.spikes, "eigenvalues beyond the edge"),
    REAL(RANDOM, "random", "lambda_max", random.lambda_max, "largest eigenvalue of the permuted layer"),
    REAL(RANDOM, "random", "distance", random.distance, "Jensen-Shannon distance to the permuted layer"),
    REAL(RANDOM, "random", "softrank", random.softrank, "largest eigenvalue of the permuted layer over the layer's"),
    WHOLE(RANDOM, "random", "traps", random.bulk.spikes, "spikes of the permuted layer: correlation traps"),
    REAL(PHASE, "evidence", "rank_loss", evidence.rank_loss, "share of eigenvalues that are zero"),
    REAL(PHASE, "evidence", "entry_tail", evidence.entry_tail, "tail index of the entries"),
    REAL(PHASE, "evidence", "spike_share", evidence.spike_share, "spikes over eigenvalues"),
    REAL(PHASE, "evidence", "strength", evidence.strength, "largest eigenvalue over the edge"),
    REAL(PHASE, "evidence", "tail_share", evidence.tail_share, "of the eigenvalues that are in the power law"),
    REAL(PHASE, "evidence", "traps", evidence.traps, "traps over eigenvalues"),
    {"htmp", "inverse", "1: the law of 1/x was likelier", HTMP_PART, sizeof(int64_t),
     offsetof(weights_result, htmp_inverse)},
    HTMP("gamma", gamma, "of the high-temperature law"),
    HTMP("gamma_error", gamma_error, "its standard error"),
    HTMP("kappa", kappa, "inverse temperature"),
    HTMP("kappa_low", kappa_interval[0], "where its interval of 95 % begins"),
    HTMP("kappa_high", kappa_interval[1], "where it ends"),
    HTMP("tail_exponent", tail_exponent, "alpha that follows from them"),
    HTMP("scaling_exponent", scaling_exponent, "of test errors against the ridge, that follows"),
    HTMP("exponent_error", exponent_error, "standard error of both"),
    HTMP("log_likelihood", log_likelihood, "at the maximum"),
    WHOLE(SPECTRUM, "spectrum", "trusted", spectrum.trusted, "eigenvalues that rounding leaves alone"),
    REAL(SPECTRUM, "spectrum", "trace", spectrum.trace, "sum of all eigenvalues"),
    REAL(SPECTRUM, "spectrum", "seconds", seconds, "time"),
};
const int weights_field_count = sizeof weights_fields / sizeof weights_fields[0];

/* Whether a layer has what a field is of. */
static bool present(const weights_field *f, const weights_result *r)
{
    if (r->info) return false;
    if (f->part == HTMP_PART) return r->htmp_info == RANDBLAS_SUCCESS;
    if (f->part != RMT_PART_SPECTRUM) return (r->report.done & f->part) != 0;
    const bool counts = f->width && !strcmp(f->group, "metrics"); /* of all eigenvalues */
    return !counts || !isnan(r->report.metrics.lambda_min);
}

double weights_field_value(const weights_field *f, const weights_result *r)
{
    const unsigned char *at = (const unsigned char *)r + f->offset;
    double real;
    int64_t whole;
    if (!present(f, r)) return NAN;
    memcpy(&real, at, sizeof real);
    memcpy(&whole, at, sizeof whole);
    return f->width ? (double)whole : real;
}
