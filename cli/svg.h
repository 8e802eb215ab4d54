/** Pictures inside of a page: SVG whose colours are the classes of its style sheet. */
#ifndef SVG_H
#define SVG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/** A direction: from where to where, and whether by logarithms. */
typedef struct svg_axis {
    const char *label;
    double low, high; /**< low < high; positive if by logarithms */
    bool log;
} svg_axis;

/** A picture that is being drawn. */
typedef struct svg {
    FILE *stream;
    svg_axis x, y;
    int width, height; /**< points */
} svg;

/** An axis that holds these values, those that are not finite (or not positive, if by logarithms) left out. */
svg_axis svg_fit(const char *label, int64_t count, const double *values, bool log);

/** Begin: the frame, with ticks and labels; title is what is read aloud. */
svg svg_begin(FILE *stream, int width, int height, const char *title, svg_axis x, svg_axis y);

/** End. */
void svg_end(const svg *s);

/** A line through points; it is interrupted where one is not finite, and clipped to the frame. */
void svg_line(const svg *s, const char *class, int64_t count, const double *x, const double *y);

/** A dot, with a text that is shown when it is pointed at, or NULL. */
void svg_dot(const svg *s, const char *class, double x, double y, const char *text);

/** A line between two points, clipped to the frame. */
void svg_segment(const svg *s, const char *class, double x0, double y0, double x1, double y1);

/** A rectangle from (x0, y0) to (x1, y1), clipped to the frame. */
void svg_box(const svg *s, const char *class, double x0, double y0, double x1, double y1);

/** A row of the legend, counted from 0. */
void svg_legend(const svg *s, int row, const char *class, const char *text);

/** Print text as XML has it: markup escaped, bytes that are no legal UTF-8 and control characters as '?'. */
void svg_text(FILE *stream, const char *text);

/** The rules that all pictures have, for a style sheet; they use the variables --line, --text, --muted, --grid, --one
 * to
 * --four. */
extern const char svg_style[];

#endif
