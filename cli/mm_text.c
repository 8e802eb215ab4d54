/* Scanning of Matrix Market text; see mm_text.h. */
#include "mm_text.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LONGEST_NUMBER = 127 };

mm_text mm_text_begin(const unsigned char *bytes, size_t size)
{
    const char *begin = (const char *)bytes;
    return (mm_text){begin, begin, begin + size, 0};
}

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

static void skip_blanks(mm_text *text)
{
    while (text->p < text->line_end && blank(*text->p)) text->p++;
}

bool mm_text_raw_line(mm_text *text)
{
    const char *next = text->line_end + (text->line > 0 && text->line_end < text->end);
    if (next >= text->end) return false;
    const char *newline = memchr(next, '\n', (size_t)(text->end - next));
    text->p = next;
    text->line_end = newline ? newline : text->end;
    text->line++;
    return true;
}

bool mm_text_line(mm_text *text)
{
    while (mm_text_raw_line(text)) {
        skip_blanks(text);
        if (text->p < text->line_end && *text->p != '%') return true;
    }
    return false;
}

mm_word mm_text_word(mm_text *text)
{
    skip_blanks(text);
    const char *begin = text->p;
    while (text->p < text->line_end && !blank(*text->p)) text->p++;
    return (mm_word){begin, (size_t)(text->p - begin)};
}

bool mm_word_is(mm_word word, const char *name)
{
    return word.length == strlen(name) && !strncasecmp(word.p, name, word.length);
}

/* "line 7: 'abc' problem", with what cannot be printed replaced and long words cut. */
static int fail_word(const mm_text *text, mm_word word, const char *problem, cli_error *error)
{
    char shown[33];
    if (!word.length) return cli_fail(error, CLI_INPUT, "line %lld: a number is missing", (long long)text->line);
    const size_t n = word.length < sizeof shown ? word.length : sizeof shown - 1;
    for (size_t i = 0; i < n; i++) shown[i] = word.p[i];
    for (size_t i = 0; i < n; i++)
        if (shown[i] < ' ' || shown[i] > '~') shown[i] = '?';
    shown[n] = '\0';
    return cli_fail(error, CLI_INPUT, "line %lld: '%s%s' %s", (long long)text->line, shown,
                    n < word.length ? "..." : "", problem);
}

int mm_text_size(mm_text *text, const char *what, int64_t *value, cli_error *error)
{
    const mm_word word = mm_text_word(text);
    *value = 0;
    for (size_t i = 0; i < word.length; i++) {
        const int digit = word.p[i] - '0';
        if (digit < 0 || digit > 9 || *value > (INT64_MAX - digit) / 10) return fail_word(text, word, what, error);
        *value = *value * 10 + digit;
    }
    return word.length ? CLI_OK : fail_word(text, word, what, error);
}

/*
 * A decimal of at most 15 digits with a power of ten up to 22 is the quotient or product of two doubles without error,
 * so that one rounding gives the nearest double (Clinger 1990).  That is most numbers; strtod has the others.
 */
static bool simple_decimal(mm_word word, double *value)
{
    static const double power[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                   1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    const char *p = word.p, *end = word.p + word.length;
    const bool negative = *p == '-';
    int digits = 0, decimals = 0;
    int64_t mantissa = 0;
    bool point = false;
    if (*p == '-' || *p == '+') p++;
    for (; p < end; p++) {
        if (*p == '.' && !point) {
            point = true;
            continue;
        }
        if (*p < '0' || *p > '9' || digits == 15) return false;
        mantissa = mantissa * 10 + (*p - '0');
        digits++;
        decimals += point;
    }
    if (!digits) return false;
    *value = (double)mantissa / power[decimals];
    if (negative) *value = -*value;
    return true;
}

/* strtod on a copy that ends in NUL, without its hexadecimal numbers and NaN payloads, with Fortran's exponent D. */
static bool any_decimal(mm_word word, double *value)
{
    char copy[LONGEST_NUMBER + 1], *end;
    if (word.length > LONGEST_NUMBER) return false;
    for (size_t i = 0; i < word.length; i++) {
        const char c = word.p[i];
        if (c == 'x' || c == 'X' || c == '(') return false;
        copy[i] = c == 'd' || c == 'D' ? 'e' : c;
    }
    copy[word.length] = '\0';
    *value = strtod(copy, &end);
    return end == copy + word.length;
}

static bool all_digits(mm_word word)
{
    size_t i = word.p[0] == '-' || word.p[0] == '+';
    if (i == word.length) return false;
    for (; i < word.length; i++)
        if (word.p[i] < '0' || word.p[i] > '9') return false;
    return true;
}

int mm_text_number(mm_text *text, bool integral, double *value, cli_error *error)
{
    const mm_word word = mm_text_word(text);
    if (!word.length) return fail_word(text, word, "", error);
    if (integral && !all_digits(word)) return fail_word(text, word, "is not an integer", error);
    if (simple_decimal(word, value)) return CLI_OK;
    errno = 0;
    if (!any_decimal(word, value)) return fail_word(text, word, "is not a number", error);
    if (errno == ERANGE && isinf(*value)) return fail_word(text, word, "is beyond the range of double", error);
    return CLI_OK;
}

int mm_text_end_line(mm_text *text, cli_error *error)
{
    const mm_word word = mm_text_word(text);
    return word.length ? fail_word(text, word, "is one word too many", error) : CLI_OK;
}
