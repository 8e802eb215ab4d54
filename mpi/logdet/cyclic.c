/* Who has which of n indices, dealt out in blocks. */
#include "cyclic_impl.h"

int64_t randlapack_mpi_cyclic_count(int64_t n, int64_t block, int which, int count)
{
    const int64_t blocks = n / block, rest = n % block; /* whole blocks, and one that is not */
    const int64_t own = blocks / count * block, extra = blocks % count;
    return own + (which < extra ? block : which == extra ? rest : 0);
}

int64_t randlapack_mpi_cyclic_index(int64_t i, int64_t block, int which, int count)
{
    return (i / block * count + which) * block + i % block;
}
