/*
 * The verb qr: QR factorisation with column pivoting, A(:, P) = Q R, of tall matrices by CQRRPT and of others by BQRRP.
 *
 * A rank or a tolerance keeps the leading part, Q(:, 1:r) R(1:r, :), whose error is ||R(r+1:, r+1:)||_F exactly. CQRRPT
 * factors to the numerical rank in any case; BQRRP stops at the rank, and for the tolerance when what is left, C, has
 * ||C||_F <= EPS |R_11|: then no pivot of it is larger.
 */
#include "qr.h"

#include "factor.h"
#include "input.h"
#include "names.h"
#include "reflectors.h"
#include "report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { METHOD, R_ONLY, FACTOR };

typedef enum qr_method { QR_AUTO, QR_CQRRPT, QR_BQRRP } qr_method;
static const char *const methods[] = {[QR_AUTO] = "auto", [QR_CQRRPT] = "cqrrpt", [QR_BQRRP] = "bqrrp"};
static const name_list method_list = {"method", methods, sizeof methods / sizeof methods[0]};

static const option_entry table[] = {
    [METHOD] = {"method", 'm', "METHOD", "auto (the default), cqrrpt or bqrrp", &method_list},
    [R_ONLY] = {"r-only", 0, NULL, "write R and P, not Q", NULL},
    FACTOR_OPTIONS(FACTOR, "keep pivots |R_ii| > EPS |R_11|", "P and R_ii"),
};

/* What CQRRPT made Q by, and BQRRP. */
static const char *const bases[] = {[RANDLAPACK_QR_NONE] = "nothing",
                                    [RANDLAPACK_QR_CHOLESKY] = "Cholesky QR",
                                    [RANDLAPACK_QR_PRECONDITIONED] = "preconditioned Cholesky QR",
                                    [RANDLAPACK_QR_TWICE] = "Cholesky QR twice",
                                    [RANDLAPACK_QR_HOUSEHOLDER] = "Householder QR",
                                    [RANDLAPACK_QR_SKETCHED] = "the sketch"};

/* Settings and report. */
typedef struct qr {
    int asked, method;
    bool r_only;
    randlapack_tall_qr_report tall;
    randlapack_bqrrp_report blocks;
    int64_t numerical_rank, rank; /* what was found, what is kept */
    double left;                  /* the error of all that was factored */
    double kept, error;           /* ||Q R||_F, ||A P - Q R||_F */
} qr;

static int set(void *context, int index, const char *value, cli_error *error)
{
    qr *own = context;
    if (index == METHOD) return names_choose(&method_list, value, &own->asked, error);
    own->r_only = true;
    return CLI_OK;
}

static int accept(factor_run *run)
{
    qr *own = run->own;
    const int64_t m = run->A.rows, n = run->A.cols;
    own->method = own->asked ? own->asked : m >= 2 * n ? QR_CQRRPT : QR_BQRRP;
    if (own->method == QR_BQRRP || m >= n) return CLI_OK;
    return cli_complain("qr", CLI_USAGE,
                        "--method cqrrpt is for at least as many rows as columns, but the matrix in %s is %lld x %lld",
                        run->settings.path, (long long)m, (long long)n);
}

/* ---------------------------------------------------------------- CQRRPT ------------------------------------------ */

static int solve_tall(factor_run *run, qr *own)
{
    const int64_t m = run->A.rows, n = run->A.cols;
    const result_type type = factor_real(run);
    int64_t *P = factor_new(run, "P", RESULT_INDEX, 1, n, 1);
    void *Q = factor_new(run, "Q", type, 2, m, n), *R = factor_new(run, "R", type, 2, n, n);
    if (!P || !Q || !R) return RANDBLAS_OUT_OF_MEMORY;
    const randlapack_tall_qr_options options = {
        .size = sizeof options, .control = run->control, .state = randblas_seed(run->settings.common.seed)};
    int info;
    if (run->A.single) {
        const randblas_slinop op = input_single(&run->A);
        info = randlapack_scqrrpt(&op, Q, factor_ld(m), R, factor_ld(n), P, &options, &own->tall);
    } else {
        const randblas_dlinop op = input_double(&run->A);
        info = randlapack_dcqrrpt(&op, Q, factor_ld(m), R, factor_ld(n), P, &options, &own->tall);
    }
    own->numerical_rank = own->tall.rank;
    own->left = own->tall.error;
    return info == RANDBLAS_RANK_DEFICIENT ? 0 : info; /* an answer, not a failure */
}

