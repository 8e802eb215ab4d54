/** The letter x in this layer; see randblas/core/names_impl.h. */
#ifndef RANDLAPACK_NAMES_IMPL_H
#define RANDLAPACK_NAMES_IMPL_H

#include "scalar_impl.h"

#define RANDLAPACK_X(name) RANDBLAS_X_(randlapack, name)

/* public routines */
#define randlapack_xlsq_precond RANDLAPACK_X(lsq_precond)
#define randlapack_xrsvd RANDLAPACK_X(rsvd)
#define randlapack_xinverse_solve RANDLAPACK_X(inverse_solve)
#define randlapack_xinverse_forms RANDLAPACK_X(inverse_forms)
#define randlapack_xinverse_trace RANDLAPACK_X(inverse_trace)
#define randlapack_xinverse_trace_factor RANDLAPACK_X(inverse_trace_factor)

/* BLAS and LAPACK with 64-bit sizes */
#define randlapack_xtrsm RANDLAPACK_X(trsm)
#define randlapack_xtrmv RANDLAPACK_X(trmv)
#define randlapack_xgeqrf RANDLAPACK_X(geqrf)
#define randlapack_xormqr RANDLAPACK_X(ormqr)
#define randlapack_xorgqr RANDLAPACK_X(orgqr)
#define randlapack_xgeqp3 RANDLAPACK_X(geqp3)
#define randlapack_xtrcon RANDLAPACK_X(trcon)
#define randlapack_xgesdd RANDLAPACK_X(gesdd)
#define randlapack_xsingular_values RANDLAPACK_X(singular_values)
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

/* inverses without inversion bias */
#define randlapack_xcolumns RANDLAPACK_X(columns)
#define randlapack_xcolumns_open RANDLAPACK_X(columns_open)
#define randlapack_xcolumns_get RANDLAPACK_X(columns_get)
#define randlapack_xeffective_dimension RANDLAPACK_X(effective_dimension)
#define randlapack_xinverse RANDLAPACK_X(inverse)
#define randlapack_xinverse_average RANDLAPACK_X(inverse_average)
#define randlapack_xaverage RANDLAPACK_X(average)
#define randlapack_xbatch_make RANDLAPACK_X(batch_make)
#define randlapack_xbatch_apply RANDLAPACK_X(batch_apply)
#define randlapack_xsketched_inverse RANDLAPACK_X(sketched_inverse)
#define randlapack_xsketched_inverse_open RANDLAPACK_X(sketched_inverse_open)
#define randlapack_xsketched_inverse_sketch RANDLAPACK_X(sketched_inverse_sketch)
#define randlapack_xsketched_inverse_factor RANDLAPACK_X(sketched_inverse_factor)
#define randlapack_xsketched_inverse_solve RANDLAPACK_X(sketched_inverse_solve)
#define randlapack_xsketched_inverse_forms RANDLAPACK_X(sketched_inverse_forms)

#endif
