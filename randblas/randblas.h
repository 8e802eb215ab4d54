/**
 * @file randblas.h
 * @brief Layer 1: sketching operators and how they are applied.
 *
 * A sketching operator S is a rule, not an array: each entry is a pure function of (distribution, state, i, j),
 * computed from the counter-based generator Philox4x32-10 @cite salmon2011.  It is the same bit for bit for any number
 * of threads, any blocking, any layout and any machine; float is double rounded to float.
 *
 * @code
 * randblas_state state = randblas_seed(42);
 * randblas_dist dist = randblas_sparse_sign(d, m, 8);
 * randblas_sketch *S = NULL;
 * int info = randblas_sketch_create(&dist, &state, &S, &state);
 * if (!info)
 *     info = randblas_dskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, d, n, m, 1.0, S,
 *                           0, 0, A, lda, 0.0, B, ldb);
 * randblas_sketch_destroy(S);
 * @endcode
 *
 * Routines carry a precision letter as in BLAS: s float, d double, c complex float, z complex double; operators are
 * real and serve all four.  Complex arrays and scalars are passed by `void *`, as in CBLAS.
 *
 * Every routine returns `info`: 0; -i when argument i (counted from 1) is illegal, with no output touched; a positive
 * code for a numerical outcome; a code of -1000 and below for memory, input and output, or cancellation.
 * randblas_strerror() gives the sentence.  Dimensions of zero are legal.  NaN and Inf propagate as in BLAS.  No routine
 * prints, aborts or keeps global state; all may be called from several threads at once.
 */
#ifndef RANDBLAS_H
#define RANDBLAS_H

#include <stddef.h>
#include <stdint.h>

/** @cond */
#if defined(_WIN32)
#define RANDBLAS_API
#else
#define RANDBLAS_API __attribute__((visibility("default")))
#endif
/** @endcond */

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------- enums, errors ---------------------------------- */

/** Storage order; CBLAS values. */
typedef enum randblas_layout { RANDBLAS_ROW_MAJOR = 101, RANDBLAS_COL_MAJOR = 102 } randblas_layout;

/** op(X) = X, X^T or X^H; CBLAS values.  For real X the last two are the same. */
typedef enum randblas_op { RANDBLAS_NO_TRANS = 111, RANDBLAS_TRANS = 112, RANDBLAS_CONJ_TRANS = 113 } randblas_op;

/** Which triangle of a symmetric, Hermitian or triangular matrix is referenced; CBLAS values. */
typedef enum randblas_uplo { RANDBLAS_UPPER = 121, RANDBLAS_LOWER = 122 } randblas_uplo;

/** Whether the diagonal of a triangular matrix is taken as ones; CBLAS values. */
typedef enum randblas_diag { RANDBLAS_NON_UNIT = 131, RANDBLAS_UNIT = 132 } randblas_diag;

/** On which side of A the operator stands; CBLAS values. */
typedef enum randblas_side { RANDBLAS_LEFT = 141, RANDBLAS_RIGHT = 142 } randblas_side;

/**
 * The one list of result codes: X(name, value, sentence).  Positive codes are numerical outcomes, and outputs hold the
 * best that was found; codes of -1000 and below mean that outputs must not be used.
 */
#define RANDBLAS_INFO_LIST(X)                                                                                          \
    X(RANDBLAS_SUCCESS, 0, "success")                                                                                  \
    X(RANDBLAS_NOT_CONVERGED, 1, "the iteration stopped at its limit before the tolerance was met")                    \
    X(RANDBLAS_RANK_DEFICIENT, 2, "the matrix is rank deficient to working precision")                                 \
    X(RANDBLAS_NOT_POSITIVE_DEFINITE, 3, "the matrix is not positive definite")                                        \
    X(RANDBLAS_NOT_FINITE, 4, "the input holds NaN or Inf")                                                            \
    X(RANDBLAS_OUT_OF_MEMORY, -1000, "memory could not be allocated")                                                  \
    X(RANDBLAS_MEMORY_LIMIT, -1001, "the memory limit that was set is too small")                                      \
    X(RANDBLAS_CANCELLED, -1002, "cancelled by the progress callback")                                                 \
    X(RANDBLAS_CALLBACK_FAILED, -1003, "a callback of the caller reported failure")                                    \
    X(RANDBLAS_TOO_LARGE, -1004, "a size overflows the integers of this build")                                        \
    X(RANDBLAS_INVALID_SPARSE, -1005, "the sparse matrix is not valid: an index or pointer is out of range")           \
    X(RANDBLAS_IO_ERROR, -1010, "a file could not be read or written")                                                 \
    X(RANDBLAS_BAD_FORMAT, -1011, "a file is truncated or not in the expected format")                                 \
    X(RANDBLAS_NO_SPACE, -1012, "the disk is full")                                                                    \
    X(RANDBLAS_INTERNAL, -1099, "internal error")

/** Result codes; see RANDBLAS_INFO_LIST. */
typedef enum randblas_info {
#define RANDBLAS_INFO_ENUM(name, value, sentence) name = value, /**< see RANDBLAS_INFO_LIST */
    RANDBLAS_INFO_LIST(RANDBLAS_INFO_ENUM)
#undef RANDBLAS_INFO_ENUM
} randblas_info;

/** The sentence for a result code: a constant string, never NULL. */
RANDBLAS_API const char *randblas_strerror(int info);

/** Version of the library that is linked, "major.minor.patch". */
RANDBLAS_API const char *randblas_version(void);

/* ---------------------------------------------------------------- control of long work --------------------------- */

