/* The kernels of one instruction set. */
#include "kernel_impl.h"

const randblas_rkernels KERNEL(kernels) = {
    .hadamard = KERNEL(hadamard),
    .gather = KERNEL(gather),
    .scatter = KERNEL(scatter),
    .fft_stage = KERNEL(fft_stage),
};
