/*
 * Header of .npy: magic, two bytes of version, length (2 bytes in version 1, 4 in versions 2 and 3), and a Python
 * dictionary literal {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), } padded with spaces.
 */
#include "npy.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { MAX_HEADER = 65536 }; /* NumPy writes 118 bytes; version 1 cannot have more */

typedef struct cursor {
    const char *p, *end;
    int most; /* dimensions */
} cursor;

static void skip_space(cursor *c)
{
    while (c->p < c->end && (*c->p == ' ' || *c->p == '\t' || *c->p == '\n' || *c->p == '\r')) c->p++;
}

/* Whether the next token is this text; it is taken if so. */
static bool take(cursor *c, const char *text)
{
    const size_t n = strlen(text);
    skip_space(c);
    if ((size_t)(c->end - c->p) < n || memcmp(c->p, text, n) != 0) return false;
    c->p += n;
    return true;
}

/* A string literal without escapes and NUL, which no legal key or type has. */
static bool take_string(cursor *c, char *out, size_t room)
{
    skip_space(c);
    if (c->p == c->end || (*c->p != '\'' && *c->p != '"')) return false;
    const char quote = *c->p++;
    const char *close = memchr(c->p, quote, (size_t)(c->end - c->p));
    if (!close || (size_t)(close - c->p) >= room) return false;
    memcpy(out, c->p, (size_t)(close - c->p));
    out[close - c->p] = '\0';
    if (strlen(out) != (size_t)(close - c->p)) return false;
    c->p = close + 1;
    return true;
}

/* A decimal integer; Python 2 wrote an L after long ones. */
static bool take_size(cursor *c, int64_t *value)
{
    skip_space(c);
    const char *begin = c->p;
    for (*value = 0; c->p < c->end && *c->p >= '0' && *c->p <= '9'; c->p++) {
        const int digit = *c->p - '0';
        if (*value > (INT64_MAX - digit) / 10) return false;
        *value = *value * 10 + digit;
    }
    if (c->p == begin) return false;
    if (c->p < c->end && *c->p == 'L') c->p++;
    return true;
}

static const struct {
    const char *code, *name;
    npy_type type;
    size_t width;
} types[] = {
    {"b1", "bool", NPY_B1, 1},    {"i1", "int8", NPY_I1, 1},    {"i2", "int16", NPY_I2, 2},
    {"i4", "int32", NPY_I4, 4},   {"i8", "int64", NPY_I8, 8},   {"u1", "uint8", NPY_U1, 1},
    {"u2", "uint16", NPY_U2, 2},  {"u4", "uint32", NPY_U4, 4},  {"u8", "uint64", NPY_U8, 8},
    {"f2", "float16", NPY_F2, 2}, {"f4", "float32", NPY_F4, 4}, {"f8", "float64", NPY_F8, 8},
};

const char *npy_type_name(npy_type type)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (types[i].type == type) return types[i].name;
    return "?";
}

static bool little_endian(void)
{
    const uint16_t one = 1;
    return *(const unsigned char *)&one == 1;
}

static int parse_type(cursor *c, npy_header *h, cli_error *error)
{
    char descr[32];
    if (take(c, "[")) return cli_fail(error, CLI_INPUT, "holds records (a structured type), not numbers");
    if (!take_string(c, descr, sizeof descr)) return cli_fail(error, CLI_INPUT, "has a header without a legal 'descr'");
    const bool marked = descr[0] && strchr("<>=|", descr[0]);
    const char order = marked ? descr[0] : '=', *code = descr + marked;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (!strcmp(code, types[i].code)) {
            h->type = types[i].type;
            h->width = types[i].width;
            h->swapped = h->width > 1 && order == (little_endian() ? '>' : '<');
            return CLI_OK;
        }
    if (code[0] == 'c') return cli_fail(error, CLI_INPUT, "holds complex numbers; real ones are needed");
    for (char *p = descr; *p; p++)
        if (*p < ' ' || *p > '~') *p = '?';
    return cli_fail(error, CLI_INPUT, "holds elements of type '%s', which is not a real number of up to 64 bits",
                    descr);
}

static int parse_order(cursor *c, npy_header *h, cli_error *error)
{
    h->fortran_order = take(c, "True");
    if (h->fortran_order || take(c, "False")) return CLI_OK;
    return cli_fail(error, CLI_INPUT, "has a header whose 'fortran_order' is neither True nor False");
}

static int parse_shape(cursor *c, npy_header *h, cli_error *error)
{
    for (int k = 0; k < NPY_DIMS; k++) h->shape[k] = 1;
    if (!take(c, "(")) return cli_fail(error, CLI_INPUT, "has a header without a legal 'shape'");
    for (h->ndim = 0; !take(c, ")"); h->ndim++) {
        if (h->ndim == c->most)
            return cli_fail(error, CLI_INPUT, "has more than %s dimensions", c->most == 2 ? "two" : "eight");
        if (take(c, "-")) return cli_fail(error, CLI_INPUT, "has a negative dimension");
        if (!take_size(c, &h->shape[h->ndim]))
            return cli_fail(error, CLI_INPUT, "has a header whose 'shape' is malformed or too large");
        if (!take(c, ",") && !(c->p < c->end && *c->p == ')'))
            return cli_fail(error, CLI_INPUT, "has a header whose 'shape' is malformed or too large");
    }
    return CLI_OK;
}

