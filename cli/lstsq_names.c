/* What methods, preconditioners and solvers are called, on the command line and in the summary. */
#include "lstsq.h"

#include <string.h>

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

static const struct {
    const char *const *names;
    int count;
} lists[] = {[LSTSQ_METHOD] = {methods, sizeof methods / sizeof methods[0]},
             [LSTSQ_PRECONDITIONER] = {preconditioners, sizeof preconditioners / sizeof preconditioners[0]},
             [LSTSQ_SOLVER] = {solvers, sizeof solvers / sizeof solvers[0]}};

int lstsq_find(lstsq_list list, const char *name)
{
    int i = 0;
    while (i < lists[list].count && strcmp(name, lists[list].names[i]) != 0) i++;
    return i < lists[list].count ? i : -1;
}

const char *lstsq_name(lstsq_list list, int value)
{
    return lists[list].names[value];
}

void lstsq_join(lstsq_list list, const char *separator, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (int i = 0; i < lists[list].count && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s", i ? separator : "", lists[list].names[i]);
}

const char *lstsq_method_taken(const lstsq_settings *s, const lstsq_run *run)
{
    if (run->A.rows >= run->A.cols) return lstsq_name(LSTSQ_METHOD, run->report.method);
    return s->options.ridge > 0 ? "saddle-point" : "min-norm";
}

const char *lstsq_preconditioner_taken(const lstsq_run *run)
{
    const int taken = run->report.preconditioner;
    return taken == RANDLAPACK_PRECOND_AUTO
               ? NULL
               : lstsq_name(LSTSQ_PRECONDITIONER, taken); /* NULL: it did not come so far */
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
