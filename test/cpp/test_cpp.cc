/* The C++ header: what it calls is tested in C; here it is types, sizes, ownership, and what becomes of codes. */
#include "drivers.hpp"
#include "laws.hpp"
#include "sketches.hpp"

int main()
{
    sketches::test_all();
    drivers::test_all();
    laws::test_all();
    std::printf("%d checks\n", checks);
}
