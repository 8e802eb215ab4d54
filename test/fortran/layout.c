/* Sizes of the public structs and offsets of all their members, for test_layout.f90 to compare. */
#include "rmt.h"

#include <stddef.h>

int layout_of(int which, int64_t *members);

#define AT(type, member) members[n++] = (int64_t)offsetof(type, member)

#define LINOP_MEMBERS(type)                                                                                            \
    AT(type, size), AT(type, kind), AT(type, layout), AT(type, uplo), AT(type, rows), AT(type, cols), AT(type, nnz),   \
        AT(type, ld), AT(type, values), AT(type, ptr), AT(type, rowind), AT(type, colind), AT(type, apply),            \
        AT(type, context), members[n++] = sizeof(type)

/* The offsets of the members of struct number which and last its size; returns how many numbers these are. */
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
            AT(randlapack_lsq_options, max_iterations), AT(randlapack_lsq_options, refinements),
            members[n++] = sizeof(randlapack_lsq_options);
        break;
    case 9:
        AT(randlapack_lsq_report, sketch_rows), AT(randlapack_lsq_report, iterations), AT(randlapack_lsq_report, rank),
            AT(randlapack_lsq_report, condition), AT(randlapack_lsq_report, residual_norm),
            AT(randlapack_lsq_report, normal_residual), AT(randlapack_lsq_report, seconds_sketch),
            AT(randlapack_lsq_report, seconds_factor), AT(randlapack_lsq_report, seconds_iterate),
            members[n++] = sizeof(randlapack_lsq_report);
        break;
    case 10:
        AT(randlapack_rsvd_options, size), AT(randlapack_rsvd_options, control), AT(randlapack_rsvd_options, state),
            AT(randlapack_rsvd_options, family), AT(randlapack_rsvd_options, oversampling),
            AT(randlapack_rsvd_options, power_passes), members[n++] = sizeof(randlapack_rsvd_options);
        break;
    case 11:
        AT(randlapack_rsvd_report, sketch_cols), AT(randlapack_rsvd_report, frobenius_error),
            AT(randlapack_rsvd_report, seconds_range), AT(randlapack_rsvd_report, seconds_svd),
            members[n++] = sizeof(randlapack_rsvd_report);
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
    default:
        break;
    }
    return n;
}
