/* The verb svd: truncated singular value decomposition, A ~ U diag(s) V^T. */
#include "svd.h"

#include "factor.h"
#include "input.h"
#include "names.h"
#include "one_pass.h"
#include "report.h"

#include <math.h>

enum { METHOD, EXCESS, PASSES, OVERSAMPLING, ONE_PASS, MEM, FACTOR };

static const char *const methods[] = {
    [RANDLAPACK_SVD_AUTO] = "auto", [RANDLAPACK_SVD_SUBSPACE] = "subspace", [RANDLAPACK_SVD_KRYLOV] = "krylov"};
static const name_list method_list = {"method", methods, sizeof methods / sizeof methods[0]};

static const option_entry table[] = {
    [METHOD] = {"method", 'm', "METHOD", "auto (the default), subspace or krylov", &method_list},
    [EXCESS] = {"excess", 'e', "E", "relative excess over the best error of the rank", NULL},
    [PASSES] = {"power-passes", 0, "N", "passes of subspace iteration; 2 is the default", NULL},
    [OVERSAMPLING] = {"oversampling", 0, "N", "extra columns of subspace iteration; 10 is the default", NULL},
    [ONE_PASS] = {"one-pass", 0, NULL, "read a .npy once, a batch of rows at a time", NULL},
    [MEM] = {"mem", 0, "SIZE", "memory for --one-pass: bytes, or K, M, G of them", NULL},
    FACTOR_OPTIONS(FACTOR, "the least rank with ||A - U S V^T||_F <= EPS ||A||_F", "s"),
};
static const double krylov_below = 1e-3; /* the library's rule for auto */

/* Settings and report. */
typedef struct svd {
    randlapack_rsvd_options options;
    randlapack_rsvd_report report;
    int64_t products; /* of all ranks that were tried */
    double kept;      /* ||U S V^T||_F */
    one_pass once;
} svd;

/* ---------------------------------------------------------------- options ----------------------------------------- */

static int set(void *own, int index, const char *value, cli_error *error)
{
    enum { MOST = 1000000 };
    svd *self = own;
    randlapack_rsvd_options *o = &self->options;
    int64_t count = 0;
    int method = 0, code;
    switch (index) {
    case METHOD:
        code = names_choose(&method_list, value, &method, error);
        if (!code) o->method = (randlapack_svd_method)method;
        return code;
    case EXCESS:
        return options_positive("excess", value, HUGE_VAL, &o->excess, error);
    case PASSES:
        code = options_count("power-passes", value, MOST, &count, error);
        o->power_passes = count ? (int32_t)count : -1; /* 0 of the library is its default */
        return code;
    case ONE_PASS:
        self->once.asked = true;
        return CLI_OK;
    case MEM:
        return options_size("mem", value, &self->once.memory, error);
    default:
        code = options_count("oversampling", value, MOST, &count, error);
        o->oversampling = count ? count : -1;
        return code;
    }
}

/* The method that auto will take, too. */
static randlapack_svd_method method_of(const randlapack_rsvd_options *o)
{
    if (o->method != RANDLAPACK_SVD_AUTO) return o->method;
    return o->excess > 0 && o->excess < krylov_below ? RANDLAPACK_SVD_KRYLOV : RANDLAPACK_SVD_SUBSPACE;
}

static int check_one_pass(const svd *own, cli_error *error)
{
    const char *wrong = own->options.method         ? "method"
                        : own->options.excess > 0   ? "excess"
                        : own->options.power_passes ? "power-passes"
                                                    : NULL;
    return wrong ? cli_fail(error, CLI_USAGE, "--%s does not go with --one-pass", wrong) : CLI_OK;
}

