/** Parts of the Matrix Market reader; see matrix_market.h. */
#ifndef MM_COORDINATE_H
#define MM_COORDINATE_H

#include "matrix.h"
#include "mm_text.h"

/** What the other triangle of a square matrix is. */
typedef enum mm_symmetry { MM_GENERAL, MM_SYMMETRIC, MM_SKEW } mm_symmetry;

/** What an entry is. */
typedef enum mm_field { MM_REAL, MM_INTEGER, MM_PATTERN } mm_field;

/** The first line. */
typedef struct mm_header {
    bool coordinate;
    mm_field field;
    mm_symmetry symmetry;
} mm_header;

/** That the text left can hold count lines of at least so many bytes, of which the last may lack its newline. */
int mm_check_room(const mm_text *text, int64_t count, int64_t line_bytes, cli_error *error);

/** Tell how far we are, now and then; MATRIX_CANCELLED or 0. */
int mm_report(const mm_text *text, int64_t k, size_t size, const matrix_request *request);

/** The line of the k-th of count entries; fails when there is none. */
int mm_next_entry(mm_text *text, int64_t k, int64_t count, cli_error *error);

/** That nothing follows the last of count entries. */
int mm_no_more(mm_text *text, int64_t count, cli_error *error);

/** Read the sizes and entries of the coordinate format into CSR. */
int mm_read_coordinate(mm_text *text, size_t size, const mm_header *header, const matrix_request *request, matrix *A,
                       cli_error *error);

#endif
