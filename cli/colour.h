/** Colours, on a terminal that has them and unless the environment has NO_COLOR. */
#ifndef COLOUR_H
#define COLOUR_H

#include <stdbool.h>
#include <stdio.h>

/** What is told apart. */
typedef enum colour { COLOUR_BAD, COLOUR_DOUBTFUL, COLOUR_DONE } colour;

/** Whether a stream goes to a terminal that knows more than text: one line can be drawn over. */
bool colour_terminal(FILE *stream);

/** What begins text of a colour on a stream, and what ends it; nothing where there are no colours. */
const char *colour_begin(FILE *stream, colour which);
const char *colour_end(FILE *stream);

#endif
