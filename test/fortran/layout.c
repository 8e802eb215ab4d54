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
    default:
        break;
    }
    return n;
}
