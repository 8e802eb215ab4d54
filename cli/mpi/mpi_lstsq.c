/* The verb lstsq in several processes, each of which reads and keeps its rows. */
#include "mpi_verbs.h"

#include "atomic_file.h"
#include "lstsq.h"
#include "own_rows.h"
#include "threads.h"

#include <math.h>
#include <stdlib.h>

/* A run, and the rows that this process has of what was read. */
typedef struct spread_run {
    const processes *p;
    lstsq_run run; /* A, B and W without values */
    own_rows A, B, W;
    void *columns; /* of B */
} spread_run;

/* ---------------------------------------------------------------- what will do ------------------------------------ */

static int check_settings(const lstsq_settings *s, cli_error *error)
{
    if (s->options.method > RANDLAPACK_METHOD_PRECOND)
        return cli_fail(error, CLI_USAGE, "--method %s does not run in several processes",
                        lstsq_methods.names[s->options.method]);
    return CLI_OK;
}

/* With what has been read of all files; process 0 complains. */
static int check_problem(spread_run *r)
{
    lstsq_settings unweighted = r->run.settings;
    const long long m = r->A.whole.rows, n = r->A.whole.cols, weights = r->W.whole.rows;
    unweighted.weights = NULL; /* whose values are looked at elsewhere */
    r->run.A = r->A.whole, r->run.B = r->B.whole, r->run.W = r->W.whole;
    if (m < n)
        return cli_complain(r->run.settings.a_path, CLI_INPUT,
                            "has %lld rows and %lld columns; several processes need as many rows as columns", m, n);
    if (r->run.settings.weights && (r->W.whole.cols != 1 || weights != m))
        return cli_complain(r->run.settings.weights, CLI_INPUT,
                            "has %lld x %lld weights, but the matrix in %s has %lld rows", weights,
                            (long long)r->W.whole.cols, r->run.settings.a_path, m);
    return lstsq_check_problem(&unweighted, &r->run);
}

/* ---------------------------------------------------------------- weights ----------------------------------------- */

/* Row i of values (row major) times the root of weight i. */
static void scale_rows(const own_rows *W, own_rows *M)
{
    const int64_t n = M->whole.cols;
    for (int64_t i = 0; i < M->count; i++) {
        const bool single = W->whole.single;
        const double w = sqrt(single ? (double)((float *)W->values)[i] : ((double *)W->values)[i]);
        for (int64_t j = 0; j < n; j++) {
            if (single) ((float *)M->values)[i * n + j] *= (float)w;
            if (!single) ((double *)M->values)[i * n + j] *= w;
        }
    }
}

static int apply_weights(spread_run *r)
{
    const own_rows *W = &r->W;
    cli_error error = {""};
    int code = CLI_OK;
    for (int64_t i = 0; i < W->count && !code; i++) {
        const double w = W->whole.single ? (double)((float *)W->values)[i] : ((double *)W->values)[i];
        if (!(isfinite(w) && w >= 0))
            code = cli_fail(&error, CLI_INPUT, "weight %lld is %g; weights are finite and not negative",
                            (long long)(W->first + i) + 1, w);
    }
    code = processes_agree(r->p, code, r->run.settings.weights, &error);
    if (code) return code;
    scale_rows(W, &r->A);
    scale_rows(W, &r->B);
    return CLI_OK;
}

/* ---------------------------------------------------------------- reading ----------------------------------------- */

static int read_problem(spread_run *r, progress *bar)
{
    const double start = progress_clock();
    const lstsq_settings *s = &r->run.settings;
    const own_rows_request request = {.single = s->common.single, .bar = bar};
    cli_error error = {"memory for the right-hand side could not be allocated"};
    int code = own_rows_read(r->p, &request, s->a_path, &r->A);
    if (!code) code = own_rows_read(r->p, &request, s->b_path, &r->B);
    if (!code && s->weights) code = own_rows_read(r->p, &request, s->weights, &r->W);
    if (!code) code = processes_follow(r->p, processes_speaks(r->p) ? check_problem(r) : CLI_OK);
    if (!code && s->weights) code = apply_weights(r);
    if (code) return code;
    r->columns = own_rows_columns(&r->B);
    r->run.X = matrix_allocate(matrix_product(r->A.whole.cols, r->B.whole.cols), sizeof(double));
    code = processes_agree(r->p, r->columns && r->run.X ? CLI_OK : CLI_INTERNAL, "lstsq", &error);
    r->run.seconds_read = progress_clock() - start;
    return code;
}

