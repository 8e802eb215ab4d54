/** Lists of names, for options whose argument is one of a few words: the place of a name is its value. */
#ifndef NAMES_H
#define NAMES_H

#include "cli.h"

/** A list. */
typedef struct name_list {
    const char *what; /**< what the names are of: "method" */
    const char *const *names;
    int count;
} name_list;

/** Room for the names of any list in a row. */
enum { NAMES_ROOM = 192 };

/** The value that a name stands for, or -1. */
int names_find(const name_list *list, const char *name);

/** All names in a row. */
void names_join(const name_list *list, const char *separator, char *text, size_t size);

/** The value of a name, or a sentence that lists the names. */
int names_choose(const name_list *list, const char *name, int *value, cli_error *error);

#endif