static int check(const factor_run *run, cli_error *error)
{
    const svd *own = run->own;
    if (own->once.asked) return check_one_pass(own, error);
    if (own->once.memory) return cli_fail(error, CLI_USAGE, "--mem needs --one-pass");
    const bool krylov = method_of(&own->options) == RANDLAPACK_SVD_KRYLOV;
    const char *wrong = NULL;
    if (krylov && own->options.power_passes) wrong = "power-passes";
    if (krylov && own->options.oversampling) wrong = "oversampling";
    if (!krylov && own->options.method && own->options.excess > 0) wrong = "excess";
    if (krylov && run->settings.tolerance > 0 && run->settings.rank < 0)
        return cli_fail(error, CLI_USAGE,
                        "--tolerance needs --rank with method krylov, which is for the best of a rank");
    if (!wrong) return CLI_OK;
    return cli_fail(error, CLI_USAGE, "--%s does not go with method %s", wrong, krylov ? "krylov" : "subspace");
}

/* ---------------------------------------------------------------- solving ----------------------------------------- */

static int open_rows(factor_run *run, bool *taken)
{
    svd *own = run->own;
    *taken = own->once.asked;
    return own->once.asked ? one_pass_open(run, &own->once) : CLI_OK;
}

static int solve_once(const factor_run *run, svd *own, void *U, void *s, void *V)
{
    own->once.oversampling = own->options.oversampling;
    const int info = one_pass_solve(run, &own->once, U, s, V);
    own->report = (randlapack_rsvd_report){.sketch_cols = own->once.report.sketch_cols,
                                           .rank = own->once.report.rank,
                                           .frobenius_error = own->once.report.frobenius_error,
                                           .excess = -1};
    return info;
}

static int solve_double(const factor_run *run, svd *own, int64_t k, void *U, void *s, void *V)
{
    const randblas_dlinop op = input_double(&run->A);
    return randlapack_dsvd(&op, k, U, factor_ld(run->A.rows), s, V, factor_ld(run->A.cols), &own->options,
                           &own->report);
}

static int solve_single(const factor_run *run, svd *own, int64_t k, void *U, void *s, void *V)
{
    const randblas_slinop op = input_single(&run->A);
    return randlapack_ssvd(&op, k, U, factor_ld(run->A.rows), s, V, factor_ld(run->A.cols), &own->options,
                           &own->report);
}

static int solve_rank(factor_run *run, svd *own, int64_t k)
{
    const result_type type = factor_real(run);
    factor_clear(run);
    void *U = factor_new(run, "U", type, 2, run->A.rows, k);
    void *s = factor_new(run, "s", type, 1, k, 1);
    void *V = factor_new(run, "V", type, 2, run->A.cols, k);
    if (!U || !s || !V) return RANDBLAS_OUT_OF_MEMORY;
    const int info = own->once.asked ? solve_once(run, own, U, s, V)
                     : run->A.single ? solve_single(run, own, k, U, s, V)
                                     : solve_double(run, own, k, U, s, V);
    own->products += own->report.products;
    return info;
}

/* With a tolerance the rank that was found is the size; else the rank that was asked for. */
static void crop(factor_run *run, svd *own)
{
    const int64_t k = run->settings.tolerance > 0 ? own->report.rank : run->k;
    for (int i = 0; i < run->count; i++) {
        factor_array *a = &run->arrays[i];
        factor_crop(a, a->values.ndim == 1 ? k : a->values.rows, a->values.ndim == 1 ? 1 : k);
    }
    factor_array *s = factor_find(run, "s");
    s->shown = true;
    for (int64_t i = 0; i < k; i++) own->kept = hypot(own->kept, result_at(&s->values, i, 0));
}

static int solve(factor_run *run)
{
    svd *own = run->own;
    own->options.size = sizeof own->options;
    own->options.control = run->control;
    own->options.state = randblas_seed(run->settings.common.seed);
    own->options.tolerance = run->settings.tolerance;
    const bool search =
        !own->once.asked && run->settings.tolerance > 0 && method_of(&own->options) == RANDLAPACK_SVD_SUBSPACE;
    int64_t k = search ? factor_first_rank(run) : run->k;
    int info = solve_rank(run, own, k);
    while (info == RANDBLAS_NOT_CONVERGED && k < run->k) {
        k = factor_next_rank(run, k);
        info = solve_rank(run, own, k);
    }
    if (info == RANDBLAS_SUCCESS || info == RANDBLAS_NOT_CONVERGED) crop(run, own);
    return info;
}

