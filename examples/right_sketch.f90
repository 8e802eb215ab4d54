! Sketching the columns, B = A S^T; see right_sketch.c.
program right_sketch
  use example
  implicit none
  integer(i8), parameter :: m = 200, n = 1000, r = 5, d = 8
  type(randblas_sketch) :: S
  real(dp) :: X(m, r), Y(r, n), B(m, d), left(d, m), sigma(d)
  real(dp), allocatable :: A(:, :)

  call fill_normal(X, 1_i8)
  call fill_normal(Y, 2_i8)
  allocate (A(m, n))
  A = matmul(X, Y)   ! of rank 5
  call check(randblas_sketch_create(randblas_gaussian(d, n), randblas_seed(3_i8), S), 'create')
  call check(randblas_skge(S, A, B, side=RANDBLAS_RIGHT, transs=RANDBLAS_TRANS), 'A S^T')
  call check(randblas_skge(S, A, left, transa=RANDBLAS_TRANS), 'S A^T')
  call expect(difference(B, transpose(left)) < 1e-14_dp * real(n, dp), '(A S^T)^T = S A^T')

  sigma = singular_values(B)
  print '(a,i0)', 'the rank of A S^T is ', count(sigma > 1e-10_dp * maxval(sigma))
  call expect(count(sigma > 1e-10_dp * maxval(sigma)) == r, 'the sketch has the rank of A')
end program right_sketch
