/** The verb id: A through some of its columns and rows. */
#ifndef ID_H
#define ID_H

#include <stdio.h>

/** Print the help text. */
void id_help(FILE *stream);

/** The verb; returns the exit code. */
int id_main(int argc, char **argv);

#endif