/**
 * Called now and then by long-running routines from the calling thread, with the phase's name and the fraction done in
 * [0, 1] (negative when unknown).  A nonzero return cancels: the routine returns RANDBLAS_CANCELLED.
 */
typedef int (*randblas_progress_fn)(void *context, const char *phase, double fraction);

/** What a long-running routine may use and whom it tells.  All-zero means: malloc, no limit, no progress. */
typedef struct randblas_control {
    randblas_progress_fn progress;                  /**< NULL: none */
    void *progress_context;                         /**< first argument of progress */
    void *(*allocate)(void *context, size_t bytes); /**< NULL: malloc; any alignment that malloc gives will do */
    void (*release)(void *context, void *block);    /**< NULL: free */
    void *allocator_context;                        /**< first argument of allocate and release */
    int64_t memory_limit;                           /**< bytes of workspace; 0: no limit */
} randblas_control;

/* ---------------------------------------------------------------- random state ----------------------------------- */

/** State of the generator: Philox4x32 counter and key.  Copy it freely; there is nothing else. */
typedef struct randblas_state {
    uint32_t counter[4]; /**< least significant word first */
    uint32_t key[2];     /**< least significant word first */
} randblas_state;

/** The state of a seed: counter 0, key = seed. */
RANDBLAS_API randblas_state randblas_seed(uint64_t seed);

/** Philox4x32-10 itself: the four words at a counter and key.  Random123's known answers hold. */
RANDBLAS_API void randblas_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t words[4]);

/* ---------------------------------------------------------------- distributions and operators -------------------- */

/** Families of sketching operators; see the constructor functions for their rules. */
typedef enum randblas_family {
    RANDBLAS_GAUSSIAN = 1,     /**< randblas_gaussian() */
    RANDBLAS_UNIFORM = 2,      /**< randblas_uniform() */
    RANDBLAS_RADEMACHER = 3,   /**< randblas_rademacher() */
    RANDBLAS_SPARSE_SIGN = 4,  /**< randblas_sparse_sign(); CountSketch is nnz = 1 */
    RANDBLAS_SPARSE_STACK = 5, /**< randblas_sparse_stack() */
    RANDBLAS_LESS_UNIFORM = 6, /**< randblas_less_uniform() */
    RANDBLAS_LESS = 7,         /**< randblas_less() */
    RANDBLAS_SRHT = 8,         /**< randblas_srht() */
    RANDBLAS_SRFT = 9,         /**< randblas_srft() */
    RANDBLAS_ROW_SAMPLE = 10,  /**< randblas_row_sample(), randblas_row_sample_weighted() */
    RANDBLAS_KHATRI_RAO = 11,  /**< randblas_khatri_rao() */
    RANDBLAS_KRONECKER = 12,   /**< randblas_kronecker() */
    RANDBLAS_COMPOSITION = 13  /**< randblas_compose() */
} randblas_family;

/** A sketching operator: opaque, fully determined by its distribution and state. */
typedef struct randblas_sketch randblas_sketch;

/** A distribution of d x m operators.  Make one with a constructor below; the fields may then be changed. */
typedef struct randblas_dist {
    size_t size;                           /**< sizeof(randblas_dist); 0 is taken for it */
    randblas_family family;                /**< the rule */
    int64_t rows;                          /**< d */
    int64_t cols;                          /**< m */
    int64_t nnz;                           /**< nonzeros per column (sparse) or per row (LESS); 0: the default */
    int32_t unscaled;                      /**< nonzero: omit the factor that makes E S^T S = I (see each family) */
    int32_t replace;                       /**< row sampling: nonzero: with replacement */
    const double *weights;                 /**< m nonnegative weights, copied on creation, or NULL */
    int64_t nfactors;                      /**< number of factors of a structured family */
    const randblas_sketch *const *factors; /**< the factors, copied on creation */
} randblas_dist;

/** Gaussian: iid N(0, 1) entries times 1/sqrt(d). */
RANDBLAS_API randblas_dist randblas_gaussian(int64_t d, int64_t m);

/** Uniform: iid entries uniform on [-sqrt(3), sqrt(3)] times 1/sqrt(d). */
RANDBLAS_API randblas_dist randblas_uniform(int64_t d, int64_t m);

/** Rademacher: iid signs times 1/sqrt(d). */
RANDBLAS_API randblas_dist randblas_rademacher(int64_t d, int64_t m);

/**
 * Sparse sign (SASO, OSNAP, @cite nelson2013): each column has nnz signs, times 1/sqrt(nnz), in distinct rows chosen
 * uniformly.  nnz = 0: min(8, d).  Needs nnz <= d.
 */
RANDBLAS_API randblas_dist randblas_sparse_sign(int64_t d, int64_t m, int64_t nnz);

/** CountSketch (@cite clarkson2013): sparse sign with one nonzero a column. */
RANDBLAS_API randblas_dist randblas_count_sketch(int64_t d, int64_t m);

/**
 * SparseStack: nnz CountSketches stacked, block t over rows floor(t d/nnz) .. floor((t+1) d/nnz), times 1/sqrt(nnz).
 * nnz = 0: min(8, d).
 */
RANDBLAS_API randblas_dist randblas_sparse_stack(int64_t d, int64_t m, int64_t nnz);

/**
 * LESS-uniform (LASO, @cite derezinski2021): each row has nnz signs in distinct uniform columns, times
 * sqrt(m/(nnz d)).  nnz = 0: min(d, m).
 */
RANDBLAS_API randblas_dist randblas_less_uniform(int64_t d, int64_t m, int64_t nnz);

