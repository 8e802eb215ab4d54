/*
 * The verb id: a matrix through some of its own columns and rows.
 *
 *     column      A ~ A(:, J) Z           row   A ~ W A(I, :)
 *     two-sided   A ~ W A(I, J) Z         cur   A ~ A(:, J) U A(I, :)
 */
#include "id.h"

#include "factor.h"
#include "input.h"
#include "names.h"
#include "report.h"

#include <math.h>
#include <string.h>

enum { KIND, PIVOTING, OVERSAMPLING, PASSES, FACTOR };

typedef enum id_kind { ID_COLUMN, ID_ROW, ID_TWO_SIDED, ID_CUR } id_kind;
static const char *const kinds[] = {
    [ID_COLUMN] = "column", [ID_ROW] = "row", [ID_TWO_SIDED] = "two-sided", [ID_CUR] = "cur"};
static const char *const formulas[] = {[ID_COLUMN] = "A ~ A(:, J) Z",
                                       [ID_ROW] = "A ~ W A(I, :)",
                                       [ID_TWO_SIDED] = "A ~ W A(I, J) Z",
                                       [ID_CUR] = "A ~ A(:, J) U A(I, :)"};
static const name_list kind_list = {"kind", kinds, sizeof kinds / sizeof kinds[0]};
static const char *const pivotings[] = {"qr", "lu"};
static const name_list pivoting_list = {"pivoting", pivotings, 2};

static const option_entry table[] = {
    [KIND] = {"kind", 0, "KIND", "column (the default), row, two-sided or cur", &kind_list},
    [PIVOTING] = {"pivoting", 0, "HOW", "qr (the default) or lu, which is faster and a little worse", &pivoting_list},
    [OVERSAMPLING] = {"oversampling", 0, "N", "rows of the sketch beyond the rank; 10 is the default", NULL},
    [PASSES] = {"power-passes", 0, "N", "passes of subspace iteration on the sketch; 0 is the default", NULL},
    FACTOR_OPTIONS(FACTOR, "the rank for ||A - approximation||_F <= EPS ||A||_F", "the indices"),
};

/* Settings, report, and where the results are. */
typedef struct id {
    int kind;
    randlapack_skeleton_options options;
    randlapack_skeleton_report report;
    int64_t *I, *J;
    void *W, *Z, *U;
} id;

static int set(void *context, int index, const char *value, cli_error *error)
{
    enum { MOST = 1000000 };
    id *own = context;
    int64_t count = 0;
    int chosen = 0, code;
    switch (index) {
    case KIND:
        return names_choose(&kind_list, value, &own->kind, error);
    case PIVOTING:
        code = names_choose(&pivoting_list, value, &chosen, error);
        own->options.pivoting = chosen ? RANDLAPACK_PIVOT_LU : RANDLAPACK_PIVOT_QR;
        return code;
    case OVERSAMPLING:
        code = options_count("oversampling", value, MOST, &count, error);
        own->options.oversampling = count ? count : -1; /* 0 of the library is its default */
        return code;
    default:
        code = options_count("power-passes", value, MOST, &count, error);
        own->options.power_passes = (int32_t)count;
        return code;
    }
}

/* ---------------------------------------------------------------- solving ----------------------------------------- */

static int solve_double(const factor_run *run, id *own, int64_t k)
{
    const randblas_dlinop op = input_double(&run->A);
    const int64_t ld = factor_ld(k), ldw = factor_ld(run->A.rows);
    const randlapack_skeleton_options *o = &own->options;
    switch (own->kind) {
    case ID_COLUMN:
        return randlapack_did(&op, RANDBLAS_NO_TRANS, k, own->J, own->Z, ld, o, &own->report);
    case ID_ROW:
        return randlapack_did(&op, RANDBLAS_TRANS, k, own->I, own->W, ld, o, &own->report);
    case ID_TWO_SIDED:
        return randlapack_dtwo_sided_id(&op, k, own->I, own->W, ldw, own->J, own->Z, ld, o, &own->report);
    default:
        return randlapack_dcur(&op, k, own->I, own->J, own->U, ld, o, &own->report);
    }
}

static int solve_single(const factor_run *run, id *own, int64_t k)
{
    const randblas_slinop op = input_single(&run->A);
    const int64_t ld = factor_ld(k), ldw = factor_ld(run->A.rows);
    const randlapack_skeleton_options *o = &own->options;
    switch (own->kind) {
    case ID_COLUMN:
        return randlapack_sid(&op, RANDBLAS_NO_TRANS, k, own->J, own->Z, ld, o, &own->report);
    case ID_ROW:
        return randlapack_sid(&op, RANDBLAS_TRANS, k, own->I, own->W, ld, o, &own->report);
    case ID_TWO_SIDED:
        return randlapack_stwo_sided_id(&op, k, own->I, own->W, ldw, own->J, own->Z, ld, o, &own->report);
    default:
        return randlapack_scur(&op, k, own->I, own->J, own->U, ld, o, &own->report);
    }
}

/* One index array or one factor of the kind; whether there is memory for it. */
static bool make_indices(factor_run *run, const char *name, int64_t k, int64_t **indices)
{
    *indices = factor_new(run, name, RESULT_INDEX, 1, k, 1);
    if (*indices) run->arrays[run->count - 1].shown = true;
    return *indices != NULL;
}

static bool make_factor(factor_run *run, const char *name, int64_t rows, int64_t cols, void **values)
{
    *values = factor_new(run, name, factor_real(run), 2, rows, cols);
    return *values != NULL;
}

