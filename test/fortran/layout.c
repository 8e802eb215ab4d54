/* Layout of the structs of randblas.h and randlapack.h; see layout.h. */
#include "layout.h"

#include "randlapack.h"

#define LINOP_MEMBERS(type)                                                                                            \
    AT(type, size), AT(type, kind), AT(type, layout), AT(type, uplo), AT(type, rows), AT(type, cols), AT(type, nnz),   \
        AT(type, ld), AT(type, values), AT(type, ptr), AT(type, rowind), AT(type, colind), AT(type, apply),            \
        AT(type, context), members[n++] = sizeof(type)

int layout_of(int which, int64_t *members)
{
    int n = 0;
    switch (which) {
    case 1:
        AT(randblas_control, progress), AT(randblas_control, progress_context), AT(randblas_control, allocate),
            AT(randblas_control, release), AT(randblas_control, allocator_context), AT(randblas_control, memory_limit),
            members[n++] = sizeof(randblas_control);
        break;
    case 2:
        AT(randblas_state, counter), AT(randblas_state, key), members[n++] = sizeof(randblas_state);
        break;
    case 3:
        AT(randblas_dist, size), AT(randblas_dist, family), AT(randblas_dist, rows), AT(randblas_dist, cols),
            AT(randblas_dist, nnz), AT(randblas_dist, unscaled), AT(randblas_dist, replace), AT(randblas_dist, weights),
            AT(randblas_dist, nfactors), AT(randblas_dist, factors), members[n++] = sizeof(randblas_dist);
        break;
    case 4:
        LINOP_MEMBERS(randblas_slinop);
        break;
    case 5:
        LINOP_MEMBERS(randblas_dlinop);
        break;
    case 6:
        LINOP_MEMBERS(randblas_clinop);
        break;
    case 7:
        LINOP_MEMBERS(randblas_zlinop);
        break;
    case 8:
        AT(randlapack_lsq_options, size), AT(randlapack_lsq_options, control), AT(randlapack_lsq_options, state),
            AT(randlapack_lsq_options, family), AT(randlapack_lsq_options, sketch_rows),
            AT(randlapack_lsq_options, sketch_nnz), AT(randlapack_lsq_options, tolerance),
            AT(randlapack_lsq_options, max_iterations), AT(randlapack_lsq_options, ridge),
            AT(randlapack_lsq_options, preconditioner), AT(randlapack_lsq_options, refinements),
            AT(randlapack_lsq_options, solver), AT(randlapack_lsq_options, method),
            members[n++] = sizeof(randlapack_lsq_options);
        break;
    case 9:
        AT(randlapack_lsq_report, sketch_rows), AT(randlapack_lsq_report, preconditioner),
            AT(randlapack_lsq_report, method), AT(randlapack_lsq_report, iterations), AT(randlapack_lsq_report, rank),
            AT(randlapack_lsq_report, condition), AT(randlapack_lsq_report, residual_norm),
            AT(randlapack_lsq_report, normal_residual), AT(randlapack_lsq_report, backward_error),
            AT(randlapack_lsq_report, forward_error), AT(randlapack_lsq_report, seconds_sketch),
            AT(randlapack_lsq_report, seconds_factor), AT(randlapack_lsq_report, seconds_iterate),
            members[n++] = sizeof(randlapack_lsq_report);
        break;
    case 10:
        AT(randlapack_rsvd_options, size), AT(randlapack_rsvd_options, control), AT(randlapack_rsvd_options, state),
            AT(randlapack_rsvd_options, family), AT(randlapack_rsvd_options, oversampling),
            AT(randlapack_rsvd_options, power_passes), AT(randlapack_rsvd_options, tolerance),
            AT(randlapack_rsvd_options, block), AT(randlapack_rsvd_options, excess),
            AT(randlapack_rsvd_options, max_columns), AT(randlapack_rsvd_options, method),
            members[n++] = sizeof(randlapack_rsvd_options);
        break;
    case 11:
        AT(randlapack_rsvd_report, sketch_cols), AT(randlapack_rsvd_report, frobenius_error),
            AT(randlapack_rsvd_report, seconds_range), AT(randlapack_rsvd_report, seconds_svd),
            AT(randlapack_rsvd_report, rank), AT(randlapack_rsvd_report, products), AT(randlapack_rsvd_report, excess),
            AT(randlapack_rsvd_report, method), members[n++] = sizeof(randlapack_rsvd_report);
        break;
    case 15:
        AT(randlapack_qb_options, size), AT(randlapack_qb_options, control), AT(randlapack_qb_options, state),
            AT(randlapack_qb_options, family), AT(randlapack_qb_options, power_passes),
            AT(randlapack_qb_options, tolerance), AT(randlapack_qb_options, block),
            members[n++] = sizeof(randlapack_qb_options);
        break;
    case 16:
        AT(randlapack_qb_report, rank), AT(randlapack_qb_report, products), AT(randlapack_qb_report, frobenius_error),
            AT(randlapack_qb_report, seconds), members[n++] = sizeof(randlapack_qb_report);
        break;
    case 17:
        AT(randlapack_eig_options, size), AT(randlapack_eig_options, control), AT(randlapack_eig_options, state),
            AT(randlapack_eig_options, family), AT(randlapack_eig_options, excess), AT(randlapack_eig_options, block),
            AT(randlapack_eig_options, max_columns), members[n++] = sizeof(randlapack_eig_options);
        break;
    case 18:
        AT(randlapack_eig_report, rank), AT(randlapack_eig_report, columns), AT(randlapack_eig_report, products),
            AT(randlapack_eig_report, frobenius_error), AT(randlapack_eig_report, residual),
            AT(randlapack_eig_report, excess), AT(randlapack_eig_report, seconds),
            members[n++] = sizeof(randlapack_eig_report);
        break;
    case 12:
        AT(randlapack_lsq_errors, residual_norm), AT(randlapack_lsq_errors, relative_residual),
            AT(randlapack_lsq_errors, normal_residual), AT(randlapack_lsq_errors, backward_error),
            AT(randlapack_lsq_errors, excess), AT(randlapack_lsq_errors, condition),
            AT(randlapack_lsq_errors, forward_error), members[n++] = sizeof(randlapack_lsq_errors);
        break;
    case 13:
        AT(randlapack_sketch_solve_report, sketch_rows), AT(randlapack_sketch_solve_report, rank),
            AT(randlapack_sketch_solve_report, condition), AT(randlapack_sketch_solve_report, expected_excess),
            AT(randlapack_sketch_solve_report, sketched_residual), AT(randlapack_sketch_solve_report, residual_norm),
            AT(randlapack_sketch_solve_report, seconds_sketch), AT(randlapack_sketch_solve_report, seconds_factor),
            AT(randlapack_sketch_solve_report, seconds_solve), members[n++] = sizeof(randlapack_sketch_solve_report);
        break;
    case 14:
        AT(randlapack_fossils_report, sketch_rows), AT(randlapack_fossils_report, iterations),
            AT(randlapack_fossils_report, stages), AT(randlapack_fossils_report, rank),
            AT(randlapack_fossils_report, errors), AT(randlapack_fossils_report, seconds_sketch),
            AT(randlapack_fossils_report, seconds_factor), AT(randlapack_fossils_report, seconds_iterate),
            members[n++] = sizeof(randlapack_fossils_report);
        break;
    case 20:
        AT(randlapack_leverage_options, size), AT(randlapack_leverage_options, control),
            AT(randlapack_leverage_options, state), AT(randlapack_leverage_options, lambda),
            AT(randlapack_leverage_options, family), AT(randlapack_leverage_options, sketch_rows),
            AT(randlapack_leverage_options, sketch_nnz), AT(randlapack_leverage_options, projections),
            members[n++] = sizeof(randlapack_leverage_options);
        break;
    case 21:
        AT(randlapack_leverage_report, sketch_rows), AT(randlapack_leverage_report, projections),
            AT(randlapack_leverage_report, rank), AT(randlapack_leverage_report, condition),
            AT(randlapack_leverage_report, sum), AT(randlapack_leverage_report, lower),
            AT(randlapack_leverage_report, upper), AT(randlapack_leverage_report, seconds_sketch),
            AT(randlapack_leverage_report, seconds_factor), AT(randlapack_leverage_report, seconds_rows),
            AT(randlapack_leverage_report, next), members[n++] = sizeof(randlapack_leverage_report);
        break;
    case 22:
        AT(randlapack_dpp_options, size), AT(randlapack_dpp_options, control), AT(randlapack_dpp_options, state),
            members[n++] = sizeof(randlapack_dpp_options);
        break;
    case 23:
        AT(randlapack_dpp_report, rank), AT(randlapack_dpp_report, expected_size),
            AT(randlapack_dpp_report, log_normaliser), AT(randlapack_dpp_report, seconds_factor),
            AT(randlapack_dpp_report, seconds_sample), AT(randlapack_dpp_report, next),
            members[n++] = sizeof(randlapack_dpp_report);
        break;
    case 24:
        AT(randlapack_volume_options, size), AT(randlapack_volume_options, control),
            AT(randlapack_volume_options, state), AT(randlapack_volume_options, rescaled),
            members[n++] = sizeof(randlapack_volume_options);
        break;
    case 25:
        AT(randlapack_surrogate_options, size), AT(randlapack_surrogate_options, control),
            AT(randlapack_surrogate_options, state), AT(randlapack_surrogate_options, lambda),
            AT(randlapack_surrogate_options, weights), members[n++] = sizeof(randlapack_surrogate_options);
        break;
    case 26:
        AT(randlapack_row_sampling_report, rank), AT(randlapack_row_sampling_report, dimension),
            AT(randlapack_row_sampling_report, expected_rows), AT(randlapack_row_sampling_report, seconds_factor),
            AT(randlapack_row_sampling_report, seconds_sample), AT(randlapack_row_sampling_report, next),
            members[n++] = sizeof(randlapack_row_sampling_report);
        break;
    case 27:
        AT(randlapack_determinantal_options, size), AT(randlapack_determinantal_options, control),
            AT(randlapack_determinantal_options, state), AT(randlapack_determinantal_options, lambda),
            AT(randlapack_determinantal_options, rows), AT(randlapack_determinantal_options, subsamples),
            AT(randlapack_determinantal_options, weights), members[n++] = sizeof(randlapack_determinantal_options);
        break;
    case 28:
        AT(randlapack_determinantal_report, subsamples), AT(randlapack_determinantal_report, singular),
            AT(randlapack_determinantal_report, mean_rows), AT(randlapack_determinantal_report, effective_subsamples),
            AT(randlapack_determinantal_report, log_determinant), AT(randlapack_determinantal_report, seconds),
            AT(randlapack_determinantal_report, next), members[n++] = sizeof(randlapack_determinantal_report);
        break;
    case 30:
        AT(randlapack_inverse_options, size), AT(randlapack_inverse_options, control),
            AT(randlapack_inverse_options, state), AT(randlapack_inverse_options, family),
            AT(randlapack_inverse_options, sketch_rows), AT(randlapack_inverse_options, sketch_nnz),
            AT(randlapack_inverse_options, scores), AT(randlapack_inverse_options, sketches),
            AT(randlapack_inverse_options, ridge), AT(randlapack_inverse_options, effective_dimension),
            AT(randlapack_inverse_options, factor), members[n++] = sizeof(randlapack_inverse_options);
        break;
    case 31:
        AT(randlapack_inverse_report, sketch_rows), AT(randlapack_inverse_report, sketches),
            AT(randlapack_inverse_report, factor), AT(randlapack_inverse_report, effective_dimension),
            AT(randlapack_inverse_report, condition), AT(randlapack_inverse_report, seconds_sketch),
            AT(randlapack_inverse_report, seconds_solve), AT(randlapack_inverse_report, next),
            members[n++] = sizeof(randlapack_inverse_report);
        break;
    case 40:
        AT(randlapack_glm_options, size), AT(randlapack_glm_options, control), AT(randlapack_glm_options, state),
            AT(randlapack_glm_options, method), AT(randlapack_glm_options, family),
            AT(randlapack_glm_options, sketch_rows), AT(randlapack_glm_options, sketch_nnz),
            AT(randlapack_glm_options, tolerance), AT(randlapack_glm_options, max_iterations),
            AT(randlapack_glm_options, cg_steps), AT(randlapack_glm_options, warm_start),
            AT(randlapack_glm_options, trace), members[n++] = sizeof(randlapack_glm_options);
        break;
    case 41:
        AT(randlapack_glm_report, iterations), AT(randlapack_glm_report, cg_steps),
            AT(randlapack_glm_report, factorisations), AT(randlapack_glm_report, passes),
            AT(randlapack_glm_report, sketch_rows), AT(randlapack_glm_report, objective),
            AT(randlapack_glm_report, decrement), AT(randlapack_glm_report, seconds_hessian),
            AT(randlapack_glm_report, seconds_direction), AT(randlapack_glm_report, seconds_evaluate),
            members[n++] = sizeof(randlapack_glm_report);
        break;
    case 42:
        AT(randlapack_ihs_options, size), AT(randlapack_ihs_options, control), AT(randlapack_ihs_options, state),
            AT(randlapack_ihs_options, method), AT(randlapack_ihs_options, family),
            AT(randlapack_ihs_options, sketch_rows), AT(randlapack_ihs_options, sketch_nnz),
            AT(randlapack_ihs_options, tolerance), AT(randlapack_ihs_options, max_iterations),
            AT(randlapack_ihs_options, trace), members[n++] = sizeof(randlapack_ihs_options);
        break;
    case 43:
        AT(randlapack_ihs_report, sketch_rows), AT(randlapack_ihs_report, iterations),
            AT(randlapack_ihs_report, restarts), AT(randlapack_ihs_report, rate),
            AT(randlapack_ihs_report, residual_norm), AT(randlapack_ihs_report, gradient),
            AT(randlapack_ihs_report, seconds_sketch), AT(randlapack_ihs_report, seconds_iterate),
            members[n++] = sizeof(randlapack_ihs_report);
        break;
    case 44:
        AT(randlapack_pwsgd_options, size), AT(randlapack_pwsgd_options, control), AT(randlapack_pwsgd_options, state),
            AT(randlapack_pwsgd_options, family), AT(randlapack_pwsgd_options, sketch_rows),
            AT(randlapack_pwsgd_options, sketch_nnz), AT(randlapack_pwsgd_options, tolerance),
            AT(randlapack_pwsgd_options, batch), AT(randlapack_pwsgd_options, max_steps),
            members[n++] = sizeof(randlapack_pwsgd_options);
        break;
    case 45:
        AT(randlapack_pwsgd_report, sketch_rows), AT(randlapack_pwsgd_report, steps), AT(randlapack_pwsgd_report, rows),
            AT(randlapack_pwsgd_report, bound), AT(randlapack_pwsgd_report, residual_norm),
            AT(randlapack_pwsgd_report, seconds_sketch), AT(randlapack_pwsgd_report, seconds_iterate),
            members[n++] = sizeof(randlapack_pwsgd_report);
        break;
    case 50:
        AT(randlapack_project_options, size), AT(randlapack_project_options, control),
            AT(randlapack_project_options, state), AT(randlapack_project_options, method),
            AT(randlapack_project_options, sampling), AT(randlapack_project_options, block),
            AT(randlapack_project_options, pool), AT(randlapack_project_options, regularisation),
            AT(randlapack_project_options, tolerance), AT(randlapack_project_options, max_iterations),
            AT(randlapack_project_options, mix), members[n++] = sizeof(randlapack_project_options);
        break;
    case 51:
        AT(randlapack_project_report, block), AT(randlapack_project_report, iterations),
            AT(randlapack_project_report, factorisations), AT(randlapack_project_report, restarts),
            AT(randlapack_project_report, rate), AT(randlapack_project_report, residual_norm),
            AT(randlapack_project_report, normal_residual), AT(randlapack_project_report, seconds_prepare),
            AT(randlapack_project_report, seconds_iterate), members[n++] = sizeof(randlapack_project_report);
        break;
    case 52:
        AT(randlapack_sgmres_options, size), AT(randlapack_sgmres_options, control),
            AT(randlapack_sgmres_options, state), AT(randlapack_sgmres_options, family),
            AT(randlapack_sgmres_options, cycle), AT(randlapack_sgmres_options, sketch_rows),
            AT(randlapack_sgmres_options, truncation), AT(randlapack_sgmres_options, tolerance),
            AT(randlapack_sgmres_options, max_iterations), members[n++] = sizeof(randlapack_sgmres_options);
        break;
    case 53:
        AT(randlapack_sgmres_report, sketch_rows), AT(randlapack_sgmres_report, iterations),
            AT(randlapack_sgmres_report, cycles), AT(randlapack_sgmres_report, condition),
            AT(randlapack_sgmres_report, residual_norm), AT(randlapack_sgmres_report, seconds),
            members[n++] = sizeof(randlapack_sgmres_report);
        break;
    case 60:
        AT(randlapack_dentries, size), AT(randlapack_dentries, rows), AT(randlapack_dentries, cols),
            AT(randlapack_dentries, columns), AT(randlapack_dentries, context), AT(randlapack_dentries, values),
            AT(randlapack_dentries, ld), AT(randlapack_dentries, layout), AT(randlapack_dentries, uplo),
            members[n++] = sizeof(randlapack_dentries);
        break;
    case 61:
        AT(randlapack_sentries, size), AT(randlapack_sentries, rows), AT(randlapack_sentries, cols),
            AT(randlapack_sentries, columns), AT(randlapack_sentries, context), AT(randlapack_sentries, values),
            AT(randlapack_sentries, ld), AT(randlapack_sentries, layout), AT(randlapack_sentries, uplo),
            members[n++] = sizeof(randlapack_sentries);
        break;
    case 62:
        AT(randlapack_dkernel, size), AT(randlapack_dkernel, family), AT(randlapack_dkernel, layout),
            AT(randlapack_dkernel, npoints), AT(randlapack_dkernel, dim), AT(randlapack_dkernel, points),
            AT(randlapack_dkernel, ldpoints), AT(randlapack_dkernel, ntargets), AT(randlapack_dkernel, targets),
            AT(randlapack_dkernel, ldtargets), AT(randlapack_dkernel, bandwidth),
            members[n++] = sizeof(randlapack_dkernel);
        break;
    case 63:
        AT(randlapack_skernel, size), AT(randlapack_skernel, family), AT(randlapack_skernel, layout),
            AT(randlapack_skernel, npoints), AT(randlapack_skernel, dim), AT(randlapack_skernel, points),
            AT(randlapack_skernel, ldpoints), AT(randlapack_skernel, ntargets), AT(randlapack_skernel, targets),
            AT(randlapack_skernel, ldtargets), AT(randlapack_skernel, bandwidth),
            members[n++] = sizeof(randlapack_skernel);
        break;
    case 64:
        AT(randlapack_rpcholesky_options, size), AT(randlapack_rpcholesky_options, control),
            AT(randlapack_rpcholesky_options, state), AT(randlapack_rpcholesky_options, tolerance),
            AT(randlapack_rpcholesky_options, block), members[n++] = sizeof(randlapack_rpcholesky_options);
        break;
    case 65:
        AT(randlapack_rpcholesky_report, rank), AT(randlapack_rpcholesky_report, columns),
            AT(randlapack_rpcholesky_report, rejections), AT(randlapack_rpcholesky_report, rounds),
            AT(randlapack_rpcholesky_report, trace), AT(randlapack_rpcholesky_report, trace_error),
            AT(randlapack_rpcholesky_report, seconds_entries), AT(randlapack_rpcholesky_report, seconds_update),
            members[n++] = sizeof(randlapack_rpcholesky_report);
        break;
    case 66:
        AT(randlapack_kernel_ridge_options, size), AT(randlapack_kernel_ridge_options, control),
            AT(randlapack_kernel_ridge_options, state), AT(randlapack_kernel_ridge_options, rank),
            AT(randlapack_kernel_ridge_options, sketch_rows), AT(randlapack_kernel_ridge_options, tolerance),
            AT(randlapack_kernel_ridge_options, max_iterations), AT(randlapack_kernel_ridge_options, stored_bytes),
            members[n++] = sizeof(randlapack_kernel_ridge_options);
        break;
    case 67:
        AT(randlapack_kernel_ridge_report, rank), AT(randlapack_kernel_ridge_report, sketch_rows),
            AT(randlapack_kernel_ridge_report, iterations), AT(randlapack_kernel_ridge_report, stored),
            AT(randlapack_kernel_ridge_report, trace_error), AT(randlapack_kernel_ridge_report, condition),
            AT(randlapack_kernel_ridge_report, residual), AT(randlapack_kernel_ridge_report, seconds_factor),
            AT(randlapack_kernel_ridge_report, seconds_iterate), members[n++] = sizeof(randlapack_kernel_ridge_report);
        break;
    case 68:
        AT(randlapack_nystrom_options, size), AT(randlapack_nystrom_options, control),
            AT(randlapack_nystrom_options, state), AT(randlapack_nystrom_options, family),
            AT(randlapack_nystrom_options, oversampling), AT(randlapack_nystrom_options, products),
            members[n++] = sizeof(randlapack_nystrom_options);
        break;
    case 69:
        AT(randlapack_nystrom_report, sketch_cols), AT(randlapack_nystrom_report, shift),
            AT(randlapack_nystrom_report, trace_error), AT(randlapack_nystrom_report, seconds_products),
            AT(randlapack_nystrom_report, seconds_factor), members[n++] = sizeof(randlapack_nystrom_report);
        break;
    case 160:
        AT(randlapack_nystrom_pcg_options, size), AT(randlapack_nystrom_pcg_options, control),
            AT(randlapack_nystrom_pcg_options, state), AT(randlapack_nystrom_pcg_options, rank),
            AT(randlapack_nystrom_pcg_options, max_rank), AT(randlapack_nystrom_pcg_options, rank_tolerance),
            AT(randlapack_nystrom_pcg_options, tolerance), AT(randlapack_nystrom_pcg_options, max_iterations),
            members[n++] = sizeof(randlapack_nystrom_pcg_options);
        break;
    case 161:
        AT(randlapack_nystrom_pcg_report, rank), AT(randlapack_nystrom_pcg_report, iterations),
            AT(randlapack_nystrom_pcg_report, least_value), AT(randlapack_nystrom_pcg_report, condition),
            AT(randlapack_nystrom_pcg_report, residual), AT(randlapack_nystrom_pcg_report, seconds_factor),
            AT(randlapack_nystrom_pcg_report, seconds_iterate), members[n++] = sizeof(randlapack_nystrom_pcg_report);
        break;
    case 180:
        AT(randlapack_skeleton_options, size), AT(randlapack_skeleton_options, control),
            AT(randlapack_skeleton_options, state), AT(randlapack_skeleton_options, family),
            AT(randlapack_skeleton_options, oversampling), AT(randlapack_skeleton_options, power_passes),
            AT(randlapack_skeleton_options, pivoting), AT(randlapack_skeleton_options, sketched),
            AT(randlapack_skeleton_options, tolerance), AT(randlapack_skeleton_options, bound),
            members[n++] = sizeof(randlapack_skeleton_options);
        break;
    case 181:
        AT(randlapack_skeleton_report, rank), AT(randlapack_skeleton_report, sketch_rows),
            AT(randlapack_skeleton_report, exchanges), AT(randlapack_skeleton_report, largest),
            AT(randlapack_skeleton_report, error), AT(randlapack_skeleton_report, norm),
            AT(randlapack_skeleton_report, seconds_sketch), AT(randlapack_skeleton_report, seconds_factor),
            members[n++] = sizeof(randlapack_skeleton_report);
        break;
    case 170:
        AT(randlapack_tall_qr_options, size), AT(randlapack_tall_qr_options, control),
            AT(randlapack_tall_qr_options, state), AT(randlapack_tall_qr_options, family),
            AT(randlapack_tall_qr_options, sketch_rows), AT(randlapack_tall_qr_options, sketch_nnz),
            AT(randlapack_tall_qr_options, tolerance), AT(randlapack_tall_qr_options, equilibrate),
            AT(randlapack_tall_qr_options, sketched), members[n++] = sizeof(randlapack_tall_qr_options);
        break;
    case 171:
        AT(randlapack_tall_qr_report, sketch_rows), AT(randlapack_tall_qr_report, rank),
            AT(randlapack_tall_qr_report, method), AT(randlapack_tall_qr_report, condition),
            AT(randlapack_tall_qr_report, preconditioned_condition), AT(randlapack_tall_qr_report, seconds_sketch),
            AT(randlapack_tall_qr_report, seconds_factor), AT(randlapack_tall_qr_report, seconds_orthogonalise),
            AT(randlapack_tall_qr_report, error), members[n++] = sizeof(randlapack_tall_qr_report);
        break;
    case 172:
        AT(randlapack_bqrrp_options, size), AT(randlapack_bqrrp_options, control), AT(randlapack_bqrrp_options, state),
            AT(randlapack_bqrrp_options, family), AT(randlapack_bqrrp_options, method),
            AT(randlapack_bqrrp_options, block), AT(randlapack_bqrrp_options, oversampling),
            AT(randlapack_bqrrp_options, rank), AT(randlapack_bqrrp_options, tolerance),
            members[n++] = sizeof(randlapack_bqrrp_options);
        break;
    case 173:
        AT(randlapack_bqrrp_report, block), AT(randlapack_bqrrp_report, sketches), AT(randlapack_bqrrp_report, rank),
            AT(randlapack_bqrrp_report, seconds_pivots), AT(randlapack_bqrrp_report, seconds_factor),
            AT(randlapack_bqrrp_report, reflectors), AT(randlapack_bqrrp_report, error),
            AT(randlapack_bqrrp_report, norm), members[n++] = sizeof(randlapack_bqrrp_report);
        break;
    case 174:
        AT(randlapack_rgs_options, size), AT(randlapack_rgs_options, control), AT(randlapack_rgs_options, state),
            AT(randlapack_rgs_options, family), AT(randlapack_rgs_options, sketch_rows),
            AT(randlapack_rgs_options, sketch_nnz), AT(randlapack_rgs_options, block),
            AT(randlapack_rgs_options, tolerance), members[n++] = sizeof(randlapack_rgs_options);
        break;
    case 175:
        AT(randlapack_rgs_report, sketch_rows), AT(randlapack_rgs_report, rank), AT(randlapack_rgs_report, rounds),
            AT(randlapack_rgs_report, departure), members[n++] = sizeof(randlapack_rgs_report);
        break;
    case 176:
        AT(randlapack_urv_options, size), AT(randlapack_urv_options, control), AT(randlapack_urv_options, state),
            AT(randlapack_urv_options, rank), AT(randlapack_urv_options, tolerance),
            AT(randlapack_urv_options, power_passes), AT(randlapack_urv_options, block),
            members[n++] = sizeof(randlapack_urv_options);
        break;
    case 177:
        AT(randlapack_urv_report, block), AT(randlapack_urv_report, blocks), AT(randlapack_urv_report, rank),
            AT(randlapack_urv_report, error), AT(randlapack_urv_report, coupling), AT(randlapack_urv_report, norm),
            AT(randlapack_urv_report, seconds_factor), AT(randlapack_urv_report, seconds_form),
            members[n++] = sizeof(randlapack_urv_report);
        break;
    case 240:
        AT(randlapack_spectral_function, kind), AT(randlapack_spectral_function, parameter),
            AT(randlapack_spectral_function, evaluate), AT(randlapack_spectral_function, context),
            members[n++] = sizeof(randlapack_spectral_function);
        break;
    case 241:
        AT(randlapack_slq_options, size), AT(randlapack_slq_options, control), AT(randlapack_slq_options, state),
            AT(randlapack_slq_options, spectrum), AT(randlapack_slq_options, family),
            AT(randlapack_slq_options, degree), AT(randlapack_slq_options, samples),
            AT(randlapack_slq_options, max_samples), AT(randlapack_slq_options, absolute),
            AT(randlapack_slq_options, relative), AT(randlapack_slq_options, confidence),
            AT(randlapack_slq_options, degree_tolerance), AT(randlapack_slq_options, reorthogonalise),
            AT(randlapack_slq_options, window), AT(randlapack_slq_options, block),
            members[n++] = sizeof(randlapack_slq_options);
        break;
    case 242:
        AT(randlapack_slq_report, degree), AT(randlapack_slq_report, samples), AT(randlapack_slq_report, products),
            AT(randlapack_slq_report, reorthogonalised), AT(randlapack_slq_report, smallest),
            AT(randlapack_slq_report, largest), AT(randlapack_slq_report, degree_error),
            AT(randlapack_slq_report, seconds), AT(randlapack_slq_report, method),
            members[n++] = sizeof(randlapack_slq_report);
        break;
    case 243:
        AT(randlapack_spectral_value, value), AT(randlapack_spectral_value, standard_error),
            AT(randlapack_spectral_value, half_width), members[n++] = sizeof(randlapack_spectral_value);
        break;
    case 244:
        AT(randlapack_chebyshev_options, size), AT(randlapack_chebyshev_options, control),
            AT(randlapack_chebyshev_options, state), AT(randlapack_chebyshev_options, family),
            AT(randlapack_chebyshev_options, moments), AT(randlapack_chebyshev_options, samples),
            AT(randlapack_chebyshev_options, damping), AT(randlapack_chebyshev_options, lower),
            AT(randlapack_chebyshev_options, upper), AT(randlapack_chebyshev_options, confidence),
            AT(randlapack_chebyshev_options, block), members[n++] = sizeof(randlapack_chebyshev_options);
        break;
    case 246:
        AT(randlapack_interpolant_options, size), AT(randlapack_interpolant_options, control),
            AT(randlapack_interpolant_options, power), AT(randlapack_interpolant_options, trace),
            AT(randlapack_interpolant_options, lower), AT(randlapack_interpolant_options, accuracy),
            members[n++] = sizeof(randlapack_interpolant_options);
        break;
    case 245:
        AT(randlapack_chebyshev_report, moments), AT(randlapack_chebyshev_report, samples),
            AT(randlapack_chebyshev_report, products), AT(randlapack_chebyshev_report, lower),
            AT(randlapack_chebyshev_report, upper), AT(randlapack_chebyshev_report, seconds),
            members[n++] = sizeof(randlapack_chebyshev_report);
        break;
    case 190:
        AT(randlapack_lu_options, size), AT(randlapack_lu_options, control), AT(randlapack_lu_options, state),
            AT(randlapack_lu_options, family), AT(randlapack_lu_options, rank), AT(randlapack_lu_options, tolerance),
            AT(randlapack_lu_options, block), AT(randlapack_lu_options, oversampling),
            members[n++] = sizeof(randlapack_lu_options);
        break;
    case 191:
        AT(randlapack_lu_report, block), AT(randlapack_lu_report, sketches), AT(randlapack_lu_report, rank),
            AT(randlapack_lu_report, error), AT(randlapack_lu_report, norm), AT(randlapack_lu_report, growth),
            AT(randlapack_lu_report, seconds_pivots), AT(randlapack_lu_report, seconds_factor),
            members[n++] = sizeof(randlapack_lu_report);
        break;
    case 140:
        AT(randlapack_gen_nystrom_options, size), AT(randlapack_gen_nystrom_options, control),
            AT(randlapack_gen_nystrom_options, state), AT(randlapack_gen_nystrom_options, family),
            AT(randlapack_gen_nystrom_options, oversampling), AT(randlapack_gen_nystrom_options, corange_rows),
            AT(randlapack_gen_nystrom_options, tolerance), members[n++] = sizeof(randlapack_gen_nystrom_options);
        break;
    case 141:
        AT(randlapack_gen_nystrom_report, sketch_cols), AT(randlapack_gen_nystrom_report, corange_rows),
            AT(randlapack_gen_nystrom_report, rank), AT(randlapack_gen_nystrom_report, products),
            AT(randlapack_gen_nystrom_report, frobenius_error), AT(randlapack_gen_nystrom_report, norm),
            AT(randlapack_gen_nystrom_report, seconds_sketch), AT(randlapack_gen_nystrom_report, seconds_svd),
            members[n++] = sizeof(randlapack_gen_nystrom_report);
        break;
    case 142:
        AT(randlapack_stream_options, size), AT(randlapack_stream_options, control),
            AT(randlapack_stream_options, state), AT(randlapack_stream_options, family),
            AT(randlapack_stream_options, oversampling), AT(randlapack_stream_options, corange_rows),
            AT(randlapack_stream_options, tolerance), AT(randlapack_stream_options, right_only),
            AT(randlapack_stream_options, expected_rows), AT(randlapack_stream_options, first_row),
            AT(randlapack_stream_options, batch_rows), members[n++] = sizeof(randlapack_stream_options);
        break;
    case 143:
        AT(randlapack_stream_report, rows), AT(randlapack_stream_report, batches),
            AT(randlapack_stream_report, sketch_cols), AT(randlapack_stream_report, corange_rows),
            AT(randlapack_stream_report, rank), AT(randlapack_stream_report, norm),
            AT(randlapack_stream_report, frobenius_error), AT(randlapack_stream_report, seconds_push),
            AT(randlapack_stream_report, seconds_finish), AT(randlapack_stream_report, bytes),
            members[n++] = sizeof(randlapack_stream_report);
        break;
    case 230:
        AT(randlapack_trace_options, size), AT(randlapack_trace_options, control), AT(randlapack_trace_options, state),
            AT(randlapack_trace_options, method), AT(randlapack_trace_options, probe),
            AT(randlapack_trace_options, definite), AT(randlapack_trace_options, products),
            AT(randlapack_trace_options, absolute), AT(randlapack_trace_options, relative),
            AT(randlapack_trace_options, confidence), members[n++] = sizeof(randlapack_trace_options);
        break;
    case 231:
        AT(randlapack_trace_report, method), AT(randlapack_trace_report, trace),
            AT(randlapack_trace_report, standard_error), AT(randlapack_trace_report, half_width),
            AT(randlapack_trace_report, confidence), AT(randlapack_trace_report, norm),
            AT(randlapack_trace_report, samples), AT(randlapack_trace_report, products),
            AT(randlapack_trace_report, converged), AT(randlapack_trace_report, seconds),
            members[n++] = sizeof(randlapack_trace_report);
        break;
    case 232:
        AT(randlapack_norm_options, size), AT(randlapack_norm_options, control), AT(randlapack_norm_options, state),
            AT(randlapack_norm_options, tolerance), AT(randlapack_norm_options, failure),
            AT(randlapack_norm_options, steps), members[n++] = sizeof(randlapack_norm_options);
        break;
    case 233:
        AT(randlapack_norm_report, norm), AT(randlapack_norm_report, upper), AT(randlapack_norm_report, steps),
            AT(randlapack_norm_report, seconds), members[n++] = sizeof(randlapack_norm_report);
        break;
    default:
        return layout_of_rmt(which, members);
    }
    return n;
}