/**
 * LESS (@cite derezinski2021): each row is the sum of nnz terms +-sqrt(1/(nnz d p_j)) e_j, with j drawn independently
 * from p_j = (approximate leverage) scores[j] / sum.  nnz = 0: min(d, m).  Columns of score zero are never drawn.
 * Unscaled: 1/sqrt(d) is left out, so that each row r has E r^T r = I.
 */
RANDBLAS_API randblas_dist randblas_less(int64_t d, int64_t m, int64_t nnz, const double *scores);

/**
 * Subsampled randomised Hadamard transform (@cite tropp2011): sqrt(M/d) R H D, D random signs, H the orthonormal
 * Hadamard matrix of order M, the least 2^k, 12 2^k, 20 2^k or 28 2^k that is at least m (of which the first m columns
 * count), R d rows drawn uniformly without replacement.  Needs d <= M.
 */
RANDBLAS_API randblas_dist randblas_srht(int64_t d, int64_t m);

/** Subsampled randomised cosine transform: sqrt(m/d) R C D, C the orthonormal DCT-II of order m.  Needs d <= m. */
RANDBLAS_API randblas_dist randblas_srft(int64_t d, int64_t m);

/** Uniform row sampling: row i is sqrt(m/d) e_j.  Without replacement (replace = 0) it needs d <= m.  Unscaled: e_j. */
RANDBLAS_API randblas_dist randblas_row_sample(int64_t d, int64_t m, int replace);

/**
 * Weighted row sampling, p_j = weights[j]/sum (for leverage-score sampling pass the scores).  With replacement: row i
 * is e_j/sqrt(d p_j), j drawn from p.  Without: systematic sampling in random order, in which column j is drawn with
 * probability pi_j = min(1, c p_j) exactly, sum pi_j = d, and its row is e_j/sqrt(pi_j); needs d positive weights.
 * Rows come in random order.  Unscaled: e_j.
 */
RANDBLAS_API randblas_dist randblas_row_sample_weighted(int64_t d, int64_t m, const double *weights, int replace);

/**
 * Khatri-Rao sketch: row i is d^((t-1)/2) times the Kronecker product of rows i of the t factors, each d x m_t; so
 * S is d x (m_1 ... m_t) with the last factor's index fastest.
 */
RANDBLAS_API randblas_dist randblas_khatri_rao(int64_t nfactors, const randblas_sketch *const *factors);

/** Kronecker sketch S_1 (x) ... (x) S_t, the last factor's index fastest, never formed. */
RANDBLAS_API randblas_dist randblas_kronecker(int64_t nfactors, const randblas_sketch *const *factors);

/** Composition S_1 S_2 ... S_t: the last factor is applied first, so give the sparse one there. */
RANDBLAS_API randblas_dist randblas_compose(int64_t nfactors, const randblas_sketch *const *factors);

/**
 * Make an operator.  The random numbers are drawn when it is applied; what is stored is O(d) for sampling families,
 * O(m) for weighted ones, and O(1) for the rest.
 *
 * @param[in]  dist   the distribution; weights and factors are copied
 * @param[in]  state  where its random numbers start.  Two operators from one state are not independent.
 *                    Structured families draw none.
 * @param[out] S      the operator, to be given to randblas_sketch_destroy(); NULL on failure
 * @param[out] next   NULL, or the state to continue from; may be the same object as state
 * @return 0, -1 (a field of dist is illegal), -2, -3, RANDBLAS_TOO_LARGE, RANDBLAS_OUT_OF_MEMORY
 */
RANDBLAS_API int randblas_sketch_create(const randblas_dist *dist, const randblas_state *state, randblas_sketch **S,
                                        randblas_state *next);

/**
 * The state that follows an operator of this distribution, in O(1) and without making it.
 * For a dense iid operator whose d is a multiple of 16, the operator made from the next state holds exactly the rows
 * that a taller one would have below d.
 *
 * @return 0, -1 (a field of dist is illegal), -2, -3, RANDBLAS_TOO_LARGE
 */
RANDBLAS_API int randblas_state_next(const randblas_dist *dist, const randblas_state *state, randblas_state *next);

/** Free an operator; NULL is legal. */
RANDBLAS_API void randblas_sketch_destroy(randblas_sketch *S);

/** d; 0 for NULL. */
RANDBLAS_API int64_t randblas_sketch_rows(const randblas_sketch *S);
/** m; 0 for NULL. */
RANDBLAS_API int64_t randblas_sketch_cols(const randblas_sketch *S);
/** The family; 0 for NULL. */
RANDBLAS_API int randblas_sketch_family(const randblas_sketch *S);

/* ---------------------------------------------------------------- linear operators ------------------------------- */

/** What a linear operator is made of. */
typedef enum randblas_kind {
    RANDBLAS_DENSE = 1,     /**< values: rows x cols in layout with leading dimension ld */
    RANDBLAS_SYMMETRIC = 2, /**< values: one triangle (uplo) of a symmetric matrix in layout with ld */
    RANDBLAS_HERMITIAN = 3, /**< the same for a Hermitian matrix; in real precision equal to symmetric */
    RANDBLAS_CSR = 4,       /**< ptr[rows + 1], colind[nnz], values[nnz] */
    RANDBLAS_CSC = 5,       /**< ptr[cols + 1], rowind[nnz], values[nnz] */
    RANDBLAS_COO = 6,       /**< rowind[nnz], colind[nnz], values[nnz] */
    RANDBLAS_CALLBACK = 7   /**< apply(context, ...) */
} randblas_kind;

/**
 * A matrix-free operator of the caller: Y = op(A) X, both column major, X with ncols columns; nonzero means failure.
 * Called from the thread that called the library, never from two threads at once.
 */
typedef int (*randblas_sapply_fn)(void *context, randblas_op op, int64_t ncols, const float *X, int64_t ldx, float *Y,
                                  int64_t ldy);
