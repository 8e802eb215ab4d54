! A Fortran user of the installed package.
program consumer
  use, intrinsic :: iso_c_binding
  use randblas
  use randlapack
  use rmt
  implicit none
  integer(c_int64_t), parameter :: d = 8, m = 21
  type(randblas_sketch) :: S
  type(randlapack_lsq_options) :: options
  real(c_double) :: identity(m, m), filled(d, m), applied(d, m), edges(2)
  integer :: j, info

  identity = 0
  do j = 1, int(m)
    identity(j, j) = 1
  end do
  options%family = RANDBLAS_FAMILY_SRHT
  info = randblas_sketch_create(randblas_gaussian(d, m), randblas_seed(7_c_int64_t), S)
  if (info == 0) info = randblas_fill(S, filled)
  if (info == 0) info = randblas_dskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, &
                                       d, m, m, 1.0_c_double, S%handle, 0_c_int64_t, 0_c_int64_t, identity, m, &
                                       0.0_c_double, applied, d)
  if (info == 0) info = rmt_mp_support(0.25_c_double, 1.0_c_double, edges)
  if (info /= 0) then
    print *, randblas_message(info)
    error stop 1
  end if
  if (any(filled /= applied) .or. edges(1) /= 0.25 .or. edges(2) /= 2.25) error stop 2
end program consumer
