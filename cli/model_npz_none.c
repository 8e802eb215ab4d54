/* Without libzip: an archive is recognised, and not read. */
#include "model.h"

int model_open_npz(model *m, cli_error *error)
{
    (void)m;
    return cli_fail(error, CLI_INPUT, "is a zip archive (.npz or PyTorch), and the command was built without libzip");
}

int model_load_npz(model *m, tensor *t, cli_error *error)
{
    (void)m, (void)t;
    return cli_fail(error, CLI_INTERNAL, "the command was built without libzip");
}

void model_close_npz(void *archive)
{
    (void)archive;
}