/** @copydoc randblas_sapply_fn */
typedef int (*randblas_dapply_fn)(void *context, randblas_op op, int64_t ncols, const double *X, int64_t ldx, double *Y,
                                  int64_t ldy);
/** @copydoc randblas_sapply_fn */
typedef int (*randblas_capply_fn)(void *context, randblas_op op, int64_t ncols, const void *X, int64_t ldx, void *Y,
                                  int64_t ldy);
/** @copydoc randblas_sapply_fn */
typedef int (*randblas_zapply_fn)(void *context, randblas_op op, int64_t ncols, const void *X, int64_t ldx, void *Y,
                                  int64_t ldy);

/** @cond */
#define RANDBLAS_LINOP_FIELDS(value_t, apply_t)                                                                        \
    size_t size;            /* sizeof this struct; 0 is taken for it */                                                \
    randblas_kind kind;     /* which of the fields below count */                                                      \
    randblas_layout layout; /* dense, symmetric, Hermitian */                                                          \
    randblas_uplo uplo;     /* symmetric, Hermitian */                                                                 \
    int64_t rows, cols;                                                                                                \
    int64_t nnz; /* CSR, CSC, COO */                                                                                   \
    int64_t ld;  /* dense, symmetric, Hermitian */                                                                     \
    value_t *values;                                                                                                   \
    int64_t *ptr, *rowind, *colind;                                                                                    \
    apply_t apply;                                                                                                     \
    void *context;
/** @endcond */

/**
 * A matrix seen through one type: dense, symmetric, Hermitian, CSR, CSC, COO or a callback.  It owns nothing; the
 * library never writes through it unless it is an output.  Sparse indices are 64-bit and start at 0; duplicates add;
 * the order within a row or column is free unless a routine says otherwise.  Make one with a constructor.  A dimension
 * above 2^56, or as many elements of a dense matrix with what lies between its rows or columns, is illegal: no memory
 * holds either.
 */
typedef struct randblas_slinop {
    RANDBLAS_LINOP_FIELDS(float, randblas_sapply_fn)
} randblas_slinop;
/** @copydoc randblas_slinop */
typedef struct randblas_dlinop {
    RANDBLAS_LINOP_FIELDS(double, randblas_dapply_fn)
} randblas_dlinop;
/** @copydoc randblas_slinop */
typedef struct randblas_clinop {
    RANDBLAS_LINOP_FIELDS(void, randblas_capply_fn)
} randblas_clinop;
/** @copydoc randblas_slinop */
typedef struct randblas_zlinop {
    RANDBLAS_LINOP_FIELDS(void, randblas_zapply_fn)
} randblas_zlinop;

/** @name Constructors of linear operators
 *  They copy their arguments into the struct and check nothing: the routine that uses the operator does.
 *  @{ */
/** A dense rows x cols matrix. */
RANDBLAS_API randblas_dlinop randblas_dlinop_dense(randblas_layout layout, int64_t rows, int64_t cols, const double *A,
                                                   int64_t lda);
/** A symmetric n x n matrix of which the triangle uplo is referenced. */
RANDBLAS_API randblas_dlinop randblas_dlinop_symmetric(randblas_layout layout, randblas_uplo uplo, int64_t n,
                                                       const double *A, int64_t lda);
/** A compressed-row matrix; nnz = ptr[rows]. */
RANDBLAS_API randblas_dlinop randblas_dlinop_csr(int64_t rows, int64_t cols, const int64_t *ptr, const int64_t *colind,
                                                 const double *values);
/** A compressed-column matrix; nnz = ptr[cols]. */
RANDBLAS_API randblas_dlinop randblas_dlinop_csc(int64_t rows, int64_t cols, const int64_t *ptr, const int64_t *rowind,
                                                 const double *values);
/** A matrix of coordinates (rowind[k], colind[k], values[k]). */
RANDBLAS_API randblas_dlinop randblas_dlinop_coo(int64_t rows, int64_t cols, int64_t nnz, const int64_t *rowind,
                                                 const int64_t *colind, const double *values);
/** A matrix-free operator. */
RANDBLAS_API randblas_dlinop randblas_dlinop_callback(int64_t rows, int64_t cols, randblas_dapply_fn apply,
                                                      void *context);
/** @copydoc randblas_dlinop_dense */
RANDBLAS_API randblas_slinop randblas_slinop_dense(randblas_layout layout, int64_t rows, int64_t cols, const float *A,
                                                   int64_t lda);
/** @copydoc randblas_dlinop_symmetric */
RANDBLAS_API randblas_slinop randblas_slinop_symmetric(randblas_layout layout, randblas_uplo uplo, int64_t n,
                                                       const float *A, int64_t lda);
/** @copydoc randblas_dlinop_csr */
RANDBLAS_API randblas_slinop randblas_slinop_csr(int64_t rows, int64_t cols, const int64_t *ptr, const int64_t *colind,
                                                 const float *values);
/** @copydoc randblas_dlinop_csc */
RANDBLAS_API randblas_slinop randblas_slinop_csc(int64_t rows, int64_t cols, const int64_t *ptr, const int64_t *rowind,
                                                 const float *values);
/** @copydoc randblas_dlinop_coo */
RANDBLAS_API randblas_slinop randblas_slinop_coo(int64_t rows, int64_t cols, int64_t nnz, const int64_t *rowind,
                                                 const int64_t *colind, const float *values);
/** @copydoc randblas_dlinop_callback */
RANDBLAS_API randblas_slinop randblas_slinop_callback(int64_t rows, int64_t cols, randblas_sapply_fn apply,
                                                      void *context);
