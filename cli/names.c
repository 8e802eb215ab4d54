/* Lists of names; see names.h. */
#include "names.h"

#include <string.h>

int names_find(const name_list *list, const char *name)
{
    int i = 0;
    while (i < list->count && strcmp(name, list->names[i]) != 0) i++;
    return i < list->count ? i : -1;
}

void names_join(const name_list *list, const char *separator, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (int i = 0; i < list->count && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s", i ? separator : "", list->names[i]);
}

int names_choose(const name_list *list, const char *name, int *value, cli_error *error)
{
    char names[NAMES_ROOM];
    *value = names_find(list, name);
    if (*value >= 0) return CLI_OK;
    names_join(list, ", ", names, sizeof names);
    return cli_fail(error, CLI_USAGE, "unknown %s '%s'; there are %s", list->what, name, names);
}
