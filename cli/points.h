/** Lists of numbers that an option takes: between commas, FIRST:LAST:COUNT, or the entries of a file. */
#ifndef POINTS_H
#define POINTS_H

#include "cli.h"

#include <stdint.h>

/** The numbers; x is to be freed. */
typedef struct number_list {
    int64_t count;
    double *x;
} number_list;

/** What an option of a verb says.  Complains. */
int points_from(const char *verb, const char *option, const char *text, number_list *numbers);

/** All entries of a file, by columns.  Complains. */
int points_from_file(const char *verb, const char *path, number_list *numbers);

#endif
