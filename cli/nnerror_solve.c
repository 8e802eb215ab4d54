/* Theory and simulation of nnerror. */
#include "input.h"
#include "interrupt.h"
#include "nnerror.h"

#include <math.h>
#include <stdlib.h>

#define MOST 1e17 /* features: all are whole numbers of 64 bits */

/* Columns d/n, d and so on of all ridges, one after another. */
static double *entry(const nnerror_run *run, int64_t ridge, int64_t k, int column)
{
    const int64_t count = run->ratios.count;
    return run->columns + ridge * count + k + (int64_t)column * run->ridges.count * count;
}

double nnerror_at(const nnerror_run *run, int64_t ridge, int64_t k, int column)
{
    return *entry(run, ridge, k, column);
}

static int judge(int info)
{
    if (info == RANDBLAS_SUCCESS) return CLI_OK;
    if (info == RANDBLAS_CANCELLED) return input_stopped("nnerror");
    if (info == RANDBLAS_NOT_FINITE)
        return cli_complain("nnerror", CLI_NUMERICAL,
                            "the points are too long for this activation: features or their "
                            "kernel are not finite");
    return cli_complain("nnerror", info > 0 ? CLI_NUMERICAL : CLI_INTERNAL, "%s", randlapack_strerror(info));
}

static int no_memory(void)
{
    return cli_complain("nnerror", CLI_INTERNAL, "memory for the result could not be allocated");
}

static int make_activation(nnerror_run *run)
{
    const nnerror_settings *s = &run->settings;
    const number_list *c = &run->coefficients;
    if (s->activation != RMT_PHI_POLYNOMIAL)
        return judge(rmt_activation_create((rmt_activation_kind)s->activation, &run->phi));
    const int info = rmt_activation_polynomial(c->count - 1, c->x, &run->phi);
    return info == -1 ? cli_complain("nnerror", CLI_USAGE, "--coefficients takes at most 61 numbers") : judge(info);
}

/* ---------------------------------------------------------------- theory ------------------------------------------ */

/* E phi(w^T x)^2 of a point: phi of a normal variable of deviation |x|. */
static int variance(const nnerror_run *run, int64_t j, double *nu)
{
    double length = 0;
    for (int64_t i = 0; i < run->data.p; i++) length = hypot(length, run->data.X[i + j * run->data.p]);
    return rmt_activation_hermite(run->phi, length, 0, NULL, nu);
}

static int make_model(nnerror_run *run, progress *bar)
{
    const nnerror_data *t = &run->data;
    const int64_t p = t->p, n = t->n, m = t->m;
    const randblas_layout col = RANDBLAS_COL_MAJOR;
    const randblas_control control = {.progress = progress_update, .progress_context = bar};
    const double *Y = m > 0 ? t->X + n * p : NULL, *y_test = m > 0 ? t->y + n : NULL;
    double *K = matrix_allocate(matrix_product(n, n), sizeof *K), *C = matrix_allocate(matrix_product(n, m), sizeof *C),
           *diagonal = matrix_allocate(m, sizeof *diagonal);
    int code = K && C && diagonal ? CLI_OK : no_memory(), info = 0;
    if (!code) info = rmt_feature_kernel(run->phi, col, p, n, t->X, p, K, n, &control);
    if (!code && !info && m > 0) info = rmt_feature_kernel_cross(run->phi, col, p, n, t->X, p, m, Y, p, C, n, &control);
    for (int64_t j = 0; j < m && !code && !info; j++) info = variance(run, n + j, &diagonal[j]);
    if (!code && !info && progress_update(bar, "eigenvalues", -1)) info = RANDBLAS_CANCELLED;
    if (!code && !info)
        info = rmt_features_create(n, K, n, t->y, m, m > 0 ? C : NULL, n, m > 0 ? diagonal : NULL, y_test, &control,
                                   &run->model);
    free(K), free(C), free(diagonal);
    return code ? code : judge(info);
}

