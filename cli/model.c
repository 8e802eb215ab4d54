/* Opening a model of any format; see model.h. */
#include "model.h"

#include "mapped_file.h"
#include "safetensors.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAGIC = 8 };

/* Formats that are recognised by their first bytes; those without a function are not read. */
static const struct {
    const char *magic;
    size_t length;
    const char *name;
    int (*open)(model *m, cli_error *error);
} formats[] = {
    {NPY_MAGIC, 6, "npy", model_open_npy},
    {"PK\3\4", 4, "npz", model_open_npz},
    {"PK\5\6", 4, "npz", model_open_npz}, /* an empty archive */
    {"\x89HDF\r\n\x1a\n", 8, "an HDF5 file (Keras)", NULL},
    {"\x80\x02", 2, "a pickle (PyTorch)", NULL},
    {"GGUF", 4, "a GGUF file", NULL},
};
enum { FORMATS = sizeof formats / sizeof formats[0] };

static bool ends_in(const char *path, const char *end)
{
    const size_t length = strlen(path), tail = strlen(end);
    return length >= tail && !strcmp(path + length - tail, end);
}

/* The first bytes; what the file has not are 0. */
static int read_magic(const char *path, char magic[MAGIC], cli_error *error)
{
    int fd;
    size_t size = 0;
    memset(magic, 0, MAGIC);
    int code = regular_file_open(path, &fd, &size, error);
    if (!code && read(fd, magic, MAGIC) < 0) code = cli_fail(error, CLI_INPUT, "cannot be read");
    if (fd >= 0) close(fd);
    return code;
}

static int open_format(model *m, int format, cli_error *error)
{
    if (!formats[format].open)
        return cli_fail(error, CLI_INPUT, "is %s, which is not read; convert it to safetensors", formats[format].name);
    m->format = formats[format].name;
    return formats[format].open(m, error);
}

int model_open(const char *path, model *m, cli_error *error)
{
    char magic[MAGIC];
    int format = 0;
    *m = (model){.path = path, .format = "safetensors", .loaded = -1};
    int code = read_magic(path, magic, error);
    if (code) return code;
    while (format < FORMATS && memcmp(magic, formats[format].magic, formats[format].length) != 0) format++;
    if (format < FORMATS)
        code = open_format(m, format, error);
    else if (ends_in(path, ".onnx"))
        code = cli_fail(error, CLI_INPUT, "is an ONNX file, which is not read; convert it to safetensors");
    else
        code = safetensors_open(path, &m->set, error);
    return code ? code : tensor_check_names(&m->set, error);
}

int model_load(model *m, int64_t index, cli_error *error)
{
    if (!m->archive || m->loaded == index) return CLI_OK;
    if (m->loaded >= 0) m->set.tensors[m->loaded].data = NULL;
    free(m->block);
    m->block = NULL;
    m->loaded = -1;
    const int code = model_load_npz(m, &m->set.tensors[index], error);
    if (!code) m->loaded = index;
    return code;
}

void model_close(model *m)
{
    model_close_npz(m->archive);
    free(m->block);
    tensor_set_close(&m->set);
    *m = (model){0};
}
