# One source per algorithm, compiled once per precision: randlapack_layer(NAME) makes the object libraries of a layer.
#
#   SOURCES   compiled once
#   SD        compiled for float and double
#   SDCZ      compiled for float, double and their complex twins
#   INCLUDES  folders whose private headers the layer may see: its own and those of lower layers
#
# A source in SD or SDCZ sees exactly one of RANDBLAS_PREC_s, _d, _c, _z.

set(RANDLAPACK_COMMON_FLAGS -ffp-contract=off) # samplers: fused multiply-adds only where they are written

function(randlapack_objects target includes)
  add_library(${target} OBJECT ${ARGN})
  target_include_directories(${target} PRIVATE ${includes})
  target_link_libraries(${target} PRIVATE randlapack_dependencies)
  target_compile_options(${target} PRIVATE ${RANDLAPACK_COMMON_FLAGS} ${RANDLAPACK_WARNINGS})
  target_compile_definitions(${target} PRIVATE RANDBLAS_VERSION_STRING="${PROJECT_VERSION}")
  set_property(GLOBAL APPEND PROPERTY RANDLAPACK_OBJECTS $<TARGET_OBJECTS:${target}>)
endfunction()

function(randlapack_layer layer)
  cmake_parse_arguments(ARG "" "" "SOURCES;SD;SDCZ;INCLUDES" ${ARGN})
  if(ARG_SOURCES)
    randlapack_objects(${layer}_common "${ARG_INCLUDES}" ${ARG_SOURCES})
  endif()
  foreach(letter s d c z)
    set(sources ${ARG_SDCZ})
    if(letter STREQUAL "s" OR letter STREQUAL "d")
      list(APPEND sources ${ARG_SD})
    endif()
    if(sources)
      randlapack_objects(${layer}_${letter} "${ARG_INCLUDES}" ${sources})
      target_compile_definitions(${layer}_${letter} PRIVATE RANDBLAS_PREC_${letter})
    endif()
  endforeach()
endfunction()

# Kernels, compiled once for each instruction set and chosen at run time (randblas/core/isa_impl.h).
#
#   CONTRACT  the compiler may fuse multiplies and adds: for kernels whose results are rounded anyway, not for samplers
#   SOURCES, SD, INCLUDES  as above

set(RANDLAPACK_ISAS generic)
set(RANDLAPACK_ISA_FLAGS_generic "")
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64|amd64")
  list(APPEND RANDLAPACK_ISAS avx2 avx512)
  set(RANDLAPACK_ISA_FLAGS_avx2 -mavx2 -mfma)
  set(RANDLAPACK_ISA_FLAGS_avx512 -mavx512f -mavx512dq -mfma)
  add_compile_definitions(RANDBLAS_X86_KERNELS)
endif()

function(randlapack_kernel_objects target isa contract includes)
  randlapack_objects(${target} "${includes}" ${ARGN})
  target_compile_options(${target} PRIVATE -O3 ${RANDLAPACK_ISA_FLAGS_${isa}})
  target_compile_definitions(${target} PRIVATE RANDBLAS_ISA=${isa})
  if(contract)
    target_compile_options(${target} PRIVATE -ffp-contract=fast)
  endif()
endfunction()

function(randlapack_kernels name)
  cmake_parse_arguments(ARG "CONTRACT" "" "SOURCES;SD;INCLUDES" ${ARGN})
  foreach(isa ${RANDLAPACK_ISAS})
    if(ARG_SOURCES)
      randlapack_kernel_objects(${name}_${isa} ${isa} ${ARG_CONTRACT} "${ARG_INCLUDES}" ${ARG_SOURCES})
    endif()
    if(ARG_SD)
      foreach(letter s d)
        randlapack_kernel_objects(${name}_${isa}_${letter} ${isa} ${ARG_CONTRACT} "${ARG_INCLUDES}" ${ARG_SD})
        target_compile_definitions(${name}_${isa}_${letter} PRIVATE RANDBLAS_PREC_${letter})
      endforeach()
    endif()
  endforeach()
endfunction()
