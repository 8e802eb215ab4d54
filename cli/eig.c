/*
 * The verb eig: leading eigenpairs of a symmetric matrix, A ~ Q diag(w) Q^T.
 *
 * With a tolerance, ranks of 16, 32, ... are tried until ||A - Q diag(w) Q^T||_F is within it; as that is the error of
 * a projection, ||A||_F^2 is its square plus sum w_i^2, and the least rank of those that were tried follows without
 * more products.
 */
#include "eig.h"

#include "factor.h"
#include "input.h"
#include "report.h"
#include "symmetry.h"

#include <math.h>

enum { EXCESS, FACTOR };
enum { FIRST_RANK = 16 };

static const option_entry table[] = {
    [EXCESS] = {"excess", 'e', "E", "relative excess over the best error of the rank; default 1e-3", NULL},
    FACTOR_OPTIONS(FACTOR, "the least rank with ||A - Q W Q^T||_F <= EPS ||A||_F", "w"),
};

/* Settings and report. */
typedef struct eig {
    randlapack_eig_options options;
    randlapack_eig_report report;
    int64_t products; /* of all ranks that were tried */
    double kept;      /* ||Q diag(w) Q^T||_F */
    double error;     /* of what is kept */
} eig;

static int set(void *own, int index, const char *value, cli_error *error)
{
    (void)index; /* there is one */
    return options_positive("excess", value, HUGE_VAL, &((eig *)own)->options.excess, error);
}

static int accept(factor_run *run)
{
    cli_error error;
    const int code = symmetry_check(&run->A, &error);
    return code ? cli_complain(run->settings.path, code, "%s", error.text) : CLI_OK;
}

/* ---------------------------------------------------------------- solving ----------------------------------------- */

static int solve_double(const factor_run *run, eig *own, int64_t k, void *Q, void *w)
{
    const randblas_dlinop op = input_double(&run->A);
    return randlapack_deig(&op, k, Q, factor_ld(run->A.rows), w, &own->options, &own->report);
}

static int solve_single(const factor_run *run, eig *own, int64_t k, void *Q, void *w)
{
    const randblas_slinop op = input_single(&run->A);
    return randlapack_seig(&op, k, Q, factor_ld(run->A.rows), w, &own->options, &own->report);
}

static int solve_rank(factor_run *run, eig *own, int64_t k)
{
    factor_clear(run);
    void *Q = factor_new(run, "Q", factor_real(run), 2, run->A.rows, k);
    void *w = factor_new(run, "w", factor_real(run), 1, k, 1);
    if (!Q || !w) return RANDBLAS_OUT_OF_MEMORY;
    const int info = run->A.single ? solve_single(run, own, k, Q, w) : solve_double(run, own, k, Q, w);
    own->products += own->report.products;
    own->error = factor_known(own->report.frobenius_error);
    own->kept = 0;
    factor_array *values = factor_find(run, "w");
    values->shown = true;
    for (int64_t i = 0; i < k; i++) own->kept = hypot(own->kept, result_at(&values->values, i, 0));
    return info;
}

/* Leave out the smallest eigenvalues as long as the tolerance allows it. */
static void truncate_to(factor_run *run, eig *own, double tolerance)
{
    factor_array *Q = factor_find(run, "Q"), *w = factor_find(run, "w");
    const double bound = tolerance * hypot(own->kept, own->error);
    int64_t k = w->values.rows;
    while (k > 0) {
        const double without = hypot(own->error, result_at(&w->values, k - 1, 0));
        if (!(without <= bound)) break;
        own->error = without;
        k--;
    }
    own->kept = 0;
    for (int64_t i = 0; i < k; i++) own->kept = hypot(own->kept, result_at(&w->values, i, 0));
    if (own->report.rank > k) own->report.rank = k;
    factor_crop(Q, Q->values.rows, k);
    factor_crop(w, k, 1);
}

/* What a rank leaves counts here, not whether it is the best of its rank. */
static int solve_tolerance(factor_run *run, eig *own)
{
    const double tolerance = run->settings.tolerance;
    int64_t k = run->k < FIRST_RANK ? run->k : FIRST_RANK;
    int info;
    for (;; k = k < run->k / 2 ? 2 * k : run->k) {
        info = solve_rank(run, own, k);
        if (info && info != RANDBLAS_NOT_CONVERGED) return info;
        const bool met = factor_relative(own->kept, own->error) <= tolerance;
        if (met) truncate_to(run, own, tolerance);
        if (met || k == run->k) return met ? RANDBLAS_SUCCESS : RANDBLAS_NOT_CONVERGED;
    }
}

static int solve(factor_run *run)
{
    eig *own = run->own;
    own->options.size = sizeof own->options;
    own->options.control = run->control;
    own->options.state = randblas_seed(run->settings.common.seed);
    return run->settings.tolerance > 0 ? solve_tolerance(run, own) : solve_rank(run, own, run->k);
}

/* ---------------------------------------------------------------- report ------------------------------------------ */

static void summary(const factor_run *run, FILE *stream)
{
    const eig *own = run->own;
    const randlapack_eig_report *r = &own->report;
    fprintf(stream, "%-12s %lld above rounding, from a space of dimension %lld\n", "rank", (long long)r->rank,
            (long long)r->columns);
    report_estimate("error", factor_relative(own->kept, own->error), "||A - Q diag(w) Q^T||_F / ||A||_F (estimate)",
                    stream);
    report_estimate("excess", r->excess, "over the best error of the rank (estimate)", stream);
    report_estimate("residual", r->residual, "||A Q - Q diag(w)||_F: A has an eigenvalue so near to each", stream);
    fprintf(stream, "%-12s %lld vectors\n", "products", (long long)own->products);
}

static json_t *details(const factor_run *run)
{
    const eig *own = run->own;
    const randlapack_eig_report *r = &own->report;
    return json_pack("{sI, sI, so, so, so, so, sI}", "rank", (json_int_t)r->rank, "dimension", (json_int_t)r->columns,
                     "error", report_json_real(own->error), "relative_error",
                     report_json_real(factor_relative(own->kept, own->error)), "excess", report_json_real(r->excess),
                     "residual", report_json_real(r->residual), "products", (json_int_t)own->products);
}

static int eig_main(int argc, char **argv)
{
    eig own = {.kept = 0};
    return factor_main(&eig_verb, &own, argc, argv);
}

const factor_verb eig_verb = {
    .frame = {.name = "eig",
              .summary = "leading eigenpairs of a symmetric matrix, A ~ Q diag(w) Q^T",
              .table = table,
              .main = eig_main,
              FACTOR_FRAME},
    .purpose = "Eigenpairs of largest absolute value of a symmetric A ~ Q diag(w) Q^T: Q.npy and w.npy.",
    .solved = "done, 1 tolerance or excess not reached, or not finite",
    .first = FACTOR,
    .need_rank = true,
    .set = set,
    .accept = accept,
    .solve = solve,
    .summary = summary,
    .details = details,
};
