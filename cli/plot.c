/* Scripts for gnuplot; see plot.h. */
#include "plot.h"

#include "atomic_file.h"

#include <stdlib.h>

void plot_head(FILE *stream, const char *shown, const char *path, int width)
{
    fprintf(stream,
            "# Drawn by gnuplot: %s.\nset terminal svg size %d,420 font 'Helvetica,14' background '#ffffff'\n"
            "set output '",
            shown, width);
    for (const char *p = path; *p; p++) fprintf(stream, *p == '\'' ? "''" : "%c", *p);
    fputs(".svg'\nset border 3 lc rgb '#606060'\nset tics nomirror out scale 0.6 textcolor rgb "
          "'#303030'\nset grid back lc rgb '#e4e4e4' lt 1 lw 0.6\nset key samplen 1.5 textcolor rgb '#303030'\n",
          stream);
}

int plot_write(const char *path, void (*put)(FILE *stream, const void *context), const void *context, cli_error *error)
{
    char *text = NULL;
    size_t size = 0;
    atomic_file file;
    FILE *stream = open_memstream(&text, &size);
    if (!stream) return cli_fail(error, CLI_INTERNAL, "memory for it could not be allocated");
    put(stream, context);
    int code = fclose(stream) ? cli_fail(error, CLI_INTERNAL, "memory for it could not be allocated") : CLI_OK;
    if (!code) code = atomic_file_open(&file, path, error);
    if (!code) {
        code = atomic_file_write(&file, text, size, error);
        code = atomic_file_close(&file, code, error);
    }
    free(text);
    return code;
}
