/* All tests of a precision between MPI_Init and MPI_Finalize; arguments name one of them, and cases with wildcards. */
#include "testing.h"

#include <mpi.h>
#include <string.h>

#define X(name) int mpi_test_##name(void);
MPI_TESTS
#undef X

static const struct {
    const char *name;
    int (*run)(void);
} all[] = {
#define X(name) {#name, mpi_test_##name},
    MPI_TESTS
#undef X
};

int main(int argc, char **argv)
{
    int failed = 0;
    MPI_Init(&argc, &argv);
    if (argc > 2) cmocka_set_test_filter(argv[2]);
    for (size_t k = 0; k < sizeof all / sizeof *all && !failed; k++)
        if (argc < 2 || strcmp(argv[1], all[k].name) == 0) failed = all[k].run();
    if (failed) MPI_Abort(MPI_COMM_WORLD, 1); /* the others may be waiting for this one */
    MPI_Finalize();
    return 0;
}