/* ---------------------------------------------------------------- solving ----------------------------------------- */

static int solve_double(spread_run *r, int64_t ldx, const randlapack_lsq_options *options)
{
    const int64_t m = r->A.count, n = r->A.whole.cols;
    const randblas_dlinop own = randblas_dlinop_dense(RANDBLAS_ROW_MAJOR, m, n, r->A.values, ldx);
    randlapack_mpi_drows A;
    const int info = randlapack_mpi_drows_make(r->p->group, &own, &A);
    return info ? info
                : randlapack_mpi_dlsq_precond(r->p->group, &A, r->B.whole.cols, r->columns, m > 1 ? m : 1, r->run.X,
                                              ldx, options, &r->run.report);
}

static int solve_single(spread_run *r, int64_t ldx, const randlapack_lsq_options *options)
{
    const int64_t m = r->A.count, n = r->A.whole.cols;
    const randblas_slinop own = randblas_slinop_dense(RANDBLAS_ROW_MAJOR, m, n, r->A.values, ldx);
    randlapack_mpi_srows A;
    const int info = randlapack_mpi_srows_make(r->p->group, &own, &A);
    return info ? info
                : randlapack_mpi_slsq_precond(r->p->group, &A, r->B.whole.cols, r->columns, m > 1 ? m : 1, r->run.X,
                                              ldx, options, &r->run.report);
}

static bool has_solution(int info)
{
    return info == RANDBLAS_SUCCESS || info == RANDBLAS_NOT_CONVERGED || info == RANDBLAS_RANK_DEFICIENT;
}

static int solve(spread_run *r, progress *bar)
{
    const double start = progress_clock();
    const int64_t n = r->A.whole.cols;
    const bool single = r->run.settings.common.single;
    randlapack_lsq_options options = r->run.settings.options;
    options.method = RANDLAPACK_METHOD_AUTO; /* there is one */
    options.control.progress = progress_update;
    options.control.progress_context = bar;
    const int64_t ldx = n > 0 ? n : 1;
    r->run.info = single ? solve_single(r, ldx, &options) : solve_double(r, ldx, &options);
    r->run.report.method = RANDLAPACK_METHOD_PRECOND;
    r->run.seconds_solve = progress_clock() - start;
    progress_end(bar);
    if (has_solution(r->run.info))
        r->run.x = (result){result_real(single), r->B.whole.ndim == 2 ? 2 : 1, n, r->B.whole.cols, r->run.X};
    if (r->run.info != -8) return processes_judge(r->p, "lstsq", r->run.info);
    if (!processes_speaks(r->p)) return CLI_USAGE;
    return cli_complain("lstsq", CLI_USAGE, "a %s sketch with these options does not fit this problem",
                        r->run.settings.family);
}

/* ---------------------------------------------------------------- the verb ---------------------------------------- */

static int run_all(spread_run *r)
{
    const lstsq_settings *s = &r->run.settings;
    const bool speaks = processes_speaks(r->p);
    progress bar = verb_progress(&s->common, !speaks);
    cli_error error = {""};
    int code = speaks && s->output ? atomic_file_check(s->output, &error) : CLI_OK;
    code = processes_agree(r->p, code, s->output ? s->output : "", &error);
    if (!code) code = read_problem(r, &bar);
    if (!code) code = solve(r, &bar);
    if (code && code != CLI_NUMERICAL) return code;
    const int delivered = processes_follow(r->p, speaks ? verb_deliver(&lstsq_verb, &r->run) : CLI_OK);
    return delivered ? delivered : code;
}

int mpi_lstsq(const processes *p, int argc, char **argv)
{
    spread_run r = {.p = p};
    cli_error error;
    int code = lstsq_parse(argc, argv, &r.run.settings, &error);
    if (!code) code = check_settings(&r.run.settings, &error);
    if (code) return processes_speaks(p) ? common_usage("lstsq", code, &error) : code;
    r.run.processes = p->size;
    if (r.run.settings.common.threads) threads_set((int)r.run.settings.common.threads);
    if (!r.run.settings.common.help)
        code = run_all(&r);
    else if (processes_speaks(p))
        lstsq_help(stdout);
    own_rows_free(&r.A), own_rows_free(&r.B), own_rows_free(&r.W);
    free(r.columns);
    free(r.run.X);
    return code;
}