static int theory(nnerror_run *run)
{
    for (int64_t g = 0; g < run->ridges.count; g++)
        for (int64_t k = 0; k < run->ratios.count; k++) {
            rmt_features_point r;
            const double d = (double)run->d[k];
            const int info = rmt_features_errors(run->model, 1, &d, &run->ridges.x[g], &r);
            if (info) return judge(info);
            if (interrupt_signal()) return input_stopped("nnerror");
            *entry(run, g, k, NNERROR_RIDGE) = run->ridges.x[g];
            *entry(run, g, k, NNERROR_RATIO) = d / (double)run->data.n;
            *entry(run, g, k, NNERROR_FEATURES) = d;
            *entry(run, g, k, NNERROR_TRAIN) = r.train;
            *entry(run, g, k, NNERROR_TEST) = r.test;
        }
    return CLI_OK;
}

/* ---------------------------------------------------------------- simulation -------------------------------------- */

static int simulate(nnerror_run *run, progress *bar)
{
    const nnerror_data *t = &run->data;
    const int64_t p = t->p, n = t->n, m = t->m, ridges = run->ridges.count, count = run->ratios.count;
    const rmt_features_simulation_options o = {.size = sizeof o,
                                               .control = {.progress = progress_update, .progress_context = bar},
                                               .state = randblas_seed(run->settings.common.seed),
                                               .runs = run->settings.runs};
    rmt_features_simulation *r = matrix_allocate(matrix_product(ridges, count), sizeof *r);
    if (!r) return no_memory();
    const int info =
        rmt_features_simulate(run->phi, RANDBLAS_COL_MAJOR, p, n, t->X, p, t->y, m, m > 0 ? t->X + n * p : NULL, p,
                              m > 0 ? t->y + n : NULL, count, run->d, ridges, run->ridges.x, &o, r);
    for (int64_t g = 0; g < ridges && !info; g++)
        for (int64_t k = 0; k < count; k++) {
            const rmt_features_simulation *one = &r[g + k * ridges];
            const double values[] = {one->train, one->train_error, one->test, one->test_error};
            for (int c = 0; c < 4; c++) *entry(run, g, k, NNERROR_SIMULATED + c) = values[c];
        }
    free(r);
    return judge(info);
}

/* ---------------------------------------------------------------- both -------------------------------------------- */

/* Numbers of features, and room for the result. */
static int make_room(nnerror_run *run)
{
    const int64_t count = run->ratios.count, rows = matrix_product(run->ridges.count, count);
    const int64_t cols = run->settings.runs > 0 ? NNERROR_COLUMNS : NNERROR_SIMULATED;
    run->d = matrix_allocate(count, sizeof *run->d);
    run->columns = matrix_allocate(matrix_product(rows, cols), sizeof *run->columns);
    if (!run->d || !run->columns) return no_memory();
    for (int64_t k = 0; k < count; k++) {
        const double d = run->ratios.x[k] * (double)run->data.n;
        if (!(d <= MOST)) return cli_complain("nnerror", CLI_USAGE, "--ratio asks for more than %g features", MOST);
        run->d[k] = d > 1 ? llround(d) : 1;
    }
    run->result = (result){RESULT_DOUBLE, 2, rows, cols, run->columns};
    return CLI_OK;
}

/* As float, if that is asked for. */
static int narrow(nnerror_run *run)
{
    const int64_t count = run->result.rows * run->result.cols;
    if (!run->settings.common.single) return CLI_OK;
    run->written = matrix_allocate(count, sizeof(float));
    if (!run->written) return no_memory();
    for (int64_t k = 0; k < count; k++) matrix_store(run->written, true, k, run->columns[k]);
    run->result.type = RESULT_SINGLE;
    run->result.values = run->written;
    return CLI_OK;
}

int nnerror_solve(nnerror_run *run, progress *bar)
{
    const double start = progress_clock();
    int code = make_room(run);
    if (!code) code = make_activation(run);
    if (!code) code = make_model(run, bar);
    if (!code) code = theory(run);
    run->seconds_theory = progress_clock() - start;
    if (!code && run->settings.runs > 0) code = simulate(run, bar);
    run->seconds_simulation = progress_clock() - start - run->seconds_theory;
    return code ? code : narrow(run);
}
