! Least squares with rows spread over processes; see spread_rows.c.
program spread_rows
  use example
  use mpi, only: MPI_COMM_WORLD, MPI_DOUBLE_PRECISION, MPI_SUM
  use randlapack_mpi
  implicit none
  external :: MPI_Init, MPI_Allreduce, MPI_Finalize
  integer(i8), parameter :: m = 30000, n = 40
  type(c_ptr) :: group
  type(randlapack_mpi_drows) :: rows
  type(randlapack_mpi_traffic) :: traffic
  type(randlapack_lsq_report) :: report
  real(dp), allocatable, target :: A(:, :), b(:, :)   ! a linear operator keeps the address
  real(dp) :: x(n, 1), total(n), gradient(n)
  integer(i8) :: first, own, i
  integer :: rank, number, ierror

  call MPI_Init(ierror)
  call check(randlapack_mpi_create(int(MPI_COMM_WORLD, c_int), group=group), 'create')
  rank = randlapack_mpi_rank(group)
  number = randlapack_mpi_size(group)
  first = m * rank / number
  own = m * (rank + 1) / number - first
  allocate (A(own, n), b(own, 1))
  call fill_normal(A, int(rank + 1, i8))
  call fill_normal(b, int(100 + rank, i8))
  do i = 1, own
    b(i, 1) = b(i, 1) + A(i, 1) - 2 * A(i, 2)   ! x is near (1, -2, 0, ...)
  end do

  call check(randlapack_mpi_rows_make(group, randblas_linop_dense(A), rows), 'rows_make')
  call expect(rows%rows == m .and. rows%first == first, 'the rows follow one another')
  call check(randlapack_mpi_lsq_precond(group, rows, b, x, report=report), 'lsq_precond')
  call check(randlapack_mpi_count(group, traffic, 0_c_int), 'count')
  if (rank == 0) print '(i0,a,i0,a,i0,a)', number, ' processes, ', report%iterations, ' steps; process 0 sent ', &
    traffic%words, ' words'

  ! At the solution the residual is orthogonal to every column.
  gradient = matmul(b(:, 1) - matmul(A, x(:, 1)), A)
  call MPI_Allreduce(gradient, total, int(n), MPI_DOUBLE_PRECISION, MPI_SUM, MPI_COMM_WORLD, ierror)
  call expect(maxval(abs(total)) < 1e-8_dp, 'the residual is orthogonal to A')
  call expect(abs(x(1, 1) - 1) < 0.05_dp .and. abs(x(2, 1) + 2) < 0.05_dp, 'the coefficients are found')
  call randlapack_mpi_destroy(group)
  call MPI_Finalize(ierror)
end program spread_rows
