/* A .npz file: a zip archive whose members are .npy files, stored or deflated; see model.h.  libzip checks the archive
 * and the sums of what is read; the headers are checked as those of .npy are. */
#include "matrix.h"
#include "model.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

enum { SHOWN = 64 };

static int no_memory(cli_error *error)
{
    return cli_fail(error, CLI_INTERNAL, "memory for its members could not be allocated");
}

/* Put the member's name before what is wrong with it. */
static int blame(const char *name, int code, const char *what, cli_error *error)
{
    char shown[SHOWN];
    tensor_shown(name, shown, sizeof shown);
    return cli_fail(error, code, "has a member '%s' that %.250s", shown, what);
}

/* Exactly so many bytes from where the member is. */
static bool read_bytes(zip_file_t *member, void *bytes, int64_t count)
{
    for (int64_t done = 0, n; done < count; done += n) {
        const int64_t wanted = count - done < INT_MAX ? count - done : INT_MAX;
        n = zip_fread(member, (unsigned char *)bytes + done, (zip_uint64_t)wanted);
        if (n <= 0) return false;
    }
    return true;
}

/* The header, from the first bytes of the member. */
static int read_member_header(zip_t *archive, const zip_stat_t *about, tensor *t, cli_error *error)
{
    static const size_t most = NPY_MOST_HEADER;
    npy_header h;
    const size_t size = (size_t)about->size, head = size < most ? size : most;
    zip_file_t *member = zip_fopen_index(archive, about->index, 0);
    unsigned char *bytes = malloc(head ? head : 1);
    int code = bytes ? CLI_OK : no_memory(error);
    if (!code && (!member || !read_bytes(member, bytes, (int64_t)head)))
        code = cli_fail(error, CLI_INPUT, "cannot be read");
    if (!code) code = npy_read_tensor_header(bytes, size, &h, error);
    if (!code) model_from_npy(&h, t);
    free(bytes);
    if (member) zip_fclose(member);
    return code;
}

/* The name of the tensor: that of the member, without .npy. */
static char *name_of(const char *member)
{
    char *name = strdup(member);
    const size_t length = strlen(member);
    if (name && length > 4 && !strcmp(name + length - 4, ".npy")) name[length - 4] = '\0';
    return name;
}

/* A zip archive of PyTorch has a pickle in it, which is a program, and is not run. */
static bool is_pickle(const char *name)
{
    const size_t length = strlen(name);
    return length >= 4 && !strcmp(name + length - 4, ".pkl");
}

static int add_member(model *m, zip_uint64_t index, cli_error *error)
{
    zip_stat_t about;
    tensor t = {0};
    const zip_uint64_t needed = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_INDEX;
    if (zip_stat_index(m->archive, index, 0, &about) || (about.valid & needed) != needed)
        return cli_fail(error, CLI_INPUT, "has a member that cannot be examined");
    if (is_pickle(about.name))
        return cli_fail(error, CLI_INPUT, "is a PyTorch file, which is not read; convert it to safetensors");
    if (about.size > INT64_MAX / 2 || !matrix_justified((int64_t)(about.size / 8), (size_t)about.comp_size))
        return blame(about.name, CLI_INPUT, "claims to be absurdly large", error);
    int code = read_member_header(m->archive, &about, &t, error);
    if (code) {
        const cli_error inner = *error;
        return blame(about.name, code, inner.text, error);
    }
    t.entry = (int64_t)index;
    t.name = name_of(about.name);
    code = t.name ? tensor_set_add(&m->set, 1, &t, error) : no_memory(error);
    if (code) free(t.name);
    return code;
}

int model_open_npz(model *m, cli_error *error)
{
    int why = 0;
    m->archive = zip_open(m->path, ZIP_RDONLY, &why);
    if (!m->archive) {
        zip_error_t text;
        zip_error_init_with_code(&text, why);
        const int code = cli_fail(error, CLI_INPUT, "cannot be opened as a zip archive: %s", zip_error_strerror(&text));
        zip_error_fini(&text);
        return code;
    }
    const zip_int64_t count = zip_get_num_entries(m->archive, 0);
    int code = CLI_OK;
    for (zip_int64_t i = 0; i < count && !code; i++) code = add_member(m, (zip_uint64_t)i, error);
    return code;
}

int model_load_npz(model *m, tensor *t, cli_error *error)
{
    zip_stat_t about;
    npy_header h = {0};
    int code = CLI_OK;
    if (zip_stat_index(m->archive, (zip_uint64_t)t->entry, 0, &about))
        return blame(t->name, CLI_INPUT, "cannot be examined", error);
    m->block = malloc((size_t)about.size);
    if (!m->block) return no_memory(error);
    zip_file_t *member = zip_fopen_index(m->archive, (zip_uint64_t)t->entry, 0);
    unsigned char beyond; /* the sum is checked at the end */
    if (!member || !read_bytes(member, m->block, (int64_t)about.size) || zip_fread(member, &beyond, 1) != 0)
        code = blame(t->name, CLI_INPUT, "is damaged", error);
    if (member) zip_fclose(member);
    if (!code) code = npy_read_tensor_header(m->block, (size_t)about.size, &h, error);
    if (!code && (int64_t)about.size - (int64_t)h.offset != t->bytes)
        code = blame(t->name, CLI_INPUT, "has changed", error);
    if (!code) t->data = m->block + h.offset;
    return code;
}

void model_close_npz(void *archive)
{
    if (archive) zip_discard(archive);
}
