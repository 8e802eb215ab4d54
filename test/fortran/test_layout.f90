! Derived types have the sizes and member offsets of their C structs.
program test_layout
  use, intrinsic :: iso_c_binding
  use randlapack
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
  type(randlapack_lsq_errors), target :: t12
  type(randlapack_sketch_solve_report), target :: t13
  type(randlapack_fossils_report), target :: t14
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
               c_loc(t8%max_iterations), c_loc(t8%refinements)])
  call compare(9, 'randlapack_lsq_report', c_loc(t9), c_sizeof(t9), [c_loc(t9%sketch_rows), c_loc(t9%iterations), &
               c_loc(t9%rank), c_loc(t9%condition), c_loc(t9%residual_norm), c_loc(t9%normal_residual), &
               c_loc(t9%seconds_sketch), c_loc(t9%seconds_factor), c_loc(t9%seconds_iterate)])
  call compare(10, 'randlapack_rsvd_options', c_loc(t10), c_sizeof(t10), [c_loc(t10%size), c_loc(t10%control), &
               c_loc(t10%state), c_loc(t10%family), c_loc(t10%oversampling), c_loc(t10%power_passes)])
  call compare(11, 'randlapack_rsvd_report', c_loc(t11), c_sizeof(t11), [c_loc(t11%sketch_cols), &
               c_loc(t11%frobenius_error), c_loc(t11%seconds_range), c_loc(t11%seconds_svd)])
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
