# The C++20 header: nothing to build.  RANDLAPACK_CXX_COMPILES tells tests and examples whether a compiler takes it.

add_library(randlapack_cxx INTERFACE)
target_include_directories(randlapack_cxx INTERFACE ${PROJECT_SOURCE_DIR}/cpp)
target_link_libraries(randlapack_cxx INTERFACE randlapack::randlapack)
add_library(randlapack::cxx ALIAS randlapack_cxx)

file(GLOB RANDLAPACK_CXX_HEADERS CONFIGURE_DEPENDS cpp/*.hpp)
install(FILES ${RANDLAPACK_CXX_HEADERS} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT dev)

include(CheckLanguage)
check_language(CXX)
set(RANDLAPACK_CXX_COMPILES OFF)
if(CMAKE_CXX_COMPILER)
  enable_language(CXX)
  include(CheckCXXSourceCompiles)
  set(CMAKE_CXX_STANDARD 20)
  set(CMAKE_CXX_STANDARD_REQUIRED ON)
  set(CMAKE_CXX_EXTENSIONS OFF)
  check_cxx_source_compiles("
    #include <concepts>
    #include <span>
    template <std::integral T> T f(std::span<const T> x) { return x[0]; }
    int main() { const int x[] = {0}; return f<int>(x); }" RANDLAPACK_CXX20)
  if(RANDLAPACK_CXX20)
    set(RANDLAPACK_CXX_COMPILES ON)
  endif()
endif()
if(NOT RANDLAPACK_CXX_COMPILES)
  message(STATUS "No C++20 compiler: the C++ header is installed untested")
endif()
set(RANDLAPACK_CXX_WARNINGS -Wall -Wextra -Wpedantic -Wshadow -Wconversion)
if(RANDLAPACK_WERROR)
  list(APPEND RANDLAPACK_CXX_WARNINGS -Werror)
endif()
