#include "measure_impl.h"

#include <math.h>

#define SAFE_EXPONENT (IS_SINGLE ? 32 : 300) /* largest entries within 2^-this .. 2^this: squares are harmless */
#define PARALLEL 65536.0

randlapack_measure randlapack_xmeasure(int64_t m, int64_t n, const scalar_t *A, int64_t lda, bool upper)
{
    double largest = 0, squares = 0;
    bool finite = true;
#pragma omp parallel for reduction(max : largest) reduction(+ : squares) reduction(&& : finite) if ( \
        (double)m * (double)n > PARALLEL)
    for (int64_t j = 0; j < n; j++) {
        const scalar_t *a = A + j * lda;
        const int64_t end = upper && j < m ? j + 1 : m;
        scalar_t most = 0, bad = 0; /* bad: 0 or NaN */
        double sum = 0;
        for (int64_t i = 0; i < end; i++) {
            const scalar_t size = ABS(a[i]);
            most = size > most ? size : most;
            bad += a[i] * 0;
            sum += (double)a[i] * (double)a[i];
        }
        largest = fmax(largest, (double)most);
        squares += sum;
        finite = finite && bad == 0;
    }
    return (randlapack_measure){largest, sqrt(squares), finite};
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
