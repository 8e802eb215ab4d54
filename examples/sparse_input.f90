! A sparse matrix in compressed rows, sketched without being made dense; see sparse_input.c.
program sparse_input
  use example
  implicit none
  integer(i8), parameter :: m = 2000, n = 60, per_row = 3, d = 200
  type(randblas_sketch) :: S
  type(randblas_dlinop) :: A
  integer(i8), target :: ptr(m + 1), colind(m * per_row)   ! indices count from 0, as everywhere in the library
  real(dp), target :: values(m * per_row, 1)
  real(dp) :: dense(m, n), B(d, n), expected(d, n)
  integer(i8) :: i, k

  call fill_normal(values, 1_i8)
  ptr = [(per_row * i, i=0, m)]
  do i = 0, m - 1
    colind(ptr(i + 1) + 1:ptr(i + 2)) = mod([i, 7 * i + 1, 13 * i + 5], n)
  end do
  A = randblas_linop_csr(m, n, ptr, colind, values(:, 1))
  call check(randblas_linop_check(A), 'check')   ! once; routines that use A trust its indices

  call check(randblas_sketch_create(randblas_sparse_sign(d, m, 8_i8), randblas_seed(9_i8), S), 'create')
  call check(randblas_skop(S, A, B), 'S A')

  dense = 0
  do i = 1, m
    do k = ptr(i) + 1, ptr(i + 1)
      dense(i, colind(k) + 1) = dense(i, colind(k) + 1) + values(k, 1)   ! duplicates add
    end do
  end do
  call check(randblas_skge(S, dense, expected), 'S dense')
  print '(a,i0,a,es8.1)', 'sparse A with ', A%nnz, ' nonzeros: S A differs from the dense product by', &
    difference(expected, B)
  call expect(difference(expected, B) < 1e-13_dp, 'sparse and dense A give the same sketch')
end program sparse_input
