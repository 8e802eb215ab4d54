/* The header of the safetensors format; see safetensors.h.  Nothing in it is believed before it is checked. */
#include "safetensors.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { LENGTH = 8, SHOWN = 64 };
#define MOST_HEADER (INT64_C(100) << 20) /* bytes, as in other readers of the format */

static tensor_type find_type(const char *name)
{
    tensor_type type = TENSOR_F64;
    while (type < TENSOR_OTHER && strcmp(tensor_type_name(type), name) != 0) type++;
    return type;
}

/* A sentence about a tensor; its name is cut and made printable. */
static int refuse(cli_error *error, const char *name, const char *what)
{
    char shown[SHOWN];
    tensor_shown(name, shown, sizeof shown);
    return cli_fail(error, CLI_INPUT, "tensor '%s' %s", shown, what);
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
                       cli_error *error)
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
    const int64_t width = (int64_t)tensor_width(t->type);
    if (width && (t->count > room / width || t->count * width != to - from))
        return refuse(error, name, "has another number of bytes than its type and shape say");
    t->data = data + from;
    t->swapped = tensor_big_endian();
    t->bytes = to - from;
    t->name = strdup(name);
    return t->name ? CLI_OK : no_memory(error);
}

/* In the order of the bytes; empty tensors before the one that begins there. */
static int compare(const void *a, const void *b)
{
    const tensor *x = a, *y = b;
    if (x->data != y->data) return x->data < y->data ? -1 : 1;
    return (x->bytes > y->bytes) - (x->bytes < y->bytes);
}

/* Tensors fill the bytes behind the header, one after the other. */
static int check_order(const tensor *list, int64_t count, const unsigned char *data, int64_t room, cli_error *error)
{
    const unsigned char *at = data;
    for (int64_t i = 0; i < count; i++) {
        if (list[i].data < at) return refuse(error, list[i].name, "overlaps with another");
        if (list[i].data > at) return refuse(error, list[i].name, "has a gap before it");
        at += list[i].bytes;
    }
    if (at < data + room)
        return cli_fail(error, CLI_INPUT, "has %lld bytes behind its last tensor", (long long)(data + room - at));
    return CLI_OK;
}

static int read_all(json_t *header, const unsigned char *data, int64_t room, tensor *list, int64_t *count,
                    cli_error *error)
{
    const char *name;
    json_t *entry;
    *count = 0;
    json_object_foreach(header, name, entry)
    {
        if (!strcmp(name, "__metadata__")) continue;
        if (!json_is_object(entry)) return refuse(error, name, "is not described by an object");
        list[*count] = (tensor){0};
        const int code = read_tensor(name, entry, data, room, &list[*count], error);
        if (code) return code;
        ++*count;
    }
    return CLI_OK;
}

static int parse_header(json_t *header, const unsigned char *data, int64_t room, tensor_set *set, cli_error *error)
{
    const size_t entries = json_object_size(header);
    tensor *list = malloc((entries ? entries : 1) * sizeof *list);
    int64_t count = 0;
    int code = list ? read_all(header, data, room, list, &count, error) : no_memory(error);
    if (!code) {
        qsort(list, (size_t)count, sizeof *list, compare);
        code = check_order(list, count, data, room, error);
    }
    if (!code) code = tensor_set_add(set, count, list, error);
    for (int64_t i = 0; i < count && code; i++) free(list[i].name);
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
