! Rows that arrive at several processes and are kept by none; see spread_stream.c.
program spread_stream
  use example
  use mpi, only: MPI_COMM_WORLD, MPI_INTEGER, MPI_SUM
  use randlapack_mpi
  implicit none
  external :: MPI_Init, MPI_Allreduce, MPI_Finalize
  integer(i8), parameter :: n = 60, k = 4, batches = 20, rows_each = 150, own = batches * rows_each
  type(c_ptr) :: group, stream
  type(randlapack_mpi_drows) :: rows
  type(randlapack_stream_options) :: options
  type(randlapack_stream_report) :: report
  type(randlapack_glm_report) :: fit
  real(dp), allocatable, target :: U(:, :)   ! a linear operator keeps the address
  real(dp) :: batch(rows_each, n), labels(own), V(n, k), s(k), x(k)
  integer(i8) :: b, i
  integer :: rank, right, all, ierror

  call MPI_Init(ierror)
  call check(randlapack_mpi_create(int(MPI_COMM_WORLD, c_int), group=group), 'create')
  rank = randlapack_mpi_rank(group)
  allocate (U(own, k))
  options%first_row = rank * 2_i8**40   ! nobody needs to know how many rows the others have
  options%oversampling = 30
  call check(randlapack_dstream_create(n, k, options, stream), 'stream_create')
  do b = 1, batches
    call fill_normal(batch, 1000_i8 * (rank + 1) + b)
    do i = 1, rows_each
      labels((b - 1) * rows_each + i) = merge(1, 0, batch(i, n) > 0)
      batch(i, 1::3) = batch(i, 1::3) + sign(4 / sqrt(n / 3.0_dp), batch(i, n))
    end do
    call check(randlapack_stream_push(stream, batch), 'stream_push')
  end do
  call check(randlapack_mpi_stream_finish(group, stream, U, s, V, report), 'stream_finish')
  call randlapack_dstream_destroy(stream)

  U = U * sqrt(real(report%rows, dp))
  call check(randlapack_mpi_rows_make(group, randblas_linop_dense(U), rows), 'rows_make')
  call check(randlapack_mpi_glm(group, rows, labels, x, RANDLAPACK_LOGISTIC, lambda=1.0_dp, report=fit), 'glm')
  right = count((matmul(U, x) > 0) .eqv. (labels > 0))
  call MPI_Allreduce(right, all, 1, MPI_INTEGER, MPI_SUM, MPI_COMM_WORLD, ierror)
  if (rank == 0) print '(i0,a,2f8.1,a,i0,a,f6.2,a)', report%rows, ' rows, singular values', s(1:2), ' ...; ', &
    fit%iterations, ' steps; ', 100 * real(all, dp) / real(report%rows, dp), ' % of the rows are told apart'
  call expect(s(1) > 3 * s(2), 'one direction stands out')
  call expect(all > 0.99_dp * real(report%rows, dp), 'it tells the rows apart')
  call randlapack_mpi_destroy(group)
  call MPI_Finalize(ierror)
end program spread_stream
