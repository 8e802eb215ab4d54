/* What the solver would refuse, and what it would pass over in silence: options that do not go together or with A. */
#include "lstsq.h"

#include <float.h>
#include <math.h>

/* ---------------------------------------------------------------- options ----------------------------------------- */

/* The first option that is for sketch-and-precondition alone, or NULL. */
static const char *option_of_precond(const lstsq_settings *s)
{
    if (s->options.preconditioner != RANDLAPACK_PRECOND_AUTO) return "preconditioner";
    return s->solver ? "solver" : NULL;
}

static int check_method(const lstsq_settings *s, cli_error *error)
{
    const randlapack_lsq_options *o = &s->options;
    const char *wrong = o->ridge > 0 ? "ridge" : option_of_precond(s);
    if (o->method <= RANDLAPACK_METHOD_PRECOND) return CLI_OK;
    if (!wrong && o->method == RANDLAPACK_METHOD_SKETCH_SOLVE && o->tolerance > 0) wrong = "tolerance";
    if (!wrong && o->method == RANDLAPACK_METHOD_SKETCH_SOLVE && o->max_iterations > 0) wrong = "max-iterations";
    if (!wrong) return CLI_OK;
    return cli_fail(error, CLI_USAGE, "--%s does not go with --method %s", wrong, lstsq_methods.names[o->method]);
}

/* Without a sketch, there is nothing to say about it. */
static int check_no_sketch(const lstsq_settings *s, cli_error *error)
{
    const char *wrong = s->options.sketch_rows ? "sketch-rows" : s->options.sketch_nnz ? "sketch-nnz" : NULL;
    if (s->sketch) wrong = "sketch";
    if (s->options.preconditioner != RANDLAPACK_PRECOND_NONE || !wrong) return CLI_OK;
    return cli_fail(error, CLI_USAGE, "--%s does not go with --preconditioner none", wrong);
}

int lstsq_check_options(const lstsq_settings *s, cli_error *error)
{
    int code = common_check(&s->common, error);
    if (code) return code;
    if (s->common.single && s->options.ridge > (double)FLT_MAX)
        return cli_fail(error, CLI_USAGE, "--ridge %g is too large for --single", s->options.ridge);
    code = check_method(s, error);
    return code ? code : check_no_sketch(s, error);
}

/* ---------------------------------------------------------------- problem ----------------------------------------- */

/* Wide A has one method, with a ridge and without. */
static int check_wide(const lstsq_settings *s, long long m, long long n)
{
    const char *wrong = s->options.method != RANDLAPACK_METHOD_AUTO ? "method" : NULL;
    if (option_of_precond(s)) wrong = option_of_precond(s);
    if (!wrong) return CLI_OK;
    return cli_complain("lstsq", CLI_USAGE,
                        "--%s is for at least as many rows as columns, but the matrix in %s has %lld rows and %lld "
                        "columns",
                        wrong, s->a_path, m, n);
}

static int check_sketch_rows(const lstsq_settings *s, long long m, long long n)
{
    const long long d = s->options.sketch_rows;
    if (!d || d >= (m < n ? m : n)) return CLI_OK;
    return cli_complain("lstsq", CLI_USAGE, "--sketch-rows %lld is less than the %lld %s of the matrix", d,
                        m < n ? m : n, m < n ? "rows" : "columns");
}

static double weight(const matrix *W, int64_t i)
{
    return W->single ? (double)((const float *)W->values)[i] : ((const double *)W->values)[i];
}

static int check_weights(const lstsq_settings *s, const matrix *W, long long m)
{
    if (W->cols != 1)
        return cli_complain(s->weights, CLI_INPUT, "has %lld columns; weights are a single one", (long long)W->cols);
    if (W->rows != m)
        return cli_complain(s->weights, CLI_INPUT, "has %lld weights, but the matrix in %s has %lld rows",
                            (long long)W->rows, s->a_path, m);
    for (int64_t i = 0; i < W->rows; i++)
        if (!(isfinite(weight(W, i)) && weight(W, i) >= 0))
            return cli_complain(s->weights, CLI_INPUT, "weight %lld is %g; weights are finite and not negative",
                                (long long)i + 1, weight(W, i));
    return CLI_OK;
}

int lstsq_check_problem(const lstsq_settings *s, const lstsq_run *run)
{
    const long long m = run->A.rows, n = run->A.cols;
    if (run->B.rows != m)
        return cli_complain(s->b_path, CLI_INPUT, "has %lld rows, but the matrix in %s has %lld",
                            (long long)run->B.rows, s->a_path, m);
    int code = s->weights ? check_weights(s, &run->W, m) : CLI_OK;
    if (!code && m < n) code = check_wide(s, m, n);
    return code ? code : check_sketch_rows(s, m, n);
}
