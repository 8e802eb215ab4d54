! Every family of sketching operators on one matrix; see families.c for what is shown.
program families
  use example
  implicit none
  integer(i8), parameter :: m = 4096, n = 20, d = 400
  real(dp), allocatable :: U(:, :)
  real(dp), target :: scores(m)   ! a distribution keeps the address until the operator is made
  real(dp) :: edge

  allocate (U, source=basis(m, n))
  scores = sum(U**2, dim=2)   ! leverage scores: squared row norms
  edge = sqrt(real(n, dp) / real(d, dp))
  print '(a,f6.3,a,f6.3,a)', 'singular values of S U; expected in [', 1 - edge, ',', 1 + edge, ']'
  call try('Gaussian', randblas_gaussian(d, m), 1.5_dp)
  call try('uniform', randblas_uniform(d, m), 1.5_dp)
  call try('Rademacher', randblas_rademacher(d, m), 1.5_dp)
  call try('sparse sign', randblas_sparse_sign(d, m, 8_i8), 1.5_dp)
  call try('CountSketch', randblas_count_sketch(d, m), 1.5_dp)
  call try('SparseStack', randblas_sparse_stack(d, m, 8_i8), 1.5_dp)
  call try('LESS-uniform', randblas_less_uniform(d, m, 20_i8), 1.5_dp)
  call try('LESS', randblas_less(d, m, 20_i8, scores), 1.5_dp)
  call try('SRHT', randblas_srht(d, m), 1.5_dp)
  call try('SRFT (cosine)', randblas_srft(d, m), 1.5_dp)
  call try('rows, uniform', randblas_row_sample(d, m, 0), 1.5_dp)
  call try('rows, by leverage', randblas_row_sample_weighted(d, m, scores, 1), 1.5_dp)
  call try_composition

contains

  subroutine try(name, dist, slack)
    character(len=*), intent(in) :: name
    type(randblas_dist), intent(in) :: dist
    real(dp), intent(in) :: slack
    type(randblas_sketch) :: S   ! freed on return
    real(dp) :: B(d, n), sigma(n)
    call check(randblas_sketch_create(dist, randblas_seed(2024_i8), S), name)
    call check(randblas_skge(S, U, B), name)   ! B = S U; sizes come from the arrays
    sigma = singular_values(B)
    print '(a26,2f9.3)', name, minval(sigma), maxval(sigma)
    call expect(minval(sigma) > 1 - slack * edge .and. maxval(sigma) < 1 + slack * edge, name)
  end subroutine try

  ! Structured families take the handles of other operators, which they copy when they are made.
  subroutine try_composition
    type(randblas_sketch) :: dense, sparse
    type(randblas_state) :: next
    type(c_ptr), target :: factors(2)
    call check(randblas_sketch_create(randblas_gaussian(d, 4 * d), randblas_seed(1_i8), dense, next), 'create')
    call check(randblas_sketch_create(randblas_sparse_sign(4 * d, m, 4_i8), next, sparse), 'create')
    factors = [dense%handle, sparse%handle]
    call try('Gaussian of sparse sign', randblas_compose(2_i8, factors), 2.25_dp)
  end subroutine try_composition

end program families
