set(RANDLAPACK_WARNINGS
  -Wall -Wextra -Wpedantic -Wshadow -Wvla -Wcast-qual -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith
  -Wwrite-strings -Wno-unknown-pragmas)
if(RANDLAPACK_WERROR)
  list(APPEND RANDLAPACK_WARNINGS -Werror)
endif()
