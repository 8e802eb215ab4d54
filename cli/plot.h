/** Plots: scripts for gnuplot that hold their data, and draw FILE.svg. */
#ifndef PLOT_H
#define PLOT_H

#include "cli.h"

/** Write the script, whole or not at all; put(stream, context) prints it. */
int plot_write(const char *path, void (*put)(FILE *stream, const void *context), const void *context, cli_error *error);

/** The beginning of a script: what it shows, the picture's name and width in points, the style that all plots have. */
void plot_head(FILE *stream, const char *shown, const char *path, int width);

#endif