/* ---------------------------------------------------------------- BQRRP ------------------------------------------- */

/* From W, as BQRRP leaves it: the first k rows of its upper trapezoid. */
static void copy_triangle(const result *W, int64_t k, result *R, char *to)
{
    const size_t width = factor_width(W->type);
    const char *from = W->values;
    memset(to, 0, (size_t)(R->rows * R->cols) * width);
    for (int64_t j = 0; j < R->cols; j++) {
        const int64_t rows = j < k ? j + 1 : k;
        memcpy(to + (size_t)(j * R->rows) * width, from + (size_t)(j * W->rows) * width, (size_t)rows * width);
    }
}

/* To at most k columns and this error, which counts as reached if the k columns are there. */
static int factor_blocks(const factor_run *run, qr *own, double tolerance, void *W, int64_t *P, void *tau)
{
    const int64_t m = run->A.rows, n = run->A.cols;
    const randlapack_bqrrp_options options = {.size = sizeof options,
                                              .control = run->control,
                                              .state = randblas_seed(run->settings.common.seed),
                                              .rank = run->k,
                                              .tolerance = tolerance};
    matrix_write_columns(&run->A, W);
    const int info = run->A.single ? randlapack_sbqrrp(m, n, W, factor_ld(m), P, tau, &options, &own->blocks)
                                   : randlapack_dbqrrp(m, n, W, factor_ld(m), P, tau, &options, &own->blocks);
    own->numerical_rank = own->blocks.rank;
    own->left = own->blocks.error;
    return info == RANDBLAS_NOT_CONVERGED ? 0 : info;
}

/* Until no pivot above the tolerance can be left.  |R_11| is near the largest norm of a column, which is at least
 * ||A||_F / sqrt(n); if it is not as near as this supposes, all columns are taken. */
static int factor_enough(const factor_run *run, qr *own, void *W, int64_t *P, void *tau)
{
    const double asked = run->settings.tolerance;
    const int info = factor_blocks(run, own, asked / (2 * sqrt((double)factor_ld(run->A.cols))), W, P, tau);
    if (info || asked == 0 || own->blocks.reflectors == run->k) return info;
    const double first = own->blocks.reflectors == 0 ? 0
                         : run->A.single             ? fabs((double)*(const float *)W)
                                                     : fabs(*(const double *)W);
    return own->left <= asked * first ? 0 : factor_blocks(run, own, 0, W, P, tau);
}

static int64_t choose_rank(const factor_run *run, const qr *own, const result *R);

/* Q takes the place of the reflectors, once it is known how many columns of it are wanted. */
static int solve_blocks(factor_run *run, qr *own)
{
    const int64_t n = run->A.cols, p = factor_smaller(run);
    const result_type type = factor_real(run);
    int64_t *P = factor_new(run, "P", RESULT_INDEX, 1, n, 1);
    void *W = factor_new(run, "Q", type, 2, run->A.rows, n), *tau = matrix_allocate(p, factor_width(type));
    int info = P && W && tau ? factor_enough(run, own, W, P, tau) : RANDBLAS_OUT_OF_MEMORY;
    void *triangle = info ? NULL : factor_new(run, "R", type, 2, p, n);
    if (!info && !triangle) info = RANDBLAS_OUT_OF_MEMORY;
    if (!info) {
        factor_array *Q = factor_find(run, "Q"), *R = factor_find(run, "R");
        copy_triangle(&Q->values, own->blocks.reflectors, &R->values, triangle);
        const int64_t k = choose_rank(run, own, &R->values);
        factor_crop(Q, Q->values.rows, k);
        if (!own->r_only) info = reflectors_expand(run->A.single, run->A.rows, k, W, tau);
    }
    free(tau);
    return info;
}

/* ---------------------------------------------------------------- both -------------------------------------------- */

