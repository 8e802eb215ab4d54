#include "lsq_options_impl.h"

#include "options_impl.h"

#include <math.h>

bool randlapack_lsq_read_all_options(randlapack_lsq_options *full, const randlapack_lsq_options *options,
                                     int64_t least_rows)
{
    randlapack_lsq_options *o = full;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->sketch_rows < 0 || (o->sketch_rows > 0 && o->sketch_rows < least_rows) || o->sketch_nnz < 0) return false;
    if (!(o->tolerance >= 0 && o->tolerance < 1) || o->max_iterations < 0) return false;
    if (!(o->ridge >= 0 && isfinite(o->ridge))) return false;
    if ((int)o->preconditioner < 0 || o->preconditioner > RANDLAPACK_PRECOND_SVD) return false;
    if ((int)o->solver < 0 || o->solver > RANDLAPACK_SOLVER_CG) return false;
    return (int)o->method >= 0 && o->method <= RANDLAPACK_METHOD_FOSSILS;
}

bool randlapack_lsq_only_common_options(const randlapack_lsq_options *o)
{
    return o->ridge == 0 && o->preconditioner == RANDLAPACK_PRECOND_AUTO && o->solver == RANDLAPACK_SOLVER_LSQR &&
           o->method == RANDLAPACK_METHOD_AUTO;
}

bool randlapack_lsq_read_options(randlapack_lsq_options *full, const randlapack_lsq_options *options,
                                 int64_t least_rows)
{
    return randlapack_lsq_read_all_options(full, options, least_rows) && randlapack_lsq_only_common_options(full);
}

int randlapack_lsq_worse(int a, int b)
{
    static const int order[] = {0, RANDBLAS_RANK_DEFICIENT, RANDBLAS_NOT_CONVERGED, RANDBLAS_NOT_FINITE};
    int rank_a = 0, rank_b = 0;
    for (int k = 0; k < 4; k++) {
        if (order[k] == a) rank_a = k;
        if (order[k] == b) rank_b = k;
    }
    return rank_a > rank_b ? a : b;
}

static double larger(double a, double b)
{
    return isnan(a) || a >= b ? a : b;
}

void randlapack_lsq_report_join(randlapack_lsq_report *report, const randlapack_lsq_errors *e, double normal_residual)
{
    report->residual_norm = larger(report->residual_norm, e->residual_norm);
    report->normal_residual = larger(report->normal_residual, normal_residual);
    report->backward_error = larger(report->backward_error, e->backward_error);
    report->forward_error = larger(report->forward_error, e->forward_error);
}

void randlapack_lsq_errors_join(randlapack_lsq_errors *worst, const randlapack_lsq_errors *e)
{
    worst->residual_norm = larger(worst->residual_norm, e->residual_norm);
    worst->relative_residual = larger(worst->relative_residual, e->relative_residual);
    worst->normal_residual = larger(worst->normal_residual, e->normal_residual);
    worst->backward_error = larger(worst->backward_error, e->backward_error);
    worst->excess = larger(worst->excess, e->excess);
    worst->condition = larger(worst->condition, e->condition);
    worst->forward_error = larger(worst->forward_error, e->forward_error);
}
