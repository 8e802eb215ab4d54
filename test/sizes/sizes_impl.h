/** Every routine that takes sizes, called with sizes from outside: calls.awk makes the calls. */
#ifndef SIZES_IMPL_H
#define SIZES_IMPL_H

#include "randblas.h"
#include "randlapack.h"
#include "rmt.h"

#include <stdbool.h>

#define MAX_SIZES 16
#define MAX_ARRAYS 12
#define OPERATOR_ARRAYS 8 /* operators hold the arrays from here on */

/** What a routine is called with; the members named after types are the objects that it takes. */
typedef struct call {
    int64_t n[MAX_SIZES]; /* sizes, in the order of the arguments */
    void *array[MAX_ARRAYS];
    void *report;       /* room for any */
    randblas_kind kind; /* of operators: dense, symmetric, CSR, COO, callback */
    randblas_layout layout;
    randblas_op op;
    randblas_control control;
    const randblas_control *randblas_control;
    const randblas_sketch *randblas_sketch;
    const randblas_state *randblas_state;
    randlapack_dstream *randlapack_dstream;
    randlapack_sstream *randlapack_sstream;
    randlapack_interpolant *randlapack_interpolant;
    randlapack_quadrature *randlapack_quadrature;
    const randlapack_spectral_function *randlapack_spectral_function;
    rmt_activation *rmt_activation;
    const rmt_decompress_report *rmt_decompress_report;
    rmt_features *rmt_features;
    const rmt_flodance_model *rmt_flodance_model;
    rmt_law *rmt_law;
    const rmt_linear_kernel *rmt_linear_kernel;
} call;

typedef struct routine {
    const char *name;
    int (*run)(const call *c);
    int nsizes, narrays;
    const char *sizes;  /* their names, with blanks between */
    const char *kinds;  /* one letter each: s a size, l a leading dimension, o a size among the options */
    const char *types;  /* of the elements of arrays: d double, s float, i int64_t, w int32_t, - a struct */
    int ld[MAX_ARRAYS]; /* 1 + the size that is the leading dimension of this array; 0: a vector */
} routine;

extern const routine routines[];
extern const int nroutines;

/** The objects of a call, small and legal; workspace beyond `limit` bytes is refused. */
void make_objects(call *c, int64_t limit);
void free_objects(call *c);

/** New streams: those of a call remember what was pushed. */
void make_streams(call *c);

/** The name of size i of r. */
const char *size_name(const routine *r, int i);

/** A small legal value for size i of r, but for leading dimensions. */
int64_t small_size(const routine *r, int i);

/** Set every leading dimension but `except` to the largest size, but to `least` at least. */
void set_leading(const routine *r, call *c, int except, int64_t least);

randblas_dlinop *d_linop(const call *c, int which, int64_t rows, int64_t cols, int64_t ld);
randblas_slinop *s_linop(const call *c, int which, int64_t rows, int64_t cols, int64_t ld);
randlapack_dentries *d_entries(const call *c, int which, int64_t rows, int64_t cols, int64_t ld);
randlapack_sentries *s_entries(const call *c, int which, int64_t rows, int64_t cols, int64_t ld);

/** Callbacks that report failure. */
int64_t refuse_randlapack_dread_rows_fn(void *context, int64_t room, double *A);
int64_t refuse_randlapack_sread_rows_fn(void *context, int64_t room, float *A);
int refuse_rmt_dblock_fn(void *context, int64_t i0, int64_t i1, int64_t j0, int64_t j1, double *A, int64_t lda);
int refuse_rmt_sblock_fn(void *context, int64_t i0, int64_t i1, int64_t j0, int64_t j1, float *A, int64_t lda);

#endif
