/*
 * With x - z = t - i y and q = 1/(t^2 + y^2):  1/(x - z) = q (t + i y), its square q^2 (t^2 - y^2 + 2 i t y).  Products
 * are ordered so that q^2 alone, which may overflow near an atom, does not occur.
 */
#include "free_atoms_impl.h"

static void sum(int64_t n, const double *x, const double *p, double re, double im, double s[6])
{
    const double y2 = im * im;
    double a = 0, b = 0, c = 0, d = 0, e = 0, g = 0;
#pragma omp simd reduction(+ : a, b, c, d, e, g)
    for (int64_t k = 0; k < n; k++) {
        const double t = x[k] - re, q = 1 / (t * t + y2), pq = p[k] * q, tq = t * q, pt = pq * t;
        a += pt;
        b += pq;
        c += x[k] * pt;
        d += x[k] * pq;
        e += pq * (t * tq - y2 * q);
        g += pq * tq;
    }
    s[0] = a, s[1] = b * im;
    s[2] = c, s[3] = d * im;
    s[4] = e, s[5] = 2 * im * g;
}

const rmt_free_atoms_kernels ISA_COPY(rmt_free_atoms) = {sum};
