/* Layout of the structs of randlapack_mpi.h; see layout.h. */
#include "layout.h"

#include "randlapack_mpi.h"

int layout_of(int which, int64_t *members)
{
    int n = 0;
    switch (which) {
    case 400:
        AT(randlapack_mpi_options, size), AT(randlapack_mpi_options, exact), AT(randlapack_mpi_options, message_bytes),
            members[n++] = sizeof(randlapack_mpi_options);
        break;
    case 401:
        AT(randlapack_mpi_traffic, collectives), AT(randlapack_mpi_traffic, messages),
            AT(randlapack_mpi_traffic, words), members[n++] = sizeof(randlapack_mpi_traffic);
        break;
    case 402:
        AT(randlapack_mpi_srows, size), AT(randlapack_mpi_srows, rows), AT(randlapack_mpi_srows, first),
            AT(randlapack_mpi_srows, local), members[n++] = sizeof(randlapack_mpi_srows);
        break;
    case 403:
        AT(randlapack_mpi_drows, size), AT(randlapack_mpi_drows, rows), AT(randlapack_mpi_drows, first),
            AT(randlapack_mpi_drows, local), members[n++] = sizeof(randlapack_mpi_drows);
        break;
    default:
        break;
    }
    return n;
}
