! What depth leaves of the data in conjugate and tangent kernels; see depth_and_spectrum.c.
program depth_and_spectrum
  use example
  use rmt
  implicit none
  integer(i8), parameter :: p = 200, n = 200, depth = 6
  type(c_ptr) :: gelu = c_null_ptr, phi = c_null_ptr
  type(rmt_deep_layer) :: layers(depth)
  type(rmt_linear_kernel) :: linear(2)
  real(dp) :: x(p, n), ck(n, n), ntk(n, n), k(n, n), error(2)
  integer(i8) :: l, reach
  integer :: j

  call fill_normal(x, 9_i8)
  do j = 1, int(n)
    x(:, j) = x(:, j) / norm2(x(:, j))
  end do
  call check(rmt_activation_create(RMT_PHI_GELU, gelu), 'activation')
  call check(rmt_activation_standardise(gelu, phi), 'standardised')
  call check(rmt_deep_layers(phi, layers), 'layers')
  do l = 1, depth
    call check(rmt_deep_kernel(phi, l, RANDBLAS_COL_MAJOR, p, n, x, p, ck, n, ntk, n), 'kernels')
    call check(rmt_deep_equivalent(layers(l), real(p, dp), linear(1), linear(2)), 'equivalents')
    do j = 1, 2
      call check(rmt_linear_kernel_matrix(linear(j), RANDBLAS_COL_MAJOR, p, n, x, p, k, n), 'matrix')
      if (j == 1) error(j) = norm2(k - ck) / norm2(ck)
      if (j == 2) error(j) = norm2(k - ntk) / norm2(ntk)
    end do
    print '(a,i2,a,es9.2,a,f7.3,a,2es9.2)', 'depth', l, ': alpha_1^2', layers(l)%ck_linear, ', tangent diagonal', &
      layers(l)%ntk_diagonal, ', equivalents off by', error
    call expect(maxval(error) < 0.1_dp, 'the equivalents are near')
  end do
  call check(rmt_deep_reach(phi, 0.01_dp, reach), 'reach')
  print '(a,i0)', 'less than a hundredth of the data is left from depth ', reach
  call expect(reach > 1 .and. layers(depth)%ck_linear < layers(1)%ck_linear, 'depth forgets')
  call check(rmt_kernel_linearise(RMT_REGIME_TAYLOR, gelu, 0.01_dp, real(p, dp), linear(1)), 'small arguments')
  call expect(abs(linear(1)%gram - 0.25_dp) < 1e-15_dp, 'the slope of GELU at 0 is a half')
  call rmt_activation_destroy(gelu)
  call rmt_activation_destroy(phi)
end program depth_and_spectrum
