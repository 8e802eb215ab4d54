! The spectrum of a large Gram matrix from that of a block; see free_decompression.c.
program free_decompression
  use example
  use rmt
  implicit none
  integer(i8), parameter :: n = 512
  real(dp), parameter :: growth = 32
  type(c_ptr) :: small = c_null_ptr, large = c_null_ptr, block = c_null_ptr, whole = c_null_ptr
  type(rmt_decompress_report) :: fit
  real(dp) :: values(n), distance, found(3), truth(3), error(3)
  real(dp), parameter :: p(3) = [0.0_dp, 0.5_dp, 1.0_dp]
  integer :: k

  call check(rmt_law_marchenko_pastur(0.02_dp, 1.0_dp, small), 'law of blocks')
  call check(rmt_law_marchenko_pastur(0.02_dp * growth, 1.0_dp, large), 'law of the whole')
  call check(rmt_law_eigenvalues(small, randblas_seed(11_i8), values), 'eigenvalues')

  call check(rmt_decompress_fit(values, law=block, report=fit), 'fit')
  call check(rmt_decompress(block, growth, whole), 'decompression')
  call check(rmt_decompress_error(fit, growth, distance), 'expected distance')
  print '(a,i0,a,f8.5,a,f8.4)', 'model ', fit%model, ', mean', fit%mean, ', expected distance', distance
  call expect(distance < 0.02_dp .and. fit%misfit < 3, 'a good fit')

  call check(rmt_law_quantile(whole, p, found), 'quantiles')
  call check(rmt_law_quantile(large, p, truth), 'true quantiles')
  call check(rmt_decompress_quantile_error(fit, growth, p, error), 'their errors')
  do k = 1, 3
    print '(a,f4.1,3(a,f8.4))', 'quantile', p(k), ':', found(k), ' +-', error(k), ', in truth', truth(k)
    call expect(abs(found(k) - truth(k)) < 5 * error(k), 'quantile')
  end do
  call rmt_law_destroy(small)
  call rmt_law_destroy(large)
  call rmt_law_destroy(block)
  call rmt_law_destroy(whole)
end program free_decompression
