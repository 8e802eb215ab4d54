/** Lines and words of a Matrix Market file in memory, which need not end in NUL. */
#ifndef MM_TEXT_H
#define MM_TEXT_H

#include "cli.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A place in the text. */
typedef struct mm_text {
    const char *p;        /**< the next word of the line starts at or after it */
    const char *line_end; /**< of this line */
    const char *end;      /**< of the text */
    int64_t line;         /**< number of this line, from 1; 0 before the first */
} mm_text;

/** A word: no blanks. */
typedef struct mm_word {
    const char *p;
    size_t length; /**< 0: there is none left on the line */
} mm_word;

/** Start before the first line. */
mm_text mm_text_begin(const unsigned char *bytes, size_t size);

/** Go to the next line, whatever it holds; false at the end. */
bool mm_text_raw_line(mm_text *text);

/** Go to the next line that is neither blank nor a comment; false at the end. */
bool mm_text_line(mm_text *text);

/** The next word of the line. */
mm_word mm_text_word(mm_text *text);

/** Whether a word is this one, in upper or lower case. */
bool mm_word_is(mm_word word, const char *name);

/** The next word of the line as an integer of at least 0. */
int mm_text_size(mm_text *text, const char *what, int64_t *value, cli_error *error);

/** The next word of the line as a number; integral: nothing but digits and a sign. */
int mm_text_number(mm_text *text, bool integral, double *value, cli_error *error);

/** That the line has no further word. */
int mm_text_end_line(mm_text *text, cli_error *error);

#endif