/** @copydoc randblas_dlinop_dense */
RANDBLAS_API randblas_clinop randblas_clinop_dense(randblas_layout layout, int64_t rows, int64_t cols, const void *A,
                                                   int64_t lda);
/** @copydoc randblas_dlinop_symmetric */
RANDBLAS_API randblas_clinop randblas_clinop_symmetric(randblas_layout layout, randblas_uplo uplo, int64_t n,
                                                       const void *A, int64_t lda);
/** @copydoc randblas_dlinop_csr */
RANDBLAS_API randblas_clinop randblas_clinop_csr(int64_t rows, int64_t cols, const int64_t *ptr, const int64_t *colind,
                                                 const void *values);
/** @copydoc randblas_dlinop_csc */
RANDBLAS_API randblas_clinop randblas_clinop_csc(int64_t rows, int64_t cols, const int64_t *ptr, const int64_t *rowind,
                                                 const void *values);
/** @copydoc randblas_dlinop_coo */
RANDBLAS_API randblas_clinop randblas_clinop_coo(int64_t rows, int64_t cols, int64_t nnz, const int64_t *rowind,
                                                 const int64_t *colind, const void *values);
/** @copydoc randblas_dlinop_callback */
RANDBLAS_API randblas_clinop randblas_clinop_callback(int64_t rows, int64_t cols, randblas_capply_fn apply,
                                                      void *context);
/** @copydoc randblas_zlinop_hermitian */
RANDBLAS_API randblas_clinop randblas_clinop_hermitian(randblas_layout layout, randblas_uplo uplo, int64_t n,
                                                       const void *A, int64_t lda);
/** @copydoc randblas_dlinop_dense */
RANDBLAS_API randblas_zlinop randblas_zlinop_dense(randblas_layout layout, int64_t rows, int64_t cols, const void *A,
                                                   int64_t lda);
/** @copydoc randblas_dlinop_symmetric */
RANDBLAS_API randblas_zlinop randblas_zlinop_symmetric(randblas_layout layout, randblas_uplo uplo, int64_t n,
                                                       const void *A, int64_t lda);
/** @copydoc randblas_dlinop_csr */
RANDBLAS_API randblas_zlinop randblas_zlinop_csr(int64_t rows, int64_t cols, const int64_t *ptr, const int64_t *colind,
                                                 const void *values);
/** @copydoc randblas_dlinop_csc */
RANDBLAS_API randblas_zlinop randblas_zlinop_csc(int64_t rows, int64_t cols, const int64_t *ptr, const int64_t *rowind,
                                                 const void *values);
/** @copydoc randblas_dlinop_coo */
RANDBLAS_API randblas_zlinop randblas_zlinop_coo(int64_t rows, int64_t cols, int64_t nnz, const int64_t *rowind,
                                                 const int64_t *colind, const void *values);
/** @copydoc randblas_dlinop_callback */
RANDBLAS_API randblas_zlinop randblas_zlinop_callback(int64_t rows, int64_t cols, randblas_zapply_fn apply,
                                                      void *context);
/** A Hermitian n x n matrix of which the triangle uplo is referenced. */
RANDBLAS_API randblas_zlinop randblas_zlinop_hermitian(randblas_layout layout, randblas_uplo uplo, int64_t n,
                                                       const void *A, int64_t lda);
/** @} */

/* ---------------------------------------------------------------- applying ---------------------------------------- */

/** @name Applying sketching operators
 *  @{ */
/**
 * B = S[ro : ro + m, co : co + n], as a dense array.
 *
 * @param[in]  layout  storage order of B
 * @param[in]  m,n     rows and columns of the submatrix
 * @param[in]  S       any operator
 * @param[in]  ro,co   first row and column; ro + m <= d, co + n <= m of S
 * @param[out] B       m x n
 * @param[in]  ldb     at least max(1, m) (column major) or max(1, n) (row major)
 * @return 0, -i, RANDBLAS_OUT_OF_MEMORY
 */
RANDBLAS_API int randblas_dfill(randblas_layout layout, int64_t m, int64_t n, const randblas_sketch *S, int64_t ro,
                                int64_t co, double *B, int64_t ldb);
/** @copydoc randblas_dfill */
RANDBLAS_API int randblas_sfill(randblas_layout layout, int64_t m, int64_t n, const randblas_sketch *S, int64_t ro,
                                int64_t co, float *B, int64_t ldb);
/** @copydoc randblas_dfill */
RANDBLAS_API int randblas_cfill(randblas_layout layout, int64_t m, int64_t n, const randblas_sketch *S, int64_t ro,
                                int64_t co, void *B, int64_t ldb);
/** @copydoc randblas_dfill */
RANDBLAS_API int randblas_zfill(randblas_layout layout, int64_t m, int64_t n, const randblas_sketch *S, int64_t ro,
                                int64_t co, void *B, int64_t ldb);

/**
 * The nonzeros of S[ro : ro + m, co : co + n] as coordinates relative to the submatrix, in no promised order, each
 * position once or (LESS) as often as it was drawn.  For the sparse and row sampling families.
 *
 * @param[in]  m,n       rows and columns of the submatrix
 * @param[in]  S         a sparse sign, SparseStack, LESS-uniform, LESS or row sampling operator
 * @param[in]  ro,co     first row and column
 * @param[in]  capacity  length of the three arrays
 * @param[out] rowind,colind,values  the nonzeros; untouched when nnz > capacity; NULL is legal with capacity 0
 * @param[out] nnz       how many there are, set also when they do not fit: call first with capacity 0 to learn it
 * @return 0, -i (-6: they do not fit and capacity is not 0), RANDBLAS_OUT_OF_MEMORY
 */
