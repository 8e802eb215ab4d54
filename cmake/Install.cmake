# What users receive: both libraries, the headers, a CMake package and a pkg-config file, all of them relocatable.
# The shared library names what it needs by itself; who links the static one has to find BLAS, LAPACK and OpenMP again,
# by name and on the machine of use (randlapackConfig.cmake, Requires.private and Libs.private).  Each file belongs to a
# component, from which Packaging.cmake makes packages.

include(CMakePackageConfigHelpers)

set(RANDLAPACK_INSTALL_CMAKEDIR ${CMAKE_INSTALL_LIBDIR}/cmake/randlapack)
set(RANDLAPACK_INSTALL_MODULEDIR ${CMAKE_INSTALL_INCLUDEDIR}/randlapack-fortran)

set_target_properties(randlapack_shared PROPERTIES EXPORT_NAME randlapack_shared)
set_target_properties(randlapack_static PROPERTIES EXPORT_NAME randlapack_static)
# An INTERFACE target of this name is made by the package's configuration.
target_link_libraries(randlapack_static INTERFACE $<INSTALL_INTERFACE:randlapack::static_dependencies>)

install(TARGETS randlapack_shared randlapack_static EXPORT randlapackTargets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT runtime NAMELINK_COMPONENT dev
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT dev)
file(GLOB RANDLAPACK_HEADERS CONFIGURE_DEPENDS randblas/*.h randlapack/*.h rmt/*.h) # at the top of a layer: public
install(FILES ${RANDLAPACK_HEADERS} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT dev)
install(EXPORT randlapackTargets NAMESPACE randlapack:: DESTINATION ${RANDLAPACK_INSTALL_CMAKEDIR} COMPONENT dev)

# ---------------------------------------------------------------- CMake package

if(BUILD_SHARED_LIBS)
  set(RANDLAPACK_PREFERRED shared)
else()
  set(RANDLAPACK_PREFERRED static)
endif()
# Names of the libraries of the C interfaces that stand apart from the BLAS, such as lapacke.
set(RANDLAPACK_C_INTERFACES "")
foreach(path ${RANDLAPACK_LAPACKE} ${RANDLAPACK_CBLAS})
  get_filename_component(name ${path} NAME_WE)
  string(REGEX REPLACE "^lib" "" name ${name})
  list(APPEND RANDLAPACK_C_INTERFACES ${name})
endforeach()

configure_package_config_file(cmake/randlapackConfig.cmake.in ${PROJECT_BINARY_DIR}/package/randlapackConfig.cmake
  INSTALL_DESTINATION ${RANDLAPACK_INSTALL_CMAKEDIR} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/package/randlapackConfigVersion.cmake
  COMPATIBILITY SameMinorVersion) # until 1.0 a minor version may break
install(FILES ${PROJECT_BINARY_DIR}/package/randlapackConfig.cmake
              ${PROJECT_BINARY_DIR}/package/randlapackConfigVersion.cmake
  DESTINATION ${RANDLAPACK_INSTALL_CMAKEDIR} COMPONENT dev)

# ---------------------------------------------------------------- pkg-config

# Libraries as flags: -lname where the linker looks by itself, else the folder too.
function(randlapack_link_flags out)
  set(flags "")
  foreach(item ${ARGN})
    if(IS_ABSOLUTE "${item}")
      get_filename_component(folder ${item} DIRECTORY)
      get_filename_component(name ${item} NAME_WE)
      string(REGEX REPLACE "^lib" "" name ${name})
      if(NOT folder IN_LIST CMAKE_C_IMPLICIT_LINK_DIRECTORIES)
        list(APPEND flags -L${folder})
      endif()
      list(APPEND flags -l${name})
    elseif(item MATCHES "^-")
      list(APPEND flags ${item})
    elseif(item)
      list(APPEND flags -l${item})
    endif()
  endforeach()
  list(REMOVE_DUPLICATES flags)
  list(JOIN flags " " flags)
  set(${out} ${flags} PARENT_SCOPE)
endfunction()

set(openmp_flags "")
if(OpenMP_C_FOUND)
  set(openmp_flags ${OpenMP_C_FLAGS})
endif()
randlapack_link_flags(RANDLAPACK_PC_PRIVATE
  ${RANDLAPACK_LAPACKE} ${LAPACK_LIBRARIES} ${RANDLAPACK_CBLAS} ${BLAS_LIBRARIES} ${openmp_flags} m)
# From the folder of randlapack.pc up to the prefix.
file(RELATIVE_PATH RANDLAPACK_PC_PREFIX /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
string(REGEX REPLACE "/$" "" RANDLAPACK_PC_PREFIX "${RANDLAPACK_PC_PREFIX}")
configure_file(cmake/randlapack.pc.in ${PROJECT_BINARY_DIR}/package/randlapack.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/package/randlapack.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
  COMPONENT dev)
