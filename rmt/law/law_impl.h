/**
 * What a law is to the rest of this folder: a table of functions, some of which may be missing, and data of its own.
 *
 * Array functions are called with n > 0, valid pointers, and possibly x == y.
 */
#ifndef RMT_LAW_IMPL_H
#define RMT_LAW_IMPL_H

#include "rmt_law.h"

#include <complex.h>
#include <math.h>
#include <stdatomic.h>
#include <stdbool.h>

#define RMT_PI 3.14159265358979323846

/* Of C11; some C libraries define it for some compilers only.  x + I y would lose the sign of a zero. */
#ifndef CMPLX
#define CMPLX(x, y) __builtin_complex((double)(x), (double)(y))
#endif

typedef double complex rmt_complex;

typedef void rmt_law_real_fn(const rmt_law *law, int64_t n, const double *x, double *y);
typedef void rmt_law_complex_fn(const rmt_law *law, int64_t n, const rmt_complex *z, rmt_complex *y);

/* What a random model writes: a tridiagonal matrix of the given order, or a bidiagonal one, whose squared singular
 * values are meant, and how they become the law's eigenvalues. */
typedef struct rmt_tridiagonal {
    int64_t order; /* in: n; out: at most n */
    double *d, *e; /* n and n */
    bool bidiagonal;
    double shift, factor; /* value = factor (eigenvalue - shift) */
    int64_t low, high;    /* further eigenvalues of 0 and of 1, before shift and factor */
} rmt_tridiagonal;

/* m, m' and h = -1/m - z, which tends to minus the mean at infinity. */
typedef struct rmt_law_value {
    rmt_complex m, dm, h;
} rmt_law_value;

typedef struct rmt_law_class {
    rmt_law_family family;
    int parameters;
    int sheets;
    rmt_law_real_fn *density, *cdf, *quantile;
    rmt_law_real_fn *boundary; /* Re m(x + i0) */
    rmt_law_complex_fn *stieltjes[2];
    rmt_law_complex_fn *r, *s; /* NULL: by inversion */
    /* Of the unscaled law at one point, the sign of a zero Im z as in stieltjes; NULL: none */
    rmt_law_value (*value)(const rmt_law *law, rmt_complex z);
    /* alpha_k and beta_(k+1)^2, k < count, of the unscaled law */
    int (*jacobi)(const rmt_law *law, int64_t count, double *alpha, double *beta2);
    int (*moments)(const rmt_law *law, int64_t count, double *moments); /* NULL: from jacobi */
    int (*cumulants)(const rmt_law *law, int64_t count, double *kappa); /* NULL: from moments */
    void (*intervals)(const rmt_law *law, int64_t capacity, double *edges, int64_t *count);
    void (*atoms)(const rmt_law *law, int64_t capacity, double *places, double *weights, int64_t *count);
    int (*tridiagonal)(const rmt_law *law, const randblas_state *state, rmt_tridiagonal *T); /* NULL: none */
    /* the upper triangle of A, column major; NULL: Haar and quantiles */
    int (*matrix)(const rmt_law *law, int64_t n, const randblas_state *state, double *A, int64_t lda);
    void (*destroy)(rmt_law *law); /* what data points to; NULL: nothing */
} rmt_law_class;

/* How the fit of a family starts and where its parameters live. */
typedef struct rmt_law_fitting {
    int parameters;
    int (*create)(const double *parameters, rmt_law **law);
    void (*guess)(int64_t n, const double *x, double *parameters);
    struct {
        double low, high; /* open interval; infinite ends */
    } range[3];
} rmt_law_fitting;

struct rmt_law {
    const rmt_law_class *class;
    double parameters[4];
    double scale; /* a power of two: the data are those of the law of x / scale */
    void *data;
    atomic_int owners; /* laws made of this one keep it */
};

/* A law with room for bytes of data behind it, zeroed; NULL without memory. */
rmt_law *rmt_law_allocate(const rmt_law_class *class, size_t bytes);

/* One owner more; destroyed when the last one lets go. */
rmt_law *rmt_law_keep(const rmt_law *law);

/* The empirical law of factor x + shift, x a sample's empirical law; NULL without memory. */
rmt_law *rmt_empirical_map(const rmt_law *law, double factor, double shift);

/* A private class of functions may be called with one point. */
static inline double rmt_law_one(rmt_law_real_fn *f, const rmt_law *law, double x)
{
    f(law, 1, &x, &x);
    return x;
}

/* Generic members. */
rmt_law_complex_fn rmt_law_invert_r, rmt_law_invert_s;
int rmt_law_path_moments(const rmt_law *law, int64_t count, double *moments);
int rmt_law_moment_cumulants(const rmt_law *law, int64_t count, double *kappa);

/* The nodes of Gauss-Legendre quadrature with 16 points on [-1, 1], positive half. */
extern const double rmt_gauss_node[8], rmt_gauss_weight[8];

/* The fitting of a family, or NULL. */
const rmt_law_fitting *rmt_law_fitting_of(int family);
extern const rmt_law_fitting rmt_semicircle_fitting, rmt_marchenko_pastur_fitting, rmt_kesten_mckay_fitting,
    rmt_wachter_fitting, rmt_meixner_fitting, rmt_htmp_fitting, rmt_htmp_inverse_fitting;

/* Mean and central second and third moments of a sample, and its extremes. */
typedef struct rmt_sample_summary {
    double mean, variance, third, least, largest;
} rmt_sample_summary;
rmt_sample_summary rmt_summarise(int64_t n, const double *x);

#endif
