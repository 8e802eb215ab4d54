/* See sizes_impl.h. */
#include "sizes_impl.h"

#include "testing.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SKETCHED ((int64_t)1 << 59) /* rows and columns of the sketch: larger than nearly all that is asked of it */

static randblas_state zero_state;
static randblas_control shared_control;
static randlapack_spectral_function shared_function;
static rmt_decompress_report decompress_report;
static rmt_flodance_model flodance_model;
static rmt_linear_kernel linear_kernel;
static randblas_sketch *sketch;

static int identity(void *context, randblas_op op, int64_t ncols, const double *X, int64_t ldx, double *Y, int64_t ldy)
{
    (void)context, (void)op;
    for (int64_t j = 0; j < ncols; j++)
        for (int64_t i = 0; i < 4; i++) Y[i + j * ldy] = (double)(i + 1) * X[i + j * ldx];
    return 0;
}

static void make_quadrature(call *c)
{
    const randblas_dlinop A = randblas_dlinop_callback(4, 4, identity, NULL);
    const randlapack_slq_options options = {.degree = 3, .samples = 3};
    assert_int_equal(randlapack_dquadrature_create(&A, 0, NULL, &c->randlapack_quadrature, &options, NULL), 0);
    const double t[] = {1, 2, 3}, values[] = {log(120), log(360), log(840)}; /* eigenvalues 1, 2, 3, 4 */
    assert_int_equal(randlapack_interpolant_create(4, 3, t, values, NULL, &c->randlapack_interpolant), 0);
}

static void make_laws(call *c)
{
    const double K[] = {2, 1, 1, 2}, y[] = {1, -1};
    assert_int_equal(rmt_law_marchenko_pastur(0.5, 1, &c->rmt_law), 0);
    assert_int_equal(rmt_activation_create(RMT_PHI_RELU, &c->rmt_activation), 0);
    assert_int_equal(rmt_features_create(2, K, 2, y, 0, NULL, 2, NULL, NULL, NULL, &c->rmt_features), 0);
    assert_int_equal(rmt_kernel_linearise(RMT_REGIME_HERMITE, c->rmt_activation, 1, 9, &linear_kernel), 0);
    double logdets[40];
    int64_t sizes[40];
    for (int i = 0; i < 40; i++) sizes[i] = 10 * (i + 1), logdets[i] = -30.0 * i - lgamma(i + 1.0);
    assert_in_range(rmt_flodance_fit(40, sizes, 1, logdets, 40, NULL, &flodance_model, NULL), 0, 2);
    double values[200];
    rmt_law *fitted = NULL;
    for (int i = 0; i < 200; i++) values[i] = 2 + cos(3.14159 * (i + 0.5) / 200);
    assert_in_range(rmt_decompress_fit(200, values, NULL, &fitted, &decompress_report), 0, 2);
    rmt_law_destroy(fitted);
}

void make_streams(call *c)
{
    randlapack_dstream_destroy(c->randlapack_dstream);
    randlapack_sstream_destroy(c->randlapack_sstream);
    assert_int_equal(randlapack_dstream_create(3, 2, NULL, &c->randlapack_dstream), 0);
    assert_int_equal(randlapack_sstream_create(3, 2, NULL, &c->randlapack_sstream), 0);
}

void make_objects(call *c, int64_t limit)
{
    const randblas_dist gaussian = randblas_gaussian(SKETCHED, SKETCHED);
    shared_control = (randblas_control){.memory_limit = limit};
    shared_function = (randlapack_spectral_function){.kind = RANDLAPACK_FUNCTION_LOG};
    c->op = RANDBLAS_NO_TRANS;
    c->report = calloc(1, 1 << 16);
    c->control = shared_control;
    c->randblas_control = &shared_control;
    c->randblas_state = &zero_state;
    c->randlapack_spectral_function = &shared_function;
    c->rmt_decompress_report = &decompress_report;
    c->rmt_flodance_model = &flodance_model;
    c->rmt_linear_kernel = &linear_kernel;
    assert_int_equal(randblas_sketch_create(&gaussian, &zero_state, &sketch, NULL), 0);
    c->randblas_sketch = sketch;
    make_streams(c);
    make_quadrature(c);
    make_laws(c);
}

void free_objects(call *c)
{
    randblas_sketch_destroy(sketch);
    randlapack_dstream_destroy(c->randlapack_dstream);
    randlapack_sstream_destroy(c->randlapack_sstream);
    randlapack_quadrature_destroy(c->randlapack_quadrature);
    randlapack_interpolant_destroy(c->randlapack_interpolant);
    rmt_activation_destroy(c->rmt_activation);
    rmt_features_destroy(c->rmt_features);
    rmt_law_destroy(c->rmt_law);
    free(c->report);
}

