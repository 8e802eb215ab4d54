/* The law that the options describe, and the answer to what is asked of it. */
#include "law.h"
#include "matrix.h"

#include <math.h>
#include <stdlib.h>

/* ---------------------------------------------------------------- families ---------------------------------------- */

static int make_semicircle(const double *p, rmt_law **law)
{
    return rmt_law_semicircle(p[0], law);
}

static int make_marchenko_pastur(const double *p, rmt_law **law)
{
    return rmt_law_marchenko_pastur(p[0], p[1], law);
}

static int make_kesten_mckay(const double *p, rmt_law **law)
{
    return rmt_law_kesten_mckay(p[0], law);
}

static int make_wachter(const double *p, rmt_law **law)
{
    return rmt_law_wachter(p[0], p[1], law);
}

static int make_meixner(const double *p, rmt_law **law)
{
    return rmt_law_meixner(p[0], p[1], p[2], law);
}

static int make_htmp(const double *p, rmt_law **law)
{
    return rmt_law_htmp(p[0], p[1], law);
}

static int make_htmp_inverse(const double *p, rmt_law **law)
{
    return rmt_law_htmp_inverse(p[0], p[1], law);
}

static int make_tracy_widom(const double *p, rmt_law **law)
{
    const int beta = p[0] == 1 || p[0] == 2 || p[0] == 4 ? (int)p[0] : 0;
    return rmt_law_tracy_widom(beta, law);
}

const law_family law_families[] = {
    [RMT_SEMICIRCLE] = {"symmetric matrices with independent entries", 1, {LAW_RADIUS}, make_semicircle},
    [RMT_MARCHENKO_PASTUR] = {"X X^T/n, X p x n with independent entries, p/n -> ratio",
                              2,
                              {LAW_RATIO, LAW_VARIANCE},
                              make_marchenko_pastur},
    [RMT_KESTEN_MCKAY] = {"random d-regular graphs", 1, {LAW_DEGREE}, make_kesten_mckay},
    [RMT_WACHTER] = {"S1 (S1 + S2)^-1, Wishart of a p and b p degrees of freedom", 2, {LAW_A, LAW_B}, make_wachter},
    [RMT_MEIXNER] = {"Jacobi matrices that are constant from the second row on",
                     3,
                     {LAW_A, LAW_B, LAW_C},
                     make_meixner},
    [RMT_EMPIRICAL] = {"a sample", 1, {LAW_BANDWIDTH}, NULL},
    [RMT_HTMP] = {"beta-Laguerre matrices, beta = kappa/n", 2, {LAW_GAMMA, LAW_KAPPA}, make_htmp},
    [RMT_HTMP_INVERSE] = {"inverses of beta-Laguerre matrices, beta = kappa/n",
                          2,
                          {LAW_GAMMA, LAW_KAPPA},
                          make_htmp_inverse},
    [RMT_TRACY_WIDOM] = {"the largest eigenvalue, centred and scaled", 1, {LAW_BETA}, make_tracy_widom},
    [LAW_SAMPLE_COVARIANCE] = {"X X^T/n, columns of X of a covariance with the given eigenvalues",
                               1,
                               {LAW_RATIO},
                               NULL},
};

/* ---------------------------------------------------------------- the law ----------------------------------------- */

static int fail(const char *what, int info)
{
    return cli_complain(what, info > 0 ? CLI_NUMERICAL : CLI_INTERNAL, "%s", randlapack_strerror(info));
}

static int make_fitted(law_run *run)
{
    const law_settings *s = &run->settings;
    if (run->sample.count < 2) return cli_complain(s->fit, CLI_INPUT, "holds fewer than two values");
    const int info = rmt_law_fit((rmt_law_family)s->family, run->sample.count, run->sample.x, &run->law, &run->fit);
    if (info && info != RANDBLAS_NOT_CONVERGED) return fail(s->fit, info);
    run->fitted = true;
    return info ? cli_complain(s->fit, CLI_NUMERICAL, "the fit did not converge") : CLI_OK;
}