RANDBLAS_API int randblas_dfill_coo(int64_t m, int64_t n, const randblas_sketch *S, int64_t ro, int64_t co,
                                    int64_t capacity, int64_t *rowind, int64_t *colind, double *values, int64_t *nnz);
/** @copydoc randblas_dfill_coo */
RANDBLAS_API int randblas_sfill_coo(int64_t m, int64_t n, const randblas_sketch *S, int64_t ro, int64_t co,
                                    int64_t capacity, int64_t *rowind, int64_t *colind, float *values, int64_t *nnz);

/**
 * Apply an operator to a dense matrix: B = alpha op(S') op(A) + beta B (left) or alpha op(A) op(S') + beta B (right),
 * where S' is the submatrix of S that starts at (ro, co) and has the size that op(S') needs: m x k on the left, k x n
 * on the right.
 *
 * Memory beyond A and B is a panel of a few MB, whatever the sizes.  The cost is that of the table in
 * randblas/README.md.
 *
 * @param[in]     layout  storage order of A and B
 * @param[in]     side    where S stands
 * @param[in]     transs  op on S'
 * @param[in]     transa  op on A
 * @param[in]     m,n     rows and columns of B
 * @param[in]     k       the inner dimension
 * @param[in]     alpha   scalar
 * @param[in]     S       the operator
 * @param[in]     ro,co   where the submatrix starts
 * @param[in]     A       op(A) is k x n on the left, m x k on the right
 * @param[in]     lda     leading dimension of A as stored
 * @param[in]     beta    scalar; when 0, B need not be set
 * @param[in,out] B       m x n
 * @param[in]     ldb     leading dimension of B
 * @return 0, -i, RANDBLAS_OUT_OF_MEMORY
 */
RANDBLAS_API int randblas_dskge(randblas_layout layout, randblas_side side, randblas_op transs, randblas_op transa,
                                int64_t m, int64_t n, int64_t k, double alpha, const randblas_sketch *S, int64_t ro,
                                int64_t co, const double *A, int64_t lda, double beta, double *B, int64_t ldb);
/** @copydoc randblas_dskge */
RANDBLAS_API int randblas_sskge(randblas_layout layout, randblas_side side, randblas_op transs, randblas_op transa,
                                int64_t m, int64_t n, int64_t k, float alpha, const randblas_sketch *S, int64_t ro,
                                int64_t co, const float *A, int64_t lda, float beta, float *B, int64_t ldb);
/** @copydoc randblas_dskge */
RANDBLAS_API int randblas_cskge(randblas_layout layout, randblas_side side, randblas_op transs, randblas_op transa,
                                int64_t m, int64_t n, int64_t k, const void *alpha, const randblas_sketch *S,
                                int64_t ro, int64_t co, const void *A, int64_t lda, const void *beta, void *B,
                                int64_t ldb);
/** @copydoc randblas_dskge */
RANDBLAS_API int randblas_zskge(randblas_layout layout, randblas_side side, randblas_op transs, randblas_op transa,
                                int64_t m, int64_t n, int64_t k, const void *alpha, const randblas_sketch *S,
                                int64_t ro, int64_t co, const void *A, int64_t lda, const void *beta, void *B,
                                int64_t ldb);

/**
 * Apply an operator to a symmetric matrix: B = alpha op(S') A + beta B (left, A n x n) or alpha A op(S') + beta B
 * (right, A m x m), with B m x n and op(S') m x n.  Only the triangle uplo of A is read.
 *
 * @param[in]     layout  storage order of A and B
 * @param[in]     side    where S stands
 * @param[in]     uplo    the triangle of A that is stored
 * @param[in]     transs  op on S'
 * @param[in]     m,n     rows and columns of B
 * @param[in]     alpha   scalar
 * @param[in]     S       the operator
 * @param[in]     ro,co   where the submatrix starts
 * @param[in]     A       the matrix
 * @param[in]     lda     leading dimension of A
 * @param[in]     beta    scalar; when 0, B need not be set
 * @param[in,out] B       m x n
 * @param[in]     ldb     leading dimension of B
 * @return 0, -i, RANDBLAS_OUT_OF_MEMORY
 */
RANDBLAS_API int randblas_dsksy(randblas_layout layout, randblas_side side, randblas_uplo uplo, randblas_op transs,
                                int64_t m, int64_t n, double alpha, const randblas_sketch *S, int64_t ro, int64_t co,
                                const double *A, int64_t lda, double beta, double *B, int64_t ldb);
/** @copydoc randblas_dsksy */
RANDBLAS_API int randblas_ssksy(randblas_layout layout, randblas_side side, randblas_uplo uplo, randblas_op transs,
                                int64_t m, int64_t n, float alpha, const randblas_sketch *S, int64_t ro, int64_t co,
                                const float *A, int64_t lda, float beta, float *B, int64_t ldb);
/** @copydoc randblas_dsksy */
RANDBLAS_API int randblas_csksy(randblas_layout layout, randblas_side side, randblas_uplo uplo, randblas_op transs,
                                int64_t m, int64_t n, const void *alpha, const randblas_sketch *S, int64_t ro,
                                int64_t co, const void *A, int64_t lda, const void *beta, void *B, int64_t ldb);
/** @copydoc randblas_dsksy */
RANDBLAS_API int randblas_zsksy(randblas_layout layout, randblas_side side, randblas_uplo uplo, randblas_op transs,
                                int64_t m, int64_t n, const void *alpha, const randblas_sketch *S, int64_t ro,
                                int64_t co, const void *A, int64_t lda, const void *beta, void *B, int64_t ldb);

