! Derived types have the sizes and member offsets of their C structs.
program test_layout
  use, intrinsic :: iso_c_binding
  use randlapack
  use rmt
  implicit none
  interface
    function layout_of(which, members) result(n) bind(c)
      import
      integer(c_int), value :: which
      integer(c_int64_t), intent(inout) :: members(*)
      integer(c_int) :: n
    end function layout_of
  end interface
  type(randblas_control), target :: t1
  type(randblas_state), target :: t2
  type(randblas_dist), target :: t3
  type(randblas_slinop), target :: t4
  type(randblas_dlinop), target :: t5
  type(randblas_clinop), target :: t6
  type(randblas_zlinop), target :: t7
  type(randlapack_lsq_options), target :: t8
  type(randlapack_lsq_report), target :: t9
  type(randlapack_rsvd_options), target :: t10
  type(randlapack_rsvd_report), target :: t11
  type(randlapack_qb_options), target :: t15
  type(randlapack_qb_report), target :: t16
  type(randlapack_eig_options), target :: t17
  type(randlapack_eig_report), target :: t18
  type(randlapack_lsq_errors), target :: t12
  type(randlapack_sketch_solve_report), target :: t13
  type(randlapack_fossils_report), target :: t14
  type(randlapack_leverage_options), target :: t20
  type(randlapack_leverage_report), target :: t21
  type(randlapack_dpp_options), target :: t22
  type(randlapack_dpp_report), target :: t23
  type(randlapack_volume_options), target :: t24
  type(randlapack_surrogate_options), target :: t25
  type(randlapack_row_sampling_report), target :: t26
  type(randlapack_determinantal_options), target :: t27
  type(randlapack_determinantal_report), target :: t28
  type(randlapack_inverse_options), target :: t30
  type(randlapack_inverse_report), target :: t31
  type(randlapack_glm_options), target :: t40
  type(randlapack_glm_report), target :: t41
  type(randlapack_ihs_options), target :: t42
  type(randlapack_ihs_report), target :: t43
  type(randlapack_pwsgd_options), target :: t44
  type(randlapack_pwsgd_report), target :: t45
  type(randlapack_project_options), target :: t50
  type(randlapack_project_report), target :: t51
  type(randlapack_sgmres_options), target :: t52
  type(randlapack_sgmres_report), target :: t53
  type(randlapack_dentries), target :: t60
  type(randlapack_sentries), target :: t61
  type(randlapack_dkernel), target :: t62
  type(randlapack_skernel), target :: t63
  type(randlapack_rpcholesky_options), target :: t64
  type(randlapack_rpcholesky_report), target :: t65
  type(randlapack_kernel_ridge_options), target :: t66
  type(randlapack_kernel_ridge_report), target :: t67
  type(randlapack_nystrom_options), target :: t68
  type(randlapack_nystrom_report), target :: t69
  type(randlapack_nystrom_pcg_options), target :: t160
  type(randlapack_nystrom_pcg_report), target :: t161
  type(randlapack_skeleton_options), target :: t180
  type(randlapack_skeleton_report), target :: t181
  type(randlapack_tall_qr_options), target :: t170
  type(randlapack_tall_qr_report), target :: t171
  type(randlapack_bqrrp_options), target :: t172
  type(randlapack_bqrrp_report), target :: t173
  type(randlapack_rgs_options), target :: t174
  type(randlapack_rgs_report), target :: t175
  type(randlapack_urv_options), target :: t176
  type(rmt_logdet_options), target :: t300
  type(rmt_logdet_report), target :: t301
  type(rmt_dmemdet_input), target :: t310
  type(rmt_smemdet_input), target :: t311
  type(rmt_memdet_options), target :: t312
  type(rmt_memdet_report), target :: t313
  type(rmt_flodance_options), target :: t302
  type(rmt_flodance_model), target :: t303
  type(rmt_flodance_candidate), target :: t304
  type(rmt_flodance_report), target :: t305
  type(rmt_extrapolate_options), target :: t306
  type(rmt_extrapolate_report), target :: t307
  type(rmt_law_fit_report), target :: t320
  type(rmt_decompress_options), target :: t380
  type(rmt_decompress_report), target :: t381
  type(rmt_decompress_smooth_options), target :: t382
  type(rmt_decompress_smooth_report), target :: t383
  type(rmt_decompress_check_report), target :: t384
  type(rmt_decompress_kernel_options), target :: t390
  type(rmt_decompress_kernel_report), target :: t391
  type(rmt_continuation_options), target :: t385
  type(rmt_continuation_report), target :: t386
  type(rmt_power_law_options), target :: t330
  type(rmt_power_law_report), target :: t331
  type(rmt_tail_report), target :: t332
  type(rmt_tail_comparison), target :: t333
  type(rmt_htmp_fit_options), target :: t370
  type(rmt_htmp_fit_report), target :: t371
  type(rmt_htmp_repulsion_report), target :: t372
  type(rmt_flow_report), target :: t373
  type(rmt_collapse_report), target :: t374
  type(rmt_shrink_report), target :: t321
  type(rmt_features_point), target :: t322
  type(rmt_features_simulation_options), target :: t350
  type(rmt_features_simulation), target :: t351
  type(rmt_linear_kernel), target :: t340
  type(rmt_deep_layer), target :: t341
  type(rmt_weights_spectrum_options), target :: t360
  type(rmt_weights_spectrum_report), target :: t361
  type(rmt_weights_bulk), target :: t362
  type(rmt_weights_metrics), target :: t363
  type(rmt_weights_random), target :: t364
  type(rmt_weights_evidence), target :: t365
  type(rmt_weights_options), target :: t366
  type(rmt_weights_report), target :: t367
  type(rmt_weights_comparison), target :: t368
  type(randlapack_urv_report), target :: t177
  type(randlapack_spectral_function), target :: t240
  type(randlapack_slq_options), target :: t241
  type(randlapack_slq_report), target :: t242
  type(randlapack_spectral_value), target :: t243
  type(randlapack_chebyshev_options), target :: t244
  type(randlapack_chebyshev_report), target :: t245
  type(randlapack_interpolant_options), target :: t246
  type(randlapack_lu_options), target :: t190
  type(randlapack_lu_report), target :: t191
  type(randlapack_gen_nystrom_options), target :: t140
  type(randlapack_gen_nystrom_report), target :: t141
  type(randlapack_stream_options), target :: t142
  type(randlapack_stream_report), target :: t143
  type(randlapack_trace_options), target :: t230
  type(randlapack_trace_report), target :: t231
  type(randlapack_norm_options), target :: t232
  type(randlapack_norm_report), target :: t233
  logical :: failed = .false.

  call compare(1, 'randblas_control', c_loc(t1), c_sizeof(t1), [c_loc(t1%progress), c_loc(t1%progress_context), &
               c_loc(t1%allocate), c_loc(t1%release), c_loc(t1%allocator_context), c_loc(t1%memory_limit)])
  call compare(2, 'randblas_state', c_loc(t2), c_sizeof(t2), [c_loc(t2%counter), c_loc(t2%key)])
  call compare(3, 'randblas_dist', c_loc(t3), c_sizeof(t3), [c_loc(t3%size), c_loc(t3%family), c_loc(t3%rows), &
               c_loc(t3%cols), c_loc(t3%nnz), c_loc(t3%unscaled), c_loc(t3%replace), c_loc(t3%weights), &
               c_loc(t3%nfactors), c_loc(t3%factors)])
  call compare(4, 'randblas_slinop', c_loc(t4), c_sizeof(t4), [c_loc(t4%size), c_loc(t4%kind), c_loc(t4%layout), &
               c_loc(t4%uplo), c_loc(t4%rows), c_loc(t4%cols), c_loc(t4%nnz), c_loc(t4%ld), c_loc(t4%values), &
               c_loc(t4%ptr), c_loc(t4%rowind), c_loc(t4%colind), c_loc(t4%apply), c_loc(t4%context)])
  call compare(5, 'randblas_dlinop', c_loc(t5), c_sizeof(t5), [c_loc(t5%size), c_loc(t5%kind), c_loc(t5%layout), &
               c_loc(t5%uplo), c_loc(t5%rows), c_loc(t5%cols), c_loc(t5%nnz), c_loc(t5%ld), c_loc(t5%values), &
               c_loc(t5%ptr), c_loc(t5%rowind), c_loc(t5%colind), c_loc(t5%apply), c_loc(t5%context)])
  call compare(6, 'randblas_clinop', c_loc(t6), c_sizeof(t6), [c_loc(t6%size), c_loc(t6%kind), c_loc(t6%layout), &
               c_loc(t6%uplo), c_loc(t6%rows), c_loc(t6%cols), c_loc(t6%nnz), c_loc(t6%ld), c_loc(t6%values), &
               c_loc(t6%ptr), c_loc(t6%rowind), c_loc(t6%colind), c_loc(t6%apply), c_loc(t6%context)])
  call compare(7, 'randblas_zlinop', c_loc(t7), c_sizeof(t7), [c_loc(t7%size), c_loc(t7%kind), c_loc(t7%layout), &
               c_loc(t7%uplo), c_loc(t7%rows), c_loc(t7%cols), c_loc(t7%nnz), c_loc(t7%ld), c_loc(t7%values), &
               c_loc(t7%ptr), c_loc(t7%rowind), c_loc(t7%colind), c_loc(t7%apply), c_loc(t7%context)])
  call compare(8, 'randlapack_lsq_options', c_loc(t8), c_sizeof(t8), [c_loc(t8%size), c_loc(t8%control), &
               c_loc(t8%state), c_loc(t8%family), c_loc(t8%sketch_rows), c_loc(t8%sketch_nnz), c_loc(t8%tolerance), &
               c_loc(t8%max_iterations), c_loc(t8%ridge), c_loc(t8%preconditioner), &
               c_loc(t8%refinements), c_loc(t8%solver), c_loc(t8%method)])
  call compare(9, 'randlapack_lsq_report', c_loc(t9), c_sizeof(t9), [c_loc(t9%sketch_rows), &
               c_loc(t9%preconditioner), c_loc(t9%method), c_loc(t9%iterations), &
               c_loc(t9%rank), c_loc(t9%condition), c_loc(t9%residual_norm), c_loc(t9%normal_residual), &
               c_loc(t9%backward_error), c_loc(t9%forward_error), &
               c_loc(t9%seconds_sketch), c_loc(t9%seconds_factor), c_loc(t9%seconds_iterate)])
  call compare(10, 'randlapack_rsvd_options', c_loc(t10), c_sizeof(t10), [c_loc(t10%size), c_loc(t10%control), &
               c_loc(t10%state), c_loc(t10%family), c_loc(t10%oversampling), c_loc(t10%power_passes), &
               c_loc(t10%tolerance), c_loc(t10%block), c_loc(t10%excess), c_loc(t10%max_columns), &
               c_loc(t10%method)])
  call compare(11, 'randlapack_rsvd_report', c_loc(t11), c_sizeof(t11), [c_loc(t11%sketch_cols), &
               c_loc(t11%frobenius_error), c_loc(t11%seconds_range), c_loc(t11%seconds_svd), &
               c_loc(t11%rank), c_loc(t11%products), c_loc(t11%excess), c_loc(t11%method)])
  call compare(15, 'randlapack_qb_options', c_loc(t15), c_sizeof(t15), [c_loc(t15%size), c_loc(t15%control), &
               c_loc(t15%state), c_loc(t15%family), c_loc(t15%power_passes), c_loc(t15%tolerance), c_loc(t15%block)])
  call compare(16, 'randlapack_qb_report', c_loc(t16), c_sizeof(t16), [c_loc(t16%rank), c_loc(t16%products), &
               c_loc(t16%frobenius_error), c_loc(t16%seconds)])
  call compare(17, 'randlapack_eig_options', c_loc(t17), c_sizeof(t17), [c_loc(t17%size), c_loc(t17%control), &
               c_loc(t17%state), c_loc(t17%family), c_loc(t17%excess), c_loc(t17%block), c_loc(t17%max_columns)])
  call compare(18, 'randlapack_eig_report', c_loc(t18), c_sizeof(t18), [c_loc(t18%rank), c_loc(t18%columns), &
               c_loc(t18%products), c_loc(t18%frobenius_error), c_loc(t18%residual), c_loc(t18%excess), &
               c_loc(t18%seconds)])
  call compare(12, 'randlapack_lsq_errors', c_loc(t12), c_sizeof(t12), [c_loc(t12%residual_norm), &
               c_loc(t12%relative_residual), c_loc(t12%normal_residual), c_loc(t12%backward_error), &
               c_loc(t12%excess), c_loc(t12%condition), c_loc(t12%forward_error)])
  call compare(13, 'randlapack_sketch_solve_report', c_loc(t13), c_sizeof(t13), [c_loc(t13%sketch_rows), &
               c_loc(t13%rank), c_loc(t13%condition), c_loc(t13%expected_excess), c_loc(t13%sketched_residual), &
               c_loc(t13%residual_norm), c_loc(t13%seconds_sketch), c_loc(t13%seconds_factor), &
               c_loc(t13%seconds_solve)])
  call compare(14, 'randlapack_fossils_report', c_loc(t14), c_sizeof(t14), [c_loc(t14%sketch_rows), &
               c_loc(t14%iterations), c_loc(t14%stages), c_loc(t14%rank), c_loc(t14%errors), &
               c_loc(t14%seconds_sketch), c_loc(t14%seconds_factor), c_loc(t14%seconds_iterate)])
  call compare(20, 'randlapack_leverage_options', c_loc(t20), c_sizeof(t20), [c_loc(t20%size), &
               c_loc(t20%control), c_loc(t20%state), c_loc(t20%lambda), c_loc(t20%family), &
               c_loc(t20%sketch_rows), c_loc(t20%sketch_nnz), c_loc(t20%projections)])
  call compare(21, 'randlapack_leverage_report', c_loc(t21), c_sizeof(t21), [c_loc(t21%sketch_rows), &
               c_loc(t21%projections), c_loc(t21%rank), c_loc(t21%condition), c_loc(t21%sum), c_loc(t21%lower), &
               c_loc(t21%upper), c_loc(t21%seconds_sketch), c_loc(t21%seconds_factor), c_loc(t21%seconds_rows), &
               c_loc(t21%next)])
  call compare(22, 'randlapack_dpp_options', c_loc(t22), c_sizeof(t22), [c_loc(t22%size), c_loc(t22%control), &
               c_loc(t22%state)])
  call compare(23, 'randlapack_dpp_report', c_loc(t23), c_sizeof(t23), [c_loc(t23%rank), &
               c_loc(t23%expected_size), c_loc(t23%log_normaliser), c_loc(t23%seconds_factor), &
               c_loc(t23%seconds_sample), c_loc(t23%next)])
  call compare(24, 'randlapack_volume_options', c_loc(t24), c_sizeof(t24), [c_loc(t24%size), c_loc(t24%control), &
               c_loc(t24%state), c_loc(t24%rescaled)])
  call compare(25, 'randlapack_surrogate_options', c_loc(t25), c_sizeof(t25), [c_loc(t25%size), &
               c_loc(t25%control), c_loc(t25%state), c_loc(t25%lambda), c_loc(t25%weights)])
  call compare(26, 'randlapack_row_sampling_report', c_loc(t26), c_sizeof(t26), [c_loc(t26%rank), &
               c_loc(t26%dimension), c_loc(t26%expected_rows), c_loc(t26%seconds_factor), &
               c_loc(t26%seconds_sample), c_loc(t26%next)])
  call compare(27, 'randlapack_determinantal_options', c_loc(t27), c_sizeof(t27), [c_loc(t27%size), &
               c_loc(t27%control), c_loc(t27%state), c_loc(t27%lambda), c_loc(t27%rows), c_loc(t27%subsamples), &
               c_loc(t27%weights)])
  call compare(28, 'randlapack_determinantal_report', c_loc(t28), c_sizeof(t28), [c_loc(t28%subsamples), &
               c_loc(t28%singular), c_loc(t28%mean_rows), c_loc(t28%effective_subsamples), &
               c_loc(t28%log_determinant), c_loc(t28%seconds), c_loc(t28%next)])
  call compare(30, 'randlapack_inverse_options', c_loc(t30), c_sizeof(t30), [c_loc(t30%size), c_loc(t30%control), &
               c_loc(t30%state), c_loc(t30%family), c_loc(t30%sketch_rows), c_loc(t30%sketch_nnz), c_loc(t30%scores), &
               c_loc(t30%sketches), c_loc(t30%ridge), c_loc(t30%effective_dimension), c_loc(t30%factor)])
  call compare(31, 'randlapack_inverse_report', c_loc(t31), c_sizeof(t31), [c_loc(t31%sketch_rows), &
               c_loc(t31%sketches), c_loc(t31%factor), c_loc(t31%effective_dimension), c_loc(t31%condition), &
               c_loc(t31%seconds_sketch), c_loc(t31%seconds_solve), c_loc(t31%next)])
  call compare(40, 'randlapack_glm_options', c_loc(t40), c_sizeof(t40), [c_loc(t40%size), c_loc(t40%control), &
               c_loc(t40%state), c_loc(t40%method), c_loc(t40%family), c_loc(t40%sketch_rows), &
               c_loc(t40%sketch_nnz), c_loc(t40%tolerance), c_loc(t40%max_iterations), c_loc(t40%cg_steps), &
               c_loc(t40%warm_start), c_loc(t40%trace)])
  call compare(41, 'randlapack_glm_report', c_loc(t41), c_sizeof(t41), [c_loc(t41%iterations), c_loc(t41%cg_steps), &
               c_loc(t41%factorisations), c_loc(t41%passes), c_loc(t41%sketch_rows), c_loc(t41%objective), &
               c_loc(t41%decrement), c_loc(t41%seconds_hessian), c_loc(t41%seconds_direction), &
               c_loc(t41%seconds_evaluate)])
  call compare(42, 'randlapack_ihs_options', c_loc(t42), c_sizeof(t42), [c_loc(t42%size), c_loc(t42%control), &
               c_loc(t42%state), c_loc(t42%method), c_loc(t42%family), c_loc(t42%sketch_rows), &
               c_loc(t42%sketch_nnz), c_loc(t42%tolerance), c_loc(t42%max_iterations), c_loc(t42%trace)])
  call compare(43, 'randlapack_ihs_report', c_loc(t43), c_sizeof(t43), [c_loc(t43%sketch_rows), &
               c_loc(t43%iterations), c_loc(t43%restarts), c_loc(t43%rate), c_loc(t43%residual_norm), &
               c_loc(t43%gradient), c_loc(t43%seconds_sketch), c_loc(t43%seconds_iterate)])
  call compare(44, 'randlapack_pwsgd_options', c_loc(t44), c_sizeof(t44), [c_loc(t44%size), c_loc(t44%control), &
               c_loc(t44%state), c_loc(t44%family), c_loc(t44%sketch_rows), c_loc(t44%sketch_nnz), &
               c_loc(t44%tolerance), c_loc(t44%batch), c_loc(t44%max_steps)])
  call compare(45, 'randlapack_pwsgd_report', c_loc(t45), c_sizeof(t45), [c_loc(t45%sketch_rows), c_loc(t45%steps), &
               c_loc(t45%rows), c_loc(t45%bound), c_loc(t45%residual_norm), c_loc(t45%seconds_sketch), &
               c_loc(t45%seconds_iterate)])
  call compare(50, 'randlapack_project_options', c_loc(t50), c_sizeof(t50), [c_loc(t50%size), c_loc(t50%control), &
               c_loc(t50%state), c_loc(t50%method), c_loc(t50%sampling), c_loc(t50%block), c_loc(t50%pool), &
               c_loc(t50%regularisation), c_loc(t50%tolerance), c_loc(t50%max_iterations), c_loc(t50%mix)])
  call compare(51, 'randlapack_project_report', c_loc(t51), c_sizeof(t51), [c_loc(t51%block), &
               c_loc(t51%iterations), c_loc(t51%factorisations), c_loc(t51%restarts), c_loc(t51%rate), &
               c_loc(t51%residual_norm), c_loc(t51%normal_residual), c_loc(t51%seconds_prepare), &
               c_loc(t51%seconds_iterate)])
  call compare(52, 'randlapack_sgmres_options', c_loc(t52), c_sizeof(t52), [c_loc(t52%size), c_loc(t52%control), &
               c_loc(t52%state), c_loc(t52%family), c_loc(t52%cycle), c_loc(t52%sketch_rows), &
               c_loc(t52%truncation), c_loc(t52%tolerance), c_loc(t52%max_iterations)])
  call compare(53, 'randlapack_sgmres_report', c_loc(t53), c_sizeof(t53), [c_loc(t53%sketch_rows), &
               c_loc(t53%iterations), c_loc(t53%cycles), c_loc(t53%condition), c_loc(t53%residual_norm), &
               c_loc(t53%seconds)])
  call compare(60, 'randlapack_dentries', c_loc(t60), c_sizeof(t60), [c_loc(t60%size), c_loc(t60%rows), &
               c_loc(t60%cols), c_loc(t60%columns), c_loc(t60%context), c_loc(t60%values), c_loc(t60%ld), c_loc(t60%layout), &
               c_loc(t60%uplo)])
  call compare(61, 'randlapack_sentries', c_loc(t61), c_sizeof(t61), [c_loc(t61%size), c_loc(t61%rows), &
               c_loc(t61%cols), c_loc(t61%columns), c_loc(t61%context), c_loc(t61%values), c_loc(t61%ld), c_loc(t61%layout), &
               c_loc(t61%uplo)])
  call compare(62, 'randlapack_dkernel', c_loc(t62), c_sizeof(t62), [c_loc(t62%size), c_loc(t62%family), &
               c_loc(t62%layout), c_loc(t62%npoints), c_loc(t62%dim), c_loc(t62%points), c_loc(t62%ldpoints), &
               c_loc(t62%ntargets), c_loc(t62%targets), c_loc(t62%ldtargets), c_loc(t62%bandwidth)])
  call compare(63, 'randlapack_skernel', c_loc(t63), c_sizeof(t63), [c_loc(t63%size), c_loc(t63%family), &
               c_loc(t63%layout), c_loc(t63%npoints), c_loc(t63%dim), c_loc(t63%points), c_loc(t63%ldpoints), &
               c_loc(t63%ntargets), c_loc(t63%targets), c_loc(t63%ldtargets), c_loc(t63%bandwidth)])
  call compare(64, 'randlapack_rpcholesky_options', c_loc(t64), c_sizeof(t64), [c_loc(t64%size), &
               c_loc(t64%control), c_loc(t64%state), c_loc(t64%tolerance), c_loc(t64%block)])
  call compare(65, 'randlapack_rpcholesky_report', c_loc(t65), c_sizeof(t65), [c_loc(t65%rank), &
               c_loc(t65%columns), c_loc(t65%rejections), c_loc(t65%rounds), c_loc(t65%trace), c_loc(t65%trace_error), &
               c_loc(t65%seconds_entries), c_loc(t65%seconds_update)])
  call compare(66, 'randlapack_kernel_ridge_options', c_loc(t66), c_sizeof(t66), [c_loc(t66%size), &
               c_loc(t66%control), c_loc(t66%state), c_loc(t66%rank), c_loc(t66%sketch_rows), c_loc(t66%tolerance), &
               c_loc(t66%max_iterations), c_loc(t66%stored_bytes)])
  call compare(67, 'randlapack_kernel_ridge_report', c_loc(t67), c_sizeof(t67), [c_loc(t67%rank), &
               c_loc(t67%sketch_rows), c_loc(t67%iterations), c_loc(t67%stored), c_loc(t67%trace_error), c_loc(t67%condition), &
               c_loc(t67%residual), c_loc(t67%seconds_factor), c_loc(t67%seconds_iterate)])
  call compare(68, 'randlapack_nystrom_options', c_loc(t68), c_sizeof(t68), [c_loc(t68%size), c_loc(t68%control), &
               c_loc(t68%state), c_loc(t68%family), c_loc(t68%oversampling), c_loc(t68%products)])
  call compare(69, 'randlapack_nystrom_report', c_loc(t69), c_sizeof(t69), [c_loc(t69%sketch_cols), &
               c_loc(t69%shift), c_loc(t69%trace_error), c_loc(t69%seconds_products), c_loc(t69%seconds_factor)])
  call compare(160, 'randlapack_nystrom_pcg_options', c_loc(t160), c_sizeof(t160), [c_loc(t160%size), &
               c_loc(t160%control), c_loc(t160%state), c_loc(t160%rank), c_loc(t160%max_rank), c_loc(t160%rank_tolerance), &
               c_loc(t160%tolerance), c_loc(t160%max_iterations)])
  call compare(161, 'randlapack_nystrom_pcg_report', c_loc(t161), c_sizeof(t161), [c_loc(t161%rank), &
               c_loc(t161%iterations), c_loc(t161%least_value), c_loc(t161%condition), c_loc(t161%residual), &
               c_loc(t161%seconds_factor), c_loc(t161%seconds_iterate)])
  call compare(180, 'randlapack_skeleton_options', c_loc(t180), c_sizeof(t180), [c_loc(t180%size), &
              c_loc(t180%control), c_loc(t180%state), c_loc(t180%family), c_loc(t180%oversampling), &
              c_loc(t180%power_passes), c_loc(t180%pivoting), c_loc(t180%sketched), c_loc(t180%tolerance), &
              c_loc(t180%bound)])
  call compare(181, 'randlapack_skeleton_report', c_loc(t181), c_sizeof(t181), [c_loc(t181%rank), &
              c_loc(t181%sketch_rows), c_loc(t181%exchanges), c_loc(t181%largest), c_loc(t181%error), &
              c_loc(t181%norm), c_loc(t181%seconds_sketch), c_loc(t181%seconds_factor)])
  call compare(170, 'randlapack_tall_qr_options', c_loc(t170), c_sizeof(t170), [c_loc(t170%size), &
               c_loc(t170%control), c_loc(t170%state), c_loc(t170%family), c_loc(t170%sketch_rows), &
               c_loc(t170%sketch_nnz), c_loc(t170%tolerance), c_loc(t170%equilibrate), c_loc(t170%sketched)])
  call compare(171, 'randlapack_tall_qr_report', c_loc(t171), c_sizeof(t171), [c_loc(t171%sketch_rows), &
               c_loc(t171%rank), c_loc(t171%method), c_loc(t171%condition), &
               c_loc(t171%preconditioned_condition), c_loc(t171%seconds_sketch), c_loc(t171%seconds_factor), &
               c_loc(t171%seconds_orthogonalise), c_loc(t171%error)])
  call compare(172, 'randlapack_bqrrp_options', c_loc(t172), c_sizeof(t172), [c_loc(t172%size), &
               c_loc(t172%control), c_loc(t172%state), c_loc(t172%family), c_loc(t172%method), &
               c_loc(t172%block), c_loc(t172%oversampling), c_loc(t172%rank), c_loc(t172%tolerance)])
  call compare(173, 'randlapack_bqrrp_report', c_loc(t173), c_sizeof(t173), [c_loc(t173%block), &
               c_loc(t173%sketches), c_loc(t173%rank), c_loc(t173%seconds_pivots), c_loc(t173%seconds_factor), &
               c_loc(t173%reflectors), c_loc(t173%error), c_loc(t173%norm)])
  call compare(174, 'randlapack_rgs_options', c_loc(t174), c_sizeof(t174), [c_loc(t174%size), &
               c_loc(t174%control), c_loc(t174%state), c_loc(t174%family), c_loc(t174%sketch_rows), &
               c_loc(t174%sketch_nnz), c_loc(t174%block), c_loc(t174%tolerance)])
  call compare(175, 'randlapack_rgs_report', c_loc(t175), c_sizeof(t175), [c_loc(t175%sketch_rows), &
               c_loc(t175%rank), c_loc(t175%rounds), c_loc(t175%departure)])
  call compare(176, 'randlapack_urv_options', c_loc(t176), c_sizeof(t176), [c_loc(t176%size), &
               c_loc(t176%control), c_loc(t176%state), c_loc(t176%rank), c_loc(t176%tolerance), &
               c_loc(t176%power_passes), c_loc(t176%block)])
  call compare(177, 'randlapack_urv_report', c_loc(t177), c_sizeof(t177), [c_loc(t177%block), &
               c_loc(t177%blocks), c_loc(t177%rank), c_loc(t177%error), c_loc(t177%coupling), &
               c_loc(t177%norm), c_loc(t177%seconds_factor), c_loc(t177%seconds_form)])
  call compare(240, 'randlapack_spectral_function', c_loc(t240), c_sizeof(t240), [ &
               c_loc(t240%kind), c_loc(t240%parameter), c_loc(t240%evaluate), c_loc(t240%context)])
  call compare(241, 'randlapack_slq_options', c_loc(t241), c_sizeof(t241), [ &
               c_loc(t241%size), c_loc(t241%control), c_loc(t241%state), c_loc(t241%spectrum), &
               c_loc(t241%family), c_loc(t241%degree), c_loc(t241%samples), c_loc(t241%max_samples), &
               c_loc(t241%absolute), c_loc(t241%relative), c_loc(t241%confidence), &
               c_loc(t241%degree_tolerance), c_loc(t241%reorthogonalise), c_loc(t241%window), &
               c_loc(t241%block)])
  call compare(242, 'randlapack_slq_report', c_loc(t242), c_sizeof(t242), [ &
               c_loc(t242%degree), c_loc(t242%samples), c_loc(t242%products), c_loc(t242%reorthogonalised), &
               c_loc(t242%smallest), c_loc(t242%largest), c_loc(t242%degree_error), c_loc(t242%seconds), &
               c_loc(t242%method)])
  call compare(243, 'randlapack_spectral_value', c_loc(t243), c_sizeof(t243), [ &
               c_loc(t243%value), c_loc(t243%standard_error), c_loc(t243%half_width)])
  call compare(244, 'randlapack_chebyshev_options', c_loc(t244), c_sizeof(t244), [ &
               c_loc(t244%size), c_loc(t244%control), c_loc(t244%state), c_loc(t244%family), &
               c_loc(t244%moments), c_loc(t244%samples), c_loc(t244%damping), c_loc(t244%lower), &
               c_loc(t244%upper), c_loc(t244%confidence), c_loc(t244%block)])
  call compare(245, 'randlapack_chebyshev_report', c_loc(t245), c_sizeof(t245), [ &
               c_loc(t245%moments), c_loc(t245%samples), c_loc(t245%products), c_loc(t245%lower), &
               c_loc(t245%upper), c_loc(t245%seconds)])
  call compare(246, 'randlapack_interpolant_options', c_loc(t246), c_sizeof(t246), [ &
               c_loc(t246%size), c_loc(t246%control), c_loc(t246%power), c_loc(t246%trace), c_loc(t246%lower), &
               c_loc(t246%accuracy)])
  call compare(190, 'randlapack_lu_options', c_loc(t190), c_sizeof(t190), [c_loc(t190%size), &
               c_loc(t190%control), c_loc(t190%state), c_loc(t190%family), c_loc(t190%rank), &
               c_loc(t190%tolerance), c_loc(t190%block), c_loc(t190%oversampling)])
  call compare(191, 'randlapack_lu_report', c_loc(t191), c_sizeof(t191), [c_loc(t191%block), &
               c_loc(t191%sketches), c_loc(t191%rank), c_loc(t191%error), c_loc(t191%norm), &
               c_loc(t191%growth), c_loc(t191%seconds_pivots), c_loc(t191%seconds_factor)])
  call compare(140, 'randlapack_gen_nystrom_options', c_loc(t140), c_sizeof(t140), [ &
               c_loc(t140%size), c_loc(t140%control), c_loc(t140%state), c_loc(t140%family), &
               c_loc(t140%oversampling), c_loc(t140%corange_rows), c_loc(t140%tolerance)])
  call compare(141, 'randlapack_gen_nystrom_report', c_loc(t141), c_sizeof(t141), [ &
               c_loc(t141%sketch_cols), c_loc(t141%corange_rows), c_loc(t141%rank), &
               c_loc(t141%products), c_loc(t141%frobenius_error), c_loc(t141%norm), &
               c_loc(t141%seconds_sketch), c_loc(t141%seconds_svd)])
  call compare(142, 'randlapack_stream_options', c_loc(t142), c_sizeof(t142), [ &
               c_loc(t142%size), c_loc(t142%control), c_loc(t142%state), c_loc(t142%family), &
               c_loc(t142%oversampling), c_loc(t142%corange_rows), c_loc(t142%tolerance), &
               c_loc(t142%right_only), c_loc(t142%expected_rows), c_loc(t142%first_row), &
               c_loc(t142%batch_rows)])
  call compare(143, 'randlapack_stream_report', c_loc(t143), c_sizeof(t143), [ &
               c_loc(t143%rows), c_loc(t143%batches), c_loc(t143%sketch_cols), &
               c_loc(t143%corange_rows), c_loc(t143%rank), c_loc(t143%norm), &
               c_loc(t143%frobenius_error), c_loc(t143%seconds_push), c_loc(t143%seconds_finish), &
               c_loc(t143%bytes)])
  call compare(230, 'randlapack_trace_options', c_loc(t230), c_sizeof(t230), [ &
               c_loc(t230%size), c_loc(t230%control), c_loc(t230%state), c_loc(t230%method), &
               c_loc(t230%probe), c_loc(t230%definite), c_loc(t230%products), c_loc(t230%absolute), &
               c_loc(t230%relative), c_loc(t230%confidence)])
  call compare(231, 'randlapack_trace_report', c_loc(t231), c_sizeof(t231), [ &
               c_loc(t231%method), c_loc(t231%trace), c_loc(t231%standard_error), &
               c_loc(t231%half_width), c_loc(t231%confidence), c_loc(t231%norm), &
               c_loc(t231%samples), c_loc(t231%products), c_loc(t231%converged), &
               c_loc(t231%seconds)])
  call compare(300, 'rmt_logdet_options', c_loc(t300), c_sizeof(t300), [c_loc(t300%size), &
               c_loc(t300%control), c_loc(t300%tolerance), c_loc(t300%overwrite), c_loc(t300%orthonormal)])
  call compare(301, 'rmt_logdet_report', c_loc(t301), c_sizeof(t301), [c_loc(t301%logabsdet), &
               c_loc(t301%sign), c_loc(t301%rank), c_loc(t301%logdet_xx), c_loc(t301%logpdet)])
  call compare(310, 'rmt_dmemdet_input', c_loc(t310), c_sizeof(t310), [c_loc(t310%size), &
               c_loc(t310%format), c_loc(t310%layout), c_loc(t310%n), c_loc(t310%path), &
               c_loc(t310%offset), c_loc(t310%block), c_loc(t310%context), c_loc(t310%fingerprint)])
  call compare(311, 'rmt_smemdet_input', c_loc(t311), c_sizeof(t311), [c_loc(t311%size), &
               c_loc(t311%format), c_loc(t311%layout), c_loc(t311%n), c_loc(t311%path), &
               c_loc(t311%offset), c_loc(t311%block), c_loc(t311%context), c_loc(t311%fingerprint)])
  call compare(312, 'rmt_memdet_options', c_loc(t312), c_sizeof(t312), [c_loc(t312%size), &
               c_loc(t312%control), c_loc(t312%method), c_loc(t312%block), c_loc(t312%chunk), &
               c_loc(t312%scratch), c_loc(t312%resume), c_loc(t312%keep), c_loc(t312%single_scratch), &
               c_loc(t312%growth_limit), c_loc(t312%leading)])
  call compare(313, 'rmt_memdet_report', c_loc(t313), c_sizeof(t313), [c_loc(t313%logabsdet), &
               c_loc(t313%sign), c_loc(t313%method), c_loc(t313%fallback), c_loc(t313%n), &
               c_loc(t313%block), c_loc(t313%blocks), c_loc(t313%chunk), c_loc(t313%failed), &
               c_loc(t313%growth), c_loc(t313%least_pivot), c_loc(t313%input_blocks), &
               c_loc(t313%read_blocks), c_loc(t313%written_blocks), c_loc(t313%read_bytes), &
               c_loc(t313%written_bytes), c_loc(t313%resumed), c_loc(t313%bytes), c_loc(t313%seconds), &
               c_loc(t313%seconds_input), c_loc(t313%seconds_io), c_loc(t313%seconds_wait)])
  call compare(302, 'rmt_flodance_options', c_loc(t302), c_sizeof(t302), [ &
               c_loc(t302%size), c_loc(t302%control), c_loc(t302%terms), c_loc(t302%burn_in), &
               c_loc(t302%known), c_loc(t302%target), c_loc(t302%confidence)])
  call compare(303, 'rmt_flodance_model', c_loc(t303), c_sizeof(t303), [ &
               c_loc(t303%first), c_loc(t303%last), c_loc(t303%orders), c_loc(t303%terms), &
               c_loc(t303%level), c_loc(t303%coefficient), c_loc(t303%covariance), c_loc(t303%noise), &
               c_loc(t303%growth), c_loc(t303%error), c_loc(t303%inflation), c_loc(t303%quantile), &
               c_loc(t303%correlation)])
  call compare(304, 'rmt_flodance_candidate', c_loc(t304), c_sizeof(t304), [ &
               c_loc(t304%terms), c_loc(t304%first), c_loc(t304%error), c_loc(t304%standard_error), &
               c_loc(t304%score)])
  call compare(305, 'rmt_flodance_report', c_loc(t305), c_sizeof(t305), [ &
               c_loc(t305%candidates), c_loc(t305%chosen), c_loc(t305%table)])
  call compare(306, 'rmt_extrapolate_options', c_loc(t306), c_sizeof(t306), [ &
               c_loc(t306%size), c_loc(t306%control), c_loc(t306%state), c_loc(t306%points), &
               c_loc(t306%orders), c_loc(t306%neighbours), c_loc(t306%terms), c_loc(t306%confidence), &
               c_loc(t306%curve)])
  call compare(307, 'rmt_extrapolate_report', c_loc(t307), c_sizeof(t307), [ &
               c_loc(t307%logdet), c_loc(t307%half_width), c_loc(t307%baseline), c_loc(t307%rest), &
               c_loc(t307%points), c_loc(t307%flops), c_loc(t307%model), c_loc(t307%table), &
               c_loc(t307%seconds_baseline), c_loc(t307%seconds_factor)])
  call compare(232, 'randlapack_norm_options', c_loc(t232), c_sizeof(t232), [ &
               c_loc(t232%size), c_loc(t232%control), c_loc(t232%state), c_loc(t232%tolerance), &
               c_loc(t232%failure), c_loc(t232%steps)])
  call compare(233, 'randlapack_norm_report', c_loc(t233), c_sizeof(t233), [ &
               c_loc(t233%norm), c_loc(t233%upper), c_loc(t233%steps), c_loc(t233%seconds)])
  call compare(320, 'rmt_law_fit_report', c_loc(t320), c_sizeof(t320), [c_loc(t320%parameters), &
               c_loc(t320%errors), c_loc(t320%log_likelihood), c_loc(t320%evaluations)])
  call compare(380, 'rmt_decompress_options', c_loc(t380), c_sizeof(t380), [ &
               c_loc(t380%size), c_loc(t380%control), c_loc(t380%model), c_loc(t380%symmetry), &
               c_loc(t380%moments), c_loc(t380%penalty)])
  call compare(381, 'rmt_decompress_report', c_loc(t381), c_sizeof(t381), [ &
               c_loc(t381%model), c_loc(t381%parameters), c_loc(t381%mean), c_loc(t381%deviation), &
               c_loc(t381%skew), c_loc(t381%excess), c_loc(t381%shift), c_loc(t381%standard_errors), &
               c_loc(t381%misfit), c_loc(t381%noise), c_loc(t381%limit)])
  call compare(382, 'rmt_decompress_smooth_options', c_loc(t382), c_sizeof(t382), [ &
               c_loc(t382%size), c_loc(t382%control), c_loc(t382%low), c_loc(t382%high), &
               c_loc(t382%smoothing), c_loc(t382%nodes), c_loc(t382%moments), c_loc(t382%symmetry)])
  call compare(383, 'rmt_decompress_smooth_report', c_loc(t383), c_sizeof(t383), [ &
               c_loc(t383%low), c_loc(t383%high), c_loc(t383%smoothing), c_loc(t383%misfit), &
               c_loc(t383%least)])
  call compare(384, 'rmt_decompress_check_report', c_loc(t384), c_sizeof(t384), [ &
               c_loc(t384%diagonal), c_loc(t384%sum), c_loc(t384%energy), c_loc(t384%p_value)])
  call compare(390, 'rmt_decompress_kernel_options', c_loc(t390), c_sizeof(t390), [ &
               c_loc(t390%size), c_loc(t390%control), c_loc(t390%state), c_loc(t390%splits), &
               c_loc(t390%degree)])
  call compare(391, 'rmt_decompress_kernel_report', c_loc(t391), c_sizeof(t391), [ &
               c_loc(t391%log_det), c_loc(t391%log_det_error), c_loc(t391%growth), c_loc(t391%previous), &
               c_loc(t391%damping), c_loc(t391%trace), c_loc(t391%misfit)])
  call compare(385, 'rmt_continuation_options', c_loc(t385), c_sizeof(t385), [ &
               c_loc(t385%size), c_loc(t385%control), c_loc(t385%method), c_loc(t385%order), &
               c_loc(t385%moments), c_loc(t385%symmetry), c_loc(t385%penalty)])
  call compare(386, 'rmt_continuation_report', c_loc(t386), c_sizeof(t386), [ &
               c_loc(t386%method), c_loc(t386%order), c_loc(t386%degree), c_loc(t386%parameters), &
               c_loc(t386%bands), c_loc(t386%failed), c_loc(t386%repaired), c_loc(t386%broken), &
               c_loc(t386%damping), c_loc(t386%misfit), c_loc(t386%noise), c_loc(t386%mass), c_loc(t386%mean_error), &
               c_loc(t386%variance_ratio), c_loc(t386%least), c_loc(t386%distance)])
  call compare(330, 'rmt_power_law_options', c_loc(t330), c_sizeof(t330), [ &
               c_loc(t330%size), c_loc(t330%control), c_loc(t330%xmin), c_loc(t330%least_tail), &
               c_loc(t330%replicates), c_loc(t330%state)])
  call compare(331, 'rmt_power_law_report', c_loc(t331), c_sizeof(t331), [ &
               c_loc(t331%alpha), c_loc(t331%xmin), c_loc(t331%standard_error), &
               c_loc(t331%distance), c_loc(t331%log_likelihood), c_loc(t331%p_value), &
               c_loc(t331%tail), c_loc(t331%positive), c_loc(t331%candidates)])
  call compare(332, 'rmt_tail_report', c_loc(t332), c_sizeof(t332), [ &
               c_loc(t332%parameters), c_loc(t332%standard_errors), c_loc(t332%log_likelihood), &
               c_loc(t332%distance), c_loc(t332%tail), c_loc(t332%boundary)])
  call compare(333, 'rmt_tail_comparison', c_loc(t333), c_sizeof(t333), [ &
               c_loc(t333%ratio), c_loc(t333%normalised), c_loc(t333%p_value), &
               c_loc(t333%nested), c_loc(t333%first), c_loc(t333%second)])
  call compare(370, 'rmt_htmp_fit_options', c_loc(t370), c_sizeof(t370), [ &
               c_loc(t370%size), c_loc(t370%control), c_loc(t370%inverse), &
               c_loc(t370%sampling), c_loc(t370%estimates_only), c_loc(t370%order), &
               c_loc(t370%scale), c_loc(t370%level)])
  call compare(371, 'rmt_htmp_fit_report', c_loc(t371), c_sizeof(t371), [ &
               c_loc(t371%gamma), c_loc(t371%kappa), c_loc(t371%scale), &
               c_loc(t371%gamma_error), c_loc(t371%kappa_error), c_loc(t371%scale_error), &
               c_loc(t371%gamma_interval), c_loc(t371%kappa_interval), c_loc(t371%level), &
               c_loc(t371%log_likelihood), c_loc(t371%tail_exponent), c_loc(t371%cutoff_exponent), &
               c_loc(t371%scaling_exponent), c_loc(t371%exponent_error), c_loc(t371%count), &
               c_loc(t371%evaluations), c_loc(t371%boundary)])
  call compare(372, 'rmt_htmp_repulsion_report', c_loc(t372), c_sizeof(t372), [ &
               c_loc(t372%kappa), c_loc(t372%error), c_loc(t372%dimension), &
               c_loc(t372%shape)])
  call compare(373, 'rmt_flow_report', c_loc(t373), c_sizeof(t373), [ &
               c_loc(t373%mean), c_loc(t373%deviation), c_loc(t373%slope), &
               c_loc(t373%tau), c_loc(t373%p_value), c_loc(t373%roughness), &
               c_loc(t373%layers), c_loc(t373%low), c_loc(t373%high)])
  call compare(374, 'rmt_collapse_report', c_loc(t374), c_sizeof(t374), [ &
               c_loc(t374%centre), c_loc(t374%spread), c_loc(t374%lowest), &
               c_loc(t374%worst), c_loc(t374%layers), c_loc(t374%collapsed)])
  call compare(321, 'rmt_shrink_report', c_loc(t321), c_sizeof(t321), [c_loc(t321%noise), c_loc(t321%threshold), &
               c_loc(t321%rank)])
  call compare(350, 'rmt_features_simulation_options', c_loc(t350), c_sizeof(t350), [c_loc(t350%size), &
               c_loc(t350%control), c_loc(t350%state), c_loc(t350%runs)])
  call compare(351, 'rmt_features_simulation', c_loc(t351), c_sizeof(t351), [c_loc(t351%train), c_loc(t351%test), &
               c_loc(t351%train_error), c_loc(t351%test_error)])
  call compare(322, 'rmt_features_point', c_loc(t322), c_sizeof(t322), [c_loc(t322%theta), c_loc(t322%delta), &
               c_loc(t322%degrees), c_loc(t322%train), c_loc(t322%test), c_loc(t322%iterations)])
  call compare(340, 'rmt_linear_kernel', c_loc(t340), c_sizeof(t340), [c_loc(t340%gram), c_loc(t340%constant), &
               c_loc(t340%diagonal)])
  call compare(341, 'rmt_deep_layer', c_loc(t341), c_sizeof(t341), [c_loc(t341%ck_diagonal), c_loc(t341%ck_linear), &
               c_loc(t341%ck_square), c_loc(t341%ntk_diagonal), c_loc(t341%ntk_linear), c_loc(t341%ntk_square)])
  call compare(360, 'rmt_weights_spectrum_options', c_loc(t360), c_sizeof(t360), [ &
               c_loc(t360%size), c_loc(t360%control), c_loc(t360%state), &
               c_loc(t360%method), c_loc(t360%accuracy)])
  call compare(361, 'rmt_weights_spectrum_report', c_loc(t361), c_sizeof(t361), [ &
               c_loc(t361%count), c_loc(t361%trusted), c_loc(t361%method), c_loc(t361%exponent), &
               c_loc(t361%error), c_loc(t361%trace), c_loc(t361%seconds)])
  call compare(362, 'rmt_weights_bulk', c_loc(t362), c_sizeof(t362), [ &
               c_loc(t362%sigma), c_loc(t362%lower), c_loc(t362%upper), c_loc(t362%margin), &
               c_loc(t362%statistic), c_loc(t362%p_value), c_loc(t362%distance), c_loc(t362%share), &
               c_loc(t362%softrank), c_loc(t362%spikes)])
  call compare(363, 'rmt_weights_metrics', c_loc(t363), c_sizeof(t363), [ &
               c_loc(t363%lambda_max), c_loc(t363%lambda_min), c_loc(t363%norm), c_loc(t363%spectral_norm), &
               c_loc(t363%log_norm), c_loc(t363%log_spectral_norm), c_loc(t363%alpha_hat), &
               c_loc(t363%log_alpha_norm), c_loc(t363%log_alpha_schatten), c_loc(t363%stable_rank), &
               c_loc(t363%entropy), c_loc(t363%participation), c_loc(t363%detx), c_loc(t363%detx_count), &
               c_loc(t363%rank), c_loc(t363%rank_loss)])
  call compare(364, 'rmt_weights_random', c_loc(t364), c_sizeof(t364), [ &
               c_loc(t364%lambda_max), c_loc(t364%distance), c_loc(t364%softrank), c_loc(t364%bulk)])
  call compare(365, 'rmt_weights_evidence', c_loc(t365), c_sizeof(t365), [ &
               c_loc(t365%rank_loss), c_loc(t365%entry_tail), c_loc(t365%spike_share), c_loc(t365%strength), &
               c_loc(t365%bulk_distance), c_loc(t365%alpha), c_loc(t365%tail_share), c_loc(t365%traps)])
  call compare(366, 'rmt_weights_options', c_loc(t366), c_sizeof(t366), [ &
               c_loc(t366%size), c_loc(t366%control), c_loc(t366%state), c_loc(t366%method), c_loc(t366%skip), &
               c_loc(t366%accuracy), c_loc(t366%least), c_loc(t366%least_tail), c_loc(t366%replicates), &
               c_loc(t366%level), c_loc(t366%tolerance), &
               c_loc(t366%largest)])
  call compare(367, 'rmt_weights_report', c_loc(t367), c_sizeof(t367), [ &
               c_loc(t367%m), c_loc(t367%n), c_loc(t367%done), c_loc(t367%codes), c_loc(t367%phase), &
               c_loc(t367%spectrum), c_loc(t367%metrics), c_loc(t367%power_law), c_loc(t367%truncated), &
               c_loc(t367%exponential), c_loc(t367%log_normal), c_loc(t367%bulk), c_loc(t367%random), &
               c_loc(t367%evidence), c_loc(t367%entry_max), c_loc(t367%seconds)])
  call compare(368, 'rmt_weights_comparison', c_loc(t368), c_sizeof(t368), [ &
               c_loc(t368%divergence), c_loc(t368%euclidean), c_loc(t368%relative), c_loc(t368%cosine), &
               c_loc(t368%drift), c_loc(t368%drift_error), c_loc(t368%first), c_loc(t368%second)])
  if (failed) error stop 1

contains

  subroutine compare(which, name, base, bytes, members)
    integer(c_int), intent(in) :: which
    character(len=*), intent(in) :: name
    type(c_ptr), intent(in) :: base, members(:)
    integer(c_size_t), intent(in) :: bytes
    integer(c_int64_t) :: expected(32)
    integer :: i, n
    n = layout_of(which, expected)
    if (n /= size(members) + 1) then
      print '(a,a,i0,a,i0)', name, ': members ', size(members), ', in C ', n - 1
      failed = .true.
      return
    end if
    do i = 1, n - 1
      call same(name, i, transfer(members(i), 0_c_intptr_t) - transfer(base, 0_c_intptr_t), expected(i))
    end do
    call same(name, n, int(bytes, c_intptr_t), expected(n))
  end subroutine compare

  subroutine same(name, i, mine, theirs)
    character(len=*), intent(in) :: name
    integer, intent(in) :: i
    integer(c_intptr_t), intent(in) :: mine
    integer(c_int64_t), intent(in) :: theirs
    if (mine == theirs) return
    print '(a,a,i0,a,i0,a,i0)', name, ', member ', i, ': offset ', mine, ', in C ', theirs
    failed = .true.
  end subroutine same

end program test_layout
