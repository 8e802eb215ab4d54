/* The header of the safetensors format; see safetensors.h.  Nothing in it is believed before it is checked. */
#include "safetensors.h"

#include <ctype.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { LENGTH = 8, SHOWN = 60 };
#define MOST_HEADER (INT64_C(100) << 20) /* bytes, as in other readers of the format */

static const struct {
    const char *name;
    int64_t width;
} types[] = {
    [TENSOR_F64] = {"F64", 8}, [TENSOR_F32] = {"F32", 4},   [TENSOR_F16] = {"F16", 2}, [TENSOR_BF16] = {"BF16", 2},
    [TENSOR_I64] = {"I64", 8}, [TENSOR_I32] = {"I32", 4},   [TENSOR_I16] = {"I16", 2}, [TENSOR_I8] = {"I8", 1},
    [TENSOR_U8] = {"U8", 1},   [TENSOR_BOOL] = {"BOOL", 1}, [TENSOR_OTHER] = {"?", 0}};

const char *tensor_type_name(tensor_type type)
{
    return types[type].name;
}

static tensor_type find_type(const char *name)
{
    tensor_type type = TENSOR_F64;
    while (type < TENSOR_OTHER && strcmp(types[type].name, name) != 0) type++;
    return type;
}

/* A sentence about a tensor; its name is cut and made printable. */
static int refuse(cli_error *error, const char *name, const char *what)
{
    char shown[SHOWN + 1];
    size_t i = 0;
    for (; name[i] && i < SHOWN; i++) shown[i] = (char)(isprint((unsigned char)name[i]) ? name[i] : '?');
    shown[i] = '\0';
    return cli_fail(error, CLI_INPUT, "tensor '%s%s' %s", shown, name[i] ? "..." : "", what);
}

static int no_memory(cli_error *error)
{
    return cli_fail(error, CLI_INTERNAL, "memory for the list of tensors could not be allocated");
}

/* The element count; false if it is beyond 2^62 or a dimension is no number of at least 0. */
static bool read_shape(const json_t *shape, tensor *t)
{
    if (!json_is_array(shape) || json_array_size(shape) > TENSOR_DIMS) return false;
    t->ndim = (int)json_array_size(shape);
    t->count = 1;
    bool empty = false;
    for (int k = 0; k < t->ndim; k++) {
        const json_t *dimension = json_array_get(shape, (size_t)k);
        const int64_t d = json_integer_value(dimension);
        if (!json_is_integer(dimension) || d < 0) return false;
        t->shape[k] = d;
        empty = empty || d == 0;
        if (d > 0 && t->count > (INT64_C(1) << 62) / d) return false;
        t->count *= d > 0 ? d : 1;
    }
    if (empty) t->count = 0;
    return true;
}

static int read_tensor(const char *name, const json_t *entry, const unsigned char *data, int64_t room, tensor *t,
                       int64_t *end, cli_error *error)
{
    const json_t *offsets = json_object_get(entry, "data_offsets");
    const char *type = json_string_value(json_object_get(entry, "dtype"));
    if (!type) return refuse(error, name, "has no dtype");
    t->type = find_type(type);
    if (!read_shape(json_object_get(entry, "shape"), t)) return refuse(error, name, "has no valid shape");
    const json_t *first = json_array_get(offsets, 0), *last = json_array_get(offsets, 1);
    if (json_array_size(offsets) != 2 || !json_is_integer(first) || !json_is_integer(last))
        return refuse(error, name, "has no valid data_offsets");
    const int64_t from = json_integer_value(first), to = json_integer_value(last);
    if (from < 0 || to < from || to > room) return refuse(error, name, "lies outside of the file");
    const int64_t width = types[t->type].width;
    if (width && (t->count > room / width || t->count * width != to - from))
        return refuse(error, name, "has another number of bytes than its type and shape say");
    t->data = data + from;
    *end = to;
    t->name = strdup(name);
    return t->name ? CLI_OK : no_memory(error);
}