/* One of them, but which is not always to be told: the ranges of some depend on others. */
static int refuse_parameter(const law_settings *s, int64_t place)
{
    const law_family *family = &law_families[s->family];
    const int which = place >= 1 && place <= family->count ? (int)place - 1 : 0;
    return cli_complain("law", CLI_USAGE, "--%s is outside the range of %s",
                        law_parameter_name((int)family->parameters[which]), law_family_names.names[s->family]);
}

static int make_from_parameters(law_run *run)
{
    const law_settings *s = &run->settings;
    const law_family *family = &law_families[s->family];
    double p[3] = {0};
    for (int i = 0; i < family->count; i++) p[i] = s->parameter[family->parameters[i]];
    const int info = family->make(p, &run->law);
    if (info < 0 && info >= -family->count) return refuse_parameter(s, -(int64_t)info);
    return info ? fail("law", info) : CLI_OK;
}

static int make_empirical(law_run *run)
{
    const law_settings *s = &run->settings;
    if (run->sample.count < 1) return cli_complain(s->values, CLI_INPUT, "holds no values");
    if (s->given[LAW_BANDWIDTH] && !(s->parameter[LAW_BANDWIDTH] > 0))
        return cli_complain("law", CLI_USAGE, "--bandwidth has to be positive");
    const int info = rmt_law_empirical(run->sample.count, run->sample.x, s->parameter[LAW_BANDWIDTH], &run->law);
    return info ? fail(s->values, info) : CLI_OK;
}

static int make_sample_covariance(law_run *run)
{
    const law_settings *s = &run->settings;
    if (run->sample.count < 1) return cli_complain(s->values, CLI_INPUT, "holds no values");
    const int info =
        rmt_law_sample_covariance(run->sample.count, run->sample.x, NULL, s->parameter[LAW_RATIO], &run->law);
    if (info == -2) return cli_complain(s->values, CLI_INPUT, "holds a negative eigenvalue");
    if (info == -4) return refuse_parameter(s, 1);
    return info ? fail(s->values, info) : CLI_OK;
}

static int make_from_values(law_run *run)
{
    const int code = run->settings.family == RMT_EMPIRICAL ? make_empirical(run) : make_sample_covariance(run);
    if (run->settings.family == RMT_EMPIRICAL || code) return code;
    free(run->sample.x); /* a population, not a sample of the law */
    run->sample = (number_list){0};
    return run->settings.compared ? points_from_file("law", run->settings.compared, &run->sample) : CLI_OK;
}

int law_make(law_run *run)
{
    const law_settings *s = &run->settings;
    const char *file = s->values ? s->values : s->fit ? s->fit : s->compared;
    int code = file ? points_from_file("law", file, &run->sample) : CLI_OK;
    if (!code) code = s->fit ? make_fitted(run) : s->values ? make_from_values(run) : make_from_parameters(run);
    run->distance = NAN;
    if (code || !(s->fit || s->compared)) return code;
    if (run->sample.count < 1) return cli_complain(file, CLI_INPUT, "holds no values");
    const int info = rmt_law_ks(run->law, run->sample.count, run->sample.x, &run->distance);
    return info ? fail(file, info) : CLI_OK;
}

/* ---------------------------------------------------------------- the answer -------------------------------------- */

/* Room for the result; complains. */
static int make_room(law_run *run, int64_t rows, int64_t cols)
{
    run->columns = matrix_allocate(matrix_product(rows, cols), sizeof *run->columns);
    if (!run->columns) return cli_complain("law", CLI_INTERNAL, "memory for the result could not be allocated");
    run->result = (result){RESULT_DOUBLE, cols > 1 ? 2 : 1, rows, cols, run->columns};
    return CLI_OK;
}

static int judge(const law_run *run, int info)
{
    const law_settings *s = &run->settings;
    const char *law = law_family_names.names[s->family], *query = law_query_name(s->query);
    if (!info) return CLI_OK;
    if (info == -1) return cli_complain("law", CLI_USAGE, "--%s does not go with this law, %s", query, law);
    return fail(query, info);
}

