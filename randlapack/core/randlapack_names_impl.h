/** The letter x in this layer; see randblas/core/names_impl.h. */
#ifndef RANDLAPACK_NAMES_IMPL_H
#define RANDLAPACK_NAMES_IMPL_H

#include "scalar_impl.h"

#define RANDLAPACK_X(name) RANDBLAS_X_(randlapack, name)

/* public routines */
#define randlapack_xlsq_precond RANDLAPACK_X(lsq_precond)
#define randlapack_xrsvd RANDLAPACK_X(rsvd)

/* BLAS and LAPACK with 64-bit sizes */
#define randlapack_xtrsm RANDLAPACK_X(trsm)
#define randlapack_xtrmv RANDLAPACK_X(trmv)
#define randlapack_xtrmm RANDLAPACK_X(trmm)
#define randlapack_xsyrk RANDLAPACK_X(syrk)
#define randlapack_xpotrf RANDLAPACK_X(potrf)
#define randlapack_xtrtri RANDLAPACK_X(trtri)
#define randlapack_xgeqrf RANDLAPACK_X(geqrf)
#define randlapack_xormqr RANDLAPACK_X(ormqr)
#define randlapack_xgeqrt RANDLAPACK_X(geqrt)
#define randlapack_xgemqrt RANDLAPACK_X(gemqrt)
#define randlapack_xorgqr RANDLAPACK_X(orgqr)
#define randlapack_xgeqp3 RANDLAPACK_X(geqp3)
#define randlapack_xtrcon RANDLAPACK_X(trcon)
#define randlapack_xgesdd RANDLAPACK_X(gesdd)
#define randlapack_xnorm RANDLAPACK_X(norm)

/* least squares */
#define randlapack_xprecond RANDLAPACK_X(precond)
#define randlapack_xprecond_make RANDLAPACK_X(precond_make)
#define randlapack_xprecond_measure RANDLAPACK_X(precond_measure)
#define randlapack_xprecond_apply RANDLAPACK_X(precond_apply)
#define randlapack_xprecond_apply_transposed RANDLAPACK_X(precond_apply_transposed)
#define randlapack_xprecond_sharpen RANDLAPACK_X(precond_sharpen)
#define randlapack_xlsq_plan RANDLAPACK_X(lsq_plan)
#define randlapack_xlsq_plan_again RANDLAPACK_X(lsq_plan_again)
#define randlapack_xsketched_qr RANDLAPACK_X(sketched_qr)
#define randlapack_xsketched_qr_open RANDLAPACK_X(sketched_qr_open)
#define randlapack_xsketched_qr_sketch RANDLAPACK_X(sketched_qr_sketch)
#define randlapack_xsketched_qr_factor RANDLAPACK_X(sketched_qr_factor)
#define randlapack_xsketched_qr_project RANDLAPACK_X(sketched_qr_project)
#define randlapack_xlsqr RANDLAPACK_X(lsqr)
#define randlapack_xlsqr_block RANDLAPACK_X(lsqr_block)
#define randlapack_xpass RANDLAPACK_X(pass)
#define randlapack_xpass_open RANDLAPACK_X(pass_open)
#define randlapack_xpass_run RANDLAPACK_X(pass_run)
#define randlapack_xpass_kernels RANDLAPACK_X(pass_kernels)

/* sketch-and-project, sketched Krylov methods */
#define randlapack_xkaczmarz RANDLAPACK_X(kaczmarz)
#define randlapack_xcoordinate_descent RANDLAPACK_X(coordinate_descent)
#define randlapack_xsgmres RANDLAPACK_X(sgmres)
#define randlapack_xsgmres_state RANDLAPACK_X(sgmres_state)
#define randlapack_xsgmres_cycle RANDLAPACK_X(sgmres_cycle)
#define randlapack_xrows RANDLAPACK_X(rows)
#define randlapack_xrows_open RANDLAPACK_X(rows_open)
#define randlapack_xrows_fetch RANDLAPACK_X(rows_fetch)
#define randlapack_xrows_multiply RANDLAPACK_X(rows_multiply)
#define randlapack_xrows_add RANDLAPACK_X(rows_add)
#define randlapack_xrows_gram RANDLAPACK_X(rows_gram)
#define randlapack_xrows_select RANDLAPACK_X(rows_select)
#define randlapack_xproject RANDLAPACK_X(project)
#define randlapack_xproject_read RANDLAPACK_X(project_read)
#define randlapack_xproject_run RANDLAPACK_X(project_run)
#define randlapack_xproject_measure RANDLAPACK_X(project_measure)
#define randlapack_xproject_step RANDLAPACK_X(project_step)
#define randlapack_xsketched_basis RANDLAPACK_X(sketched_basis)
#define randlapack_xsketched_basis_open RANDLAPACK_X(sketched_basis_open)
#define randlapack_xsketched_basis_start RANDLAPACK_X(sketched_basis_start)
#define randlapack_xsketched_basis_extend RANDLAPACK_X(sketched_basis_extend)
#define randlapack_xsketched_basis_solve RANDLAPACK_X(sketched_basis_solve)

/* low rank */
#define randlapack_xfrobenius RANDLAPACK_X(frobenius)

#endif