/**
 * Apply an operator to a Hermitian matrix; otherwise as randblas_zsksy().
 * The imaginary parts of the diagonal are taken as zero.
 */
RANDBLAS_API int randblas_zskhe(randblas_layout layout, randblas_side side, randblas_uplo uplo, randblas_op transs,
                                int64_t m, int64_t n, const void *alpha, const randblas_sketch *S, int64_t ro,
                                int64_t co, const void *A, int64_t lda, const void *beta, void *B, int64_t ldb);
/** @copydoc randblas_zskhe */
RANDBLAS_API int randblas_cskhe(randblas_layout layout, randblas_side side, randblas_uplo uplo, randblas_op transs,
                                int64_t m, int64_t n, const void *alpha, const randblas_sketch *S, int64_t ro,
                                int64_t co, const void *A, int64_t lda, const void *beta, void *B, int64_t ldb);

/**
 * Apply an operator to a vector: y = alpha op(S') x + beta y, op(S') m x n.
 *
 * @param[in]     transs  op on S'
 * @param[in]     m,n     rows and columns of op(S')
 * @param[in]     alpha   scalar
 * @param[in]     S       the operator
 * @param[in]     ro,co   where the submatrix starts
 * @param[in]     x       n entries
 * @param[in]     incx    stride, not 0; negative as in BLAS
 * @param[in]     beta    scalar; when 0, y need not be set
 * @param[in,out] y       m entries
 * @param[in]     incy    stride, not 0; negative as in BLAS
 * @return 0, -i, RANDBLAS_OUT_OF_MEMORY
 */
RANDBLAS_API int randblas_dskve(randblas_op transs, int64_t m, int64_t n, double alpha, const randblas_sketch *S,
                                int64_t ro, int64_t co, const double *x, int64_t incx, double beta, double *y,
                                int64_t incy);
/** @copydoc randblas_dskve */
RANDBLAS_API int randblas_sskve(randblas_op transs, int64_t m, int64_t n, float alpha, const randblas_sketch *S,
                                int64_t ro, int64_t co, const float *x, int64_t incx, float beta, float *y,
                                int64_t incy);
/** @copydoc randblas_dskve */
RANDBLAS_API int randblas_cskve(randblas_op transs, int64_t m, int64_t n, const void *alpha, const randblas_sketch *S,
                                int64_t ro, int64_t co, const void *x, int64_t incx, const void *beta, void *y,
                                int64_t incy);
/** @copydoc randblas_dskve */
RANDBLAS_API int randblas_zskve(randblas_op transs, int64_t m, int64_t n, const void *alpha, const randblas_sketch *S,
                                int64_t ro, int64_t co, const void *x, int64_t incx, const void *beta, void *y,
                                int64_t incy);

/**
 * Apply an operator to any linear operator: B = alpha op(S') op(A) + beta B (left) or alpha op(A) op(S') + beta B
 * (right), with the sizes of randblas_dskge().  Sparse A costs O(nnz) arithmetic per row of S' (dense families) or per
 * nonzero of its columns (sparse families); a callback is given blocks of columns of S'.
 *
 * @param[in]     layout  storage order of B
 * @param[in]     side    where S stands
 * @param[in]     transs  op on S'
 * @param[in]     transa  op on A
 * @param[in]     m,n     rows and columns of B
 * @param[in]     k       the inner dimension
 * @param[in]     alpha   scalar
 * @param[in]     S       the operator
 * @param[in]     ro,co   where the submatrix starts
 * @param[in]     A       op(A) is k x n on the left, m x k on the right.  The indices of a sparse A are trusted: check
 *                        them once with randblas_dlinop_check()
 * @param[in]     beta    scalar; when 0, B need not be set
 * @param[in,out] B       m x n
 * @param[in]     ldb     leading dimension of B
 * @return 0, -i, RANDBLAS_OUT_OF_MEMORY, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randblas_dskop(randblas_layout layout, randblas_side side, randblas_op transs, randblas_op transa,
                                int64_t m, int64_t n, int64_t k, double alpha, const randblas_sketch *S, int64_t ro,
                                int64_t co, const randblas_dlinop *A, double beta, double *B, int64_t ldb);
/** @copydoc randblas_dskop */
RANDBLAS_API int randblas_sskop(randblas_layout layout, randblas_side side, randblas_op transs, randblas_op transa,
                                int64_t m, int64_t n, int64_t k, float alpha, const randblas_sketch *S, int64_t ro,
                                int64_t co, const randblas_slinop *A, float beta, float *B, int64_t ldb);
/** @copydoc randblas_dskop */
RANDBLAS_API int randblas_cskop(randblas_layout layout, randblas_side side, randblas_op transs, randblas_op transa,
                                int64_t m, int64_t n, int64_t k, const void *alpha, const randblas_sketch *S,
                                int64_t ro, int64_t co, const randblas_clinop *A, const void *beta, void *B,
                                int64_t ldb);
/** @copydoc randblas_dskop */
RANDBLAS_API int randblas_zskop(randblas_layout layout, randblas_side side, randblas_op transs, randblas_op transa,
                                int64_t m, int64_t n, int64_t k, const void *alpha, const randblas_sketch *S,
                                int64_t ro, int64_t co, const randblas_zlinop *A, const void *beta, void *B,
                                int64_t ldb);

/** @} */

/* ---------------------------------------------------------------- sparse matrices --------------------------------- */

/** @name Matrices that sketching needs
 *  @{ */
/**
 * Validate an operator: sizes, layout, leading dimension, NULL pointers, monotone pointers, every index in range.
 * Values are not looked at.  O(nnz).
 *
 * @param[in] A  the operator
 * @return 0, -1 (NULL, or a field is illegal), RANDBLAS_INVALID_SPARSE
 */
