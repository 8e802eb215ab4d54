! Determinantal point processes choose items that are unlike each other; see diverse_subsets.c.
program diverse_subsets
  use example
  use randlapack
  implicit none
  integer(i8), parameter :: n = 200, k = 10, samples = 50
  real(dp), target :: L(n, n)
  integer(i8) :: items(k, samples), all_items(n, samples), sizes(samples), i, j
  type(randlapack_dpp_options) :: options
  type(randlapack_dpp_report) :: report
  real(dp) :: spread, mean

  do j = 1, n
    L(:, j) = [(exp(-0.5_dp * real((i - j)**2, dp) / 100), i=1, n)]
  end do
  options%state = randblas_seed(1_i8)
  call check(randlapack_kdpp(randblas_linop_dense(L), items, options, report), 'kdpp')
  spread = sum(real(minval(items(2:, :) - items(:k - 1, :), dim=1), dp)) / samples
  print '(a,i0,a,f0.1,a)', 'k-DPP of ', k, ' items: the nearest two are ', spread, ' apart on average'
  call expect(spread > 4, 'a k-DPP keeps its items apart')   ! independent items: n/k^2 = 2

  ! Without k, the number of items is random, with the mean that the report states.
  options%state = report%next
  call check(randlapack_dpp(randblas_linop_dense(L), sizes, all_items, options, report), 'dpp')
  mean = real(sum(sizes), dp) / samples
  print '(a,f0.2,a,f0.2)', 'DPP: ', mean, ' items on average, expected are ', report%expected_size
  call expect(abs(mean - report%expected_size) < 2, 'the mean size is as stated')
end program diverse_subsets