/* A tensor and its bytes, which for unknown types do not follow from the shape. */
typedef struct sized {
    tensor t;
    int64_t bytes;
} sized;

/* In the order of the bytes; empty tensors before the one that begins there. */
static int compare(const void *a, const void *b)
{
    const sized *x = a, *y = b;
    if (x->t.data != y->t.data) return x->t.data < y->t.data ? -1 : 1;
    return (x->bytes > y->bytes) - (x->bytes < y->bytes);
}

/* Tensors fill the bytes behind the header, one after the other. */
static int check_order(const sized *list, int64_t count, const unsigned char *data, int64_t room, cli_error *error)
{
    const unsigned char *at = data;
    for (int64_t i = 0; i < count; i++) {
        if (list[i].t.data < at) return refuse(error, list[i].t.name, "overlaps with another");
        if (list[i].t.data > at) return refuse(error, list[i].t.name, "has a gap before it");
        at += list[i].bytes;
    }
    if (at < data + room)
        return cli_fail(error, CLI_INPUT, "has %lld bytes behind its last tensor", (long long)(data + room - at));
    return CLI_OK;
}

static int read_all(json_t *header, const unsigned char *data, int64_t room, sized *list, int64_t *count,
                    cli_error *error)
{
    const char *name;
    json_t *entry;
    *count = 0;
    json_object_foreach(header, name, entry)
    {
        int64_t end = 0;
        if (!strcmp(name, "__metadata__")) continue;
        if (!json_is_object(entry)) return refuse(error, name, "is not described by an object");
        sized *s = &list[*count];
        *s = (sized){.bytes = 0};
        const int code = read_tensor(name, entry, data, room, &s->t, &end, error);
        if (code) return code;
        s->bytes = end - (int64_t)(s->t.data - data);
        ++*count;
    }
    return CLI_OK;
}

/* Into the set, which takes over the names. */
static int append(tensor_set *set, const sized *list, int64_t count, cli_error *error)
{
    if (count == 0) return CLI_OK;
    tensor *tensors = realloc(set->tensors, (size_t)(set->count + count) * sizeof *tensors);
    if (!tensors) return no_memory(error);
    set->tensors = tensors;
    for (int64_t i = 0; i < count; i++) tensors[set->count++] = list[i].t;
    return CLI_OK;
}

static int parse_header(json_t *header, const unsigned char *data, int64_t room, tensor_set *set, cli_error *error)
{
    const size_t entries = json_object_size(header);
    sized *list = malloc((entries ? entries : 1) * sizeof *list);
    int64_t count = 0;
    int code = list ? read_all(header, data, room, list, &count, error) : no_memory(error);
    if (!code) {
        qsort(list, (size_t)count, sizeof *list, compare);
        code = check_order(list, count, data, room, error);
    }
    if (!code) code = append(set, list, count, error);
    for (int64_t i = 0; i < count && code; i++) free(list[i].t.name);
    free(list);
    return code;
}

int safetensors_parse(const unsigned char *bytes, size_t size, tensor_set *set, cli_error *error)
{
    uint64_t length = 0;
    json_error_t wrong;
    if (size < LENGTH) return cli_fail(error, CLI_INPUT, "is too short for the safetensors format");
    for (int i = LENGTH - 1; i >= 0; i--) length = length << 8 | bytes[i];
    if (length > size - LENGTH || length > (uint64_t)MOST_HEADER)
        return cli_fail(error, CLI_INPUT, "claims a header of %llu bytes, more than it has or may have",
                        (unsigned long long)length);
    json_t *header = json_loadb((const char *)bytes + LENGTH, (size_t)length, JSON_REJECT_DUPLICATES, &wrong);
    if (!json_is_object(header)) {
        json_decref(header);
        return cli_fail(error, CLI_INPUT, "has a header that is no JSON object");
    }
    const unsigned char *data = bytes + LENGTH + length;
    const int code = parse_header(header, data, (int64_t)(size - LENGTH - (size_t)length), set, error);
    json_decref(header);
    return code;
}
