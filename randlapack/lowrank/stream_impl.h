/** What is kept of rows that have passed. */
#ifndef RANDLAPACK_STREAM_IMPL_H
#define RANDLAPACK_STREAM_IMPL_H

#include "randlapack_names_impl.h"

#include "randlapack_stream.h"

#include "team_impl.h"

#include "arena_impl.h"
#include "view_impl.h"

#define RANDLAPACK_STREAM_PROBES 10

struct randlapack_xstream {
    int64_t n, k, l, r; /* columns of A, rank wanted, columns of X, rows of Psi */
    randlapack_stream_options options;
    randblas_arena arena;       /* of all but Y; the first block is this struct */
    randblas_control y_control; /* of the arena of Y: what the limit leaves */
    randblas_arena y_arena;
    randblas_sketch *Psi, *Theta; /* r and 10 rows, a column for each row of A from index 0 on */
    scalar_t *X, *W, *E,
        *H; /* n x l, n x r, n x 10, n x l: the test matrix, (Psi A)^T, (Theta A)^T, A^T A X / 2^h_exponent */
    int h_exponent;
    scalar_t *Y;                  /* capacity x l: A X; with right_only its triangle and the rows that came since */
    scalar_t *tau, *work;         /* with right_only: of Householder QR */
    int64_t capacity, filled;     /* rows of Y that there are, that are used */
    int64_t rows, batches, bytes; /* bytes: the most there were */
    double norm, seconds;
    bool finished;
    int info; /* of a batch that was taken in part only */
};

/* The options in range, n and k given: sizes are set.  False if they are illegal. */
bool randlapack_xstream_read(randlapack_xstream *s, const randlapack_stream_options *options);

/* Y (filled x l) = its triangle (l x l), rows of zeros below if it has fewer. */
int randlapack_xstream_reduce(randlapack_xstream *s);

/* W, E, H and the norm of the rows of all streams of a team, whose rows are counted. */
int randlapack_xstream_join(randlapack_xstream *s, const randlapack_xteam *team, int64_t *rows);

/* As randlapack_dstream_finish() for the rows of all streams of a team, U being those of this one.  The rows that the
 * team is made of are those of Y or, with right_only, min(l, rows of all) for each member.  Arguments have been
 * checked; any failure is the caller's to tell to the others. */
int randlapack_xstream_finish_team(randlapack_xstream *s, const randlapack_xteam *team, scalar_t *U, int64_t ldu,
                                   scalar_t *values, scalar_t *V, int64_t ldv, randlapack_stream_report *report);

/* Update the most that was held, `more` beside. */
void randlapack_xstream_count(randlapack_xstream *s, int64_t more);

/* B (of Psi's or Theta's rows x columns) += S(:, first :) A, A rows x columns. */
int randlapack_xstream_sketch(const randblas_sketch *S, int64_t first, int64_t rows, int64_t columns, randblas_xview A,
                              randblas_xview B);

#endif
