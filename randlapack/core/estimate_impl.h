/** Means of independent samples as they come: their error, its confidence interval, and when to stop. */
#ifndef RANDLAPACK_ESTIMATE_IMPL_H
#define RANDLAPACK_ESTIMATE_IMPL_H

#include <stdbool.h>
#include <stdint.h>

/* All zero to begin with. */
typedef struct randlapack_estimate {
    int64_t count;
    double mean;
    double spread; /* square root of the sum of squared deviations from the mean: squares would overflow */
} randlapack_estimate;

/* What is asked for: half-width <= max(absolute, relative max(|mean|, scale)) at the confidence.  `scale` is a natural
 * size of what is estimated, for means near zero, of which a relative error would never be reached. */
typedef struct randlapack_stop {
    double absolute;
    double relative;
    double confidence; /* in (0, 1) */
    int64_t least;     /* samples that are taken in any case; at least 2 */
} randlapack_stop;

/* One more sample. */
void randlapack_estimate_add(randlapack_estimate *e, double sample);

/* The estimate `value` from k samples that are not a mean, with the jackknife's error: replicas[j] is what the samples
 * without sample j give. */
randlapack_estimate randlapack_estimate_jackknife(int64_t k, double value, const double *replicas);

/* Standard error of the mean; infinite below two samples. */
double randlapack_estimate_error(const randlapack_estimate *e);

/* Half the width of the confidence interval around the mean, by Student's distribution; infinite below two samples. */
double randlapack_estimate_half_width(const randlapack_estimate *e, double confidence);

/* Whether an error bound is small enough for the mean. */
bool randlapack_stop_accepts(const randlapack_stop *stop, double mean, double half_width, double scale);

/* Whether there are samples enough. */
bool randlapack_estimate_met(const randlapack_estimate *e, const randlapack_stop *stop, double scale);

/* t with P(|T| <= t) = confidence, T of Student's distribution with dof >= 1 degrees of freedom; 0 <= confidence < 1;
 * its relative error is below 1e-10 while 1 - confidence >= 1e-5. */
double randlapack_student_quantile(double confidence, int64_t dof);

#endif
