! The log-determinant of a kernel matrix that never exists; see kernel_logdet.c.
module kernel_blocks
  use, intrinsic :: iso_c_binding
  implicit none
  integer(c_int64_t), parameter :: n = 1200
  real(c_double), parameter :: scale = 0.1_c_double

contains

  ! Rows i0 .. i1 - 1, columns j0 .. j1 - 1, from 0, with the interface rmt_dblock_fn.
  function kernel_block(context, i0, i1, j0, j1, A, lda) result(failed) bind(c)
    type(c_ptr), value :: context
    integer(c_int64_t), value :: i0, i1, j0, j1, lda
    real(c_double), intent(inout) :: A(lda, *)
    integer(c_int) :: failed
    integer(c_int64_t) :: i, j
    real(c_double) :: d
    failed = merge(1, 0, c_associated(context))   ! there is none
    do j = j0, j1 - 1
      do i = i0, i1 - 1
        d = hypot(real(i - j, c_double) / n, sin(20 * real(i, c_double) / n) - sin(20 * real(j, c_double) / n)) / scale
        A(i - i0 + 1, j - j0 + 1) = (1 + d) * exp(-d)
        if (i == j) A(i - i0 + 1, j - j0 + 1) = A(i - i0 + 1, j - j0 + 1) + 0.01_c_double
      end do
    end do
  end function kernel_block

  function stop_half_way(context, phase, fraction) result(stop_now) bind(c)
    type(c_ptr), value :: context, phase
    real(c_double), value :: fraction
    integer(c_int) :: stop_now
    stop_now = merge(1, 0, fraction > 0.5_c_double .and. c_associated(phase) .and. .not. c_associated(context))
  end function stop_half_way

end module kernel_blocks

program kernel_logdet
  use example
  use kernel_blocks
  use randblas
  use rmt
  implicit none
  integer(i8), parameter :: budget = n * n * 8 / 4
  character(kind=c_char, len=*), parameter :: folder = 'kernel_logdet_f.scratch'
  character(kind=c_char, len=len(folder) + 1), target :: name
  real(dp), target :: leading(n)
  type(rmt_dmemdet_input) :: input
  type(rmt_memdet_options) :: options, ldl
  type(rmt_memdet_report) :: report, whole

  name = folder//c_null_char
  input%format = RMT_MEMDET_CALLBACK
  input%n = n
  input%block = c_funloc(kernel_block)
  input%fingerprint = 1
  options%method = RMT_MEMDET_CHOLESKY
  options%control%memory_limit = budget
  options%control%progress = c_funloc(stop_half_way)
  options%scratch = c_loc(name)
  options%resume = 1
  options%keep = 1
  options%leading = c_loc(leading)
  call expect(rmt_memdet(input, options, report) == RANDBLAS_CANCELLED, 'the run stops half way')
  options%control%progress = c_null_funptr
  call check(rmt_memdet(input, options, report), 'memdet')
  print '(a,f0.6,3(a,i0))', 'log det K = ', report%logabsdet, ' of order ', n, ' in panels: ', report%blocks, &
    ', of them from before: ', report%resumed
  call expect(report%resumed > 0 .and. report%bytes <= budget, 'it goes on, within its memory')

  ldl%method = RMT_MEMDET_LDL
  call check(rmt_memdet(input, ldl, whole), 'memdet in memory')
  call expect(abs(whole%logabsdet - report%logabsdet) < 1e-9_dp * abs(whole%logabsdet), 'both methods agree')
  input%n = n / 2
  call check(rmt_memdet(input, ldl, whole), 'memdet of the first half')
  call expect(abs(whole%logabsdet - leading(n / 2)) < 1e-9_dp * abs(whole%logabsdet), 'so do leading blocks')
end program kernel_logdet
