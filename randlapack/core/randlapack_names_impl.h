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

/* kernel: positive semidefinite matrices */
#define randlapack_xcolumns_fn RANDLAPACK_X(columns_fn)
#define randlapack_xentries RANDLAPACK_X(entries)
#define randlapack_xentries_callback RANDLAPACK_X(entries_callback)
#define randlapack_xentries_dense RANDLAPACK_X(entries_dense)
#define randlapack_xentries_symmetric RANDLAPACK_X(entries_symmetric)
#define randlapack_xentries_kernel RANDLAPACK_X(entries_kernel)
#define randlapack_xentries_check RANDLAPACK_X(entries_check)
#define randlapack_xentries_get RANDLAPACK_X(entries_get)
#define randlapack_xentries_in_range RANDLAPACK_X(entries_in_range)
#define randlapack_xkernel RANDLAPACK_X(kernel)
#define randlapack_xkernel_columns RANDLAPACK_X(kernel_columns)
#define randlapack_xdistance RANDLAPACK_X(distance)
#define randlapack_xdistance_kernels RANDLAPACK_X(distance_kernels)
#define randlapack_xrpcholesky RANDLAPACK_X(rpcholesky)
#define randlapack_xrpcholesky_state RANDLAPACK_X(rpcholesky_state)
#define randlapack_xrpcholesky_round RANDLAPACK_X(rpcholesky_round)
#define randlapack_xkernel_ridge RANDLAPACK_X(kernel_ridge)
#define randlapack_xkernel_ridge_restricted RANDLAPACK_X(kernel_ridge_restricted)
#define randlapack_xkernel_predict RANDLAPACK_X(kernel_predict)
#define randlapack_xkernel_product RANDLAPACK_X(kernel_product)
#define randlapack_xkernel_product_open RANDLAPACK_X(kernel_product_open)
#define randlapack_xkernel_product_fill RANDLAPACK_X(kernel_product_fill)
#define randlapack_xkernel_product_rows RANDLAPACK_X(kernel_product_rows)
#define randlapack_xkernel_product_run RANDLAPACK_X(kernel_product_run)
#define randlapack_xnystrom RANDLAPACK_X(nystrom)
#define randlapack_xnystrom_pcg RANDLAPACK_X(nystrom_pcg)
#define randlapack_xnystrom_core RANDLAPACK_X(nystrom_core)
#define randlapack_xnystrom_core_least RANDLAPACK_X(nystrom_core_least)
#define randlapack_xnystrom_core_extend RANDLAPACK_X(nystrom_core_extend)
#define randlapack_xnystrom_core_again RANDLAPACK_X(nystrom_core_again)
#define randlapack_xnystrom_core_factor RANDLAPACK_X(nystrom_core_factor)
#define randlapack_xthin_svd RANDLAPACK_X(thin_svd)
#define randlapack_xpcg RANDLAPACK_X(pcg)
#define randlapack_xpcg_map_fn RANDLAPACK_X(pcg_map_fn)
#define randlapack_xpcg_open RANDLAPACK_X(pcg_open)
#define randlapack_xpcg_solve RANDLAPACK_X(pcg_solve)
#define randlapack_xlowrank_precond RANDLAPACK_X(lowrank_precond)
#define randlapack_xlowrank_precond_apply RANDLAPACK_X(lowrank_precond_apply)
#define randlapack_xmultiply RANDLAPACK_X(multiply)
#define randlapack_xtrsm_right RANDLAPACK_X(trsm_right)
#define randlapack_xpotrf RANDLAPACK_X(potrf)

#endif