/* x and a real function of it. */
static int on_axis(law_run *run, const number_list *points)
{
    static int (*const functions[])(const rmt_law *, int64_t, const double *,
                                    double *) = {[LAW_PDF] = rmt_law_density,
                                                 [LAW_CDF] = rmt_law_cdf,
                                                 [LAW_QUANTILE] = rmt_law_quantile,
                                                 [LAW_HILBERT] = rmt_law_hilbert};
    const int64_t n = points->count;
    const int code = make_room(run, n, 2);
    if (code) return code;
    for (int64_t i = 0; i < n; i++) run->columns[i] = points->x[i];
    return judge(run, functions[run->settings.query](run->law, n, run->columns, run->columns + n));
}

static int transform(const law_run *run, int64_t n, double *z)
{
    if (run->settings.query == LAW_R_TRANSFORM) return rmt_law_r_transform(run->law, n, z, z);
    if (run->settings.query == LAW_S_TRANSFORM) return rmt_law_s_transform(run->law, n, z, z);
    return rmt_law_stieltjes(run->law, 1, n, z, z);
}

/* x and the real and imaginary parts of a transform at x + iy. */
static int off_axis(law_run *run, const number_list *points)
{
    const int64_t n = points->count;
    double *z = matrix_allocate(matrix_product(2, n), sizeof *z);
    int code = z ? make_room(run, n, 3) : cli_complain("law", CLI_INTERNAL, "memory could not be allocated");
    for (int64_t i = 0; i < n && !code; i++) {
        z[2 * i] = points->x[i];
        z[2 * i + 1] = run->settings.imaginary;
    }
    if (!code) code = judge(run, transform(run, n, z));
    for (int64_t i = 0; i < n && !code; i++) {
        run->columns[i] = points->x[i];
        run->columns[i + n] = z[2 * i];
        run->columns[i + 2 * n] = z[2 * i + 1];
    }
    free(z);
    return code;
}

static int numbered(law_run *run, int64_t n)
{
    const randblas_state state = randblas_seed(run->settings.common.seed);
    const law_query query = run->settings.query;
    int code = make_room(run, n, query == LAW_MATRIX ? n : query == LAW_JACOBI ? 2 : 1);
    if (code) return code;
    double *x = run->columns;
    switch (query) {
    case LAW_MOMENTS:
        return judge(run, rmt_law_moments(run->law, n, x));
    case LAW_CUMULANTS:
        return judge(run, rmt_law_cumulants(run->law, n, x));
    case LAW_JACOBI:
        return judge(run, rmt_law_jacobi(run->law, n, x, x + n));
    case LAW_SAMPLE:
        return judge(run, rmt_law_sample(run->law, n, &state, x, NULL));
    case LAW_EIGENVALUES:
        return judge(run, rmt_law_eigenvalues(run->law, n, &state, x, NULL));
    default:
        return judge(run, rmt_law_matrix(run->law, n, &state, x, n, NULL));
    }
}

/* As float, if that is asked for. */
static int narrow(law_run *run)
{
    const int64_t count = run->result.rows * run->result.cols;
    if (!run->settings.common.single) return CLI_OK;
    run->written = matrix_allocate(count, sizeof(float));
    if (!run->written) return cli_complain("law", CLI_INTERNAL, "memory for the result could not be allocated");
    for (int64_t k = 0; k < count; k++) matrix_store(run->written, true, k, run->columns[k]);
    run->result.type = RESULT_SINGLE;
    run->result.values = run->written;
    return CLI_OK;
}

int law_answer(law_run *run)
{
    const law_settings *s = &run->settings;
    const char *option = law_query_name(s->query);
    number_list points = {0};
    int64_t count = 0;
    cli_error error;
    int code;
    if (s->query >= LAW_MOMENTS) {
        code = options_integer(option, s->argument, 1, &count, &error);
        code = code ? cli_complain("law", code, "%s", error.text) : numbered(run, count);
    } else {
        code = points_from("law", option, s->argument, &points);
        if (!code) code = s->query < LAW_STIELTJES ? on_axis(run, &points) : off_axis(run, &points);
    }
    free(points.x);
    return code ? code : narrow(run);
}
