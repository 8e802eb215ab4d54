/** The rows of a .npy file that belong to this process, read by it alone while the others read theirs. */
#ifndef OWN_ROWS_H
#define OWN_ROWS_H

#include "processes.h"

#include "matrix.h"

/** Zero it before use; own_rows_free() takes it in any state. */
typedef struct own_rows {
    matrix whole;         /**< shape and type; no values */
    int64_t first, count; /**< rows of this process */
    void *values;         /**< count x columns, row major; float if whole.single */
} own_rows;

/** What is wanted: float always, or where the file is of float. */
typedef struct own_rows_request {
    bool single, keep;
    progress *bar;
} own_rows_request;

/** Which of m rows process r of p has; no values. */
own_rows own_rows_of(int64_t m, int r, int p);

/** Read: process r of p has rows m r/p to m (r + 1)/p.  Collective: the exit code of all, about which was complained.
 */
int own_rows_read(const processes *p, const own_rows_request *request, const char *path, own_rows *rows);

/** A copy of the values by columns, max(1, count) apart; NULL when memory is lacking. */
void *own_rows_columns(const own_rows *rows);

/** Release it. */
void own_rows_free(own_rows *rows);

#endif