static int parse_dictionary(cursor *c, npy_header *h, cli_error *error)
{
    static const struct {
        const char *key;
        int (*parse)(cursor *, npy_header *, cli_error *);
    } fields[] = {{"descr", parse_type}, {"fortran_order", parse_order}, {"shape", parse_shape}};
    enum { FIELDS = sizeof fields / sizeof fields[0] };
    bool seen[FIELDS] = {false};
    if (!take(c, "{")) return cli_fail(error, CLI_INPUT, "has a header that is not a dictionary");
    while (!take(c, "}")) {
        char key[32];
        int i = 0;
        if (!take_string(c, key, sizeof key) || !take(c, ":"))
            return cli_fail(error, CLI_INPUT, "has a malformed header");
        while (i < FIELDS && strcmp(key, fields[i].key) != 0) i++;
        if (i == FIELDS || seen[i]) return cli_fail(error, CLI_INPUT, "has a header with an unknown or repeated key");
        seen[i] = true;
        const int code = fields[i].parse(c, h, error);
        if (code) return code;
        skip_space(c);
        if (!take(c, ",") && !(c->p < c->end && *c->p == '}'))
            return cli_fail(error, CLI_INPUT, "has a malformed header");
    }
    for (int i = 0; i < FIELDS; i++)
        if (!seen[i]) return cli_fail(error, CLI_INPUT, "has a header without '%s'", fields[i].key);
    skip_space(c);
    if (c->p != c->end) return cli_fail(error, CLI_INPUT, "has a malformed header");
    return CLI_OK;
}

/* The shape as a sentence has it. */
static void print_shape(const npy_header *h, char *text, size_t room)
{
    size_t used = 0;
    for (int k = 0; k < (h->ndim > 2 ? h->ndim : 2) && used < room; k++)
        used += (size_t)snprintf(text + used, room - used, "%s%lld", k ? " x " : "", (long long)h->shape[k]);
}

/* The header must account for every byte that follows it. */
static int check_size(const npy_header *h, size_t size, cli_error *error)
{
    char shape[128];
    const int64_t present = (int64_t)(size - h->offset);
    int64_t wanted = 1;
    bool sane = true;
    for (int k = 0; k < NPY_DIMS; k++) {
        wanted = h->shape[k] == 0 || wanted == 0 ? 0 : matrix_product(wanted, h->shape[k]);
        sane = sane && matrix_justified(h->shape[k], size);
    }
    wanted = matrix_product(wanted, (int64_t)h->width);
    print_shape(h, shape, sizeof shape);
    if (wanted > present)
        return cli_fail(error, CLI_INPUT, "is truncated: %s elements of %zu bytes do not fit in its %lld bytes", shape,
                        h->width, (long long)present);
    if (wanted < present)
        return cli_fail(error, CLI_INPUT, "has %lld bytes more than its header accounts for",
                        (long long)(present - wanted));
    if (!sane) /* of an empty array */
        return cli_fail(error, CLI_INPUT, "is empty, with an absurd shape of %s", shape);
    return CLI_OK;
}

static int read_header(const unsigned char *bytes, size_t size, int most, npy_header *h, cli_error *error)
{
    const size_t magic = sizeof NPY_MAGIC - 1;
    memset(h, 0, sizeof *h);
    if (size < magic || memcmp(bytes, NPY_MAGIC, magic) != 0)
        return cli_fail(error, CLI_INPUT, "is not a .npy file: it does not begin with \\x93NUMPY");
    if (size < magic + 4) return cli_fail(error, CLI_INPUT, "is truncated in its header");
    const int version = bytes[magic];
    if (version < 1 || version > 3)
        return cli_fail(error, CLI_INPUT, "has version %d of the .npy format; 1 to 3 are known", version);
    const size_t field = version == 1 ? 2 : 4, begin = magic + 2 + field;
    if (size < begin) return cli_fail(error, CLI_INPUT, "is truncated in its header");
    size_t length = 0;
    for (size_t i = 0; i < field; i++) length |= (size_t)bytes[magic + 2 + i] << (8 * i);
    if (length > MAX_HEADER) return cli_fail(error, CLI_INPUT, "has a header of %zu bytes, which is too long", length);
    if (length > size - begin) return cli_fail(error, CLI_INPUT, "is truncated in its header");
    h->offset = begin + length;
    cursor c = {(const char *)bytes + begin, (const char *)bytes + h->offset, most};
    const int code = parse_dictionary(&c, h, error);
    return code ? code : check_size(h, size, error);
}

int npy_read_header(const unsigned char *bytes, size_t size, npy_header *h, cli_error *error)
{
    return read_header(bytes, size, 2, h, error);
}

int npy_read_tensor_header(const unsigned char *bytes, size_t size, npy_header *h, cli_error *error)
{
    return read_header(bytes, size, NPY_DIMS, h, error);
}

size_t npy_format_header(char header[NPY_HEADER_ROOM], const char *type, int ndim, int64_t rows, int64_t cols)
{
    enum { PREAMBLE = 10, ALIGNMENT = 64 };
    char shape[64];
    if (ndim == 2)
        snprintf(shape, sizeof shape, "(%lld, %lld)", (long long)rows, (long long)cols);
    else
        snprintf(shape, sizeof shape, "(%lld,)", (long long)rows);
    memset(header, ' ', NPY_HEADER_ROOM);
    const int text =
        snprintf(header + PREAMBLE, NPY_HEADER_ROOM - PREAMBLE, "{'descr': '%c%s', 'fortran_order': %s, 'shape': %s, }",
                 little_endian() ? '<' : '>', type, ndim == 2 ? "True" : "False", shape);
    const size_t end = PREAMBLE + (size_t)text;
    const size_t total = (end + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    header[end] = ' ';
    header[total - 1] = '\n';
    memcpy(header, NPY_MAGIC "\x01", 8); /* the literal's own NUL is the minor version 0 */
    header[8] = (char)((total - PREAMBLE) & 0xff);
    header[9] = (char)((total - PREAMBLE) >> 8);
    return total;
}
