/** Thresholds of statistical tests, from the probability of a false alarm. */
#ifndef STATISTICS_H
#define STATISTICS_H

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

/*
 * Probability that one comparison fails by chance.  Seeds are fixed, so a test that passes does so for ever: this is
 * how likely an innocent change of seed would raise an alarm.  With fewer than 1000 comparisons in all, the whole suite
 * stays below 1e-7.
 */
#define FALSE_ALARM 1e-10

/* How often a statistical test repeats itself: a sanitizer has seen all that it will after a tenth. */
#ifdef __SANITIZE_ADDRESS__
#define SANITIZED 1
#else
#define SANITIZED 0
#endif
#define REPLICATES(n) (SANITIZED ? (n) / 10 : (n))

/* |z| of a standard normal variable: 2 (1 - Phi(6.47)) = 1e-10. */
#define Z_LIMIT 6.47

/* Kolmogorov: P(sqrt(n) D > x) <= 2 exp(-2 x^2). */
static inline double kolmogorov_limit(void)
{
    return sqrt(log(2 / FALSE_ALARM) / 2);
}

/* Bernstein: a sum of independent indicators with mean lambda departs from it by more than s with probability at most
 * 2 exp(-s^2/(2 (lambda + s/3))). */
static inline double count_limit(double lambda)
{
    const double l = log(2 / FALSE_ALARM);
    return l / 3 + sqrt(l * l / 9 + 2 * lambda * l);
}

/* Chi-square of df degrees of freedom: P(X > df + 2 sqrt(df t) + 2 t) <= exp(-t) (Laurent and Massart 2000). */
static inline double chi_square_limit(double df)
{
    const double t = log(1 / FALSE_ALARM);
    return df + 2 * sqrt(df * t) + 2 * t;
}

/* Pearson's statistic of counts over cells of the given probabilities, those with a mean below 10 taken together; *df
 * is one less than the number of cells. */
static inline double pearson(int cells, const int64_t *counts, const double *probabilities, int64_t total, double *df)
{
    double sum = 0, rare = 0, rare_count = 0;
    *df = -1;
    for (int c = 0; c < cells; c++) {
        const double mean = probabilities[c] * (double)total, count = (double)counts[c];
        if (mean < 10) {
            rare += mean;
            rare_count += count;
        } else {
            sum += (count - mean) * (count - mean) / mean;
            ++*df;
        }
    }
    if (rare >= 10) {
        sum += (rare_count - rare) * (rare_count - rare) / rare;
        ++*df;
    } else if (rare_count > rare + count_limit(rare)) {
        return INFINITY;
    }
    return sum;
}

static int compare_doubles(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* sqrt(n) sup |F_n - F|; sorts x. */
static inline double kolmogorov_smirnov(double *x, size_t n, double (*cdf)(double))
{
    double worst = 0;
    qsort(x, n, sizeof *x, compare_doubles);
    for (size_t i = 0; i < n; i++) {
        const double f = cdf(x[i]);
        worst = fmax(worst, fmax((double)(i + 1) / (double)n - f, f - (double)i / (double)n));
    }
    return sqrt((double)n) * worst;
}

#endif