/* Pivots that are above rounding, above the tolerance, and not more than were asked for. */
static int64_t choose_rank(const factor_run *run, const qr *own, const result *R)
{
    const int64_t most = run->k < own->numerical_rank ? run->k : own->numerical_rank;
    const double least = most > 0 ? run->settings.tolerance * fabs(result_at(R, 0, 0)) : 0;
    int64_t k = 0;
    while (k < most && fabs(result_at(R, k, k)) > least) k++;
    return k;
}

static void crop(factor_run *run, qr *own)
{
    factor_array *Q = factor_find(run, "Q"), *R = factor_find(run, "R");
    own->rank = choose_rank(run, own, &R->values);
    own->kept = 0;
    own->error = own->left;
    for (int64_t j = 0; j < R->values.cols; j++)
        for (int64_t i = 0; i < R->values.rows && i <= j; i++) {
            double *sum = i < own->rank ? &own->kept : &own->error;
            *sum = hypot(*sum, result_at(&R->values, i, j));
        }
    factor_crop(Q, Q->values.rows, own->rank);
    factor_crop(R, own->rank, R->values.cols);
    Q->written = !own->r_only;
}

/* What is printed beside P. */
static int add_diagonal(factor_run *run, const qr *own)
{
    double *diagonal = factor_new(run, "diagonal", RESULT_DOUBLE, 1, own->rank, 1);
    if (!diagonal) return RANDBLAS_OUT_OF_MEMORY;
    const result *R = &factor_find(run, "R")->values;
    for (int64_t i = 0; i < own->rank; i++) diagonal[i] = result_at(R, i, i);
    factor_find(run, "diagonal")->written = false;
    factor_find(run, "diagonal")->shown = factor_find(run, "P")->shown = true;
    return 0;
}

static int solve(factor_run *run)
{
    qr *own = run->own;
    const int info = own->method == QR_CQRRPT ? solve_tall(run, own) : solve_blocks(run, own);
    if (info) return info;
    crop(run, own);
    return add_diagonal(run, own);
}

static const char *basis(const qr *own)
{
    return own->method == QR_CQRRPT ? bases[own->tall.method] : "Householder reflectors";
}

static void summary(const factor_run *run, FILE *stream)
{
    const qr *own = run->own;
    fprintf(stream, "%-12s %s%s, Q by %s\n", "method", methods[own->method],
            own->asked                 ? ", as asked"
            : own->method == QR_CQRRPT ? ", as A is at least twice as tall as wide"
                                       : ", as A is less than twice as tall as wide",
            basis(own));
    fprintf(stream, "%-12s %lld of %lld pivots above rounding\n", "rank", (long long)own->rank,
            (long long)own->numerical_rank);
    report_estimate("error", factor_relative(own->kept, own->error), "||A P - Q R||_F / ||A||_F, but for rounding",
                    stream);
    if (own->method == QR_CQRRPT)
        report_estimate("condition", own->tall.condition, "of the columns kept, each scaled to norm 1 (estimate)",
                        stream);
}

static json_t *details(const factor_run *run)
{
    const qr *own = run->own;
    const bool tall = own->method == QR_CQRRPT;
    return json_pack("{ss, ss, sI, sI, so, so, so, so}", "method", methods[own->method], "basis", basis(own), "rank",
                     (json_int_t)own->rank, "numerical_rank", (json_int_t)own->numerical_rank, "error",
                     report_json_real(own->error), "relative_error",
                     report_json_real(factor_relative(own->kept, own->error)), "condition",
                     tall ? report_json_real(own->tall.condition) : json_null(), "sketch_rows",
                     tall ? json_integer((json_int_t)own->tall.sketch_rows) : json_null());
}

static int qr_main(int argc, char **argv)
{
    qr own = {.asked = QR_AUTO};
    return factor_main(&qr_verb, &own, argc, argv);
}

const factor_verb qr_verb = {
    .frame = {.name = "qr",
              .summary = "QR factorisation with column pivoting, A P = Q R",
              .table = table,
              .main = qr_main,
              FACTOR_FRAME},
    .purpose =
        "QR factorisation with column pivoting, A(:, P) = Q R: Q.npy, R.npy and P.npy, of the numerical rank or less.",
    .notes = "Method auto is cqrrpt where A has at least twice as many rows as columns, else bqrrp.",
    .solved = "done, 1 not finite",
    .first = FACTOR,
    .set = set,
    .accept = accept,
    .solve = solve,
    .summary = summary,
    .details = details,
};
