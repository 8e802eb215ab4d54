! Any part of an operator can be had alone, and a sketch made taller later; see submatrix.c.
program submatrix
  use example
  implicit none
  integer(i8), parameter :: m = 300, d = 32, more = 16, n = 5
  type(randblas_sketch) :: S, T, both
  type(randblas_state) :: start, next
  real(dp) :: A(m, n), whole(d, m), part(10, 20), grown(d + more, n), at_once(d + more, n)

  call fill_normal(A, 1_i8)
  start = randblas_seed(5_i8)
  call check(randblas_sketch_create(unscaled(randblas_gaussian(d, m)), start, S, next), 'S')
  call check(randblas_sketch_create(unscaled(randblas_gaussian(more, m)), next, T), 'T')
  call check(randblas_sketch_create(unscaled(randblas_gaussian(d + more, m)), start, both), 'both')

  ! Offsets count from 0: this part is S(8:17, 101:120).
  call check(randblas_fill(S, whole), 'fill')
  call check(randblas_fill(S, part, ro=7_i8, co=100_i8), 'fill')
  call expect(all(abs(part - whole(8:17, 101:120)) <= 0), 'a part is the same alone')

  ! Rows of a larger array are written in place.
  call check(randblas_skge(S, A, grown(1:d, :)), 'S A')
  call check(randblas_skge(T, A, grown(d + 1:, :)), 'T A')
  call check(randblas_skge(both, A, at_once), 'both')
  print '(i0,a,i0,a,i0,a,es8.1)', d, ' rows, then ', more, ' more: differs from ', d + more, ' at once by', &
    difference(at_once, grown)
  call expect(difference(at_once, grown) < 1e-14_dp * real(m, dp), 'extension gives the taller sketch')

contains

  ! The factor 1/sqrt(d) depends on d: we would scale ourselves.
  function unscaled(dist) result(same)
    type(randblas_dist), intent(in) :: dist
    type(randblas_dist) :: same
    same = dist
    same%unscaled = 1
  end function unscaled

end program submatrix
