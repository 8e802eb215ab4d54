/*
 * QR with column pivoting for rows that are spread: qr/cqrrpt.c of the drivers, with a team.
 */
#include "spread_impl.h"

#include "exact_team_impl.h"

#include "tall_qr_impl.h"

static int64_t at_least_one(int64_t a)
{
    return a > 1 ? a : 1;
}

static int check(const randlapack_mpi *group, const randlapack_mpi_xrows *A, randlapack_xtall_qr *f,
                 const randlapack_tall_qr_options *options)
{
    const randlapack_xteam whole = {.rows = A ? A->rows : 0};
    if (!A || A->rows < A->local.cols) return -2;
    if (!f->Q && f->n > 0 && f->m > 0) return -3;
    if (f->ldq < at_least_one(f->m)) return -4;
    if (!f->R && f->n > 0) return -5;
    if (f->ldr < at_least_one(f->n)) return -6;
    if (!f->pivot && f->n > 0) return -7;
    f->team = &whole; /* for the number of rows */
    const bool legal = randlapack_xtall_qr_read(f, options);
    f->team = NULL;
    const int family = (int)f->options.family;
    return legal && (!group->exact || !family || randlapack_mpi_family_is_exact(family)) ? 0 : -8;
}

int randlapack_mpi_xcqrrpt(randlapack_mpi *group, const randlapack_mpi_xrows *A, scalar_t *Q, int64_t ldq, scalar_t *R,
                           int64_t ldr, int64_t *jpvt, const randlapack_tall_qr_options *options,
                           randlapack_tall_qr_report *report)
{
    randlapack_tall_qr_report ignored;
    randlapack_xtall_qr f = {.report = report ? report : &ignored, .pivoted = true};
    randlapack_mpi_xteam t;
    int64_t nnz = 0;
    int info;
    if (!group) return -1;
    randlapack_mpi_begin(group);
    if (A) f.A = &A->local, f.m = A->local.rows, f.n = A->local.cols;
    f.Q = Q, f.ldq = ldq, f.R = R, f.ldr = ldr, f.pivot = jpvt;
    info = check(group, A, &f, options);
    info = randlapack_mpi_xopen(group, A, info, 2, 0, &nnz);
    if (info) return info;
    *f.report = (randlapack_tall_qr_report){.rank = 0};
    info = randlapack_mpi_xteam_make(group, A, nnz, 1, &f.options.control, &t);
    f.team = &t.team;
    if (!info) info = randlapack_xtall_qr_run(&f, -8);
    randblas_arena_close(&t.arena);
    return randlapack_mpi_end(group, info);
}
