/* The list of a model's tensors; see tensor.h. */
#include "tensor.h"

#include "mapped_file.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN = 64 };

static const struct {
    const char *name;
    int width;
} types[] = {
    [TENSOR_F64] = {"F64", 8},   [TENSOR_F32] = {"F32", 4}, [TENSOR_F16] = {"F16", 2}, [TENSOR_BF16] = {"BF16", 2},
    [TENSOR_I64] = {"I64", 8},   [TENSOR_I32] = {"I32", 4}, [TENSOR_I16] = {"I16", 2}, [TENSOR_I8] = {"I8", 1},
    [TENSOR_U64] = {"U64", 8},   [TENSOR_U32] = {"U32", 4}, [TENSOR_U16] = {"U16", 2}, [TENSOR_U8] = {"U8", 1},
    [TENSOR_BOOL] = {"BOOL", 1}, [TENSOR_OTHER] = {"?", 0}};

const char *tensor_type_name(tensor_type type)
{
    return types[type].name;
}

int tensor_width(tensor_type type)
{
    return types[type].width;
}

bool tensor_is_real(tensor_type type)
{
    return type <= TENSOR_BF16;
}

void tensor_shown(const char *name, char *shown, size_t room)
{
    size_t i = 0;
    for (; i < room - 1 && name[i]; i++) shown[i] = (char)(isprint((unsigned char)name[i]) ? name[i] : '?');
    shown[i] = '\0';
    if (name[i] && room > 4) memcpy(shown + room - 4, "...", 4);
}

static int no_memory(cli_error *error)
{
    return cli_fail(error, CLI_INTERNAL, "memory for the list of tensors could not be allocated");
}

int tensor_set_map(tensor_set *set, char *path, cli_error *error)
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
    return mapped_file_open(path, &m->bytes, &m->size, error);
}

int tensor_set_add(tensor_set *set, int64_t count, const tensor *list, cli_error *error)
{
    if (count == 0) return CLI_OK;
    tensor *tensors = realloc(set->tensors, (size_t)(set->count + count) * sizeof *tensors);
    if (!tensors) return no_memory(error);
    set->tensors = tensors;
    for (int64_t i = 0; i < count; i++) {
        tensors[set->count] = list[i];
        tensors[set->count++].file = set->files - 1;
    }
    return CLI_OK;
}

void tensor_set_close(tensor_set *set)
{
    for (int64_t i = 0; i < set->count; i++) free(set->tensors[i].name);
    for (int i = 0; i < set->files; i++) {
        mapped_file_close(set->mappings[i].bytes, set->mappings[i].size);
        free(set->mappings[i].path);
    }
    free(set->tensors);
    free(set->mappings);
    free(set->by_name);
    *set = (tensor_set){0};
}

/* ---------------------------------------------------------------- names ------------------------------------------- */

static int compare_names(const void *a, const void *b)
{
    return strcmp((*(const tensor *const *)a)->name, (*(const tensor *const *)b)->name);
}

int tensor_check_names(tensor_set *set, cli_error *error)
{
    char shown[SHOWN];
    free(set->by_name);
    set->by_name = malloc((size_t)(set->count ? set->count : 1) * sizeof *set->by_name);
    if (!set->by_name) return no_memory(error);
    for (int64_t i = 0; i < set->count; i++) set->by_name[i] = &set->tensors[i];
    qsort(set->by_name, (size_t)set->count, sizeof *set->by_name, compare_names);
    for (int64_t i = 1; i < set->count; i++) {
        if (strcmp(set->by_name[i - 1]->name, set->by_name[i]->name) != 0) continue;
        tensor_shown(set->by_name[i]->name, shown, sizeof shown);
        return cli_fail(error, CLI_INPUT, "has two tensors of the name '%s'", shown);
    }
    return CLI_OK;
}

const tensor *tensor_find(const tensor_set *set, const char *name)
{
    int64_t low = 0, high = set->count;
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        const int order = strcmp(name, set->by_name[middle]->name);
        if (order == 0) return set->by_name[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}
