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
#define randlapack_xgeqrf RANDLAPACK_X(geqrf)
#define randlapack_xormqr RANDLAPACK_X(ormqr)
#define randlapack_xorgqr RANDLAPACK_X(orgqr)
#define randlapack_xgeqp3 RANDLAPACK_X(geqp3)
#define randlapack_xtrcon RANDLAPACK_X(trcon)
#define randlapack_xgesdd RANDLAPACK_X(gesdd)
#define randlapack_xsyrk RANDLAPACK_X(syrk)
#define randlapack_xpotrf RANDLAPACK_X(potrf)
#define randlapack_xnorm RANDLAPACK_X(norm)

/* least squares */
#define randlapack_xprecond RANDLAPACK_X(precond)
#define randlapack_xprecond_make RANDLAPACK_X(precond_make)
#define randlapack_xprecond_apply RANDLAPACK_X(precond_apply)
#define randlapack_xprecond_apply_transposed RANDLAPACK_X(precond_apply_transposed)
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

/* low rank */
#define randlapack_xfrobenius RANDLAPACK_X(frobenius)

/* optimisation */
#define randlapack_xglm RANDLAPACK_X(glm)
#define randlapack_xihs RANDLAPACK_X(ihs)
#define randlapack_xpwsgd RANDLAPACK_X(pwsgd)
#define randlapack_xrows RANDLAPACK_X(rows)
#define randlapack_xrows_open RANDLAPACK_X(rows_open)
#define randlapack_xrows_block RANDLAPACK_X(rows_block)
#define randlapack_xrows_copy RANDLAPACK_X(rows_copy)
#define randlapack_xrows_gather RANDLAPACK_X(rows_gather)
#define randlapack_xrows_columns RANDLAPACK_X(rows_columns)
#define randlapack_xsweep RANDLAPACK_X(sweep)
#define randlapack_xsweep_map RANDLAPACK_X(sweep_map)
#define randlapack_xsweep_open RANDLAPACK_X(sweep_open)
#define randlapack_xsweep_run RANDLAPACK_X(sweep_run)
#define randlapack_xsweep_kernels RANDLAPACK_X(sweep_kernels)
#define randlapack_xls_factor RANDLAPACK_X(ls_factor)
#define randlapack_xls_factor_open RANDLAPACK_X(ls_factor_open)
#define randlapack_xls_factor_make RANDLAPACK_X(ls_factor_make)
#define randlapack_xls_factor_distortion RANDLAPACK_X(ls_factor_distortion)
#define randlapack_xls_factor_close RANDLAPACK_X(ls_factor_close)
#define randlapack_xls_load RANDLAPACK_X(ls_load)
#define randlapack_xls_unload RANDLAPACK_X(ls_unload)
#define randlapack_xleverage RANDLAPACK_X(leverage)
#define randlapack_xleverage_draw RANDLAPACK_X(leverage_draw)
#define randlapack_xweighted_sketch RANDLAPACK_X(weighted_sketch)
#define randlapack_xweighted_sketch_open RANDLAPACK_X(weighted_sketch_open)
#define randlapack_xweighted_sketch_apply RANDLAPACK_X(weighted_sketch_apply)
#define randlapack_xglm_problem RANDLAPACK_X(glm_problem)
#define randlapack_xglm_check RANDLAPACK_X(glm_check)
#define randlapack_xglm_loss RANDLAPACK_X(glm_loss)
#define randlapack_xglm_point RANDLAPACK_X(glm_point)
#define randlapack_xglm_point_start RANDLAPACK_X(glm_point_start)
#define randlapack_xglm_point_step RANDLAPACK_X(glm_point_step)
#define randlapack_xglm_point_scale RANDLAPACK_X(glm_point_scale)
#define randlapack_xglm_hessian RANDLAPACK_X(glm_hessian)
#define randlapack_xglm_hessian_open RANDLAPACK_X(glm_hessian_open)
#define randlapack_xglm_hessian_close RANDLAPACK_X(glm_hessian_close)
#define randlapack_xglm_hessian_refresh RANDLAPACK_X(glm_hessian_refresh)
#define randlapack_xglm_direction RANDLAPACK_X(glm_direction)
#define randlapack_xglm_direction_open RANDLAPACK_X(glm_direction_open)
#define randlapack_xglm_direction_find RANDLAPACK_X(glm_direction_find)
#define randlapack_xglm_direction_start RANDLAPACK_X(glm_direction_start)
#define randlapack_xstacked_qr RANDLAPACK_X(stacked_qr)
#define randlapack_xstacked_qr_open RANDLAPACK_X(stacked_qr_open)
#define randlapack_xstacked_qr_make RANDLAPACK_X(stacked_qr_make)

#endif
