/** Scripts that complete the command line, made from the tables of options. */
#ifndef COMPLETION_H
#define COMPLETION_H

#include "names.h"

/** Shells that there is a script for. */
extern const name_list completion_shells;

/** Words in place of a verb. */
extern const name_list completion_words;

/** Print the script of a shell, by its place in that list. */
void completion_print(int shell, FILE *stream);

#endif
