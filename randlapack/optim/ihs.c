/* placeholder */
#include "randlapack_names_impl.h"
typedef int placeholder_a;