/* The driver makes W of rows alone transposed: k x m. */
static bool make_arrays(factor_run *run, id *own, int64_t k)
{
    const int64_t m = run->A.rows, n = run->A.cols;
    const bool rows_alone = own->kind == ID_ROW;
    if (own->kind != ID_COLUMN && !make_indices(run, "I", k, &own->I)) return false;
    if (own->kind != ID_ROW && !make_indices(run, "J", k, &own->J)) return false;
    if (own->kind == ID_CUR) return make_factor(run, "U", k, k, &own->U);
    if (own->kind != ID_COLUMN && !make_factor(run, "W", rows_alone ? k : m, rows_alone ? m : k, &own->W)) return false;
    return own->kind == ID_ROW || make_factor(run, "Z", k, n, &own->Z);
}

/* In place of W, its transpose. */
static bool transpose(factor_array *W, int64_t m, int64_t k)
{
    const result from = W->values;
    const bool single = from.type == RESULT_SINGLE;
    void *to = matrix_allocate(m * k, single ? sizeof(float) : sizeof(double));
    if (!to) return false;
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < k; j++) matrix_store(to, single, i + j * m, result_at(&from, j, i));
    factor_replace(W, to, m, k);
    return true;
}

/* To the rank that was found; what is beyond holds -1 and zeros. */
static int crop(factor_run *run, id *own)
{
    const int64_t r = own->report.rank, m = run->A.rows;
    for (int a = 0; a < run->count; a++) {
        factor_array *array = &run->arrays[a];
        const bool tall = !strcmp(array->name, "W") && own->kind != ID_ROW;
        const int64_t cols = array->values.cols;
        factor_crop(array, tall ? m : r, tall || !strcmp(array->name, "U") ? r : cols);
    }
    return own->kind != ID_ROW || transpose(factor_find(run, "W"), m, r) ? 0 : RANDBLAS_OUT_OF_MEMORY;
}

static int solve_rank(factor_run *run, id *own, int64_t k)
{
    factor_clear(run);
    if (!make_arrays(run, own, k)) return RANDBLAS_OUT_OF_MEMORY;
    return run->A.single ? solve_single(run, own, k) : solve_double(run, own, k);
}

static int solve(factor_run *run)
{
    id *own = run->own;
    own->options.size = sizeof own->options;
    own->options.control = run->control;
    own->options.state = randblas_seed(run->settings.common.seed);
    own->options.tolerance = run->settings.tolerance;
    int64_t k = run->settings.tolerance > 0 ? factor_first_rank(run) : run->k;
    int info = solve_rank(run, own, k);
    while (info == RANDBLAS_NOT_CONVERGED && k < run->k) {
        k = factor_next_rank(run, k);
        info = solve_rank(run, own, k);
    }
    if (info != RANDBLAS_SUCCESS && info != RANDBLAS_NOT_CONVERGED) return info;
    const int cropped = crop(run, own);
    return cropped ? cropped : info;
}

/* ---------------------------------------------------------------- report ------------------------------------------ */

static double relative_error(const id *own)
{
    const double error = factor_known(own->report.error), norm = own->report.norm;
    return norm > 0 ? error / norm : error;
}

static void summary(const factor_run *run, FILE *stream)
{
    const id *own = run->own;
    const randlapack_skeleton_report *r = &own->report;
    fprintf(stream, "%-12s %s, %s\n", "kind", kinds[own->kind], formulas[own->kind]);
    fprintf(stream, "%-12s %lld, by a sketch of %lld rows and %lld exchanges\n", "rank", (long long)r->rank,
            (long long)r->sketch_rows, (long long)r->exchanges);
    report_estimate("error", relative_error(own), "||A - approximation||_F / ||A||_F (estimate)", stream);
    if (own->kind == ID_CUR)
        report_estimate("growth", r->largest, "||C|| ||U|| ||R|| / ||A||: times eps, the rounding error", stream);
    else
        report_estimate("largest", r->largest, "coefficient", stream);
}

static json_t *details(const factor_run *run)
{
    const id *own = run->own;
    const randlapack_skeleton_report *r = &own->report;
    return json_pack("{ss, sI, sI, sI, so, so, so, so}", "kind", kinds[own->kind], "rank", (json_int_t)r->rank,
                     "sketch_rows", (json_int_t)r->sketch_rows, "exchanges", (json_int_t)r->exchanges, "largest",
                     report_json_real(r->largest), "error", report_json_real(factor_known(r->error)), "norm",
                     report_json_real(factor_known(r->norm)), "relative_error", report_json_real(relative_error(own)));
}

static int id_main(int argc, char **argv)
{
    id own = {.kind = ID_COLUMN};
    return factor_main(&id_verb, &own, argc, argv);
}

const factor_verb id_verb = {
    .frame = {.name = "id",
              .summary = "a matrix through some of its own columns and rows, and CUR",
              .table = table,
              .main = id_main,
              FACTOR_FRAME},
    .purpose = "A through some of its own columns J and rows I, which are written with the factors of the kind:",
    .notes = "Kinds: column, A ~ A(:, J) Z; row, A ~ W A(I, :); two-sided, A ~ W A(I, J) Z;\n"
             "cur, A ~ A(:, J) U A(I, :).  Indices count from 0.",
    .solved = "done, 1 tolerance not reached, or not finite",
    .first = FACTOR,
    .need_rank = true,
    .set = set,
    .solve = solve,
    .summary = summary,
    .details = details,
};
