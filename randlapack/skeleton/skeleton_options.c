#include "skeleton_options_impl.h"

#include "options_impl.h"

#define DEFAULT_OVERSAMPLING 10
#define DEFAULT_BOUND 2
#define LEAST_BOUND 1.1 /* each exchange multiplies a determinant by more than this, so that they come to an end */
#define MOST_OVERSAMPLING INT32_MAX

bool randlapack_skeleton_read(randlapack_skeleton_options *full, const randlapack_skeleton_options *options)
{
    randlapack_skeleton_options *o = full;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->pivoting < 0 || o->pivoting > RANDLAPACK_PIVOT_LU || o->oversampling > MOST_OVERSAMPLING) return false;
    if (!(o->tolerance >= 0 && o->tolerance < 1)) return false;
    if (o->bound != 0 && !(o->bound >= LEAST_BOUND)) return false;
    if (o->oversampling == 0) o->oversampling = DEFAULT_OVERSAMPLING;
    if (o->oversampling < 0) o->oversampling = 0;
    if (o->power_passes < 0) o->power_passes = 0;
    if (o->pivoting == 0) o->pivoting = RANDLAPACK_PIVOT_QR;
    if (o->bound == 0) o->bound = DEFAULT_BOUND;
    return true;
}
