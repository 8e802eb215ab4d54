/** The letter x in this layer; see randblas/core/names_impl.h. */
#ifndef RANDLAPACK_NAMES_IMPL_H
#define RANDLAPACK_NAMES_IMPL_H

#include "scalar_impl.h"

#define RANDLAPACK_X(name) RANDBLAS_X_(randlapack, name)

/* public routines */
#define randlapack_xlsq_precond RANDLAPACK_X(lsq_precond)
#define randlapack_xrsvd RANDLAPACK_X(rsvd)

#define randlapack_xleverage RANDLAPACK_X(leverage)
#define randlapack_xleverage_sketched RANDLAPACK_X(leverage_sketched)
#define randlapack_xdpp RANDLAPACK_X(dpp)
#define randlapack_xkdpp RANDLAPACK_X(kdpp)
#define randlapack_xprojection_dpp RANDLAPACK_X(projection_dpp)
#define randlapack_xvolume_sample RANDLAPACK_X(volume_sample)
#define randlapack_xsurrogate_sample RANDLAPACK_X(surrogate_sample)
#define randlapack_xdeterminantal_average RANDLAPACK_X(determinantal_average)

/* BLAS and LAPACK with 64-bit sizes */
#define randlapack_xtrsm RANDLAPACK_X(trsm)
#define randlapack_xtrmv RANDLAPACK_X(trmv)
#define randlapack_xgeqrf RANDLAPACK_X(geqrf)
#define randlapack_xormqr RANDLAPACK_X(ormqr)
#define randlapack_xorgqr RANDLAPACK_X(orgqr)
#define randlapack_xgeqp3 RANDLAPACK_X(geqp3)
#define randlapack_xtrcon RANDLAPACK_X(trcon)
#define randlapack_xgesdd RANDLAPACK_X(gesdd)
#define randlapack_xsyevd RANDLAPACK_X(syevd)
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

/* sampling */
#define randlapack_xensemble RANDLAPACK_X(ensemble)
#define randlapack_xensemble_open RANDLAPACK_X(ensemble_open)
#define randlapack_xensemble_columns RANDLAPACK_X(ensemble_columns)
#define randlapack_xgather RANDLAPACK_X(gather)
#define randlapack_xgather_open RANDLAPACK_X(gather_open)
#define randlapack_xgather_rows RANDLAPACK_X(gather_rows)
#define randlapack_xlocal_open RANDLAPACK_X(local_open)
#define randlapack_xlocal_solve RANDLAPACK_X(local_solve)
#define randlapack_xlocal_workspace RANDLAPACK_X(local_workspace)
#define randlapack_xprojection RANDLAPACK_X(projection)
#define randlapack_xprojection_open RANDLAPACK_X(projection_open)
#define randlapack_xprojection_draw RANDLAPACK_X(projection_draw)
#define randlapack_xrow_basis RANDLAPACK_X(row_basis)
#define randlapack_xrow_basis_make RANDLAPACK_X(row_basis_make)
#define randlapack_xrow_basis_rotate RANDLAPACK_X(row_basis_rotate)
#define randlapack_xrow_norms RANDLAPACK_X(row_norms)
#define randlapack_xsort_items RANDLAPACK_X(sort_items)
#define randlapack_xwrite_out RANDLAPACK_X(write_out)

#endif