RANDBLAS_API int randblas_dlinop_check(const randblas_dlinop *A);
/** @copydoc randblas_dlinop_check */
RANDBLAS_API int randblas_slinop_check(const randblas_slinop *A);
/** @copydoc randblas_dlinop_check */
RANDBLAS_API int randblas_clinop_check(const randblas_clinop *A);
/** @copydoc randblas_dlinop_check */
RANDBLAS_API int randblas_zlinop_check(const randblas_zlinop *A);

/**
 * Y = alpha op(A) X + beta Y for any linear operator.
 *
 * @param[in]     layout  storage order of X and Y
 * @param[in]     trans   op on A
 * @param[in]     ncols   columns of X and Y
 * @param[in]     alpha   scalar
 * @param[in]     A       the operator; sparse indices are trusted
 * @param[in]     X       (columns of op(A)) x ncols
 * @param[in]     ldx     leading dimension of X
 * @param[in]     beta    scalar; when 0, Y need not be set
 * @param[in,out] Y       (rows of op(A)) x ncols
 * @param[in]     ldy     leading dimension of Y
 * @return 0, -i, RANDBLAS_OUT_OF_MEMORY, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randblas_dlinop_apply(randblas_layout layout, randblas_op trans, int64_t ncols, double alpha,
                                       const randblas_dlinop *A, const double *X, int64_t ldx, double beta, double *Y,
                                       int64_t ldy);
/** @copydoc randblas_dlinop_apply */
RANDBLAS_API int randblas_slinop_apply(randblas_layout layout, randblas_op trans, int64_t ncols, float alpha,
                                       const randblas_slinop *A, const float *X, int64_t ldx, float beta, float *Y,
                                       int64_t ldy);
/** @copydoc randblas_dlinop_apply */
RANDBLAS_API int randblas_clinop_apply(randblas_layout layout, randblas_op trans, int64_t ncols, const void *alpha,
                                       const randblas_clinop *A, const void *X, int64_t ldx, const void *beta, void *Y,
                                       int64_t ldy);
/** @copydoc randblas_dlinop_apply */
RANDBLAS_API int randblas_zlinop_apply(randblas_layout layout, randblas_op trans, int64_t ncols, const void *alpha,
                                       const randblas_zlinop *A, const void *X, int64_t ldx, const void *beta, void *Y,
                                       int64_t ldy);

/**
 * Convert between dense, symmetric, CSR, CSC and COO storage.
 *
 * @param[in]     A  any kind but a callback.  Converting from dense keeps what is not zero (NaN is kept)
 * @param[in,out] B  its kind (dense, CSR, CSC or COO), rows, cols and, if dense, layout and ld say what is wanted; its
 *                   arrays are the caller's, with room for B->nnz nonzeros.  On return B->nnz is their number.  Within
 * a row (CSR) or column (CSC) indices ascend; COO is ordered by row; duplicates are kept, in their order, and added
 * when B is dense
 * @return 0, -1, -2 (also when B is too small: then B->nnz says what is needed), RANDBLAS_INVALID_SPARSE,
 *         RANDBLAS_OUT_OF_MEMORY
 */
RANDBLAS_API int randblas_dconvert(const randblas_dlinop *A, randblas_dlinop *B);
/** @copydoc randblas_dconvert */
RANDBLAS_API int randblas_sconvert(const randblas_slinop *A, randblas_slinop *B);
/** @copydoc randblas_dconvert */
RANDBLAS_API int randblas_cconvert(const randblas_clinop *A, randblas_clinop *B);
/** @copydoc randblas_dconvert */
RANDBLAS_API int randblas_zconvert(const randblas_zlinop *A, randblas_zlinop *B);

/**
 * Sparse triangular solve, B = alpha op(T)^-1 B, T the triangle uplo of A; the rest of A is ignored.
 *
 * @param[in]     layout  storage order of B
 * @param[in]     uplo    which triangle
 * @param[in]     trans   op on T
 * @param[in]     diag    unit: the diagonal is taken as ones and not read
 * @param[in]     nrhs    columns of B
 * @param[in]     alpha   scalar
 * @param[in]     A       square, CSR or CSC; duplicates add; indices are trusted
 * @param[in,out] B       n x nrhs
 * @param[in]     ldb     leading dimension of B
 * @return 0, -i, RANDBLAS_RANK_DEFICIENT (a diagonal entry is zero; B is untouched), RANDBLAS_OUT_OF_MEMORY
 */
RANDBLAS_API int randblas_dsptrsm(randblas_layout layout, randblas_uplo uplo, randblas_op trans, randblas_diag diag,
                                  int64_t nrhs, double alpha, const randblas_dlinop *A, double *B, int64_t ldb);
/** @copydoc randblas_dsptrsm */
RANDBLAS_API int randblas_ssptrsm(randblas_layout layout, randblas_uplo uplo, randblas_op trans, randblas_diag diag,
                                  int64_t nrhs, float alpha, const randblas_slinop *A, float *B, int64_t ldb);
/** @copydoc randblas_dsptrsm */
RANDBLAS_API int randblas_csptrsm(randblas_layout layout, randblas_uplo uplo, randblas_op trans, randblas_diag diag,
                                  int64_t nrhs, const void *alpha, const randblas_clinop *A, void *B, int64_t ldb);
/** @copydoc randblas_dsptrsm */
RANDBLAS_API int randblas_zsptrsm(randblas_layout layout, randblas_uplo uplo, randblas_op trans, randblas_diag diag,
                                  int64_t nrhs, const void *alpha, const randblas_zlinop *A, void *B, int64_t ldb);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
