/* Colours; see colour.h. */
#include "colour.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool colour_terminal(FILE *stream)
{
    const char *kind = getenv("TERM");
    return isatty(fileno(stream)) && kind && *kind && strcmp(kind, "dumb") != 0;
}

/* https://no-color.org: whatever its value, unless that is empty. */
static bool coloured(FILE *stream)
{
    const char *refused = getenv("NO_COLOR");
    return !(refused && *refused) && colour_terminal(stream);
}

const char *colour_begin(FILE *stream, colour which)
{
    static const char *const codes[] = {
        [COLOUR_BAD] = "\x1b[31m", [COLOUR_DOUBTFUL] = "\x1b[33m", [COLOUR_DONE] = "\x1b[32m"};
    return coloured(stream) ? codes[which] : "";
}

const char *colour_end(FILE *stream)
{
    return coloured(stream) ? "\x1b[0m" : "";
}
