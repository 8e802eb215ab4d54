/* The public calls on a law: arguments are checked here, arrays cut into pieces for threads, and the class does the
 * rest. */
#include "arena_impl.h"
#include "law_impl.h"

#include <stdlib.h>
#include <string.h>

enum { PIECE = 4096 };

rmt_law *rmt_law_allocate(const rmt_law_class *class, size_t bytes)
{
    rmt_law *law = calloc(1, sizeof *law);
    if (!law) return NULL;
    law->class = class;
    law->scale = 1;
    atomic_init(&law->owners, 1);
    if (bytes > 0 && !(law->data = calloc(1, bytes))) {
        free(law);
        return NULL;
    }
    return law;
}

rmt_law *rmt_law_keep(const rmt_law *law)
{
    rmt_law *kept = (rmt_law *)(uintptr_t)law; /* only the count changes */
    atomic_fetch_add(&kept->owners, 1);
    return kept;
}

void rmt_law_destroy(rmt_law *law)
{
    if (!law || atomic_fetch_sub(&law->owners, 1) > 1) return;
    if (law->class->destroy) law->class->destroy(law);
    free(law->data);
    free(law);
}

int rmt_law_family_of(const rmt_law *law)
{
    return law ? (int)law->class->family : 0;
}

int rmt_law_intervals(const rmt_law *law, int64_t capacity, double *edges, int64_t *count)
{
    if (!law) return -1;
    if (capacity < 0) return -2;
    if (!edges && capacity > 0) return -3;
    if (!count) return -4;
    law->class->intervals(law, capacity, edges, count);
    return 0;
}

int rmt_law_atoms(const rmt_law *law, int64_t capacity, double *places, double *weights, int64_t *count)
{
    if (!law) return -1;
    if (capacity < 0) return -2;
    if (!places && capacity > 0) return -3;
    if (!weights && capacity > 0) return -4;
    if (!count) return -5;
    law->class->atoms(law, capacity, places, weights, count);
    return 0;
}

static int illegal(const rmt_law *law, int64_t n, const void *x, const void *y)
{
    if (!law) return -1;
    if (n < 0 || n > RANDBLAS_LARGEST) return -2;
    if (!x && n > 0) return -3;
    return !y && n > 0 ? -4 : 0;
}

static int real_query(rmt_law_real_fn *f, const rmt_law *law, int64_t n, const double *x, double *y)
{
#pragma omp parallel for schedule(static) if (n > 4 * PIECE)
    for (int64_t start = 0; start < n; start += PIECE)
        f(law, n - start < PIECE ? n - start : PIECE, x + start, y + start);
    return 0;
}

static int complex_query(rmt_law_complex_fn *f, const rmt_law *law, int64_t n, const rmt_complex *x, rmt_complex *y)
{
#pragma omp parallel for schedule(static) if (n > 4 * PIECE)
    for (int64_t start = 0; start < n; start += PIECE)
        f(law, n - start < PIECE ? n - start : PIECE, x + start, y + start);
    return 0;
}

int rmt_law_density(const rmt_law *law, int64_t n, const double *x, double *density)
{
    const int info = illegal(law, n, x, density);
    return info ? info : real_query(law->class->density, law, n, x, density);
}

int rmt_law_cdf(const rmt_law *law, int64_t n, const double *x, double *cdf)
{
    const int info = illegal(law, n, x, cdf);
    return info ? info : real_query(law->class->cdf, law, n, x, cdf);
}

int rmt_law_quantile(const rmt_law *law, int64_t n, const double *p, double *x)
{
    const int info = illegal(law, n, p, x);
    return info ? info : real_query(law->class->quantile, law, n, p, x);
}

int rmt_law_hilbert(const rmt_law *law, int64_t n, const double *x, double *hilbert)
{
    int info = illegal(law, n, x, hilbert);
    if (!info) info = real_query(law->class->boundary, law, n, x, hilbert);
    for (int64_t i = 0; i < n && !info; i++) hilbert[i] /= RMT_PI;
    return info;
}

int rmt_law_stieltjes(const rmt_law *law, int sheet, int64_t n, const void *z, void *m)
{
    if (!law) return -1;
    if (sheet < 1 || sheet > law->class->sheets) return -2;
    const int info = illegal(law, n, z, m);
    return info ? info - 1 : complex_query(law->class->stieltjes[sheet - 1], law, n, z, m);
}

int rmt_law_r_transform(const rmt_law *law, int64_t n, const void *w, void *r)
{
    const int info = illegal(law, n, w, r);
    return info ? info : complex_query(law->class->r ? law->class->r : rmt_law_invert_r, law, n, w, r);
}

int rmt_law_s_transform(const rmt_law *law, int64_t n, const void *w, void *s)
{
    const int info = illegal(law, n, w, s);
    return info ? info : complex_query(law->class->s ? law->class->s : rmt_law_invert_s, law, n, w, s);
}

static int illegal_sequence(const rmt_law *law, int64_t count, const double *values)
{
    if (!law) return -1;
    if (count < 0) return -2;
    return !values && count > 0 ? -3 : 0;
}

int rmt_law_moments(const rmt_law *law, int64_t count, double *moments)
{
    const int info = illegal_sequence(law, count, moments);
    if (info || count == 0) return info;
    return law->class->moments ? law->class->moments(law, count, moments) : rmt_law_path_moments(law, count, moments);
}

int rmt_law_cumulants(const rmt_law *law, int64_t count, double *cumulants)
{
    const int info = illegal_sequence(law, count, cumulants);
    if (info || count == 0) return info;
    return law->class->cumulants ? law->class->cumulants(law, count, cumulants)
                                 : rmt_law_moment_cumulants(law, count, cumulants);
}

int rmt_law_jacobi(const rmt_law *law, int64_t count, double *alpha, double *beta)
{
    int info = illegal_sequence(law, count, alpha);
    if (!info && !beta && count > 0) info = -4;
    if (info || count == 0) return info;
    info = law->class->jacobi(law, count, alpha, beta);
    for (int64_t k = 0; k < count && !info; k++) {
        alpha[k] *= law->scale;
        beta[k] = sqrt(beta[k]) * law->scale;
    }
    return info;
}
