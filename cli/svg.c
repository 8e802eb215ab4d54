/* Pictures inside of a page; see svg.h. */
#include "svg.h"

#include <math.h>
#include <string.h>

enum { LEFT = 62, RIGHT = 14, TOP = 12, BOTTOM = 44, DIGITS = 12 };

const char svg_style[] =
    "svg{max-width:100%;height:auto;font:12px sans-serif}svg text{fill:var(--muted)}"
    ".frame{fill:none;stroke:var(--line)}.tick{stroke:var(--grid)}"
    ".one,.two,.three,.four{fill:none;stroke-width:2}.one{stroke:var(--one)}.two{stroke:var(--two)}"
    ".three{stroke:var(--three);stroke-dasharray:6 3}.four{stroke:var(--four);stroke-dasharray:2 3}"
    ".dot{fill:var(--one);fill-opacity:.75}.bad{fill:var(--two)}.edge{stroke:var(--muted);"
    "stroke-dasharray:4 4}.band{fill:var(--one);fill-opacity:.08}.bar{stroke:var(--one);"
    "stroke-width:1.5;stroke-opacity:.6}";

/* ---------------------------------------------------------------- axes -------------------------------------------- */

static bool usable(double value, bool log)
{
    return isfinite(value) && (!log || value > 0);
}

svg_axis svg_fit(const char *label, int64_t count, const double *values, bool log)
{
    svg_axis axis = {.label = label, .low = INFINITY, .high = -INFINITY, .log = log};
    for (int64_t i = 0; i < count; i++) {
        if (!usable(values[i], log)) continue;
        axis.low = fmin(axis.low, values[i]);
        axis.high = fmax(axis.high, values[i]);
    }
    if (axis.low > axis.high) axis.low = axis.high = 1;
    const double low = log ? log10(axis.low) : axis.low, high = log ? log10(axis.high) : axis.high;
    const double margin = high > low ? (high - low) / 20 : fabs(low) / 10 + 1;
    axis.low = log ? pow(10, low - margin) : low - margin;
    axis.high = log ? pow(10, high + margin) : high + margin;
    return axis;
}

/* Where a value is between the ends: 0 to 1. */
static double place(const svg_axis *axis, double value)
{
    if (!axis->log) return (value - axis->low) / (axis->high - axis->low);
    const double low = log10(axis->low), high = log10(axis->high);
    return (log10(value) - low) / (high - low);
}

static double at_x(const svg *s, double value)
{
    return LEFT + place(&s->x, value) * (s->width - LEFT - RIGHT);
}

static double at_y(const svg *s, double value)
{
    return s->height - BOTTOM - place(&s->y, value) * (s->height - TOP - BOTTOM);
}

/* A step of 1, 2 or 5 times a power of ten (a whole number of decades, by logarithms), of which some six fit. */
static double step(double length, bool log)
{
    enum { WANTED = 6 };
    static const double steps[] = {1, 2, 5, 10};
    const double rough = length / WANTED, power = pow(10, floor(log10(rough)));
    int i = 0;
    while (i < 3 && steps[i] * power < rough) i++;
    return log ? fmax(1, steps[i] * power) : steps[i] * power;
}

static void print_tick(const svg *s, bool along_x, double value, const char *text)
{
    const double x = along_x ? at_x(s, value) : LEFT, y = along_x ? s->height - BOTTOM : at_y(s, value);
    fprintf(s->stream, "<path class='tick' d='M%.1f %.1f%s%d'/>", x, y, along_x ? "V" : "H",
            along_x ? TOP : s->width - RIGHT);
    if (along_x)
        fprintf(s->stream, "<text x='%.1f' y='%.1f' text-anchor='middle'>%s</text>", x, y + 16, text);
    else
        fprintf(s->stream, "<text x='%.1f' y='%.1f' text-anchor='end'>%s</text>\n", x - 6, y + 4, text);
}

/* Less than three decades: 1, 2 and 5 times their powers. */
static void short_ticks(const svg *s, bool along_x, double low, double high)
{
    static const double parts[] = {1, 2, 5};
    char text[64];
    for (double decade = floor(log10(low)); decade <= log10(high); decade++)
        for (int i = 0; i < 3; i++) {
            const double value = parts[i] * pow(10, decade);
            snprintf(text, sizeof text, "%.*g", DIGITS, value);
            if (value >= low && value <= high) print_tick(s, along_x, value, text);
        }
}

static void ticks(const svg *s, bool along_x)
{
    const svg_axis *axis = along_x ? &s->x : &s->y;
    if (axis->log && axis->high < 1000 * axis->low) {
        short_ticks(s, along_x, axis->low, axis->high);
        return;
    }
    const double low = axis->log ? log10(axis->low) : axis->low, high = axis->log ? log10(axis->high) : axis->high;
    const double by = step(high - low, axis->log);
    char text[64];
    for (double v = ceil(low / by) * by; v <= high; v += by) {
        if (fabs(v) < by / 1e6) v = 0;
        if (axis->log)
            snprintf(text, sizeof text, "10<tspan dy='-5' font-size='9'>%.0f</tspan>", v);
        else
            snprintf(text, sizeof text, "%.*g", DIGITS, v);
        print_tick(s, along_x, axis->log ? pow(10, v) : v, text);
    }
}

