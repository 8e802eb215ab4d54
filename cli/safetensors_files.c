/* The files of a model: one, or those that an index names; see safetensors.h. */
#include "mapped_file.h"
#include "safetensors.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN = 64 };

static int no_memory(cli_error *error)
{
    return cli_fail(error, CLI_INTERNAL, "memory for the list of files could not be allocated");
}

/* Map a file and add its tensors; takes over the path. */
static int open_file(char *path, tensor_set *set, cli_error *error)
{
    const int code = tensor_set_map(set, path, error);
    if (code) return code;
    const struct tensor_mapping *m = &set->mappings[set->files - 1];
    return safetensors_parse(m->bytes, m->size, set, error);
}

/* The name in the folder of the index; NULL if there is no memory. */
static char *beside(const char *index, const char *name)
{
    const char *slash = strrchr(index, '/');
    const size_t folder = slash ? (size_t)(slash - index) + 1 : 0, length = strlen(name) + 1;
    char *path = malloc(folder + length);
    if (!path) return NULL;
    memcpy(path, index, folder);
    memcpy(path + folder, name, length);
    return path;
}

static bool is_open(const tensor_set *set, const char *path)
{
    for (int i = 0; i < set->files; i++)
        if (!strcmp(set->mappings[i].path, path)) return true;
    return false;
}

/* Put the file's name before what is wrong with it. */
static int blame(const char *name, int code, cli_error *error)
{
    const cli_error inner = *error;
    return cli_fail(error, code, "names %.100s, which %.250s", name, inner.text);
}

static int open_named(const char *index, const char *name, tensor_set *set, cli_error *error)
{
    if (!name || !*name || strchr(name, '/') || !strcmp(name, ".."))
        return cli_fail(error, CLI_INPUT, "names a file that is not in its own folder");
    char *path = beside(index, name);
    if (!path) return no_memory(error);
    if (is_open(set, path)) {
        free(path);
        return CLI_OK;
    }
    const int code = open_file(path, set, error);
    return code ? blame(name, code, error) : CLI_OK;
}

/* That each tensor of the index is there, in the file that it names. */
static int check_named(const char *index, json_t *map, tensor_set *set, cli_error *error)
{
    const char *name;
    json_t *file;
    char shown[SHOWN];
    json_object_foreach(map, name, file)
    {
        const tensor *t = tensor_find(set, name);
        char *path = beside(index, json_string_value(file));
        const bool there = path && t && !strcmp(set->mappings[t->file].path, path);
        free(path);
        if (there) continue;
        if (!path) return no_memory(error);
        tensor_shown(name, shown, sizeof shown);
        return cli_fail(error, CLI_INPUT, "names tensor '%s', which is not in the file that it names", shown);
    }
    return CLI_OK;
}

static int open_all(const char *path, json_t *map, tensor_set *set, cli_error *error)
{
    const char *name;
    json_t *file;
    if (!json_is_object(map)) return cli_fail(error, CLI_INPUT, "is no index: it has no object weight_map");
    json_object_foreach(map, name, file)
    {
        const int code = open_named(path, json_string_value(file), set, error);
        if (code) return code;
    }
    const int code = tensor_check_names(set, error);
    return code ? code : check_named(path, map, set, error);
}

static int open_index(const char *path, tensor_set *set, cli_error *error)
{
    void *bytes = NULL;
    size_t size = 0;
    json_error_t wrong;
    int code = mapped_file_open(path, &bytes, &size, error);
    if (code) return code;
    json_t *root = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, &wrong);
    mapped_file_close(bytes, size);
    code = open_all(path, json_object_get(root, "weight_map"), set, error);
    json_decref(root);
    return code;
}

int safetensors_open(const char *path, tensor_set *set, cli_error *error)
{
    const size_t length = strlen(path);
    if (length >= 5 && !strcmp(path + length - 5, ".json")) return open_index(path, set, error);
    char *copy = strdup(path);
    return copy ? open_file(copy, set, error) : no_memory(error);
}