/* ---------------------------------------------------------------- report ------------------------------------------ */

static const char *method_name(const svd *own)
{
    return own->once.asked ? "one pass" : methods[own->report.method];
}

static const char *reason(const svd *own)
{
    if (own->once.asked) return "as asked";
    if (own->options.method != RANDLAPACK_SVD_AUTO) return "as asked";
    return own->report.method == RANDLAPACK_SVD_KRYLOV ? "for an excess below 1e-3"
                                                       : "as no excess below 1e-3 is asked for";
}

/* How often A is gone through: the vectors it is applied to, by how many of them at a time. */
static double passes(const factor_run *run, const svd *own)
{
    const randlapack_rsvd_report *r = &own->report;
    if (own->once.asked) return 1;
    const int64_t block = run->k < 16 && r->method == RANDLAPACK_SVD_KRYLOV ? 16 : 32; /* the library's defaults */
    const bool blocked = r->method == RANDLAPACK_SVD_KRYLOV || run->settings.tolerance > 0;
    const int64_t together = blocked && block < r->sketch_cols ? block : r->sketch_cols;
    return together > 0 ? ceil((double)own->products / (double)together) : 0;
}

static void summary(const factor_run *run, FILE *stream)
{
    const svd *own = run->own;
    const randlapack_rsvd_report *r = &own->report;
    fprintf(stream, "%-12s %s, %s\n", "method", method_name(own), reason(own));
    fprintf(stream, "%-12s %lld above rounding, from a space of dimension %lld\n", "rank", (long long)r->rank,
            (long long)r->sketch_cols);
    report_estimate("error", factor_relative(own->kept, factor_known(r->frobenius_error)),
                    "||A - U S V^T||_F / ||A||_F (estimate)", stream);
    if (r->method == RANDLAPACK_SVD_KRYLOV)
        report_estimate("excess", factor_known(r->excess), "over the best error of this rank (estimate)", stream);
    if (own->once.asked)
        fprintf(stream, "%-12s %.1f MB in sketches, rows in %lld batches\n", "memory",
                (double)own->once.report.bytes / 1048576, (long long)own->once.report.batches);
    else
        fprintf(stream, "%-12s %.0f over A, for %lld vectors\n", "passes", passes(run, own), (long long)own->products);
}

static json_t *details(const factor_run *run)
{
    const svd *own = run->own;
    const randlapack_rsvd_report *r = &own->report;
    const double error = factor_known(r->frobenius_error);
    return json_pack("{ss, ss, sI, sI, so, so, so, sI, so}", "method", method_name(own), "reason", reason(own), "rank",
                     (json_int_t)r->rank, "dimension", (json_int_t)r->sketch_cols, "error", report_json_real(error),
                     "relative_error", report_json_real(factor_relative(own->kept, error)), "excess",
                     report_json_real(factor_known(r->excess)), "products", (json_int_t)own->products, "passes",
                     report_json_real(passes(run, own)));
}

static int svd_main(int argc, char **argv)
{
    svd own = {.kept = 0};
    const int code = factor_main(&svd_verb, &own, argc, argv);
    one_pass_close(&own.once);
    return code;
}

const factor_verb svd_verb = {
    .frame = {.name = "svd",
              .summary = "truncated singular value decomposition, A ~ U diag(s) V^T",
              .table = table,
              .main = svd_main,
              FACTOR_FRAME},
    .purpose = "Truncated singular value decomposition A ~ U diag(s) V^T: U.npy, s.npy and V.npy.",
    .notes = "Method auto is krylov where an --excess below 1e-3 is asked for, else subspace.",
    .solved = "done, 1 tolerance or excess not reached, or not finite",
    .first = FACTOR,
    .need_rank = true,
    .set = set,
    .check = check,
    .open = open_rows,
    .solve = solve,
    .summary = summary,
    .details = details,
};
