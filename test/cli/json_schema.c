/*
 * json_schema FOLDER < FILE: whether the one JSON object of FILE is as FOLDER/VERB.json says, VERB its member
 * "command". Of JSON Schema (draft 2020-12) these keywords are known: type, properties, required, additionalProperties,
 * items, minItems, maxItems, enum, const, minimum, pattern, anyOf, $ref to "FILE#/$defs/NAME", and titles.  Any other
 * is an error of the schema: it would be a check that is not made.
 */
#include <jansson.h>
#include <regex.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILES = 4, ROOM = 512 };

/* Schemas that have been read. */
static const char *folder;
static struct {
    char name[64];
    json_t *root;
} files[FILES];

static void stop(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

static void stop(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("json_schema: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(2);
}

static json_t *file_of(const char *name)
{
    char path[ROOM];
    json_error_t error;
    int i = 0;
    while (i < FILES && files[i].root && strcmp(files[i].name, name) != 0) i++;
    if (i == FILES) stop("more than %d schemas", FILES);
    if (files[i].root) return files[i].root;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    snprintf(files[i].name, sizeof files[i].name, "%s", name);
    files[i].root = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (!files[i].root) stop("%s, line %d: %s", path, error.line, error.text);
    return files[i].root;
}

/* What "FILE#/$defs/NAME" or "#/$defs/NAME" stands for, and the file it is in. */
static json_t *resolve(const char *reference, const char **file)
{
    char name[64];
    const char *mark = strchr(reference, '#');
    if (!mark || strncmp(mark, "#/$defs/", 8) != 0) stop("'%s' is no reference", reference);
    snprintf(name, sizeof name, "%.*s", (int)(mark - reference), reference);
    json_t *root = file_of(mark > reference ? name : *file);
    for (int i = 0; i < FILES; i++)
        if (files[i].root == root) *file = files[i].name;
    json_t *found = json_object_get(json_object_get(root, "$defs"), mark + 8);
    if (!found) stop("'%s' is not there", reference);
    return found;
}

/* ---------------------------------------------------------------- values ------------------------------------------ */

static bool check(json_t *schema, json_t *value, const char *file, const char *where, bool tell);

static bool complain(bool tell, const char *where, const char *what, json_t *schema)
{
    if (!tell) return false;
    char *text = json_dumps(schema, JSON_ENCODE_ANY | JSON_COMPACT);
    fprintf(stderr, "json_schema: %s: %s %s\n", where, what, text ? text : "");
    free(text);
    return false;
}

static bool is_type(const char *name, json_t *value)
{
    static const struct {
        const char *name;
        bool is[8];
    } types[] = {{"object", {[JSON_OBJECT] = true}},
                 {"array", {[JSON_ARRAY] = true}},
                 {"string", {[JSON_STRING] = true}},
                 {"integer", {[JSON_INTEGER] = true}},
                 {"number", {[JSON_INTEGER] = true, [JSON_REAL] = true}},
                 {"boolean", {[JSON_TRUE] = true, [JSON_FALSE] = true}},
                 {"null", {[JSON_NULL] = true}}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (!strcmp(types[i].name, name)) return types[i].is[json_typeof(value)];
    stop("'%s' is no type", name);
}

static bool has_type(json_t *type, json_t *value)
{
    if (json_is_string(type)) return is_type(json_string_value(type), value);
    for (size_t i = 0; i < json_array_size(type); i++)
        if (is_type(json_string_value(json_array_get(type, i)), value)) return true;
    return false;
}

static bool is_among(json_t *list, json_t *value)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (json_equal(json_array_get(list, i), value)) return true;
    return false;
}

static bool matches(json_t *pattern, json_t *value)
{
    regex_t expression;
    if (!json_is_string(value)) return true;
    if (regcomp(&expression, json_string_value(pattern), REG_EXTENDED | REG_NOSUB)) stop("a pattern is wrong");
    const bool found = !regexec(&expression, json_string_value(value), 0, NULL, 0);
    regfree(&expression);
    return found;
}

static bool check_any(json_t *list, json_t *value, const char *file, const char *where)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (check(json_array_get(list, i), value, file, where, false)) return true;
    return false;
}

/* ---------------------------------------------------------------- members and elements ---------------------------- */

static bool check_members(json_t *schema, json_t *value, const char *file, const char *where, bool tell)
{
    json_t *properties = json_object_get(schema, "properties"), *required = json_object_get(schema, "required");
    json_t *rest = json_object_get(schema, "additionalProperties");
    const char *name;
    json_t *member;
    char inner[ROOM];
    for (size_t i = 0; i < json_array_size(required); i++) {
        name = json_string_value(json_array_get(required, i));
        if (!json_object_get(properties, name)) stop("%s is required, but not described", name);
        if (!json_object_get(value, name)) return complain(tell, where, "lacks", json_array_get(required, i));
    }
    json_object_foreach(value, name, member)
    {
        json_t *described = json_object_get(properties, name);
        snprintf(inner, sizeof inner, "%s.%s", where, name);
        if (!described && json_is_false(rest)) return complain(tell, inner, "is not described in", properties);
        if (described && !check(described, member, file, inner, tell)) return false;
    }
    return true;
}

static bool check_elements(json_t *schema, json_t *value, const char *file, const char *where, bool tell)
{
    json_t *items = json_object_get(schema, "items"), *least = json_object_get(schema, "minItems"),
           *most = json_object_get(schema, "maxItems");
    const json_int_t count = (json_int_t)json_array_size(value);
    char inner[ROOM];
    if ((least && count < json_integer_value(least)) || (most && count > json_integer_value(most)))
        return complain(tell, where, "has another number of elements than in", schema);
    for (size_t i = 0; items && i < json_array_size(value); i++) {
        snprintf(inner, sizeof inner, "%s[%zu]", where, i);
        if (!check(items, json_array_get(value, i), file, inner, tell)) return false;
    }
    return true;
}

/* ---------------------------------------------------------------- a schema ---------------------------------------- */

static void know_keywords(json_t *schema)
{
    static const char *const known[] = {"$schema",     "$id",      "$defs",      "$ref",     "title",
                                        "description", "type",     "properties", "required", "additionalProperties",
                                        "items",       "minItems", "maxItems",   "enum",     "const",
                                        "minimum",     "pattern",  "anyOf"};
    const char *name;
    json_t *ignored;
    if (!json_is_object(schema)) stop("a schema is no object");
    json_object_foreach(schema, name, ignored)
    {
        size_t i = 0;
        while (i < sizeof known / sizeof known[0] && strcmp(known[i], name) != 0) i++;
        if (i == sizeof known / sizeof known[0]) stop("keyword '%s' is not known", name);
    }
}

static bool check(json_t *schema, json_t *value, const char *file, const char *where, bool tell)
{
    know_keywords(schema);
    json_t *reference = json_object_get(schema, "$ref"), *type = json_object_get(schema, "type"),
           *names = json_object_get(schema, "enum"), *only = json_object_get(schema, "const"),
           *least = json_object_get(schema, "minimum"), *pattern = json_object_get(schema, "pattern"),
           *any = json_object_get(schema, "anyOf");
    if (reference) {
        const char *other = file;
        json_t *target = resolve(json_string_value(reference), &other);
        if (!check(target, value, other, where, tell)) return false;
    }
    if (type && !has_type(type, value)) return complain(tell, where, "is not of type", type);
    if (names && !is_among(names, value)) return complain(tell, where, "is none of", names);
    if (only && !json_equal(only, value)) return complain(tell, where, "is not", only);
    if (least && json_is_number(value) && json_number_value(value) < json_number_value(least))
        return complain(tell, where, "is less than", least);
    if (pattern && !matches(pattern, value)) return complain(tell, where, "does not match", pattern);
    if (any && !check_any(any, value, file, where)) return complain(tell, where, "is none of", any);
    if (json_is_object(value)) return check_members(schema, value, file, where, tell);
    return !json_is_array(value) || check_elements(schema, value, file, where, tell);
}

int main(int argc, char **argv)
{
    json_error_t error;
    char file[64];
    if (argc != 2) stop("a folder is needed");
    folder = argv[1];
    json_t *value = json_loadf(stdin, JSON_REJECT_DUPLICATES, &error);
    if (!value) stop("line %d: %s", error.line, error.text);
    const char *command = json_string_value(json_object_get(value, "command"));
    if (!command) stop("there is no member \"command\"");
    snprintf(file, sizeof file, "%s.json", command);
    const bool good = check(file_of(file), value, file, command, true);
    json_decref(value);
    for (int i = 0; i < FILES; i++) json_decref(files[i].root);
    return good ? 0 : 1;
}
