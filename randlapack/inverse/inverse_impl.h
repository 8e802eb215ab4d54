/** Averages over sketches of a functional of the inverse. */
#ifndef RANDLAPACK_INVERSE_IMPL_H
#define RANDLAPACK_INVERSE_IMPL_H

#include "randlapack_names_impl.h"

#include "debias_impl.h"
#include "team_impl.h"

#include "randlapack.h"

/* With G the inverse and y_1 .. y_k the columns of the source: */
typedef enum randlapack_inverse_kind {
    RANDLAPACK_INVERSE_SOLVE,  /* G y_c, n outputs for each column */
    RANDLAPACK_INVERSE_FORMS,  /* y_c^T G y_c, one for each column */
    RANDLAPACK_INVERSE_FACTOR, /* sum_c y_c^T G y_c */
    RANDLAPACK_INVERSE_MATRIX  /* sum_c e_c^T G y_c, the source n x n */
} randlapack_inverse_kind;

typedef struct randlapack_xinverse {
    const randblas_xlinop *A;
    const randlapack_xteam *team; /* A has the rows of this process only; NULL: all */
    randlapack_inverse_kind kind;
    const randblas_xlinop *source; /* NULL: the identity */
    int64_t columns;               /* k */
    randlapack_inverse_options options;
    randlapack_inverse_report *report;
    randblas_dist dist;
    randlapack_debias_rule rule;
    int64_t sketches;
    scalar_t *mean, *error; /* error may be NULL */
    int64_t ldmean, lderror;
} randlapack_xinverse;

static inline int64_t randlapack_xinverse_all_rows(const randlapack_xinverse *p)
{
    return p->team ? p->team->rows : p->A->rows;
}

/* As randlapack_dinverse_solve() and the others, A having the rows of this process of the team; what comes out is the
 * same for all.  Any failure is the caller's to tell to the others. */
int randlapack_xinverse_solve_team(const randblas_xlinop *A, const randlapack_xteam *team, int64_t nrhs,
                                   const scalar_t *B, int64_t ldb, scalar_t *X, int64_t ldx, scalar_t *E, int64_t lde,
                                   const randlapack_inverse_options *options, randlapack_inverse_report *report);
int randlapack_xinverse_forms_team(const randblas_xlinop *A, const randlapack_xteam *team, const randblas_xlinop *X,
                                   scalar_t *f, scalar_t *e, const randlapack_inverse_options *options,
                                   randlapack_inverse_report *report);
int randlapack_xinverse_trace_team(const randblas_xlinop *A, const randlapack_xteam *team, const randblas_xlinop *C,
                                   scalar_t *t, scalar_t *e, const randlapack_inverse_options *options,
                                   randlapack_inverse_report *report);
int randlapack_xinverse_trace_factor_team(const randblas_xlinop *A, const randlapack_xteam *team,
                                          const randblas_xlinop *F, scalar_t *t, scalar_t *e,
                                          const randlapack_inverse_options *options, randlapack_inverse_report *report);

/* Fill mean and error.  Returns 0, -1 (the distribution cannot be made), or the codes of the public routines. */
int randlapack_xinverse_average(randlapack_xinverse *p);

#endif
