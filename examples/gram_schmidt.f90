! A basis grown column by column with inner products of sketches; see gram_schmidt.c.
program gram_schmidt
  use example
  use randlapack
  implicit none
  integer(i8), parameter :: m = 100000, n = 40, d = 200
  real(dp), allocatable, target :: v(:, :)
  real(dp), allocatable :: Q(:, :), factor(:)
  real(dp) :: G(d, n), cosines(n, n), R(n, 1), residual, loss
  type(randlapack_rgs_options) :: options
  integer(i8) :: i, k

  options%sketch_rows = d
  allocate (v(m, 1), Q(m, n))
  factor = [(1 + 2 * real(i, dp) / m, i=0, m - 1)]
  call fill_normal(v, 3_i8)
  residual = 0
  do k = 1, n
    call check(randlapack_rgs(randblas_linop_dense(v), Q(:, :k), R(:k, :), SQ=G(:, :k), options=options), 'rgs')
    residual = max(residual, maxval(abs(v(:, 1) - matmul(Q(:, :k), R(:k, 1)))))
    v(:, 1) = factor * Q(:, k)
  end do
  cosines = matmul(transpose(G), G)
  do k = 1, n
    cosines(k, k) = cosines(k, k) - 1
  end do
  loss = maxval(abs(cosines))
  print '(a,es8.1,a,es8.1)', '|(SQ)^T SQ - I|', loss, ', |A - Q R|', residual
  call expect(loss < 1e-12_dp, 'S Q is orthonormal')
  call expect(residual < 1e-12_dp, 'A = Q R')
end program gram_schmidt
