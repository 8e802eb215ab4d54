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

/* least squares: other drivers and what they share */
#define randlapack_xlsq_sketch_solve RANDLAPACK_X(lsq_sketch_solve)
#define randlapack_xlsq_iterative RANDLAPACK_X(lsq_iterative)
#define randlapack_xlsq_fossils RANDLAPACK_X(lsq_fossils)
#define randlapack_xlsq_error RANDLAPACK_X(lsq_error)
#define randlapack_xmin_norm RANDLAPACK_X(min_norm)
#define randlapack_xsaddle RANDLAPACK_X(saddle)
#define randlapack_xlsq_errors RANDLAPACK_X(lsq_errors_of)
#define randlapack_xscale_copy RANDLAPACK_X(scale_copy)
#define randlapack_xscaled_rhs RANDLAPACK_X(scaled_rhs)
#define randlapack_xload_rhs RANDLAPACK_X(load_rhs)
#define randlapack_xstore_solution RANDLAPACK_X(store_solution)
#define randlapack_xsketch_svd RANDLAPACK_X(sketch_svd)
#define randlapack_xsketch_svd_make RANDLAPACK_X(sketch_svd_make)
#define randlapack_xsketch_svd_apply RANDLAPACK_X(sketch_svd_apply)
#define randlapack_xsketch_svd_apply_transposed RANDLAPACK_X(sketch_svd_apply_transposed)
#define randlapack_xsketch_svd_start RANDLAPACK_X(sketch_svd_start)
#define randlapack_xsketch_svd_rescale RANDLAPACK_X(sketch_svd_rescale)
#define randlapack_xsketch_svd_least_norm RANDLAPACK_X(sketch_svd_least_norm)
#define randlapack_xnormal_block RANDLAPACK_X(normal_block)
#define randlapack_xnormal_open RANDLAPACK_X(normal_open)
#define randlapack_xnormal_cg RANDLAPACK_X(normal_cg)
#define randlapack_xtall RANDLAPACK_X(tall)
#define randlapack_xtall_sketch RANDLAPACK_X(tall_sketch)
#define randlapack_xtall_factor RANDLAPACK_X(tall_factor)
#define randlapack_xtall_close RANDLAPACK_X(tall_close)
#define randlapack_xtransposed RANDLAPACK_X(transposed)
#define randlapack_xtranspose RANDLAPACK_X(transpose)
#define randlapack_xlsmr RANDLAPACK_X(lsmr)
#define randlapack_xcgls RANDLAPACK_X(cgls)

/* low rank */
#define randlapack_xfrobenius RANDLAPACK_X(frobenius)

#endif
