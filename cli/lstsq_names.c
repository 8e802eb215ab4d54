/* What methods, preconditioners and solvers are called, on the command line and in the summary. */
#include "lstsq.h"

static const char *const methods[] = {[RANDLAPACK_METHOD_AUTO] = "auto",
                                      [RANDLAPACK_METHOD_PRECOND] = "precond",
                                      [RANDLAPACK_METHOD_SKETCH_SOLVE] = "sketch-solve",
                                      [RANDLAPACK_METHOD_ITERATIVE] = "iterative",
                                      [RANDLAPACK_METHOD_FOSSILS] = "fossils"};
static const char *const preconditioners[] = {[RANDLAPACK_PRECOND_AUTO] = "auto",
                                              [RANDLAPACK_PRECOND_SKETCH] = "sketch",
                                              [RANDLAPACK_PRECOND_CHOLESKY] = "cholesky",
                                              [RANDLAPACK_PRECOND_NONE] = "none",
                                              [RANDLAPACK_PRECOND_SVD] = "svd"};
static const char *const solvers[] = {
    [RANDLAPACK_SOLVER_LSQR] = "lsqr", [RANDLAPACK_SOLVER_LSMR] = "lsmr", [RANDLAPACK_SOLVER_CG] = "cg"};

const name_list lstsq_methods = {"method", methods, sizeof methods / sizeof methods[0]};
const name_list lstsq_preconditioners = {"preconditioner", preconditioners,
                                         sizeof preconditioners / sizeof preconditioners[0]};
const name_list lstsq_solvers = {"solver", solvers, sizeof solvers / sizeof solvers[0]};

const char *lstsq_method_taken(const lstsq_settings *s, const lstsq_run *run)
{
    if (run->A.rows >= run->A.cols) return methods[run->report.method];
    return s->options.ridge > 0 ? "saddle-point" : "min-norm";
}

const char *lstsq_preconditioner_taken(const lstsq_run *run)
{
    const int taken = run->report.preconditioner;
    return taken == RANDLAPACK_PRECOND_AUTO ? NULL : preconditioners[taken]; /* NULL: it did not come so far */
}

const char *lstsq_solver_taken(const lstsq_settings *s, const lstsq_run *run)
{
    if (run->A.rows < run->A.cols) return solvers[RANDLAPACK_SOLVER_CG];
    switch (run->report.method) {
    case RANDLAPACK_METHOD_SKETCH_SOLVE:
        return NULL;
    case RANDLAPACK_METHOD_ITERATIVE:
        return "momentum";
    case RANDLAPACK_METHOD_FOSSILS:
        return solvers[RANDLAPACK_SOLVER_CG];
    default:
        return solvers[s->options.solver];
    }
}
