# What the library stands on: CBLAS and LAPACKE of any vendor (BLA_VENDOR), Random123, OpenMP.

if(RANDLAPACK_ILP64)
  set(BLA_SIZEOF_INTEGER 8)
endif()
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(BLAS REQUIRED)
find_package(LAPACK)
if(NOT LAPACK_FOUND) # the vendor has a BLAS only (BLIS, say): take a LAPACK without one, which will call that BLAS
  set(BLA_VENDOR Generic)
  find_package(LAPACK)
endif()
if(NOT LAPACK_FOUND)
  set(BLA_VENDOR All)
  find_package(LAPACK REQUIRED)
endif()

include(CheckFunctionExists)
include(CMakePushCheckState)

# The C interfaces are in the BLAS itself (OpenBLAS, MKL) or in libraries beside it (reference, BLIS, ATLAS).
if(RANDLAPACK_ILP64)
  set(RANDLAPACK_INTERFACE_SUFFIX 64)
endif()
function(randlapack_find_c_interface symbol library out)
  cmake_push_check_state(RESET)
  set(CMAKE_REQUIRED_LIBRARIES LAPACK::LAPACK BLAS::BLAS)
  check_function_exists(${symbol} HAVE_${symbol})
  cmake_pop_check_state()
  if(HAVE_${symbol})
    set(${out} "" PARENT_SCOPE)
    return()
  endif()
  find_library(RANDLAPACK_${library}_LIBRARY ${library}${RANDLAPACK_INTERFACE_SUFFIX} REQUIRED)
  set(${out} ${RANDLAPACK_${library}_LIBRARY} PARENT_SCOPE)
endfunction()
randlapack_find_c_interface(cblas_dgemm cblas RANDLAPACK_CBLAS)
randlapack_find_c_interface(LAPACKE_dgels lapacke RANDLAPACK_LAPACKE)

find_path(CBLAS_INCLUDE_DIR cblas.h PATH_SUFFIXES openblas openblas-openmp openblas-pthread cblas mkl REQUIRED)
find_path(LAPACKE_INCLUDE_DIR lapacke.h PATH_SUFFIXES openblas openblas-openmp openblas-pthread lapacke REQUIRED)
find_path(RANDOM123_INCLUDE_DIR Random123/philox.h REQUIRED)
find_package(OpenMP COMPONENTS C)

add_library(randlapack_dependencies INTERFACE)
target_include_directories(randlapack_dependencies SYSTEM INTERFACE
  ${CBLAS_INCLUDE_DIR} ${LAPACKE_INCLUDE_DIR} ${RANDOM123_INCLUDE_DIR})
if(RANDLAPACK_ILP64)
  target_compile_definitions(randlapack_dependencies INTERFACE RANDBLAS_BLAS_INT=int64_t OPENBLAS_USE64BITINT MKL_ILP64
                                                                LAPACK_ILP64)
endif()
target_link_libraries(randlapack_dependencies INTERFACE
  ${RANDLAPACK_LAPACKE} LAPACK::LAPACK ${RANDLAPACK_CBLAS} BLAS::BLAS m)
if(OpenMP_C_FOUND)
  target_link_libraries(randlapack_dependencies INTERFACE OpenMP::OpenMP_C)
endif()
