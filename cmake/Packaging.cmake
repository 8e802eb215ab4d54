# Packages of what Install.cmake and the folders install, one for each component: `cpack` in the build tree, or
# scripts/package, which configures for a Debian system and tries what comes out.
#
#   runtime  librandlapack0.1      the shared libraries, of C and Fortran      mpi          librandlapack-mpi0.1
#   dev      librandlapack-dev     headers, modules, archives, CMake, pkg-config  mpi_dev   librandlapack-mpi-dev
#   command  randlapack            the command and its manual                  mpi_command  randlapack-mpi
#   doc      librandlapack-doc     pages, HTML if it was built, examples
#
# What a package needs of the system is read off its binaries by dpkg-shlibdeps.

set(RANDLAPACK_COMPONENTS runtime dev doc)
if(RANDLAPACK_CLI)
  list(APPEND RANDLAPACK_COMPONENTS command)
endif()
if(RANDLAPACK_MPI)
  list(APPEND RANDLAPACK_COMPONENTS mpi mpi_dev)
endif()
if(RANDLAPACK_MPI AND RANDLAPACK_CLI)
  list(APPEND RANDLAPACK_COMPONENTS mpi_command)
endif()

# Documentation goes into its package only: `cmake --install` leaves it out.
set(documents ${CMAKE_INSTALL_DATADIR}/doc/librandlapack-doc)
install(FILES README.md DESTINATION ${documents} COMPONENT doc EXCLUDE_FROM_ALL)
install(DIRECTORY doc/ DESTINATION ${documents}/doc COMPONENT doc EXCLUDE_FROM_ALL
  PATTERN CMakeLists.txt EXCLUDE PATTERN Doxyfile.in EXCLUDE)
install(DIRECTORY ${PROJECT_BINARY_DIR}/doc/html DESTINATION ${documents} COMPONENT doc EXCLUDE_FROM_ALL OPTIONAL)
install(DIRECTORY examples DESTINATION ${documents} COMPONENT doc EXCLUDE_FROM_ALL
  PATTERN CMakeLists.txt EXCLUDE)

# randlapack_package(COMPONENT NAME SECTION SUMMARY TEXT [component ...]): the components are needed in the same version.
function(randlapack_package component name section summary text)
  string(TOUPPER ${component} COMPONENT)
  set(CPACK_DEBIAN_${COMPONENT}_PACKAGE_NAME ${name} PARENT_SCOPE)
  set(CPACK_DEBIAN_${COMPONENT}_PACKAGE_SECTION ${section} PARENT_SCOPE)
  set(CPACK_DEBIAN_${COMPONENT}_DESCRIPTION "${summary}\n${text}" PARENT_SCOPE)
  set(CPACK_COMPONENT_${COMPONENT}_DEPENDS ${ARGN} PARENT_SCOPE)
  install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${name} RENAME copyright
    COMPONENT ${component} EXCLUDE_FROM_ALL)
endfunction()

set(about "Sketching operators, and with them least squares, low rank, log-determinants and spectra of large matrices.")
randlapack_package(runtime librandlapack${RANDLAPACK_SOVERSION} libs
  "randomised linear algebra and random matrix theory: shared libraries" "${about}")
randlapack_package(dev librandlapack-dev libdevel
  "randomised linear algebra and random matrix theory: development" "${about} Headers for C and C++, modules for Fortran, static libraries." runtime)
randlapack_package(doc librandlapack-doc doc
  "randomised linear algebra and random matrix theory: documentation" "${about} Guides, reference, examples with their data.")
randlapack_package(command randlapack math
  "randomised linear algebra from the shell" "Solves, factors and reports on matrices and networks in files." runtime)
randlapack_package(mpi librandlapack-mpi${RANDLAPACK_SOVERSION} libs
  "randomised linear algebra over MPI: shared libraries" "${about} Rows are spread over processes." runtime)
randlapack_package(mpi_dev librandlapack-mpi-dev libdevel
  "randomised linear algebra over MPI: development" "${about} Rows are spread over processes." mpi dev)
randlapack_package(mpi_command randlapack-mpi math
  "randomised linear algebra from the shell, in several processes" "What the command becomes under mpirun." command mpi)

set(CPACK_DEBIAN_DOC_PACKAGE_ARCHITECTURE all)
foreach(component RUNTIME MPI)
  set(CPACK_DEBIAN_${component}_PACKAGE_MULTIARCH same)
endforeach()
# The static library is linked with the system's BLAS and LAPACK; with the shared one nothing else is needed.
set(CPACK_DEBIAN_DEV_PACKAGE_RECOMMENDS "libblas-dev | libblas.so, liblapack-dev | liblapack.so, liblapacke-dev")
set(CPACK_DEBIAN_DEV_PACKAGE_SUGGESTS librandlapack-doc)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_RECOMMENDS "libopenblas0-openmp | libblis4-openmp") # any BLAS will do: these are fast
set(CPACK_DEBIAN_MPI_DEV_PACKAGE_DEPENDS libopenmpi-dev)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "") # each package has its own
set(CPACK_PACKAGE_VENDOR "librandlapack authors")
set(CPACK_PACKAGE_CONTACT "librandlapack authors <authors@librandlapack.invalid>")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGING_INSTALL_PREFIX ${CMAKE_INSTALL_PREFIX})
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL ${RANDLAPACK_COMPONENTS})
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_ENABLE_COMPONENT_DEPENDS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS
  ${PROJECT_BINARY_DIR} ${PROJECT_BINARY_DIR}/fortran ${PROJECT_BINARY_DIR}/mpi)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY ">=")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
