/* json_get KEY ... < FILE: the member KEY, of that the member KEY, and so on, of the one JSON object that FILE holds.
 * KEY is a number where there is a list. */
#include <jansson.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    json_error_t error;
    json_t *root = json_loadf(stdin, JSON_REJECT_DUPLICATES, &error), *value = root;
    if (!json_is_object(root)) {
        fprintf(stderr, "json_get: line %d: %s\n", error.line, error.text);
        return 2;
    }
    for (int i = 1; i < argc; i++)
        value =
            json_is_array(value) ? json_array_get(value, strtoul(argv[i], NULL, 10)) : json_object_get(value, argv[i]);
    const int code = value ? 0 : 1;
    if (json_is_string(value))
        puts(json_string_value(value));
    else if (value && !json_dumpf(value, stdout, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(17)))
        putchar('\n');
    json_decref(root);
    return code;
}