svg svg_begin(FILE *stream, int width, int height, const char *title, svg_axis x, svg_axis y)
{
    const svg s = {stream, x, y, width, height};
    fprintf(stream,
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' width='%d' height='%d' role='img'><title>",
            width, height, width, height);
    svg_text(stream, title);
    fputs("</title>\n", stream);
    ticks(&s, true);
    ticks(&s, false);
    fprintf(stream, "<rect class='frame' x='%d' y='%d' width='%d' height='%d'/>", LEFT, TOP, width - LEFT - RIGHT,
            height - TOP - BOTTOM);
    fprintf(stream, "<text x='%d' y='%d' text-anchor='middle'>%s</text>", (LEFT + width - RIGHT) / 2, height - 8,
            x.label);
    const int middle = (TOP + height - BOTTOM) / 2;
    fprintf(stream, "<text transform='translate(14 %d) rotate(-90)' text-anchor='middle'>%s</text>\n", middle, y.label);
    return s;
}

void svg_end(const svg *s)
{
    fputs("</svg>\n", s->stream);
}

/* ---------------------------------------------------------------- what is drawn ----------------------------------- */

static bool inside(const svg *s, double x, double y)
{
    return usable(x, s->x.log) && usable(y, s->y.log) && x >= s->x.low && x <= s->x.high && y >= s->y.low &&
           y <= s->y.high;
}

/* Points beyond the frame are left out: curves are drawn through many. */
void svg_line(const svg *s, const char *class, int64_t count, const double *x, const double *y)
{
    bool pen = false, any = false;
    for (int64_t i = 0; i < count; i++) {
        const bool shown = inside(s, x[i], y[i]);
        if (shown && !any) fprintf(s->stream, "<path class='%s' d='", class);
        if (shown) fprintf(s->stream, "%s%.1f %.1f", pen ? " " : "M", at_x(s, x[i]), at_y(s, y[i]));
        any = any || shown;
        pen = shown;
    }
    if (any) fputs("'/>\n", s->stream);
}

void svg_dot(const svg *s, const char *class, double x, double y, const char *text)
{
    if (!inside(s, x, y)) return;
    fprintf(s->stream, "<circle class='%s' cx='%.1f' cy='%.1f' r='3'>", class, at_x(s, x), at_y(s, y));
    if (text) {
        fputs("<title>", s->stream);
        svg_text(s->stream, text);
        fputs("</title>", s->stream);
    }
    fputs("</circle>\n", s->stream);
}

static double clamp(double value, const svg_axis *axis)
{
    return fmin(fmax(value, axis->low), axis->high);
}

void svg_segment(const svg *s, const char *class, double x0, double y0, double x1, double y1)
{
    if (!isfinite(x0 + x1 + y0 + y1) || fmax(x0, x1) < s->x.low || fmin(x0, x1) > s->x.high) return;
    if (fmax(y0, y1) < s->y.low || fmin(y0, y1) > s->y.high) return;
    fprintf(s->stream, "<path class='%s' d='M%.1f %.1fL%.1f %.1f'/>\n", class, at_x(s, clamp(x0, &s->x)),
            at_y(s, clamp(y0, &s->y)), at_x(s, clamp(x1, &s->x)), at_y(s, clamp(y1, &s->y)));
}

void svg_box(const svg *s, const char *class, double x0, double y0, double x1, double y1)
{
    const double left = at_x(s, clamp(x0, &s->x)), right = at_x(s, clamp(x1, &s->x));
    const double top = at_y(s, clamp(y1, &s->y)), bottom = at_y(s, clamp(y0, &s->y));
    if (!(right > left && bottom > top)) return;
    fprintf(s->stream, "<rect class='%s' x='%.1f' y='%.1f' width='%.1f' height='%.1f'/>\n", class, left, top,
            right - left, bottom - top);
}

void svg_legend(const svg *s, int row, const char *class, const char *text)
{
    const int y = s->height - BOTTOM - 12 - 16 * row, x = LEFT + 10;
    fprintf(s->stream, "<path class='%s' d='M%d %dh22'/><text x='%d' y='%d'>", class, x, y - 4, x + 28, y);
    svg_text(s->stream, text);
    fputs("</text>\n", s->stream);
}

/* ---------------------------------------------------------------- text -------------------------------------------- */

/* Bytes of the UTF-8 character that begins here, 0 if there is none that XML may have. */
static int character(const unsigned char *p)
{
    static const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (p[0] < 0x80) return p[0] >= 0x20 && p[0] != 0x7f;
    const int length = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    if (p[0] < 0xc2 || p[0] > 0xf4) return 0;
    unsigned code = p[0] & (0xffU >> (length + 1));
    for (int i = 1; i < length; i++) {
        if ((p[i] & 0xc0) != 0x80) return 0;
        code = code << 6 | (p[i] & 0x3fU);
    }
    const bool surrogate = code >= 0xd800 && code < 0xe000, none = (code & 0xfffe) == 0xfffe;
    return code >= least[length] && code <= 0x10ffff && code >= 0xa0 && !surrogate && !none ? length : 0;
}

void svg_text(FILE *stream, const char *text)
{
    static const char marks[] = "&<>'\"";
    static const char *const escapes[] = {"&amp;", "&lt;", "&gt;", "&#39;", "&#34;"};
    const unsigned char *p = (const unsigned char *)text;
    while (*p) {
        const char *mark = strchr(marks, *p);
        const int length = character(p);
        if (mark)
            fputs(escapes[mark - marks], stream);
        else if (length)
            fwrite(p, 1, (size_t)length, stream);
        else
            fputc('?', stream);
        p += length ? length : 1;
    }
}
