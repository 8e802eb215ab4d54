! The resolvent of a sample covariance matrix in the mean; see sample_resolvent.c.
program sample_resolvent
  use example
  use rmt
  implicit none
  integer(i8), parameter :: p = 80, n = 240
  type(c_ptr) :: law = c_null_ptr
  real(dp) :: x(p, n), tau(p), a(p, p), factors(3), mean
  complex(dp) :: z(2), theory(2), q(p, 2)
  integer :: i, j, k

  tau = [(merge(1.0_dp, 4.0_dp, i <= p / 2), i = 1, int(p))]
  call fill_normal(x, 5_i8)
  do j = 1, int(n)
    x(:, j) = x(:, j) * sqrt(tau)
  end do
  call check(rmt_law_sample_covariance(tau, real(p, dp) / n, law), 'law')
  z = [(0.0_dp, 0.0_dp), (-0.5_dp, 0.0_dp)]
  call check(rmt_linear_form(law, z, tau, theory), 'trace')
  call check(rmt_linear_resolvent(law, z, tau, q), 'resolvent')
  call expect(maxval(abs(sum(q, 1) / p - theory)) < 1e-12_dp, 'the trace is the mean of the entries')
  do k = 1, 2
    a = matmul(x, transpose(x)) / n
    do i = 1, int(p)
      a(i, i) = a(i, i) - real(z(k))
    end do
    call invert(a)
    mean = 0
    do i = 1, int(p)
      mean = mean + a(i, i) / p
    end do
    print '(a,f4.1,a,f8.4,a,f8.4,a,f8.4)', 'z =', real(z(k)), ': mean of the inverse''s diagonal', mean, &
      ', equivalent', real(theory(k)), ', population', sum(1 / (tau - real(z(k)))) / p
    call expect(abs(mean - real(theory(k))) < 0.03_dp * mean, 'the equivalent is near')
  end do
  call check(rmt_gaussian_inverse(p, n, factors), 'Gaussian inverse')
  call expect(abs(factors(1) * sum(1 / tau) / p - real(theory(1))) < 0.02_dp, 'exactly in the mean')
  call rmt_law_destroy(law)

contains

  ! By Gauss and Jordan; b is positive definite.
  subroutine invert(b)
    real(dp), intent(inout) :: b(:, :)
    real(dp) :: pivot, f
    integer :: l, r
    do l = 1, size(b, 1)
      pivot = b(l, l)
      b(l, l) = 1
      b(l, :) = b(l, :) / pivot
      do r = 1, size(b, 1)
        if (r == l) cycle
        f = b(r, l)
        b(r, l) = 0
        b(r, :) = b(r, :) - f * b(l, :)
      end do
    end do
  end subroutine invert
end program sample_resolvent
