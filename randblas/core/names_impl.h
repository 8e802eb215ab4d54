/**
 * The letter x.  One line for each name that exists in several precisions: definitions are written with x, so that grep
 * finds them, and nm shows the letter of the precision.
 */
#ifndef RANDBLAS_NAMES_IMPL_H
#define RANDBLAS_NAMES_IMPL_H

/* types */
#define randblas_xlinop RANDBLAS_X(linop)
#define randblas_xapply_fn RANDBLAS_X(apply_fn)
#define randblas_xview RANDBLAS_X(view)
#define randblas_xproblem RANDBLAS_X(problem)

/* public routines */
#define randblas_xfill RANDBLAS_X(fill)
#define randblas_xfill_coo RANDBLAS_X(fill_coo)
#define randblas_xskge RANDBLAS_X(skge)
#define randblas_xsksy RANDBLAS_X(sksy)
#define randblas_xskhe RANDBLAS_X(skhe)
#define randblas_xskve RANDBLAS_X(skve)
#define randblas_xskop RANDBLAS_X(skop)
#define randblas_xlinop_dense RANDBLAS_X(linop_dense)
#define randblas_xlinop_symmetric RANDBLAS_X(linop_symmetric)
#define randblas_xlinop_hermitian RANDBLAS_X(linop_hermitian)
#define randblas_xlinop_csr RANDBLAS_X(linop_csr)
#define randblas_xlinop_csc RANDBLAS_X(linop_csc)
#define randblas_xlinop_coo RANDBLAS_X(linop_coo)
#define randblas_xlinop_callback RANDBLAS_X(linop_callback)
#define randblas_xlinop_check RANDBLAS_X(linop_check)
#define randblas_xlinop_apply RANDBLAS_X(linop_apply)
#define randblas_xconvert RANDBLAS_X(convert)
#define randblas_xsptrsm RANDBLAS_X(sptrsm)

/* applying: front end and one engine for each class of families */
#define randblas_xapply_sided RANDBLAS_X(apply_sided)
#define randblas_xapply_dense RANDBLAS_X(apply_dense)
#define randblas_xapply_linop RANDBLAS_X(apply_linop)
#define randblas_xapply_callback RANDBLAS_X(apply_callback)
#define randblas_xapply_iid RANDBLAS_X(apply_iid)
#define randblas_xapply_iid_sparse RANDBLAS_X(apply_iid_sparse)
#define randblas_xapply_sparse_sparse RANDBLAS_X(apply_sparse_sparse)
#define randblas_xapply_sparse RANDBLAS_X(apply_sparse)
#define randblas_xapply_transform RANDBLAS_X(apply_transform)
#define randblas_xapply_structured RANDBLAS_X(apply_structured)
#define randblas_xapply_khatri_rao RANDBLAS_X(apply_khatri_rao)
#define randblas_xapply_kronecker RANDBLAS_X(apply_kronecker)
#define randblas_xapply_composition RANDBLAS_X(apply_composition)
#define randblas_xscale_view RANDBLAS_X(scale_view)
#define randblas_xcopy_view RANDBLAS_X(copy_view)
#define randblas_xadd_view RANDBLAS_X(add_view)

/* sparse families: op(S') in panels, and the engines */
#define randblas_xpanel RANDBLAS_X(panel)
#define randblas_xpanels RANDBLAS_X(panels)
#define randblas_xpanels_open RANDBLAS_X(panels_open)
#define randblas_xpanels_load RANDBLAS_X(panels_load)
#define randblas_xapply_packed RANDBLAS_X(apply_packed)
#define randblas_xapply_rows RANDBLAS_X(apply_rows)
#define randblas_xapply_columns RANDBLAS_X(apply_columns)

/* materialising */
#define randblas_xfill_view RANDBLAS_X(fill_view)
#define randblas_xfill_iid RANDBLAS_X(fill_iid)
#define randblas_xsample_iid RANDBLAS_X(sample_iid)
#define randblas_xfill_sparse RANDBLAS_X(fill_sparse)
#define randblas_xfill_transform RANDBLAS_X(fill_transform)
#define randblas_xfill_structured RANDBLAS_X(fill_structured)

/* BLAS with 64-bit sizes */
#define randblas_xgemm RANDBLAS_X(gemm)
#define randblas_xgemv RANDBLAS_X(gemv)

/* linear operators */
#define randblas_xlinop_malformed RANDBLAS_X(linop_malformed)
#define randblas_xlinop_expand RANDBLAS_X(linop_expand)
#define randblas_xsparse_multiply RANDBLAS_X(sparse_multiply)
#define randblas_xsparse_bucket RANDBLAS_X(sparse_bucket)
#define randblas_xsparse_compress RANDBLAS_X(sparse_compress)
#define randblas_xsparse_ascends RANDBLAS_X(sparse_ascends)

#endif
