! Rows of A that arrive in batches and need not be kept; see streaming.c.
program streaming
  use example
  implicit none
  integer(i8), parameter :: m = 10000, n = 30, d = 120, batch = 768
  type(randblas_sketch) :: S
  real(dp), allocatable :: A(:, :)
  real(dp) :: B(d, n), expected(d, n)
  integer(i8) :: first, last

  allocate (A(m, n))
  call fill_normal(A, 1_i8)   ! stands for what would be read from a file
  call check(randblas_sketch_create(randblas_gaussian(d, m), randblas_seed(4_i8), S), 'create')
  B = 0
  do first = 1, m, batch
    last = min(first + batch - 1, m)
    ! B = B + S(:, first:last) A(first:last, :)
    call check(randblas_skge(S, A(first:last, :), B, beta=1.0_dp, co=first - 1), 'batch')
  end do
  call check(randblas_skge(S, A, expected), 'at once')
  print '(a,es8.1)', 'sum over batches differs from the sketch at once by', difference(expected, B)
  call expect(difference(expected, B) < 1e-12_dp, 'the sum over batches is S A')
end program streaming
