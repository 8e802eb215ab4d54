/*
 * Words are drawn RANDLAPACK_UNIFORM_BLOCKS blocks at a time by the sampling kernels of layer 1; word 2 b + h is half h
 * of block b, and its 53 high bits are the number.
 */
#include "uniforms_impl.h"

#include "iid_kernel_impl.h"

randlapack_uniforms randlapack_uniforms_open(const randblas_state *state, uint64_t first, uint64_t purpose)
{
    randlapack_uniforms u;
    u.stream = stream_of(state);
    u.stream.lo += first;
    u.purpose = purpose;
    u.block = 0;
    u.next = 2 * RANDLAPACK_UNIFORM_BLOCKS;
    return u;
}

double randlapack_uniforms_next(randlapack_uniforms *u)
{
    if (u->next == 2 * RANDLAPACK_UNIFORM_BLOCKS) {
        randblas_iid_select()->words(&u->stream, u->purpose, u->block, RANDLAPACK_UNIFORM_BLOCKS, u->half);
        u->block += RANDLAPACK_UNIFORM_BLOCKS;
        u->next = 0;
    }
    const uint32_t *half = u->half + 2 * u->next++;
    return (double)((half[0] | (uint64_t)half[1] << 32) >> 11) * 0x1p-53;
}

randblas_state randlapack_state_after(const randblas_state *state, uint64_t blocks)
{
    randblas_state next = *state;
    const uint64_t lo = stream_of(state).lo + blocks;
    next.counter[0] = (uint32_t)lo;
    next.counter[1] = (uint32_t)(lo >> 32);
    return next;
}
