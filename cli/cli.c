/* Error sentences and the last check on stdout. */
#include "cli.h"

#include "colour.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

int cli_fail(cli_error *error, int code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->text, sizeof error->text, format, arguments);
    va_end(arguments);
    return code;
}

int cli_complain(const char *subject, int code, const char *format, ...)
{
    va_list arguments;
    fprintf(stderr, "%srandlapack:%s %s: ", colour_begin(stderr, COLOUR_BAD), colour_end(stderr), subject);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    return code;
}

int cli_finish_stdout(int code)
{
    errno = 0;
    if (!fflush(stdout) && !ferror(stdout)) return code;
    cli_complain("standard output", CLI_OUTPUT, "cannot be written: %s", strerror(errno ? errno : EIO));
    return code ? code : CLI_OUTPUT;
}
