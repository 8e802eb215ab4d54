#include "measure_impl.h"

#include <math.h>

#define SAFE_EXPONENT (IS_SINGLE ? 32 : 300) /* largest entries within 2^-this .. 2^this: squares are harmless */
#define MOST_SCALE 1000                      /* exponent of a scale, which must not overflow for subnormal numbers */
#define PARALLEL 65536.0
#define PARTS 64 /* sums of their own, so that threads do not change the result */

/* norm: the sum of squares, the entries times `scale`. */
static randlapack_measure measure_columns(int64_t m, int64_t from, int64_t to, const scalar_t *A, int64_t lda,
                                          bool upper, double scale)
{
    randlapack_measure part = {0, 0, true};
    for (int64_t j = from; j < to; j++) {
        const scalar_t *a = A + j * lda;
        const int64_t end = upper && j < m ? j + 1 : m;
        scalar_t most = 0, bad = 0; /* bad: 0 or NaN */
        double sum = 0;
        for (int64_t i = 0; i < end; i++) {
            const scalar_t size = ABS(a[i]);
            most = size > most ? size : most;
            bad += a[i] * 0;
            const double x = scale * (double)a[i];
            sum += x * x;
        }
        part.largest = fmax(part.largest, (double)most);
        part.norm += sum;
        part.finite = part.finite && bad == 0;
    }
    return part;
}

static randlapack_measure measure(int64_t m, int64_t n, const scalar_t *A, int64_t lda, bool upper, double scale)
{
    randlapack_measure part[PARTS], all = {0, 0, true};
#pragma omp parallel for schedule(static) if ((double)m * (double)n > PARALLEL)
    for (int p = 0; p < PARTS; p++)
        part[p] = measure_columns(m, p * n / PARTS, (p + 1) * n / PARTS, A, lda, upper, scale);
    for (int p = 0; p < PARTS; p++) {
        all.largest = fmax(all.largest, part[p].largest);
        all.norm += part[p].norm;
        all.finite = all.finite && part[p].finite;
    }
    all.norm = sqrt(all.norm);
    return all;
}

randlapack_measure randlapack_xmeasure(int64_t m, int64_t n, const scalar_t *A, int64_t lda, bool upper)
{
    randlapack_measure all = measure(m, n, A, lda, upper, 1);
    const double scale = all.finite ? randlapack_xharmless_scale(all.largest) : 1;
    if (scale != 1) all.norm = measure(m, n, A, lda, upper, scale).norm / scale;
    return all;
}

void randlapack_xscale_by_power(int64_t m, int64_t n, scalar_t *A, int64_t lda, bool upper, int exponent)
{
#pragma omp parallel for if ((double)m * (double)n > PARALLEL)
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < (upper && j < m ? j + 1 : m); i++)
            A[i + j * lda] = (scalar_t)ldexp((double)A[i + j * lda], exponent);
}

int randlapack_xharmful_exponent(double largest)
{
    const int exponent = largest > 0 ? ilogb(largest) : 0;
    return exponent < -SAFE_EXPONENT || exponent > SAFE_EXPONENT ? exponent : 0;
}

double randlapack_xharmless_scale(double largest)
{
    const int exponent = randlapack_xharmful_exponent(largest);
    return ldexp(1, exponent > -MOST_SCALE ? -exponent : MOST_SCALE);
}
