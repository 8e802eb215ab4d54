/**
 * op(S') in pieces that fit the cache, each a grid of panels compressed by row.
 *
 * Vectors of S are drawn in units.  If they are columns of op(S'), a unit is one panel: all rows, some columns; units
 * stand side by side.  If they are rows, a unit is a block of rows, cut into panels of equally many columns.
 */
#ifndef RANDBLAS_PANELS_IMPL_H
#define RANDBLAS_PANELS_IMPL_H

#include "apply_impl.h"
#include "sparse_impl.h"

/* How the nonzeros of a panel are kept. */
typedef enum randblas_form {
    RANDBLAS_FORM_VALUES,  /* index and value */
    RANDBLAS_FORM_CODES,   /* codes by row; panels of at most MAX_CODED columns */
    RANDBLAS_FORM_ORDERED, /* the same, rows with equally many nonzeros one after another */
    RANDBLAS_FORM_UNSORTED /* codes by column; less than MAX_CODED rows, and vectors that are columns */
} randblas_form;

#define MAX_CODED 32768

/*
 * Rows row0 .. row0 + rows, columns l0 .. l0 + cols of op(S').  Nonzero t of row i, ptr[i] <= t < ptr[i + 1], stands in
 * column l0 + index[t] and is value[t]; or, if code is not NULL, in column l0 + code[t] / 2 and is +-S->scale, negative
 * when code[t] is odd.  With an order, what is said of row i is that of row order[i] of its ROW_BLOCK rows.
 *
 * Unsorted panels have no ptr: column l0 + l has the codes code[l nnz] .. code[(l + 1) nnz], and it is the row that is
 * code / 2.  A nonzero outside op(S') goes to row `rows`, which does not exist.
 */
typedef struct randblas_xpanel {
    int64_t row0, rows, l0, cols;
    const int32_t *ptr, *index;
    const real_t *value;
    const uint16_t *code;
    const uint8_t *order;
} randblas_xpanel;

typedef struct randblas_xpanels {
    const randblas_xproblem *p;
    randblas_form form;
    bool columns_are_vectors;
    int64_t vectors, nnz; /* vectors of op(S'), nonzeros of each */
    int64_t minors;       /* length of a vector */
    int64_t unit, units;  /* vectors in a unit, units in a piece */
    int64_t cut, cuts;    /* columns of a panel and panels of a unit when vectors are rows */
    int64_t keys;         /* rows times panels of a unit */
    int32_t *ptr, *index; /* of all units: keys + 1, and unit nnz */
    real_t *value;
    uint16_t *code; /* instead of index and value, or NULL */
    uint8_t *order; /* of the rows, or NULL */
    randblas_xpanel *panel;
    int64_t blocks,
        across; /* of the piece that is loaded: panel (b, q) is panel[b across + q], b < blocks, q < across */
} randblas_xpanels;

/*
 * Plan pieces of about PIECE nonzeros from units of the given number of vectors; cut is for vectors that are rows.
 * Memory is the arena's; without it (arena->info) the plan must not be used.
 */
randblas_xpanels randblas_xpanels_open(const randblas_xproblem *p, int64_t unit, int64_t cut, randblas_form form,
                                       randblas_arena *arena);

/* Draw and sort the piece that starts at vector v0; returns 0 or a code of -1000 and below.  The next starts at
 * v0 + unit units. */
int randblas_xpanels_load(randblas_xpanels *w, int64_t v0);

/*
 * Engines: B += alpha (the piece) A.  Return 0 or a code of -1000 and below.
 *   packed   any layout; for pieces that use each row of A several times, or at least most rows of a column-major A
 *   rows     A and B row major, alpha real: whole rows of A are added to rows of B
 *   columns  anything: column by column, entry by entry
 */
int randblas_xapply_packed(const randblas_xpanels *w, randblas_xview A);
int randblas_xapply_rows(const randblas_xpanels *w, randblas_xview A);
int randblas_xapply_columns(const randblas_xpanels *w, randblas_xview A);

#endif
