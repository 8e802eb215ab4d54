#include "randlapack.h"

const char *randlapack_strerror(int info)
{
    return randblas_strerror(info);
}
