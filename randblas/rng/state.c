#include "randblas.h"

#include <Random123/philox.h>

randblas_state randblas_seed(uint64_t seed)
{
    return (randblas_state){{0, 0, 0, 0}, {(uint32_t)seed, (uint32_t)(seed >> 32)}};
}

void randblas_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t words[4])
{
    const philox4x32_ctr_t c = {{counter[0], counter[1], counter[2], counter[3]}};
    const philox4x32_key_t k = {{key[0], key[1]}};
    const philox4x32_ctr_t w = philox4x32(c, k);
    for (int i = 0; i < 4; i++) words[i] = w.v[i];
}
