#include "xtransform_impl.h"

const randblas_rkernels *randblas_rselect(void)
{
    return ISA_SELECT(randblas_rkernels);
}
