/* The files of a model: one, or those that an index names; see safetensors.h. */
#include "mapped_file.h"
#include "safetensors.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static int no_memory(cli_error *error)
{
    return cli_fail(error, CLI_INTERNAL, "memory for the list of files could not be allocated");
}

/* Map a file and add its tensors; takes over the path, which is freed with the set. */
static int open_file(char *path, tensor_set *set, cli_error *error)
{
    struct tensor_mapping *mappings = realloc(set->mappings, (size_t)(set->files + 1) * sizeof *mappings);
    if (!mappings) {
        free(path);
        return no_memory(error);
    }
    set->mappings = mappings;
    struct tensor_mapping *m = &mappings[set->files];
    *m = (struct tensor_mapping){path, NULL, 0};
    set->files++;
    const int code = mapped_file_open(path, &m->bytes, &m->size, error);
    return code ? code : safetensors_parse(m->bytes, m->size, set, error);
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

static int open_index(const char *path, tensor_set *set, cli_error *error)
{
    void *bytes = NULL;
    size_t size = 0;
    json_error_t wrong;
    const char *name;
    json_t *file;
    int code = mapped_file_open(path, &bytes, &size, error);
    if (code) return code;
    json_t *root = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, &wrong), *map = json_object_get(root, "weight_map");
    mapped_file_close(bytes, size);
    if (!json_is_object(map)) code = cli_fail(error, CLI_INPUT, "is no index: it has no object weight_map");
    if (!code) json_object_foreach(map, name, file)
        {
            if (!code) code = open_named(path, json_string_value(file), set, error);
        }
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

void safetensors_close(tensor_set *set)
{
    for (int64_t i = 0; i < set->count; i++) free(set->tensors[i].name);
    for (int i = 0; i < set->files; i++) {
        mapped_file_close(set->mappings[i].bytes, set->mappings[i].size);
        free(set->mappings[i].path);
    }
    free(set->tensors);
    free(set->mappings);
    *set = (tensor_set){0};
}
