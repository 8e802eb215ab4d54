/** Independent Lanczos runs, one for each random vector of a block, in step. */
#ifndef RANDLAPACK_LANCZOS_IMPL_H
#define RANDLAPACK_LANCZOS_IMPL_H

#include "recurrence_impl.h"

#include "randlapack_spectral.h"

#define RANDLAPACK_LANCZOS_WIDTH 64 /* runs at a time at most */

/* The caller sets what stands above the line. */
typedef struct randlapack_xlanczos {
    const randblas_xlinop *A;
    bool bidiagonal; /* Golub-Kahan: A and A^T in turn, the tridiagonal matrix of [0 A^T; A 0] */
    randlapack_reorthogonalise reorthogonalise;
    int64_t window;                /* basis vectors kept for RANDLAPACK_REORTHOGONALISE_WINDOW */
    int64_t steps;                 /* products of each run at most */
    int64_t width;                 /* runs at a time */
    const randblas_sketch *probes; /* column i is the start of run i */
    randblas_arena *arena;
    /* ---- */
    randlapack_xproduct product;
    int exponent;           /* A / 2^exponent is what is worked with */
    bool measured;          /* the exponent is settled */
    int64_t panels, height; /* panels of height x width */
    int64_t ring;           /* as many of them are used in turn: all, or two until a vector has to be made again */
    scalar_t *basis;
    int64_t first;           /* run of this block */
    int64_t count, step;     /* runs of this block; steps made */
    double *alpha, *beta;    /* step x width: the diagonal; beta[j] links vectors j - 1 and j, beta[0] = ||start|| */
    double *inverse;         /* step x width: 1 / norm of vector j as stored, 0 once its run has ended */
    double *size;            /* of the tridiagonal matrix so far */
    double *omega;           /* 2 x (steps + 2) x width: estimated inner products of the last two vectors with all */
    bool *again;             /* reorthogonalise in the next step too */
    int64_t *order;          /* of the tridiagonal matrix of each run */
    double *dots, *squares;  /* panels x width; width */
    scalar_t *s, *q, *c, *a; /* width; a: panels x width */
    const scalar_t **others; /* vectors that one is made orthogonal to, and their numbers */
    int64_t *against;
    int64_t reorthogonalised; /* vectors */
} randlapack_xlanczos;

int randlapack_xlanczos_open(randlapack_xlanczos *l);

/* Begin the runs first .. first + count, count <= width. */
int randlapack_xlanczos_start(randlapack_xlanczos *l, int64_t first, int64_t count);

/* One product and what follows for all runs; RANDBLAS_NOT_FINITE. */
int randlapack_xlanczos_step(randlapack_xlanczos *l);

/* Whether no run of the block goes on. */
bool randlapack_xlanczos_ended(const randlapack_xlanczos *l);

/* Vector j as it is stored. */
static inline scalar_t *lanczos_panel(const randlapack_xlanczos *l, int64_t j)
{
    return l->basis + ((j + l->ring) % l->ring) * l->height * l->width;
}

/* The runs that vector step + 1 has to be reorthogonalised in (reorthogonalise.c); whether there are any. */
bool randlapack_xlanczos_choose(randlapack_xlanczos *l, const double *squares, bool *chosen);

/* Reorthogonalise it there; squares: its new norms squared. */
void randlapack_xlanczos_clean(randlapack_xlanczos *l, bool *chosen, double *squares);

#endif
