# One library of all layers: randlapack_shared and randlapack_static; randlapack::randlapack is the one that
# BUILD_SHARED_LIBS asks for.

get_property(objects GLOBAL PROPERTY RANDLAPACK_OBJECTS)
foreach(kind shared static)
  string(TOUPPER ${kind} KIND)
  add_library(randlapack_${kind} ${KIND} ${objects})
  set_target_properties(randlapack_${kind} PROPERTIES
    OUTPUT_NAME randlapack VERSION ${PROJECT_VERSION} SOVERSION ${RANDLAPACK_SOVERSION} LINKER_LANGUAGE C)
  foreach(layer randblas randlapack rmt)
    target_include_directories(randlapack_${kind} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/${layer}>)
  endforeach()
  target_include_directories(randlapack_${kind} PUBLIC $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_link_libraries(randlapack_${kind} PRIVATE $<BUILD_INTERFACE:randlapack_dependencies>)
endforeach()
if(NOT CMAKE_C_FLAGS MATCHES "-fsanitize") # clang leaves a sanitizer's own symbols to the executable
  set(RANDLAPACK_NO_UNDEFINED -Wl,--no-undefined) # of every shared library
endif()
target_link_options(randlapack_shared PRIVATE ${RANDLAPACK_NO_UNDEFINED})

if(BUILD_SHARED_LIBS)
  add_library(randlapack::randlapack ALIAS randlapack_shared)
else()
  add_library(randlapack::randlapack ALIAS randlapack_static)
endif()