const char *size_name(const routine *r, int i)
{
    const char *name = r->sizes;
    for (; i > 0; i--) name = strchr(name, ' ') + 1;
    return name;
}

/* Whether size i has one of these names, given with a blank after each. */
static bool named(const routine *r, int i, const char *names)
{
    char word[64] = " ";
    const char *name = size_name(r, i);
    snprintf(word + 1, sizeof word - 1, "%.*s ", (int)strcspn(name, " "), name);
    return strstr(names, word) != NULL;
}

int64_t small_size(const routine *r, int i)
{
    if (r->kinds[i] == 'o' || named(r, i, " ro co input.offset input.fingerprint ")) return 0;
    if (named(r, i, " incx incy ")) return 1;
    if (named(r, i, " k nrhs count nsamples orders ")) return 2;
    return named(r, i, " capacity ") ? 64 : 3;
}

void set_leading(const routine *r, call *c, int except, int64_t least)
{
    for (int i = 0; i < r->nsizes; i++)
        if (r->kinds[i] == 's' && c->n[i] > least) least = c->n[i];
    for (int i = 0; i < r->nsizes; i++)
        if (r->kinds[i] == 'l' && i != except) c->n[i] = least;
}

#define REFUSE(letter, real)                                                                                           \
    static int refuse_product_##letter(void *context, randblas_op op, int64_t ncols, const real *X, int64_t ldx,       \
                                       real *Y, int64_t ldy)                                                           \
    {                                                                                                                  \
        (void)context, (void)op, (void)ncols, (void)X, (void)ldx, (void)Y, (void)ldy;                                  \
        return 7;                                                                                                      \
    }                                                                                                                  \
                                                                                                                       \
    int64_t refuse_randlapack_##letter##read_rows_fn(void *context, int64_t room, real *A)                             \
    {                                                                                                                  \
        (void)context, (void)room, (void)A;                                                                            \
        return -1;                                                                                                     \
    }                                                                                                                  \
                                                                                                                       \
    int refuse_rmt_##letter##block_fn(void *context, int64_t i0, int64_t i1, int64_t j0, int64_t j1, real *A,          \
                                      int64_t lda)                                                                     \
    {                                                                                                                  \
        (void)context, (void)i0, (void)i1, (void)j0, (void)j1, (void)A, (void)lda;                                     \
        return 7;                                                                                                      \
    }                                                                                                                  \
                                                                                                                       \
    static int refuse_columns_##letter(void *context, int64_t nrows, const int64_t *rows, int64_t ncols,               \
                                       const int64_t *cols, real *out, int64_t ld)                                     \
    {                                                                                                                  \
        (void)context, (void)nrows, (void)rows, (void)ncols, (void)cols, (void)out, (void)ld;                          \
        return 7;                                                                                                      \
    }                                                                                                                  \
                                                                                                                       \
    /* Sparse kinds claim ld nonzeros: a number of elements is what both are. */                                       \
    randblas_##letter##linop *letter##_linop(const call *c, int which, int64_t rows, int64_t cols, int64_t ld)         \
    {                                                                                                                  \
        static randblas_##letter##linop A[2];                                                                          \
        A[which] = (randblas_##letter##linop){.kind = c->kind,                                                         \
                                              .layout = c->layout,                                                     \
                                              .uplo = RANDBLAS_UPPER,                                                  \
                                              .rows = rows,                                                            \
                                              .cols = cols,                                                            \
                                              .nnz = ld,                                                               \
                                              .ld = ld,                                                                \
                                              .values = c->array[OPERATOR_ARRAYS + 2 * which],                         \
                                              .ptr = c->array[OPERATOR_ARRAYS + 2 * which + 1],                        \
                                              .rowind = c->array[OPERATOR_ARRAYS + 2 * which + 1],                     \
                                              .colind = c->array[OPERATOR_ARRAYS + 2 * which + 1],                     \
                                              .apply = refuse_product_##letter};                                       \
        return &A[which];                                                                                              \
    }                                                                                                                  \
                                                                                                                       \
    randlapack_##letter##entries *letter##_entries(const call *c, int which, int64_t rows, int64_t cols, int64_t ld)   \
    {                                                                                                                  \
        static randlapack_##letter##entries K[2];                                                                      \
        K[which] =                                                                                                     \
            (randlapack_##letter##entries){.rows = rows,                                                               \
                                           .cols = cols,                                                               \
                                           .columns = c->kind == RANDBLAS_CALLBACK ? refuse_columns_##letter : NULL,   \
                                           .values = c->array[OPERATOR_ARRAYS + 2 * which],                            \
                                           .ld = ld,                                                                   \
                                           .layout = c->layout};                                                       \
        return &K[which];                                                                                              \
    }

REFUSE(d, double)
REFUSE(s, float)
